"""A device that speaks the wire by hand, and what must hold of the server's folder when everything is over (oracles)."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import sqlite3
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.shop import Shop

WAIT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said. status: 0 when it said nothing."""

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def code(self) -> str:
        """The code of a problem."""
        return str(self.body["error"]["code"])

    def acknowledges(self, submission_id: str, body: bytes) -> bool:
        """Whether a device may believe that the record is safe (docs/payload.md)."""
        told = self.headers.get("x-inspector-ack") == f"{submission_id} {hashlib.sha256(body).hexdigest()}"
        return self.status in (200, 201) and told and self.body["status"] == "complete"


NOTHING = Answer(0, {}, None)


@dataclass(slots=True)
class Device:
    """Sends as one inspector with a grant."""

    port: int
    shop: Shop
    timeout: float = WAIT_SECONDS

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "application/json", **headers: str) -> Answer:
        """One request on a connection of its own; NOTHING when the connection broke."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        sent = {"Authorization": f"Grant {self.shop.grant}", "X-Inspector-Client": "faults;wire=1", "Content-Type": kind}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, f"/api/v1/{path}", body, sent)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            return NOTHING
        finally:
            connection.close()
        is_json = answer.headers.get_content_type() == "application/json" and bool(content)
        return Answer(answer.status, {k.lower(): v for k, v in answer.headers.items()}, json.loads(content) if is_json else None)

    def put(self, submission_id: str, body: bytes) -> Answer:
        """Send a record."""
        return self.ask("PUT", f"device/submissions/{submission_id}", body)

    def put_photo(self, submission_id: str, photo: bytes, name: str | None = None) -> Answer:
        """Send a photo whole."""
        return self.ask("PUT", f"device/blobs/{submission_id}/{name or sha256(photo)}", photo, "image/jpeg")

    def patch_photo(self, submission_id: str, photo: bytes, at: int, size: int) -> Answer:
        """Send a part of a photo."""
        headers = {"Upload_Offset": str(at), "Upload_Length": str(len(photo))}
        path = f"device/blobs/{submission_id}/{sha256(photo)}"
        return self.ask("PATCH", path, photo[at : at + size], "application/offset+octet-stream", **headers)

    def offset(self, submission_id: str, photo: bytes) -> int:
        """How much of a photo the server has."""
        answer = self.ask("HEAD", f"device/blobs/{submission_id}/{sha256(photo)}")
        return int(answer.headers["upload-offset"]) if answer.status == 200 else 0

    def health(self) -> dict[str, Any]:
        """How the server says that it fares, with its HTTP status."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        try:
            connection.request("GET", "/health")
            answer = connection.getresponse()
            found: dict[str, Any] = json.loads(answer.read())
            return found | {"http": answer.status}
        finally:
            connection.close()


def port_of(server: Any) -> int:
    """The TCP port of a server."""
    return int(server.url.rpartition(":")[2])


def sha256(content: bytes) -> str:
    """The name of a photo."""
    return hashlib.sha256(content).hexdigest()


def a_photo(size: int = 50_000) -> bytes:
    """Bytes that begin like a JPEG and cannot be compressed."""
    return b"\xff\xd8\xff" + os.urandom(size)


def announced(photo: bytes, slot: str | None = None) -> dict[str, Any]:
    """The announcement of a photo in its record."""
    return {
        "slot": slot or str(uuid.uuid4()), "kind": "photo", "item": "floor", "for": None, "sha256": sha256(photo), "bytes": len(photo),
        "type": "image/jpeg", "taken_at": None, "original_sha256": None,
    }  # fmt: skip


def rows(data: Path, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Read from the embedded database of a folder."""
    connection = sqlite3.connect(f"file:{data / 'inspector.db'}?mode=ro", uri=True, timeout=WAIT_SECONDS)
    try:
        return connection.execute(statement, values).fetchall()
    finally:
        connection.close()


def check_whole(data: Path, shop: Shop, acknowledged: dict[str, bytes]) -> None:
    """What was acknowledged is here once, with its photos; nothing derived is doubled; database and blobs are whole (O1, O2, O7)."""
    here = dict(rows(data, "SELECT uuid, body_sha256 FROM inspection"))
    assert {one: here.get(one) for one in acknowledged} == {one: sha256(body) for one, body in acknowledged.items()}
    own = shop.answers
    parts = {"answer": (own, own), "submission_body": (1, 1), "ledger_entry": (1, own), "reminder": (0, own)}
    for table, (least, most) in parts.items():
        counts = f"SELECT count(t.inspection_id) AS n FROM inspection i LEFT JOIN {table} t ON t.inspection_id = i.id GROUP BY i.id"
        assert rows(data, f"SELECT count(*) FROM ({counts}) WHERE n NOT BETWEEN ? AND ?", least, most) == [(0,)], table
    received = "SELECT count(*), count(DISTINCT target) FROM audit_event WHERE action = 'inspection.received'"
    assert rows(data, received) == [(len(here), len(here))]
    waiting = "SELECT count(*) FROM attachment a JOIN inspection i ON i.id = a.inspection_id WHERE i.is_complete AND NOT a.is_here"
    assert rows(data, waiting) == [(0,)]
    for body in acknowledged.values():
        for one in json.loads(body)["attachments"]:
            assert sha256(blob(data, one["sha256"]).read_bytes()) == one["sha256"]
    check_store(data)
    assert rows(data, "PRAGMA integrity_check") == [("ok",)]
    assert rows(data, "PRAGMA foreign_key_check") == []


def check_store(data: Path) -> None:
    """Every row has its blob, and every blob's name is its hash (O7)."""
    for (name,) in rows(data, "SELECT sha256 FROM blob"):
        assert blob(data, name).is_file()
    for path in (data / "blobs").glob("[0-9a-f][0-9a-f]/*/*"):
        assert sha256(path.read_bytes()) == path.name


def blob(data: Path, name: str) -> Path:
    """Where a blob lies."""
    return data / "blobs" / name[:2] / name[2:4] / name
