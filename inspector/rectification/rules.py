"""What a failure leads to: its kind, how soon, who sees to it, and when a behaviour needs coaching.

Pure. Source: docs/decisions.md, What a failure leads to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from inspector.checklists.definition import Item, Rectify

GRADE_OF_SEVERITY = {"urgent": "at_once", "major": "this_shift", "general": "day", "systemic": "week"}
HOUR = 3600
GRADE_BY_HOURS = (
    (12, "this_shift"),
    (24, "day"),
    (72, "three_days"),
)  # a written deadline up to so many hours; longer is a week
PHOTO_GRADES = frozenset(("at_once", "this_shift", "day", "works"))  # re-checked by photo, so fixed with one
SUPERVISOR_KINDS = frozenset(("coach", "manage"))  # no thing whose photo would prove anything

COACHING_TIMES_RATE = 2  # above twice the brand's rate of failures


@dataclass(frozen=True, slots=True)
class Observed:
    """One answer about one person and item: n observations of a business day, of which so many failed."""

    day: date
    n: int
    failed: int


@dataclass(frozen=True, slots=True)
class Habit:
    """When failures of one person at one item are a habit: so many of the last so many observations, on at least so many days."""

    failures: int = 3
    window: int = 10
    days: int = 2


HABIT = Habit()


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the site's living staff. position: its key. account_id: None when the person has no account."""

    staff_id: int
    account_id: int | None
    position: str
    is_manager: bool


@dataclass(frozen=True, slots=True)
class Place:
    """An area with its tables ("A1") and who answers for it."""

    area_id: int
    tables: frozenset[str]
    responsible_id: int | None


@dataclass(frozen=True, slots=True)
class Owner:
    """Who must see to a task: a staff member, or an account where the owner is none. account_id: whom notices reach."""

    staff_id: int | None
    account_id: int | None


@dataclass(frozen=True, slots=True)
class Household:
    """Who is at a site and above it. people: by staff id. managers: accounts in the order of stepping up, store first."""

    people: dict[int, Person]
    places: tuple[Place, ...]
    managers: tuple[Owner, ...]


def grade_of(kind: str, rectify: Rectify) -> str:
    """How soon a list asks for it, as one of models.GRADES. A written deadline decides; urgent stays at once, repairs take a vendor."""
    if rectify.severity == "urgent":
        return "at_once"
    if kind == "repair":
        return "works"
    if kind == "coach":
        return "week"
    if rectify.within_seconds is None:
        return GRADE_OF_SEVERITY[rectify.severity or "general"]
    return next((grade for hours, grade in GRADE_BY_HOURS if rectify.within_seconds <= hours * HOUR), "week")


def sooner(grade: str) -> str:
    """The grade of what came back within the window: one step sooner, never at once, which is for harm, nor for a vendor's works."""
    return {"week": "three_days", "three_days": "day", "day": "this_shift"}.get(grade, grade)


def needs_photo(kind: str, grade: str, item: Item) -> bool:
    """Whether the fix is proven by an after photo."""
    return item.on_fail.photo == "required" or (grade in PHOTO_GRADES and kind not in SUPERVISOR_KINDS)


def resolve_owner(
    rule: str | None, named: Iterable[int], place: str, household: Household, not_staff: int | None = None
) -> Owner | None:
    """The one owner: named person > area's responsible > store manager > area manager.

    rule: where to begin: actor or duty (the person named, if exactly one), area, store, role:<position>. not_staff: who may not own it
    (someone to be coached). None when nobody above the site is left either.
    """
    for staff_id in _candidates(rule, tuple(dict.fromkeys(named)), place, household):
        person = household.people.get(staff_id)
        if person is not None and staff_id != not_staff:
            return Owner(staff_id, person.account_id)
    return next((owner for owner in household.managers if owner.staff_id is None or owner.staff_id != not_staff), None)


def step_up(
    place: str, is_above: bool, barred: frozenset[int], accounts: frozenset[int | None], household: Household
) -> Owner | None:
    """Who takes over from an owner who is gone: area's responsible > store manager > area manager.

    is_above: the owner stood at the store manager's step or above, so nobody of the area is asked. barred: staff who may not own it (who is
    gone, who is to be coached); accounts: the same by account. None when nobody is left.
    """
    nearer = [] if is_above else _candidates("area", (), place, household)
    for staff_id in nearer:
        person = household.people.get(staff_id)
        if person is not None and staff_id not in barred:
            return Owner(staff_id, person.account_id)
    return next(
        (one for one in household.managers if one.staff_id not in barred and one.account_id not in accounts), None
    )


def needs_coaching(observations: Iterable[Observed], brand_rate: Fraction, habit: Habit = HABIT) -> bool:
    """Whether failures of one person at one item have become a matter of coaching.

    observations: newest first. 3 of the last 10 failed, on at least 2 days (`habit`), and above twice the brand's rate of failures.
    Where only part of an answer falls into the window its failures are shared, rounded in favour of the person.
    """
    left, failed, days = habit.window, 0, set()
    for one in observations:
        if left == 0:
            break
        taken = min(left, one.n)
        failures = one.failed * taken // one.n if one.n else 0
        left, failed = left - taken, failed + failures
        if failures:
            days.add(one.day)
    seen = habit.window - left
    if failed < habit.failures or len(days) < habit.days:
        return False
    return Fraction(failed, seen) > COACHING_TIMES_RATE * brand_rate


def _candidates(rule: str | None, named: tuple[int, ...], place: str, household: Household) -> list[int]:
    found: list[int] = []
    if rule in (None, "actor", "duty") and len(named) == 1:
        found.append(named[0])
    if rule is not None and rule.startswith("role:"):
        position = rule.removeprefix("role:")
        found += [person.staff_id for person in household.people.values() if person.position == position]
    if rule != "store":
        found += [
            area.responsible_id for area in household.places if area.responsible_id is not None and _covers(area, place)
        ]
    return found


def _covers(area: Place, place: str) -> bool:
    kind, _, key = place.partition(":")
    return (kind == "area" and key == str(area.area_id)) or (kind == "table" and key in area.tables)
