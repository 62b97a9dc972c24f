"""A list of an agency with its photos in one ZIP file: looked at, tidied, taken in; and what is refused whole."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from PIL import Image
from sqlalchemy import select

from inspector.extensions import db
from inspector.media.models import BlobUpload
from inspector.mystery import reading, sheet_packages
from inspector.mystery.models import Visit
from inspector.sites.import_reading import Unreadable
from tests import rounds
from tests.mystery.listing import GOOD, HEADINGS, OTHER, as_csv, confirm, upload

WITH_PHOTOS = (*HEADINGS, "照片")
RECEIPT = "小票一.JPG"


def telling_photo() -> bytes:
    """A photo that says with what and where it was made."""
    exif, buffer = Image.Exif(), io.BytesIO()
    exif[0x010F], exif[0x8825] = "Telling Phone", {1: "N", 2: (31.0, 14.0, 0.0), 3: "E", 4: (121.0, 29.0, 0.0)}
    Image.new("RGB", (640, 480), "teal").save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def packed(*rows: tuple[str, ...], **photos: bytes) -> bytes:
    """A ZIP file of one list and photos."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("visits.csv", as_csv(*rows, headings=WITH_PHOTOS))
        for name, content in photos.items():
            archive.writestr(name, content)
    return whole.getvalue()


def test_photos_come_beside_the_list_bare_of_place_and_device_and_the_reviewer_sees_them(app, data, visit, shop_with_agency):
    ivy, number = visit("ivy"), shop_with_agency["campaign"]
    sent = packed((*GOOD, "receipts/r1.jpg"), (*OTHER, ""), **{"receipts/r1.jpg": telling_photo(), "spare.jpg": rounds.photo()})
    looked = upload(ivy, number, sent)
    page = looked.get_data(as_text=True)
    assert looked.status_code == 200 and "1 photo" in page and "they will not be kept: spare.jpg" in page, page
    waiting = b"".join(one.read_bytes() for one in (data / "imports").iterdir())
    assert "没人带位".encode() in waiting and b"Telling Phone" not in waiting  # what is put aside is bare already
    with app.app_context():
        assert db.session.scalars(select(BlobUpload)).all() == []
    assert confirm(ivy, looked, f"/agency/campaigns/{number}/import/confirmation").status_code == 303
    with app.app_context():
        report = db.session.scalar(select(Visit).where(Visit.agency_reference == "V-1")).report
        (sha,), report_id = reading.photos_of(report), report.id
        assert report.is_complete and "no_photo" not in {one["code"] for one in report.checks}
        kept = app.extensions["inspector.blobs"].path(sha).read_bytes()
    assert b"Telling Phone" not in kept and not Image.open(io.BytesIO(kept)).getexif()
    assert visit("quan").get(f"/mystery/reports/{report_id}/photos/{sha}").status_code == 200
    assert "Every visit of this list is here already." in upload(ivy, number, sent).get_data(as_text=True)


def test_a_row_says_what_is_wrong_with_its_photos_and_the_others_are_taken(app, visit, shop_with_agency):
    ivy, number = visit("ivy"), shop_with_agency["campaign"]
    rows = ((*GOOD, "a.jpg；missing.jpg、words.jpg"), (*OTHER, "A.JPG"))
    page = upload(ivy, number, packed(*rows, **{"a.jpg": rounds.photo(), "words.jpg": b"no photo at all"})).get_data(as_text=True)
    for sentence in ("There is no photo “missing.jpg”", "“words.jpg” is no photo that can be read", "Row 2 has the same photo."):
        assert sentence in page, page
    alone = upload(ivy, number, as_csv((*GOOD, "a.jpg"), headings=WITH_PHOTOS)).get_data(as_text=True)
    assert "Photos come with the list in one ZIP file." in alone
    chinese = upload(ivy, number, packed((*GOOD, RECEIPT)))
    assert "There is no photo “小票一.jpg”" in chinese.get_data(as_text=True)


def test_names_in_the_alphabet_of_a_chinese_windows_are_found(app):
    with app.app_context():
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w") as archive:
            archive.writestr("visits.csv", "x")
            archive.writestr("placeholder", rounds.photo())
        content = whole.getvalue().replace(b"placeholder", "小票一.jpg".encode("gb18030").ljust(11, b"x")[:11])
        found = sheet_packages.opened(sheet_packages.prepared(content, app.extensions["inspector.blobs"]))
        assert [name[:3] for name in found.photos] == ["小票一"]


def hostile(name: str) -> bytes:
    """A ZIP file that must not be taken."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("visits.csv", as_csv(GOOD))
        for one in {"outside": ["../../etc/a.jpg"], "twice": ["a/x.jpg", "b/X.JPG"], "lists": ["more.csv"],
                    "parts": [f"{n}.jpg" for n in range(301)], "photos": [f"{n}.jpg" for n in range(41)]}.get(name, ["a.jpg"]):  # fmt: skip
            archive.writestr(one, b"x")
    content = bytearray(whole.getvalue())
    if name == "bomb":  # says that it unpacks to a gigabyte
        struct.pack_into("<I", content, content.rfind(b"PK\x01\x02") + 24, 1 << 30)
    elif name == "locked":
        struct.pack_into("<H", content, content.rfind(b"PK\x01\x02") + 8, 1)
    elif name == "cut":
        struct.pack_into("<I", content, content.find(b"PK\x01\x02") + 16, 1)  # another checksum
    return bytes(content)


@pytest.mark.parametrize(("name", "sentence"), [
    ("outside", "names a place outside itself"), ("twice", "are called “x.jpg”"), ("lists", "must hold one list"),
    ("bomb", "unpacks to more"), ("parts", "unpacks to more"), ("photos", "more than 40 photos"), ("locked", "locked with a password"),
    ("cut", "cannot be read"),
])  # fmt: skip
def test_a_file_that_is_unsafe_or_unclear_is_refused_whole_and_leaves_nothing(app, name, sentence):
    with app.app_context(), pytest.raises(Unreadable) as refused:
        sheet_packages.prepared(hostile(name), app.extensions["inspector.blobs"])
    assert sentence in refused.value.sentence % refused.value.figures
    assert not list(app.extensions["inspector.blobs"].incoming().iterdir())


def test_a_refused_file_is_said_on_the_page_and_only_one_is_unpacked_at_a_time(visit, shop_with_agency):
    ivy = visit("ivy")
    answer = upload(ivy, shop_with_agency["campaign"], hostile("outside"))
    assert answer.status_code == 422 and "names a place outside itself" in answer.get_data(as_text=True)
    with sheet_packages.ONE_AT_A_TIME:  # somebody else's is being unpacked
        assert "send this one again in a minute" in upload(ivy, shop_with_agency["campaign"], packed(GOOD)).get_data(as_text=True)
