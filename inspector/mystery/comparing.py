"""What guests saw of one site beside what supervisors saw: by field of work, question by question, month by month.

Questions of two lists are the same thing seen when they are the same question of the same list, or rest on the same standard.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Integer, Select, cast, func, select

from inspector.accounts.access import Actor, scoped
from inspector.checklists import publishing
from inspector.checklists.definition import Item
from inspector.checklists.models import ChecklistVersion
from inspector.extensions import db
from inspector.inspections.models import Answer, Inspection
from inspector.mystery.results import FLOOR, ROLLING, Line, Pool

QSC = ("Q", "S", "C", "F", "M")  # quality, service, cleanliness, food safety, management
MONTHS = 12
NEWEST_ROUNDS = 12  # of supervisors, listed beside one question
Place = tuple[str, str]  # key of a list, id of a question


@dataclass(frozen=True, slots=True)
class Tally:
    """Answers without a failure, of all that were given."""

    good: int = 0
    asked: int = 0

    @property
    def percent(self) -> float | None:
        """0-100; None without answers."""
        return 100 * self.good / self.asked if self.asked else None

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(self.good + other.good, self.asked + other.asked)


@dataclass(frozen=True, slots=True)
class Question:
    """One question guests answered, and how supervisors found the same thing; floor.asked is 0 where none of them was asked."""

    place: Place
    item: Item
    guests: Tally
    floor: Tally

    @property
    def gap(self) -> float | None:
        """Guests minus supervisors, in points of percent; None where one of them saw nothing."""
        if self.guests.percent is None or self.floor.percent is None:
            return None
        return self.guests.percent - self.floor.percent


@dataclass(frozen=True, slots=True)
class Compared:
    """fields: a line for each of QSC that was asked. questions: the widest gap below supervisors first, without a gap last."""

    fields: Sequence[Line]
    questions: Sequence[Question]


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month: mean percents, each visit and each round counting once; None without any."""

    first: date
    guests: float | None
    visits: int
    floor: float | None
    rounds: int


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer to a question in one inspection, for whoever opens a figure."""

    inspection: Inspection
    state: str
    value: Any
    is_failed: bool
    item: Item


@dataclass(frozen=True, slots=True)
class _Part:
    """Answers alike in everything that counts. visit: the inspection of a guest, None for supervisors, who are many."""

    visit: int | None
    place: Place
    item: Item
    earned: Fraction
    possible: Fraction
    tally: Tally


def of_site(actor: Actor, site_id: int, today: date) -> Compared:
    """The last six months of one site, within what the asker may read."""
    visits = list(_parts(actor, site_id, today, is_mystery=True))
    rounds = list(_parts(actor, site_id, today, is_mystery=False))
    return Compared(_fields(visits, rounds), _questions(visits, rounds))


def months(actor: Actor, site_id: int, today: date) -> list[Month]:
    """The last twelve months with this one, oldest first."""
    firsts = [date(year, month + 1, 1) for year, month in (divmod(today.year * 12 + today.month - 1 - n, 12) for n in range(MONTHS))]
    chosen: Any = select(Inspection.business_day, Inspection.line, Inspection.percent)
    statement = _sound(scoped(chosen, Inspection.site_id, actor, "inspections.read"), site_id, firsts[-1] - timedelta(days=1))
    found: dict[tuple[date, bool], list[Fraction]] = defaultdict(list)
    statement = statement.where(Inspection.line.in_(("mystery", *FLOOR)), Inspection.percent.is_not(None))
    for day, line, percent in db.session.execute(statement):
        found[day.replace(day=1), line == "mystery"].append(Fraction(percent))
    return [_month(first, found.get((first, True), ()), found.get((first, False), ())) for first in reversed(firsts)]


def question(actor: Actor, site_id: int, today: date, place: Place) -> tuple[Question, Sequence[Seen], Sequence[Seen]] | None:
    """One question, the answers of guests, and the newest of supervisors; None when no guest was asked it."""
    found = next((one for one in of_site(actor, site_id, today).questions if one.place == place), None)
    if found is None:
        return None
    same = [one for one in _versions(site_id, today) if one[0] == place or _is_same(one[1], found.item)]
    guests = _seen(actor, site_id, today, [one for one in same if one[0] == place], ("mystery",))
    return found, guests, _seen(actor, site_id, today, same, FLOOR)[:NEWEST_ROUNDS]


def _parts(actor: Actor, site_id: int, today: date, *, is_mystery: bool) -> Iterable[_Part]:
    """Supervisors' answers come summed by the database: half a year of them is tens of thousands."""
    failed, count = func.sum(cast(Answer.is_failed, Integer)), func.count()
    alike: list[Any] = [ChecklistVersion.sha256, Answer.item, Answer.earned, Answer.possible]
    if is_mystery:
        alike.append(Answer.inspection_id)
    chosen: Any = select(*alike, failed.label("failed"), count.label("asked")).select_from(Inspection)
    statement = scoped(chosen, Inspection.site_id, actor, "inspections.read").join(Answer, Answer.inspection_id == Inspection.id)
    statement = _answered(statement.join(ChecklistVersion, ChecklistVersion.id == Inspection.checklist_version_id), site_id, today)
    statement = statement.where(Inspection.line == "mystery" if is_mystery else Inspection.line.in_(FLOOR)).group_by(*alike)
    for row in db.session.execute(statement):
        checklist = publishing.compiled(row.sha256)
        yield _Part(
            row.inspection_id if is_mystery else None, (checklist.id, row.item), checklist.item(row.item),
            row.asked * Fraction(row.earned), row.asked * Fraction(row.possible), Tally(row.asked - row.failed, row.asked),
        )  # fmt: skip


def _fields(visits: Sequence[_Part], rounds: Sequence[_Part]) -> list[Line]:
    guests, floor = ({name: _pool([one for one in parts if one.item.qsc == name]) for name in QSC} for parts in (visits, rounds))
    return [Line(name, guests[name], floor[name]) for name in QSC if guests[name].possible]


def _pool(parts: Sequence[_Part]) -> Pool:
    earned, possible = (sum((getattr(one, name) for one in parts), Fraction(0)) for name in ("earned", "possible"))
    return Pool(earned, possible, len({one.visit for one in parts if one.possible}))


def _questions(visits: Sequence[_Part], rounds: Sequence[_Part]) -> list[Question]:
    guests: dict[Place, Tally] = defaultdict(Tally)
    items: dict[Place, Item] = {}
    for one in visits:
        if one.possible and not one.item.subjective:
            guests[one.place], items[one.place] = guests[one.place].plus(one.tally), one.item
    floor = _by_place_and_standard(rounds)
    found = [Question(place, items[place], tally, _floor_of(place, items[place], floor)) for place, tally in guests.items()]
    return sorted(found, key=lambda one: (one.gap is None, one.gap or 0.0, one.guests.percent or 0.0, one.place))


def _by_place_and_standard(rounds: Sequence[_Part]) -> Mapping[Place | str, Mapping[Place, Tally]]:
    """{place or standard: {place: tally}}, so that a question that shares two standards is counted once."""
    found: dict[Place | str, dict[Place, Tally]] = defaultdict(dict)
    for one in (part for part in rounds if part.possible):
        keys: tuple[Place | str, ...] = (one.place, *one.item.standards)
        for key in keys:
            found[key][one.place] = found[key].get(one.place, Tally()).plus(one.tally)
    return found


def _floor_of(place: Place, item: Item, floor: Mapping[Place | str, Mapping[Place, Tally]]) -> Tally:
    same: dict[Place, Tally] = {}
    keys: tuple[Place | str, ...] = (place, *item.standards)
    for key in keys:
        same |= floor.get(key, {})
    return Tally(sum(one.good for one in same.values()), sum(one.asked for one in same.values()))


def _is_same(one: Item, other: Item) -> bool:
    return bool(set(one.standards) & set(other.standards))


def _versions(site_id: int, today: date) -> list[tuple[Place, Item, int]]:
    """Every question of every version that was used at the site: place, item, id of the version."""
    used = select(Inspection.checklist_version_id).where(Inspection.site_id == site_id, Inspection.business_day > today - ROLLING)
    rows = db.session.execute(select(ChecklistVersion.id, ChecklistVersion.sha256).where(ChecklistVersion.id.in_(used)))
    lists = [(version, publishing.compiled(sha256)) for version, sha256 in rows]
    return [((checklist.id, item.id), item, version) for version, checklist in lists for item in checklist.items if item.is_scored]


def _seen(actor: Actor, site_id: int, today: date, wanted: Sequence[tuple[Place, Item, int]], lines: Sequence[str]) -> list[Seen]:
    items = {(version, place[1]): item for place, item, version in wanted}
    chosen: Any = select(Inspection, Answer).select_from(Inspection)
    statement = scoped(chosen, Inspection.site_id, actor, "inspections.read").join(Answer, Answer.inspection_id == Inspection.id)
    statement = _answered(statement, site_id, today).where(Inspection.line.in_(lines), Answer.item.in_({item for _, item in items}))
    rows = db.session.execute(statement.order_by(Inspection.business_day.desc(), Inspection.id.desc()))
    return [
        Seen(inspection, answer.state, answer.value, answer.is_failed, items[inspection.checklist_version_id, answer.item])
        for inspection, answer in rows if (inspection.checklist_version_id, answer.item) in items
    ]  # fmt: skip


def _answered(statement: Select[Any], site_id: int, today: date) -> Select[Any]:
    return _sound(statement, site_id, today - ROLLING).where(Answer.state == "answered", Answer.is_faulty.is_(False))


def _sound(statement: Select[Any], site_id: int, after: date) -> Select[Any]:
    """Nothing that waits for a look, and no second look at what had failed."""
    return statement.where(
        Inspection.site_id == site_id, Inspection.business_day > after, Inspection.flag.is_(None), Inspection.reinspects.is_(None)
    )


def _month(first: date, guests: Sequence[Fraction], floor: Sequence[Fraction]) -> Month:
    return Month(first, _mean(guests), len(guests), _mean(floor), len(floor))


def _mean(percents: Sequence[Fraction]) -> float | None:
    return float(sum(percents) / len(percents)) if percents else None
