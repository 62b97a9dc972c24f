"""Tells people about events, once each, and keeps it until it is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import Connection, func, select, update

from inspector.database import insert_of
from inspector.extensions import db
from inspector.i18n import said
from inspector.notices.models import Notice
from inspector.notices.rules import PLAIN

SHOWN = 100


def announce(
    account_ids: Iterable[int],
    event_key: str,
    sentence: str,
    values: Mapping[str, Any],
    url: str,
    at: datetime,
    urgency: str = PLAIN,
) -> None:
    """Tell accounts about one event; who was told of this event already is not told again.

    event_key: names the event, `task:31:opened`. sentence: gettext message id with %(name)s placeholders, filled from values, where a
    bilingual text may stand as {"zh", "en"} and a word of ours as {"msgid"}. url: a path of ours to go on to.
    urgency: one of rules.URGENCIES; it decides when and to whom this also leaves the app.
    """
    rows = [
        {
            "account_id": one,
            "event_key": event_key,
            "sentence": sentence,
            "values": dict(values),
            "url": url,
            "created_at": at,
            "urgency": urgency,
        }
        for one in sorted(set(account_ids))
    ]
    if not rows:
        return
    session = db.session()
    insert = insert_of(session.get_bind().dialect.name)
    session.execute(insert(Notice).on_conflict_do_nothing(index_elements=["account_id", "event_key"]), rows)


def of(account_id: int) -> list[Notice]:
    """The latest notices of an account, newest first."""
    statement = (
        select(Notice)
        .where(Notice.account_id == account_id)
        .order_by(Notice.created_at.desc(), Notice.id.desc())
        .limit(SHOWN)
    )
    return list(db.session.scalars(statement))


def unread(connection: Connection, account_id: int) -> int:
    """How many notices an account has not read."""
    return connection.execute(
        select(func.count()).where(Notice.account_id == account_id, Notice.read_at.is_(None))
    ).scalar_one()


def mark_read(account_id: int, at: datetime, notice_id: int | None = None) -> None:
    """Note that an account has read one notice, or all."""
    statement = update(Notice).where(Notice.account_id == account_id, Notice.read_at.is_(None)).values(read_at=at)
    db.session.execute(statement if notice_id is None else statement.where(Notice.id == notice_id))


def worded(notice: Notice) -> str:
    """The sentence of a notice in the reader's language."""
    return gettext(notice.sentence, **{name: spoken(value) for name, value in notice.values.items()})


def spoken(value: Any) -> Any:
    """What fills a sentence, in the present language: {"zh", "en"} and {"msgid"} become texts."""
    if not isinstance(value, dict):
        return value
    word = value.get("msgid")
    return gettext(word) if word else said(value)
