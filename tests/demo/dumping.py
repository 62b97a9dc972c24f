"""Every row of a database as text, to compare two of them."""

from __future__ import annotations

import sqlite3
from pathlib import Path


def dump(data: Path) -> dict[str, list[str]]:
    """{table: rows in the order of their keys} of the SQLite database in a data folder."""
    with sqlite3.connect(f"file:{data / 'inspector.db'}?mode=ro", uri=True) as connection:
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sqlite_stat1' ORDER BY name"  # no statistics
        tables = [name for (name,) in connection.execute(named)]
        return {name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"'))) for name in tables}
