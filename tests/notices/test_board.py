"""People are told once, in their language, and see their own notices only."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from inspector.extensions import db
from inspector.notices import board
from inspector.notices.models import Notice

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
SENTENCE = "%(name)s gave themselves a role: %(role)s."


@pytest.fixture
def tell(app, cast):
    def announce(names, key="task:1:opened", url="/account"):
        with app.app_context():
            values = {"name": {"zh": "林岚", "en": "Lin"}, "role": {"msgid": "Supervisor"}}
            board.announce([cast.accounts[n] for n in names], key, SENTENCE, values, url, NOON)
            db.session.commit()

    return announce


def test_an_event_is_told_once_however_often_it_is_announced(app, cast, visit, tell):
    tell(["gao", "gao"])
    tell(["gao", "lin"])
    with app.app_context():
        assert len(db.session.scalars(select(Notice)).all()) == 2


def test_a_notice_is_read_in_the_readers_language(cast, visit, tell):
    tell(["gao"])
    gao = visit("gao")
    assert "Lin gave themselves a role: Supervisor." in gao.get("/notices").text
    gao.post("/language", language="zh")
    assert "林岚给自己加了角色：督导。" in gao.get("/notices").text


def test_the_bell_counts_what_is_unread(cast, visit, tell):
    gao = visit("gao")
    assert "Notices, " not in gao.get("/account").text
    tell(["gao"])
    tell(["gao"], "task:2:opened")
    assert "Notices, 2 new" in gao.get("/account").text
    gao.post("/notices/reading")
    assert "Notices, " not in gao.get("/account").text


def test_following_a_notice_reads_it_and_leads_on(app, cast, visit, tell):
    tell(["gao"], url="/tasks/7")
    with app.app_context():
        notice_id = db.session.scalar(select(Notice.id))
    gao = visit("gao")
    assert gao.post(f"/notices/{notice_id}/reading").headers["Location"] == "/tasks/7"
    assert "Notices, " not in gao.get("/account").text


def test_nobody_reads_the_notice_of_somebody_else(app, cast, visit, tell):
    tell(["gao"])
    with app.app_context():
        notice_id = db.session.scalar(select(Notice.id))
    assert visit("lin").post(f"/notices/{notice_id}/reading").status_code == 404
    assert "gave themselves" not in visit("lin").get("/notices").text
