"""Messages on their whole way: from what happened to a real service on this machine, once, and never about a person in a group."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from inspector.extensions import db
from inspector.jobs import working
from inspector.jobs.models import Job
from inspector.notices import board, channels
from inspector.notices.models import Notice, NoticeChannel
from inspector.pipelines import delivering, sweeps
from inspector.rectification.models import Task
from tests.notices.receiving import post_box, service
from tests.rectification.shop import furnish

NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)  # in Shanghai
KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
SENTENCE = "Passed on to you: %(title)s (%(site)s)."
VALUES = {"title": {"zh": "地面", "en": "Floor"}, "site": "Garden"}


@pytest.fixture
def outside(app):
    """A mail server and a messaging service; the app knows where they are."""
    with post_box() as box, service() as heard:
        hosts = tuple((name, heard.address) for name in ("wecom", "dingtalk", "feishu"))
        settings = app.extensions["inspector.settings"]
        app.extensions["inspector.settings"] = replace(
            settings,
            mail_server=box.address,
            mail_from="qc@heyuan.example",
            messenger_hosts=hosts,
            base_url="https://heyuan.example",
        )
        yield box, heard


@pytest.fixture
def told(app, cast, outside, time_machine):
    """told("gao", "reminder") announces once more to somebody, routes and carries out what is due."""
    time_machine.move_to(NOON)

    def tell(name, urgency, key="task:1:2", at=NOON):
        with app.app_context():
            board.announce([cast.accounts[name]], key, SENTENCE, VALUES, "/tasks/1", at, urgency=urgency)
            delivering.route(at)
            db.session.commit()
            working.run_due()

    return tell


def jobs(app):
    with app.app_context():
        return db.session.execute(select(Job.key, Job.state, Job.due_at, Job.error).order_by(Job.id)).all()


def choose(app, cast, name, way, level, address=""):
    with app.app_context():
        channels.choose(cast.accounts[name], way, level, address, NOON)
        db.session.commit()


def give_mail(app, cast, name):
    from inspector.accounts.models import Account

    with app.app_context():
        db.session.get_one(Account, cast.accounts[name]).email = f"{name}@heyuan.example"
        db.session.commit()


def test_one_event_is_one_letter_and_only_what_was_chosen_is_sent(app, cast, told, outside):
    give_mail(app, cast, "gao")
    told("gao", "reminder")
    told("gao", "reminder")
    told("gao", "plain", "task:1:3")
    assert [to for to, _ in outside[0].letters] == ["gao@heyuan.example"]
    choose(app, cast, "gao", "mail", "all")
    told("gao", "plain", "task:1:4")
    choose(app, cast, "gao", "mail", "off")
    told("gao", "at_once", "task:1:5")
    assert len(outside[0].letters) == 2


def test_by_night_it_waits_and_what_was_read_meanwhile_is_not_sent(app, cast, told, outside, time_machine):
    give_mail(app, cast, "gao")
    night = NOON + timedelta(hours=12)
    time_machine.move_to(night)
    told("gao", "reminder", at=night)
    assert outside[0].letters == []
    morning = NOON + timedelta(hours=21)
    assert jobs(app)[0].due_at == morning
    with app.app_context():
        board.mark_read(cast.accounts["gao"], night)
        db.session.commit()
    time_machine.move_to(morning)
    with app.app_context():
        working.run_due()
    assert outside[0].letters == []
    assert jobs(app)[0].state == "done"


@pytest.mark.parametrize(
    ("name", "path", "to"),
    [
        ("wecom", r"/cgi-bin/message/send\?access_token=T-1", ("touser", "gao.wx")),
        ("dingtalk", r"/topapi/message/corpconversation/asyncsend_v2\?access_token=T-1", ("userid_list", "gao.wx")),
        ("feishu", r"/open-apis/im/v1/messages\?receive_id_type=user_id", ("receive_id", "gao.wx")),
    ],
)
def test_a_person_gets_a_card_with_a_link(app, cast, told, outside, name, path, to):
    with app.app_context():
        channels.set_up_app(name, "corp", "hush", "1000002", "heyuan", cast.accounts["ada"], NOON)
        db.session.commit()
    choose(app, cast, "gao", name, "important", "gao.wx")
    told("gao", "reminder")
    token, (sent, body, bearer) = outside[1].heard[0], outside[1].heard[1]
    assert "hush" in token[0] or token[1].get("app_secret") == "hush"
    assert re.fullmatch(path, sent)
    assert body[to[0]] == to[1]
    assert bearer == ("Bearer T-1" if name == "feishu" else "")
    said = json.dumps(body, ensure_ascii=False)
    assert "Floor (Garden)" in said
    assert "https://heyuan.example/tasks/1" in said


def test_a_service_that_says_no_is_asked_again_and_is_not_followed_elsewhere(app, cast, told, outside):
    with app.app_context():
        channels.set_up_bot("wecom", KEY, "", None, "all", "zh", cast.accounts["ada"], NOON)
        channel = db.session.scalars(select(NoticeChannel)).one()
        outside[1].answer = {"errcode": 45009}
        delivering.post(channel, "one", "test", {"site": "Garden"}, NOON)
        db.session.commit()
        working.run_due()
        outside[1].status = 302
        delivering.post(channel, "two", "test", {"site": "Garden"}, NOON)
        db.session.commit()
        working.run_due()
    assert [(job.state, job.error) for job in jobs(app)] == [
        ("waiting", "the service answered 45009"),
        ("waiting", "the service answered HTTP 302"),
    ]
    assert KEY not in str(jobs(app))


def test_a_group_hears_of_its_store_and_of_nobody(app, cast, outside, time_machine):
    """Everything that a sweep sends to a group after a day with named failures: no name, no number of a person."""
    at = NOON + timedelta(hours=1)
    time_machine.move_to(at)
    with app.app_context():
        shop = furnish(app, cast)
        channels.set_up_bot("wecom", KEY, "", shop.site, "hall", "zh", cast.accounts["lin"], NOON)
        channels.set_up_bot("dingtalk", KEY, "s3cret", shop.other_site, "harbour", "en", cast.accounts["ada"], NOON)
        for _ in range(3):
            shop.submit({("floor", None): "fail", ("uniform", "mei"): "fail", ("exits-clear", None): "fail"}, at=NOON)
        assert db.session.scalars(select(Task)).all()
        for _ in range(2):
            sweeps.run(at)
            db.session.commit()
        working.run_due()
        names = [value for value in db.session.execute(select(Notice.values)).scalars() for value in value.values()]
        assert names, "people were told in the app"
    posts = [(path, body["text"]["content"]) for path, body, _ in outside[1].heard]
    assert {path.partition("?")[0] for path, _ in posts} == {"/cgi-bin/webhook/send"}, (
        "the other store has nothing to hear"
    )
    assert len(posts) == len(set(posts))
    from tests.cast import PARTS

    for _, text in posts:
        assert not [part.name for part in PARTS.values() if part.name in text or (part.number and part.number in text)]


def test_a_group_can_be_told_nothing_else(app, cast, context):
    channel = channels.set_up_bot("wecom", KEY, "", None, "all", "zh", cast.accounts["ada"], NOON)
    with pytest.raises(ValueError, match="alone"):
        delivering.post(channel, "x", "digest", {"site": "Garden", "name": "梅"}, NOON)


def test_pages_set_up_test_and_end_a_group_and_show_no_key(app, cast, visit, outside):
    lin = visit("lin")
    address = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"
    fields = {"service": "wecom", "site": str(cast.sites["garden"]), "name": "Hall", "language": "en", "sign": ""}
    other_hosts = (
        "http://127.0.0.1" + address[28:],
        address.replace("qyapi", "evil"),
        "https://oapi.dingtalk.com" + address[28:],
    )
    for wrong in (*other_hosts, "x"):
        refused = lin.post("/settings/channels/bots/new", **fields, key=wrong)
        assert refused.status_code == 422
        assert "no address of a group bot" in refused.text
        assert KEY not in refused.text
    assert (
        lin.post(
            "/settings/channels/bots/new", **{**fields, "site": str(cast.sites["harbour"])}, key=address
        ).status_code
        == 422
    )
    assert lin.post("/settings/channels/bots/new", **fields, key=address).status_code == 303
    page = lin.get("/settings/channels").text
    assert KEY[:-4] not in page
    channel = re.search(r"/settings/channels/(\d+)/tests", page)[1]
    lin.post(f"/settings/channels/{channel}/tests")
    with app.app_context():
        working.run_due()
        assert KEY not in db.session.scalars(select(NoticeChannel.sealed)).one()
    assert outside[1].heard[0][0].endswith(KEY)
    assert "Last post arrived" in lin.get("/settings/channels").text
    assert lin.post(f"/settings/channels/{channel}/end").status_code == 303
    assert "No group yet" in lin.get("/settings/channels").text


def test_choices_are_ones_own(app, cast, visit, outside):
    give_mail(app, cast, "gao")
    gao = visit("gao")
    assert 'value="important" checked' in gao.get("/notices/choices").text
    gao.post("/notices/choices", **{"mail-level": "all", "wecom-level": "all"})
    assert 'value="all" checked' in gao.get("/notices/choices").text
    assert "Nothing to choose yet" in visit("mei").get("/notices/choices").text
