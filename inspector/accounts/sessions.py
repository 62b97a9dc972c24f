"""Server-side sessions: the cookie is a random id, the rest lies in the database and can be revoked."""

from __future__ import annotations

import hashlib
import secrets
import threading
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request, Response, current_app, g, request
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import Row, delete, insert, select, update
from werkzeug.datastructures import CallbackDict

from inspector import clock, clockwatch, condition
from inspector.accounts import remembering
from inspector.accounts.models import SessionRow
from inspector.database import reading
from inspector.extensions import db

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
SEEN_FLUSH_SECONDS = 60
PARKED = "parked_on"  # in the data of a row: the way back of a PIN (returning.py), which no cookie opens


class ServerSession(CallbackDict[str, Any], SessionMixin):
    """`flask.session`, kept in the `session` row. `id` is the secret of the cookie, None until something is stored."""

    def __init__(self, data: dict[str, Any] | None = None, session_id: str | None = None) -> None:
        def note_change(_: Any) -> None:
            self.modified = True

        super().__init__(data or {}, note_change)
        self.id = session_id
        self.modified = False
        self.new = session_id is None


class DatabaseSessions(SessionInterface):
    """Opens and saves sessions; the moment last seen is flushed once a minute so that reading stays reading."""

    def __init__(self) -> None:
        self._seen: dict[str, datetime] = {}
        self._flushed_at = clock.now()
        self._guard = threading.Lock()

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        """Find the session of the cookie; a revoked, idle or old one counts as none."""
        if request.path.startswith("/assets/"):
            return ServerSession()
        session_id = request.cookies.get(app.config["SESSION_COOKIE_NAME"])
        if not session_id:
            return ServerSession()
        key = digest(session_id)
        row = remembering.recall(("session", key), lambda: _read(key))
        moment = clockwatch.present().for_ages(clock.now())  # a clock that jumped signs nobody out
        if row is None or row.revoked_at is not None or PARKED in row.data:
            return ServerSession()
        seen_at = max(row.seen_at, self._seen.get(key, row.seen_at))
        if moment - seen_at > IDLE or moment - row.created_at > LONGEST:
            return ServerSession()
        self._note_seen(key, clock.now())
        return ServerSession(dict(row.data), session_id)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write a changed session and set its cookie."""
        assert isinstance(session, ServerSession)
        if not session.modified:
            return
        if not session:
            if session.id:
                _write(
                    update(SessionRow)
                    .where(SessionRow.id_hash == digest(session.id))
                    .values(revoked_at=clock.now(), data={})
                )
            response.delete_cookie(
                app.config["SESSION_COOKIE_NAME"], path="/", secure=True, httponly=True, samesite="Lax"
            )
            return
        self._store(session)
        assert session.id
        response.set_cookie(
            app.config["SESSION_COOKIE_NAME"], session.id, max_age=int(LONGEST.total_seconds()), secure=True, httponly=True,
            samesite="Lax", path="/",
        )  # fmt: skip

    def renew(self, session: ServerSession) -> None:
        """Give a session a new id, as at every sign-in, and revoke the former."""
        if session.id:
            _write(
                update(SessionRow)
                .where(SessionRow.id_hash == digest(session.id))
                .values(revoked_at=clock.now(), data={})
            )
        session.id = None
        session.modified = True

    def _store(self, session: ServerSession) -> None:
        moment = clock.now()
        values = {"data": dict(session), "account_id": session.get("account_id"), "seen_at": moment}
        if session.id:
            _write(update(SessionRow).where(SessionRow.id_hash == digest(session.id)).values(**values))
        else:
            session.id = secrets.token_urlsafe(32)
            agent = request.headers.get("User-Agent", "")[:300]
            _write(insert(SessionRow).values(id_hash=digest(session.id), created_at=moment, user_agent=agent, **values))

    def _note_seen(self, key: str, moment: datetime) -> None:
        with self._guard:
            self._seen[key] = moment
            is_early = (moment - self._flushed_at).total_seconds() < SEEN_FLUSH_SECONDS
            if is_early or condition.present().closed is not None:
                return
            seen, self._seen, self._flushed_at = self._seen, {}, moment
        _write(*(update(SessionRow).where(SessionRow.id_hash == k).values(seen_at=at) for k, at in seen.items()))


def revoke_all(account_id: int, at: datetime) -> None:
    """End every session of an account, everywhere."""
    open_ones = update(SessionRow).where(SessionRow.account_id == account_id, SessionRow.revoked_at.is_(None))
    db.session.execute(open_ones.values(revoked_at=at, data={}))


def revoke(account_id: int, id_hash: str, at: datetime) -> None:
    """End one session of an account; another account's is left alone."""
    own = update(SessionRow).where(
        SessionRow.account_id == account_id, SessionRow.id_hash == id_hash, SessionRow.revoked_at.is_(None)
    )
    db.session.execute(own.values(revoked_at=at, data={}))


def open_of(account_id: int, at: datetime) -> list[SessionRow]:
    """The sessions of an account that still open something, the last used first."""
    statement = (
        select(SessionRow)
        .where(
            SessionRow.account_id == account_id, SessionRow.revoked_at.is_(None), SessionRow.seen_at > at - IDLE,
            SessionRow.created_at > at - LONGEST,
        )
        .order_by(SessionRow.seen_at.desc())
    )  # fmt: skip
    return [row for row in db.session.scalars(statement) if PARKED not in row.data]


def purge(at: datetime) -> None:
    """Delete what no longer opens anything: sessions of nobody after a day, others when too old; nothing while the clock is in doubt."""
    if clockwatch.present().is_doubtful:
        return
    nobody = SessionRow.account_id.is_(None) & (SessionRow.seen_at < at - timedelta(days=1))
    db.session.execute(delete(SessionRow).where(nobody | (SessionRow.created_at < at - 5 * LONGEST)))


def digest(secret: str) -> str:
    """The SHA-256 of a secret, in hex: the only form in which secrets are stored."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _read(key: str) -> Row[Any] | None:
    with reading() as connection:
        return connection.execute(select(SessionRow.__table__).where(SessionRow.id_hash == key)).one_or_none()


def _write(*statements: Any) -> None:
    session = db.session()
    if session.in_transaction() and not g.get("reads_only", False):
        # The request's own transaction is open and has the writer's turn; a second one would wait for itself.
        for statement in statements:
            session.execute(statement)
        return
    with current_app.extensions["sqlalchemy"].engines[None].begin() as connection:
        for statement in statements:
            connection.execute(statement)
