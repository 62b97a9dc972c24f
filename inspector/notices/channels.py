"""Sets up and ends the ways out of the app. A key goes in and never comes out again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from inspector.database import insert_of
from inspector.extensions import db
from inspector.jobs.models import Job
from inspector.notices import messengers, sealing
from inspector.notices.models import NoticeChannel, NoticeChoice

HINT = 4  # last signs of a key that are shown


def set_up_bot(
    service: str, written: str, sign: str, site_id: int | None, name: str, language: str, by: int, at: datetime
) -> NoticeChannel:
    """The bot of a group. written: the address that the service shows, or its key alone. Raises ValueError for what is neither."""
    key = messengers.key_of(service, written)
    return _keep("bot", service, {"key": key, "sign": sign.strip()}, key, site_id, name, language, by, at)


def set_up_app(service: str, app: str, secret: str, agent: str, name: str, by: int, at: datetime) -> NoticeChannel:
    """The organisation's app that writes to persons; the one before of the same service ends."""
    for old in db.session.scalars(
        select(NoticeChannel).where(NoticeChannel.kind == "app", NoticeChannel.ended_at.is_(None))
    ):
        if old.service == service:
            end(old, by, at)
    return _keep(
        "app",
        service,
        {"id": app.strip(), "secret": secret.strip(), "agent": agent.strip()},
        app.strip(),
        None,
        name,
        "zh",
        by,
        at,
    )


def end(channel: NoticeChannel, by: int, at: datetime) -> None:
    """End a channel and forget its key."""
    if channel.ended_at is None:
        channel.ended_at, channel.ended_by, channel.sealed = at, by, ""
        db.session.flush()


def in_use() -> Sequence[NoticeChannel]:
    """The channels that are set up, the organisation's first."""
    wanted = select(NoticeChannel).where(NoticeChannel.ended_at.is_(None))
    return db.session.scalars(
        wanted.order_by(NoticeChannel.site_id.is_not(None), NoticeChannel.site_id, NoticeChannel.id)
    ).all()


def last_job(channel: NoticeChannel) -> Job | None:
    """What became of the last post to a group."""
    keys = f"group:{channel.id}:"
    return db.session.scalars(
        select(Job).where(Job.key.startswith(keys, autoescape=True)).order_by(Job.id.desc()).limit(1)
    ).first()


def choose(account_id: int, way: str, level: str, address: str, at: datetime) -> None:
    """Note by what way somebody wants to be told, and how much."""
    row = {"account_id": account_id, "way": way, "level": level, "address": address, "chosen_at": at}
    insert = insert_of(db.session().get_bind().dialect.name)(NoticeChoice).values(row)
    changed = {"level": level, "address": address, "chosen_at": at}
    db.session.execute(insert.on_conflict_do_update(index_elements=["account_id", "way"], set_=changed))


def _keep(
    kind: str,
    service: str,
    secret: dict[str, str],
    key: str,
    site_id: int | None,
    name: str,
    language: str,
    by: int,
    at: datetime,
) -> NoticeChannel:
    channel = NoticeChannel(
        kind=kind, service=service, site_id=site_id, name=name.strip(), language=language, sealed=sealing.sealed(secret), hint=key[-HINT:],
        made_at=at, made_by=by,
    )  # fmt: skip
    db.session.add(channel)
    db.session.flush()
    return channel
