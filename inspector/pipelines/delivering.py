"""Messages leave the app: it is decided by what ways and when, and the background jobs carry them out.

To a person goes what they chose, outside of their rest. To a group goes what `FACTS` has: about a store, never about a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, g
from flask_babel import force_locale, gettext
from sqlalchemy import ColumnElement, select, true

from inspector.accounts.models import Account
from inspector.extensions import db
from inspector.jobs import queue
from inspector.notices import board, calling, mail, rules
from inspector.notices.messengers import Message
from inspector.notices.models import Notice, NoticeChannel, NoticeChoice
from inspector.rectification import escalation
from inspector.rectification.models import Task
from inspector.rectification.queries import WORKING_STATES
from inspector.sites import duty
from inspector.sites.models import DutyEntry, DutyMap, Shift, Site, StaffAssignment, StaffMember

PERSONAL, GROUP = "notice", "group"  # kinds of jobs
TOO_OLD = timedelta(hours=24)  # what came about before, while nobody looked, stays in the app
MOST_AT_ONCE = 500
SHIFTS_AHEAD = timedelta(days=3)
FRESH = timedelta(hours=1)  # a task at once is posted to the group while it is news
USUAL = {"mail": rules.IMPORTANT}  # of who has not chosen
# What a group may read: a sentence and the only values that may fill it. No name, no face, no score of a person.
FACTS: Mapping[str, tuple[str, frozenset[str]]] = {
    "digest": (escalation.DIGEST, frozenset(("site", "open", "late", "today", "verify"))),
    "at_once": ("At once at %(site)s: %(title)s", frozenset(("site", "title"))),
    "test": ("This is a test. Messages about %(site)s will arrive here.", frozenset(("site",))),
}


def pass_time(at: datetime) -> None:
    """What the sweep does: who must hear of a task is told in the app, stores' groups of theirs, and what is new leaves the app."""
    escalation.remind(at)
    escalation.digest(at)
    post_facts(at)
    route(at)


def call_at_once(site_id: int, at: datetime) -> None:
    """What must be put right at once waits for no sweep: its messages, and the posts to the groups of its store, are put down now."""
    for channel, site in _groups():
        if site.id == site_id:
            _post_urgent(channel, site, at)
    _route(Notice.urgency == rules.AT_ONCE, at)


def route(at: datetime) -> int:
    """Decide for each new notice by what ways it leaves the app, and put that down; answers how many were put down."""
    return _route(true(), at)


def _route(wanted: ColumnElement[bool], at: datetime) -> int:
    count = 0
    new = select(Notice).where(Notice.routed_at.is_(None), wanted).order_by(Notice.id).limit(MOST_AT_ONCE)
    for notice in db.session.scalars(new).all():
        notice.routed_at = at
        if notice.read_at is None and notice.created_at > at - TOO_OLD:
            count += _put(notice, at)
    db.session.flush()
    return count


def ways_of(account: Account) -> dict[str, tuple[str, str]]:
    """{way: (level, address)} of a person, for the ways that are set up here."""
    chosen = {
        one.way: one for one in db.session.scalars(select(NoticeChoice).where(NoticeChoice.account_id == account.id))
    }
    found = {}
    if mail.is_set_up() and account.email:
        found["mail"] = (chosen["mail"].level if "mail" in chosen else USUAL["mail"], account.email)
    for service in app_services():
        if service in chosen and chosen[service].address:
            found[service] = (chosen[service].level, chosen[service].address)
    return found


def app_services() -> list[str]:
    """The services through which persons can be written to."""
    return sorted(
        set(
            db.session.scalars(
                select(NoticeChannel.service).where(NoticeChannel.kind == "app", NoticeChannel.ended_at.is_(None))
            )
        )
    )


def post_facts(at: datetime) -> int:
    """Put down for each group what its store should know: how things stand each morning, and what must be put right at once."""
    count = 0
    for channel, site in _groups():
        local = at.astimezone(ZoneInfo(site.timezone))
        if escalation.DIGEST_AT <= local.time() < rules.QUIET_FROM:
            standing = escalation.standing_of(site, at)
            if standing.open + standing.verify:
                values = {"site": site.name, **escalation.numbers(standing)}
                count += post(channel, f"digest:{site.id}:{local.date().isoformat()}", "digest", values, at)
        count += _post_urgent(channel, site, at)
    return count


def _post_urgent(channel: NoticeChannel, site: Site, at: datetime) -> int:
    urgent = select(Task.id, Task.title).where(
        Task.site_id == site.id, Task.grade == "at_once", Task.kind != "coach", Task.state.in_(WORKING_STATES),
        Task.opened_at > at - FRESH,
    )  # fmt: skip
    return sum(
        post(channel, f"task:{task_id}:at_once", "at_once", {"site": site.name, "title": dict(title)}, at)
        for task_id, title in db.session.execute(urgent)
    )


def post(channel: NoticeChannel, event_key: str, fact: str, values: Mapping[str, Any], at: datetime) -> int:
    """Put one post to a group down. Raises ValueError for values that are none of the fact: nothing else may reach a group."""
    if set(values) != FACTS[fact][1]:
        raise ValueError(f"{fact} is filled by {sorted(FACTS[fact][1])} alone")
    queue.put(
        f"{GROUP}:{channel.id}:{event_key}", GROUP, {"channel": channel.id, "fact": fact, "values": dict(values)}, at
    )
    return 1


def carry_out_post(payload: Mapping[str, Any]) -> None:
    """Post one fact to a group. Raises `queue.Failed`."""
    channel = _channel(payload["channel"])
    sentence, _ = FACTS[payload["fact"]]
    with _speaking(channel.language):
        text = gettext(sentence, **{name: board.spoken(value) for name, value in payload["values"].items()})
        calling.post(channel, Message("Inspector", text, _address("/tasks") if payload["fact"] != "test" else ""))


def carry_out(payload: Mapping[str, Any]) -> None:
    """Send one notice by one way; what was read in the app meanwhile is not sent. Raises `queue.Failed`."""
    notice = db.session.get(Notice, payload["notice"])
    account = db.session.get(Account, notice.account_id) if notice else None
    if notice is None or account is None or not account.is_active or notice.read_at is not None:
        db.session.rollback()
        return
    way, language = payload["way"], account.language or "zh"
    level, address = ways_of(account).get(way, (rules.OFF, ""))
    channel = _app_of(way) if way != "mail" else None
    with _speaking(language):
        message = Message(gettext("Inspector: a message for you"), board.worded(notice), _address(notice.url))
    db.session.rollback()  # nothing is held open while another machine is spoken to
    if not rules.is_wanted(level, payload["urgency"]):
        return
    if way == "mail":
        text = f"{message.text}\n\n{message.url}\n"
        mail.carry_out({"key": f"notice:{payload['notice']}", "to": address, "subject": message.text, "text": text})
    elif channel is not None:
        calling.write(channel, address, message)


def _put(notice: Notice, at: datetime) -> int:
    account = db.session.get(Account, notice.account_id)
    if account is None or not account.is_active:
        return 0
    ways = [way for way, (level, _) in ways_of(account).items() if rules.is_wanted(level, notice.urgency)]
    if not ways:
        return 0
    zone, shifts = _clock_of(account.id, at) if notice.urgency != rules.AT_ONCE else ("UTC", [])
    due_at = rules.send_at(at, notice.urgency, zone, shifts)
    for way in ways:
        queue.put(
            f"{PERSONAL}:{notice.id}:{way}",
            PERSONAL,
            {"notice": notice.id, "way": way, "urgency": notice.urgency},
            at,
            due_at,
        )
    return len(ways)


def _clock_of(account_id: int, at: datetime) -> tuple[str, list[tuple[datetime, datetime]]]:
    """The clock of a person's site and their shifts of the next days, as the duty maps have them."""
    staff_id = db.session.scalar(select(StaffMember.id).where(StaffMember.account_id == account_id))
    today = at.date()
    home = (
        select(Site)
        .join(StaffAssignment, StaffAssignment.site_id == Site.id)
        .where(StaffAssignment.staff_id == (staff_id or 0))
    )
    site = db.session.scalars(home.order_by(StaffAssignment.from_on.desc()).limit(1)).first()
    rows = db.session.execute(
        select(Site, DutyMap.business_day, Shift)
        .join(DutyMap, DutyMap.site_id == Site.id)
        .join(DutyEntry, DutyEntry.duty_map_id == DutyMap.id)
        .join(Shift, Shift.id == DutyMap.shift_id)
        .where(DutyEntry.staff_id == (staff_id or 0), DutyEntry.is_present)
        .where(DutyMap.business_day.between(today - timedelta(days=1), today + SHIFTS_AHEAD))
    )
    shifts = [duty.span(place, day, shift) for place, day, shift in rows]
    return (site.timezone if site else "Asia/Shanghai"), shifts


def _groups() -> list[tuple[NoticeChannel, Site]]:
    channels = db.session.scalars(
        select(NoticeChannel).where(NoticeChannel.kind == "bot", NoticeChannel.ended_at.is_(None))
    ).all()
    if not channels:
        return []
    sites = db.session.scalars(select(Site).where(Site.closed_on.is_(None)).order_by(Site.id)).all()
    return [(one, site) for one in channels for site in sites if one.site_id in (None, site.id)]


def _channel(channel_id: int) -> NoticeChannel:
    channel = db.session.get(NoticeChannel, channel_id)
    if channel is None or channel.ended_at is not None:
        raise queue.Failed("this channel was ended", is_final=True)
    db.session.expunge(channel)
    db.session.rollback()
    return channel


def _app_of(service: str) -> NoticeChannel | None:
    wanted = select(NoticeChannel).where(
        NoticeChannel.kind == "app", NoticeChannel.service == service, NoticeChannel.ended_at.is_(None)
    ).order_by(NoticeChannel.id.desc())  # fmt: skip
    channel = db.session.scalars(wanted.limit(1)).first()
    if channel is not None:
        db.session.expunge(channel)
    return channel


def _speaking(language: str) -> Any:
    g.language = language  # what `said` asks outside of a request
    return force_locale(language)


def _address(path: str) -> str:
    base = current_app.extensions["inspector.settings"].base_url
    return f"{base}{path}" if base else ""


WORKERS = {PERSONAL: carry_out, GROUP: carry_out_post}  # for jobs.working
