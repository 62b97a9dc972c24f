"""Brings a database to the present schema by its migrations."""

from __future__ import annotations

import re
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy import Connection, inspect, text

from inspector import clock
from inspector.extensions import db
from inspector.settings import Settings
from inspector.sites import epoch
from inspector.upkeep import backup
from inspector.web.logs import log

if TYPE_CHECKING:
    from alembic.config import Config

KEPT = 3  # backups made before upgrades
MIGRATIONS = Path(__file__).parent.parent / "migrations"
_LINE = re.compile(r'^(revision|down_revision)\b.*?=\s*"([^"]+)"', re.MULTILINE)


def upgrade(app: Flask) -> int:
    """Apply every migration that is not applied yet, after a backup of what is there; returns how many, 0 when there was nothing to do.

    All of them in one transaction: a cut leaves the database as it was.
    """
    with app.app_context():
        with db.engines["read"].connect() as connection:
            before = _present(connection)
        due = 0
        if before != _newest():
            from alembic import command  # slow to load, and not needed when there is nothing to apply

            due = _count_due(before)
            if before:
                _back_up(app.extensions["inspector.settings"])
            command.upgrade(config(), "head")
        with db.engines[None].begin() as connection:
            epoch.ensure(connection)
    return due


def rehearse(settings: Settings) -> str:
    """Upgrade a copy of the embedded database that is thrown away; returns what was found, in a sentence.

    Raises whatever a migration raises, and OSError for PostgreSQL, of which its own tools make a copy.
    """
    from inspector.app import create_app

    if not settings.is_sqlite:
        raise OSError("Only the embedded database is copied. With PostgreSQL restore a backup into another database and upgrade that.")
    with tempfile.TemporaryDirectory(prefix="inspector-rehearsal-") as folder:
        made = backup.make(settings, Path(folder) / "backup", clock.now(), with_photos=False)
        scratch = Path(folder) / "data"
        scratch.mkdir()
        (made.folder / "inspector.db").rename(scratch / "inspector.db")
        app = create_app(replace(settings, data=scratch, database_url="", is_demo=False))
        done = upgrade(app)
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()
        with closing(sqlite3.connect(scratch / "inspector.db")) as copy:
            rows = backup.facts_of(copy)["rows"]
    lost = {name: count for name, count in made.rows.items() if rows[name] != count}
    if lost:
        raise OSError(f"The upgrade would change how many rows there are: {lost} before, {rows} afterwards. Nothing was done.")
    return f"{done} migrations apply to a copy of this database; every row is there afterwards." if done else "Nothing to do"


def _back_up(settings: Settings) -> None:
    """Keep the database as it is before a migration, beside the last two of these; photos are never changed by one."""
    kept = settings.data / "backups"
    try:
        backup.make(settings, kept, clock.now(), with_photos=False)
    except FileNotFoundError as error:
        log().warning("no backup before the upgrade", why=str(error))  # pg_dump may live on another machine; docs/operations.md, Upgrade
    backup.keep_newest(kept, KEPT)


def _count_due(before: set[str]) -> int:
    parents = dict(_lines_by_file())
    count, one = 0, next(iter(_newest()), None)
    while one is not None and one not in before:
        count, one = count + 1, parents.get(one)
    return count


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
    found = _lines_by_file()
    return {name for name, _ in found} - {parent for _, parent in found if parent is not None}


def _lines_by_file() -> list[tuple[str, str | None]]:
    lines = [dict(_LINE.findall(path.read_text(encoding="utf-8"))) for path in (MIGRATIONS / "versions").glob("*.py")]
    return [(line["revision"], line.get("down_revision")) for line in lines]
