"""What an organisation sets, it gets: each setting of the catalogue changes what a round leads to."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from inspector.api import bundle
from inspector.appraisals import records
from inspector.extensions import db
from inspector.inspections.models import Answer
from inspector.rectification.models import Task
from inspector.sites import settings_store
from inspector.sites.models import DutyEntry, DutyMap, Shift, StaffMember
from inspector.sites.setting_catalogue import SETTINGS

START = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)  # noon in Shanghai
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
TEAM = ("mei", "tao", "zhu")  # whom the brand does well with
EVIDENCE = {
    "evidence_answers": "answers", "evidence_rounds": "rounds", "evidence_days": "days", "evidence_inspectors": "inspectors",
    "evidence_outside": "outside_share",
}  # fmt: skip

TABLETS = {"lock_idle_minutes": 15, "guest_minutes": 15}  # read on the device (tests/js/runner/holding.test.js)
LIMITS = {
    "at_once_start_minutes", "cause_hours", "plan_hours", "ticket_hours", "verify_hours", "watch_days", "watch_days_long", "sample_percent",
    "proof_observations",
}  # fmt: skip
REPEATS = {"repeat_days"}  # tests/rectification/test_repeats.py
VISITS = {"visits_per_day"}  # read where visits are proposed and accepted (test_proposing.py)


def hold(**values):
    for key, value in values.items():
        settings_store.change(key, str(value), LONG_AGO.date(), None, LONG_AGO)
    db.session.commit()


def borne_by(shop, item, receipt):
    answers = select(Answer.borne_by, Answer.staff_id).where(
        Answer.inspection_id == receipt.inspection_id, Answer.item == item
    )
    return tuple(db.session.execute(answers).one())


def joined(shop, name, on, contract="full_time"):
    person = db.session.get_one(StaffMember, shop.staff[name])
    person.joined_on, person.contract = on, contract
    db.session.commit()


def newcomer_days(shop):
    joined(shop, "mei", START.date() - timedelta(days=20))
    return borne_by(shop, "hair", shop.submit({("hair", "mei"): "fail"}))[0]


def newcomer_shifts(shop):
    joined(shop, "mei", START.date() - timedelta(days=20), "hourly")
    work(shop, "mei", *(START.date() - timedelta(days=n) for n in range(1, 7)))
    return borne_by(shop, "hair", shop.submit({("hair", "mei"): "fail"}))[0]


def tables(shop):
    duty = [
        {
            "staff": f"staff:{shop.staff['mei']}",
            "areas": [f"area:{shop.hall}"],
            "tables": ["table:1", "table:2"],
            "present": True,
        }
    ]
    return borne_by(shop, "tables", shop.submit({("tables", None): "fail"}, duty=duty))[0]


def coaching(shop):
    for n in range(3):
        shop.submit({("hair", "mei"): "fail"}, at=START + timedelta(days=n // 2), people=TEAM)
    return db.session.scalar(select(Task.id).where(Task.kind == "coach")) is not None


def coaching_within(shop):
    for n in range(5):
        shop.submit({("hair", "mei"): "pass" if n in (1, 2) else "fail"}, at=START + timedelta(days=n), people=TEAM)
    return db.session.scalar(select(Task.id).where(Task.kind == "coach")) is not None


def minutes_for_a_red_line(shop):
    shop.submit({("exits-clear", None): "fail"})
    task = db.session.scalars(select(Task).where(Task.grade == "at_once")).one()
    return (task.due_at - task.opened_at) // timedelta(minutes=1)


def work(shop, name, *days, is_present=True):
    shift = db.session.scalar(select(Shift.id).where(Shift.site_id == shop.site))
    for day in days:
        entry = DutyEntry(staff_id=shop.staff[name], is_present=is_present)
        db.session.add(DutyMap(site_id=shop.site, business_day=day, shift_id=shift, saved_at=LONG_AGO, entries=[entry]))
    db.session.commit()


CASES = {
    "newcomer_days": (newcomer_days, "person", 30, "nobody"),
    "newcomer_shifts_hourly": (newcomer_shifts, "person", 9, "nobody"),
    "tables_per_server": (tables, "person", 1, "team"),
    "coach_failures": (coaching, True, 4, False),
    "coach_days": (coaching, True, 3, False),
    "coach_window": (coaching_within, True, 4, False),
    "at_once_minutes": (minutes_for_a_red_line, 30, 20, 20),
}


@pytest.mark.parametrize("key", CASES)
def test_a_round_follows_what_the_organisation_set(shop, key):
    see, usual, value, changed = CASES[key]
    hold(**{key: value})
    assert see(shop) == changed != usual


@pytest.mark.parametrize("key", CASES)
def test_a_round_follows_the_usual_figure_where_nothing_is_set(shop, key):
    see, usual, _, _ = CASES[key]
    assert see(shop) == usual


def test_a_repair_may_take_as_long_as_the_organisation_says(shop):
    from inspector.rectification import households
    from inspector.sites import facts

    site = facts.of(db.session.connection(), shop.site)
    assert households.hours_of(site, START.date()).limits.works == timedelta(days=30)
    hold(works_days=12)
    assert households.hours_of(site, START.date()).limits.works == timedelta(days=12)


def test_a_task_has_the_times_that_were_set(shop):
    from inspector.rectification import effectiveness, households
    from inspector.rectification.deadlines import Limits
    from inspector.rectification.rechecks import Watch
    from inspector.sites import facts

    site, day = facts.of(db.session.connection(), shop.site), START.date()
    assert households.hours_of(site, day).limits == Limits()
    assert effectiveness.limits_of(day) == Watch()
    hold(**dict.fromkeys(LIMITS, 9))
    minutes, hours, days = timedelta(minutes=9), timedelta(hours=9), timedelta(days=9)
    assert households.hours_of(site, day).limits == Limits(
        start=minutes, cause=hours, plan=hours, ticket=hours, verify=hours
    )
    assert effectiveness.limits_of(day) == Watch(days, days, 9, 9)


def test_a_month_asks_for_the_evidence_that_was_set_when_it_ended(shop):
    hold(evidence_answers=5, evidence_rounds=4, evidence_days=6, evidence_inspectors=7, evidence_outside=90)
    settings_store.change("evidence_rounds", "99", date(2026, 12, 1), None, LONG_AGO)
    shop.submit({}, by="nora")
    shop.submit({}, by="gao", at=START + timedelta(days=1))
    shop.submit({}, by="gao", at=START + timedelta(days=2))
    lacks = {lack.what: lack.need for lack in records.as_of_now(shop.staff["mei"], "2026-11").lacks}
    assert lacks == {"rounds": 4, "days": 6, "inspectors": 7, "outside_share": 90}


def test_a_tablet_locks_and_opens_as_the_organisation_set(shop):
    assert _locking(shop) == TABLETS
    hold(lock_idle_minutes=7, guest_minutes=3)
    assert _locking(shop) == {"lock_idle_minutes": 7, "guest_minutes": 3}


def _locking(shop):
    return json.loads(bundle.of(shop.actor("gao"), shop.site, "build")[0])["locking"]


# Read by rules that have tests of their own: tests/mystery (deadlines of visits and reports), tests/pipelines/test_measuring.py,
# tests/appraisals/test_ranking.py.
ELSEWHERE = (
    "mystery_remind_hours", "mystery_expire_hours", "mystery_review_hours", "mystery_revision_hours", "mystery_reject_hours",
    "adjusted_shown", "team_ranking",
)  # fmt: skip


def test_every_setting_of_the_catalogue_is_read_by_a_rule():
    assert {setting.key for setting in SETTINGS} == {
        *CASES,
        *EVIDENCE,
        *TABLETS,
        *VISITS,
        *LIMITS,
        *REPEATS,
        "works_days",
        *ELSEWHERE,
    }


def test_an_hourly_worker_is_new_for_so_many_shifts_on_the_duty_map(shop):
    joined(shop, "mei", START.date() - timedelta(days=40), "hourly")
    joined(shop, "tao", START.date() - timedelta(days=40), "hourly")
    days = [START.date() - timedelta(days=n) for n in range(1, 6)]
    work(shop, "mei", *days[:4])
    work_again = DutyEntry(staff_id=shop.staff["mei"], from_at=START - timedelta(days=1))  # a swap is no second shift
    first = db.session.scalars(select(DutyMap).order_by(DutyMap.id)).first()
    first.entries.append(work_again)
    absent = DutyEntry(staff_id=shop.staff["tao"], is_present=False)
    first.entries.append(absent)
    db.session.commit()
    receipt = shop.submit({("hair", "mei"): "fail"})
    assert borne_by(shop, "hair", receipt) == ("nobody", None)
    work(shop, "mei", days[4])
    shop.app.extensions["inspector.memory"].forget()  # a duty map of yesterday is known two seconds later
    assert borne_by(shop, "hair", shop.submit({("hair", "mei"): "fail"})) == ("person", shop.staff["mei"])
    assert borne_by(shop, "hair", shop.submit({("hair", "tao"): "fail"}, people=("tao",))) == ("nobody", None)


def test_where_no_duty_map_is_kept_the_days_decide_who_is_new(shop):
    joined(shop, "mei", START.date() - timedelta(days=40), "hourly")
    assert borne_by(shop, "hair", shop.submit({("hair", "mei"): "fail"}))[0] == "person"
