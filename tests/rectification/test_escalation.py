"""Who is told that a task waits, through the sweep, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from inspector.extensions import db
from inspector.notices.models import Notice
from inspector.rectification import escalation
from inspector.rectification.models import Task
from tests.rectification.shop import START


@pytest.fixture
def task(shop):
    shop.submit({("floor", None): "fail"})
    return db.session.scalars(select(Task)).one()


def told(shop, task, step):
    names = {account: name for name, account in shop.accounts.items()}
    wanted = select(Notice.account_id).where(Notice.event_key.startswith(f"task:{task.id}:{step}:"))
    return sorted(names[one] for one in db.session.scalars(wanted))


def test_the_owner_then_the_store_manager_then_the_area_manager_each_once(shop, task):
    store, area = (task.due_at + wait for wait in escalation.reminding.WAITS[task.grade])
    for at in (escalation.reminding.half_time(task.opened_at, task.due_at), task.due_at, store, area):
        escalation.remind(at)
        escalation.remind(at)
    assert [told(shop, task, step) for step in escalation.reminding.STEPS] == [["gao"], ["gao"], ["lin"], ["nora"]]


def test_a_new_deadline_is_reminded_anew_and_a_fixed_task_is_left_alone(shop, task):
    escalation.remind(task.due_at)
    task.due_at += timedelta(days=1)
    db.session.flush()
    escalation.remind(task.due_at)
    assert told(shop, task, "late_owner") == ["gao", "gao"]
    task.state = "fixed"
    db.session.flush()
    assert escalation.remind(task.due_at + timedelta(hours=30)) == 0


def test_the_morning_says_how_things_stand_once_and_not_before_nine(shop, task):
    nine = (START + timedelta(days=1)).replace(hour=1, minute=0)
    assert escalation.digest(nine - timedelta(minutes=1)) == 0
    escalation.digest(nine)
    escalation.digest(nine + timedelta(minutes=10))
    found = {
        row.event_key.split(":")[0]: row for row in db.session.scalars(select(Notice)) if "2026-11-03" in row.event_key
    }
    names = {account: name for name, account in shop.accounts.items()}
    digests = [row for row in db.session.scalars(select(Notice)) if row.event_key.startswith("digest:")]
    assert sorted(names[row.account_id] for row in digests) == ["lin", "nora"]
    assert digests[0].values["open"] == 1
    assert names[found["own"].account_id] == "gao"
