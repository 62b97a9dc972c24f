"""The command `inspector audit verify`."""

from __future__ import annotations

import argparse
from typing import Any


def add_to(groups: Any, common: argparse.ArgumentParser) -> None:
    """Add the group `audit` to the command line."""
    audit = groups.add_parser("audit", parents=[common], help="the trail of who did what")
    actions = audit.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("verify", parents=[common], help="check that no row was changed, put in or taken out")
    check.add_argument(
        "--head", metavar="HASH", help="a hash noted earlier that must still be in the trail (finds a cut-off end)"
    )
    check.set_defaults(run=verify)


def verify(options: argparse.Namespace) -> int:
    """Check the trail; exit 1 and name the first broken row when it was touched."""
    from sqlalchemy import select

    from inspector.app import create_app
    from inspector.audit import trail
    from inspector.audit.models import AuditEvent
    from inspector.database import reading

    with create_app().app_context(), reading() as connection:
        found = trail.verify(connection)
        head_is_here = (
            not options.head
            or options.head == trail.START
            or (connection.execute(select(AuditEvent.seq).where(AuditEvent.hash == options.head)).first() is not None)
        )
    if found.broken_seq is not None:
        print(f"Broken at row {found.broken_seq}: {found.why}. {found.rows} rows before it are whole.")
        return 1
    if not head_is_here:
        print(f"The row with the hash {options.head} is gone: the end of the trail was cut off.")
        return 1
    print(f"Whole: {found.rows} rows, head {found.head}")
    return 0
