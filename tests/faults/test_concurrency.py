"""Many at once, the same twice, parts in any order: one row, one receipt, nothing taken from anybody. One server for the whole file."""

from __future__ import annotations

import argparse
import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from inspector.extensions import db
from tests import rounds
from tests.bench import herd
from tests.bench.shop import Shop, open_shop
from tests.cast import Cast
from tests.faults.wire import Answer, Device, a_photo, announced, check_whole, port_of, rows
from tests.serving import Server, start_server
from tests.visiting import Visitor

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Shop]]:
    """The server of this file and its shop."""
    data = tmp_path_factory.mktemp("data")
    shop = open_shop(data)
    server = start_server(data)
    yield server, shop
    server.stop()


@pytest.fixture(scope="module")
def served(running: tuple[Server, Shop]) -> tuple[Path, Shop, Device]:
    """(data folder, shop, a device of it)."""
    server, shop = running
    return server.data, shop, Device(port_of(server), shop)


def at_once(*work: Callable[[], Answer]) -> list[Answer]:
    """Do all of it in the same moment; the answers in the order of asking."""
    found: dict[int, Answer] = {}
    gate = threading.Barrier(len(work))

    def run(n: int) -> None:
        gate.wait()
        found[n] = work[n]()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [found[n] for n in range(len(work))]


def test_case_082_twenty_identical_records_at_once_are_one(served: tuple[Path, Shop, Device]) -> None:
    data, shop, device = served
    submission_id, body = shop.body()
    answers = at_once(*[lambda: device.put(submission_id, body)] * 20)
    assert sorted(answer.status for answer in answers) == [200] * 19 + [201]
    assert all(answer.acknowledges(submission_id, body) for answer in answers)
    assert len({answer.body["code"] for answer in answers}) == 1
    check_whole(data, shop, {submission_id: body})


def test_case_083_one_id_with_two_contents_keeps_both_and_tells_the_second(served: tuple[Path, Shop, Device]) -> None:
    data, shop, device = served
    submission_id, body = shop.body()
    other = body.replace(b'"comment":null', b'"comment":"other"')
    assert other != body
    answers = at_once(lambda: device.put(submission_id, body), lambda: device.put(submission_id, other))
    assert sorted(answer.status for answer in answers) == [201, 409]
    winner = body if answers[0].status == 201 else other
    loser = next(answer for answer in answers if answer.status == 409)
    assert loser.code == "other_content" and "x-inspector-ack" not in loser.headers
    [(kept, reason)] = rows(data, "SELECT body, reason FROM held_record WHERE uuid = ?", submission_id)
    assert reason == "other_content" and bytes(kept) == (other if winner == body else body)
    check_whole(data, shop, {submission_id: winner})


def test_case_084_photos_before_after_and_between_are_complete_exactly_when_all_are_here(served: tuple[Path, Shop, Device]) -> None:
    data, shop, device = served
    acknowledged = {}
    for order in permutations(("record", 0, 1)):
        photos = [a_photo(5_000), a_photo(5_000)]
        submission_id, body = shop.body([announced(photo) for photo in photos])
        here: set[Any] = set()
        for step in order:
            if step == "record":
                missing = set(device.put(submission_id, body).body["missing"])
                assert missing == {announced(photo)["sha256"] for n, photo in enumerate(photos) if n not in here}
            else:
                assert device.put_photo(submission_id, photos[step]).status == 201
            here.add(step)
        assert device.put(submission_id, body).acknowledges(submission_id, body)
        acknowledged[submission_id] = body
    check_whole(data, shop, acknowledged)


def test_case_085_a_second_sending_with_fewer_photos_takes_none_away(served: tuple[Path, Shop, Device]) -> None:
    data, shop, device = served
    photos = [a_photo(5_000), a_photo(5_000)]
    submission_id, body = shop.body([announced(photo) for photo in photos])
    for photo in photos:
        device.put_photo(submission_id, photo)
    assert device.put(submission_id, body).acknowledges(submission_id, body)
    fewer = json.loads(body)
    fewer["attachments"] = fewer["attachments"][:1]
    assert device.put(submission_id, json.dumps(fewer).encode()).status == 409
    assert device.put(submission_id, body).acknowledges(submission_id, body)
    count = "SELECT count(*) FROM attachment a JOIN inspection i ON i.id = a.inspection_id WHERE i.uuid = ? AND a.is_here"
    assert rows(data, count, submission_id) == [(2,)]
    check_whole(data, shop, {submission_id: body})


def test_case_092_figures_under_fifty_records_at_once_equal_a_recount(served: tuple[Path, Shop, Device]) -> None:
    data, shop, device = served
    sent = dict(shop.body() for _ in range(50))
    answers = at_once(*[lambda one=one: device.put(one, sent[one]) for one in sent])  # type: ignore[misc]
    assert all(answer.acknowledges(one, sent[one]) for one, answer in zip(sent, answers, strict=True))
    recount = """
        SELECT count(*) FROM inspection i
        WHERE answer_count != (SELECT count(*) FROM answer a WHERE a.inspection_id = i.id AND a.state = 'answered')
           OR failure_count != (SELECT count(*) FROM answer a WHERE a.inspection_id = i.id AND a.is_failed)
    """
    assert rows(data, recount) == [(0,)]
    twice = "SELECT count(*) FROM (SELECT item, place FROM task WHERE state != 'closed' GROUP BY item, place, site_id HAVING count(*) > 1)"
    assert rows(data, twice) == [(0,)]  # fifty failures of one item at one place are one task
    check_whole(data, shop, sent)


def test_case_094_two_hundred_connections_meet_no_locked_database(served: tuple[Path, Shop, Device]) -> None:
    data, shop, device = served
    sent = dict(shop.body() for _ in range(200))
    answers = at_once(*[lambda one=one: device.put(one, sent[one]) for one in sent])  # type: ignore[misc]
    assert {answer.status for answer in answers} == {201}
    assert "database is locked" not in (data / "server.log").read_text(errors="replace")
    check_whole(data, shop, sent)


def test_case_049_a_herd_that_comes_back_at_once_is_drained_and_pages_are_answered_meanwhile(running: tuple[Server, Shop]) -> None:
    """A small one; `python -m tests.bench.herd --full` is the whole."""
    server, shop = running
    options = argparse.Namespace(tablets=60, rounds=1, photos=3, photo_bytes=30_000, seed=1)
    with ThreadPoolExecutor(1) as apart:  # a browser of the tests before may still have its loop in this thread
        found, megabytes = apart.submit(asyncio.run, herd.drain(server, shop, options)).result()
    assert len(found.acknowledged) == 60 and found.photos == 180
    assert found.wrong == {} and found.waits["page"]
    assert herd.check(server.data, found) == (0, 0)
    assert megabytes < herd.AIM_MEMORY_MEGABYTES


def test_case_093_whatever_writes_begins_at_once_and_whatever_reads_cannot_write(app: Flask, cast: Cast, visit: Any) -> None:
    """A deferred transaction that reads and then writes fails at once when somebody wrote in between, whatever its patience."""
    told: list[str] = []
    with app.app_context():
        for engine in (db.engines[None], db.engines["read"]):
            event.listen(engine, "connect", lambda connection, _: connection.set_trace_callback(told.append))
            engine.dispose()  # what is open already would not be listened to
        checklist = rounds.publish()
    gao: Visitor = visit("gao")
    given = rounds.answers(checklist, [cast.staff["mei"]])
    envelope = rounds.submission(checklist, site=cast.sites["garden"], author=cast.accounts["gao"], given=given)
    assert gao.device("PUT", f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(envelope)).status_code == 201
    assert gao.get("/today").status_code == 200
    begun = {line for line in told if line.startswith("BEGIN")}
    assert begun == {"BEGIN", "BEGIN IMMEDIATE"}
    with app.app_context(), db.engines["read"].connect() as reader, pytest.raises(Exception, match="readonly"):
        reader.exec_driver_sql("DELETE FROM notice")
