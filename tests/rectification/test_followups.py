"""What the next inspector saw of an earlier finding."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from inspector.extensions import db
from inspector.rectification.followups import Seen, state_after
from inspector.rectification.models import Task
from tests.rectification.shop import START

NEXT_DAY = START + timedelta(days=1)


@pytest.mark.parametrize(
    ("verdict", "before", "after"),
    [
        ("improved", "open", "watching"), ("improved", "fixed", "watching"), ("improved", "watching", "watching"),
        ("not_improved", "watching", "open"), ("not_improved", "fixed", "open"), ("not_improved", "open", "open"),
        ("cannot_see", "watching", "watching"), ("cannot_see", "fixed", "fixed"),
    ],
)  # fmt: skip
def test_a_look_proves_or_reopens(verdict, before, after):
    assert state_after(Seen(verdict, before, is_second_person=True)) == after


def test_who_fixed_it_cannot_say_that_it_is_good():
    assert state_after(Seen("improved", "fixed", is_second_person=False)) == "fixed"
    assert state_after(Seen("not_improved", "watching", is_second_person=False)) == "open"


def one_task():
    db.session.expire_all()
    return db.session.execute(select(Task)).scalar_one()


def look(shop, verdict, at=NEXT_DAY, **more):
    follow_ups = [{"task": one_task().id, "verdict": verdict, "note": None, "photos": []}]
    shop.submit({}, at=at, follow_ups=follow_ups, **more)
    return one_task()


def test_two_good_looks_close_a_task(shop):
    shop.submit({("floor", None): "fail"})
    assert look(shop, "improved").state == "watching"
    task = look(shop, "improved", at=NEXT_DAY + timedelta(days=1))
    assert task.state == "closed"
    assert task.closed_at is not None
    assert [event.kind for event in task.events] == ["opened", "improved", "improved", "proven"]
    assert task.rev == 4


def test_a_self_check_does_not_prove_that_it_stays_so(shop):
    shop.submit({("floor", None): "fail"})
    look(shop, "improved")
    assert look(shop, "improved", at=NEXT_DAY + timedelta(days=1), by="lin", line="self").state == "watching"


def test_a_bad_look_at_a_watched_task_opens_it_with_a_new_deadline(shop):
    shop.submit({("floor", None): "fail"})
    look(shop, "improved")
    task = look(shop, "not_improved", at=NEXT_DAY + timedelta(days=1))
    assert task.state == "open"
    assert task.due_at > NEXT_DAY
    assert task.fixed_at is None


def test_a_look_at_a_closed_task_or_one_of_another_site_changes_nothing(shop):
    shop.submit({("floor", None): "fail"})
    task = one_task()
    task.site_id = shop.other_site
    db.session.commit()
    assert len(look(shop, "improved").events) == 1
