"""Backups are whole or refused, a restore loses nothing that a tablet still has, and an upgrade that is cut off leaves what was there."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command

from inspector import upgrading
from inspector.app import create_app
from inspector.cli import main
from inspector.extensions import db
from inspector.settings import Settings
from inspector.sites import epoch
from inspector.upkeep import backup, doctor, restoring, self_check
from tests.bench.shop import Shop, open_shop
from tests.conftest import _close
from tests.faults.wire import Device, a_photo, announced, blob, check_whole, port_of, rows
from tests.serving import Server, free_port

AT = datetime(2026, 11, 26, 3, 15, tzinfo=UTC)


@pytest.fixture
def shop(data: Path) -> Shop:
    return open_shop(data)


def send(device: Device, shop: Shop, photo: bytes | None = None) -> tuple[str, bytes]:
    """Send one record, with its photo, until it is acknowledged."""
    submission_id, body = shop.body([announced(photo)] if photo else [])
    if photo:
        assert device.put_photo(submission_id, photo).status == 201
    assert device.put(submission_id, body).acknowledges(submission_id, body)
    return submission_id, body


def test_case_073_a_backup_under_load_is_whole_and_a_plain_copy_is_refused(
    data: Path, serve: Callable[..., Server], shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    device, acknowledged, is_over = Device(port_of(serve()), shop), {}, threading.Event()
    for _ in range(3):
        acknowledged |= dict([send(device, shop, a_photo())])

    def keep_sending() -> None:
        while not is_over.is_set():
            send(device, shop, a_photo())

    senders = [threading.Thread(target=keep_sending) for _ in range(3)]
    for sender in senders:
        sender.start()
    try:
        assert main(["backup", str(tmp_path / "backups"), "--data", str(data)]) == 0
        shutil.copy(data / "inspector.db", tmp_path / "inspector.db")  # what people do
    finally:
        is_over.set()
        for sender in senders:
            sender.join()
    [made] = backup.all_in(tmp_path / "backups")
    restoring.verify(made)
    with closing(sqlite3.connect(made / "inspector.db")) as copy:
        here = {row[0] for row in copy.execute("SELECT uuid FROM inspection")}
    assert acknowledged.keys() <= here
    assert main(["restore", str(made), "--drill"]) == 0
    assert main(["restore", str(tmp_path), "--data", str(tmp_path / "other")]) == 1
    assert "inspector.db-wal" in capsys.readouterr().err
    assert not (tmp_path / "other" / "inspector.db").exists()


def test_case_074_after_a_restore_devices_offer_again_and_nothing_is_lost_or_doubled(
    data: Path, serve: Callable[..., Server], shop: Shop, tmp_path: Path
) -> None:
    port = free_port()
    server, device = serve(port=port), Device(port, shop)
    kept = dict(send(device, shop, a_photo()) for _ in range(3))
    before = device.ask("GET", "ping").body["epoch"]
    assert main(["backup", str(tmp_path), "--data", str(data)]) == 0
    later = {}
    photos = {}
    for _ in range(5):
        photo = a_photo()
        submission_id, body = send(device, shop, photo)
        later[submission_id], photos[submission_id] = body, photo
    [made] = backup.all_in(tmp_path)
    assert main(["restore", str(made), "--data", str(data)]) == 1  # while it runs
    server.stop()
    assert main(["restore", str(made), "--data", str(data)]) == 0
    serve(port=port)
    assert device.ask("GET", "ping").body["epoch"] != before
    states = device.ask("POST", "device/submissions/status", json.dumps({"ids": [*kept, *later]}).encode()).body
    assert {one for one, state in states.items() if state["status"] == "unknown"} == set(later)
    for submission_id, body in {**kept, **later}.items():  # what the device does with everything it keeps
        answer = device.put(submission_id, body)
        if answer.body["missing"]:
            assert device.put_photo(submission_id, photos[submission_id]).status in (200, 201)
            answer = device.put(submission_id, body)
        assert answer.acknowledges(submission_id, body)
    check_whole(data, shop, {**kept, **later})
    assert rows(data, "SELECT count(*) FROM inspection") == [(8,)]
    [(details,)] = rows(data, "SELECT details FROM audit_event WHERE action = 'epoch_changed'")
    assert json.loads(details)["from"] == before
    assert len(list(data.glob("before-restore-*/inspector.db"))) == 1


@pytest.fixture
def made(data: Path, shop: Shop, tmp_path: Path) -> Path:
    """A backup of the shop with one photo."""
    _put_photo(data, a_photo())
    return backup.make(Settings(data=data), tmp_path / "backups", AT).folder


def test_a_backup_with_anything_changed_is_not_restored_and_nothing_is_touched(made: Path, tmp_path: Path, data: Path) -> None:
    manifest = json.loads((made / "manifest.json").read_bytes())
    photo = backup.blob_in(made.parent / "blobs", manifest["blobs"][0][0])
    before = backup.hash_of(data / "inspector.db")
    for path, fault in ((photo, "damaged"), (made / "inspector.db", "hash")):
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        with pytest.raises(restoring.NotRestorable, match=fault):
            restoring.restore(made, Settings(data=data), AT)
        path.write_bytes(whole)
    photo.unlink()
    with pytest.raises(restoring.NotRestorable, match="not there"):
        restoring.verify(made)
    (made / "manifest.json").unlink()
    with pytest.raises(restoring.NotRestorable, match="without a manifest"):
        restoring.verify(made)
    assert backup.hash_of(data / "inspector.db") == before and not list(data.glob("before-restore-*"))


def test_older_backups_go_and_take_only_their_own_photos_with_them(made: Path, data: Path, tmp_path: Path) -> None:
    second = a_photo()
    _put_photo(data, second)
    newer = backup.make(Settings(data=data), made.parent, AT.replace(hour=4)).folder
    assert backup.keep_newest(made.parent, 1) == 1
    assert backup.all_in(made.parent) == [newer]
    restoring.verify(newer)
    assert len(list((made.parent / "blobs").glob("*/*/*"))) == 2


@pytest.fixture
def old_data(data: Path) -> Path:
    """A database as it was before the second migration, with somebody in it."""
    for name in ("inspector.db", "inspector.db-wal", "inspector.db-shm"):
        (data / name).unlink(missing_ok=True)
    app: Any = create_app(Settings(data=data))
    with app.app_context():
        command.upgrade(upgrading.config(), "20261122_0001")
        with db.engine.begin() as connection:
            epoch.ensure(connection, "0123456789abcdef", AT)
    _close(app)
    with closing(sqlite3.connect(data / "inspector.db", isolation_level=None)) as connection:
        connection.execute("INSERT INTO device (id, label, first_seen_at, last_seen_at) VALUES ('d', 'Bar', '2026-11-01', '2026-11-02')")
    return data


def test_an_upgrade_keeps_what_was_before_the_last_three(old_data: Path) -> None:
    kept = old_data / "backups"
    for day in range(1, 5):
        backup.make(Settings(data=old_data), kept, AT.replace(day=day), with_photos=False)
    app = create_app(Settings(data=old_data))
    assert upgrading.upgrade(app) >= 1
    _close(app)
    found = backup.all_in(kept)
    assert len(found) == 3
    assert json.loads((found[-1] / "manifest.json").read_bytes())["revision"] == ["20261122_0001"]
    restoring.restore(found[-1], Settings(data=old_data), AT)
    assert rows(old_data, "SELECT label, waiting_count FROM device") == [("Bar", None)]


def test_an_upgrade_can_be_tried_on_a_copy(old_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = backup.hash_of(old_data / "inspector.db")
    assert main(["upgrade", "--dry-run", "--data", str(old_data)]) == 0
    assert "apply to a copy" in capsys.readouterr().out
    assert backup.hash_of(old_data / "inspector.db") == before
    assert main(["upgrade", "--data", str(old_data)]) == 0
    assert main(["upgrade", "--dry-run", "--data", str(old_data)]) == 0
    assert "Nothing to do" in capsys.readouterr().out


@pytest.mark.parametrize("kills", [["16"], pytest.param([], marks=pytest.mark.soak)], ids=["some", "every"])
def test_case_061_an_upgrade_killed_at_any_statement_leaves_what_was_there(old_data: Path, kills: list[str]) -> None:
    """Statements on the whole way are the last one once, every one in the long runs; a fork dies there as in a power cut."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.upgrade_kills", str(old_data), *kills],
        capture_output=True, text=True, timeout=600 if kills else 7200, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert int(done.stdout.split()[0]) >= 15, done.stdout


def test_case_077_a_sqlite_that_may_corrupt_at_a_check_point_is_told_of(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    affected = {(3, 6, 23): False, (3, 7, 0): True, (3, 40, 1): True, (3, 44, 5): True, (3, 44, 6): False, (3, 46, 0): True,
                (3, 50, 6): True, (3, 50, 7): False, (3, 51, 0): True, (3, 51, 2): True, (3, 51, 3): False, (3, 52, 0): False}  # fmt: skip
    assert {version: self_check.is_affected(version) for version in affected} == affected
    for version, grade in (((3, 51, 2), doctor.LOOK), ((3, 51, 3), doctor.GOOD)):
        monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
        found = {one.about: one.grade for one in doctor.examine(Settings(data=data), AT)}
        assert found["SQLite"] == grade


def test_doctor_finds_what_is_wrong_and_nothing_where_all_is_well(made: Path, data: Path) -> None:
    def grades(is_deep: bool = False) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for one in doctor.examine(Settings(data=data), AT, is_deep):
            found.setdefault(one.about, set()).add(one.grade)
        return found

    well = grades(is_deep=True)
    assert {about for about, found in well.items() if found != {doctor.GOOD}} <= {"SQLite"}
    [(name,)] = rows(data, "SELECT sha256 FROM blob")
    path = blob(data, name)
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert grades()["photos"] == {doctor.GOOD} and grades(is_deep=True)["photos"] == {doctor.BAD}
    path.unlink()
    assert grades()["photos"] == {doctor.BAD}
    with closing(sqlite3.connect(data / "inspector.db", isolation_level=None)) as connection:
        connection.execute("INSERT INTO device (id, label, first_seen_at, last_seen_at, skew_seconds) VALUES ('d', '', '', '', 90000)")
    assert doctor.BAD in grades()["clock"]


def _put_photo(data: Path, photo: bytes) -> None:
    from inspector.extensions import db
    from inspector.media import store

    app = create_app(Settings(data=data))
    with app.app_context():
        name, size = app.extensions["inspector.blobs"].put([photo])
        store.note(name, size, "image/jpeg", "00000000-0000-4000-8000-000000000000", AT)
        db.session.commit()
    _close(app)
