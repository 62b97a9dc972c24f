"""The command `inspector device grant`: leave to send records as somebody, for measuring and for devices without a browser."""

from __future__ import annotations

import argparse
import json
import os
import sys
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

LABEL = "command line"


def add_to(groups: Any, common: argparse.ArgumentParser) -> None:
    """Add the group `device` to the command line."""
    device = groups.add_parser("device", parents=[common], help="devices and their leave to send")
    actions = device.add_subparsers(dest="action", required=True, metavar="ACTION")
    give = actions.add_parser(
        "grant", parents=[common], help="print a capture grant as JSON: upload only, 30 days, revocable"
    )
    give.add_argument("--account", required=True, metavar="NUMBER", help="staff number or e-mail of the author")
    give.add_argument("--site", required=True, metavar="CODE", help="code or number of the site to send for")
    give.add_argument("--data", type=Path, help="data folder, default ./var (or ./var/demo where only that is there)")
    give.set_defaults(run=grant)


def grant(options: argparse.Namespace) -> int:
    """Print {"id", "secret", "account_id", "site_id", "device_id", "expires_at", "headers"}; headers go with every PUT (docs/payload.md).

    May run beside the server: it holds the write lock for a moment. Exit 1 when the account or the site is not known or does not fit.
    """
    from inspector import clock
    from inspector.accounts import enrolment, grants
    from inspector.accounts.guards import load_actor
    from inspector.app import create_app
    from inspector.extensions import db
    from inspector.settings import Settings

    settings = Settings.from_env()
    app = create_app(replace(settings, data=options.data or _usual(settings.data)))
    with app.app_context():
        account = enrolment.by_sign_in(options.account)
        actor = load_actor(db.session.connection(), account.id) if account else None
        if actor is None:
            return _refuse(f"There is no active account {options.account}.")
        site_id = _site(options.site)
        if site_id is None:
            return _refuse(f"There is no site {options.site}.")
        if not actor.may("inspections.conduct", site_id):
            return _refuse(f"{options.account} may not inspect site {options.site}.")
        device_id = str(uuid.uuid4())
        given = grants.give(actor.account_id, device_id, LABEL, clock.now(), [site_id])
        db.session.commit()
    headers = {
        "Authorization": f"Grant {given.secret}",
        "X-Inspector-Client": "command-line;wire=1",
        "X-Inspector-Device": device_id,
    }
    print(json.dumps({
        "id": given.id, "secret": given.secret, "account_id": actor.account_id, "site_id": site_id, "device_id": device_id,
        "expires_at": given.expires_at.isoformat(), "headers": headers,
    }, indent=1))  # fmt: skip
    return 0


def _site(wanted: str) -> int | None:
    from sqlalchemy import or_, select

    from inspector.extensions import db
    from inspector.sites.models import Site

    is_number = wanted.isascii() and wanted.isdigit() and len(wanted) < 10
    return db.session.scalar(
        select(Site.id).where(or_(Site.code == wanted, Site.id == int(wanted)) if is_number else Site.code == wanted)
    )


def _usual(data: Path) -> Path:
    demo = data / "demo"
    is_only_demo = (
        "INSPECTOR_DATA" not in os.environ and not (data / "inspector.db").exists() and (demo / "inspector.db").exists()
    )
    return demo if is_only_demo else data


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1
