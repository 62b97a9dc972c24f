"""Photos that mean harm, are broken, or arrive in a way nobody meant: what is kept is what was announced, and only pictures are shown."""

from __future__ import annotations

import hashlib
import http.client
import io
import json
import os
import re
import socket
import struct
import subprocess
import sys
import threading
import uuid
import zlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from PIL import Image, ImageCms

from inspector import clock
from inspector.extensions import db
from inspector.inspections.models import Attachment
from inspector.media import images, partial
from inspector.media.store import Store
from inspector.reports.routes import file_name
from inspector.sites.models import Site
from tests import rounds
from tests.cast import Cast
from tests.faults import oracles
from tests.reports import builder
from tests.visiting import ORIGIN, Visitor

Visit = Callable[..., Visitor]
SCRIPT = b"<script>window.__xss = 1</script>"


@pytest.fixture
def record() -> str:
    return str(uuid.uuid4())


def name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def put(visitor: Visitor, record: str, content: bytes, named: str = "", kind: str = "image/jpeg") -> Any:
    return visitor.device("PUT", f"/api/v1/device/blobs/{record}/{named or name_of(content)}", content, Content_Type=kind)


def patch(visitor: Visitor, record: str, name: str, content: bytes, at: int, length: int) -> Any:
    return visitor.device(
        "PATCH", f"/api/v1/device/blobs/{record}/{name}", content, Content_Type="application/offset+octet-stream",
        Upload_Offset=str(at), Upload_Length=str(length),
    )  # fmt: skip


def held_bytes(visitor: Visitor, record: str, name: str) -> int:
    answer = visitor.device("HEAD", f"/api/v1/device/blobs/{record}/{name}")
    return int(answer.headers["Upload-Offset"]) if answer.status_code == 200 else 0


def inspected(app: Flask, cast: Cast, content: bytes) -> tuple[int, int]:
    """(inspection, attachment) of a round in the garden whose floor failed with this photo."""
    with app.app_context():
        receipt = builder.submit(cast, failed=[("floor", None)], people=["mei"], photos={"floor": content})
        attachment = db.session.query(Attachment).filter_by(inspection_id=receipt.inspection_id).one()
        assert receipt.inspection_id
        return receipt.inspection_id, attachment.id


@pytest.mark.parametrize("change", ["shorter", "longer", "other"])
def test_case_131_bytes_that_are_not_those_announced_are_not_kept_and_may_be_sent_again(
    visit: Visit, cast: Cast, data: Path, record: str, change: str
) -> None:
    gao, good = visit("gao"), rounds.photo()
    bad = {"shorter": good[:-1], "longer": good + b"\0", "other": rounds.photo("gold")}[change]
    answer = put(gao, record, bad, named=name_of(good))
    assert answer.status_code == 422 and answer.json["error"]["code"] == "hash_mismatch"
    assert held_bytes(gao, record, name_of(good)) == 0 and oracles.kept(data) == []
    assert put(gao, record, good).status_code == 201
    oracles.check_store(data)


def test_case_131_a_photo_in_parts_that_turns_out_damaged_is_dropped_and_begun_again(
    visit: Visit, cast: Cast, data: Path, record: str
) -> None:
    gao, good = visit("gao"), rounds.photo()
    name, half = name_of(good), len(good) // 2
    assert patch(gao, record, name, good[:half], 0, len(good)).status_code == 204
    assert patch(gao, record, name, b"\0" * (len(good) - half), half, len(good)).status_code == 422
    assert held_bytes(gao, record, name) == 0
    assert patch(gao, record, name, good[:half] + b"too much", 0, half).status_code == 413
    assert held_bytes(gao, record, name) == 0
    assert patch(gao, record, name, good, 0, len(good)).status_code == 201
    oracles.check_store(data)


def test_case_131_a_body_shorter_than_its_length_keeps_nothing(data: Path, cast: Cast, app: Flask, serve: Any, record: str) -> None:
    grant = _grant(app, cast)
    server, good = serve(), rounds.photo()
    head = (
        f"PUT /api/v1/device/blobs/{record}/{name_of(good)} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Grant {grant}\r\n"
        f"X-Inspector-Client: t;wire=1\r\nContent-Type: image/jpeg\r\nContent-Length: {len(good)}\r\n\r\n"
    ).encode()
    with socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2]))) as line:
        line.sendall(head + good[: len(good) // 2])
        line.shutdown(socket.SHUT_WR)
        line.settimeout(10)
        assert b" 201 " not in line.recv(1000)
    headers = {"Authorization": f"Grant {grant}", "X-Inspector-Client": "t;wire=1", "Content-Type": "image/jpeg"}
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=30)
    connection.request("PUT", f"/api/v1/device/blobs/{record}/{name_of(good)}", good, headers)
    assert connection.getresponse().status == 201
    connection.close()
    oracles.check_store(data)


def test_case_132_a_photo_cut_short_is_kept_as_it_came_and_never_shown_as_half_a_picture(
    app: Flask, visit: Visit, cast: Cast, data: Path
) -> None:
    whole = builder.picture("wet floor")
    short = whole[: len(whole) // 2]
    inspection, photo = inspected(app, cast, short)
    assert [path.read_bytes() for path in oracles.kept(data)] == [short]
    lin = visit("lin")
    assert lin.get(f"/photos/{photo}").status_code == 415
    assert lin.get(f"/photos/{photo}/thumb").status_code == 415
    assert lin.get(f"/inspections/{inspection}").status_code == 200
    assert lin.get(f"/inspections/{inspection}/report.pdf").get_data()[:4] == b"%PDF"
    oracles.check_store(data)


def test_case_133_a_photo_that_is_a_page_too_is_only_ever_shown_as_a_picture_made_anew(
    app: Flask, visit: Visit, cast: Cast, data: Path
) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(buffer, "JPEG", comment=b"*/ " + SCRIPT, exif=_exif_of(SCRIPT))
    polyglot = buffer.getvalue() + b"<!doctype html><body>" + SCRIPT
    _, photo = inspected(app, cast, polyglot)
    for url in (f"/photos/{photo}", f"/photos/{photo}/thumb"):
        answer = visit("lin").get(url)
        assert answer.status_code == 200 and answer.mimetype == "image/jpeg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert b"<script" not in answer.get_data() and b"doctype" not in answer.get_data()
        answer.close()
    oracles.check_store(data)


NO_PHOTOS = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "html": b"<!doctype html>" + SCRIPT,
    "xml": b"<?xml version='1.0'?><a/>",
    "pdf": b"%PDF-1.7\n", "gif": b"GIF89a" + b"\0" * 40, "zip": b"PK\x03\x04" + b"\0" * 40, "tiff": b"II*\0" + b"\0" * 40,
    "jpeg 2000": b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0" * 40, "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n", "fits": b"SIMPLE  =                    T",
    "heic": b"\0\0\0\x18ftypheic" + b"\0" * 40, "avif": b"\0\0\0\x1cftypavif" + b"\0" * 40, "bmp": b"BM" + b"\0" * 60, "nothing": b"",
    "video": b"\0\0\0\x20ftypmp42" + b"\0" * 40, "riff without webp": b"RIFF\x10\0\0\0AVI LIST" + b"\0" * 20,
}  # fmt: skip


def test_case_133_what_only_calls_itself_a_photo_is_refused_by_its_first_bytes(
    visit: Visit, cast: Cast, data: Path, record: str
) -> None:
    gao = visit("gao")
    for kind, content in NO_PHOTOS.items():
        answer = put(gao, record, content)
        assert answer.status_code == 415 and answer.json["error"]["code"] == "wrong_type", kind
    for kind in ("text/html", "image/svg+xml", "application/json", "multipart/form-data"):
        assert put(gao, record, rounds.photo(), kind=kind).status_code == 415, kind
    assert oracles.kept(data) == [] and oracles.waiting(data) == []


def png(width: int, height: int, frames: int = 1) -> bytes:
    """A small file of a huge picture: one bit a pixel, all the same. frames over 1: an animated one."""
    row = b"\0" * (1 + (width + 7) // 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row * min(1000, height - done)) for done in range(0, height, 1000)) + packer.flush()
    parts = [_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))]
    if frames > 1:
        parts.append(_chunk(b"acTL", struct.pack(">II", frames, 0)))
        for number in range(frames):
            control = struct.pack(">IIIIIHHBB", 2 * number, width, height, 0, 0, 1, 100, 0, 0)
            parts += [_chunk(b"fcTL", control), _chunk(b"fdAT", struct.pack(">I", 2 * number + 1) + body)]
    return b"\x89PNG\r\n\x1a\n" + b"".join((*parts, _chunk(b"IDAT", body), _chunk(b"IEND", b"")))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _wide_jpeg() -> bytes:
    """A JPEG whose head claims 60,000 by 60,000 pixels."""
    content = bytearray(rounds.photo())
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack(">HH", 60_000, 60_000)
    return bytes(content)


def test_case_134_bombs_of_pixels_are_never_unfolded_and_the_largest_photo_is_made(tmp_path: Path) -> None:
    given = {
        "400 million": png(20_000, 20_000), "144 million": png(12_000, 12_000), "a lying jpeg": _wide_jpeg(),
        "the largest": png(8_000, 6_000), "animated": png(64, 64, frames=40_000),
    }  # fmt: skip
    megabytes, outcomes = _render_apart(tmp_path, given)
    assert megabytes < 400
    assert {name for name, (said, _) in outcomes.items() if said == "wrong_type"} >= {"400 million", "144 million", "a lying jpeg"}
    assert outcomes["the largest"][0] == "made"  # of the animated one its first picture, or nothing
    assert all(seconds < 10 for _, seconds in outcomes.values())


def _render_apart(folder: Path, given: dict[str, bytes]) -> tuple[float, dict[str, tuple[str, float]]]:
    """(megabytes of the largest process, {name: (outcome, seconds)}) of making a rendition of each."""
    program = """
import json, resource, sys, time
from pathlib import Path
from inspector.errors import Problem
from inspector.media import images
from inspector.media.store import Store
said, store = {}, Store(Path(sys.argv[1]))
for name, sha256 in json.loads(sys.argv[2]).items():
    began = time.monotonic()
    try:
        images.rendition(store, sha256, "screen")
        outcome = "made"
    except Problem as problem:
        outcome = problem.kind.code
    said[name] = outcome, time.monotonic() - began
print(json.dumps([resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, said]))
"""
    store = Store(folder / "blobs")
    names = {name: store.put([content])[0] for name, content in given.items()}
    command = [sys.executable, "-c", program, str(store.root), json.dumps(names)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=100)
    megabytes, said = json.loads(done.stdout)
    return megabytes, said


def test_case_135_what_is_shown_tells_no_place_no_number_and_stands_upright(app: Flask, visit: Visit, cast: Cast) -> None:
    buffer, exif = io.BytesIO(), _exif_of(b"SN-4711")
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 49.0), 3: "E", 4: (121.0, 28.0, 17.0)})
    Image.new("RGB", (800, 600), "teal").save(buffer, "JPEG", exif=exif, comment=b"31.2304 N", xmp=b"<x:xmpmeta>31.2304</x:xmpmeta>")
    _, photo = inspected(app, cast, buffer.getvalue())
    for url, size in ((f"/photos/{photo}", (600, 800)), (f"/photos/{photo}/thumb", (240, 320))):
        answer = visit("lin").get(url)
        content = answer.get_data()
        answer.close()
        for secret in (b"Exif", b"SN-4711", b"31.2304", b"xmpmeta", b"ICC_PROFILE"):
            assert secret not in content, (url, secret)
        with Image.open(io.BytesIO(content)) as picture:
            assert picture.size == size and not picture.getexif()


def test_case_135_no_address_gives_the_bytes_that_arrived(app: Flask, visit: Visit, cast: Cast, record: str) -> None:
    gao, content = visit("gao"), rounds.photo()
    put(gao, record, content)
    url = f"/api/v1/device/blobs/{record}/{name_of(content)}"
    assert gao.device("HEAD", url).headers["Upload-Offset"] == str(len(content))
    assert content not in gao.device("GET", url).get_data()


NAMES = (
    "a" * 300 + ".jpg", "🍜☂️.jpg", "\u202egpj.exe", "con.jpg", "../../../../etc/cron.d/x", "C:\\x\\y.jpg", "a\0b.jpg", "a.jpg", "a.jpg", "",
)  # fmt: skip


def test_case_136_the_name_of_a_file_is_nowhere_in_the_store(app: Flask, visit: Visit, cast: Cast, data: Path) -> None:
    inspected(app, cast, rounds.photo())
    before = {path for path in data.parent.rglob("*") if "renditions" not in path.parts}
    lin = visit("lin")
    task = re.search(r'href="/tasks/(\d+)"', lin.get("/tasks?show=all").text)[1]
    for number, name in enumerate(NAMES):
        files = {"photos": (io.BytesIO(rounds.photo("gold")), name, "image/jpeg")}
        answer = lin.post(f"/tasks/{task}/moves", command=str(uuid.uuid4()), base_rev=number + 90, move="fix", files=files)
        assert answer.status_code == 409, name
    same_name = [(io.BytesIO(rounds.photo(colour)), NAMES[4], "image/jpeg") for colour in ("gold", "navy")]
    answer = lin.post(f"/tasks/{task}/moves", command=str(uuid.uuid4()), base_rev=1, move="fix", files={"photos": same_name})
    assert answer.status_code == 303
    new = {path.name for path in data.parent.rglob("*") if path.is_file() and path not in before and "renditions" not in path.parts}
    assert new - {"inspector.db-wal", "inspector.db-shm"} == {name_of(rounds.photo(colour)) for colour in ("gold", "navy")}
    oracles.check_store(data)


def test_case_136_a_report_is_named_so_that_no_header_and_no_disk_is_broken(app: Flask, visit: Visit, cast: Cast) -> None:
    inspection, _ = inspected(app, cast, rounds.photo())
    with app.app_context():
        db.session.get_one(Site, cast.sites["garden"]).name = 'x"; filename=evil.exe\r\nSet-Cookie: a=b/../..\\con\u202e' + "长" * 90
        db.session.commit()
    for url in (f"/inspections/{inspection}/report.pdf", "/inspections.csv", "/inspections.xlsx"):
        answer = visit("lin").get(url)
        assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
        value = answer.headers["Content-Disposition"]
        assert value.startswith("attachment;") and "\r" not in value and "\n" not in value and "evil.exe;" not in value
        assert value.isascii()
        name = unquote(value.partition("filename*=UTF-8''")[2]) or value
        assert not set(name) & set('/\\:*?"<>|\r\n\u202e'), name
        answer.close()
    assert file_name("长" * 400 + ".pdf") == "长" * 66 + ".pdf"


@pytest.mark.parametrize("what", ["parts", "length"])
def test_case_137_thousands_of_parts_and_gigabytes_are_refused_before_they_are_read(
    data: Path, cast: Cast, serve: Any, visit: Visit, what: str
) -> None:
    if what == "parts":
        part = b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\nx\r\n'
        body = b"".join(part % number for number in range(5_000)) + b"--x--\r\n"
        kind, headers = "multipart/form-data; boundary=x", {"Referer": f"{ORIGIN}/"}
        answer = visit("lin").client.post("/tasks/1/moves", data=body, content_type=kind, base_url=ORIGIN, headers=headers)
        assert answer.status_code == 413
        return
    server = serve()
    for path in ("/tasks/1/moves", "/login", "/api/v1/device/submissions/x", "/people/import"):
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        head += f"Content-Length: {2 * 1024**3}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2]))) as line:
            line.settimeout(10)
            line.sendall(head.encode())
            assert b" 413 " in line.recv(4000).partition(b"\r\n")[0]


def test_case_137_four_photos_as_a_phone_makes_them_are_not_too_much(data: Path, cast: Cast, app: Flask, serve: Any) -> None:
    server = serve()
    boundary, size = "x", 4 * 7 * 1024 * 1024
    body = b"--x\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"a.jpg\"\r\n\r\n" + b"\0" * size + b"\r\n--x--\r\n"
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=60)
    connection.request("POST", "/tasks/1/moves", body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})
    assert connection.getresponse().status in (302, 403)  # refused for want of a session, not for its size
    connection.close()


def test_case_138_of_two_senders_of_one_photo_the_slower_is_told_where_it_stands_and_the_photo_is_whole(
    app: Flask, visit: Visit, cast: Cast, data: Path, record: str
) -> None:
    content = os.urandom(200_000)
    content = b"\xff\xd8\xff" + content
    name, store = name_of(content), app.extensions["inspector.blobs"]
    entered, go_on = threading.Event(), threading.Event()

    def slowly() -> Any:
        yield content[:1000]
        entered.set()
        assert go_on.wait(30)
        yield content[1000:50_000]

    first = threading.Thread(target=partial.append, args=(store, record, name, 0, len(content), slowly()))
    first.start()
    assert entered.wait(30)
    gao = visit("gao")
    assert patch(gao, record, name, content[:50_000], 0, len(content)).status_code == 409
    go_on.set()
    first.join()
    assert held_bytes(gao, record, name) == 50_000
    stale = patch(gao, record, name, content[:50_000], 0, len(content))
    assert stale.status_code == 409 and stale.json["error"]["details"]["state"] == "50000"
    assert patch(gao, record, name, content[50_000:], 50_000, len(content)).status_code == 201
    assert patch(gao, record, name, content[:50_000], 0, len(content)).status_code in (201, 204, 200)
    partial.drop_old(store, clock.now() + timedelta(days=2))
    oracles.check_store(data)


def test_case_138_a_part_nobody_ended_is_forgotten_after_a_day_and_the_photo_begins_again(
    app: Flask, visit: Visit, cast: Cast, data: Path, record: str
) -> None:
    gao, content = visit("gao"), rounds.photo()
    name, store = name_of(content), app.extensions["inspector.blobs"]
    patch(gao, record, name, content[:100], 0, len(content))
    partial.drop_old(store, clock.now() + timedelta(hours=23))
    assert held_bytes(gao, record, name) == 100
    partial.drop_old(store, clock.now() + timedelta(hours=25))
    assert gao.device("HEAD", f"/api/v1/device/blobs/{record}/{name}").status_code == 404
    assert patch(gao, record, name, content[100:], 100, len(content)).status_code == 409
    assert patch(gao, record, name, content, 0, len(content)).status_code == 201
    oracles.check_store(data)


def test_case_140_unusual_photos_come_out_in_the_colours_they_were_taken_in(tmp_path: Path) -> None:
    ramp = Image.linear_gradient("L").resize((256, 64))
    wide = io.BytesIO()
    ramp.convert("I").point(lambda value: value * 257).convert("I;16").save(wide, "PNG")
    assert _close_to(_seen(tmp_path, wide.getvalue()), ramp.convert("RGB"))
    ink = io.BytesIO()
    Image.new("RGB", (64, 64), (200, 40, 40)).convert("CMYK").save(ink, "JPEG", quality=95)
    assert _close_to(_seen(tmp_path, ink.getvalue()), Image.new("RGB", (64, 64), (200, 40, 40)))
    profile, swapped = io.BytesIO(), ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    Image.new("RGB", (64, 64), (90, 120, 30)).save(profile, "JPEG", quality=95, icc_profile=swapped.tobytes())
    assert _close_to(_seen(tmp_path, profile.getvalue()), Image.new("RGB", (64, 64), (90, 120, 30)))  # a profile that does not fit
    assert _close_to(_seen(tmp_path, _of_gamma(1.0)), Image.new("RGB", (64, 64), (188, 188, 188)), within=6)


def _of_gamma(gamma: float) -> bytes:
    """A grey of half the light, in a file whose profile counts light as it is."""
    base = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for name in (b"rTRC", b"gTRC", b"bTRC"):
        at = base.index(name)
        offset = struct.unpack(">I", base[at + 4 : at + 8])[0]
        base[offset : offset + 14] = b"curv" + b"\0" * 4 + struct.pack(">IH", 1, int(gamma * 256))
        base[at + 8 : at + 12] = struct.pack(">I", 14)
    buffer = io.BytesIO()
    Image.new("RGB", (64, 64), (128, 128, 128)).save(buffer, "PNG", icc_profile=bytes(base))
    return buffer.getvalue()


def _seen(folder: Path, content: bytes) -> Image.Image:
    store = Store(folder / "blobs")
    sha256, _ = store.put([content])
    with Image.open(images.rendition(store, sha256, "screen")) as picture:
        picture.load()
        return picture


def _close_to(picture: Image.Image, wanted: Image.Image, within: int = 12) -> bool:
    assert picture.mode == "RGB" and picture.size == wanted.size
    pairs = zip(picture.resize((16, 16)).tobytes(), wanted.resize((16, 16)).tobytes(), strict=True)
    return max(abs(one - other) for one, other in pairs) <= within


def _exif_of(content: bytes) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = content.decode()
    return exif


def _grant(app: Flask, cast: Cast) -> str:
    from inspector.accounts import grants

    with app.app_context():
        given = grants.give(cast.accounts["gao"], str(uuid.uuid4()), "tablet", clock.now())
        db.session.commit()
    return given.secret
