"""Who looked at a person's record: written down when somebody else opens it, shown to the person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from inspector.accounts.access import Actor
from inspector.accounts.models import Account
from inspector.appraisals.looking_models import RecordLook
from inspector.audit import beside
from inspector.database import insert_of
from inspector.extensions import db

ROWS_AT_ONCE = 100


class Look(NamedTuple):
    """One day on which somebody looked. what: page | pdf | appeal."""

    name: str
    what: str
    on_day: date
    times: int


def note(actor: Actor, staff_id: int, month: str, what: str, at: datetime) -> None:
    """Write down that somebody looked; one's own looks are nobody's business."""
    note_all(actor, [staff_id], month, what, at)


def note_all(actor: Actor, staff_ids: Iterable[int], month: str, what: str, at: datetime) -> None:
    """The same for several people at once, as in an archive of all documents."""
    facts = {"account_id": actor.account_id, "month": month, "what": what, "on_day": at.date(), "times": 1, "last_at": at}
    rows = [facts | {"staff_id": one} for one in sorted(set(staff_ids) - {actor.staff_id})]
    for first in range(0, len(rows), ROWS_AT_ONCE):
        _count(rows[first : first + ROWS_AT_ONCE], at)


def of(staff_id: int, month: str) -> Sequence[Look]:
    """Who looked at a person's month, the latest first."""
    rows = db.session.execute(
        select(Account.name, RecordLook.what, RecordLook.on_day, RecordLook.times)
        .join(Account, Account.id == RecordLook.account_id)
        .where(RecordLook.staff_id == staff_id, RecordLook.month == month)
        .order_by(RecordLook.last_at.desc())
        .limit(60)
    )
    return [Look(*row) for row in rows]


def _count(rows: Sequence[dict[str, Any]], at: datetime) -> None:
    added = insert_of(beside.dialect_name())(RecordLook).values(list(rows))
    again = {"times": RecordLook.times + 1, "last_at": at}
    beside.write(added.on_conflict_do_update(index_elements=["staff_id", "account_id", "month", "what", "on_day"], set_=again))
