"""Accounts, their roles in scopes, sessions, one-time links, devices and capture grants."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inspector.database import UtcDateTime
from inspector.extensions import db

ROLES = ("administrator", "quality_lead", "hr", "area_manager", "store_manager", "supervisor", "staff", "auditor", "agency")
SCOPE_KINDS = ("organisation", "region", "site")


class Scope(db.Model):
    """A node of the tree organisation > region > site, on which roles are given."""

    __tablename__ = "scope"
    __table_args__ = (CheckConstraint("kind IN ('organisation', 'region', 'site')", name="kind_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("scope.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))  # one of SCOPE_KINDS


class ScopeClosure(db.Model):
    """Every pair of a scope and what lies under it, itself included."""

    __tablename__ = "scope_closure"

    ancestor_id: Mapped[int] = mapped_column(ForeignKey("scope.id"), primary_key=True)
    descendant_id: Mapped[int] = mapped_column(ForeignKey("scope.id"), primary_key=True, index=True)


class Account(db.Model):
    """Someone who signs in, by staff number or e-mail and a password."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(String(40), unique=True)  # staff number
    email: Mapped[str | None] = mapped_column(String(200), unique=True)  # lower case
    name: Mapped[str] = mapped_column(String(100))
    language: Mapped[str | None] = mapped_column(String(10))  # zh | en; None = by cookie, then browser
    password_hash: Mapped[str | None] = mapped_column(String(200))  # Argon2id; None = invitation not used yet
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RoleAssignment(db.Model):
    """A role that an account holds in a scope and everything under it, from when until when, given by whom."""

    __tablename__ = "role_assignment"
    __table_args__ = (Index("ix_role_assignment_account_open", "account_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str] = mapped_column(String(20))  # one of ROLES
    scope_id: Mapped[int] = mapped_column(ForeignKey("scope.id"))
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # None = set-up or demo
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SessionRow(db.Model):
    """One browser's session; the cookie holds a random id of which only the hash is kept here."""

    __tablename__ = "session"

    id_hash: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of the id, hex
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)  # flask.session
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_agent: Mapped[str] = mapped_column(String(300), default="")
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OneTimeLink(db.Model):
    """A link that works once: first set-up, invitation, password reset. Only the hash of its secret is kept."""

    __tablename__ = "one_time_link"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))  # setup | invitation | reset
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # None for set-up
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInAttempt(db.Model):
    """A failed sign-in, counted per sign-in name and per address."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_name_at", "name", "at"),
        Index("ix_sign_in_attempt_address_at", "address", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))  # what was typed, lower case
    address: Mapped[str] = mapped_column(String(64))  # network address
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Device(db.Model):
    """A tablet or phone that has sent something; named by the UUID it made for itself."""

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    label: Mapped[str] = mapped_column(String(100), default="")
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when it last told what waits on it; None = never
    waiting_count: Mapped[int | None]  # records it told of that are not on the server
    oldest_waiting_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when the oldest of them was made, device clock
    skew_seconds: Mapped[int | None]  # its clock minus ours at the last report


class CaptureGrant(db.Model):
    """Leave to send records as one author from one device: upload only, 30 days, revocable."""

    __tablename__ = "capture_grant"
    __table_args__ = (UniqueConstraint("secret_hash"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)  # UUID
    secret_hash: Mapped[str] = mapped_column(String(64))  # SHA-256 of the 256-bit secret
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    device_id: Mapped[str | None] = mapped_column(ForeignKey("device.id"))
    site_ids: Mapped[list[int] | None] = mapped_column(JSON)  # None = the sites of the account
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
