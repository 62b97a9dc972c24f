"""What people do with a task: allowed moves, by whom, once, on the state they saw."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from inspector.audit.models import AuditEvent
from inspector.errors import Problem
from inspector.extensions import db
from inspector.notices.models import Notice
from inspector.rectification import lifecycle
from inspector.rectification.lifecycle import TaskCommand
from inspector.rectification.models import Task, TaskEvent
from tests.rectification.shop import START

PHOTO = "a" * 64
LATER = START + timedelta(minutes=20)


@pytest.fixture
def task(shop):
    shop.submit({("floor", None): "fail"})
    return db.session.execute(select(Task)).scalar_one()


def do(shop, task, who, move, **more):
    values = {"uuid": str(uuid4()), "base_rev": task.rev, "at": LATER} | more
    found = lifecycle.apply(TaskCommand(task_id=task.id, move=move, actor=shop.actor(who), **values))
    db.session.commit()
    return found


def refused(shop, task, who, move, **more):
    with pytest.raises(Problem) as caught:
        do(shop, task, who, move, **more)
    db.session.rollback()
    return caught.value


def test_accepted_fixed_verified_watched_and_closed(shop, task):
    do(shop, task, "gao", "accept")
    do(shop, task, "gao", "fix", photos=(PHOTO,), note="已拖干")
    assert (task.state, task.fixed_by_id) == ("fixed", shop.accounts["gao"])
    do(shop, task, "lin", "verify")
    assert task.state == "watching"
    do(shop, task, "lin", "close")
    assert task.state == "closed"
    assert [event.kind for event in task.events] == ["opened", "accepted", "fixed", "verified", "closed"]
    trail = db.session.execute(select(AuditEvent.action).where(AuditEvent.target == f"task:{task.id}")).scalars().all()
    assert trail == ["task.accepted", "task.fixed", "task.verified", "task.closed"]


def test_a_fix_needs_its_photo(shop, task):
    problem = refused(shop, task, "gao", "fix")
    assert problem.kind.code == "bad_form"
    assert "photo" in problem.details["fields"]


def test_nobody_verifies_what_he_fixed(shop, task):
    do(shop, task, "gao", "fix", photos=(PHOTO,))
    assert refused(shop, task, "gao", "verify").kind.code == "forbidden"
    assert refused(shop, task, "gao", "return", note="x").kind.code == "forbidden"
    do(shop, task, "lin", "verify")


def test_where_nobody_else_is_left_the_area_manager_is_asked(shop, task):
    from inspector.accounts.models import RoleAssignment

    db.session.query(RoleAssignment).filter(RoleAssignment.account_id == shop.accounts["gao"]).update(
        {"ended_at": START}
    )
    db.session.commit()
    do(shop, task, "lin", "fix", photos=(PHOTO,))
    told = (
        db.session.execute(select(Notice.account_id).where(Notice.event_key == f"task:{task.id}:{task.rev}"))
        .scalars()
        .all()
    )
    assert told == [shop.accounts["nora"]]
    do(shop, task, "nora", "verify")


def test_a_return_needs_a_reason_and_gives_time_again(shop, task):
    do(shop, task, "gao", "fix", photos=(PHOTO,))
    assert "note" in refused(shop, task, "lin", "return").details["fields"]
    late = START + timedelta(hours=5)
    do(shop, task, "lin", "return", note="桌底还没拖", at=late)
    assert task.state == "accepted"
    assert task.due_at > late
    assert task.fixed_by_id is None
    assert task.events[-1].note == "桌底还没拖"


def test_the_same_command_twice_is_once(shop, task):
    uuid = str(uuid4())
    do(shop, task, "gao", "accept", uuid=uuid, base_rev=1)
    do(shop, task, "gao", "accept", uuid=uuid, base_rev=1)
    count = db.session.execute(select(func.count()).where(TaskEvent.kind == "accepted")).scalar_one()
    assert count == 1


def test_a_command_on_an_older_state_is_a_conflict(shop, task):
    do(shop, task, "gao", "accept")
    problem = refused(shop, task, "lin", "accept", base_rev=1)
    assert (problem.kind.code, problem.details) == ("conflict", {"state": "accepted"})


def test_a_move_that_the_table_does_not_allow_is_a_conflict(shop, task):
    assert refused(shop, task, "lin", "close").kind.code == "conflict"
    assert refused(shop, task, "lin", "verify").kind.code == "conflict"


def test_another_shop_and_a_colleague_do_not_even_see_it(shop, task):
    for outsider in ("qiu", "tao", "hua"):
        assert refused(shop, task, outsider, "accept").kind.code == "not_found"


def test_a_waiter_may_fix_a_task_of_his_own_and_not_verify(shop, task):
    task.owner_id = shop.staff["mei"]
    db.session.commit()
    do(shop, task, "mei", "accept")
    do(shop, task, "mei", "fix", photos=(PHOTO,))
    assert lifecycle.allowed(task, shop.actor("mei")) == []
    assert lifecycle.allowed(task, shop.actor("lin")) == ["verify", "return"]


def test_works_are_done_with_the_vendors_invoice_or_with_the_reason_why_there_is_none(shop, task):
    task.kind, task.grade = "repair", "works"
    db.session.commit()
    assert "invoice" in refused(shop, task, "gao", "fix", photos=(PHOTO,)).details["fields"]
    do(shop, task, "gao", "fix", photos=(PHOTO,), says={"invoice": "FP-118"})
    assert task.events[-1].details == {"invoice": "FP-118"}


def test_what_must_be_put_right_at_once_calls_its_owner_and_the_manager_without_waiting_for_a_sweep(shop):
    shop.submit({("exits-clear", None): "fail", ("floor", None): "fail"}, at=START + timedelta(hours=1))
    called = db.session.execute(select(Notice.account_id, Notice.routed_at).where(Notice.urgency == "at_once")).all()
    assert [one.account_id for one in called] == [shop.accounts["lin"]], "who owns it and the store manager: here one"
    assert all(one.routed_at is not None for one in called)
    plain = db.session.scalars(select(Notice.routed_at).where(Notice.urgency == "plain")).all()
    assert plain and set(plain) == {None}, "what is not at once may wait"
