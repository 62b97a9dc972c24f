"""The server's process ends in every way it can; what it had acknowledged is there, and what it had not comes again and counts once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.bench.shop import Shop, open_shop
from tests.faults.wire import NOTHING, Answer, Device, a_photo, announced, blob, check_whole, port_of, rows
from tests.looking import until
from tests.serving import Server, free_port

Serve = Callable[..., Server]


@pytest.fixture
def shop(data: Path) -> Shop:
    return open_shop(data)


@pytest.fixture
def fault(tmp_path: Path) -> Path:
    """The file that arms a fault point of a server started with `armed`."""
    return tmp_path / "fault"


def armed(fault: Path) -> dict[str, str]:
    return {"INSPECTOR_TESTING": "1", "INSPECTOR_FAULT": str(fault)}


def test_case_050_killed_around_the_commit_each_record_counts_once(data: Path, serve: Serve, shop: Shop, fault: Path) -> None:
    port, acknowledged = free_port(), {}
    device = Device(port, shop)
    server = serve(port=port, **armed(fault))
    for point, arrived, status_again in (("submission.begun", 0, 201), ("commit.before", 0, 201), ("commit.after", 1, 200)):
        before = len(acknowledged)
        fault.write_text(f"{point} kill")
        submission_id, body = shop.body()
        assert device.put(submission_id, body) == NOTHING
        server.process.wait(20)
        assert rows(data, "SELECT count(*) FROM inspection") == [(before + arrived,)]
        server = serve(port=port, **armed(fault))
        again = device.put(submission_id, body)
        assert again.status == status_again and again.acknowledges(submission_id, body)
        acknowledged[submission_id] = body
    check_whole(data, shop, acknowledged)


def test_case_052_killed_between_a_photo_and_its_row_only_an_orphan_is_left(data: Path, serve: Serve, shop: Shop, fault: Path) -> None:
    port, photo = free_port(), a_photo()
    server, device = serve(port=port, **armed(fault)), Device(port, shop)
    submission_id, body = shop.body([announced(photo)])
    fault.write_text("blob.stored kill")
    assert device.put_photo(submission_id, photo) == NOTHING
    server.process.wait(20)
    orphan = announced(photo)["sha256"]
    assert blob(data, orphan).is_file() and rows(data, "SELECT count(*) FROM blob") == [(0,)]
    serve(port=port)
    assert device.put(submission_id, body).body["missing"] == [orphan]
    assert device.put_photo(submission_id, photo).status == 201
    assert device.put(submission_id, body).acknowledges(submission_id, body)
    check_whole(data, shop, {submission_id: body})


def test_case_053_no_row_of_a_photo_is_ever_without_its_bytes(data: Path, serve: Serve, shop: Shop, fault: Path) -> None:
    port = free_port()
    device = Device(port, shop)
    for point in ("blob.stored", "commit.before", "commit.after"):
        server = serve(port=port, **armed(fault))
        fault.write_text(f"{point} kill")
        photo = a_photo()
        submission_id, _ = shop.body([announced(photo)])
        assert device.put_photo(submission_id, photo) == NOTHING
        server.process.wait(20)
        for (name,) in rows(data, "SELECT sha256 FROM blob"):
            assert blob(data, name).is_file()
    assert rows(data, "SELECT count(*) FROM blob") == [(1,)]  # only the one whose commit was over


def test_case_054_what_is_under_way_is_finished_when_the_server_is_told_to_stop(
    data: Path, serve: Serve, shop: Shop, fault: Path
) -> None:
    server = serve(**armed(fault))
    device = Device(port_of(server), shop)
    fault.write_text("commit.before wait 1.5")
    submission_id, body = shop.body()
    found: list[Answer] = []
    sending = threading.Thread(target=lambda: found.append(device.put(submission_id, body)))
    sending.start()
    until(fault.with_suffix(".reached").exists)
    server.process.send_signal(signal.SIGTERM)
    other_id, other = shop.body()
    refused = device.put(other_id, other)
    sending.join()
    assert found[0].acknowledges(submission_id, body)
    assert refused == NOTHING or refused.code == "closed" and "retry-after" in refused.headers
    assert server.process.wait(30) == 0
    assert not (data / "running").exists()
    check_whole(data, shop, {submission_id: body})


def test_case_055_a_server_that_slept_goes_on_and_counts_once(data: Path, serve: Serve, shop: Shop) -> None:
    server = serve()
    device = Device(port_of(server), shop, timeout=1)
    submission_id, body = shop.body()
    os.kill(server.process.pid, signal.SIGSTOP)
    assert device.put(submission_id, body) == NOTHING
    os.kill(server.process.pid, signal.SIGCONT)
    device.timeout = 30
    assert device.put(submission_id, body).acknowledges(submission_id, body)
    check_whole(data, shop, {submission_id: body})


def test_case_059_a_process_forked_beside_an_open_write_does_not_inherit_its_connection(data: Path, app: Any) -> None:
    """A fork carries the parent's lock with it; our children begin afresh, so theirs is another connection and their write succeeds."""
    writer = "import sqlite3,sys; c=sqlite3.connect(sys.argv[1],timeout=5); c.execute('CREATE TABLE of_child (x)'); c.commit()"
    from sqlalchemy import text

    from inspector.extensions import db

    with app.app_context():
        db.session.execute(text("CREATE TABLE of_parent (x)"))
        child = subprocess.Popen([sys.executable, "-c", writer, str(data / "inspector.db")])
        db.session.commit()
        assert child.wait(10) == 0
    assert {name for (name,) in rows(data, "SELECT name FROM sqlite_master WHERE name LIKE 'of_%'")} == {"of_parent", "of_child"}


def test_case_060_a_second_server_on_one_folder_names_the_first(data: Path, serve: Serve) -> None:
    server = serve()
    command = [sys.executable, "-m", "inspector", "serve", "--no-demo", "--data", str(data), "--port", str(free_port())]
    second = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 2
    assert f"Another server (process {server.process.pid})" in second.stderr


@pytest.mark.parametrize(
    ("setting", "value"),
    [("INSPECTOR_SECRET", "guess"), ("INSPECTOR_BASE_URL", "http://inspector.example.com"), ("FLASK_DEBUG", "1"), ("secret", "")],
)
def test_case_062_what_is_fit_only_for_trying_out_is_refused_by_name(data: Path, setting: str, value: str) -> None:
    environment = dict(os.environ)
    if setting == "secret":
        (data / "secret").write_text(value)
    else:
        environment[setting] = value
    command = [sys.executable, "-m", "inspector", "serve", "--no-demo", "--data", str(data), "--port", str(free_port())]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=False)
    assert done.returncode == 2
    assert setting in done.stderr
    assert not (data / "running").exists()


@pytest.fixture
def lone_fault_point(monkeypatch: pytest.MonkeyPatch, fault: Path) -> Path:
    monkeypatch.setenv("INSPECTOR_FAULT", str(fault))
    return fault


def test_fault_points_are_nothing_outside_tests(lone_fault_point: Path) -> None:
    from inspector import fault_points

    lone_fault_point.write_text("anywhere raise EIO")
    assert not fault_points.IS_TESTING
    fault_points.fault_point("anywhere")
