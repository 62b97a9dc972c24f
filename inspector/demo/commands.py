"""The commands `inspector demo accounts` and `inspector demo passwords`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any


def add_to(groups: Any, common: argparse.ArgumentParser) -> None:
    """Add the group `demo` to the command line."""
    demo = groups.add_parser("demo", parents=[common], help="the demo organisation")
    actions = demo.add_subparsers(dest="action", required=True, metavar="ACTION")
    accounts = actions.add_parser("accounts", parents=[common], help="list who can sign in, with which roles and where")
    accounts.add_argument("--data", type=Path, help="the demo's folder, default ./var/demo")
    accounts.add_argument(
        "--json", action="store_true", help="as JSON: [{number, name, roles, sites, password}]; sites null = all"
    )
    accounts.set_defaults(run=list_accounts)
    change = actions.add_parser(
        "passwords",
        parents=[common],
        help="give everybody a new password and print them once, so that others may reach the demo",
    )
    change.add_argument("--data", type=Path, help="the demo's folder, default ./var/demo")
    change.set_defaults(run=change_passwords)


def list_accounts(options: argparse.Namespace) -> int:
    """Print the sign-ins. Exit 2 when the folder holds no demo."""
    from inspector.demo import building, sign_ins

    data = _data(options)
    if not building.is_built(data):
        return _no_demo(data)
    with building.application(data).app_context():
        found = sign_ins.everybody()
    if options.json:
        print(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=1))
        return 0
    for one in found:
        where = "all sites" if one.sites is None else "sites " + ", ".join(map(str, one.sites)) if one.sites else "-"
        print(f"{one.number}  {', '.join(one.roles) or '-'}  {where}  {one.name}  {one.password or '(changed)'}")
    return 0


def change_passwords(options: argparse.Namespace) -> int:
    """Change every password and print them, once. Exit 2 without a demo.

    May run beside the server: it holds the write lock for a moment.
    """
    from inspector import clock
    from inspector.demo import building, sign_ins
    from inspector.extensions import db

    data = _data(options)
    if not building.is_built(data):
        return _no_demo(data)
    with building.application(data).app_context():
        made = sign_ins.change_all(clock.now(), data / "secret")
        db.session.commit()
    for number, password in made.items():
        print(f"{number}  {password}")
    print("\nThese are shown once. Restart the server; sessions that were open have ended.", file=sys.stderr)
    return 0


def _data(options: argparse.Namespace) -> Path:
    return options.data or Path(os.environ.get("INSPECTOR_DATA") or "var/demo")


def _no_demo(data: Path) -> int:
    print(f"There is no demo in {data}. Make one: inspector serve --data {data}", file=sys.stderr)
    return 2
