"""PostgreSQL that goes away, is set to forget, or ends a transaction for another: nothing acknowledged is lost, nothing is our fault."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from inspector.cli import main
from inspector.upkeep import backup, restoring
from tests.bench.shop import Shop, open_shop
from tests.faults.wire import Device, a_photo, announced, port_of, sha256
from tests.looking import until
from tests.serving import POSTGRES, Postgres, Server, _as_nobody, start_postgres

pytestmark = pytest.mark.postgres
Serve = Callable[..., Server]


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[Postgres]:
    """A PostgreSQL of this file alone, because it is killed."""
    folder = Path(tempfile.mkdtemp(prefix="inspector-postgres-"))
    folder.chmod(0o755)
    running = start_postgres(folder)
    yield running
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


def _control(running: Postgres, *arguments: str) -> None:
    _as_nobody(str(POSTGRES / "pg_ctl"), "-D", str(running.folder / "cluster"), "-w", *arguments, folder=running.folder)


def _start_again(running: Postgres) -> None:
    options = f"-p {running.port} -k '' -c listen_addresses=127.0.0.1 -c shared_buffers=32MB"
    _control(running, "-o", options, "-l", str(running.folder / "log"), "start")


def _rows(url: str, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url.replace("postgresql+psycopg", "postgresql")) as connection:
        return connection.execute(statement).fetchall()


def test_case_080_a_database_killed_under_load_is_503_and_loses_nothing_acknowledged(
    own_postgres: Postgres, data: Path, serve: Serve
) -> None:
    url = own_postgres.new_database()
    shop = open_shop(data, url)
    server = serve(INSPECTOR_DATABASE_URL=url)
    device = Device(port_of(server), shop)
    acknowledged = {}
    for _ in range(3):
        submission_id, body = shop.body()
        assert device.put(submission_id, body).acknowledges(submission_id, body)
        acknowledged[submission_id] = body
    _control(own_postgres, "-m", "immediate", "stop")
    submission_id, body = shop.body()
    refused = device.put(submission_id, body)
    assert (refused.status, refused.code) == (503, "busy") and "retry-after" in refused.headers
    assert device.health()["http"] == 503
    _start_again(own_postgres)
    until(lambda: device.put(submission_id, body).acknowledges(submission_id, body))
    acknowledged[submission_id] = body
    here = dict(_rows(url, "SELECT uuid, body_sha256 FROM inspection"))
    assert here == {one: sha256(content) for one, content in acknowledged.items()}
    assert device.health()["status"] == "ok"
    assert server.process.poll() is None


@pytest.mark.parametrize("setting", ["synchronous_commit"])
def test_case_081_a_database_set_to_forget_is_not_written(own_postgres: Postgres, data: Path, serve: Serve, setting: str) -> None:
    url = own_postgres.new_database()
    shop = open_shop(data, url)
    name = url.rpartition("/")[2]
    with psycopg.connect(url.replace("postgresql+psycopg", "postgresql"), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET {setting} = off")
    device = Device(port_of(serve(INSPECTOR_DATABASE_URL=url)), shop)
    submission_id, body = shop.body()
    refused = device.put(submission_id, body)
    assert (refused.status, refused.code) == (503, "closed")
    assert device.health() == {"status": "red", "reasons": ["unsafe_database"], "http": 503}


def test_case_080_a_lost_race_is_tried_again_by_the_server(own_postgres: Postgres, data: Path, serve: Serve) -> None:
    """Somebody else holds the trail for a moment and then ends our transaction as PostgreSQL ends one of two that wait for each other."""
    url = own_postgres.new_database()
    shop = open_shop(data, url)
    device = Device(port_of(serve(INSPECTOR_DATABASE_URL=url)), shop)
    submission_id, body = shop.body()
    with psycopg.connect(url.replace("postgresql+psycopg", "postgresql"), autocommit=True) as connection:
        connection.execute("""
            CREATE SEQUENCE tries;
            CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF nextval('tries') < 3 THEN RAISE EXCEPTION 'lost' USING ERRCODE = '40001'; END IF; RETURN NEW; END $$;
            CREATE TRIGGER lose BEFORE INSERT ON inspection FOR EACH ROW EXECUTE FUNCTION lose();
        """)
    assert device.put(submission_id, body).acknowledges(submission_id, body)
    assert _rows(url, "SELECT count(*) FROM inspection") == [(1,)]


def test_a_backup_of_postgresql_is_made_verified_and_restored_with_a_new_epoch(
    own_postgres: Postgres, data: Path, tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = own_postgres.new_database()
    shop: Shop = open_shop(data, url)
    server = serve(INSPECTOR_DATABASE_URL=url)
    device = Device(port_of(server), shop)
    photo = a_photo()
    submission_id, body = shop.body([announced(photo)])
    device.put_photo(submission_id, photo)
    assert device.put(submission_id, body).acknowledges(submission_id, body)
    epoch = device.ask("GET", "ping").body["epoch"]
    monkeypatch.setenv("INSPECTOR_DATABASE_URL", url)
    assert main(["backup", str(tmp_path / "backups"), "--data", str(data)]) == 0
    [made] = backup.all_in(tmp_path / "backups")
    later_id, later = shop.body()
    assert device.put(later_id, later).acknowledges(later_id, later)
    server.stop()
    dump = made / "database.dump"
    whole = dump.read_bytes()
    dump.write_bytes(whole[:-100])
    with pytest.raises(restoring.NotRestorable, match="hash"):
        restoring.verify(made)
    dump.write_bytes(whole)
    assert restoring.verify(made)["epoch"] == epoch
    assert main(["restore", str(made), "--data", str(data)]) == 0
    assert {row[0] for row in _rows(url, "SELECT uuid FROM inspection")} == {submission_id}
    assert _rows(url, "SELECT count(*) FROM audit_event WHERE action = 'epoch_changed'") == [(1,)]
    device = Device(port_of(serve(INSPECTOR_DATABASE_URL=url)), shop)
    assert device.ask("GET", "ping").body["epoch"] != epoch
    assert device.put(later_id, later).acknowledges(later_id, later)
    assert device.put(submission_id, body).status == 200


