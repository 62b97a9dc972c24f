"""The device door on PostgreSQL: the same promises as on SQLite."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from inspector.app import create_app
from inspector.appraisals.models import LedgerEntry
from inspector.audit import trail
from inspector.database import reading
from inspector.extensions import db
from inspector.inspections.models import Answer, Attachment, Inspection
from inspector.rectification.models import Task, TaskFinding
from inspector.settings import Settings
from tests.bench.shop import Shop, open_shop

PHOTO = b"\xff\xd8\xff" + bytes(range(256))


@pytest.fixture
def door(tmp_path: Path, postgres: Any) -> Any:
    url = postgres()
    shop = open_shop(tmp_path, url)
    app = create_app(Settings(data=tmp_path, database_url=url))
    with app.app_context():
        yield app.test_client(), shop
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def put(client: Any, shop: Shop, path: str, body: bytes, kind: str = "application/json") -> Any:
    headers = {"Authorization": f"Grant {shop.grant}", "X-Inspector-Client": "test;wire=1", "Content-Type": kind}
    return client.put(f"/api/v1/device/{path}", data=body, headers=headers)


def test_a_submission_is_scored_followed_up_and_taken_once(door):
    client, shop = door
    name = hashlib.sha256(PHOTO).hexdigest()
    announced = {"slot": "00000000-0000-4000-8000-000000000000", "kind": "photo", "item": "floor", "for": None, "sha256": name,
                 "bytes": len(PHOTO), "type": "image/jpeg", "taken_at": None, "original_sha256": None}  # fmt: skip
    submission_id, body = shop.body([announced])
    first = put(client, shop, f"submissions/{submission_id}", body)
    assert (first.status_code, first.json["status"]) == (201, "incomplete")
    assert put(client, shop, f"blobs/{submission_id}/{name}", PHOTO, "image/jpeg").status_code == 201
    again = put(client, shop, f"submissions/{submission_id}", body)
    assert (again.status_code, again.json["status"], again.json["score"]) == (200, "complete", first.json["score"])
    assert again.headers["X-Inspector-Ack"] == f"{submission_id} {hashlib.sha256(body).hexdigest()}"
    assert put(client, shop, f"submissions/{submission_id}", body + b" ").status_code == 409
    other_id, other_body = shop.body()
    assert put(client, shop, f"submissions/{other_id}", other_body).status_code == 201
    for model, count in ((Inspection, 2), (Answer, 2 * shop.answers), (Attachment, 1), (Task, 2), (TaskFinding, 4), (LedgerEntry, 90)):
        assert db.session.scalar(select(func.count()).select_from(model)) == count
    with reading() as connection:
        assert trail.verify(connection).broken_seq is None
