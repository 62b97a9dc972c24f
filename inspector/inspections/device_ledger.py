"""What each device says waits on it, remembered, so that a device that loses its memory cannot lose a record in silence.

A device tells at each contact which records it holds and has not delivered. What it told before and does not tell any more must be here,
on another device, or thrown away by somebody on purpose; else it is lost, and the trail, the manager and the device are told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from inspector.accounts.access import Actor, scoped
from inspector.accounts.models import CaptureGrant, Device
from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections import alerting
from inspector.inspections.models import Attachment, HeldRecord, Inspection, WaitingRecord
from inspector.inspections.shared_models import RoundPart
from inspector.notices import board
from inspector.sites.models import Site

MOST_WAITING = 2000
MOST_WANTED = 500
LOST = "%(device)s no longer has %(count)s records of %(site)s that were never sent."
LOST_SOMEWHERE = "%(device)s no longer has %(count)s records that were never sent."
SILENT = "%(device)s holds %(count)s records of %(site)s and was not heard of for a day. Open the app there with a connection."
SILENT_SOMEWHERE = "%(device)s holds %(count)s records and was not heard of for a day. Open the app there with a connection."
SILENT_AFTER = timedelta(days=1)
NAMELESS = "A device without a name"


@dataclass(frozen=True, slots=True)
class Entry:
    """One record waiting on a device, as it describes it. made_at: device clock."""

    id: str
    made_at: datetime
    site_id: int | None
    author_id: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """What a device says at a contact.

    former_id: the device that this browser was before its storage was emptied, None when it is still the same. discarded: ids thrown away
    by a person on purpose; noted: ids of losses that its person has been told. skew_seconds: its clock minus ours.
    """

    device_id: str
    former_id: str | None
    waiting: tuple[Entry, ...]
    discarded: frozenset[str]
    noted: frozenset[str]
    skew_seconds: int | None


@dataclass(frozen=True, slots=True)
class Lost:
    """A record that a device had and nobody has any more."""

    id: str
    made_at: datetime
    site_id: int | None
    author_id: int | None
    noticed_at: datetime


def gone(before: Collection[str], now: Collection[str], elsewhere: Collection[str]) -> frozenset[str]:
    """Which ids are lost: told of before, not told of now, and not known to be anywhere else. Pure."""
    return frozenset(before) - frozenset(now) - frozenset(elsewhere)


def take(report: Report, account_id: int, at: datetime) -> list[Lost]:
    """Remember a report; returns the losses of this device that its person was not told of yet.

    Raises Problem forbidden when only others ever had leave to send from the device, because a report of somebody else's device would
    cry wolf.
    """
    if not _may_speak_for(report.device_id, account_id):
        raise Problem("forbidden")
    ids = [report.device_id]
    if report.former_id is not None and _may_speak_for(report.former_id, account_id):
        ids.append(report.former_id)
    device = _device(report, at)
    before = _told_before(ids)
    now = {entry.id for entry in report.waiting}
    elsewhere = _delivered(before.keys() - now) | _on_others(before.keys() - now, ids) | report.discarded
    _remember(report, before, at)
    missing = gone([uuid for uuid, row in before.items() if row.lost_at is None], now, elsewhere)
    _mark_lost(device, [before[uuid] for uuid in sorted(missing)], account_id, at)
    _write_down_discarded(device, sorted(report.discarded & before.keys()), account_id, at)
    _forget(ids, (elsewhere & before.keys()) - now)
    for uuid in report.noted & before.keys():
        before[uuid].noted_at = at
    return [
        Lost(row.uuid, row.made_at, row.site_id, row.author_id, row.lost_at)
        for row in before.values()
        if row.lost_at is not None and row.noted_at is None and row.uuid not in elsewhere
    ]


def silent_too_long(at: datetime) -> None:
    """Tell who decides nearest, once for each silence, about a device that holds records and was not heard of for a day.

    It may lie in a drawer, or be gone for good: whoever looks for it today may still find what is on it.
    """
    statement = (
        select(WaitingRecord.device_id, Device.label, Device.reported_at, WaitingRecord.site_id, Site.name, func.count().label("count"))
        .join(Device, Device.id == WaitingRecord.device_id)
        .outerjoin(Site, Site.id == WaitingRecord.site_id)
        .where(WaitingRecord.lost_at.is_(None), Device.reported_at <= at - SILENT_AFTER)
        .where(*_is_nowhere_here())
        .group_by(WaitingRecord.device_id, Device.label, Device.reported_at, WaitingRecord.site_id, Site.name)
    )
    for row in db.session.execute(statement).all():
        values: dict[str, Any] = {"device": row.label or {"msgid": NAMELESS}, "count": row.count}
        sentence, values = (SILENT_SOMEWHERE, values) if row.name is None else (SILENT, values | {"site": row.name})
        key = f"silent:{row.device_id}:{row.reported_at:%Y%m%d%H%M}"
        board.announce(alerting.nearest(row.site_id if row.name else None), key, sentence, values, "/devices", at)


def wanted(device_id: str, waiting: Collection[str]) -> dict[str, list[str]]:
    """{record: SHA-256 of photos} that this device brought or promised and that are not here: it may still have them.

    So comes back what rotted on our disk, of which the device was told that it had arrived. Not of records that it says wait on it anyway.
    """
    rows = db.session.execute(
        select(Inspection.uuid, Attachment.sha256)
        .join(Attachment, Attachment.inspection_id == Inspection.id)
        .where(Inspection.device_id == device_id, Inspection.is_complete.is_(False), Attachment.is_here.is_(False))
        .order_by(Inspection.id.desc())
        .limit(MOST_WANTED)
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.uuid not in waiting:
            found.setdefault(row.uuid, []).append(row.sha256)
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """What one device lost of one site, as it is shown. label: "" where nobody gave the device a name."""

    label: str
    site: str
    count: int
    oldest_at: datetime


def losses(actor: Actor) -> list[Told]:
    """What was lost and has not been found since, of the sites about whose records the actor decides; the newest loss first."""
    statement: Any = (
        select(Device.label, Site.name, func.count(), func.min(WaitingRecord.made_at))
        .join(Device, Device.id == WaitingRecord.device_id)
        .join(Site, Site.id == WaitingRecord.site_id)
        .where(WaitingRecord.lost_at.is_not(None))
        .where(*_is_nowhere_here())
        .group_by(Device.id, Device.label, Site.id, Site.name)
        .order_by(func.max(WaitingRecord.lost_at).desc())
    )
    rows = db.session.execute(scoped(statement, WaitingRecord.site_id, actor, "inspections.decide"))
    return [Told(label, site, count, oldest_at) for label, site, count, oldest_at in rows]


def _may_speak_for(device_id: str, account_id: int) -> bool:
    """Whoever ever had leave to send from it; anybody while nobody has."""
    givers = set(db.session.scalars(select(CaptureGrant.account_id).where(CaptureGrant.device_id == device_id)))
    return not givers or account_id in givers


def _told_before(ids: list[str]) -> dict[str, WaitingRecord]:
    rows = db.session.scalars(select(WaitingRecord).where(WaitingRecord.device_id.in_(ids)))
    found: dict[str, WaitingRecord] = {}
    for row in sorted(rows, key=lambda one: one.device_id != ids[0]):  # its own first
        if row.uuid in found:
            db.session.delete(row)
        else:
            found[row.uuid] = row
    db.session.flush()
    return found


def _device(report: Report, at: datetime) -> Device:
    device = db.session.get(Device, report.device_id)
    if device is None:
        former = db.session.get(Device, report.former_id) if report.former_id else None
        device = Device(id=report.device_id, label=former.label if former else "", first_seen_at=at, last_seen_at=at)
        db.session.add(device)
    device.last_seen_at = device.reported_at = at
    device.waiting_count = len(report.waiting)
    device.oldest_waiting_at = min((entry.made_at for entry in report.waiting), default=None)
    device.skew_seconds = report.skew_seconds
    db.session.flush()
    return device


def _remember(report: Report, before: Mapping[str, WaitingRecord], at: datetime) -> None:
    for entry in report.waiting:
        row = before.get(entry.id)
        if row is None:
            row = WaitingRecord(device_id=report.device_id, uuid=entry.id)
            db.session.add(row)
        row.made_at, row.site_id, row.author_id = entry.made_at, entry.site_id, entry.author_id
        row.device_id, row.reported_at, row.lost_at, row.noted_at = report.device_id, at, None, None
    db.session.flush()


def _mark_lost(device: Device, rows: list[WaitingRecord], account_id: int, at: datetime) -> None:
    if not rows:
        return
    for row in rows:
        row.device_id, row.lost_at = device.id, at
    told = [{"id": r.uuid, "made_at": r.made_at.isoformat(), "site_id": r.site_id, "author_id": r.author_id} for r in rows]
    trail.record("device.data_lost", f"device:{device.id}", actor_id=account_id, device_id=device.id, details={"records": told}, at=at)
    for site_id in sorted({row.site_id for row in rows}, key=lambda one: one or 0):
        _tell(device, site_id, [row for row in rows if row.site_id == site_id], at)


def _tell(device: Device, site_id: int | None, rows: list[WaitingRecord], at: datetime) -> None:
    site = db.session.get(Site, site_id) if site_id is not None else None
    values: dict[str, Any] = {"device": device.label or {"msgid": NAMELESS}, "count": len(rows)}
    sentence = LOST_SOMEWHERE if site is None else LOST
    accounts = alerting.nearest(site.id if site else None)
    board.announce(accounts, f"lost:{rows[0].uuid}", sentence, values | ({"site": site.name} if site else {}), "/devices", at)


def _write_down_discarded(device: Device, ids: list[str], account_id: int, at: datetime) -> None:
    if ids:
        trail.record("device.discarded", f"device:{device.id}", actor_id=account_id, device_id=device.id, details={"records": ids}, at=at)


def _forget(device_ids: list[str], uuids: Collection[str]) -> None:
    if uuids:
        db.session.execute(delete(WaitingRecord).where(WaitingRecord.device_id.in_(device_ids), WaitingRecord.uuid.in_(list(uuids))))


def _delivered(uuids: Collection[str]) -> frozenset[str]:
    """Those that are here whole, or held for a person. A record whose photos are not all here is not delivered."""
    if not uuids:
        return frozenset()
    ids = list(uuids)
    return frozenset(uuid for which in _here() for uuid in db.session.scalars(which.where(which.selected_columns[0].in_(ids))))


def _here() -> tuple[Any, ...]:
    """The ids of what is here: inspections and parts of rounds with all their photos, and what is held for a person."""
    return (
        select(Inspection.uuid).where(Inspection.is_complete), select(RoundPart.uuid).where(RoundPart.is_complete), select(HeldRecord.uuid),
    )  # fmt: skip


def _is_nowhere_here() -> list[Any]:
    return [WaitingRecord.uuid.not_in(which) for which in _here()]


def _on_others(uuids: Collection[str], device_ids: list[str]) -> frozenset[str]:
    if not uuids:
        return frozenset()
    others = WaitingRecord.device_id.not_in(device_ids), WaitingRecord.lost_at.is_(None), WaitingRecord.uuid.in_(list(uuids))
    return frozenset(db.session.scalars(select(WaitingRecord.uuid).where(*others)))
