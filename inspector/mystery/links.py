"""The secret link of a visit, and the cookie it is exchanged for. Looking at an address changes nothing; only the page's own script does.

Whoever knocks with a secret that does not work is told the same, whatever the reason: wrong, over, ended, not yet, another campaign.
Source: docs/decisions.md, Mystery visits.
"""

from __future__ import annotations

import secrets
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from flask import current_app, request, url_for
from sqlalchemy import select

from inspector.accounts.sessions import digest
from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db
from inspector.mystery import letters
from inspector.mystery.models import Visit
from inspector.sites import settings_store

SESSION = timedelta(hours=12)
KNOCKS = 10  # per address
KNOCKS_WITHIN = timedelta(minutes=1)
MOST_ADDRESSES = 10_000
TAKES_IN = ("begun", "delivered", "revising")  # what was begun may be delivered, whatever becomes of the campaign


def make(visit: Visit, by: int, at: datetime) -> str:
    """Make the link of a visit and return its secret, which is told once; the one before ends. Raises Problem conflict."""
    if visit.state not in ("planned", "sent", *TAKES_IN):
        raise Problem("conflict", state=visit.state)
    secret = secrets.token_urlsafe(32)
    letters.call_off(visit, at)
    visit.link_hash, visit.session_hash = digest(secret), None
    lasts = timedelta(
        days=1, hours=settings_store.value("mystery_expire_hours", at.date())
    )  # written at home, revised when asked
    visit.link_ends_at = datetime.combine(visit.last_on, time(0), UTC) + lasts
    if visit.state == "planned":
        visit.state = "sent"
    trail.record("mystery.link_made", f"visit:{visit.id}", actor_id=by, at=at)
    return secret


def may_be_made(visit: Visit) -> bool:
    """Whether a link may be made: the campaign runs, and its staff were informed or have a day on which they will be."""
    return visit.campaign.state == "open" and visit.campaign.informed_on is not None


def address(secret: str) -> str:
    """The link itself; the secret stands behind the # and reaches no server by being looked at."""
    base = current_app.extensions["inspector.settings"].base_url or request.host_url.rstrip("/")
    return f"{base}{url_for('visits.page')}#{secret}"


def end(visit: Visit, by: int, at: datetime) -> None:
    """End the link of a visit and what it was exchanged for, at once."""
    letters.call_off(visit, at)
    visit.link_hash = visit.session_hash = None
    if visit.state == "sent":
        visit.state = "planned"
    trail.record("mystery.link_ended", f"visit:{visit.id}", actor_id=by, at=at)


def exchange(secret: str, at: datetime) -> tuple[Visit, str]:
    """A visit for the secret of its link, and the secret of a cookie that opens it on one phone. Raises Problem not_found."""
    visit = db.session.scalar(select(Visit).where(Visit.link_hash == digest(secret)))
    if visit is None or visit.link_ends_at is None or visit.link_ends_at <= at or not _is_open(visit, at):
        raise Problem("not_found")
    cookie = secrets.token_urlsafe(32)
    visit.session_hash, visit.session_ends_at = digest(cookie), at + SESSION
    return visit, cookie


def of_cookie(cookie: str | None, at: datetime) -> Visit:
    """The visit that a phone holds. Raises Problem not_signed_in: the link must be opened again."""
    visit = db.session.scalar(select(Visit).where(Visit.session_hash == digest(cookie))) if cookie else None
    if visit is None or visit.session_ends_at is None or visit.session_ends_at <= at or not _is_open(visit, at):
        raise Problem("not_signed_in")
    return visit


def _is_open(visit: Visit, at: datetime) -> bool:
    campaign = visit.campaign
    is_told = campaign.informed_on is not None and campaign.informed_on <= at.date()
    if visit.state == "sent":
        return is_told and campaign.state == "open"
    return is_told and visit.state in TAKES_IN


@dataclass(slots=True)
class Door:
    """How often each address knocked of late; of this process, and gone with it: a secret of 256 bits needs no more."""

    knocks: dict[str, deque[datetime]]

    def knock(self, address: str, at: datetime) -> None:
        """Raises Problem too_many after KNOCKS within KNOCKS_WITHIN."""
        if len(self.knocks) > MOST_ADDRESSES:
            self.knocks.clear()
        recent = self.knocks.setdefault(address, deque(maxlen=KNOCKS))
        if len(recent) == KNOCKS and at - recent[0] < KNOCKS_WITHIN:
            raise Problem("too_many", minutes=1)
        recent.append(at)


def door() -> Door:
    """The door of this application."""
    found: Door = current_app.extensions.setdefault("inspector.visits", Door({}))
    return found
