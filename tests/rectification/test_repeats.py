"""What comes back after its task was closed, and what proves that it does not."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from inspector.extensions import db
from inspector.pipelines import sweeps
from inspector.rectification import carrying, effectiveness, lifecycle
from inspector.rectification.lifecycle import TaskCommand
from inspector.rectification.models import Task
from inspector.rectification.rechecks import Look, good_looks, is_look_of_weight, recheck_of
from inspector.rectification.rules import sooner
from inspector.sites import settings_store
from tests.rectification.shop import START

PHOTO = "b" * 64
DAY = timedelta(days=1)


def newest():
    db.session.expire_all()
    return db.session.scalars(select(Task).order_by(Task.id.desc())).first()


def do(shop, who, move, at, **more):
    task = newest()
    lifecycle.apply(TaskCommand(str(uuid4()), task.id, move, task.rev, shop.actor(who), at, **more))
    db.session.commit()
    return newest()


def closed(shop, at, item="floor"):
    """The newest task, fixed, verified and closed at a moment."""
    do(shop, "gao", "fix", at - timedelta(hours=2), photos=(PHOTO,))
    do(shop, "lin", "verify", at - timedelta(hours=1))
    return do(shop, "lin", "close", at)


def test_what_comes_back_within_the_window_is_linked_and_due_sooner(shop):
    shop.submit({("condiments", None): "fail"})
    first = closed(shop, START + DAY)
    shop.submit({("condiments", None): "fail"}, at=START + 3 * DAY)
    second = newest()
    assert (second.previous_id, second.recurrence) == (first.id, 1)
    assert second.grade == sooner(first.grade)


def test_long_after_the_window_it_is_a_first_time_again(shop):
    settings_store.change("repeat_days", "5", START.date() - 300 * DAY, None, START - 300 * DAY)
    shop.submit({("floor", None): "fail"})
    closed(shop, START + DAY)
    shop.submit({("floor", None): "fail"}, at=START + 7 * DAY)
    assert (newest().previous_id, newest().recurrence) == (None, 0)


@pytest.mark.parametrize(
    ("grade", "raised"),
    [
        ("week", "three_days"), ("three_days", "day"), ("day", "this_shift"), ("this_shift", "this_shift"), ("at_once", "at_once"),
        ("works", "works"),
    ],
)  # fmt: skip
def test_a_repeat_is_due_one_step_sooner_but_harm_is_not_made_up(grade, raised):
    assert sooner(grade) == raised


@pytest.mark.parametrize(
    ("grade", "looks", "by", "days"),
    [
        ("at_once", 1, "visit", 7),
        ("three_days", 1, "visit", 30),
        ("week", 3, "round", 30),
        ("day", 0, "round", 7),
        ("works", 0, "round", 30),
    ],
)
def test_each_grade_proves_itself_in_its_way(grade, looks, by, days):
    recheck = recheck_of(grade, 4)
    assert (recheck.looks, recheck.by, recheck.watched) == (looks, by, timedelta(days=days))


def test_a_fifth_of_a_shifts_tasks_is_looked_at_again():
    assert sum(recheck_of("this_shift", number).looks for number in range(1000)) == 200


def test_looks_count_in_a_row_and_only_of_whom_they_may():
    assert good_looks([Look(2, 0, True), Look(1, 1, True), Look(1, 0, True), Look(3, 0, False)]) == 1
    assert is_look_of_weight("round", "area", is_of_fixer=False, is_from_outside=False)
    assert not is_look_of_weight("round", "self", is_of_fixer=False, is_from_outside=True)
    assert not is_look_of_weight("round", "area", is_of_fixer=True, is_from_outside=True)
    assert not is_look_of_weight("visit", "area", is_of_fixer=False, is_from_outside=False)
    assert not is_look_of_weight("visit", "mystery", is_of_fixer=False, is_from_outside=True)


@pytest.fixture
def watched(shop):
    """A blocked exit that was freed, verified and explained: it needs a visit from outside."""
    shop.submit({("exits-clear", None): "fail"}, area="bar")
    do(
        shop,
        "lin",
        "analyse",
        START + timedelta(minutes=9),
        says={"cause": "method", "whys": ["a", "b", "c", "d", "e"]},
    )
    do(shop, "lin", "plan", START + timedelta(minutes=9), says={"measure": "procedure"}, note="送货改走后门")
    do(shop, "lin", "fix", START + timedelta(minutes=10), photos=(PHOTO,))
    task = do(shop, "gao", "verify", START + timedelta(minutes=20))
    assert (task.looks_needed, task.looks_by) == (1, "visit")
    return task


def test_a_good_look_from_outside_closes_it_by_itself(shop, watched):
    shop.submit({}, by="lin", line="self", area="bar", at=START + DAY)
    shop.submit({}, by="gao", area="bar", at=START + DAY)
    assert [one.counts for one in newest().looks] == [False, False]
    assert newest().state == "watching"
    shop.submit({}, by="nora", area="bar", at=START + 2 * DAY)
    assert newest().state == "closed"
    assert newest().events[-1].kind == "proven"


def test_a_bad_look_opens_it_again_and_forgets_the_fix(shop, watched):
    shop.submit({("exits-clear", None): "fail"}, by="gao", area="bar", at=START + DAY)
    task = newest()
    assert (task.state, task.fixed_at, task.fixed_by_id, task.watch_until, task.looks) == ("open", None, None, None, [])


def test_a_failure_seen_before_the_fix_that_arrives_late_opens_nothing(shop, watched):
    shop.submit({("exits-clear", None): "fail"}, by="gao", area="bar", at=START + timedelta(minutes=5))
    assert (newest().state, newest().repeat_count) == ("watching", 1)


def test_when_nobody_looked_it_stays_watched_and_those_who_verify_are_told(shop, watched):
    sweeps.run(START + 8 * DAY)
    db.session.commit()
    sweeps.run(START + 9 * DAY)
    task = newest()
    assert task.state == "watching"
    assert [event.kind for event in task.events][-1] == "unseen"
    assert [event.kind for event in task.events].count("unseen") == 1


def test_where_the_photo_was_enough_time_closes_it(shop):
    shop.submit({("condiments", None): "fail"})
    task = newest()
    task.grade = "day"
    db.session.commit()
    do(shop, "gao", "fix", START + DAY, photos=(PHOTO,))
    do(shop, "lin", "verify", START + DAY)
    effectiveness.pass_time(START + 7 * DAY)
    assert newest().state == "watching"
    effectiveness.pass_time(START + 8 * DAY)
    assert newest().state == "closed"


def test_a_device_carries_what_was_understood_of_a_task_and_for_whom_it_waits(shop, watched):
    (carried,) = carrying.workable(shop.site, shop.actor("nora"))
    assert carried["known"] == {
        "stopped": None, "cause": "method", "whys": ["a", "b", "c", "d", "e"], "measure": "procedure", "plan": "送货改走后门",
        "waiting": None,
    }  # fmt: skip
    assert not carried["lacks_cause"]
    shop.submit({("floor", None): "fail"}, at=START + timedelta(minutes=30))
    newest().kind = "repair"
    db.session.commit()
    assert carrying.workable(shop.site, shop.actor("gao"))[0]["known"] is None
    says = {"ticket": "R-7", "vendor": "冷王", "until": "2026-11-05"}
    do(shop, "gao", "pause", START + timedelta(minutes=40), says=says, note="等压缩机")
    carried = next(one for one in carrying.workable(shop.site, shop.actor("gao")) if one["task"] == newest().id)
    assert (carried["known"]["cause"], carried["known"]["waiting"]) == (
        None, {"vendor": "冷王", "ticket": "R-7", "until": "2026-11-05T14:00:00.000+00:00"},
    )  # fmt: skip
    do(shop, "gao", "resume", START + timedelta(minutes=50))
    assert all(one["known"] is None or one["known"]["waiting"] is None for one in carrying.workable(shop.site, shop.actor("gao")))
