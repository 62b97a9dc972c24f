"""Everything that is kept about a person here, to take along: as JSON, to read, and with the photos of their own answers."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import IO, Any

from flask_babel import gettext as _
from sqlalchemy import select

from inspector.appraisals import appeals, card_giving, evidence, looks, records, red_lines
from inspector.appraisals.models import MonthRecord
from inspector.appraisals.showing import percent
from inspector.appraisals.summary import as_json
from inspector.extensions import db
from inspector.i18n import said
from inspector.inspections.models import Attachment
from inspector.media import images
from inspector.media.store import Store
from inspector.sites.models import StaffMember

IN_MEMORY = 4 * 1024 * 1024


def pack(staff: StaffMember, store: Store, at: datetime) -> IO[bytes]:
    """A ZIP with data.json, record.txt in the reader's language, and photos/. At its start, to be sent and closed by the caller."""
    data = gather(staff, at)
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - sent and closed by the caller
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1, default=str))
        zipped.writestr("record.txt", "\n".join(readable(data)))
        for photo_id, sha256 in _photos(data):
            zipped.write(images.rendition(store, sha256, "screen"), f"photos/{photo_id}.jpg", zipfile.ZIP_STORED)
    file.seek(0)
    return file  # type: ignore[return-value]


def gather(staff: StaffMember, at: datetime) -> dict[str, Any]:
    """What is kept about a person, month by month, as plain JSON. Exact figures are fractions in text."""
    months = [f"{first:%Y-%m}" for first in evidence.months_of(staff.id)]
    return {
        "made_at": at.isoformat(), "number": staff.number, "name": staff.name, "joined_on": staff.joined_on, "left_on": staff.left_on,
        "posts": [
            {"site": one.site.name, "position": one.position.name, "from": one.from_on, "to": one.to_on} for one in staff.assignments
        ],
        "months": [_month(staff.id, month) for month in months],
        "cards": [{"kind": c.kind, "state": c.state, "day": c.business_day, "reason": c.reason} for c in card_giving.of_person(staff.id)],
    }  # fmt: skip


def readable(data: dict[str, Any]) -> list[str]:
    """The same in lines for people."""
    lines = [f"{data['name']} · {data['number']}", ""]
    for month in data["months"]:
        rate, n = month["figures"]["rate"], month["figures"]["answers"]
        lines += [month["month"], _("Score %(rate)s%% from %(n)s checks", rate=percent(Fraction(rate)) if rate else "—", n=n)]
        lines += [f"- {one['day']} {said(one['question'])}: {one['said']} {one['note'] or ''}".rstrip() for one in month["seen"]]
        lines += [f"* {one['day']} {one['note']}" for one in month["praise"]]
        lines += [_("Objection: %(reason)s (%(state)s)", reason=one["reason"], state=one["state"]) for one in month["objections"]]
        lines += [_("Looked at by %(name)s on %(day)s", name=one["name"], day=one["day"]) for one in month["looked_at_by"]]
        lines.append("")
    return lines


def _month(staff_id: int, month: str) -> dict[str, Any]:
    figures, record = records.of_person(staff_id, month)
    return {
        "month": month, "figures": as_json(figures), "signature": _signature(record),
        "seen": [
            {"day": one.day, "question": dict(one.item.ask), "said": one.value if one.state == "answered" else one.state, "note": one.note,
             "failed": one.is_failed, "counts": one.counts, "earned": str(one.earned), "possible": str(one.possible),
             "standards": list(one.item.standards), "photos": list(one.photos)}
            for one in evidence.seen_of(staff_id, month, is_for_staff=True)
        ],
        "praise": [{"day": one.business_day, "note": one.note} for one in evidence.praise_of(staff_id, month)],
        "red_lines": [
            {"day": one.business_day, "kind": one.kind, "fact": one.fact, "state": one.state, "statement": one.statement,
             "reason": one.decision_reason}
            for one in red_lines.of_person(staff_id, month)
        ],
        "objections": [
            {"made_at": one.made_at, "reason": one.reason, "state": one.state, "answers": [made.reason for made in one.decisions]}
            for one in appeals.of_person(staff_id, month)
        ],
        "looked_at_by": [{"name": one.name, "day": one.on_day, "times": one.times, "what": one.what} for one in looks.of(staff_id, month)],
    }  # fmt: skip


def _signature(record: MonthRecord | None) -> dict[str, Any] | None:
    if record is None:
        return None
    signed = {"signature": record.signature, "signed_at": record.signed_at, "note": record.signature_note}
    return {"confirmed_at": record.confirmed_at, **signed}


def _photos(data: dict[str, Any]) -> Sequence[tuple[int, str]]:
    ids = {photo for month in data["months"] for one in month["seen"] for photo in one["photos"]}
    rows = db.session.execute(select(Attachment.id, Attachment.sha256).where(Attachment.id.in_(ids), Attachment.is_here))
    return [(row.id, row.sha256) for row in rows]
