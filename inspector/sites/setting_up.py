"""The first start: a link on the console, behind which the organisation and its administrator are made.

It lies with the sites because the organisation does; accounts only lend the link.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from inspector import clock
from inspector.accounts import enrolment, links
from inspector.accounts.models import Account, RoleAssignment
from inspector.extensions import db
from inspector.sites import places


@dataclass(frozen=True, slots=True)
class FirstAdministrator:
    """What the set-up page asks. One of number and email is given."""

    organisation: str
    name: str
    number: str
    email: str
    password: str
    language: str


def is_needed() -> bool:
    """Whether nobody has administered this deployment yet."""
    return db.session.scalar(select(RoleAssignment.id).where(RoleAssignment.role == "administrator").limit(1)) is None


def first_link(at: datetime) -> str | None:
    """The secret of a new set-up link; None when there is an administrator. An earlier link ends."""
    return links.create("setup", None, None, at) if is_needed() else None


def print_link(address: str) -> str | None:
    """A new set-up link below an address, for the console; commits it. None when there is an administrator."""
    secret = first_link(clock.now())
    db.session.commit()
    return f"{address}/set-up/{secret}" if secret else None


def make(asked: FirstAdministrator, at: datetime) -> Account:
    """Make the organisation with its root scope and the administrator of all of it.

    Raises Problem bad_form {"fields"} when neither number nor e-mail is given or the password is weak.
    """
    organisation = places.found(asked.organisation.strip())
    account = enrolment.open_account(
        asked.name, number=asked.number, email=asked.email, language=asked.language, by=None, at=at
    )
    enrolment.give_role(account, "administrator", organisation.scope_id, by=None, at=at)
    enrolment.set_password(account, asked.password, by=account.id, at=at)
    return account
