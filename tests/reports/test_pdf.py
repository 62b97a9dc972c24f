"""The process that makes PDFs: our fonts, our images, no way out, and an end to everything."""

from __future__ import annotations

import base64
import io
import subprocess
import sys
import time

import pytest
from PIL import Image
from pypdf import PdfReader

from inspector.errors import Problem
from inspector.reports.pdf import Document, Limits, render
from tests.reports import builder

RARE = "喆堃翀旻昇镕 质量检查报告 ≥℃→①✓"
WAYS_OUT = (
    '<link rel="attachment" href="URL">',
    '<a rel="attachment" href="URL">x</a>',
    '<img src="URL">',
    '<object data="URL"></object>',
    '<link rel="stylesheet" href="URL">',
    "<style>@import url('URL');</style>",
    '<svg><image href="URL" width="9" height="9"/></svg>',
    "<style>@font-face {font-family: x; src: url(URL)} p {font-family: x; background: url(URL)}</style>",
    '<embed src="URL">',
)
ENDLESS = "<p>" + "<table><tr><td>" * 60 + "水" + "</td></tr></table>" * 60


def page(body: str) -> Document:
    return Document(f"<html lang='zh-CN'><body>{body}</body></html>")


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text_of(reader: PdfReader) -> str:
    return "\n".join(one.extract_text() for one in reader.pages)


def test_chinese_stays_text_and_both_weights_of_our_font_are_embedded():
    reader = read(render(page(f"<h1>{RARE}</h1><p>{RARE}</p>")))
    assert text_of(reader).count("喆堃翀旻昇镕") == 2
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]
    names = sorted(font["/BaseFont"].split("+")[-1].replace("-", "") for font in fonts)
    assert names == ["NotoSansSC", "NotoSansSCBold"]
    for font in fonts:
        assert "/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()


def test_an_image_of_the_document_is_in_the_pdf(tmp_path):
    (tmp_path / "a.jpg").write_bytes(builder.picture("floor"))
    document = Document('<img src="report:image/a">', {"a": tmp_path / "a.jpg"})
    images = read(render(document)).pages[0].images
    assert [image.image.size for image in images] == [(1200, 900)]


@pytest.mark.parametrize("kind", ["file", "path", "data"])
def test_nothing_outside_the_document_is_opened_even_when_the_html_asks_for_it(kind, tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(_png())
    data = "data:image/png;base64," + base64.b64encode(_png()).decode()
    url = {"file": secret.as_uri(), "path": str(secret), "data": data}[kind]
    reader = read(render(page("".join(one.replace("URL", url) for one in WAYS_OUT) + "<p>水</p>")))
    assert not reader.attachments
    assert not [image for one in reader.pages for image in one.images]
    assert "水" in text_of(reader)


def test_a_document_that_takes_too_long_is_ended():
    began = time.monotonic()
    with pytest.raises(Problem) as ended:
        render(page(ENDLESS * 400), Limits(wall_seconds=3))
    assert ended.value.kind.code == "failed"
    assert time.monotonic() - began < 20


def test_a_document_that_burns_too_much_time_of_the_processor_is_ended():
    with pytest.raises(Problem):
        render(page(ENDLESS * 400), Limits(cpu_seconds=3))


def test_a_document_that_wants_too_much_memory_is_ended():
    # Time enough also where others have the processor.
    # Far from what either needs: 170 is enough for the first, the second takes 300.
    limits = Limits(memory_bytes=245 * 1024 * 1024, wall_seconds=300)
    assert render(page("<p>水</p>"), limits).startswith(b"%PDF")
    with pytest.raises(Problem) as ended:
        render(page("<p>水</p>" * 9_000), limits)
    assert "memory" in ended.value.details["why"]


def test_after_documents_that_were_ended_the_next_ones_are_made():
    for _ in range(3):
        with pytest.raises(Problem):
            render(page("<p>水</p>"), Limits(wall_seconds=0.01))
    assert "水" in text_of(read(render(page("<p>水</p>"))))


def test_the_web_process_never_loads_weasyprint_and_the_pdf_process_never_loads_the_database(tmp_path):
    web = (
        "import sys, inspector.urls, inspector.reports.pdf as pdf; from inspector.app import create_app;"
        "from inspector.settings import Settings;"
        f"from pathlib import Path; create_app(Settings(data=Path({str(tmp_path)!r})));"
        "assert pdf.render(pdf.Document('<p>x</p>')).startswith(b'%PDF');"
        "print(sorted({'weasyprint', 'xlsxwriter', 'PIL', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", web], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    alone = "import sys, inspector.reports.pdf; print(sorted({'flask', 'sqlalchemy'} & set(sys.modules)))"
    assert (
        subprocess.run([sys.executable, "-c", alone], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def _png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(buffer, "PNG")
    return buffer.getvalue()
