"""The migrations make, from nothing, exactly the schema of the models, on both databases; every constraint has a name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from inspector import upgrading
from inspector.app import create_app
from inspector.extensions import db
from inspector.settings import Settings
from tests.conftest import _close


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database in which there is nothing at all."""
    url = request.getfixturevalue("postgres")() if request.param == "postgresql" else ""
    made = create_app(Settings(data=tmp_path, database_url=url))
    yield made
    _close(made)


def test_migrations_from_empty_make_the_schema_of_the_models(fresh: Flask) -> None:
    upgrading.upgrade(fresh)
    with fresh.app_context(), db.engines[None].connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, db.metadata) == []
        assert set(context.get_current_heads()) == set(_scripts().get_heads())


def test_an_upgrade_of_what_is_up_to_date_changes_nothing(fresh: Flask) -> None:
    upgrading.upgrade(fresh)
    before = _rows(fresh)
    upgrading.upgrade(fresh)
    assert _rows(fresh) == before


def test_named_constraints_of_the_models_are_in_the_database(fresh: Flask) -> None:
    upgrading.upgrade(fresh)
    with fresh.app_context():
        inspector = sa.inspect(db.engines[None])
        missing = [
            f"{table.name}: {constraint.name}"
            for table in db.metadata.sorted_tables
            for constraint in table.constraints
            if constraint.name not in _names(inspector, table.name)
        ]
    assert not missing, "\n".join(missing)


def test_every_constraint_and_index_of_the_models_has_a_name() -> None:
    nameless = [
        f"{table.name}: {thing!r}"
        for table in db.metadata.sorted_tables
        for thing in (*table.constraints, *table.indexes)
        if not isinstance(thing.name, str) or not thing.name
    ]
    assert not nameless, "\n".join(nameless)


def test_no_name_is_longer_than_postgresql_keeps() -> None:
    longest = 63
    found = [str(thing.name) for table in db.metadata.sorted_tables for thing in (*table.constraints, *table.indexes)]
    assert [name for name in found if len(name) > longest] == []


def test_migrations_form_one_line_and_each_says_why() -> None:
    scripts = _scripts()
    assert len(scripts.get_heads()) == 1
    for script in scripts.walk_revisions():
        assert script.doc.strip(), script.path
        date, clock, *words = Path(script.path).stem.split("_")
        assert len(date) == 8 and len(clock) == 4 and (date + clock).isdigit() and words, script.path


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(upgrading.config())


def _rows(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    with app.app_context(), db.engines[None].connect() as connection:
        names = sa.inspect(connection).get_table_names()
        return {name: [tuple(row) for row in connection.execute(sa.text(f'SELECT * FROM "{name}"'))] for name in names}


def _names(inspector: sa.Inspector, table: str) -> set[str | None]:
    found = {inspector.get_pk_constraint(table)["name"]}
    for rows in (inspector.get_unique_constraints(table), inspector.get_check_constraints(table), inspector.get_foreign_keys(table)):
        found |= {row["name"] for row in rows}
    return found
