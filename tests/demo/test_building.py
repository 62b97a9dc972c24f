"""The demo: made whole or not at all, the same for the same seed, and a history that hangs together."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from inspector.audit import trail
from inspector.database import reading
from inspector.demo import building, conducting
from inspector.settings import Settings
from tests.demo.conftest import SEED, TODAY
from tests.demo.dumping import dump

pytestmark = pytest.mark.slow


def test_the_same_seed_and_day_give_the_same_rows_and_photos_whatever_a_killed_build_left_behind(small_demo: Path, tmp_path: Path):
    left = tmp_path / building.WORKSHOP
    left.mkdir()
    shutil.copy(small_demo / "inspector.db", left)
    assert not building.is_built(tmp_path)
    building.build(Settings(data=tmp_path), SEED, TODAY, weeks=1)
    assert building.is_built(tmp_path)
    assert not left.exists()
    first, second = dump(small_demo), dump(tmp_path)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert photos_in(small_demo) == photos_in(tmp_path) != []


@pytest.mark.soak
def test_another_seed_gives_another_history(small_demo: Path, tmp_path: Path):
    building.build(Settings(data=tmp_path), SEED + 1, TODAY, weeks=1)
    assert dump(small_demo)["inspection"] != dump(tmp_path)["inspection"]
    assert (small_demo / "secret").read_text() != (tmp_path / "secret").read_text()


def test_an_interrupted_build_leaves_no_demo_and_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def stop(*_args: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(conducting, "conduct", stop)
    with pytest.raises(KeyboardInterrupt):
        building.build(Settings(data=tmp_path), SEED, TODAY, weeks=1)
    assert not building.is_built(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_lies_in_the_future(small_demo: Path):
    rows = dump(small_demo)
    for table in ("inspection", "task_event", "duty_map", "ledger_entry", "blob", "audit_event"):
        assert not [row for row in rows[table] if "2026-11-22 " in row.replace("2026-11-22 0", "")], table


def test_every_round_came_through_the_door(small_demo: Path):
    rows = dump(small_demo)
    assert len(rows["inspection"]) == len(rows["submission_body"]) > 150
    assert len(rows["held_record"]) == 1  # somebody sent a round of a site that is not his
    received = [row for row in rows["audit_event"] if "inspection.received" in row]
    assert len(received) == len(rows["inspection"])


def test_its_trail_is_whole(demo_app):
    with demo_app.app_context(), reading() as connection:
        found = trail.verify(connection)
    assert found.broken_seq is None
    assert found.rows > 300


def test_the_marker_tells_how_it_was_made(small_demo: Path):
    assert json.loads((small_demo / building.MARKER).read_text()) == {"seed": SEED, "today": TODAY, "weeks": 1}


def test_photos_can_be_opened_and_are_named_by_their_bytes(small_demo: Path):
    for path in photos_in(small_demo):
        with Image.open(small_demo / "blobs" / path) as image:
            assert image.size == (800, 600)


def photos_in(data: Path) -> list[Path]:
    return sorted(path.relative_to(data / "blobs") for path in (data / "blobs").rglob("*") if path.is_file())
