"""The commands `inspector backup`, `restore`, `upgrade` and `doctor`."""

from __future__ import annotations

import argparse
import fcntl
import sqlite3
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inspector.settings import Settings


def add_to(groups: Any, common: argparse.ArgumentParser) -> None:
    """Add the four commands to the command line."""
    data = argparse.ArgumentParser(add_help=False)
    data.add_argument("--data", type=Path, help="data folder, default ./var")
    make = groups.add_parser("backup", parents=[common, data], help="back up database and photos, also while the server runs")
    make.add_argument("target", type=Path, metavar="DIR", help="the folder of all backups, best on another disk")
    make.add_argument("--keep", type=int, metavar="N", help="afterwards keep only the newest N")
    make.set_defaults(run=back_up)
    put_back = groups.add_parser("restore", parents=[common, data], help="put a backup back while the server is stopped")
    put_back.add_argument("backup", type=Path, metavar="BACKUP", help="one backup, DIR/20261126T031500Z")
    put_back.add_argument("--check", action="store_true", help="only look whether it is whole")
    put_back.add_argument("--drill", action="store_true", help="restore into a folder that is thrown away, and look over what comes out")
    put_back.set_defaults(run=restore)
    upgrade = groups.add_parser("upgrade", parents=[common, data], help="bring the database to the present schema, after a backup of it")
    upgrade.add_argument("--dry-run", action="store_true", help="try it on a copy that is thrown away")
    upgrade.set_defaults(run=bring_up)
    doctor = groups.add_parser("doctor", parents=[common, data], help="examine a deployment; changes nothing")
    doctor.add_argument("--deep", action="store_true", help="read every photo and compare it with its name")
    doctor.set_defaults(run=examine)


def back_up(options: argparse.Namespace) -> int:
    """Make a backup. Exit 1 when it cannot be made, 3 when photos are missing or damaged in what was backed up."""
    from inspector import clock
    from inspector.upkeep import backup

    try:
        made = backup.make(_settings(options), options.target, clock.now())
    except (OSError, sqlite3.Error) as error:
        print(f"No backup was made: {error}", file=sys.stderr)
        return 1
    print(f"{made.folder}: {made.rows['inspection']} inspections, {made.blobs} photos")
    for word, found in (("missing", made.missing), ("damaged", made.damaged)):
        if found:
            print(f"{len(found)} photos are {word} on the disk: {', '.join(found[:5])}", file=sys.stderr)
    if options.keep:
        print(f"{backup.keep_newest(options.target, options.keep)} older backups removed")
    return 3 if made.missing or made.damaged else 0


def restore(options: argparse.Namespace) -> int:
    """Restore a backup. Exit 1 with the reasons when it is not whole; then nothing was touched."""
    from inspector import clock
    from inspector.upkeep import restoring

    settings = _settings(options)
    try:
        if options.check:
            print(_told("Whole", restoring.verify(options.backup)))
        elif options.drill:
            with tempfile.TemporaryDirectory(prefix="inspector-drill-") as scratch:
                print(_told("Restored and whole", restoring.drill(options.backup, Path(scratch) / "data", clock.now())))
        else:
            with _Alone(settings.data):
                print(_told("Restored", restoring.restore(options.backup, settings, clock.now())))
            print("Start the server: tablets offer again what arrived after this backup.")
    except (restoring.NotRestorable, OSError) as error:
        print(f"Nothing was restored. {error}", file=sys.stderr)
        return 1
    return 0


def bring_up(options: argparse.Namespace) -> int:
    """Upgrade, or try to. Exit 1 when a migration fails; the database is then as it was."""
    from inspector import upgrading
    from inspector.app import create_app

    settings = _settings(options)
    try:
        if options.dry_run:
            print(upgrading.rehearse(settings))
            return 0
        with _Alone(settings.data):
            done = upgrading.upgrade(create_app(settings))
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{done} migrations applied" if done else "Nothing to do")
    return 0


def examine(options: argparse.Namespace) -> int:
    """Print what is found. Exit 1 when something is bad."""
    from inspector import clock
    from inspector.upkeep import doctor

    worst = 0
    for finding in doctor.examine(_settings(options), clock.now(), options.deep):
        print(f"{finding.grade:<5} {finding.about}: {finding.says}")
        worst = max(worst, int(finding.grade == doctor.BAD))
    return worst


class _Alone:
    """Nobody else works in the data folder; raises OSError that names who does."""

    def __init__(self, data: Path) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self._file = (data / "data.lock").open("a+", encoding="ascii")

    def __enter__(self) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.seek(0)
            other = self._file.read().strip()
            self._file.close()
            raise OSError(f"A server (process {other}) works in this folder. Stop it first.") from None

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _settings(options: argparse.Namespace) -> Settings:
    from inspector.settings import Settings

    settings = Settings.from_env()
    return replace(settings, data=options.data or settings.data)


def _told(word: str, manifest: dict[str, Any]) -> str:
    return f"{word}: {manifest['rows']['inspection']} inspections, {len(manifest['blobs'])} photos, as of {manifest['made_at']}"
