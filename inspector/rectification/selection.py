"""Which tasks a list shows: read from the address, written into it, turned into conditions."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, false, select
from werkzeug.datastructures import MultiDict

from inspector.accounts.access import Actor, within
from inspector.extensions import db
from inspector.rectification import queries, turnaround
from inspector.rectification.models import GRADES, KINDS, STATES, Task, TaskEvent

SHOWS = ("open", "mine", "overdue", "verify", "all")
BEHIND = (
    "opened",
    "fixed",
    "verified",
    "returned",
    "reopened",
    "repeats",
    "closed",
    "effective",
    "proved",
)  # figures of a time
AGES = {
    "day": (0, 1),
    "three": (1, 3),
    "week": (3, 7),
    "older": (7, 36_500),
}  # days since the finding: from, to (not included)
USUAL_DAYS = 30


@dataclass(frozen=True, slots=True)
class Selection:
    """A view of the tasks. show: one of SHOWS or BEHIND; since, until: days of the figures, both included; age: one of AGES."""

    show: str = "open"
    site_id: int | None = None
    owner_id: int | None = None
    state: str = ""
    kind: str = ""
    grade: str = ""
    age: str = ""
    due_on: date | None = None
    since: date | None = None
    until: date | None = None

    @property
    def address(self) -> str:
        """The query of the address that shows it; nothing of what is usual."""
        names = {"site_id": "site", "owner_id": "owner", "due_on": "due"}
        usual = asdict(Selection())
        given = {names.get(name, name): value for name, value in asdict(self).items() if value and value != usual[name]}
        return urlencode(given)

    def but(self, **changes: object) -> Selection:
        """The same with something changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


def read(args: MultiDict[str, str], today: date) -> Selection:
    """The view that an address asks for; what cannot be read counts as not asked."""
    show = args.get("show", "open")
    show = show if show in SHOWS + BEHIND else "open"
    since, until = _day(args.get("since")), _day(args.get("until"))
    if show in BEHIND:
        until = until or today
        since = since or until - timedelta(days=USUAL_DAYS - 1)
    return Selection(
        show, args.get("site", type=int), args.get("owner", type=int), _one_of(STATES, args.get("state")),
        _one_of(KINDS, args.get("kind")), _one_of(GRADES, args.get("grade")), _one_of(tuple(AGES), args.get("age")),
        _day(args.get("due")), since, until,
    )  # fmt: skip


def conditions(chosen: Selection, actor: Actor, moment: datetime) -> list[ColumnElement[bool]]:
    """What a task must meet to be shown; always within what the actor may read."""
    found = [*place(chosen, actor), shown(chosen, actor, moment)]
    wanted = {
        Task.owner_id: chosen.owner_id,
        Task.state: chosen.state,
        Task.kind: chosen.kind,
        Task.grade: chosen.grade,
    }
    found += [column == value for column, value in wanted.items() if value]
    if chosen.age:
        youngest, oldest = AGES[chosen.age]
        found += [Task.opened_at <= moment - timedelta(days=youngest), Task.opened_at > moment - timedelta(days=oldest)]
    if chosen.due_on is not None:
        start, end = span(chosen.due_on, chosen.due_on, actor.zone)
        found += [Task.due_at >= start, Task.due_at < end]
    return found


def place(chosen: Selection, actor: Actor) -> list[ColumnElement[bool]]:
    """The sites of a view alone."""
    found = [within(Task.site_id, actor.sites("tasks.read"))]
    return [*found, Task.site_id == chosen.site_id] if chosen.site_id is not None else found


def shown(chosen: Selection, actor: Actor, moment: datetime) -> ColumnElement[bool]:
    """What the name of a view asks."""
    if chosen.show in BEHIND:
        ids = sorted(getattr(happened(chosen, actor), chosen.show))
        return Task.id.in_(ids) if ids else false()
    named: dict[str, ColumnElement[bool]] = {
        "open": Task.state != "closed", "mine": queries.mine(actor) & (Task.state != "closed"), "overdue": queries.overdue(moment),
        "verify": queries.to_verify(actor), "all": Task.id.is_not(None),
    }  # fmt: skip
    return named[chosen.show]


def happened(chosen: Selection, actor: Actor) -> turnaround.Turnaround:
    """What happened to the tasks of some sites in the time of a view."""
    assert chosen.since is not None and chosen.until is not None
    since, until = span(chosen.since, chosen.until, actor.zone)
    touched = select(TaskEvent.task_id).where(TaskEvent.at >= since, TaskEvent.at < until)
    rows = db.session.execute(
        select(TaskEvent.task_id, TaskEvent.kind, TaskEvent.at, TaskEvent.details)
        .join(Task, Task.id == TaskEvent.task_id)
        .where(*place(chosen, actor), Task.kind != "coach", TaskEvent.task_id.in_(touched))
        .order_by(TaskEvent.task_id, TaskEvent.id)
    )
    events = (turnaround.Happened(row.task_id, row.kind, row.at, (row.details or {}).get("state", "")) for row in rows)
    return turnaround.read(events, since, until)


def span(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """From the start of a day until the end of another, by a clock; UTC."""
    local = ZoneInfo(zone)
    start, end = (datetime.combine(day, time(), local).astimezone(UTC) for day in (first, last + timedelta(days=1)))
    return start, end


def _one_of(known: tuple[str, ...], text: str | None) -> str:
    return text if text in known else ""


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
