"""What recording an inspection gives to those who act on it: plain figures, so that they need not ask the database again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from inspector.inspections import attribution

if TYPE_CHECKING:
    from inspector.checklists.definition import Checklist, Item
    from inspector.scoring.figures import Figure
    from inspector.sites.facts import SiteFacts


class RecordedAnswer(NamedTuple):  # made for every answer, which a frozen dataclass is too slow for
    """One answer as it was recorded.

    id: primary key of Answer. item: definition. subject: "staff:7", "table:A5", "area:3" or None. place: "table:A5", "area:3"
    or "" (where a task about it belongs: the subject if it is a place, else the inspection's area, else the site).
    state: answered | na | unseen.
    value: as on the wire. share-relevant: earned, possible (exact points before critical rules), observations (n of a k_of_n, else 1).
    borne_by: person | team | store | nobody; basis: seen | duty | none; staff_id: the person it counts for or None;
    named_staff_id: the person the inspector named, whether or not it counts (a newcomer is named and not scored).
    """

    id: int
    item: Item
    subject: str | None
    place: str
    state: str
    value: object
    at: datetime | None
    is_bulk: bool
    is_failed: bool
    earned: Figure  # exact: an int where it is whole, else a Fraction
    possible: Figure
    observations: int
    note: str | None
    cause: str | None
    is_corrected: bool
    is_reminded: bool
    photos: tuple[str, ...]  # SHA-256
    borne_by: str
    basis: str
    staff_id: int | None
    named_staff_id: int | None


@dataclass(frozen=True, slots=True)
class InspectionFacts:
    """The figures of an inspection's row that its consequences ask for; plain, because the row itself is not loaded when it is written."""

    id: int
    site_id: int
    area_id: int | None
    shift_id: int | None
    author_id: int
    line: str
    flag: str | None
    receipt_code: str
    received_at: datetime
    score_document: str  # the Score as JSON without its trace
    reinspects: str | None  # UUID of the inspection whose failures were looked at again

    @property
    def counts_for_people(self) -> bool:
        """Whether it is evidence about people."""
        return attribution.counts_for_people(self.line, self.reinspects)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One inspection just recorded (or found to be here already), with what its consequences need.

    inspection: facts of the row. site: facts of its site. counts: False when nothing may follow for people (flag invalid).
    follow_ups: (task id, verdict, note, photos); praise: (staff id, note). received_at: the server's clock.
    """

    inspection: InspectionFacts
    site: SiteFacts
    checklist: Checklist
    answers: tuple[RecordedAnswer, ...]
    follow_ups: tuple[tuple[int, str, str | None, tuple[str, ...]], ...]
    praise: tuple[tuple[int, str], ...]
    business_day: date
    received_at: datetime
    counts: bool
    missing: tuple[str, ...] = ()  # SHA-256 of announced photos that are not here yet
    was_already_here: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A submission kept whole for a person to decide about. reason: one of models.HELD_REASONS."""

    reason: str
    code: str
    received_at: datetime
    missing: tuple[str, ...]
    is_new: bool
