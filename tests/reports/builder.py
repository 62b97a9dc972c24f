"""Rounds of the real quick-round sent through the one door, with photos and a signature, for the reports to tell about."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app
from PIL import Image, ImageDraw

from inspector.accounts.access import Actor
from inspector.accounts.guards import load_actor
from inspector.extensions import db
from inspector.inspections import payload
from inspector.media import store as media
from inspector.pipelines import intake
from inspector.pipelines.intake import Receipt
from tests import rounds
from tests.cast import Cast

STARTED = datetime(2026, 11, 12, 10, 3, 11, tzinfo=UTC)  # 18:03 in Shanghai
Failed = Iterable[tuple[str, str | None]]


def actor(cast: Cast, name: str) -> Actor:
    """Somebody of the cast, as the guard reads them."""
    found = load_actor(db.session.connection(), cast.accounts[name])
    assert found is not None
    return found


def submit(
    cast: Cast,
    site: str = "garden",
    by: str = "nora",
    *,
    failed: Failed = (),
    people: Iterable[str] = ("mei", "tao"),
    **rest: Any,
) -> Receipt:
    """Send one round and commit. failed: (item, name or None); rest: as in `envelope`, and top-level fields of the submission."""
    submission = payload.read(rounds.encoded(envelope(cast, site, by, failed=failed, people=people, **rest)))
    receipt = intake.accept(submission, submission.submitted_at.astimezone(UTC) + timedelta(seconds=2), actor(cast, by))
    db.session.commit()
    assert receipt.inspection_id is not None
    return receipt


def envelope(
    cast: Cast,
    site: str,
    by: str,
    *,
    failed: Failed,
    people: Iterable[str],
    notes: Mapping[str, str] | None = None,
    photos: Mapping[str, bytes] | None = None,
    signature: bytes | None = None,
    started: datetime = STARTED,
    **changes: Any,
) -> dict[str, Any]:
    """A whole round. notes, photos: for failed answers, by item; k of n is done once less than needed where it fails."""
    checklist, identity, moment = rounds.publish(), str(uuid.uuid4()), started.isoformat(timespec="milliseconds")
    staff = {name: f"staff:{cast.staff[name]}" for name in people}
    wanted = {(item, staff.get(name or "")) for item, name in failed}
    given, attachments = rounds.answers(checklist, [cast.staff[name] for name in people]), []
    for entry in given:
        item, subject = checklist.item(entry["item"]), entry["for"]
        if item.type == "k_of_n":
            entry["for"] = subject = next((s for i, s in wanted if i == item.id), next(iter(staff.values())))
        if (item.id, subject) not in wanted:
            continue
        needed = item.needed or 1
        entry |= {
            "value": {"k": needed - 1, "n": needed} if item.type == "k_of_n" else "fail",
            "note": (notes or {}).get(item.id),
            "cause": "people",
        }
        if item.id in (photos or {}):
            attachments.append(
                _announced((photos or {})[item.id], identity, moment)
                | {"kind": "photo", "item": item.id, "for": subject}
            )
            entry["photos"] = [attachments[-1]["sha256"]]
    if signature is not None:
        attachments.append(
            _announced(signature, identity, moment)
            | {"kind": "signature", "item": None, "for": None, "signer": "inspector"}
        )
    return rounds.submission(
        checklist,
        site=cast.sites[site],
        author=cast.accounts[by],
        given=given,
        id=identity,
        area_id=cast.areas[site],
        shift_id=cast.shifts[site],
        started_at=moment,
        submitted_at=(started + timedelta(minutes=5)).isoformat(timespec="milliseconds"),
        attachments=attachments,
        subjects={"staff": list(staff.values())},
        **changes,
    )


def picture(words: str, size: tuple[int, int] = (1200, 900), colour: str = "#b9a27a") -> bytes:
    """A JPEG that can be told from another."""
    image = Image.new("RGB", size, colour)
    draw = ImageDraw.Draw(image)
    draw.rectangle((80, 80, size[0] - 80, size[1] - 80), outline="#33281a", width=12)
    draw.ellipse((size[0] // 3, size[1] // 4, size[0] // 3 * 2, size[1] // 4 * 3), fill="#7d3b2b")
    draw.text((120, 120), words, fill="black", font_size=64)
    return _encoded(image, "JPEG")


def scrawl() -> bytes:
    """A signature as the pad draws it: black on transparent."""
    image = Image.new("RGBA", (600, 200), (0, 0, 0, 0))
    points = [(40 + 26 * n, 100 + (60 if n % 2 else -50) * (1 - n / 24)) for n in range(20)]
    ImageDraw.Draw(image).line(points, fill="black", width=6, joint="curve")
    return _encoded(image, "PNG")


def _announced(data: bytes, record: str, moment: str) -> dict[str, Any]:
    sha256, size = current_app.extensions["inspector.blobs"].put([data])
    kind = media.kind_of(data[:12]) or ""
    media.note(sha256, size, kind, record)
    return {
        "slot": str(uuid.uuid4()),
        "sha256": sha256,
        "bytes": size,
        "type": kind,
        "taken_at": moment,
        "original_sha256": None,
    }


def _encoded(image: Image.Image, kind: str) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()
