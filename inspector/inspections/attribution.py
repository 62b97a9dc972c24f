"""Who bears an answer. The default is the team; a person only by direct observation, or by duty map, presence and staffing.

Source: docs/decisions.md, Who gets the blame. The owner rule of an item is the upper limit: an item of the team or the store never
reaches a person, whoever stood nearest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

LEARNERS = frozenset(("apprentice", "intern"))
BORROWED = frozenset(("dispatched", "outsourced"))
EXEMPTIONS = {"posture": "standing_posture", "dress": "appearance"}  # exemption of a person -> dimension it takes out

EXEMPTED = frozenset(EXEMPTIONS.values())  # in no other dimension does it matter which it is


def counts_for_people(line: str, reinspects: str | None) -> bool:
    """Whether a round is evidence about people: never a self-check, nor a second look at what failed.

    A second look asks only what went wrong before, so that its share of failures says nothing about how somebody works; the first
    look stands, and what was put right shows in the task. Source: docs/decisions.md, Looking again.
    """
    return line != "self" and reinspects is None


@dataclass(frozen=True, slots=True)
class Standards:
    """What the organisation set: how long somebody is new (hourly workers by shifts), and how many tables one person can look after."""

    newcomer_days: int = 14
    newcomer_shifts: int = 5
    tables_per_server: int = 6


USUAL = Standards()


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What decides whether an answer may count for a person on a day.

    shifts_worked: shifts before this one, asked only of hourly workers; None = not known, then the days decide.
    is_franchise: works at a site that is not the organisation's own.
    """

    staff_id: int
    contract: str
    joined_on: date
    is_minor: bool = False
    has_agreement: bool = False
    is_franchise: bool = False
    exempt: tuple[str, ...] = ()
    shifts_worked: int | None = None


@dataclass(frozen=True, slots=True)
class DutyPart:
    """One person's part of the duty map. areas: "area:3"; tables: "table:A5"; from_at and to_at stamp a swap or cover (UTC)."""

    staff_id: int
    areas: frozenset[str]
    tables: frozenset[str]
    is_present: bool = True
    from_at: datetime | None = None
    to_at: datetime | None = None

    def holds_at(self, moment: datetime | None) -> bool:
        """Whether this part is in force at a moment; a moment that is not known is inside."""
        if not self.is_present:
            return False
        if moment is None:
            return True
        return (self.from_at is None or moment >= self.from_at) and (self.to_at is None or moment < self.to_at)


@dataclass(frozen=True, slots=True)
class Blame:
    """borne_by: person | team | store | nobody. basis: seen | duty | guest | none. staff_id: whom it counts for, else None.

    named_staff_id: who was named by observation or duty map, also when it does not count for that person (a newcomer).
    """

    borne_by: str
    basis: str
    staff_id: int | None
    named_staff_id: int | None


TEAM = Blame("team", "none", None, None)
STORE = Blame("store", "none", None, None)


def duty_of(entries: Iterable[Mapping[str, Any]]) -> tuple[DutyPart, ...]:
    """The duty map of a submission (docs/payload.md: {"staff", "areas", "tables", "present"}); unknown people are left out."""
    parts = []
    for entry in entries:
        staff_id = staff_in(entry.get("staff"))
        if staff_id is not None:
            areas, tables = frozenset(entry.get("areas") or ()), frozenset(entry.get("tables") or ())
            parts.append(DutyPart(staff_id, areas, tables, bool(entry.get("present", True))))
    return tuple(parts)


def staff_in(subject: str | None) -> int | None:
    """The staff id of a subject like "staff:7"; None for another kind and for people nobody could name."""
    kind, _, key = (subject or "").partition(":")
    return int(key) if kind == "staff" and key.isascii() and key.isdigit() else None


def attribute(
    owner: str | None,
    dimension: str | None,
    subject: str | None,
    place: str,
    at: datetime | None,
    day: date,
    duty: tuple[DutyPart, ...],
    people: Mapping[int, PersonFacts],
    standards: Standards = USUAL,
    guest_named: int | None = None,
) -> Blame:
    """Decide who bears one answer.

    owner: the item's rule (actor, duty, team, store; None = the actor when a person was the subject, else the team).
    subject: "staff:7", "table:A5", "area:3" or None. place: where it was seen, "table:A5", "area:3" or "". at: when it was tapped.
    day: business day. duty: the map as the draft froze it. people: facts by staff id; someone without facts is not of this store, so
    nothing counts for them. standards: with more tables than one person can look after the shift is short of people: the team bears it.
    guest_named: whom a guest's answer is about, by the roster or because the person said so (`mystery/candidates.py`).
    """
    if owner == "store":
        return STORE
    if owner == "team":
        return TEAM
    seen = staff_in(subject)
    if seen is not None:
        return _borne_by(seen, "seen", dimension, day, people, standards)
    if guest_named is not None and owner in ("actor", "duty"):
        return _borne_by(guest_named, "guest", dimension, day, people, standards)
    if owner == "duty":
        part = _responsible(place, at, duty)
        if part is not None and len(part.tables) <= standards.tables_per_server:
            return _borne_by(part.staff_id, "duty", dimension, day, people, standards)
    return TEAM


def may_count(person: PersonFacts, dimension: str | None, day: date, standards: Standards = USUAL) -> bool:
    """Whether an answer in a dimension may count for a person on a business day; if not, it is visible and not scored."""
    if person.is_minor or person.contract in LEARNERS or is_newcomer(person, day, standards):
        return False
    if (person.contract in BORROWED or person.is_franchise) and not person.has_agreement:
        return False
    return all(EXEMPTIONS.get(exemption) != dimension for exemption in person.exempt)


def is_newcomer(person: PersonFacts, day: date, standards: Standards = USUAL) -> bool:
    """In the first days; hourly workers in their first shifts, where shifts are known."""
    if person.contract == "hourly" and person.shifts_worked is not None:
        return person.shifts_worked < standards.newcomer_shifts
    return day < person.joined_on + timedelta(days=standards.newcomer_days)


def _borne_by(
    staff_id: int, basis: str, dimension: str | None, day: date, people: Mapping[int, PersonFacts], standards: Standards
) -> Blame:
    person = people.get(staff_id)
    if person is None or not may_count(person, dimension, day, standards):
        return Blame("nobody", basis, None, staff_id)
    return Blame("person", basis, staff_id, staff_id)


def _responsible(place: str, at: datetime | None, duty: tuple[DutyPart, ...]) -> DutyPart | None:
    """The one who has the place; with two candidates nobody is named."""
    if not place:
        return None
    having = [part for part in duty if part.holds_at(at) and (place in part.tables or place in part.areas)]
    return having[0] if len(having) == 1 else None
