"""Builds submissions as a device sends them, from a published list."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from PIL import Image

from inspector.checklists import publishing
from inspector.checklists.definition import Checklist, Item

MOMENT = "2026-11-12T18:00:00.000+08:00"
ENDED = "2026-11-12T18:05:00.000+08:00"
RECEIVED = datetime(2026, 11, 12, 10, 6, tzinfo=UTC)


def publish(key: str = "quick-round") -> Checklist:
    """The compiled list of a key, which the cast has published. Needs an application context."""
    version = publishing.newest(key)
    assert version is not None
    return publishing.compiled(version.sha256)


def good_value(item: Item) -> Any:
    """An answer that earns all points of an item."""
    return {
        "verdict": "pass", "k_of_n": {"k": item.needed or 3, "n": item.needed or 3}, "text": "ok", "rating": item.max or len(item.levels),
        "number": str(item.least if item.least is not None else item.most or 0), "stopwatch": "1", "deduct": 0, "points": str(item.points),
        "choice": item.options[0].id if item.options else None, "choices": [],
    }.get(item.type)  # fmt: skip


def bad_value(item: Item) -> Any:
    """An answer that fails an item; verdicts and counts only."""
    return {"verdict": "fail", "k_of_n": {"k": 0, "n": item.needed or 3}}[item.type]


def answers(checklist: Checklist, staff: list[int], failing: set[tuple[str, int | None]] = frozenset()) -> list[dict[str, Any]]:
    """All scored items answered well but those named, for each person where a section repeats."""
    found = []
    for section in checklist.sections:
        for subject in [f"staff:{one}" for one in staff] if section.repeat == "staff" else [None]:
            for item in section.items:
                if item.is_scored and item.type != "all_of":
                    key = (item.id, int(subject.removeprefix("staff:")) if subject else None)
                    value = bad_value(item) if key in failing else good_value(item)
                    found.append({"item": item.id, "for": subject, "state": "answered", "value": value, "at": MOMENT})
    return found


def submission(checklist: Checklist, *, site: int, author: int, given: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """A whole envelope; changes replace its fields."""
    staff = sorted({entry["for"] for entry in given if (entry.get("for") or "").startswith("staff:")})
    return {
        "wire": 1, "id": str(uuid.uuid4()), "checklist_id": checklist.id, "checklist_version": checklist.version, "site_id": site,
        "area_id": None, "shift_id": None, "line": "area", "author_id": author, "grant_id": None, "started_at": MOMENT,
        "submitted_at": ENDED, "active_seconds": 280, "paused_seconds": 0, "site": {"has": []}, "subjects": {"staff": staff}, "duty": [],
        "answers": given, "follow_ups": [], "praise": [], "comment": None, "attachments": [], "client": {"build": "test"}, **changes,
    }  # fmt: skip


def encoded(envelope: dict[str, Any]) -> bytes:
    """The exact bytes a device would keep and send."""
    return json.dumps(envelope, ensure_ascii=False).encode()


def photo(colour: str = "firebrick", size: tuple[int, int] = (640, 480)) -> bytes:
    """A real JPEG."""
    buffer = BytesIO()
    Image.new("RGB", size, colour).save(buffer, "JPEG")
    return buffer.getvalue()


def attachment(content: bytes, item: str, subject: str | None = None) -> dict[str, Any]:
    """The announcement of a photo."""
    return {
        "slot": str(uuid.uuid4()), "kind": "photo", "item": item, "for": subject, "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content), "type": "image/jpeg", "taken_at": MOMENT, "original_sha256": None,
    }  # fmt: skip
