"""Names of accounts for pages that say who did something."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from inspector.accounts.models import Account
from inspector.extensions import db


def names_of(account_ids: Iterable[int | None]) -> dict[int, str]:
    """{account id: name} of those that are known."""
    wanted = {one for one in account_ids if one is not None}
    return dict(db.session.execute(select(Account.id, Account.name).where(Account.id.in_(wanted))).all()) if wanted else {}
