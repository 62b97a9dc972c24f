"""One filled checklist as a device sent it, read and typed; what its answers mean is the scoring's to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One person's part of the duty map as the draft froze it."""

    staff_id: int
    area_ids: tuple[int, ...]
    tables: tuple[str, ...]
    is_present: bool


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What the inspector found of an open point on arrival; verdict: improved | not_improved | cannot_see."""

    task_id: int
    verdict: str
    note: str | None
    photos: tuple[str, ...]  # SHA-256


@dataclass(frozen=True, slots=True)
class Announced:
    """A photo or signature that belongs to the submission; its bytes travel on their own."""

    slot: str  # UUID
    kind: str  # photo | signature
    item: str | None
    subject: str | None
    signer: str | None
    sha256: str
    size_bytes: int
    media_type: str
    taken_at: datetime | None
    original_sha256: str | None
    hidden_reason: str | None  # why a photo is not shown to staff; None = it is


class Remark(NamedTuple):  # made for every answer, which a frozen dataclass is too slow for
    """What an answer carries beside its value, for people and tasks; the scoring does not look at it."""

    at: datetime | None
    is_bulk: bool
    note: str | None
    cause: str | None
    is_corrected: bool
    is_reminded: bool
    photos: tuple[str, ...]

    @property
    def says_more(self) -> bool:
        """Whether there is anything but when it was tapped, how, and photos."""
        return self.note is not None or self.cause is not None or self.is_corrected or self.is_reminded


@dataclass(frozen=True, slots=True)
class Submission:
    """The whole record. Shape and meaning of every field: docs/payload.md, Submission."""

    id: str
    body: bytes  # the exact bytes, as evidence
    body_sha256: str
    checklist_id: str
    checklist_version: str
    site_id: int
    area_id: int | None
    shift_id: int | None
    line: str
    author_id: int
    grant_id: str | None
    device_id: str | None
    started_at: datetime
    submitted_at: datetime
    active_seconds: int
    paused_seconds: int
    sheet: Mapping[str, Any]  # {"subjects", "site", "answers", "asked"}: the shape that scoring takes
    remarks: tuple[Remark, ...]  # one for each entry of sheet["answers"], same order
    duty: tuple[DutyLine, ...]
    follow_ups: tuple[FollowUp, ...]
    praise: tuple[tuple[int, str], ...]  # (staff id, note)
    attachments: tuple[Announced, ...]
    comment: str | None
    reinspects: str | None = None  # UUID of the inspection whose failures were looked at again
    round_id: str | None = None  # of the round that two inspectors walk, of which this is one part


def staff_id_of(subject: str | None) -> int | None:
    """The id in "staff:7"; None for anything else, unknown people included."""
    return _id_of(subject, "staff:")


def area_id_of(subject: str | None) -> int | None:
    """The id in "area:3"; None for anything else."""
    return _id_of(subject, "area:")


def _id_of(subject: str | None, prefix: str) -> int | None:
    if subject is None or not subject.startswith(prefix):
        return None
    key = subject[len(prefix) :]
    return int(key) if key.isascii() and key.isdigit() and len(key) < 10 else None
