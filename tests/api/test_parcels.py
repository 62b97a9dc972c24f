"""The file of a tablet, brought by a manager: the same bytes, the same author, nothing twice; a damaged record holds up no other."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from inspector.audit.models import AuditEvent
from inspector.extensions import db
from inspector.inspections.models import HeldRecord, Inspection
from tests import rounds
from tests.cast import Cast
from tests.faults import oracles
from tests.visiting import Visitor

Visit = Callable[..., Visitor]
TABLET = str(uuid.uuid4())


@pytest.fixture
def secret(visit: Visit) -> str:
    """The leave of Gao to send from a tablet."""
    answer = visit("gao").device("POST", "/api/v1/device/grants", {"device_id": TABLET, "label": "Bar tablet"})
    return str(answer.json["secret"])


@pytest.fixture
def make(app: Flask, cast: Cast) -> Callable[..., dict[str, Any]]:
    """make(photo) is a finished round of Gao."""
    with app.app_context():
        checklist = rounds.publish()
        given = rounds.answers(checklist, [cast.staff["mei"]])

    def one(*photos: bytes) -> dict[str, Any]:
        attached = [rounds.attachment(photo, "floor") for photo in photos]
        return rounds.submission(checklist, site=cast.sites["garden"], author=cast.accounts["gao"], given=given, attachments=attached)

    return one


def parcel(*records: tuple[dict[str, Any], list[bytes]], secret: str | None, spoil: str = "", pack: int = zipfile.ZIP_STORED) -> bytes:
    """The file as a tablet makes it; `spoil` names a record whose bytes are damaged in it."""
    out, listed = BytesIO(), []
    with zipfile.ZipFile(out, "w", pack) as file:
        for envelope, photos in records:
            body = rounds.encoded(envelope)
            file.writestr(f"records/{envelope['id']}.json", body + b" " if spoil == envelope["id"] else body)
            blobs = [{"slot": "s", "sha256": hashlib.sha256(photo).hexdigest()} for photo in photos]
            for blob, photo in zip(blobs, photos, strict=True):
                file.writestr(f"photos/{blob['sha256']}", photo)
            grant = {"id": "g", "secret": secret} if secret else None
            listed.append({"id": envelope["id"], "hash": hashlib.sha256(body).hexdigest(), "about": {}, "grant": grant, "blobs": blobs})
        content = {"format": "inspector-parcel", "version": 1, "device_id": TABLET, "records": listed, "drafts": []}
        file.writestr("inspector.json", json.dumps(content))
    return out.getvalue()


def bring(visitor: Visitor, content: bytes) -> str:
    """Bring a file to the desk; the words of the page that follows."""
    answer = visitor.post("/held/file", files={"file": (BytesIO(content), "inspector.zip")})
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


def test_a_manager_brings_what_waited_and_it_is_the_authors(
    app: Flask, visit: Visit, cast: Cast, data: Path, secret: str, make: Callable[..., Any]
) -> None:
    photo = rounds.photo("navy")
    with_photo, plain = make(photo), make()
    content = parcel((with_photo, [photo]), (plain, []), secret=secret)
    assert "2 records taken in" in bring(visit("lin"), content)
    again = bring(visit("lin"), content)
    assert "0 records taken in" in again and "Here already: 2" in again
    with app.app_context():
        kept = {one.uuid: one for one in db.session.scalars(select(Inspection))}
        assert kept.keys() == {with_photo["id"], plain["id"]}
        assert all(one.author_id == cast.accounts["gao"] and one.is_complete and one.flag is None for one in kept.values())
        assert kept[plain["id"]].body_sha256 == hashlib.sha256(rounds.encoded(plain)).hexdigest()
        events = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "parcel.taken_in")).all()
        assert [event.actor_id for event in events] == [cast.accounts["lin"]] * 2
    sent = visit("gao").device("PUT", f"/api/v1/device/submissions/{plain['id']}", rounds.encoded(plain))
    assert sent.status_code == 200, "the tablet that comes back is told that it is here"
    oracles.check_store(data)


def test_without_the_authors_leave_a_record_is_held_for_a_person(app: Flask, visit: Visit, make: Callable[..., Any]) -> None:
    envelope = make()
    for leave in (None, "no such leave"):
        assert "Held for a decision: 1" in bring(visit("lin"), parcel((envelope, []), secret=leave))
    with app.app_context():
        assert db.session.query(Inspection).count() == 0
        assert db.session.query(HeldRecord).one().uuid == envelope["id"]


def test_somebody_elses_leave_makes_nobody_the_author(app: Flask, visit: Visit, make: Callable[..., Any]) -> None:
    other = visit("lin").device("POST", "/api/v1/device/grants", {"device_id": TABLET, "label": ""}).json["secret"]
    assert "Held for a decision: 1" in bring(visit("lin"), parcel((make(), []), secret=other))


def test_damaged_records_are_left_out_and_counted_and_a_photo_that_is_missing_is_waited_for(
    visit: Visit, secret: str, make: Callable[..., Any]
) -> None:
    bad, good, bare = make(), make(), make(rounds.photo("teal"))
    words = bring(visit("lin"), parcel((bad, []), (good, []), (bare, []), secret=secret, spoil=bad["id"]))
    assert "2 records taken in" in words and "Damaged and left out: 1" in words and "Photos still on the tablet: 1" in words


def test_what_is_no_parcel_is_refused_with_a_sentence(visit: Visit, secret: str, make: Callable[..., Any]) -> None:
    visitor = visit("lin")
    packed = parcel((make(), []), secret=secret, pack=zipfile.ZIP_DEFLATED)
    for content in (b"", b"no zip", packed, parcel(secret=secret).replace(b"inspector-parcel", b"inspector-purcel")):
        assert re.search("no file that a tablet saved|choose a file", bring(visitor, content))
