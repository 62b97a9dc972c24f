"""Stands before every view: who asks, may they, and does the request come from our own pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection, select

from inspector import clock, clockwatch
from inspector.accounts import access, remembering
from inspector.accounts.access import Actor, Role
from inspector.accounts.models import Account, CaptureGrant, Device, RoleAssignment, Scope
from inspector.accounts.sessions import digest
from inspector.database import reading
from inspector.errors import Problem
from inspector.extensions import db
from inspector.web.frame import safe_next

SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
CLIENT_HEADER = "X-Inspector-Client"
DEVICE_HEADER = "X-Inspector-Device"
WIRE = 1
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class Directory(Protocol):
    """What the guard asks of the floor above: `inspector.sites.directory`."""

    def sites_under(self, connection: Connection, scope_id: int) -> frozenset[int]:
        """The ids of the sites in a scope."""

    def staff_of(self, connection: Connection, account_id: int) -> int | None:
        """The id of the staff member of an account."""

    def zone_of(self, connection: Connection, site_ids: frozenset[int] | None) -> str:
        """The time zone of the first of some sites, or of all."""

    def scope_names(self, connection: Connection) -> dict[int, str]:
        """What each scope is called."""

    def join_account(self, account_id: int, number: str) -> None:
        """Give the staff member of a number this account."""


def install(app: Flask, places: Directory) -> None:
    """Put the guard before every request of the application."""
    app.extensions["inspector.directory"] = places
    with app.app_context():
        remembering.install(app, db.engine)
    app.before_request(guard)


def guard() -> ResponseReturnValue | None:
    """Let a request through to its view, or end it: unknown address, not signed in, not allowed."""
    g.reads_only = request.method in SAFE_METHODS
    if _holds_nul():
        raise Problem("malformed", why="a NUL")
    if request.endpoint is None:
        current_actor()  # routing already failed; the error page follows, in this person's language
        return None
    rule = access.ROUTES.get(request.endpoint, "")
    if rule == access.PUBLIC:
        current_actor()
        return None
    if rule == access.DEVICE:
        demand_device()
        return None
    found = current_actor()
    if found is None:
        return _ask_to_sign_in()
    if rule != access.SIGNED_IN and not (rule and found.may(rule)):
        raise Problem("forbidden")
    return None


def _holds_nul() -> bool:
    """Whether a text of the request holds the one sign that no file name and no database takes. A door of devices reads its own."""
    if "\0" in request.path or b"%00" in request.query_string:
        return True
    return request.mimetype in FORMS and any("\0" in value for value in request.form.values())


def actor() -> Actor:
    """The actor of this request. Raises Problem not_signed_in when there is none."""
    found = current_actor()
    if found is None:
        raise Problem("not_signed_in")
    return found


def current_actor() -> Actor | None:
    """The actor of this request, or None; looked up once."""
    if "actor" not in g:
        account_id = session.get("account_id")
        g.actor = None
        if account_id is not None:
            g.actor = remembering.recall(("account", int(account_id)), lambda: _read_actor(int(account_id)))
    return cast("Actor | None", g.actor)


def _read_actor(account_id: int) -> Actor | None:
    with reading() as connection:
        return load_actor(connection, account_id)


def load_actor(connection: Connection, account_id: int, grant_id: str | None = None) -> Actor | None:
    """Read an active account with its roles and the sites under them; None when it is not active."""
    account = connection.execute(
        select(Account.__table__).where(Account.id == account_id, Account.is_active)
    ).one_or_none()
    if account is None:
        return None
    roles = _roles_of(connection, account.id)
    return Actor(
        account_id=account.id, name=account.name, language=account.language, staff_id=directory().staff_of(connection, account.id),
        roles=roles, grant_id=grant_id, zone=directory().zone_of(connection, roles[0].site_ids if roles else None),
    )  # fmt: skip


def _roles_of(connection: Connection, account_id: int) -> tuple[Role, ...]:
    held = connection.execute(
        select(RoleAssignment.role, RoleAssignment.scope_id, Scope.kind)
        .join(Scope, Scope.id == RoleAssignment.scope_id)
        .where(RoleAssignment.account_id == account_id, RoleAssignment.ended_at.is_(None))
    ).all()
    return tuple(
        Role(r.role, None if r.kind == "organisation" else directory().sites_under(connection, r.scope_id))
        for r in held
    )


def directory() -> Directory:
    """What the floor above tells of places and people."""
    return cast("Directory", current_app.extensions["inspector.directory"])


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.path.startswith("/api/"):
        raise Problem("not_signed_in")
    target = url_for("accounts.sign_in", next=request.full_path.rstrip("?") if request.method == "GET" else None)
    if request.headers.get("HX-Request"):
        here = urlsplit(request.headers.get("HX-Current-URL", ""))  # of the page, not of the part that was asked for
        target = safe_next(f"{here.path}?{here.query}".rstrip("?"), "")
        return "", 401, {"HX-Redirect": url_for("accounts.sign_in", next=target or None)}
    return redirect(target)


def demand_own_app() -> None:
    """Let only a page of ours pass that speaks our wire; stands for the token of a form at doors that take JSON. Raises Problem."""
    _demand_client()
    if _came_from_elsewhere() or not _came_from_here():
        raise Problem("cross_site")


def demand_own_form() -> None:
    """Let only a form of ours pass where nobody has a session, and so no token. Raises Problem."""
    if _came_from_elsewhere() or not _came_from_here():
        raise Problem("cross_site")


def demand_device() -> None:
    """Let a device pass, by the session of its person or by a capture grant, which then speaks for its author. Raises Problem."""
    _demand_client()
    secret = request.headers.get("Authorization", "")
    if secret.startswith("Grant "):
        if _came_from_elsewhere():
            raise Problem("cross_site")
        g.actor = _actor_of_grant(secret.removeprefix("Grant ").strip(), clock.now())
        if g.actor is None:
            raise Problem("not_signed_in")
        return
    demand_own_app()
    if is_revoked(request.headers.get(DEVICE_HEADER, ""), clock.now()):
        session.clear()
        raise Problem("device_revoked")
    if actor().is_outside:
        raise Problem("forbidden")


def is_revoked(device_id: str, moment: datetime) -> bool:
    """Whether a device was taken out of use. Asked for each request of a session, hence remembered (two seconds at most)."""
    if not device_id:
        return False
    revoked_at = remembering.recall(("device", device_id[:36]), lambda: _read_device(device_id))
    return revoked_at is not None and revoked_at <= moment


def _read_device(device_id: str) -> datetime | None:
    with reading() as connection:
        return connection.execute(select(Device.revoked_at).where(Device.id == device_id)).scalar()


def _demand_client() -> None:
    client = request.headers.get(CLIENT_HEADER, "")
    if not client:
        raise Problem("cross_site")
    if _wire_of(client) < WIRE:
        raise Problem("old_app")


def _wire_of(client: str) -> int:
    part = client.partition("wire=")[2]
    return int(part) if part.isascii() and part.isdigit() and len(part) < 5 else 0


def _came_from_here() -> bool:
    origin = request.headers.get("Origin")
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or (
        origin is not None and urlsplit(origin).netloc == request.host
    )


def _came_from_elsewhere() -> bool:
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    return (site is not None and site not in ("same-origin", "none")) or (
        origin is not None and urlsplit(origin).netloc != request.host
    )


def _actor_of_grant(secret: str, moment: datetime) -> Actor | None:
    """A revoked or expired grant still speaks for its author: what it brings is held for review, not lost (docs/payload.md)."""
    key = digest(secret)
    known = remembering.recall(("grant", key), lambda: _read_grant(key))
    if known is None:
        return None
    g.grant_is_live = known.is_open and known.expires_at > clockwatch.present().for_ages(moment)
    return known.author


def speaker(secret: str | None, account_id: int, moment: datetime) -> tuple[Actor, bool] | None:
    """Who speaks for a record that came in a file, and whether with leave: its author, by the grant that came along if that is theirs.

    Without one the author is named and does not speak; None when there is no such account.
    """
    if secret is not None:
        known = _read_grant(digest(secret))
        if known is not None and known.author.account_id == account_id:
            return known.author, known.is_open and known.expires_at > moment
    with reading() as connection:
        author = load_actor(connection, account_id)
        if author is not None:
            return author, False
        name = connection.execute(select(Account.name).where(Account.id == account_id)).scalar()
    return (Actor(account_id, name, None, None, ()), False) if name is not None else None


@dataclass(frozen=True, slots=True)
class _Grant:
    """What is known of a grant. is_open: neither revoked nor of a shut account, whose author is then only a name."""

    author: Actor
    is_open: bool
    expires_at: datetime


def _read_grant(key: str) -> _Grant | None:
    with reading() as connection:
        grant = connection.execute(select(CaptureGrant.__table__).where(CaptureGrant.secret_hash == key)).one_or_none()
        if grant is None:
            return None
        author = load_actor(connection, grant.account_id, grant_id=grant.id)
        if author is not None:
            within = author if grant.site_ids is None else author.only_at(frozenset(grant.site_ids))
            return _Grant(within, grant.revoked_at is None, grant.expires_at)
        name = connection.execute(select(Account.name).where(Account.id == grant.account_id)).scalar_one()
        return _Grant(Actor(grant.account_id, name, None, None, (), grant_id=grant.id), False, grant.expires_at)
