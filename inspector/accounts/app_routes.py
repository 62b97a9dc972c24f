"""The doors at which the app signs in and out without leaving its page, and keeps the way back for a PIN (docs/payload.md)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from flask import Blueprint, Response, jsonify, request, session
from flask.typing import ResponseReturnValue

from inspector import clock
from inspector.accounts import limits, returning, sessions, signing_in
from inspector.accounts.guards import DEVICE_HEADER, actor, demand_own_app
from inspector.accounts.models import SessionRow
from inspector.accounts.routes import address, come_in, is_safe_place
from inspector.accounts.sessions import ServerSession
from inspector.database import reading
from inspector.errors import Problem
from inspector.web import problems

LONGEST_TEXT = 1000  # characters of a name or password

blueprint = Blueprint("app_session", __name__, url_prefix="/api/v1/device")


@blueprint.post("/session", endpoint="open")
def open_session() -> ResponseReturnValue:
    """Sign in by name and password, or by the ticket that this device kept for a PIN."""
    demand_own_app()
    if not is_safe_place():
        raise Problem("forbidden")
    wish = _read_object()
    if "ticket" in wish:
        return _return(_text(wish, "ticket"))
    name, password, at = _text(wish, "name"), _text(wish, "password"), clock.now()
    with reading() as connection:
        tried = signing_in.judge(connection, name, password, address(), at)
    if tried.wait:
        return _too_many(tried.wait)
    if tried.account_id is None:
        signing_in.note_miss(name, address(), at)
        return problems.answer(Problem("wrong_password"))  # not raised: the miss is to be remembered
    signing_in.note_success(tried.account_id, name, address(), at)
    come_in(tried.account_id)
    return jsonify(account_id=tried.account_id)


@blueprint.delete("/session", endpoint="close")
def close_session() -> ResponseReturnValue:
    """End this session, if it is the one that the device means; what it still has to send stays on it."""
    _demand_session()
    wanted = _read_object().get("mark")
    if wanted is None or wanted == mark():  # a sign-in that came after the one to be ended stays
        returning.end(SessionRow.account_id == actor().account_id, request.headers.get(DEVICE_HEADER, ""), clock.now())
        session.clear()
    return jsonify(closed=True)


@blueprint.post("/tickets", endpoint="ticket")
def give_ticket() -> ResponseReturnValue:
    """Give this device a way back into the session, for it to keep locked under the person's PIN."""
    _demand_session()
    wish = _read_object()
    ticket = returning.give(actor().account_id, _text(wish, "device_id"), session.get("signed_in_at"), clock.now())
    return jsonify(ticket=ticket), 201


def _return(ticket: str) -> ResponseReturnValue:
    found = returning.use(ticket, clock.now())
    if found is None:
        raise Problem("not_signed_in")
    come_in(found.account_id, found.signed_in_at)
    return jsonify(account_id=found.account_id)


def _demand_session() -> None:
    if actor().grant_id is not None:
        raise Problem("forbidden")


def _too_many(wait: timedelta) -> Response:
    response = problems.answer(Problem("too_many", minutes=limits.minutes(wait), seconds=int(wait.total_seconds()) + 1))
    response.headers["Retry-After"] = str(int(wait.total_seconds()) + 1)
    return response


def _read_object() -> dict[str, Any]:
    wish = request.get_json(silent=True)
    if request.mimetype != "application/json" or not isinstance(wish, dict):
        raise Problem("malformed", why="it must be a JSON object")
    return wish


def _text(wish: dict[str, Any], name: str) -> str:
    value = wish.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_TEXT:
        raise Problem("malformed", why=f"{name} must be a text")
    return value


def mark() -> str:
    """Tells this session from every other without opening it; changes with each sign-in. Empty without a session."""
    present = cast(ServerSession, session).id
    return sessions.digest(f"mark:{present}")[:16] if present else ""
