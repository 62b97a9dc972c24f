"""Finds a checklist for the command line: in the database of this deployment, then in the packs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from inspector.checklists import library
from inspector.settings import Settings


class NoDatabase(Exception):
    """The database is named but does not answer; its words are the message."""


def document_of(wanted: str, version: str = "") -> Mapping[str, Any] | None:
    """The canonical document of a checklist: the version in force, or the one with this `sha256:` name. None when there is none.

    Raises NoDatabase.
    """
    return _in_database(wanted, version) or _in_packs(wanted, version)


def _in_packs(wanted: str, version: str) -> Mapping[str, Any] | None:
    path = library.find_in_packs(wanted)
    found = library.read(path).checklist if path else None
    return found.document if found and version in ("", found.version) else None


def _in_database(wanted: str, version: str) -> Mapping[str, Any] | None:
    """Reads and makes nothing: no folder, no table. A deployment that was never started has no database."""
    settings = Settings.from_env()
    if settings.is_sqlite and not settings.database_url and not (settings.data / "inspector.db").is_file():
        return None
    from sqlalchemy import create_engine, inspect, select
    from sqlalchemy.exc import SQLAlchemyError

    from inspector.checklists.models import ChecklistRow, ChecklistVersion

    statement = (
        select(ChecklistVersion.document)
        .join(ChecklistRow, ChecklistRow.id == ChecklistVersion.checklist_id)
        .where(ChecklistRow.key == wanted)
        .order_by(ChecklistVersion.number.desc())
    )
    engine = create_engine(settings.database)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("checklist_version"):
                return None
            text = connection.scalar(statement.where(ChecklistVersion.sha256 == version) if version else statement)
    except SQLAlchemyError as error:
        raise NoDatabase(str(getattr(error, "orig", None) or error)) from None
    finally:
        engine.dispose()
    return json.loads(text) if text else None
