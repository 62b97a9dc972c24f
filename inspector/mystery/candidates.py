"""Of whom a guest may have written: the one person that roster, shift, place, badge and role point to, or nobody. Pure.

Nobody is found for what is another position's work: whoever had the table answers for the table and not for the door. A badge that
fits the one who had the table needs no question. Everything less is a doubt, and the person is asked. Two candidates are none, and so
is whoever may not be scored. Sources: docs/decisions.md, Who gets the blame and Mystery visits.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from inspector.sites.duty_map import Part

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the site on that day. position: its key. may_be_scored: not new, learning, under 18, borrowed without agreement."""

    staff_id: int
    number: str
    position: str
    may_be_scored: bool


@dataclass(frozen=True, slots=True)
class Met:
    """How a guest described whom they met: the key of a position and what the badge said, each "" when not said."""

    role: str = ""
    badge: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the guest sat. table: a label or ""; area_id: None when not known."""

    table: str = ""
    area_id: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whom an answer may be about.

    why, where there is none: unsaid, no_map, badge, other_work, several, nobody, short_of_people or unscored; else "". has_place: the
    person had the table or the area of the guest, so that the question may name the area.
    """

    staff_id: int | None
    is_certain: bool
    why: str = ""
    has_place: bool = False


def candidate(
    met: Met, place: Place, moment: datetime, parts: Iterable[Part], people: Mapping[int, Person], most_tables: int,
    work_of: Collection[str] = (),
) -> Candidate:  # fmt: skip
    """The one person of one answer. parts: of all duty maps whose shift was running; people: {staff id: Person} of that day.

    most_tables: one person can look after; with more the shift was short of people, and nobody bears it. work_of: keys of the positions
    whose work the form says it is; nobody else is found, whoever had the table. Where neither form nor guest says it, nobody is.
    """
    there = {part.staff_id: part for part in parts if part.holds_at(moment) and part.staff_id in people}
    if not there:
        return Candidate(None, False, "no_map")
    having = _having(place, there)
    named = [one for one in there if met.badge and fits_badge(people[one].number, met.badge)]
    if met.badge and len(named) != 1:
        return Candidate(None, False, "badge")
    wanted = {people[named[0]].position} if named else {met.role} if met.role else set(work_of)
    if not wanted:
        return Candidate(None, False, "unsaid")
    if work_of and not wanted <= set(work_of):
        return Candidate(None, False, "other_work")
    found = named or _by_place_or_position(wanted, having, there, people)
    if len(found) != 1:
        return Candidate(None, False, "several" if found else "nobody")
    one = found[0]
    if len(there[one].tables) > most_tables:
        return Candidate(None, False, "short_of_people")
    if not people[one].may_be_scored:
        return Candidate(None, False, "unscored")
    is_certain = bool(named) and having == {one} and met.role in ("", people[one].position)
    return Candidate(one, is_certain, has_place=one in having)


def fits_badge(number: str, badge: str) -> bool:
    """Whether a badge as a guest read it is that of a staff number: the same, or the same figures at its end ("7" of "G007")."""
    plain, own = badge.strip().upper(), number.strip().upper()
    if plain == own:
        return True
    said, has = _DIGITS.findall(plain), _DIGITS.findall(own)
    return len(said) == 1 and bool(has) and int(said[0]) == int(has[-1])


def _by_place_or_position(wanted: set[str], having: set[int], there: Mapping[int, Part], people: Mapping[int, Person]) -> list[int]:
    at_place = [one for one in sorted(having) if people[one].position in wanted]
    # Whoever stands at the door has no table: the only one of that position will do.
    return at_place or [one for one in sorted(there) if people[one].position in wanted]


def _having(place: Place, there: Mapping[int, Part]) -> set[int]:
    """Whoever has the table itself goes before whoever has its area."""
    at_table = {one for one, part in there.items() if place.table and place.table in part.tables}
    return at_table or {one for one, part in there.items() if place.area_id is not None and place.area_id in part.area_ids}
