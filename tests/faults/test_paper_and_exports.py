"""What leaves as paper and tables: nothing is fetched, nothing is run, nothing is cut in silence, and a break is noticed."""

from __future__ import annotations

import io
import socket
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import python_calamine
from flask import Flask, current_app
from pypdf import PdfReader

from inspector.extensions import db
from inspector.inspections.models import Inspection
from inspector.reports import workbook
from inspector.reports.delimited import csv_bytes
from inspector.reports.pdf import Document, render
from inspector.sites.models import StaffMember
from tests.cast import Cast
from tests.reports import builder
from tests.reports.test_pdf import WAYS_OUT
from tests.visiting import Visitor

EVIL = "a\x00b\x0bc\x1bd\ud800e\uffff"


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """The address of a server that must not be asked, and what it was asked for."""
    asked: list[str] = []

    class Canary(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}/x", asked
    running.shutdown()
    running.server_close()


def test_case_141_no_report_asks_anybody_for_anything(canary: tuple[str, list[str]], tmp_path: Path) -> None:
    url, asked = canary
    secret = tmp_path / "secret"
    secret.write_text("the secret of the house")
    body = "".join(way.replace("URL", one) for way in WAYS_OUT for one in (url, secret.as_uri(), f"{url}/../{secret}", "//127.0.0.1/x"))
    pdf = render(Document(f"<html><body>{body}<p>水</p></body></html>"))
    assert asked == []
    reader = PdfReader(io.BytesIO(pdf))
    assert not reader.attachments
    assert "secret of the house" not in "".join(page.extract_text() for page in reader.pages) and b"secret of the house" not in pdf
    assert "水" in reader.pages[0].extract_text()


def book_of(content: bytes) -> Any:
    return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))


def test_case_145_no_text_breaks_a_table_and_what_was_changed_is_counted(app: Flask, cast: Cast, visit: Callable[..., Visitor]) -> None:
    with app.app_context():
        receipt = builder.submit(cast, failed=[("floor", None)], notes={"floor": "wet"})
        inspection = db.session.get_one(Inspection, receipt.inspection_id)
        inspection.comment = EVIL.replace("\ud800", "").replace("\x00", "")
        db.session.commit()
    lin = visit("lin")
    answer = lin.get("/inspections.xlsx")
    assert answer.status_code == 200
    book = book_of(answer.get_data())
    assert book.get_sheet_by_name("notes").to_python()[1][1] == 3
    assert any("a�b" in str(one) or "ab�c�de�" in str(one) for row in book.get_sheet_by_name("inspections").to_python() for one in row)
    assert "ab�c�de�" in lin.get("/inspections.csv").get_data().decode("utf-8-sig")


def test_case_145_a_text_longer_than_a_cell_goes_on_in_a_sheet_of_its_own(app: Flask, tmp_path: Path) -> None:
    long = "".join(f"第{n}句。" for n in range(9_000)) + "🍜" * 20_000
    with app.test_request_context():
        rows = [["short", 1], [long, 2], ["=1+1" + "x" * 40_000, 3], [EVIL, 4]]
        workbook.write(tmp_path / "a.xlsx", [workbook.Sheet("s", ("text", "n"), rows, "more")])
        assert current_app.name == "inspector"
    book = book_of((tmp_path / "a.xlsx").read_bytes())
    cells = [row[0] for row in book.get_sheet_by_name("s").to_python()[1:]]
    assert cells[1].endswith(" […]") and len(cells[1].encode("utf-16-le")) <= 2 * 32_767
    parts = book.get_sheet_by_name("continued").to_python()[1:]
    assert "".join(row[4] for row in parts if row[1] == 3) == long
    assert "".join(row[4] for row in parts if row[1] == 4) == "'=1+1" + "x" * 40_000
    assert {(row[0], row[2]) for row in parts} == {("s", "text")}
    assert [row[1] for row in book.get_sheet_by_name("notes").to_python()[1:]] == [5, 2]


def test_case_146_a_hundred_thousand_rows_pass_through_little_memory() -> None:
    tracemalloc.start()
    size = sum(len(piece) for piece in csv_bytes(("n", "text"), ([n, "地面有水" * 20] for n in range(100_000))))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 20_000_000 and peak < 10_000_000


def test_case_146_a_download_broken_off_can_be_told_from_a_whole_one_and_harms_nobody(
    app: Flask, cast: Cast, data: Path, serve: Callable[..., Any]
) -> None:
    with app.app_context():
        for _ in range(2):
            builder.submit(cast)
    server = serve()
    visitor = Visitor(app)
    assert visitor.sign_in("lin").status_code == 303
    head = f"GET /inspections.csv HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: __Host-inspector={visitor.cookie()}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])), timeout=20) as line:
        line.sendall(head)
        first = line.recv(100)
    assert first.startswith(b"HTTP/1.1 200")
    with socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])), timeout=20) as line:
        line.sendall(head)
        whole = b""
        while not whole.endswith(b"0\r\n\r\n"):
            whole += line.recv(65_536)
    assert b"Transfer-Encoding: chunked" in whole.partition(b"\r\n\r\n")[0]  # the last chunk says that all is there
    with urlopen(f"{server.url}/health") as answer:
        assert answer.status == 200


def test_case_148_zeros_in_front_zones_and_decimals_come_out_as_they_are(
    app: Flask, cast: Cast, visit: Callable[..., Visitor]
) -> None:
    with app.app_context():
        db.session.get_one(StaffMember, cast.staff["mei"]).number = "007"
        db.session.commit()
        builder.submit(cast, failed=[("uniform", "mei")])
    rows = book_of(visit("lin").get("/inspections.xlsx").get_data()).get_sheet_by_name("answers").to_python()
    place = {name: number for number, name in enumerate(rows[0])}
    mine = [row for row in rows[1:] if row[place["item"]] == "uniform" and row[place["failed"]] == 1]
    assert [row[place["subject_number"]] for row in mine] == ["007"]
    assert all(row[place["answered_at"]].endswith("+08:00") and row[place["business_day"]] == "2026-11-12" for row in mine)
    assert mine[0][place["earned"]] == 0 and isinstance(mine[0][place["possible"]], float)
