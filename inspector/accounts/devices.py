"""Devices and the leave they have to send: listed, taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update

from inspector.accounts import returning
from inspector.accounts.models import Account, CaptureGrant, Device, SessionRow
from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db

SKEW_TOLD_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Leave:
    """One grant as it is shown. device_id, label: None when it was made on the command line."""

    id: str
    account_id: int
    account_name: str
    device_id: str | None
    label: str
    created_at: datetime
    expires_at: datetime
    last_seen_at: datetime | None
    waiting_count: int | None  # of the device, as it said at its last report; None = it never said
    oldest_waiting_at: datetime | None
    skew_seconds: int | None  # its clock minus ours

    @property
    def skew_minutes(self) -> int:
        """By how much its clock is wrong, where that is worth telling; else 0 (docs/decisions.md, Time)."""
        return round((self.skew_seconds or 0) / 60) if abs(self.skew_seconds or 0) > SKEW_TOLD_SECONDS else 0


def grants_of(account_id: int, now: datetime) -> list[Leave]:
    """The live grants of one account."""
    return _leaves(_live(now).where(CaptureGrant.account_id == account_id))


def all_grants(now: datetime, visible: ColumnElement[bool]) -> list[Leave]:
    """The live grants of the accounts one may see."""
    return _leaves(_live(now).where(visible))


def revoke_grant(grant_id: str, *, by: int, at: datetime, of_account_id: int | None = None) -> None:
    """Take one grant away. of_account_id: only if it is this account's. Raises Problem not_found."""
    grant = db.session.get(CaptureGrant, grant_id)
    if grant is None or of_account_id not in (None, grant.account_id):
        raise Problem("not_found")
    if grant.revoked_at is None:
        grant.revoked_at = at
        if grant.device_id is not None:
            returning.end(SessionRow.account_id == grant.account_id, grant.device_id, at)
        trail.record("grant.revoked", f"grant:{grant.id}", actor_id=by, device_id=grant.device_id, at=at)


def revoke_device(device_id: str, *, by: int, at: datetime) -> None:
    """Take every grant of a device away; the device is told at its next contact. Raises Problem not_found."""
    device = db.session.get(Device, device_id)
    if device is None:
        raise Problem("not_found")
    device.revoked_at = device.revoked_at or at
    db.session.execute(
        update(CaptureGrant)
        .where(CaptureGrant.device_id == device_id, CaptureGrant.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    returning.end(SessionRow.account_id.is_not(None), device_id, at)
    trail.record("device.revoked", f"device:{device_id}", actor_id=by, device_id=device_id, at=at)


@dataclass(frozen=True, slots=True)
class Shut:
    """A device that was taken out of use."""

    id: str
    label: str
    revoked_at: datetime


def shut() -> list[Shut]:
    """The devices that were taken out of use, the latest first."""
    statement = select(Device.id, Device.label, Device.revoked_at).where(Device.revoked_at.is_not(None))
    return [Shut(row.id, row.label or "", row.revoked_at) for row in db.session.execute(statement.order_by(Device.revoked_at.desc()))]


def readmit_device(device_id: str, *, by: int, at: datetime) -> None:
    """A lost device was found: people may sign in on it again. What was taken away stays away. Raises Problem not_found."""
    device = db.session.get(Device, device_id)
    if device is None:
        raise Problem("not_found")
    if device.revoked_at is not None:
        device.revoked_at = None
        trail.record("device.readmitted", f"device:{device_id}", actor_id=by, device_id=device_id, at=at)


def _live(now: datetime) -> Any:
    return (
        select(
            CaptureGrant.id, CaptureGrant.account_id, Account.name, CaptureGrant.device_id, Device.label, CaptureGrant.created_at,
            CaptureGrant.expires_at, Device.last_seen_at, Device.waiting_count, Device.oldest_waiting_at, Device.skew_seconds,
        )
        .join(Account, Account.id == CaptureGrant.account_id)
        .join(Device, Device.id == CaptureGrant.device_id, isouter=True)
        .where(CaptureGrant.revoked_at.is_(None), CaptureGrant.expires_at > now)
        .order_by(CaptureGrant.created_at.desc())
    )  # fmt: skip


def _leaves(statement: Any) -> list[Leave]:
    return [
        Leave(
            one.id,
            one.account_id,
            one.name,
            one.device_id,
            one.label or "",
            one.created_at,
            one.expires_at,
            one.last_seen_at,
            one.waiting_count,
            one.oldest_waiting_at,
            one.skew_seconds,
        )
        for one in db.session.execute(statement)
    ]
