"""The epoch: a random id of this database, renewed by a restore, so that devices offer again what a backup may have lost."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select

from inspector import clock
from inspector.database import reading
from inspector.sites.models import OrganisationSetting

KEY = "_epoch"
SINCE = date(2000, 1, 1)


def current() -> str:
    """The epoch of the database. Raises LookupError before `ensure` was called once (`inspector upgrade` does)."""
    with reading() as connection:
        found = _read(connection)
    if found is None:
        raise LookupError("the database has no epoch; run: inspector upgrade")
    return found


def ensure(connection: Connection, value: str | None = None, at: datetime | None = None) -> None:
    """Give the database an epoch if it has none. value, at: for a database that must come out the same each time it is made."""
    if _read(connection) is None:
        made = {"value": value or secrets.token_hex(8), "created_at": at or clock.now()}
        values = {"key": KEY, "valid_from_on": SINCE, "author_id": None, **made}
        connection.execute(insert(OrganisationSetting).values(**values))


def renew(connection: Connection, at: datetime) -> str:
    """Give the database another epoch, as after a restore: every device then offers again what it still keeps."""
    connection.execute(delete(OrganisationSetting).where(OrganisationSetting.key == KEY))
    fresh = secrets.token_hex(8)
    ensure(connection, fresh, at)
    return fresh


def _read(connection: Connection) -> str | None:
    return connection.execute(select(OrganisationSetting.value).where(OrganisationSetting.key == KEY)).scalar()
