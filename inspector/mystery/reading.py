"""A report as the reviewer reads it: each answer with its evidence, and what of the shopper's words a site could be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inspector.checklists import publishing
from inspector.checklists.definition import Checklist, Item, Section
from inspector.inspections import payload
from inspector.inspections.evaluation import evaluate
from inspector.mystery import scrubbing
from inspector.mystery.anonymising import is_told
from inspector.mystery.report_models import Report


@dataclass(frozen=True, slots=True)
class Line:
    """One answer. state, value: as macros for answers expect. words: what was written, scrubbed; None where nothing was."""

    item: Item
    state: str
    value: Any
    note: str | None
    at: datetime | None
    is_failed: bool
    photos: Sequence[str]
    written: str | None
    words: str | None
    taken_out: Sequence[str]
    is_told: bool  # to the site, as it is
    correction: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Read:
    """A report laid out by the sections of its form."""

    checklist: Checklist
    sections: Sequence[tuple[Section, Sequence[Line]]]
    percent: str | None
    started_at: datetime
    submitted_at: datetime
    loose_photos: Sequence[str]


def read(report: Report) -> Read:
    """Lay a report out."""
    sent = payload.read(report.body)
    checklist = publishing.compiled(sent.checklist_version)
    evaluation = evaluate(checklist, sent)
    failed = {one.item.id for one in evaluation.instances if one.is_failed}
    remarks = {entry["item"]: (entry, remark) for entry, remark in zip(sent.sheet["answers"], sent.remarks, strict=True)}
    put_right = {one["item"]: one for one in report.corrections}
    photos: dict[str | None, list[str]] = {}
    for one in sent.attachments:
        photos.setdefault(one.item, []).append(one.sha256)
    sections = []
    for section in checklist.sections:
        lines = [
            _line(item, *remarks[item.id], item.id in failed, photos.get(item.id, []), put_right.get(item.id), report)
            for item in section.items if item.id in remarks
        ]  # fmt: skip
        if lines:
            sections.append((section, lines))
    return Read(checklist, sections, evaluation.score["percent"], sent.started_at, sent.submitted_at, photos.get(None, []))


def photos_of(report: Report) -> frozenset[str]:
    """SHA-256 of the photos of a report."""
    return frozenset(one.sha256 for one in payload.read(report.body).attachments)


def _line(
    item: Item, entry: Mapping[str, Any], remark: Any, is_failed: bool, photos: Sequence[str], correction: Mapping[str, Any] | None,
    report: Report,
) -> Line:  # fmt: skip
    written = entry["value"] if item.type == "text" and entry["state"] == "answered" else remark.note
    scrubbed = scrubbing.scrub(written) if written else None
    words = report.words.get(item.id, "") if report.state == "accepted" else scrubbed.text if scrubbed else None
    return Line(
        item, entry["state"], entry.get("value"), remark.note, remark.at, is_failed, photos, written, words if written else None,
        scrubbed.found if scrubbed else (), is_told(item), correction,
    )  # fmt: skip
