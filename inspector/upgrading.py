"""Brings a database to the present schema by its migrations."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy import Connection, inspect, text

from inspector.extensions import db
from inspector.sites import epoch

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent.parent / "migrations"
_LINE = re.compile(r'^(revision|down_revision)\b.*?=\s*"([^"]+)"', re.MULTILINE)


def upgrade(app: Flask) -> None:
    """Apply every migration that is not applied yet; harmless when there is none."""
    with app.app_context():
        with db.engines["read"].connect() as connection:
            is_present = _present(connection) == _newest()
        if not is_present:
            from alembic import command  # slow to load, and not needed when there is nothing to apply

            command.upgrade(config(), "head")
        with db.engines[None].begin() as connection:
            epoch.ensure(connection)


def config() -> Config:
    """Alembic's configuration; the engine comes from the application context."""
    from alembic.config import Config

    settings = Config(str(MIGRATIONS / "alembic.ini"))
    settings.set_main_option("script_location", str(MIGRATIONS))
    return settings


def _present(connection: Connection) -> set[str]:
    if not inspect(connection).has_table("alembic_version"):
        return set()
    return set(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())


def _newest() -> set[str]:
    """The migrations that no other follows, read from the files' own lines."""
    found = [_LINE.findall(path.read_text(encoding="utf-8")) for path in (MIGRATIONS / "versions").glob("*.py")]
    lines = [line for lines in found for line in lines]
    return {name for word, name in lines if word == "revision"} - {name for word, name in lines if word == "down_revision"}
