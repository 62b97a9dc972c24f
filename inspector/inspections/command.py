"""One thing a device wants done that is no new round: a move of a task, a correction. Read and typed; shape: docs/payload.md, Commands."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from inspector.inspections import json_in
from inspector.inspections.payload import EnvelopeFaults, is_sha256, is_uuid, skew_of

TASK_MOVES = ("accept", "fix", "verify", "return", "close", "comment", "contain", "hand_over")
SAYS = (
    "staff",
    "invoice",
)  # beyond a note: to whom a task is handed over (a number as text), the number of a vendor's invoice
TYPES = (*(f"task.{move}" for move in TASK_MOVES), "inspection.correct")
LONGEST_NOTE = 1000
MOST_PHOTOS = 8
HIGHEST = 2**31 - 1
NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Command:
    """What a device wants done. target: the task's id, or the inspection's UUID. seq: grows by one with each command of the device.

    after: seq of the device's command before this one about the same target, None = this is the first. base_rev: what its author saw,
    before any of his own commands that are not here yet. said_at: the device's clock, which decides no conflict. skew: ours minus it.
    says: what the move needs beyond a note (rectification/saying.py).
    """

    id: str
    body: bytes
    body_sha256: str
    type: str
    task_id: int | None
    inspection_uuid: str | None
    author_id: int
    device_id: str
    seq: int
    after: int | None
    base_rev: int
    said_at: datetime
    skew: timedelta
    note: str | None
    photos: tuple[str, ...]
    says: Mapping[str, Any]
    changes: Any

    @property
    def done_at(self) -> datetime:
        """When it was done, by our clock."""
        return (self.said_at + self.skew).astimezone(UTC)

    @property
    def move(self) -> str:
        """The move of the task; empty for what is none."""
        kind, _, move = self.type.partition(".")
        return move if kind == "task" else ""


def read(body: bytes) -> Command:
    """Read one command. Raises json_in.Malformed, EnvelopeFaults."""
    raw = json_in.read(body)
    if not isinstance(raw, dict):
        raise EnvelopeFaults({"": "must be an object"})
    faults: dict[str, str] = {}

    def whole(holder: Mapping[str, Any], key: str, least: int = 0) -> int:
        value = holder.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= HIGHEST:
            faults[key] = "must be a whole number"
            return 0
        return value

    target, wanted, client = (_object(raw, key, faults) for key in ("target", "payload", "client"))
    is_task = str(raw.get("type")).startswith("task.")
    for key, is_good, why in (
        ("wire", raw.get("wire") == 1, "must be 1"),
        ("id", is_uuid(raw.get("id")), "must be a UUID v4"),
        ("type", raw.get("type") in TYPES, "must be one of " + ", ".join(TYPES)),
        ("client.device_id", is_uuid(client.get("device_id")), "must be a UUID v4"),
        ("target.inspection", is_task or is_uuid(target.get("inspection")), "must be a UUID v4"),
    ):
        if not is_good:
            faults[key] = why
    found = Command(
        id=str(raw.get("id")), body=body, body_sha256=hashlib.sha256(body).hexdigest(), type=str(raw.get("type")),
        task_id=whole(target, "task", 1) if is_task else None, inspection_uuid=None if is_task else str(target.get("inspection")),
        author_id=whole(raw, "author_id", 1), device_id=str(client.get("device_id")), seq=whole(raw, "seq", 1),
        after=None if raw.get("after") is None else whole(raw, "after", 1), base_rev=whole(raw, "base_rev", 1),
        said_at=_moment(raw, faults), skew=skew_of(client.get("skew_ms")), note=_note(wanted, faults), photos=_photos(wanted, faults),
        says={name: wanted[name] for name in SAYS if isinstance(wanted.get(name), str)}, changes=wanted.get("changes"),
    )  # fmt: skip
    if found.after is not None and found.after >= found.seq:
        faults["after"] = "must be before seq"
    if faults:
        raise EnvelopeFaults(faults)
    return found


def _object(raw: Mapping[str, Any], key: str, faults: dict[str, str]) -> Mapping[str, Any]:
    value = raw.get(key) or {}
    if not isinstance(value, dict):
        faults[key] = "must be an object"
        return {}
    return value


def _moment(raw: Mapping[str, Any], faults: dict[str, str]) -> datetime:
    try:
        moment = datetime.fromisoformat(raw.get("at") or "")
    except (TypeError, ValueError):
        moment = NEVER
    if moment.tzinfo is None or not 2000 <= moment.year <= 2100:
        faults["at"] = "must be a moment with its offset"
    return moment


def _note(wanted: Mapping[str, Any], faults: dict[str, str]) -> str | None:
    note = wanted.get("note")
    if note is None:
        return None
    if not isinstance(note, str) or len(note) > LONGEST_NOTE:
        faults["payload.note"] = f"must be a text of at most {LONGEST_NOTE} characters"
        return None
    return note.replace("\x00", "").strip() or None


def _photos(wanted: Mapping[str, Any], faults: dict[str, str]) -> tuple[str, ...]:
    photos = wanted.get("photos") or []
    if not isinstance(photos, list) or len(photos) > MOST_PHOTOS or not all(is_sha256(one) for one in photos):
        faults["payload.photos"] = f"must be at most {MOST_PHOTOS} SHA-256 in hex"
        return ()
    return tuple(photos)
