"""Two parts of one round put together. Pure: typed submissions in, the envelope of the whole out.

The rule (docs/decisions.md, Two inspectors): of each section counts what the inspector says whose section it is. What the other one
answered there as well stays in that part's bytes and is named, never mixed in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inspector.inspections.submission import Submission


@dataclass(frozen=True, slots=True)
class Part:
    """One inspector's submission and the sections that are his."""

    submission: Submission
    sections: frozenset[str]


def merged_id(round_id: str) -> str:
    """The id of the inspection that a shared round becomes: always the same UUID v4 for the same round, and no part's own."""
    figures = hashlib.sha256(f"merged {round_id}".encode()).hexdigest()
    return f"{figures[:8]}-{figures[8:12]}-4{figures[13:16]}-8{figures[17:20]}-{figures[20:32]}"


def merged(round_id: str, parts: Sequence[Part], section_of: Mapping[str, str]) -> bytes:
    """The exact bytes of the whole round.

    parts: the owner's first where it is here; at least one. section_of: {item: section} of the checklist.
    All moments are told by our clock, because two devices may go wrong in two ways.
    """
    first = parts[0].submission
    envelope = {
        **json.loads(first.body), "id": merged_id(round_id), "round_id": None, "base_rev": None,
        "started_at": _text(min(part.submission.started_at for part in parts)),
        "submitted_at": _text(max(part.submission.submitted_at for part in parts)),
        "active_seconds": sum(part.submission.active_seconds for part in parts),
        "paused_seconds": sum(part.submission.paused_seconds for part in parts),
        "subjects": _subjects(parts),
        "duty": _first_of("staff", (json.loads(part.submission.body)["duty"] for part in parts)),
        "answers": [answer for part in parts for answer in _answers(part, section_of)],
        "follow_ups": _first_of("task", (json.loads(part.submission.body)["follow_ups"] for part in parts)),
        "praise": [one for part in parts for one in json.loads(part.submission.body)["praise"]],
        "comment": "\n".join(part.submission.comment for part in parts if part.submission.comment) or None,
        "attachments": [photo for part in parts for photo in _attachments(part)],
        "merged_from": [_named(part) for part in parts],
    }  # fmt: skip
    envelope["client"] = {**envelope["client"], "skew_ms": 0}
    return json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode()


def _named(part: Part) -> dict[str, Any]:
    sent = part.submission
    return {"id": sent.id, "sha256": sent.body_sha256, "author_id": sent.author_id, "sections": sorted(part.sections)}


def set_aside(part: Part, section_of: Mapping[str, str]) -> int:
    """How many answers of a part do not count, because the other inspector had those sections."""
    return sum(
        section_of.get(entry["item"]) not in part.sections and entry["state"] == "answered" for entry in part.submission.sheet["answers"]
    )


def _answers(part: Part, section_of: Mapping[str, str]) -> Iterable[dict[str, Any]]:
    sheet = json.loads(part.submission.body)["answers"]
    for entry, remark in zip(sheet, part.submission.remarks, strict=True):
        if section_of.get(entry["item"]) in part.sections:
            yield {**entry, "at": _text(remark.at) if remark.at else None}


def _attachments(part: Part) -> Iterable[dict[str, Any]]:
    announced = json.loads(part.submission.body)["attachments"]
    for entry, photo in zip(announced, part.submission.attachments, strict=True):
        yield {**entry, "taken_at": _text(photo.taken_at) if photo.taken_at else None}


def _subjects(parts: Sequence[Part]) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}  # dicts, because they keep the order
    for part in parts:
        for kind, subjects in part.submission.sheet["subjects"].items():
            found.setdefault(kind, {}).update(dict.fromkeys(subjects))
    return {kind: list(subjects) for kind, subjects in sorted(found.items())}


def _first_of(key: str, lists: Iterable[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """All entries, of each key the first one that names it: the owner's word goes before the partner's."""
    found: dict[Any, dict[str, Any]] = {}
    for entry in (one for some in lists for one in some):
        found.setdefault(entry[key], entry)
    return list(found.values())


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
