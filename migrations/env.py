"""Runs migrations on the application's write engine."""

from __future__ import annotations

from alembic import context
from flask import current_app

import inspector.every_model  # noqa: F401
from inspector.extensions import db


def run() -> None:
    """Upgrade or compare on one connection, in one transaction."""
    engine = current_app.extensions["sqlalchemy"].engines[None]
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            user_module_prefix="inspector.database.",
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
