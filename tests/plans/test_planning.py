"""Plans lay rounds out ahead; rounds keep them, come late, are missed or excused."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from inspector.accounts.guards import load_actor
from inspector.extensions import db
from inspector.inspections import payload
from inspector.pipelines import intake
from inspector.plans import excusing, planning, queries
from inspector.plans.models import Assignment
from inspector.plans.planning import PlanFacts
from inspector.plans.recurrence import RuleFault
from inspector.sites.models import Site
from tests import rounds

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 2, 8, 0, tzinfo=SHANGHAI)
DAY = timedelta(days=1)


@pytest.fixture
def plan(context, cast):
    """plan(**changes) plans a quick round of the garden, daily at 18:00, made on Monday at 8."""

    def make(**changes):
        facts = {
            "site_id": cast.sites["garden"], "checklist_key": "quick-round", "line": "area", "area_id": None, "shift_id": None,
            "role": "supervisor", "rule": "FREQ=DAILY", "starts_on": date(2026, 11, 2), "ends_on": None, "due_at": "18:00",
        }  # fmt: skip
        return planning.make(PlanFacts(**facts | changes), cast.accounts["lin"], MONDAY)

    return make


@pytest.fixture
def do(context, cast):
    """do(at) sends a quick round of the garden by Gao that was begun at a moment and took five minutes."""

    def send(at, **changes):
        checklist = rounds.publish()
        ended = at + timedelta(minutes=5)
        envelope = rounds.submission(
            checklist, site=cast.sites["garden"], author=cast.accounts["gao"], given=rounds.answers(checklist, [cast.staff["mei"]]),
            **{"started_at": at.isoformat(), "submitted_at": ended.isoformat()} | changes,
        )  # fmt: skip
        with db.engines["read"].connect() as connection:
            gao = load_actor(connection, cast.accounts["gao"])
        return intake.accept(payload.read(rounds.encoded(envelope)), ended + timedelta(seconds=3), gao).inspection_id

    return send


def all_of(plan):
    return db.session.scalars(select(Assignment).where(Assignment.plan_id == plan.id).order_by(Assignment.due_at)).all()


def test_a_plan_lays_out_a_week_ahead_and_no_round_twice(plan):
    made = plan()
    days = [one.business_day for one in all_of(made)]
    assert days == [date(2026, 11, 2) + n * DAY for n in range(8)]
    planning.pass_time(MONDAY + timedelta(hours=2))
    planning.pass_time(MONDAY + timedelta(hours=2))
    assert len(all_of(made)) == len({one.due_at for one in all_of(made)}) >= 8


def test_a_round_keeps_the_duty_that_is_open_and_no_other(plan, do):
    made = plan()
    too_early = do(MONDAY.replace(hour=12))
    kept = do(MONDAY.replace(hour=17))
    first, second = all_of(made)[:2]
    assert (first.state, first.inspection_id, first.is_late) == ("done", kept, False)
    assert second.state == "due" and too_early != kept


def test_a_second_round_of_the_same_evening_does_not_keep_tomorrow(plan, do):
    made = plan()
    do(MONDAY.replace(hour=17))
    do(MONDAY.replace(hour=17, minute=30))
    assert [one.state for one in all_of(made)[:2]] == ["done", "due"]


def test_a_round_that_is_ready_after_the_hour_is_late_and_counts(plan, do):
    made = plan()
    do(MONDAY.replace(hour=18, minute=30))
    assert (all_of(made)[0].state, all_of(made)[0].is_late) == ("done", True)


def test_a_round_done_without_a_network_keeps_its_duty_although_it_arrives_after_the_sweep(plan, do):
    made = plan()
    planning.pass_time(MONDAY + DAY)
    assert all_of(made)[0].state == "missed"
    kept = do(MONDAY.replace(hour=17))
    db.session.refresh(all_of(made)[0])
    assert (all_of(made)[0].state, all_of(made)[0].inspection_id) == ("done", kept)


def test_a_self_check_does_not_keep_the_round_of_a_supervisor(plan, do):
    made = plan()
    do(MONDAY.replace(hour=17), line="self")
    assert all_of(made)[0].state == "due"


def test_a_duty_of_one_area_is_kept_by_a_round_of_that_area(plan, do, cast):
    made = plan(area_id=cast.areas["garden"])
    do(MONDAY.replace(hour=17))
    assert all_of(made)[0].state == "due"
    do(MONDAY.replace(hour=17), area_id=cast.areas["garden"])
    assert all_of(made)[0].state == "done"


def test_what_is_not_kept_is_missed_after_its_grace(plan):
    made = plan(grace_minutes=60)
    planning.pass_time(MONDAY.replace(hour=18, minute=59))
    assert all_of(made)[0].state == "due"
    planning.pass_time(MONDAY.replace(hour=19))
    assert all_of(made)[0].state == "missed"


def test_a_changed_plan_moves_what_is_to_come_and_nothing_that_was(plan, do, cast):
    made = plan()
    do(MONDAY.replace(hour=17))
    tuesday = MONDAY + DAY
    thursdays = "FREQ=WEEKLY;BYDAY=TH"
    facts = PlanFacts(cast.sites["garden"], "quick-round", "area", None, None, "supervisor", thursdays, date(2026, 11, 2), None, "12:00")
    planning.change(made, facts, tuesday)
    assert [(one.business_day.isoformat(), one.state) for one in all_of(made)] == [("2026-11-02", "done"), ("2026-11-05", "due")]


def test_a_plan_that_ends_takes_back_only_what_comes_after(plan):
    made = plan()
    planning.end(made, date(2026, 11, 4), MONDAY)
    planning.pass_time(MONDAY + timedelta(hours=3))
    assert [one.business_day for one in all_of(made)] == [date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 4)]


def test_excused_days_count_neither_as_kept_nor_as_missed(plan, cast):
    made = plan()
    planning.pass_time(MONDAY + DAY)
    let_off = excusing.excuse(cast.sites["garden"], date(2026, 11, 2), date(2026, 11, 3), "storm", cast.accounts["lin"], MONDAY + DAY)
    assert len(let_off) == 2
    kept = queries.kept(cast.sites["garden"], date(2026, 11, 2), date(2026, 11, 3))
    assert (kept.planned, kept.missed, kept.excused, kept.percent) == (0, 0, 2, None)
    assert [one.state for one in all_of(made)[:3]] == ["excused", "excused", "due"]


def test_a_day_excused_in_advance_is_laid_out_excused(plan, cast):
    excusing.excuse(cast.sites["garden"], date(2026, 11, 4), date(2026, 11, 4), "private party", cast.accounts["lin"], MONDAY)
    assert [one.state for one in all_of(plan())[:4]] == ["due", "due", "excused", "due"]


def test_the_share_on_time_is_of_what_can_be_judged(plan, do, cast):
    plan()
    do(MONDAY.replace(hour=17))
    do((MONDAY + DAY).replace(hour=18, minute=30))
    planning.pass_time(MONDAY + 3 * DAY)
    kept = queries.kept(cast.sites["garden"], date(2026, 11, 2), date(2026, 11, 5))
    assert (kept.done, kept.late, kept.missed, round(kept.percent)) == (2, 1, 1, 33)


def test_a_rule_that_cannot_be_followed_makes_no_plan(plan):
    with pytest.raises(RuleFault):
        plan(rule="FREQ=NEVER")


def test_a_closed_site_is_excused_by_itself_and_its_plans_go_on_when_it_opens_again(plan, cast):
    made, site = plan(), db.session.get_one(Site, cast.sites["garden"])
    site.closed_on = date(2026, 11, 3)
    planning.pass_time(MONDAY + DAY)
    states = {one.business_day.day: one.state for one in all_of(made)}
    assert (states[3], states[4], states[9]) == ("due", "excused", "excused")
    assert queries.kept(site.id, date(2026, 11, 4), date(2026, 11, 9)).missed == 0
    for days in range(2, 30):  # nothing is laid out, and nothing is missed, while it is closed
        planning.pass_time(MONDAY + days * DAY)
    assert {one.state for one in all_of(made) if one.business_day > date(2026, 11, 3)} == {"excused"}
    planning.pass_time(MONDAY + 30 * DAY - timedelta(minutes=10))
    site.closed_on = None
    planning.pass_time(MONDAY + 30 * DAY)
    after = {one.business_day: one.state for one in all_of(made) if one.business_day > date(2026, 11, 10)}
    assert min(after) == date(2026, 12, 2) and set(after.values()) <= {"due"} and len(after) >= 8


def test_a_site_that_closes_only_for_a_day_goes_on_with_what_can_still_be_done(plan, cast):
    made, site = plan(), db.session.get_one(Site, cast.sites["garden"])
    site.closed_on = date(2026, 11, 2)
    planning.pass_time(MONDAY + DAY)
    site.closed_on = None
    planning.pass_time(MONDAY + 2 * DAY)
    states = {one.business_day.day: one.state for one in all_of(made)}
    assert (states[3], states[4], states[5]) == ("excused", "due", "due")
