"""Builds the demo's data folder: in a workshop folder first, moved into place when it is whole. An interrupted build leaves nothing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from alembic import command
from flask import Flask
from sqlalchemy import Connection, event, select

from inspector import clock
from inspector.accounts import passwords
from inspector.app import create_app
from inspector.demo import appraised, cast, conduct, duties, guests
from inspector.demo.founding import found, local
from inspector.demo.history import History
from inspector.extensions import db
from inspector.settings import Settings
from inspector.sites import epoch
from inspector.sites.models import Organisation
from inspector.upgrading import config

MARKER, DATABASE = "demo.json", "inspector.db"
WORKSHOP = ".building"
WEEKS = 8
SALT_BYTES = 16


def is_built(data: Path) -> bool:
    """Whether a folder holds a whole demo."""
    return (data / MARKER).exists() and (data / DATABASE).exists()


def build(settings: Settings, seed: int, today: str | None = None, weeks: int = WEEKS) -> None:
    """Make the demo in the data folder of the settings; the same seed and day give the same rows.

    today: YYYY-MM-DD, the first day without history, default the present one. Raises ValueError when it is no date, or when a PostgreSQL
    database named in the settings holds an organisation already.
    """
    day = date.fromisoformat(today) if today else clock.today(cast.ZONE)
    workshop = settings.data / WORKSHOP
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir(parents=True)
    try:
        _write_secret(workshop / "secret", seed)
        app = create_app(replace(settings, data=workshop, is_demo=True))
        with app.app_context():
            _migrate(seed, day)
            _fill(settings, seed, day, weeks)
            _close(settings)
        marker = {"seed": seed, "today": day.isoformat(), "weeks": weeks}
        (workshop / MARKER).write_text(json.dumps(marker), encoding="ascii")
        _move_into_place(workshop, settings.data)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _write_secret(path: Path, seed: int) -> None:
    # Known to whoever knows the seed, like the password; `inspector demo passwords` makes a new one before others can reach the demo.
    path.touch(mode=0o600)
    path.write_text(_derived(seed, "secret").hex(), encoding="ascii")


def _derived(seed: int, what: str) -> bytes:
    return hashlib.sha256(f"demo/{seed}/{what}".encode()).digest()


def _migrate(seed: int, day: date) -> None:
    if db.engine.dialect.name == "sqlite":
        event.listen(db.engine, "connect", _hurry)
        db.engine.dispose()
    command.upgrade(config(), "head")
    with db.engine.begin() as connection:
        epoch.ensure(connection, _derived(seed, f"epoch/{day}").hex()[:16], local(day, 0))


def _hurry(connection: Any, _record: Any) -> None:
    # Nobody but us sees this file, and it is thrown away when we fail: no need to wait for the disk before the end.
    connection.execute("PRAGMA synchronous=OFF")


def _fill(settings: Settings, seed: int, day: date, weeks: int) -> None:
    if db.session.scalar(select(Organisation.id)) is not None:
        raise ValueError("This database holds an organisation already; a demo never shares a database with it.")
    password_hash = passwords.hash_password(cast.PASSWORD, _derived(seed, "salt")[:SALT_BYTES])
    world = found(Random(f"{seed}/people"), day - timedelta(weeks=weeks), day, password_hash)
    # On PostgreSQL everything is one transaction, because there is no folder to throw away.
    commit: Callable[[], None] = db.session.commit if settings.is_sqlite else db.session.flush
    duties.lay_out(world)
    commit()
    history = History(world, seed, commit)
    history.happen()
    guests.happen(world, seed, history.actors)
    conduct.happen(world, seed, history.actors)
    appraised.happen(world, seed, history.actors)
    duties.miss(world)
    db.session.commit()


def _close(settings: Settings) -> None:
    db.session.remove()
    if settings.is_sqlite:
        with db.engine.connect() as connection:
            _settle(connection)
    for engine in db.engines.values():
        engine.dispose()


def _settle(connection: Connection) -> None:
    cursor = connection.connection.cursor()
    connection.rollback()
    for pragma in ("PRAGMA synchronous=FULL", "PRAGMA optimize", "PRAGMA wal_checkpoint(TRUNCATE)"):
        cursor.execute(pragma)
    cursor.close()


def _move_into_place(workshop: Path, data: Path) -> None:
    """Move the parts, the marker next, the database last: without it the folder is empty to everybody."""
    last = [name for name in (MARKER, DATABASE) if (workshop / name).exists()]
    for name in last:
        _sync(workshop / name)
    others = sorted(
        path.name for path in workshop.iterdir() if path.name not in last and not path.name.startswith(DATABASE)
    )
    for name in [*others, *last]:
        target = data / name
        if target.is_dir():
            shutil.rmtree(target)
        (workshop / name).replace(target)
    _sync(data)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def application(data: Path) -> Flask:
    """The application on a demo that is there. Raises FileNotFoundError when the folder holds none."""
    if not is_built(data):
        raise FileNotFoundError(data / MARKER)
    return create_app(replace(Settings.from_env(), data=data, is_demo=True))
