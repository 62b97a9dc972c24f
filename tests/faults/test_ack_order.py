"""Nothing is acknowledged before it is durable: read off the server's own system calls."""

from __future__ import annotations

import hashlib
import http.client
import os
from pathlib import Path
from typing import Any

import pytest

from tests.bench.shop import Shop, open_shop
from tests.faults.tracing import Call, calls_of, promised_too_early, traced
from tests.serving import Server

ROUNDS = 5
PHOTO_BYTES = 200_000

EARLY = """\
7 pwrite64(5</d/inspector.db-wal>, "page", 4096, 0) = 4096
7 fdatasync(5</d/inspector.db-wal> <unfinished ...>
8 sendto(9<socket:[1]>, "HTTP/1.1 201 CREATED\\r\\n", 22, 0, NULL, 0) = 22
7 <... fdatasync resumed>) = 0
"""
IN_ORDER = """\
7 pwrite64(5</d/inspector.db-wal>, "page", 4096, 0) = 4096
7 fdatasync(5</d/inspector.db-wal> <unfinished ...>
7 <... fdatasync resumed>) = 0
8 sendto(9<socket:[1]>, "HTTP/1.1 201 CREATED\\r\\n", 22, 0, NULL, 0) = 22
"""


def test_the_check_sees_an_answer_that_leaves_before_the_sync_has_ended():
    assert [call.name for call in promised_too_early(calls_of(EARLY))] == ["sendto"]
    assert promised_too_early(calls_of(IN_ORDER)) == []


@pytest.fixture
def calls(data: Path, serve: Any, tmp_path: Path) -> tuple[list[Call], list[str]]:
    """The system calls of some rounds with a photo each, and the names of those photos."""
    shop = open_shop(data)
    server, log, names = serve(), tmp_path / "trace", []
    _send(server, shop, b"\xff\xd8\xff" + os.urandom(PHOTO_BYTES))  # the first request opens files and folders that stay
    with traced(server.process.pid, log):
        for _ in range(ROUNDS):
            names.append(_send(server, shop, b"\xff\xd8\xff" + os.urandom(PHOTO_BYTES)))
    return calls_of(log.read_text(errors="replace")), names


def test_case_069_no_submission_is_acknowledged_before_the_log_is_synced(calls):
    found, _ = calls
    answers = [call for call in found if call.is_stored_answer]
    assert len(answers) == 2 * ROUNDS  # each photo and each submission
    assert any(call.file.endswith("-wal") and call.name in ("fsync", "fdatasync") for call in found)
    assert promised_too_early(found) == []


def test_case_069_a_photo_is_synced_then_renamed_then_its_folder_is_synced_then_it_is_acknowledged(calls):
    found, names = calls
    for name in names:
        rename = next(call for call in found if call.name.startswith("rename") and call.texts[-1].endswith(name))
        source, target = rename.texts[0], Path(rename.texts[-1])
        written = [call for call in found if call.file == source and call.name in ("write", "pwrite64")]
        synced = next(call for call in found if call.file == source and call.name in ("fsync", "fdatasync"))
        folder = next(call for call in found if call.file == str(target.parent) and call.name == "fsync" and call.began > rename.ended)
        answer = next(call for call in found if call.is_stored_answer and call.began > rename.began)
        assert max(call.ended for call in written) < synced.began
        assert synced.ended < rename.began
        assert folder.ended < answer.began


def _send(server: Server, shop: Shop, photo: bytes) -> str:
    name = hashlib.sha256(photo).hexdigest()
    announced = {
        "slot": "00000000-0000-4000-8000-000000000000", "kind": "photo", "item": "floor", "for": None, "sha256": name, "bytes": len(photo),
        "type": "image/jpeg", "taken_at": None, "original_sha256": None,
    }  # fmt: skip
    submission_id, body = shop.body([announced])
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=60)
    try:
        for path, content, kind in (
            (f"blobs/{submission_id}/{name}", photo, "image/jpeg"),
            (f"submissions/{submission_id}", body, "application/json"),
        ):
            headers = {"Authorization": f"Grant {shop.grant}", "X-Inspector-Client": "faults;wire=1", "Content-Type": kind}
            connection.request("PUT", f"/api/v1/device/{path}", content, headers)
            answer = connection.getresponse()
            assert answer.status == 201, answer.read()
            answer.read()
    finally:
        connection.close()
    return name
