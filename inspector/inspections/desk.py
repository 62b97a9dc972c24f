"""Commands of devices that a person must decide about: which, by whom, and whom they are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from inspector.accounts.access import Actor
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections import alerting
from inspector.inspections.models import DeviceCommand
from inspector.notices import board
from inspector.sites.models import Site

WAITS = "What a tablet sent about %(site)s does not fit what was done meanwhile. Please decide."
WAITS_SOMEWHERE = "What a tablet sent fits nothing that is known here. Please decide."
CARRIED = "What you sent about %(site)s was carried out."
LEFT = "What you sent about %(site)s was not carried out; your note is kept."
WHY = {  # gettext message ids
    "conflict": "Somebody else did something different meanwhile.",
    "forbidden": "Its author may not do this here.",
    "unknown_target": "What it is about is not known here.",
    "bad_form": "A photo or a note that is needed is missing.",
    "revoked_grant": "The tablet's leave to send was revoked or had ended.",
    "inactive_author": "The account of the author is no longer active.",
    "other_content": "A record with the same number is here with other content.",
}


def waiting(actor: Actor) -> Sequence[DeviceCommand]:
    """The commands one may decide about, oldest first; of no known site only for who decides everywhere."""
    sites = actor.sites("inspections.decide")
    statement = select(DeviceCommand).where(DeviceCommand.state == "open").order_by(DeviceCommand.received_at)
    if sites is not None:
        statement = statement.where(DeviceCommand.site_id.in_(sorted(sites)))
    return db.session.scalars(statement).all()


def one(actor: Actor, command_id: int) -> DeviceCommand:
    """One command. Raises Problem not_found when it is not the asker's to decide."""
    found, sites = db.session.get(DeviceCommand, command_id), actor.sites("inspections.decide")
    if found is None or (sites is not None and found.site_id not in sites):
        raise Problem("not_found")
    return found


def may_decide(actor: Actor, command: DeviceCommand) -> bool:
    """Whether someone decides about a command: who decides at the site, never its author."""
    return actor.account_id != command.author_id and actor.may("inspections.decide", command.site_id)


def why(command: DeviceCommand) -> str:
    """Why a person must decide, as a gettext message id; its author is not told that a task he may not see is there."""
    is_hidden = command.reason == "unknown_target" and command.site_id is not None
    return WHY.get("forbidden" if is_hidden else command.reason or "", "")


def announce_waiting(command: DeviceCommand, at: datetime) -> None:
    """Tell the nearest who may decide; never its author."""
    site = db.session.get(Site, command.site_id) if command.site_id is not None else None
    accounts = alerting.nearest(command.site_id, but=command.author_id)
    sentence, values = (WAITS, {"site": site.name}) if site else (WAITS_SOMEWHERE, {})
    board.announce(accounts, f"command:{command.id}", sentence, values, f"/commands/{command.id}", at)


def announce_decided(command: DeviceCommand, at: datetime) -> None:
    """Tell its author what became of it."""
    site = db.session.get(Site, command.site_id) if command.site_id is not None else None
    if site is not None:
        sentence = CARRIED if command.state == "carried" else LEFT
        url = f"/tasks/{command.task_id}" if command.task_id else "/notices"
        board.announce([command.author_id], f"command:{command.id}:decided", sentence, {"site": site.name}, url, at)
