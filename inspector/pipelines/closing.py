"""Gathers what the appraisals of a period are made from, and looks after the lock whether anything would differ.

Rounds come from the ledger, tasks from rectification, kept plans from plans, attendance and the like from the import, the site's result
from mystery visits and survey; `appraisals/calculating.py` takes them as plain dataclasses and never learns where they come from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select

from inspector.appraisals import calculating, cycle_moves, cycles, differences, evidence, periods, schemes
from inspector.appraisals.appraising import Measured
from inspector.appraisals.conduct_models import RedLine
from inspector.appraisals.cycle_models import Appraisal, Cycle
from inspector.appraisals.gathered import Gathered, Stretch
from inspector.appraisals.models import LedgerEntry
from inspector.appraisals.outcomes import History, Person
from inspector.appraisals.periods import Period
from inspector.appraisals.scheme_models import CoachingTalk, ComponentValue, Scheme, SchemeReceipt
from inspector.appraisals.summary import Month, Row, summarise
from inspector.extensions import db
from inspector.inspections.models import Inspection
from inspector.mystery.results import ROLLING
from inspector.plans.models import Assignment
from inspector.rectification.models import Task
from inspector.sites import settings_store
from inspector.sites.models import Position, Site, StaffAssignment, StaffMember

ROUNDS = ("area", "audit")
LOOK_BACK = timedelta(days=400)  # cycles locked longer ago than this are not looked at again
Evidence = list[tuple[str, int, str]]


def collect(cycle: Cycle, at: datetime, staff_ids: Collection[int] | None = None) -> int:
    """Gather and calculate everybody of a cycle, or some; returns how many appraisals changed."""
    return calculating.enter(cycle, gather(periods.read(cycle.period), staff_ids), at)


def move(cycle: Cycle, to: str, note: str, by: int | None, today: date, at: datetime) -> None:
    """Take a cycle a step on. Collecting gathers; what is locked was calculated last from all that is there.

    Raises what `cycles.move` raises.
    """
    if to == "locked" and cycle_moves.may_move(cycle.state, to):
        collect(cycle, at)
    cycles.move(cycle, to, note, by, today, at)
    if to == "collect":
        collect(cycle, at)


def keep_up(first_on: date, last_on: date, at: datetime, staff_ids: Collection[int] | None = None) -> None:
    """Calculate anew whoever a correction touched, in every cycle of those days that is not locked yet. None = everybody."""
    living = select(Cycle).where(Cycle.first_on <= last_on, Cycle.last_on >= first_on, Cycle.state.not_in(("locked", "called_off")))
    for cycle in db.session.scalars(living).all():
        collect(cycle, at, staff_ids)


def compare(at: datetime) -> int:
    """Look at locked appraisals about which evidence came in later, and note what they would say now; returns how many differ anew."""
    found = 0
    for cycle in db.session.scalars(select(Cycle).where(Cycle.state == "locked", Cycle.locked_at > at - LOOK_BACK)):
        late = set(
            db.session.scalars(
                select(LedgerEntry.staff_id)
                .where(_came_after(cycle), LedgerEntry.business_day.between(cycle.first_on, cycle.last_on))
                .distinct()
            )
        )
        rows = {row.staff_id: row for row in cycle.appraisals if row.staff_id in late}
        for one in gather(periods.read(cycle.period), rows) if rows else ():
            row = rows[one.staff_id]
            made = differences.note_difference(row, calculating.calculate(one, row), calculating.evidence_hash(one.evidence), at)
            found += made is not None
    return found


def _came_after(cycle: Cycle) -> ColumnElement[bool]:
    # By number, because a clock may have been set back since the lock; by time too, because two entries may be written at once.
    return or_(LedgerEntry.id > cycle.locked_entry, LedgerEntry.entered_at > cycle.locked_at)


def gather(period: Period, staff_ids: Collection[int] | None = None) -> list[Gathered]:
    """Everything about everybody who worked in a period, or some of them, by staff number."""
    posts = _posts(period, staff_ids)
    sources = _Sources(period, posts)
    return [sources.of(staff, own) for staff, own in posts]


@dataclass(frozen=True, slots=True)
class _Post:
    """One post of somebody within the period."""

    site: Site
    position: Position
    first_on: date
    last_on: date
    began_on: date


Posts = list[tuple[StaffMember, list[_Post]]]


def _posts(period: Period, staff_ids: Collection[int] | None) -> Posts:
    statement = (
        select(StaffMember, StaffAssignment, Site, Position)
        .join(StaffAssignment, StaffAssignment.staff_id == StaffMember.id)
        .join(Site, Site.id == StaffAssignment.site_id)
        .join(Position, Position.id == StaffAssignment.position_id)
        .where(StaffAssignment.from_on <= period.last_on)
        .where(or_(StaffAssignment.to_on.is_(None), StaffAssignment.to_on >= period.first_on))
        .where(or_(StaffMember.left_on.is_(None), StaffMember.left_on >= period.first_on))
        .order_by(StaffMember.number, StaffAssignment.from_on)
    )
    if staff_ids is not None:
        statement = statement.where(StaffMember.id.in_(list(staff_ids)))
    found: dict[int, tuple[StaffMember, list[_Post]]] = {}
    for staff, post, site, position in db.session.execute(statement):
        last = min(one for one in (period.last_on, post.to_on, staff.left_on) if one is not None)
        own = found.setdefault(staff.id, (staff, []))[1]
        own.append(_Post(site, position, max(period.first_on, post.from_on), last, post.from_on))
    return [(staff, own) for staff, own in found.values()]


class _Sources:
    """Every source read once for all people of a period."""

    def __init__(self, period: Period, posts: Posts) -> None:
        ids = [staff.id for staff, _ in posts]
        sites = {post.site.id for _, own in posts for post in own}
        self.period = period
        self.rows = evidence.rows_between(period.first_on, period.last_on, ids)
        self.likeness, self.least = evidence.likeness_until(period.last_on), evidence.least_on(period.last_on)
        self.newcomer_days = settings_store.value("newcomer_days", period.last_on)
        self.hashes = evidence.hashes_of({row.inspection_id for rows in self.rows.values() for _, row in rows})
        self.schemes = schemes.applied_to({post.position.id for _, own in posts for post in own}, period.first_on)
        self.receipts = _receipts(self.schemes.values(), ids)
        self.tasks, self.plans = _tasks(period, ids), _plans(period, sites)
        self.imports, self.surveys = _imports(period)
        self.coaching = _coaching(period, ids)
        self.mystery = _mystery(period, sites)
        self.below, self.red_lines = _below(period, ids), _red_lines(period, ids)

    def of(self, staff: StaffMember, posts: list[_Post]) -> Gathered:
        """Everything about one person."""
        rows = self.rows.get(staff.id, [])
        last, used = posts[-1], [row for line, row in rows if line in ROUNDS]
        scheme, month = self.schemes.get(last.position.id), summarise(used, self.likeness, self.least)
        # Who stayed at one post all the time has all rounds there: they are summed up once.
        whole = month if len(posts) == 1 and all(last.first_on <= row.day <= last.last_on for row in used) else None
        return Gathered(
            staff.id, [self._stretch(staff, post, rows, whole) for post in posts], month,
            Person(
                staff.contract, staff.is_minor, staff.has_agreement, last.site.ownership == "franchise", staff.joined_on, last.began_on,
                self.receipts.get((scheme.id, staff.id)) if scheme else None, scheme is not None,
            ),
            History(
                staff.id in self.below, tuple(day for day, _, _ in self.coaching.get(staff.id, ())),
                tuple(one.business_day for one in self.red_lines.get(staff.id, ()) if one.state == "upheld"),
                sum(1 for one in self.red_lines.get(staff.id, ()) if one.state == "to_verify"), self.period.previous.first_on,
            ),
            self.mystery.get(last.site.id), self.surveys.get(last.site.id), self.newcomer_days, self._evidence(staff, rows, scheme),
        )  # fmt: skip

    def _stretch(self, staff: StaffMember, post: _Post, rows: list[tuple[str, Row]], whole: Month | None) -> Stretch:
        own = [(line, row) for line, row in rows if post.first_on <= row.day <= post.last_on]
        measured = [
            _seen("rounds", whole or self._summed(row for line, row in own if line in ROUNDS)),
            *(_seen(line, self._summed(row for kind, row in own if kind == line)) for line in self._lines(post)), self._visits(own),
            self._on_time(staff, post), *self.imports.get(staff.id, ()),
        ]  # fmt: skip
        if post.position.is_manager:
            measured.append(self._kept(post))
        return Stretch(
            post.site.id, post.site.name, post.position.id, post.position.name, post.first_on, post.last_on,
            self.schemes.get(post.position.id), measured,
        )  # fmt: skip

    def _lines(self, post: _Post) -> list[str]:
        """The lines that the scheme of a post weighs each for itself."""
        scheme = self.schemes.get(post.position.id)
        return [line for line in ROUNDS if scheme is not None and scheme.document["weights"].get(line)]

    def _summed(self, rows: Iterable[Row]) -> Month:
        return summarise(rows, self.likeness, self.least)

    def _visits(self, rows: list[tuple[str, Row]]) -> Measured:
        month = summarise([row for line, row in rows if line == "mystery"], self.likeness, self.least)
        return Measured("mystery", month.rate, month.rounds, month.interval, "ledger")

    def _on_time(self, staff: StaffMember, post: _Post) -> Measured:
        zone = ZoneInfo(post.site.timezone)
        own = [one for one in self.tasks.get(staff.id, ()) if post.first_on <= one.due_at.astimezone(zone).date() <= post.last_on]
        kept = sum(1 for one in own if one.fixed_at is not None and one.fixed_at <= one.due_at)
        return Measured("tasks", Fraction(kept, len(own)) if own else None, len(own), None, "tasks")

    def _kept(self, post: _Post) -> Measured:
        states = [state for day, state in self.plans.get(post.site.id, ()) if post.first_on <= day <= post.last_on]
        return Measured("plans", Fraction(states.count("done"), len(states)) if states else None, len(states), None, "plans")

    def _evidence(self, staff: StaffMember, rows: list[tuple[str, Row]], scheme: Scheme | None) -> Evidence:
        found: Evidence = [("inspection", one, self.hashes[one][1]) for one in sorted({row.inspection_id for _, row in rows})]
        found += [("task", task.id, f"rev {task.rev}") for task in self.tasks.get(staff.id, ())]
        found += [("import", one.number, f"{one.rate} of {one.n}") for one in self.imports.get(staff.id, ())]
        found += [("coaching", number, kind) for _, number, kind in self.coaching.get(staff.id, ())]
        found += [("red_line", one.id, one.state) for one in self.red_lines.get(staff.id, ())]
        return [*found, ("scheme", scheme.id, scheme.sha256 or "")] if scheme else found


def _seen(key: str, month: Month) -> Measured:
    return Measured(key, month.rate, month.n, month.interval, "ledger")


@dataclass(frozen=True, slots=True)
class Imported(Measured):
    """An imported figure with the number of its row."""

    number: int = 0


def _receipts(found: Iterable[Scheme], staff_ids: list[int]) -> dict[tuple[int, int], date]:
    rows = db.session.execute(
        select(SchemeReceipt.scheme_id, SchemeReceipt.staff_id, SchemeReceipt.read_at).where(
            SchemeReceipt.scheme_id.in_([one.id for one in found]), SchemeReceipt.staff_id.in_(staff_ids)
        )
    )
    return {(scheme_id, staff_id): read_at.date() for scheme_id, staff_id, read_at in rows}


def _tasks(period: Period, staff_ids: list[int]) -> dict[int, list[Task]]:
    """Tasks that were due in or about the period by owner; those withdrawn or closed by an inspector's look owe nothing to anybody."""
    # A day more on both sides; which stretch a task belongs to is decided by the clock of its site.
    first, last = datetime.combine(period.first_on, time.min, UTC), datetime.combine(period.last_on, time.max, UTC)
    found: dict[int, list[Task]] = defaultdict(list)
    statement = select(Task).where(
        Task.owner_id.in_(staff_ids), Task.due_at.between(first - timedelta(days=1), last + timedelta(days=1))
    )
    for task in db.session.scalars(statement.order_by(Task.id)):
        if not (task.state == "closed" and task.fixed_at is None):
            found[task.owner_id or 0].append(task)
    return found


def _plans(period: Period, site_ids: Collection[int]) -> dict[int, list[tuple[date, str]]]:
    rows = db.session.execute(
        select(Assignment.site_id, Assignment.business_day, Assignment.state).where(
            Assignment.site_id.in_(list(site_ids)), Assignment.business_day.between(period.first_on, period.last_on),
            Assignment.state.in_(("done", "missed")),
        )
    )  # fmt: skip
    found: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for site_id, day, state in rows:
        found[site_id].append((day, state))
    return found


def _imports(period: Period) -> tuple[dict[int, list[Imported]], dict[int, tuple[Fraction, int]]]:
    people: dict[int, list[Imported]] = defaultdict(list)
    surveys: dict[int, tuple[Fraction, int]] = {}
    for row in db.session.scalars(select(ComponentValue).where(ComponentValue.period == period.key).order_by(ComponentValue.id)):
        rate = Fraction(row.value) / 100
        if row.staff_id is not None:
            people[row.staff_id].append(Imported(row.component, rate, row.n, None, row.source, row.id))
        elif row.site_id is not None:
            surveys[row.site_id] = rate, row.n
    return people, surveys


def _coaching(period: Period, staff_ids: list[int]) -> dict[int, list[tuple[date, int, str]]]:
    """When people were coached since the period before began: talks that were written down, and coaching tasks that were done."""
    since = period.previous.first_on
    found: dict[int, list[tuple[date, int, str]]] = defaultdict(list)
    for talk in db.session.scalars(select(CoachingTalk).where(CoachingTalk.staff_id.in_(staff_ids), CoachingTalk.held_on >= since)):
        found[talk.staff_id].append((talk.held_on, talk.id, "talk"))
    places = {f"staff:{staff_id}": staff_id for staff_id in staff_ids}
    done = select(Task).where(Task.kind == "coach", Task.fixed_at.is_not(None), Task.place.in_(places))
    for task in db.session.scalars(done):
        if task.fixed_at is not None and since <= task.fixed_at.date() <= period.last_on + timedelta(days=periods.LOCK_DAY):
            found[places[task.place]].append((task.fixed_at.date(), task.id, "task"))
    return found


def _mystery(period: Period, site_ids: Collection[int]) -> dict[int, tuple[Fraction, int]]:
    """The rolling half year of released visits by site: mean and number."""
    rows = db.session.execute(
        select(Inspection.site_id, Inspection.percent).where(
            Inspection.site_id.in_(list(site_ids)), Inspection.line == "mystery", Inspection.flag.is_(None),
            Inspection.reinspects.is_(None), Inspection.business_day > period.last_on - ROLLING, Inspection.business_day <= period.last_on,
        )
    )  # fmt: skip
    found: dict[int, list[Fraction]] = defaultdict(list)
    for site_id, percent in rows:
        if percent is not None:
            found[site_id].append(max(Fraction(0), min(Fraction(100), Fraction(percent))) / 100)
    return {site_id: (sum(rates, Fraction(0)) / len(rates), len(rates)) for site_id, rates in found.items()}


def _below(period: Period, staff_ids: list[int]) -> set[int]:
    """Who ended the period before surely under the target, in a cycle that was locked."""
    rows = db.session.execute(
        select(Appraisal.staff_id, Appraisal.figures)
        .join(Cycle, Cycle.id == Appraisal.cycle_id)
        .where(Cycle.period == period.previous.key, Cycle.state == "locked", Appraisal.staff_id.in_(staff_ids))
    )
    return {staff_id for staff_id, figures in rows if figures["standing"] == "below"}


def _red_lines(period: Period, staff_ids: list[int]) -> dict[int, list[RedLine]]:
    """The red lines of the period that name somebody and are upheld or still to be verified."""
    statement = (
        select(RedLine)
        .where(RedLine.staff_id.in_(staff_ids), RedLine.business_day.between(period.first_on, period.last_on))
        .where(RedLine.state.in_(("to_verify", "upheld")))
        .order_by(RedLine.id)
    )
    found: dict[int, list[RedLine]] = defaultdict(list)
    for one in db.session.scalars(statement):
        found[one.staff_id or 0].append(one)
    return found
