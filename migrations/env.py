"""Runs migrations on the application's write engine: all that are due in one transaction, so that a cut leaves all of them or none."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import Connection

import inspector.every_model  # noqa: F401
from inspector.extensions import db


def run() -> None:
    """Upgrade or compare on one connection, in one transaction."""
    engine = current_app.extensions["sqlalchemy"].engines[None]
    with engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            # A table is changed by making it anew; dropping the old one must not empty those that point to it. Not possible once begun.
            _tell(connection, "PRAGMA foreign_keys=OFF")
        try:
            _run(connection)
            if is_sqlite:
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"a migration left rows that point to nothing: {broken[:5]}")
            connection.commit()
        finally:
            connection.rollback()
            if is_sqlite:
                _tell(connection, "PRAGMA foreign_keys=ON")


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        compare_type=True,
        user_module_prefix="inspector.database.",
        transactional_ddl=True,  # of SQLite too, since our engine begins its transactions itself
    )
    with context.begin_transaction():
        context.run_migrations()


def _tell(connection: Connection, pragma: str) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(pragma)


run()
