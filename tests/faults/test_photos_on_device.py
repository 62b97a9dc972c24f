"""Faults around the camera and the pen, on the device: a page that dies, files that vanish, files that are no photos, pens in a hurry."""

from __future__ import annotations

import hashlib
import io
import os
import signal
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import expect

from tests.cast import Cast
from tests.faults import evidence_round as its
from tests.journeys import runner_steps as step

MOST_MEMORY = 400 * 1024 * 1024


@pytest.fixture
def tablet(app: Flask, cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]) -> Callable[[], Any]:
    """tablet() opens a page of one device on a server that has the evidence round; a second call is a new page of the same device."""
    its.publish(app)
    step.crew(app, cast, 1)
    server = serve()
    context = browse(has_touch=True, viewport={"width": 768, "height": 1024})
    return lambda: _page(context, server.url)


def _page(context: Any, url: str) -> Any:
    page = context.new_page()
    page.home = url
    return page


def renderers(chromium: Any) -> set[int]:
    """The ids of the processes that draw pages."""
    session = chromium.new_browser_cdp_session()
    found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return {one["id"] for one in found if one["type"] == "renderer"}


@contextmanager
def memory_watched(chromium: Any, before: set[int]) -> Iterator[None]:
    """Fails when a page that was opened since needed more memory at its height than a page may."""
    yield
    peaks = [_peak(one) for one in renderers(chromium) - before]
    assert peaks, "a page was watched"
    assert max(peaks) < MOST_MEMORY, f"{max(peaks) / 2**20:.0f} MB"


def _peak(process: int) -> int:
    """The most private memory a process held: what files it maps is shared and not counted."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines() if ":" in line)
    return (int(lines["VmHWM"].split()[0]) - int(lines["RssFile"].split()[0])) * 1024


def test_case_001_a_renderer_killed_while_the_camera_is_open_has_lost_nothing(
    app: Flask, chromium: Any, tablet: Callable[[], Any]
) -> None:
    before = renderers(chromium)
    page = tablet()
    round_id = its.begin(page, page.home)
    its.pass_everything(page)
    its.choose(page, its.named(step.picture()))
    page.locator("[id='item-view|'] .thumb-photo img").wait_for()
    page.locator("[id='item-floor|'] .answer--fail").click()
    page.locator("[id='item-floor|'] textarea").fill("by the door")
    with page.expect_file_chooser():
        page.locator("[id='item-floor|'] .detail label.chip--photo").click()
    with page.expect_event("crash"):
        for process in renderers(chromium) - before:
            os.kill(process, signal.SIGKILL)
    page.close()

    again = tablet()
    again.goto(f"{again.home}/app")
    again.locator(".start-row--draft").wait_for()
    assert again.locator(".start-row--draft").count() == 1
    row = again.locator(".start-row--draft").inner_text()
    assert "Evidence round" in row and "Answers: 4, photos: 1" in row
    again.locator(".start-row--draft").click()
    again.wait_for_selector("main.round")
    assert again.locator("[id='item-floor|'] textarea").input_value() == "by the door", "one is back at the same failure, open"
    device = again.evaluate(its.DEVICE)
    (draft,) = device["drafts"]
    (photo,) = draft["photos"]
    assert device["hashes"][f"{round_id}|{photo['slot']}"] == photo["sha256"]
    assert photo["original_sha256"] == hashlib.sha256(step.picture()).hexdigest()

    its.sign_round(again)
    (shot, signature) = its.oracles(app, again, round_id)
    assert (shot["sha256"], shot["kind"], signature["kind"]) == (photo["sha256"], "photo", "signature")


def test_case_026_two_signatures_and_submit_in_one_breath_are_all_on_the_server(app: Flask, tablet: Callable[[], Any]) -> None:
    page = tablet()
    round_id = its.begin(page, page.home)
    its.pass_everything(page)
    page.locator(".tab").nth(1).click()
    its.sign(page, "[id='item-seen|'] .signature", 3, then=f"location.hash = '#/review/{round_id}';")
    page.wait_for_selector("main.review")
    its.sign(page, "main.review .signature", 11, then="document.querySelector('.thumb--submit .button').click();")
    first, second = its.oracles(app, page, round_id)
    assert (first["item"], second["item"]) == ("seen", None) and first["sha256"] != second["sha256"]
    for one in (first, second):
        with Image.open(app.extensions["inspector.blobs"].path(one["sha256"])) as picture:
            assert picture.convert("L").getextrema()[0] < 80, "there is ink on it"


def test_case_027_a_chosen_file_that_vanishes_is_kept_whole_or_refused_with_a_sentence(
    app: Flask, tablet: Callable[[], Any], tmp_path: Path
) -> None:
    page = tablet()
    round_id = its.begin(page, page.home)
    its.pass_everything(page)
    shot = tmp_path / "shot.jpg"
    shot.write_bytes(step.picture())
    its.choose(page, shot)
    shot.unlink()
    page.wait_for_selector("[id='item-view|'] .thumb-photo img, .thumb .trouble")
    for photo in page.evaluate(its.DEVICE)["drafts"][0]["photos"]:
        assert photo["bytes"] > 1000 and photo["original_sha256"] == hashlib.sha256(step.picture()).hexdigest()

    known = page.locator("[id='item-view|'] .thumb-photo").count()
    shot.write_bytes(step.picture())
    field = page.locator("[id='item-view|'] input[type=file]")
    field.evaluate("(one) => one.addEventListener('change', (event) => event.stopImmediatePropagation(), { capture: true, once: true })")
    its.choose(page, shot)
    shot.unlink()  # gone before the page is told that it was chosen
    field.dispatch_event("change")
    page.wait_for_selector(".thumb .trouble")
    assert "could not be read" in page.locator(".thumb .trouble").inner_text()
    expect(page.locator("[id='item-view|'] .thumb-photo")).to_have_count(known)
    its.sign_round(page)
    rows = its.oracles(app, page, round_id)
    assert all(row["size_bytes"] > 0 for row in rows) and len(rows) == known + 1


def heic() -> bytes:
    """What an iPhone writes, as far as its head."""
    return struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"heic", 0, b"mif1", b"heic") + bytes(4096)


def large_jpeg(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.radial_gradient("L").resize((width, height)).convert("RGB").save(out, "JPEG", quality=60)
    return out.getvalue()


def test_case_028_what_is_no_photo_is_refused_in_words_and_48_megapixels_are_made_small(
    app: Flask, chromium: Any, tablet: Callable[[], Any], tmp_path: Path
) -> None:
    before = renderers(chromium)
    page = tablet()
    round_id = its.begin(page, page.home)
    its.pass_everything(page)
    huge = tmp_path / "huge.jpg"
    huge.write_bytes(step.picture())
    os.truncate(huge, 60 * 1024 * 1024)
    mp4 = struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0) + bytes(200_000)
    refused = [
        (its.named(b""), "empty"),
        (its.named(heic(), "IMG_1.HEIC", "image/heic"), "HEIC"),
        (huge, "60 MB"),
        (its.named(mp4, "walk.mp4", "video/mp4"), "video"),
        (its.named(step.picture()[:400]), "damaged"),
    ]
    with memory_watched(chromium, before):
        for file, words in refused:
            its.choose(page, file)
            page.locator(".thumb .trouble", has_text=words).wait_for()
            expect(page.locator("[id='item-view|'] .thumb-photo")).to_have_count(0)
        its.choose(page, its.named(large_jpeg(8064, 6048)))
        page.locator("[id='item-view|'] .thumb-photo img").wait_for()
        assert page.locator(".thumb .trouble").count() == 0
    its.sign_round(page)
    photo, _signature = its.oracles(app, page, round_id)
    with Image.open(app.extensions["inspector.blobs"].path(photo["sha256"])) as picture:
        assert picture.size == (2048, 1536)


def bomb(side: int) -> bytes:
    """A PNG of side x side white pixels in a few kilobytes."""
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff" * (side // 8)) * side, 9)
    chunks = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def test_case_134_pixel_bombs_and_other_formats_are_not_even_decoded(app: Flask, chromium: Any, tablet: Callable[[], Any]) -> None:
    before = renderers(chromium)
    page = tablet()
    round_id = its.begin(page, page.home)
    its.pass_everything(page)
    assert len(bomb(20_000)) < 80_000
    gif, tiff = io.BytesIO(), io.BytesIO()
    Image.new("P", (8, 8)).save(gif, "GIF")
    Image.new("RGB", (8, 8)).save(tiff, "TIFF")
    refused = [
        (bomb(20_000), "too many pixels"), (bomb(12_000), "too many pixels"),
        (gif.getvalue(), "not a photo"), (tiff.getvalue(), "not a photo"), (b"%!PS-Adobe-3.0 EPSF-3.0\n" + bytes(99), "not a photo"),
        (b"SIMPLE  =                    T" + bytes(99), "not a photo"), (b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(99), "not a photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a photo"),
    ]  # fmt: skip
    with memory_watched(chromium, before):
        for content, words in refused:
            its.choose(page, its.named(content))
            page.locator(".thumb .trouble", has_text=words).wait_for()
    expect(page.locator("[id='item-view|'] .thumb-photo")).to_have_count(0)
    its.sign_round(page)
    (signature,) = its.oracles(app, page, round_id)
    assert signature["kind"] == "signature"


def test_case_135_place_serial_number_and_small_picture_stay_on_the_device(app: Flask, tablet: Callable[[], Any]) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # taken upright: the pixels lie on their side
    exif[0x010F] = "SECRETMAKER"
    exif.get_ifd(0x8769)[0xA431] = "SECRETSERIAL"
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 0.0), 3: "E", 4: (121.0, 28.0, 0.0)})
    out = io.BytesIO()
    lying = Image.new("RGB", (1200, 800), "white")
    lying.paste("red", (0, 0, 300, 800))  # left in the file, on top when turned
    lying.save(out, "JPEG", exif=exif, quality=92, comment=b"SECRETCOMMENT")
    page = tablet()
    round_id = its.begin(page, page.home)
    its.pass_everything(page)
    its.choose(page, its.named(out.getvalue()))
    page.locator("[id='item-view|'] .thumb-photo img").wait_for()
    its.sign_round(page)
    photo, _signature = its.oracles(app, page, round_id)
    content = app.extensions["inspector.blobs"].path(photo["sha256"]).read_bytes()
    assert b"SECRET" not in content and b"Exif" not in content and b"http://ns.adobe.com" not in content
    picture = Image.open(io.BytesIO(content))
    assert picture.size == (800, 1200) and not picture.getexif()
    red, green, _blue = picture.convert("RGB").getpixel((400, 100))
    assert red > 200 and green < 60, "it stands upright"
    assert photo["original_sha256"] == hashlib.sha256(out.getvalue()).hexdigest()
