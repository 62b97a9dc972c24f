"""Requests that no program of ours would send: each is refused with a defined answer, nothing is stored, and the server works on."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import func, select

from inspector.app import create_app
from inspector.extensions import db
from inspector.inspections.models import HeldRecord, Inspection
from inspector.settings import Settings
from inspector.sites.models import StaffMember
from inspector.web.frame import safe_next
from tests import rounds
from tests.accounts import world
from tests.cast import PASSWORD, Cast
from tests.conftest import _close
from tests.faults import oracles
from tests.faults.tracing import traced
from tests.serving import Server
from tests.visiting import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def envelope(app: Flask, cast: Cast) -> dict[str, Any]:
    with app.app_context():
        checklist = rounds.publish()
        given = rounds.answers(checklist, [cast.staff["mei"]])
    return rounds.submission(checklist, site=cast.sites["garden"], author=cast.accounts["gao"], given=given)


DEEP = 100_000
BODIES = {
    "depth": (b"[" * DEEP + b"]" * DEEP, 400), "depth of objects": (b'{"a":' * DEEP + b"1" + b"}" * DEEP, 400),
    "nan": (b'{"wire": NaN}', 400),
    "infinity": (b'{"wire": -Infinity}', 400), "overflow": (b'{"wire": 1e999}', 400), "digits": (b'{"wire": ' + b"9" * 5_000 + b"}", 400),
    "surrogate": (b'{"wire": "\\ud800"}', 400), "nul": (b'{"wire": "\\u0000"}', 400), "doubled key": (b'{"wire": 1, "wire": 1}', 400),
    "not utf-8": (b"\xff\xfe{}", 400), "empty": (b"", 400), "3 MB": (b'"' + b"x" * 3_000_000 + b'"', 413), "bare": (b"7", 400),
}  # fmt: skip


def test_case_124_json_that_means_harm_is_refused_and_nothing_is_stored(
    app: Flask, visit: Visit, cast: Cast, data: Path, envelope: dict[str, Any]
) -> None:
    gao = visit("gao")
    for url in (f"/api/v1/device/submissions/{envelope['id']}", "/api/v1/device/submissions/status", "/api/v1/device/grants"):
        for name, (body, status) in BODIES.items():
            answer = gao.device("PUT" if envelope["id"] in url else "POST", url, body)
            assert answer.status_code == status, (url, name, answer.status_code)
            assert answer.is_json and answer.json["error"]["code"] in ("malformed", "too_large"), (url, name)
    for field, value in (("comment", "\ud800"), ("checklist_id", "\udfff"), ("client", {"build": "\ud912"})):
        body = json.dumps({**envelope, field: value}).encode()
        assert gao.device("PUT", f"/api/v1/device/submissions/{envelope['id']}", body).status_code == 400, field
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Inspection)) == 0
        assert db.session.scalar(select(func.count()).select_from(HeldRecord)) == 0
    assert gao.device("PUT", f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(envelope)).status_code == 201
    oracles.check_store(data)


def test_case_124_a_nul_within_a_text_never_reaches_the_database(
    app: Flask, visit: Visit, cast: Cast, envelope: dict[str, Any]
) -> None:
    envelope |= {"comment": "a\0b", "praise": [{"staff": f"staff:{cast.staff['mei']}", "note": "\0x"}], "checklist_id": "quick\0round"}
    envelope["answers"][0] |= {"note": "a\0b", "reason": "r\0", "state": "na"}
    answer = visit("gao").device("PUT", f"/api/v1/device/submissions/{envelope['id']}", json.dumps(envelope).encode())
    assert answer.status_code in (201, 400)  # held whole, or told to be malformed; never a fault of ours
    assert visit("hua").get("/people?q=%00").status_code == visit("lin").post("/language", language="zh\0").status_code == 400


PATHS = (
    "/assets/{build}/../../../secret",
    "/assets/{build}/..%2f..%2f..%2fsecret", "/assets/{build}/%2e%2e/%2e%2e/secret", "/assets/../secret",
    "/assets/{build}//etc/passwd", "/assets/{build}/C:\\secret", "/assets/{build}/js/..\\..\\secret", "/assets/{build}/link",
    "/assets/{build}/\u202eterces", "/assets/%00/x", "/assets/{build}/js/%2e%2e%2f%2e%2e%2f%2e%2e%2fsecret",
    "/../../../etc/passwd",
    "/api/v1/device/blobs/../../secret/x", "/photos/..%2f..%2fsecret", "/tasks/1/photos/..%2f..%2fsecret",
    "/tasks/1/photos/%2fetc%2fpasswd",
    "/checklists/..%2f..%2fsecret", "/checklists/x/versions/1.yaml%00", "/records/1/..%2f..%2fsecret",
    "/people/import/template.csv%2f..%2fx",
)  # fmt: skip


def test_case_126_no_path_leads_out_of_what_is_served(
    data: Path, cast: Cast, app: Flask, serve: Callable[..., Server], tmp_path: Path
) -> None:
    server, log = serve(), tmp_path / "trace"
    secret = (data / "secret").read_bytes()
    with traced(server.process.pid, log, "openat,open,stat,statx,newfstatat,readlink"):
        for path in PATHS:
            path = quote(path.format(build=app.extensions["assets"].build), safe="/%\\:")
            answer = _raw(server, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            status = int(answer.split(b" ", 2)[1])
            assert status in (302, 308, 400, 404), (path, status)
            assert secret not in answer and b"root:" not in answer, path
    opened = re.findall(r'"([^"]+)"', log.read_text(errors="replace"))
    assert [one for one in opened if one.endswith(("/secret", "/etc/passwd")) or "/../" in one] == []


def _raw(server: Server, request: bytes) -> bytes:
    answer = b""
    with socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])), timeout=10) as line:
        line.sendall(request)
        while piece := line.recv(65_536):
            answer += piece
    return answer


def test_case_127_signs_of_sql_and_of_patterns_are_looked_for_as_they_are(app: Flask, visit: Visit, cast: Cast) -> None:
    with app.app_context():
        for name, staff in (("100% %_x", "mei"), ("O'Brien \\ --", "tao")):
            db.session.get_one(StaffMember, cast.staff[staff]).name = name
        db.session.commit()
        before = db.session.scalar(select(func.count()).select_from(StaffMember))
    hua = visit("hua")

    def found(text: str) -> set[str]:
        page = hua.get(f"/people?q={quote(text)}", HX_Request="true")
        assert page.status_code == 200, text
        return {name for name in ("100% %_x", "O&#39;Brien", "薄云", "朱颜") if name in page.get_data(as_text=True)}

    assert found("%") == {"100% %_x"} and found("_") == {"100% %_x"} and found("%_") == {"100% %_x"}
    assert found("\\") == {"O&#39;Brien"} and found("O'B") == {"O&#39;Brien"} and found("--") == {"O&#39;Brien"}
    for text in ("' or 1=1 --", "'; DROP TABLE staff_member; --", "x' UNION SELECT password_hash FROM account --", "\"", "a%' --"):
        assert found(text) == set(), text
    for url in ("/accounts?q=", "/audit?about=", "/tasks?site=", "/inspections?checklist=", "/inspections?line=", "/inspections?since="):
        for text in ("' or '1'='1", "%", "\\", "1; DROP TABLE task", "x" * 5_000):
            assert visit("ada").get(url + quote(text)).status_code in (200, 403), (url, text)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(StaffMember)) == before


def test_case_128_a_foreign_host_gives_no_address_and_no_method_is_put_over_another(data: Path, cast: Cast) -> None:
    made = create_app(Settings(data=data, base_url="https://inspector.shop.example", trusted_hosts=("inspector.shop.example",)))
    client = made.test_client()
    for host in ("evil.example", "inspector.shop.example.evil.example", "inspector.shop.example:99@evil.example", "", "a b"):
        answer = client.get("/login", base_url="https://inspector.shop.example", headers={"Host": host, "X-Forwarded-Host": "evil.example"})
        assert answer.status_code == 400 and b"<form" not in answer.data, host
    answer = client.get("/", base_url="https://inspector.shop.example", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil" not in answer.headers["Location"]
    for header in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        assert client.get("/logout", base_url="https://inspector.shop.example", headers={header: "POST"}).status_code == 405
    assert client.post("/login?_method=DELETE", base_url="https://inspector.shop.example").status_code in (400, 403)
    _close(made)


SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
FRAMES = {
    "both lengths": f"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{SMUGGLED}",
    "two lengths": f"Content-Length: 0\r\nContent-Length: 60\r\n\r\n{SMUGGLED}",
    "a sign": f"Content-Length: +6\r\n\r\nabcdef{SMUGGLED}",
    "a list": f"Content-Length: 0, 60\r\n\r\n{SMUGGLED}",
    "unknown coding": f"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{SMUGGLED}",
    "space before colon": f"Content-Length : 6\r\n\r\nabcdef{SMUGGLED}",
    "bad chunk": f"Transfer-Encoding: chunked\r\n\r\nzz\r\n{SMUGGLED}"
}  # fmt: skip


def test_case_128_no_request_hides_in_another(data: Path, cast: Cast, serve: Callable[..., Server]) -> None:
    server = serve()
    for name, frame in FRAMES.items():
        answer = _raw_until_quiet(server, f"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\n{frame}".encode())
        statuses = re.findall(rb"HTTP/1\.[01] (\d{3})", answer)
        # One request, one answer; or the first is refused and the line is closed.
        assert statuses and b"404" not in statuses, (name, statuses)
        if len(statuses) > 1:
            assert statuses[0].startswith(b"4"), (name, statuses)
    assert _raw(server, b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").startswith(b"HTTP/1.1 200")


def _raw_until_quiet(server: Server, request: bytes) -> bytes:
    answer = b""
    with socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])), timeout=2) as line:
        line.sendall(request)
        try:
            while piece := line.recv(65_536):
                answer += piece
        except TimeoutError:
            pass  # the line is kept open for the next request; nothing more comes
    return answer


def test_case_129_nothing_that_is_written_down_can_look_like_another_line(
    furnished: tuple[world.Things, world.Things], visit: Visit, cast: Cast
) -> None:
    here, _ = furnished
    evil = 'x\r\n{"at": "2026-01-01", "level": "error", "event": "forged"}\x1b[31m\u2028\u202e'
    program = (
        "import json, sys; from inspector.web import logs; "
        "logs.log().warning('refused', path=sys.argv[1], name=sys.argv[1], **{'key': sys.argv[1]})"
    )
    done = subprocess.run([sys.executable, "-c", program, evil], capture_output=True, check=True)
    lines = done.stdout.splitlines()
    assert len(lines) == 1 and lines[0].isascii() and b"\x1b" not in lines[0]
    assert json.loads(lines[0])["path"] == evil and json.loads(lines[0])["event"] == "refused"
    stranger = visit()
    stranger.read_token("/login")
    assert stranger.post("/login", name=evil, password=PASSWORD).status_code == 422
    assert visit("mei").get(f"/sites/{here['site']}?x=" + quote(evil)).status_code == 403


@pytest.mark.parametrize("target", [
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "https://evil.example",
    "javascript:alert(1)", "/\t/evil.example",
    "/\n/evil.example", " //evil.example", "http:///evil.example", "///evil.example", "/%0d%0aLocation:x\r\n", "evil.example",
    "/x\\..\\//evil",
])  # fmt: skip
def test_case_130_going_on_never_leads_away(visit: Visit, cast: Cast, target: str) -> None:
    assert safe_next(target, "/") == "/"
    lin = visit("lin")
    for answer in (lin.get(f"/login?next={quote(target)}"), lin.post("/language", language="en", next=target)):
        assert answer.headers["Location"] == "/", target


def test_case_101_the_uuid_of_another_persons_record_is_no_key(visit: Visit, cast: Cast, envelope: dict[str, Any]) -> None:
    gao, sun = visit("gao"), visit("sun")
    assert gao.device("PUT", f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(envelope)).status_code == 201
    for ids in ([envelope["id"]], [envelope["id"], str(uuid.uuid4())]):
        told = sun.device("POST", "/api/v1/device/submissions/status", {"ids": ids}).json
        assert {one["status"] for one in told.values()} == {"unknown"}
    foreign = {**envelope, "author_id": cast.accounts["sun"], "site_id": cast.sites["harbour"]}
    answer = sun.device("PUT", f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(foreign))
    assert answer.status_code in (403, 409) and "inspection" not in (answer.json or {})
