"""Clocks around a cycle: tablets that are wrong, the end of a month and of a time to object, a server that is set back."""

import io
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
import time_machine
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from inspector.appraisals import appeals, cycles, month_appraisals, proposals, records
from inspector.appraisals.cycle_models import AppraisalDifference, Cycle
from inspector.appraisals.models import LedgerEntry
from inspector.errors import Problem
from inspector.extensions import db
from inspector.pipelines import closing
from inspector.sites.models import DutyEntry, DutyMap, Shift, Site
from tests.appraisals.october import LOCKS, NOVEMBER, collected, of, signed_off, through

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def locked(shop):
    """October locked, on the sixth of November."""
    cycle = signed_off(shop)
    through(cycle, shop, "appeal", "locked", at=LOCKS)
    db.session.commit()
    return cycle


def late_round(shop, really_at, ahead, received_at):
    """A round in which Mei fails, by a tablet whose clock is `ahead` of ours."""
    skew_ms = int(-ahead.total_seconds() * 1000)  # ours minus its
    client = {
        "build": "test",
        "tz": "Asia/Shanghai",
        "skew_ms": skew_ms,
        "device_id": "8b7c6f0e-3d52-4a3f-9d8d-0f5a7d2f1c11",
    }
    answers = {("hair", "mei"): "fail", ("hands", "mei"): "fail"}
    return shop.submit(answers, at=really_at + ahead, received_at=received_at, client=client)


@pytest.mark.parametrize(
    ("really_at", "ahead", "differs"),
    [
        (datetime(2026, 10, 30, 4, 0, tzinfo=UTC), 5 * DAY, True),  # its clock says November
        (datetime(2026, 10, 30, 4, 0, tzinfo=UTC), -400 * DAY, True),
        (datetime(2026, 11, 3, 4, 0, tzinfo=UTC), -4 * DAY, False),  # its clock says October
        (datetime(2026, 11, 3, 4, 0, tzinfo=UTC), 26000 * DAY, False),  # 2098
    ],
)
def test_case_149_a_tablet_with_a_wrong_clock_counts_for_the_month_in_which_it_saw_and_no_lock_moves(
    october, really_at, ahead, differs
):
    cycle = locked(october)
    mei = of(cycle, october, "mei")
    kept = (mei.figures, mei.evidence_sha256, mei.coefficient)
    late_round(october, really_at, ahead, received_at=LOCKS + 4 * DAY)
    assert closing.compare(LOCKS + 5 * DAY) == int(differs)
    mei = of(cycle, october, "mei")
    assert (mei.figures, mei.evidence_sha256, mei.coefficient) == kept
    newest = db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.id.desc())).first()
    assert newest.business_day == really_at.date()


def on_duty(shop, *days):
    shift_id = db.session.scalar(select(Shift.id).where(Shift.site_id == shop.site))
    for day in days:
        duty = DutyMap(site_id=shop.site, business_day=day, shift_id=shift_id, saved_at=NOVEMBER)
        db.session.add(duty)
        db.session.flush()
        db.session.add(DutyEntry(duty_map_id=duty.id, staff_id=shop.staff["mei"], is_present=True))
    db.session.commit()


@pytest.mark.parametrize(
    ("asked_at", "until", "ends_at"),
    [
        # In Berlin the last day is an hour short in March and an hour long in October; it ends with its own midnight.
        (datetime(2027, 3, 23, 9, 0, tzinfo=UTC), date(2027, 3, 28), datetime(2027, 3, 28, 22, 0, tzinfo=UTC)),
        (datetime(2027, 10, 26, 9, 0, tzinfo=UTC), date(2027, 10, 31), datetime(2027, 10, 31, 23, 0, tzinfo=UTC)),
    ],
)
def test_case_152_a_change_of_the_clock_on_the_last_day_takes_no_hour_to_object(october, asked_at, until, ends_at):
    db.session.get_one(Site, october.site).timezone = "Europe/Berlin"
    cycle = collected(october)
    for row in cycle.appraisals:
        row.state = "confirmed"
    through(cycle, october, "propose", "discuss", "acknowledge", at=asked_at)
    on_duty(october, *(asked_at.date() + number * DAY for number in (1, 2, 3)))
    row = of(cycle, october, "mei")
    assert month_appraisals.window_of(row, asked_at).until == until
    target, minute = appeals.target_of_month(row.staff_id, "2026-10"), timedelta(minutes=1)
    said = [
        (month_appraisals.signature_of(row, at), appeals.refusal(target, at))
        for at in (ends_at - minute, ends_at + minute)
    ]
    assert said == [(None, None), ("delivered", "late")]


def payroll(visitor):
    """The rows of the payroll file."""
    answer = visitor.get("/cycles/1/payroll.xlsx")
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    return book.get_sheet_by_name("payroll").to_python()


def test_case_153_a_server_set_back_between_lock_and_payroll_pays_the_same_and_hides_nothing(opened_october, visit):
    with opened_october.app.app_context():
        locked(opened_october)
    with time_machine.travel(LOCKS + HOUR, tick=True):
        before = payroll(visit("hua"))
    earlier = LOCKS - 40 * DAY
    with time_machine.travel(earlier, tick=True):  # in the middle of the month that is locked
        hua = visit("hua")
        assert payroll(hua) == before
        assert hua.post("/cycles/1/collection").status_code == 409
        assert hua.post("/cycles/1/moves", to="collect", note="x").status_code == 409
    with opened_october.app.app_context():
        late_round(opened_october, datetime(2026, 10, 5, 4, 0, tzinfo=UTC), timedelta(0), received_at=earlier)
        assert closing.compare(earlier) == 1  # it came in before the lock by the clock, and after it in truth
        (found,) = db.session.scalars(select(AppraisalDifference))
        assert Fraction(found.figures["rate"]) < Fraction(found.appraisal.figures["rate"])
        db.session.commit()
    with time_machine.travel(LOCKS + 2 * HOUR, tick=True):
        assert payroll(visit("hua")) == before


def test_case_155_a_month_ends_with_the_last_business_day_of_the_site_and_not_in_utc(opened_october, visit):
    """Shanghai, where a day ends at four: 1 November 03:59 is still October, and UTC says October until eight."""
    with opened_october.app.app_context():
        cycles.open_("2026-10", opened_october.accounts["hua"], NOVEMBER - 10 * DAY)
        db.session.commit()
    for at, answered in (
        (datetime(2026, 10, 31, 19, 59, tzinfo=UTC), 422),
        (datetime(2026, 10, 31, 20, 1, tzinfo=UTC), 303),
    ):
        with time_machine.travel(at, tick=False):
            hua = visit("hua")
            assert hua.post("/cycles", period="2026-11").status_code == answered, at
            assert hua.post("/cycles/1/moves", to="collect").status_code == answered, at
    with opened_october.app.app_context():
        assert [one.period for one in db.session.scalars(select(Cycle).order_by(Cycle.id))] == ["2026-10", "2026-11"]


def test_case_155_west_of_utc_nobody_is_confirmed_while_the_month_runs(october):
    site = db.session.get_one(Site, october.site)
    site.timezone = "America/Los_Angeles"
    db.session.commit()
    evening = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)  # 31 October, nine in the evening
    october.submit({("hair", "mei"): "fail"}, at=evening)
    assert records.as_of_now(october.staff["mei"], "2026-10").rate < 1  # the evening counts for October
    lin = october.actor("lin")
    over = datetime(2026, 11, 1, 12, 30, tzinfo=UTC)  # 4:30 there: summer time ended in that night
    with pytest.raises(Problem) as refused:
        records.confirm(lin, october.site, "2026-10", [october.staff["mei"]], "", evening + HOUR)
    assert "month" in refused.value.details["fields"]
    assert not records.is_over(site, "2026-10", datetime(2026, 11, 1, 11, 59, tzinfo=UTC))
    assert records.is_over(site, "2026-10", over)
    assert len(records.confirm(lin, october.site, "2026-10", [october.staff["mei"]], "", over)) == 1


def test_case_155_a_talk_early_in_the_morning_is_of_today(october):
    cycle = signed_off(october)
    row, morning = of(cycle, october, "mei"), datetime(2026, 11, 4, 23, 30, tzinfo=UTC)  # 7:30 on the 5th in Shanghai
    proposals.talk(row, date(2026, 11, 5), "下月学分酒", october.actor("lin"), morning)
    assert row.talk_on == date(2026, 11, 5)
    with pytest.raises(Problem):
        proposals.talk(row, date(2026, 11, 6), "下月学分酒", october.actor("lin"), morning)
