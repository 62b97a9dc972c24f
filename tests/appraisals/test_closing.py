"""Cycles through the pipeline: gathered from rounds, tasks and import, rated, proposed, locked; what comes later."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction as F
from random import Random

import pytest
from sqlalchemy import select

from inspector.appraisals import (
    appeals,
    calculating,
    cycles,
    differences,
    month_appraisals,
    periods,
    proposals,
    records,
    reviewers,
    schemes,
    signing,
)
from inspector.appraisals.appeal_models import PersonAppeal
from inspector.appraisals.cycle_models import AppraisalDifference
from inspector.appraisals.models import MonthRecord
from inspector.appraisals.scheme_models import CoachingTalk, Scheme
from inspector.errors import Problem
from inspector.extensions import db
from inspector.pipelines import closing, objections
from inspector.sites.models import DutyEntry, DutyMap, Position, Shift, StaffAssignment, StaffMember
from tests.appraisals import october as octobers
from tests.appraisals.october import LOCKS, NOVEMBER, OCTOBER, SEPTEMBER, collected, of, signed_off, through


def refusal(call, *given, **named):
    with pytest.raises(Problem) as caught:
        call(*given, **named)
    return caught.value


def fields(call, *given, **named):
    return refusal(call, *given, **named).details["fields"]


def test_a_scheme_opens_only_with_consultation_publication_and_every_receipt(shop):
    position = db.session.scalar(select(Position).where(Position.key == "waiter"))
    scheme = schemes.begin(position, shop.accounts["hua"], SEPTEMBER)
    assert set(fields(schemes.publish, scheme, None, "", " ", 1, SEPTEMBER)) == {"consulted_on", "consulted_with", "consultation_note"}
    assert refusal(schemes.open_, scheme, 1, SEPTEMBER).kind.code == "conflict"
    schemes.change(scheme, scheme.document | {"weights": {"rounds": 99}}, date(2026, 10, 1))
    assert "document-0" in fields(schemes.publish, scheme, SEPTEMBER.date(), "工会", "没有意见", 1, SEPTEMBER)
    schemes.change(scheme, scheme.document | {"weights": {"rounds": 100}}, SEPTEMBER.date())
    assert "valid_from_on" in fields(schemes.publish, scheme, SEPTEMBER.date(), "工会", "没有意见", 1, SEPTEMBER)
    schemes.change(scheme, scheme.document, date(2026, 10, 1))
    schemes.publish(scheme, SEPTEMBER.date(), "工会", "没有意见", shop.accounts["hua"], SEPTEMBER)
    assert refusal(schemes.change, scheme, {}, date(2026, 10, 1)).kind.code == "conflict"
    assert "receipts" in fields(schemes.open_, scheme, 1, SEPTEMBER)
    for person in schemes.people_of(scheme, SEPTEMBER.date()):
        assert schemes.receive(scheme, person.id, SEPTEMBER) is schemes.receive(scheme, person.id, NOVEMBER)
    schemes.open_(scheme, shop.accounts["hua"], SEPTEMBER)
    db.session.commit()
    assert schemes.applied_to([position.id], date(2026, 10, 1)) == {position.id: scheme}
    assert schemes.applied_to([position.id], date(2026, 9, 1)) == {}  # never for a period that had begun


def test_components_come_from_rounds_and_import_and_open_down_to_their_sources(october):
    cycle = collected(october)
    mei = of(cycle, october, "mei")
    parts = {part["key"]: part for part in mei.figures["stretches"][0]["parts"]}
    assert (parts["rounds"]["rate"], parts["rounds"]["source"], parts["attendance"]["n"]) == ("1", "ledger", 22)
    assert F(parts["rounds"]["used"]) + F(parts["attendance"]["used"]) == 100  # nothing else was measured
    assert parts["training"]["why_missing"] == "nothing"
    assert {kind for kind, _, _ in mei.evidence} == {"inspection", "import", "scheme"}
    assert (mei.figures["band"], mei.figures["code"], mei.coefficient) == ("A", "met", 100)  # 96 answers do not make it certain
    assert of(cycle, october, "tao").figures["code"] == "below_once"
    assert of(cycle, october, "zhu").figures["code"] == "nothing_seen"


def test_calculated_twice_is_the_same_and_keeps_what_was_proposed(october):
    cycle = collected(october)
    through(cycle, october, "propose")
    proposals.propose([of(cycle, october, "mei")], "", october.actor("lin"), NOVEMBER)
    assert closing.collect(cycle, NOVEMBER) == 0
    assert of(cycle, october, "mei").state == "confirmed"
    october.submit({("hair", "mei"): "fail"}, at=OCTOBER + timedelta(days=2))  # a tablet that comes back before the lock
    assert closing.collect(cycle, NOVEMBER) == 1
    assert of(cycle, october, "mei").state == "open"


def test_who_has_not_read_the_scheme_is_not_rated_and_stays_at_one(october):
    scheme = db.session.scalar(select(Scheme))
    receipt = next(one for one in scheme.receipts if one.staff_id == october.staff["tao"])
    db.session.delete(receipt)
    db.session.commit()
    tao = of(collected(october), october, "tao")
    assert (tao.figures["code"], tao.coefficient, tao.figures["band"]) == ("scheme_unread", 100, None)


def test_who_moved_is_paid_where_they_work_last_and_each_day_stays_where_it_was_worked(october):
    first = db.session.scalar(select(StaffAssignment).where(StaffAssignment.staff_id == october.staff["mei"]))
    first.to_on = date(2026, 10, 20)
    moved = StaffAssignment(staff_id=first.staff_id, site_id=october.other_site, position_id=first.position_id, from_on=date(2026, 10, 21))
    db.session.add(moved)
    db.session.commit()
    mei = of(collected(october), october, "mei")
    assert mei.site_id == october.other_site
    assert [one["days"] for one in mei.figures["stretches"]] == [20, 11]
    assert [one["parts"][0]["n"] for one in mei.figures["stretches"]] == [18 * 4, 6 * 4]


def test_minors_have_no_score_and_nothing_of_it_is_kept(october):
    db.session.get_one(StaffMember, october.staff["mei"]).is_minor = True
    db.session.commit()
    mei = of(collected(october), october, "mei")
    assert (mei.figures["rate"], mei.figures["code"], mei.coefficient) == (None, "under_18", None)
    assert all(part["rate"] is None for one in mei.figures["stretches"] for part in one["parts"])
    assert (mei.evidence, mei.figures["evidence"]["answers"]) == ([], 0)


def test_below_twice_with_coaching_in_between_is_under_one_and_needs_its_reason_and_a_second(october):
    first = collected(october)
    through(first, october, "propose")
    rows = list(first.appraisals)
    for row in rows:
        actor = october.actor("nora" if row.staff_id == october.staff["lin"] else "lin")
        if row.site_id == october.site:
            proposals.propose([row], "", actor, NOVEMBER)
        else:
            row.state = "confirmed"
    through(first, october, "discuss", "acknowledge", "appeal")
    through(first, october, "locked", at=LOCKS)
    octobers.rounds(october, NOVEMBER, ("tao",))
    december = datetime(2026, 12, 2, 4, 0, tzinfo=UTC)
    second = collected(october, "2026-11", december)
    assert (of(second, october, "tao").figures["code"], of(second, october, "tao").coefficient) == ("not_coached", 100)
    db.session.add(CoachingTalk(staff_id=october.staff["tao"], held_on=date(2026, 11, 10), note="带教托盘", at=december))
    db.session.commit()
    closing.collect(second, december)
    tao = of(second, october, "tao")
    assert (tao.figures["code"], tao.coefficient) == ("below_twice", 90)
    through(second, october, "propose", at=december)
    tao = of(second, october, "tao")
    lin = october.actor("lin")
    assert "appraisal" in fields(proposals.propose, [tao, of(second, october, "mei")], "x", lin, december)
    assert "note" in fields(proposals.propose, [tao], " ", lin, december)
    proposals.propose([tao], "连续两个月，11月10日带教", lin, december)
    assert tao.state == "proposed"
    assert "note" in fields(proposals.confirm, tao, True, "", lin, december)
    proposals.confirm(tao, True, "", october.actor("nora"), december)
    assert tao.state == "confirmed"


def test_behaviour_adjustment_and_the_second_person(october):
    cycle = collected(october)
    mei, lin, nora = of(cycle, october, "mei"), october.actor("lin"), october.actor("nora")
    assert "example" in fields(proposals.rate_behaviour, mei, 4, " ", lin, NOVEMBER)
    proposals.rate_behaviour(mei, 4, "10月12日满座时接了隔壁两桌", lin, NOVEMBER)
    closing.collect(cycle, NOVEMBER)
    used = {part["key"]: part["used"] for part in of(cycle, october, "mei").figures["stretches"][0]["parts"]}
    assert used["behaviour"] == "15"
    mei = of(cycle, october, "mei")
    assert "points" in fields(proposals.adjust, mei, 6, "x", lin, NOVEMBER)
    asked = proposals.adjust(mei, -3, "顾客来信", lin, NOVEMBER)
    assert "decision" in fields(proposals.decide_adjustment, asked, True, "", lin, NOVEMBER)
    before = F(mei.figures["rate"])
    proposals.decide_adjustment(asked, True, "核对过", nora, NOVEMBER)
    closing.collect(cycle, NOVEMBER)
    assert F(of(cycle, october, "mei").figures["rate"]) == before - F(3, 100)
    assert proposals.needs_second(of(cycle, october, "mei"))


def test_nobody_decides_about_his_own_and_a_running_period_is_not_cut(october):
    early = cycles.open_("2026-11", october.accounts["hua"], NOVEMBER)
    assert "to" in fields(cycles.move, early, "collect", "", 1, NOVEMBER.date(), NOVEMBER)
    cycle = collected(october)
    through(cycle, october, "propose")
    assert "appraisal" in fields(proposals.propose, [of(cycle, october, "lin")], "", october.actor("lin"), NOVEMBER)
    assert "to" in fields(cycles.move, cycle, "discuss", "", 1, NOVEMBER.date(), NOVEMBER)
    assert "note" in fields(cycles.move, cycle, "collect", " ", 1, NOVEMBER.date(), NOVEMBER)
    assert "period" in fields(cycles.open_, "2026-10", 1, NOVEMBER)
    assert "period" in fields(cycles.open_, "2026-13", 1, NOVEMBER)
    assert "period" in fields(cycles.open_, "2027-01", 1, NOVEMBER)


def test_what_comes_after_the_lock_is_a_visible_difference_and_changes_nothing(october):
    cycle = collected(october)
    for row in cycle.appraisals:
        row.state = "confirmed"
    through(cycle, october, "propose", "discuss", "acknowledge", "appeal")
    assert "to" in fields(cycles.move, cycle, "locked", "", 1, date(2026, 11, 5), NOVEMBER)
    through(cycle, october, "locked", at=LOCKS)
    mei = of(cycle, october, "mei")
    kept = (mei.figures, mei.evidence_sha256, mei.coefficient)
    assert refusal(closing.collect, cycle, LOCKS).kind.code == "conflict"
    assert closing.compare(LOCKS) == 0
    # A tablet that was away since October: it counts for the day on which it was captured (fault 156).
    october.submit({("hair", "mei"): "fail", ("hands", "mei"): "fail"}, at=OCTOBER + timedelta(days=2),
                   submitted_at=(OCTOBER + timedelta(days=2, minutes=9)).isoformat())  # fmt: skip
    db.session.execute(db.text("UPDATE ledger_entry SET entered_at = :at WHERE id = (SELECT max(id) FROM ledger_entry)"),
                       {"at": "2026-11-20 04:00:00.000000"})  # fmt: skip
    db.session.commit()
    assert closing.compare(LOCKS + timedelta(days=20)) == 1
    assert closing.compare(LOCKS + timedelta(days=20)) == 0  # once
    mei = of(cycle, october, "mei")
    assert (mei.figures, mei.evidence_sha256, mei.coefficient) == kept
    (difference,) = db.session.scalars(select(AppraisalDifference))
    assert F(difference.figures["rate"]) < F(mei.figures["rate"])
    if difference.coefficient < mei.coefficient:
        assert "decision" in fields(differences.decide_difference, difference, "next_period", "", october.accounts["hua"], LOCKS)
    differences.decide_difference(difference, "noted", "已告知本人", october.accounts["hua"], LOCKS)
    assert difference.state == "noted"


def test_periods_and_their_calendar():
    """Fault 155: leap days and quarters."""
    assert periods.read("2028-02").last_on == date(2028, 2, 29)
    assert (periods.read("2026-Q4").first_on, periods.read("2026-Q4").last_on) == (date(2026, 10, 1), date(2026, 12, 31))
    assert periods.read("2026-01").previous.key == "2025-12"
    assert periods.read("2026-Q1").previous.key == "2025-Q4"
    calendar = periods.calendar_of(periods.read("2026-10"))
    assert (calendar.cut_on, calendar.appeals_until, calendar.lock_on, calendar.export_on) == (
        date(2026, 10, 31), date(2026, 11, 4), date(2026, 11, 6), date(2026, 11, 7))  # fmt: skip
    for text in ("2026-00", "2026-13", "2026-Q5", "2026-1", "0000-01", "٢٠٢٦-01x", ""):
        with pytest.raises(ValueError):
            periods.read(text)


def test_a_month_with_a_cycle_is_confirmed_and_signed_once_in_its_appraisal(october):
    lin, mei, staff_id = october.actor("lin"), october.actor("mei"), october.staff["mei"]
    records.confirm(lin, october.site, "2026-10", [staff_id], "", NOVEMBER)
    row = of(signed_off(october), october, "mei")
    assert refusal(records.sign, mei, "2026-10", "seen", "", NOVEMBER).kind.code == "conflict"
    assert "staff" in fields(records.confirm, lin, october.site, "2026-10", [october.staff["tao"]], "x", NOVEMBER)
    signing.sign(row, "seen", "", mei, NOVEMBER)
    db.session.commit()
    (line,) = [one for one in records.of_site(october.site, "2026-10", NOVEMBER) if one.staff.id == staff_id]
    assert (line.state, line.record.signature) == ("seen", None)


def test_seen_with_an_objection_hands_it_in_and_what_is_raised_is_calculated_anew(october):
    row, tao = of(signed_off(october), october, "tao"), october.actor("tao")
    signing.sign(row, "seen_objects", "10月3日那次我在休息", tao, NOVEMBER)
    appeal = db.session.scalars(select(PersonAppeal)).one()
    assert (appeal.month, appeal.reason, appeal.inspection_id) == ("2026-10", "10月3日那次我在休息", None)
    assert october.accounts["lin"] not in reviewers.of(appeal)  # she proposed it
    before, outcomes = F(row.figures["rate"]), {one.id: "met" for one in appeals.lowering_answers(appeal)[:4]}
    who = next(name for name, account in october.accounts.items() if account in reviewers.of(appeal))
    objections.decide(appeal, objections.Ruling(outcomes, "排班表上他那天休息"), october.actor(who), NOVEMBER)
    db.session.commit()
    after = of(row.cycle, october, "tao")
    assert F(after.figures["rate"]) > before
    assert (after.state, after.signature) == ("open", "seen_objects")  # proposed anew; the objection stays in sight


def test_who_does_not_sign_in_time_is_taken_as_delivered_and_the_locked_month_stays(october):
    cycle = signed_off(october)
    row = of(cycle, october, "mei")
    late = NOVEMBER + timedelta(days=6)
    assert (month_appraisals.signature_of(row, NOVEMBER), month_appraisals.window_of(row, NOVEMBER).until) == (None, date(2026, 11, 8))
    assert month_appraisals.signature_of(row, late) is None  # fewer than three days on duty since: leave takes no time from anybody
    for days in (1, 2, 3):
        shift_id = db.session.scalar(select(Shift.id).where(Shift.site_id == october.site))
        duty = DutyMap(site_id=october.site, business_day=date(2026, 11, 3 + days), shift_id=shift_id, saved_at=NOVEMBER)
        db.session.add(duty)
        db.session.flush()
        db.session.add(DutyEntry(duty_map_id=duty.id, staff_id=row.staff_id, is_present=True))
    assert month_appraisals.signature_of(row, late) == "delivered"
    (line,) = [one for one in records.of_site(october.site, "2026-10", late) if one.staff.id == row.staff_id]
    assert line.state == "delivered"  # the month list says the same as the cycle
    through(cycle, october, "appeal", "locked", at=LOCKS)
    assert [one.month for one in db.session.scalars(select(MonthRecord)) if one.staff_id == row.staff_id] == ["2026-10"]
    october.submit({("hair", "mei"): "fail"}, at=OCTOBER + timedelta(days=2))
    assert records.of_person(row.staff_id, "2026-10")[0].rate == 1 > records.as_of_now(row.staff_id, "2026-10").rate


def test_an_appraisal_by_random_commands_does_what_the_model_says(october):
    """Model: open, waiting for a second person, confirmed; who proposed never confirms; nobody decides about himself; the lock ends it."""
    chance, cycle = Random(9), collected(october)
    through(cycle, october, "propose")
    row, done = of(cycle, october, "mei"), set()
    asked = proposals.adjust(row, 2, "顾客留言", october.actor("lin"), NOVEMBER)
    proposals.decide_adjustment(asked, True, "", october.actor("nora"), NOVEMBER)  # what is adjusted needs a second person
    closing.collect(cycle, NOVEMBER, [row.staff_id])
    actors, state, by = {name: october.actor(name) for name in ("lin", "nora", "hua", "mei")}, "open", None
    for _ in range(60):
        who, does = chance.choice(list(actors)), chance.choice(("propose", "confirm", "return", "collect"))
        if does == "collect":
            expected = "done"
            closing.collect(cycle, NOVEMBER, [row.staff_id])  # the same evidence: nothing is asked for again
        elif does == "propose":
            expected = "bad_form" if who == "mei" and state == "open" else "done"
            found = outcome_of(proposals.propose, [row], "好", actors[who], NOVEMBER)
            if expected == "done" and state == "open":
                state, by = "proposed", who
        else:
            expected = "bad_form" if who == "mei" else "conflict" if state != "proposed" else "bad_form" if who == by else "done"
            band = (row.figures["edge_bands"] or [None])[0]
            found = outcome_of(proposals.confirm, row, does == "confirm", "看过", actors[who], NOVEMBER, band)
            if expected == "done":
                state = "confirmed" if does == "confirm" else "open"
        if does != "collect":
            assert found == expected, (who, does, state)
        assert row.state == state
        done.add((does, expected))
        if state == "confirmed" and chance.random() < 0.3:
            calculating.reopen(row)  # as new evidence does
            state = "open"
    assert {("propose", "done"), ("propose", "bad_form"), ("confirm", "done"), ("confirm", "bad_form"), ("return", "done")} <= done


ASKED = ("acknowledge", "appeal")  # the states in which a signature is asked for
ONWARD = {"propose": "discuss", "discuss": "acknowledge", "acknowledge": "appeal"}


def test_talk_and_signature_by_random_commands_do_what_the_model_says(october):
    """Model: a talk from the discussion on, never by the person; a signature once it is asked for, and what was seen stays seen.

    A step back asks for everything anew, but an objection stays.
    """
    chance, cycle, hua, done = Random(5), collected(october), october.accounts["hua"], set()
    through(cycle, october, "propose")
    row, actors = of(cycle, october, "mei"), {name: october.actor(name) for name in ("lin", "nora", "mei")}
    rest = [one for one in cycle.appraisals if one is not row]
    stage, state, talked, signed = "propose", "open", False, None
    for number in range(90):
        for one in rest:
            one.state = "confirmed"
        at, who = NOVEMBER + timedelta(minutes=number), chance.choice(list(actors))
        does = chance.choice(("propose", "talk", "talk", "sign", "sign", "sign", "on", "on", "back" if number > 60 else "on"))
        if does == "propose":
            expected = "done" if state != "open" else "bad_form" if who == "mei" else "done"
            found = outcome_of(proposals.propose, [row], "好", actors[who], at)
            state = "confirmed" if expected == "done" else state
        elif does == "talk":
            day = chance.choice((at.date(), at.date() + timedelta(days=1)))
            expected = "conflict" if stage not in ("discuss", *ASKED) else "bad_form" if who == "mei" or day > at.date() else "done"
            found = outcome_of(proposals.talk, row, day, "下月学分酒", actors[who], at)
            talked = talked or expected == "done"
        elif does == "sign":
            wish, note = chance.choice(("seen", "not_now", "seen_objects", "")), chance.choice(("", "那天我休息"))
            may = {None: True, "not_now": True, "seen": wish != "not_now", "seen_objects": wish == "seen_objects"}[signed]
            expected = "malformed" if not wish else "conflict" if stage not in ASKED or not may else "done"
            expected = "bad_form" if expected == "done" and wish == "seen_objects" and not note else expected
            found = outcome_of(signing.sign, row, wish, note, actors["mei"], at)
            signed = wish if expected == "done" else signed
        else:
            to = "collect" if does == "back" else ONWARD.get(stage, "discuss")
            expected = "conflict" if stage == "appeal" and does == "on" else "done"
            expected = "bad_form" if does == "on" and expected == "done" and state == "open" else expected
            found = outcome_of(cycles.move, cycle, to, "重新核对", hua, at.date(), at)
            if expected == "done" and does == "back":
                stage, state, signed = "propose", "open", signed if signed == "seen_objects" else None
                cycles.move(cycle, "propose", "", hua, at.date(), at)
            elif expected == "done":
                stage = to
        assert found == expected, (number, does, who, stage, state, signed)
        assert (row.state, row.signature, row.talk_on is not None, cycle.state) == (state, signed, talked, stage)
        done.add((does, expected))
    wanted = {("talk", "done"), ("talk", "conflict"), ("talk", "bad_form"), ("sign", "done"), ("sign", "conflict"), ("back", "done")}
    assert wanted | {("sign", "bad_form"), ("on", "bad_form")} <= done
    objection = db.session.scalar(select(PersonAppeal).where(PersonAppeal.staff_id == october.staff["mei"]))
    assert objection is not None  # what was written with the signature is an objection that waits


def outcome_of(call, *given):
    """done, or the code a command was refused with."""
    try:
        call(*given)
    except Problem as problem:
        return problem.kind.code
    return "done"
