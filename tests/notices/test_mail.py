"""Letters leave through a real mail server, once, and what it refuses is told."""

from __future__ import annotations

import email
from dataclasses import replace
from datetime import UTC, datetime
from email import policy

import pytest
from sqlalchemy import select

from inspector.extensions import db
from inspector.jobs import working
from inspector.jobs.models import Job
from inspector.notices import mail
from inspector.settings import Settings, SettingsError
from tests.notices.receiving import post_box

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def box(app):
    with post_box() as opened:
        settings = app.extensions["inspector.settings"]
        app.extensions["inspector.settings"] = replace(
            settings, mail_server=opened.address, mail_from="qc@heyuan.example"
        )
        yield opened


def put(to="gao@heyuan.example"):
    made = mail.put("task:1:2", to, "整改单\r\nBcc: all@heyuan.example", "地面有水。", NOON)
    db.session.commit()
    return made


def test_a_letter_is_sent_once_and_its_content_is_kept_no_longer(box):
    assert put()
    put()
    working.run_due()
    working.run_due()
    ((to, text),) = box.letters
    letter = email.message_from_bytes(text.encode(), policy=policy.default)
    assert (to, letter["From"], letter["Bcc"]) == ("gao@heyuan.example", "qc@heyuan.example", None)
    assert letter["Subject"] == "整改单 Bcc: all@heyuan.example"
    assert letter.get_content().strip() == "地面有水。"
    db.session.expire_all()
    job = db.session.scalars(select(Job)).one()
    assert (job.state, job.payload) == ("done", {})


@pytest.mark.parametrize(("answer", "state"), [("550 no such person", "dead"), ("451 later", "waiting")])
def test_a_refusal_for_good_is_dead_and_one_for_now_is_tried_again(box, answer, state):
    box.answer = answer
    put()
    working.run_due()
    db.session.expire_all()
    job = db.session.scalars(select(Job)).one()
    assert (job.state, job.attempts) == (state, 1)
    assert answer[:3] in job.error


def test_an_address_with_a_line_break_is_dead_not_a_second_header(box):
    put("gao@heyuan.example\r\nBcc: all@heyuan.example")
    working.run_due()
    assert box.letters == []
    assert db.session.scalars(select(Job.state)).one() == "dead"


def test_without_a_mail_server_nothing_is_put_down():
    assert not put()
    assert db.session.scalars(select(Job)).all() == []


@pytest.mark.parametrize(
    "text", ["smtp.house", "http://lin:hunter2@smtp.house", "smtps://", "smtp://lin:hunter2@h:port"]
)
def test_a_mail_server_that_cannot_be_read_ends_the_start_without_repeating_its_password(text):
    with pytest.raises(SettingsError, match="INSPECTOR_MAIL_SERVER must look like") as told:
        Settings.from_env({"INSPECTOR_MAIL_SERVER": text, "INSPECTOR_MAIL_FROM": "a@b"})
    assert "hunter2" not in str(told.value)
