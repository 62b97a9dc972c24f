"""Capture grants: leave to upload as oneself from one device when the session is over. They read nothing."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from inspector.accounts.models import CaptureGrant, Device
from inspector.accounts.sessions import digest
from inspector.errors import Problem
from inspector.extensions import db

LIFE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Given:
    """A grant as it is told once; only the hash of its secret stays here."""

    id: str
    secret: str
    expires_at: datetime


def give(account_id: int, device_id: str, label: str, at: datetime, site_ids: list[int] | None = None) -> Given:
    """Give an account a grant on a device; the device is noted when it is new. Raises Problem device_revoked."""
    device = db.session.get(Device, device_id)
    if device is None:
        db.session.add(Device(id=device_id, label=label, first_seen_at=at, last_seen_at=at))
        db.session.flush()
    elif device.revoked_at is not None:
        raise Problem("device_revoked")
    else:
        device.last_seen_at = at
    given = Given(str(uuid.uuid4()), secrets.token_urlsafe(32), at + LIFE)
    db.session.add(
        CaptureGrant(
            id=given.id, secret_hash=digest(given.secret), account_id=account_id, device_id=device_id, site_ids=site_ids,
            created_at=at, expires_at=given.expires_at,
        )
    )  # fmt: skip
    return given
