"""Brings a database to the present schema by its migrations."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from flask import Flask

from inspector.extensions import db
from inspector.sites import epoch

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def upgrade(app: Flask) -> None:
    """Apply every migration that is not applied yet; harmless when there is none."""
    with app.app_context():
        command.upgrade(config(), "head")
        with db.engines[None].begin() as connection:
            epoch.ensure(connection)


def config() -> Config:
    """Alembic's configuration; the engine comes from the application context."""
    settings = Config(str(MIGRATIONS / "alembic.ini"))
    settings.set_main_option("script_location", str(MIGRATIONS))
    return settings
