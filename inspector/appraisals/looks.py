"""Who looked at a person's record: written down when somebody else opens it, shown to the person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from flask import current_app, g
from sqlalchemy import select

from inspector import condition
from inspector.accounts.access import Actor
from inspector.accounts.models import Account
from inspector.appraisals.looking_models import RecordLook
from inspector.database import insert_of
from inspector.extensions import db


class Look(NamedTuple):
    """One day on which somebody looked. what: page | pdf | appeal."""

    name: str
    what: str
    on_day: date
    times: int


def note(actor: Actor, staff_id: int, month: str, what: str, at: datetime) -> None:
    """Write down that somebody looked; one's own looks are nobody's business.

    Reading takes no write lock, so this is a short transaction of its own; a server that may not write still shows the page.
    """
    if actor.staff_id == staff_id or condition.present().closed is not None:
        return
    engine = current_app.extensions["sqlalchemy"].engines[None]
    added = insert_of(engine.dialect.name)(RecordLook).values(
        staff_id=staff_id, account_id=actor.account_id, month=month, what=what, on_day=at.date(), times=1, last_at=at
    )
    again = {"times": RecordLook.times + 1, "last_at": at}
    counted = added.on_conflict_do_update(index_elements=["staff_id", "account_id", "month", "what", "on_day"], set_=again)
    if not g.get("reads_only", False):
        db.session.execute(counted)  # a form shown again: the request's own transaction has the writer's turn
        return
    with engine.begin() as connection:
        connection.execute(counted)


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
