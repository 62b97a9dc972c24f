"""Tells those who may decide that a record was held: the nearest at once, everybody who may when it has waited for a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from inspector.accounts.access import PERMISSIONS
from inspector.accounts.models import Account, RoleAssignment, Scope, ScopeClosure
from inspector.extensions import db
from inspector.inspections.models import HeldRecord
from inspector.notices import board
from inspector.sites.models import Site

TOO_LONG = timedelta(hours=24)  # docs/decisions.md, Held records
NEAREST_FIRST = ("site", "region", "organisation")
WAITS = "A record of %(site)s waits for your decision."
WAITS_SOMEWHERE = "A record of no site known here waits for your decision."
WAITS_LONG = "A record of %(site)s has waited for a decision for more than a day."
WAITS_LONG_SOMEWHERE = "A record of no site known here has waited for a decision for more than a day."


def held(uuid: str, body_sha256: str, at: datetime) -> None:
    """Tell the nearest who may decide about a record just held; never its author."""
    record = db.session.scalars(select(HeldRecord).where(HeldRecord.uuid == uuid, HeldRecord.body_sha256 == body_sha256)).one()
    _tell(record, nearest(record.site_id, but=record.author_id), f"held:{record.id}", (WAITS, WAITS_SOMEWHERE), at)


def held_too_long(at: datetime) -> None:
    """Tell everybody who may decide, once, about each record that has waited for more than a day."""
    waiting = select(HeldRecord).where(HeldRecord.state == "open", HeldRecord.received_at <= at - TOO_LONG)
    for record in db.session.scalars(waiting):
        everybody = {account for accounts in _deciders(record.site_id, record.author_id).values() for account in accounts}
        _tell(record, everybody, f"held:{record.id}:long", (WAITS_LONG, WAITS_LONG_SOMEWHERE), at)


def nearest(site_id: int | None, but: int | None = None) -> set[int]:
    """The accounts nearest to a site who decide about its records, but for one."""
    by_kind = _deciders(site_id, but)
    return next((by_kind[kind] for kind in NEAREST_FIRST if by_kind.get(kind)), set())


def _deciders(site_id: int | None, but: int | None) -> dict[str, set[int]]:
    """{kind of scope: accounts} of those who may decide; a record of no known site is decided for the whole organisation."""
    statement = (
        select(RoleAssignment.account_id, Scope.kind)
        .join(Scope, Scope.id == RoleAssignment.scope_id)
        .join(Account, Account.id == RoleAssignment.account_id)
        .where(RoleAssignment.role.in_(PERMISSIONS["inspections.decide"]), RoleAssignment.ended_at.is_(None), Account.is_active)
        .where(RoleAssignment.account_id != (but or 0))
    )
    if site_id is None:
        statement = statement.where(Scope.kind == "organisation")
    else:
        own = select(Site.scope_id).where(Site.id == site_id).scalar_subquery()
        statement = statement.join(ScopeClosure, ScopeClosure.ancestor_id == Scope.id).where(ScopeClosure.descendant_id == own)
    found: dict[str, set[int]] = {}
    for account_id, kind in db.session.execute(statement):
        found.setdefault(kind, set()).add(account_id)
    return found


def _tell(record: HeldRecord, accounts: set[int], key: str, sentences: tuple[str, str], at: datetime) -> None:
    site = db.session.get(Site, record.site_id) if record.site_id is not None else None
    sentence, values = (sentences[0], {"site": site.name}) if site else (sentences[1], {})
    board.announce(accounts, key, sentence, values, f"/held/{record.id}", at)
