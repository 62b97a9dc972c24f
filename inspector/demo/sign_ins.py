"""The sign-ins of the demo: who may come in with which number, and whether everybody knows the password."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from inspector.accounts import demo_doors, enrolment, passwords
from inspector.accounts.guards import directory, load_actor
from inspector.accounts.models import Account
from inspector.demo import cast
from inspector.extensions import db

WORDS = 3
SYLLABLES = tuple(a + b for a in "bdfghjklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "en", "in"))


@dataclass(frozen=True, slots=True)
class SignIn:
    """One account of the demo. sites: their codes, None = all."""

    number: str
    name: str
    roles: tuple[str, ...]
    sites: tuple[int, ...] | None
    password: str | None  # None once it was changed

    def as_json(self) -> dict[str, Any]:
        """As `inspector demo accounts --json` prints it."""
        sites = None if self.sites is None else list(self.sites)
        return {
            "number": self.number,
            "name": self.name,
            "roles": list(self.roles),
            "sites": sites,
            "password": self.password,
        }


def as_text() -> str:
    """A table with one sign-in for each role, and the password while it is still the demo's own."""
    connection = db.session.connection()
    places = directory().scope_names(connection)
    numbers = {row.id: row.number for row in db.session.execute(select(Account.id, Account.number))}
    rows = [
        (door.role.replace("_", " "), str(numbers[door.account_id]), door.name, places.get(door.scope_id, ""))
        for door in demo_doors.doors(connection)
    ]
    widths = [max(_width(row[column]) for row in rows) for column in range(3)]
    lines = [
        "  ".join([*(text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=False)), row[3]])
        for row in rows
    ]
    known = (
        f"Password of all: {cast.PASSWORD}"
        if has_known_passwords()
        else "The passwords were changed; they were printed then."
    )
    return "\n".join(
        ["Sign in with a number, or on the sign-in page with one tap:", *(f"  {line}" for line in lines), known]
    )


def everybody() -> list[SignIn]:
    """Every active account, by number."""
    connection, known = db.session.connection(), _known_hashes()
    found = []
    for account in db.session.scalars(select(Account).where(Account.is_active).order_by(Account.number)):
        actor = load_actor(connection, account.id)
        if actor is None or account.number is None:
            continue
        roles = tuple(role.name for role in actor.roles)
        is_everywhere = any(role.site_ids is None for role in actor.roles)
        sites = None if is_everywhere else tuple(sorted({site for role in actor.roles for site in role.site_ids or ()}))
        found.append(
            SignIn(
                account.number, account.name, roles, sites, cast.PASSWORD if account.password_hash in known else None
            )
        )
    return found


def has_known_passwords() -> bool:
    """Whether anybody can still come in with the password that everybody knows."""
    return bool(_known_hashes())


def change_all(at: datetime, secret_file: Path) -> dict[str, str]:
    """Give every active account a password of its own and the deployment a new secret.

    Returns the passwords by number; they are kept nowhere.
    """
    made = {}
    for account in db.session.scalars(select(Account).where(Account.is_active).order_by(Account.number)):
        password = (
            "-".join("".join(secrets.choice(SYLLABLES) for _ in range(2)) for _ in range(WORDS))
            + f"-{secrets.randbelow(9000) + 1000}"
        )
        enrolment.set_password(account, password, by=None, at=at)
        made[str(account.number)] = password
    secret_file.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return made


def _known_hashes() -> set[str]:
    # Most have the same hash, so that few need the slow check.
    hashes = db.session.scalars(
        select(Account.password_hash).where(Account.is_active, Account.password_hash.is_not(None)).distinct()
    )
    return {one for one in hashes if one is not None and passwords.is_right(cast.PASSWORD, one)}


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)
