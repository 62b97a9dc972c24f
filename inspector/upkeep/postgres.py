"""PostgreSQL backed up and restored with its own tools, pg_dump and pg_restore, which know how to be consistent."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

DUMP = "database.dump"
COUNTED = ("inspection", "answer", "audit_event", "blob")


def dump(url: str, file: Path) -> dict[str, Any]:
    """Dump a database into a file; returns what the manifest tells of it. Raises OSError with the tool's own words when it fails."""
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={file}", f"--dbname={_plain(url)}")
    # Read after the dump: every photo that the dump names is among these, because none is ever taken out.
    engine = create_engine(url)
    with engine.connect() as connection:
        epoch = connection.execute(text("SELECT value FROM organisation_setting WHERE key = '_epoch'")).scalar()
        facts = {
            "revision": sorted(connection.execute(text("SELECT version_num FROM alembic_version")).scalars()),
            "epoch": epoch,
            "rows": {table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in COUNTED},
            "blobs": [list(row) for row in connection.execute(text("SELECT sha256, size_bytes FROM blob ORDER BY sha256"))],
        }
    engine.dispose()
    return facts


def fault_of(file: Path) -> str | None:
    """Why a dump cannot be read; None when it can."""
    try:
        _run("pg_restore", "--list", str(file))
    except OSError as error:
        return str(error)
    return None


def restore(url: str, file: Path) -> None:
    """Put a dump in the place of what a database holds, all or nothing."""
    all_or_nothing = ("--single-transaction", "--exit-on-error")
    _run("pg_restore", "--clean", "--if-exists", "--no-owner", *all_or_nothing, f"--dbname={_plain(url)}", str(file))


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _run(tool: str, *arguments: str) -> None:
    found = shutil.which(tool) or next((str(p) for p in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{tool}"), reverse=True)), None)
    if found is None:
        raise FileNotFoundError(f"{tool} is not installed; it comes with the client of PostgreSQL")
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"{tool}: {done.stderr.strip()}")
