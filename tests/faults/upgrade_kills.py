"""Upgrades copies of a database, each killed at a later statement than the one before.

    python -m tests.faults.upgrade_kills DATA [KILLS]    # spread over the whole way; without a number at every statement

After each kill the copy must hold exactly what it held before, or what a whole upgrade gives, and the next start must bring it up (tried
after every fifth). Prints how many kills there were.
A process that has loaded everything and opened nothing forks for each kill, because a start of Python costs more than the upgrade.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import alembic.command  # noqa: F401  # loaded once, before the forks
from sqlalchemy import event

from inspector import upgrading
from inspector.app import create_app
from inspector.extensions import db
from inspector.settings import Settings

COUNTED = "statements"  # in the data folder: how many a whole upgrade had


def main() -> int:
    source = Path(sys.argv[1])
    states = [contents(source / "inspector.db")]
    with tempfile.TemporaryDirectory(prefix="inspector-kills-") as folder:
        whole = copy_of(source, Path(folder) / "whole")
        assert in_child(lambda: upgrade(whole, 0)) == 0
        states.append(contents(whole / "inspector.db"))
        statements = int((whole / COUNTED).read_text())
        kills = int(sys.argv[2]) if len(sys.argv) > 2 else statements
        for number in range(kills):
            at = 1 + number * statements // kills
            data = copy_of(source, Path(folder) / str(number))
            status = in_child(lambda data=data, at=at: upgrade(data, at))
            assert os.WIFSIGNALED(status), f"the upgrade was to be killed at statement {at}: {status}"
            assert contents(data / "inspector.db") in states, f"killed at statement {at}, it was neither the old nor the new"
            if number % 5 == 0:
                assert in_child(lambda data=data: upgrade(data, 0)) == 0, f"after a kill at statement {at} it could not be brought up"
                assert contents(data / "inspector.db") == states[1]
            shutil.rmtree(data)
    print(kills, "kills at", statements, "statements, each left what was there")
    return 0


def copy_of(source: Path, data: Path) -> Path:
    data.mkdir()
    for name in ("inspector.db", "secret"):
        shutil.copy(source / name, data)
    (data / "assets").symlink_to((source / "assets").resolve())
    return data


def in_child(work: Any) -> int:
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def upgrade(data: Path, dies_at: int) -> None:
    """Upgrade; dies_at: number of the statement that is not reached, 0 = none."""
    app = create_app(Settings(data=data))
    passed = 0

    def count(*_: Any) -> None:
        nonlocal passed
        passed += 1
        if passed == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    with app.app_context():
        event.listen(db.engines[None], "before_cursor_execute", count)
        event.listen(db.engines[None], "commit", count)
    upgrading.upgrade(app)
    (data / COUNTED).write_text(str(passed))


def contents(database: Path) -> dict[str, list[Any]]:
    """Schema and rows."""
    with closing(sqlite3.connect(database)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {table: connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables}
        master = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()
        found["sqlite_master"] = [(kind, name, parts(sql)) for kind, name, sql in master]
    return found


def parts(sql: str | None) -> list[str]:
    """What a table is made of, whatever the order: a table that is copied gets its constraints in one that differs from run to run."""
    return sorted(line.strip().rstrip(",").replace('"', "") for line in (sql or "").splitlines())


if __name__ == "__main__":
    sys.exit(main())
