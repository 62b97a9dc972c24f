"""What tablets want done with tasks while they had no network: once, in order, merged or kept for a person, never dropped."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from inspector import clock
from inspector.audit import trail
from inspector.extensions import db
from inspector.inspections.models import DeviceCommand, Inspection
from inspector.pipelines import sweeps
from inspector.rectification.models import Task, TaskEvent
from tests import rounds
from tests.faults.oracles import check_store
from tests.rectification.conftest import app, data, furnished, opened, shop  # noqa: F401

TABLET, OTHER = "3f0c6a1e-5a44-4a3a-9a41-0d3c8a6c1b77", "7d1f0a52-8b0e-4c0e-9a53-5f8e2b9f6c10"


@pytest.fixture
def task(opened):  # noqa: F811
    """The id of an open task of the garden: the floor of the hall, which Gao owns."""
    with opened.app.app_context():
        opened.submit({("floor", None): "fail"}, at=clock.now() - timedelta(hours=1))
        return db.session.scalars(select(Task.id)).one()


@pytest.fixture
def wish(opened, task):  # noqa: F811
    """wish("task.fix", by="gao", seq=1, …) is a command as a device makes it."""

    def make(
        kind, *, by, seq=1, after=None, base=1, device=TABLET, note=None, photos=(), uuid=None, target=None, **payload
    ):
        return {
            "wire": 1, "id": uuid or str(uuid4()), "type": kind, "target": target or {"task": task}, "author_id": opened.accounts[by],
            "seq": seq, "after": after, "base_rev": base, "at": "2026-11-26T18:00:00.000+08:00",
            "payload": {"note": note, "photos": list(photos), **payload}, "client": {"build": "test", "device_id": device},
        }  # fmt: skip

    return make


def put(visitor, command, **more):
    return visitor.device("PUT", f"/api/v1/device/commands/{command['id']}", rounds.encoded(command), **more)


def ack_of(command):
    return f"{command['id']} {hashlib.sha256(rounds.encoded(command)).hexdigest()}"


def state(opened):  # noqa: F811
    with opened.app.app_context():
        one = db.session.scalars(select(Task)).one()
        return one.state, one.rev


def kinds(opened):  # noqa: F811
    with opened.app.app_context():
        return list(db.session.scalars(select(TaskEvent.kind).order_by(TaskEvent.id)))


def whole(opened):  # noqa: F811
    """The oracles: the store is sound, the trail unbroken, each command stands once."""
    with opened.app.app_context():
        with db.engines["read"].connect() as connection:
            assert trail.verify(connection).broken_seq is None
        ids = db.session.execute(select(DeviceCommand.uuid, DeviceCommand.body_sha256)).all()
        assert len(ids) == len(set(ids))
        data = opened.app.extensions["inspector.settings"].data
    check_store(data)


def test_a_fix_with_its_photo_is_carried_out_once_however_often_it_is_sent(opened, visit, wish):  # noqa: F811
    picture = rounds.photo()
    sha = hashlib.sha256(picture).hexdigest()
    command, gao = wish("task.fix", by="gao", photos=[sha], note="mopped"), visit("gao")
    first = put(gao, command)
    assert (first.status_code, first.json["status"], first.json["missing"]) == (201, "incomplete", [sha])
    assert "X-Inspector-Ack" not in first.headers and state(opened) == ("open", 1)
    assert (
        gao.device("PUT", f"/api/v1/device/blobs/{command['id']}/{sha}", picture, Content_Type="image/jpeg").status_code
        == 201
    )
    codes = [put(gao, command) for _ in range(3)]
    assert [one.status_code for one in codes] == [201, 200, 200]
    assert {one.headers["X-Inspector-Ack"] for one in codes} == {ack_of(command)}
    assert [one.json["outcome"] for one in codes] == ["applied"] * 3
    assert state(opened) == ("fixed", 2) and kinds(opened) == ["opened", "fixed"]
    assert put(gao, {**command, "seq": 9}).status_code == 409, "the same number with other content"
    whole(opened)


def test_a_chain_made_without_a_network_stands_on_its_own_steps(opened, visit, wish):  # noqa: F811
    gao = visit("gao")
    answers = [
        put(gao, wish("task.accept", by="gao", seq=1)),
        put(gao, wish("task.comment", by="gao", seq=2, after=1, note="mop is wet")),
    ]
    assert [(one.json["outcome"], one.json["merged"]) for one in answers] == [("applied", False)] * 2
    assert state(opened) == ("accepted", 3)


def test_what_others_did_beside_it_does_not_stand_against_a_command(opened, visit, wish):  # noqa: F811
    assert (
        put(visit("lin"), wish("task.comment", by="lin", device=OTHER, note="the guests slip")).json["outcome"]
        == "applied"
    )
    answer = put(visit("gao"), wish("task.accept", by="gao"))
    assert (answer.json["outcome"], answer.json["merged"], state(opened)) == ("applied", True, ("accepted", 3))


def test_case_089_a_step_before_its_first_waits_and_follows_in_order(opened, visit, wish):  # noqa: F811
    gao = visit("gao")
    accept, remark, more = (
        wish("task.accept", by="gao", seq=1), wish("task.comment", by="gao", seq=2, after=1, note="one"),
        wish("task.comment", by="gao", seq=3, after=2, note="two"),
    )  # fmt: skip
    for late in (more, remark):
        answer = put(gao, late)
        assert (answer.status_code, answer.json["outcome"], answer.headers["X-Inspector-Ack"]) == (
            201,
            "waiting",
            ack_of(late),
        )
    assert kinds(opened) == ["opened"]
    assert put(gao, accept).json["outcome"] == "applied"
    assert kinds(opened) == ["opened", "accepted", "commented", "commented"]
    with opened.app.app_context():
        notes = db.session.scalars(select(TaskEvent.note).where(TaskEvent.kind == "commented").order_by(TaskEvent.id))
        assert notes.all() == ["one", "two"]
    assert put(gao, more).json["outcome"] == "applied", "sent again it is told what became of it"
    whole(opened)


def test_case_089_what_never_comes_holds_nothing_up_for_more_than_seven_days(opened, visit, wish):  # noqa: F811
    put(visit("gao"), wish("task.accept", by="gao", seq=2, after=1))
    with opened.app.app_context():
        for days, expected in ((6, "waiting"), (7, "applied")):
            sweeps.run(clock.now() + timedelta(days=days, minutes=1))
            db.session.commit()
            assert db.session.scalars(select(DeviceCommand.state)).one() == expected
        details = db.session.scalars(select(TaskEvent.details).where(TaskEvent.kind == "accepted")).one()
        assert details["forced"] is True
    whole(opened)


def test_case_089_a_correction_that_arrives_before_its_round_waits_for_it(opened, visit, wish):  # noqa: F811
    gao = visit("gao")
    with opened.app.app_context():
        checklist = rounds.publish()
        given = rounds.answers(checklist, [opened.staff["tao"]], {("tables", None)})
    envelope = rounds.submission(checklist, site=opened.site, author=opened.accounts["gao"], given=given)
    change = {"item": "tables", "for": None, "set": {"value": "pass"}}
    early = wish(
        "inspection.correct", by="gao", target={"inspection": envelope["id"]}, note="Looked again", changes=[change]
    )
    assert put(gao, early).json["outcome"] == "waiting"
    assert (
        gao.device("PUT", f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(envelope)).status_code == 201
    )
    with opened.app.app_context():
        sweeps.run(clock.now())
        db.session.commit()
        found = db.session.scalars(select(Inspection).where(Inspection.uuid == envelope["id"])).one()
        assert (found.rev, found.failure_count) == (2, 0)
    assert put(gao, early).json["outcome"] == "applied"
    whole(opened)


def close_of(opened, wish, visit, by):  # noqa: F811
    """Bring the task to where it is watched, through Gao and Lin."""
    put(visit("gao"), wish("task.fix", by="gao", seq=1, photos=[]))
    with opened.app.app_context():
        one = db.session.scalars(select(Task)).one()
        one.needs_photo = False
        db.session.commit()
    put(visit("gao"), wish("task.fix", by="gao", seq=2))
    assert (
        put(visit("lin"), wish("task.verify", by="lin", device=OTHER, base=state(opened)[1])).json["outcome"]
        == "applied"
    )
    return state(opened)[1]


def test_case_090_what_comes_after_the_end_is_kept_as_a_remark_on_the_closed_task(opened, visit, wish):  # noqa: F811
    rev = close_of(opened, wish, visit, "lin")
    assert put(visit("lin"), wish("task.close", by="lin", device=OTHER, seq=2, base=rev)).json["outcome"] == "applied"
    late = wish("task.return", by="nora", device=str(uuid4()), base=rev, note="Still sticky under the table")
    answer = put(visit("nora"), late)
    assert (answer.status_code, answer.json["outcome"], answer.json["task"]["state"]) == (201, "commented", "closed")
    assert answer.headers["X-Inspector-Ack"] == ack_of(late)
    assert state(opened)[0] == "closed"
    page = visit("lin").get(f"/tasks/{answer.json['task']['id']}").get_data(as_text=True)
    assert "Still sticky under the table" in page
    whole(opened)


def test_case_091_of_two_who_close_one_task_the_second_is_shown_the_first(opened, visit, wish):  # noqa: F811
    rev = close_of(opened, wish, visit, "lin")
    first = wish("task.close", by="lin", device=OTHER, seq=2, base=rev)
    second = wish("task.close", by="nora", device=str(uuid4()), base=rev)
    assert put(visit("lin"), first).status_code == 201
    answer = put(visit("nora"), second)
    assert (answer.status_code, answer.json["error"]["code"], answer.json["outcome"]) == (409, "conflict", "superseded")
    assert (answer.json["task"]["state"], answer.json["task"]["by"]) == ("closed", "林岚")
    assert answer.headers["X-Inspector-Ack"] == ack_of(second), "the device may lay it aside: there is nothing to do"
    assert kinds(opened).count("closed") == 1
    whole(opened)


def test_case_088_two_different_moves_from_one_state_are_kept_for_a_person(opened, visit, wish):  # noqa: F811
    close_of(opened, wish, visit, "lin")
    rev = state(opened)[1]
    put(visit("quan"), wish("task.return", by="quan", device=str(uuid4()), base=rev, note="Not dry"))
    late = wish("task.close", by="nora", device=str(uuid4()), base=rev, note="Looks fine to me")
    answer = put(visit("nora"), late)
    assert (answer.status_code, answer.json["outcome"], state(opened)[0]) == (409, "conflict", "accepted"), (
        "the first stays"
    )
    lin = visit("lin")
    assert "Close the task" in lin.get("/held").get_data(as_text=True)
    with opened.app.app_context():
        number = db.session.scalars(
            select(DeviceCommand.id).where(DeviceCommand.state == "open", DeviceCommand.reason == "conflict")
        ).one()
    page = lin.get(f"/commands/{number}").get_data(as_text=True)
    assert "Not dry" in page and "Looks fine to me" in page and "Nora North" in page and "Quan Quality" in page
    assert lin.post(f"/commands/{number}/decision", decision="leave", reason="It was wet").status_code == 303
    assert "Looks fine to me" in lin.get(f"/tasks/{answer.json['task']['id']}").get_data(as_text=True)
    assert state(opened)[0] == "accepted"
    whole(opened)


def test_a_command_kept_for_a_person_can_be_carried_out_after_all(opened, visit, wish):  # noqa: F811
    held = put(visit("mei"), wish("task.accept", by="mei", note="I can do it"))
    assert (held.status_code, held.json["outcome"], held.json["task"]) == (201, "held", None), (
        "nothing of it is told to who may not see it"
    )
    with opened.app.app_context():
        number = db.session.scalars(select(DeviceCommand.id)).one()
    lin = visit("lin")
    assert lin.post(f"/commands/{number}/decision", decision="carry", reason="She asked me").status_code == 303
    assert state(opened) == ("accepted", 2)
    assert lin.post(f"/commands/{number}/decision", decision="leave", reason="again").status_code == 409
    whole(opened)


def test_case_097_what_a_revoked_leave_brings_is_held_and_reads_nothing(opened, visit, wish):  # noqa: F811
    from inspector.accounts import devices, grants

    with opened.app.app_context():
        given = grants.give(opened.accounts["gao"], TABLET, "tablet", clock.now())
        devices.revoke_grant(given.id, by=opened.accounts["lin"], at=clock.now())
        db.session.commit()
    answer = put(visit(), wish("task.accept", by="gao"), grant=given.secret)
    assert (answer.status_code, answer.json["outcome"], state(opened)) == (201, "held", ("open", 1))
    assert "by" not in answer.json["task"]
    assert visit().device("GET", "/api/v1/device/bundle", grant=given.secret).status_code in (401, 403)
    whole(opened)


def test_case_150_the_clock_of_a_tablet_decides_nothing(opened, visit, wish):  # noqa: F811
    gao = visit("gao")
    future = {**wish("task.accept", by="gao"), "at": "2099-01-01T00:00:00.000+08:00"}
    assert put(gao, future).json["outcome"] == "applied"
    past = {**wish("task.accept", by="lin", device=OTHER), "at": "2001-01-01T00:00:00.000+08:00"}
    assert put(visit("lin"), past).json["outcome"] == "superseded"
    with opened.app.app_context():
        moments = db.session.scalars(select(TaskEvent.at)).all()
        assert all(abs(clock.now() - at) < timedelta(hours=2) for at in moments), "events carry the server's time"


@pytest.mark.parametrize(
    "change",
    [{"type": "task.explode"}, {"seq": 0}, {"after": 5}, {"target": {}}, {"wire": 2}, {"at": "soon"}, {"payload": {"photos": ["x"]}},
     {"client": {}}, {"base_rev": "1"}],
)  # fmt: skip
def test_a_command_that_cannot_be_read_is_refused_and_leaves_nothing(opened, visit, wish, change):  # noqa: F811
    assert put(visit("gao"), {**wish("task.accept", by="gao"), **change}).status_code == 400
    with opened.app.app_context():
        assert db.session.scalars(select(DeviceCommand)).all() == []


def at_work(
    wish, kind, minutes, skew=timedelta(0), **more
):  # what was done so many minutes ago, by a clock that is ahead by the skew
    command = wish(kind, **more)
    command["at"] = (clock.now() - timedelta(minutes=minutes) + skew).isoformat()
    command["client"]["skew_ms"] = -int(skew.total_seconds() * 1000)
    return command


@pytest.mark.parametrize("skew", [timedelta(0), timedelta(days=2), -timedelta(days=400), timedelta(days=365 * 73)])
def test_case_149_the_clock_of_who_fixes_stops_when_it_was_done_whatever_the_tablets_clock_says(
    skew,
    opened,  # noqa: F811
    visit,
    wish,
):
    picture = rounds.photo()
    sha, gao = hashlib.sha256(picture).hexdigest(), visit("gao")
    accept = at_work(wish, "task.accept", 45, skew, by="gao", seq=1)
    fix = at_work(wish, "task.fix", 40, skew, by="gao", seq=2, after=1, photos=[sha])
    gao.device("PUT", f"/api/v1/device/blobs/{fix['id']}/{sha}", picture, Content_Type="image/jpeg")
    assert [put(gao, one).json["outcome"] for one in (accept, fix)] == ["applied", "applied"]
    with opened.app.app_context():
        fixed_at = db.session.scalars(select(Task.fixed_at)).one()
        assert abs(fixed_at - (clock.now() - timedelta(minutes=40))) < timedelta(seconds=20)
        heard = db.session.scalars(select(TaskEvent.at).where(TaskEvent.kind == "fixed")).one()
        assert clock.now() - heard < timedelta(seconds=20), (
            "the second look has its time from when the server heard of it"
        )


def test_case_150_no_clock_of_a_tablet_fixes_before_the_finding_or_tomorrow(opened, visit, wish):  # noqa: F811
    early, late = (
        at_work(wish, "task.contain", 60 * 24 * 30, by="gao", note="roped off"),
        wish("task.comment", by="gao", seq=2, after=1, note="x"),
    )
    late["at"] = "2099-01-01T00:00:00.000+08:00"
    assert [put(visit("gao"), one).json["outcome"] for one in (early, late)] == ["applied", "applied"]
    with opened.app.app_context():
        task = db.session.scalars(select(Task)).one()
        assert task.analysis.contained_at == task.opened_at
        assert task.events[-1].details["done_at"] <= clock.now().isoformat()


def test_a_task_is_handed_over_from_the_floor(opened, visit, wish):  # noqa: F811
    to = str(opened.staff["mei"])
    assert (
        put(visit("gao"), wish("task.hand_over", by="gao", staff=to, note="I serve the rooms")).json["outcome"]
        == "applied"
    )
    with opened.app.app_context():
        assert str(db.session.scalars(select(Task.owner_id)).one()) == to
    gone = wish("task.hand_over", by="gao", seq=2, after=1, base=2, staff="99999")
    assert put(visit("gao"), gone).json["outcome"] == "held"
    whole(opened)
