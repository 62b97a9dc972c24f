"""Checks who signs in, and how often somebody guesses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, or_, select

from inspector.accounts import limits
from inspector.accounts.models import Account, SignInAttempt
from inspector.accounts.passwords import is_right
from inspector.audit import trail
from inspector.extensions import db


@dataclass(frozen=True, slots=True)
class Try:
    """How a try to sign in ended. account_id: None when it failed; wait: how long no try is heard."""

    account_id: int | None = None
    wait: timedelta = timedelta(0)


def judge(connection: Connection, name: str, password: str, address: str, now: datetime) -> Try:
    """Look whether name and password fit, on a reading connection: hashing takes a tenth of a second in which nobody need wait to write.

    name: staff number or e-mail as typed. address: the network address of the asker. A name that is not here costs the same time.
    """
    waiting = _wait(connection, tidy(name), address, now)
    if waiting > timedelta(0):
        return Try(wait=waiting)
    account = connection.execute(
        select(Account.id, Account.password_hash, Account.is_active).where(
            or_(Account.number == name.strip(), Account.email == tidy(name))
        )
    ).first()
    is_good = is_right(password, account.password_hash if account else None)
    return Try(account.id) if account and is_good and account.is_active else Try()


def note_miss(name: str, address: str, at: datetime) -> None:
    """Remember a failed try."""
    db.session.add(SignInAttempt(name=tidy(name), address=address, at=at))
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < at - 4 * limits.WINDOW))


def note_success(account_id: int, name: str, address: str, at: datetime) -> None:
    """Forget the misses of this name from this address, and write down that the person came in."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.name == tidy(name), SignInAttempt.address == address))
    trail.record("session.opened", f"account:{account_id}", actor_id=account_id, at=at)


def tidy(name: str) -> str:
    """A sign-in name as it is compared and counted."""
    return name.strip().lower()[:200]


def _wait(connection: Connection, name: str, address: str, now: datetime) -> timedelta:
    recent = SignInAttempt.at > now - limits.WINDOW
    missed = connection.execute(select(SignInAttempt.address, SignInAttempt.at).where(SignInAttempt.name == name, recent)).all()
    own_wait = max(
        limits.wait([row.at for row in missed if row.address == address], now), limits.slow_down([row.at for row in missed], now)
    )
    count = connection.execute(select(func.count()).where(SignInAttempt.address == address, recent)).scalar_one()
    if count < limits.MOST_MISSES_OF_ADDRESS:
        return own_wait
    every = connection.execute(select(SignInAttempt.at).where(SignInAttempt.address == address, recent)).scalars().all()
    return max(own_wait, limits.wait(every, now, limits.MOST_MISSES_OF_ADDRESS, limits.MOST_MISSES_OF_ADDRESS))
