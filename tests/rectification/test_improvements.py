"""What keeps failing becomes one item: opened by the rate, measured before and after by rounds, judged by somebody else."""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import select

from inspector.errors import Problem
from inspector.extensions import db
from inspector.notices.models import Notice
from inspector.rectification import escalation, improvement_opening, improvements
from inspector.rectification.improvement_models import Improvement
from inspector.rectification.improvements import Step
from inspector.rectification.improving import Measure, Round, is_reached, origin_of
from inspector.rectification.models import Task
from inspector.sites.models import StaffAssignment
from tests.rectification.shop import START

DAYS = [date(2026, 11, day) for day in range(1, 11)]


def rounds(*failed):  # newest first; on days of their own
    return [Round(n, DAYS[-1 - n], one) for n, one in enumerate(failed)]


@pytest.mark.parametrize(
    ("found", "rate", "repeats", "origin"),
    [
        (rounds(True, True, True, False, False, False, False, False, False, False), Fraction(1, 10), 0, "rate"),
        (rounds(True, True, True, False, False, False, False, False, False, False), Fraction(15, 100), 0, None),
        ([Round(n, DAYS[0], True) for n in range(4)], Fraction(0), 0, None),
        (rounds(True, False, True), Fraction(1, 2), 3, "repeats"),
        (rounds(True, False), Fraction(1, 2), 9, None),
        (rounds(True, False, True), Fraction(1, 2), 2, None),
    ],
)
def test_it_opens_by_the_rate_or_by_the_third_repeat(found, rate, repeats, origin):
    assert origin_of(found, rate, repeats) == origin


def test_a_target_is_reached_by_enough_rounds_and_never_by_rounding_up():
    assert is_reached(Measure(20, 1), 95) and not is_reached(Measure(19, 1), 95)
    assert not is_reached(Measure(2, 0), 95), "two rounds prove nothing"
    assert not is_reached(Measure(0, 0), 1)


def at_noon(day):
    return START + timedelta(days=day)


def move(shop, one, who, name, day, note="x", **more):
    step = Step(str(uuid4()), name, one.rev, shop.actor(who), at_noon(day) + timedelta(hours=2), note, **more)
    try:
        improvements.apply(one.id, step)
    except Problem as problem:
        db.session.rollback()
        return problem.kind.code
    db.session.commit()
    return one.state


def test_from_what_keeps_failing_to_a_target_that_somebody_else_confirms(shop):
    for day in range(4):
        shop.submit({("floor", None): "fail"}, at=at_noon(day), area="hall" if day % 2 else "bar")
        improvement_opening.pass_time(at_noon(day) + timedelta(minutes=15))
    one = db.session.scalars(select(Improvement)).one_or_none()
    assert one is None, (
        "in a brand whose only site this is nothing is twice as often; it is no third repeat of one place yet"
    )
    for day in range(4, 8):
        shop.submit({("floor", None): "fail"}, at=at_noon(day))
        improvement_opening.pass_time(at_noon(day) + timedelta(minutes=15))
        improvement_opening.pass_time(at_noon(day) + timedelta(minutes=15))
    db.session.commit()
    one = db.session.scalars(select(Improvement)).one()
    assert (one.origin, one.owner_id, one.before_seen, one.before_failed) == ("repeats", shop.staff["lin"], 6, 6)
    assert move(shop, one, "gao", "plan", 8) == "forbidden"
    assert move(shop, one, "qiu", "plan", 8) == "not_found"
    assert move(shop, one, "lin", "plan", 8, note="", target_percent=90, until=at_noon(20).date()) == "bad_form"
    assert move(shop, one, "lin", "plan", 8, target_percent=90, until=at_noon(20).date()) == "planned"
    shop.submit({}, at=at_noon(8) + timedelta(hours=3))  # the day of the plan does not count
    for day in (9, 10):
        shop.submit({}, at=at_noon(day))
    assert move(shop, one, "lin", "evaluate", 11) == "forbidden", "nobody judges his own plan"
    assert move(shop, one, "nora", "evaluate", 11) == "open", "two rounds prove nothing: it wants another plan"
    assert move(shop, one, "lin", "plan", 11, target_percent=90, until=at_noon(14).date()) == "planned"
    for day in (12, 13, 14):
        shop.submit({}, at=at_noon(day))
    improvement_opening.pass_time(at_noon(15))
    called = db.session.scalars(select(Notice.account_id).where(Notice.event_key.contains(":judge:"))).all()
    assert called == [shop.accounts["nora"]]
    assert move(shop, one, "nora", "evaluate", 15) == "reached"
    assert one.events[-1].details == {"seen": 3, "failed": 0, "target": 90}
    assert move(shop, one, "lin", "comment", 16) == "conflict"
    shop.submit({("floor", None): "fail"}, at=at_noon(17))
    assert improvement_opening.pass_time(at_noon(17) + timedelta(minutes=15)) == 0, (
        "what was before the end does not count again"
    )


def test_it_goes_on_to_whoever_is_in_charge_when_its_owner_is_gone(shop):
    shop.submit({("floor", None): "fail"})
    task = db.session.scalars(select(Task)).one()
    one = improvement_opening.open_by_hand(task, shop.actor("nora"), "每个周末都这样", at_noon(0))
    assert improvement_opening.open_by_hand(task, shop.actor("lin"), "", at_noon(0)) is one, "one for a point"
    one.owner_id = shop.staff["mei"]
    db.session.execute(
        StaffAssignment.__table__.update()
        .where(StaffAssignment.staff_id == shop.staff["mei"])
        .values(to_on=START.date())
    )
    db.session.commit()
    improvement_opening.pass_time(at_noon(3))
    assert (one.owner_id, one.events[-1].kind) == (shop.staff["lin"], "handed_over")


def test_the_pages_lead_from_a_task_to_the_rounds_behind_a_figure(opened, visit):
    with opened.app.app_context():
        opened.submit({("floor", None): "fail"})
        task = db.session.scalars(select(Task.id)).one()
    nora = visit("nora")
    made = nora.post(f"/tasks/{task}/improvements", note="every weekend")
    page = nora.get(f"{made.headers['Location']}?lang=en").text
    assert (
        "every weekend" in page and "in order in 0 of 1 rounds" in page and re.search(r'href="/inspections/\d+"', page)
    )
    lin, address = visit("lin"), made.headers["Location"]
    plan = {
        "command": str(uuid4()),
        "base_rev": "1",
        "move": "plan",
        "note": "a second mop",
        "target": "200",
        "until": "2026-12-01",
    }
    refused = lin.post(f"{address}/moves", **plan)
    assert refused.status_code == 422 and "a second mop" in refused.text
    assert "Improvement items" in lin.get("/improvements?lang=en").text
    assert made.headers["Location"] in lin.get(f"/tasks/{task}").text


def test_it_waits_for_its_owner_then_for_whoever_judges_and_both_hear_of_it_in_the_morning(opened, visit):
    names = {account: name for name, account in opened.accounts.items()}

    def told(key):
        rows = db.session.execute(select(Notice.account_id, Notice.event_key).order_by(Notice.id))
        return [(names[account], found.split(":")[-1]) for account, found in rows if key in found]

    def passing(*days):
        for day in days:
            improvement_opening.pass_time(at_noon(day))
            improvement_opening.pass_time(at_noon(day))
        db.session.commit()

    def waits(name, day):
        with time_machine.travel(at_noon(day), tick=True):
            visitor = visit(name)
            return [f'"/improvements/{number}"' in visitor.get(page).get_data(as_text=True) for page in ("/today", "/tasks/mine")]

    with opened.app.app_context():
        opened.submit({("floor", None): "fail"})
        task = db.session.scalars(select(Task)).one()
        number = improvement_opening.open_by_hand(task, opened.actor("nora"), "每个周末都这样", at_noon(0)).id
        passing(3, 4, 5, 7, 8, 9, 10, 11)
        assert told(":plan:") == [("lin", "half"), ("lin", "late_owner"), ("nora", "late_store"), ("nora", "late_area")]
        escalation.digest((START + timedelta(days=9)).replace(hour=1, minute=1))
        db.session.commit()
        mornings = {
            (names[row.account_id], row.event_key.split(":")[0]): row.values["plans"]
            for row in db.session.scalars(select(Notice).where(Notice.event_key.contains("2026-11-11"), Notice.sentence.contains("plan:")))
        }
        assert mornings == {("lin", "digest"): 1, ("lin", "own"): 1, ("nora", "digest"): 1}
    assert waits("lin", 9) == [True, True] and waits("nora", 9) == [False, False], "it is not hers to plan"
    with opened.app.app_context():
        one = db.session.get_one(Improvement, number)
        assert move(opened, one, "lin", "plan", 11, target_percent=90, until=at_noon(14).date()) == "planned"
    assert waits("lin", 12) == [False, False]
    assert waits("nora", 15) == [True, True] and waits("lin", 15) == [False, False]
    with opened.app.app_context():
        passing(15, 21, 23)
        assert told(":judge:") == [("nora", "2026-11-16"), ("quan", "late"), ("nora", "late")]
