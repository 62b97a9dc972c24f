"""A person objects: who may answer, what an upheld objection changes, and that nothing ever falls by it."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import select

from inspector.appraisals import appeal_counts, appeals, records, reviewers
from inspector.appraisals.appeal_models import PersonAppeal
from inspector.audit.models import AuditEvent
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections.models import Answer, Inspection, Revision
from inspector.notices.models import Notice
from inspector.pipelines import objections
from inspector.pipelines.objections import Ruling
from inspector.sites.models import DutyEntry, DutyMap
from tests.rectification.shop import START

NEXT_DAY = START + timedelta(days=1)


def answer_of(receipt, item, name, shop):
    wanted = Answer.subject == f"staff:{shop.staff[name]}"
    return db.session.scalars(select(Answer).where(Answer.inspection_id == receipt.inspection_id, Answer.item == item, wanted)).one()


def object_to(shop, answer, who="mei", at=NEXT_DAY, reason="刘海是当时刚摘了帽子"):
    made = appeals.make(shop.actor(who), appeals.target_of_answer(shop.staff[who], answer.id), str(uuid4()), reason, (), at)
    db.session.commit()
    return made


def rate(shop, name):
    return records.as_of_now(shop.staff[name], "2026-11").rate


def refused(code, call, *given):
    with pytest.raises(Problem) as caught:
        call(*given)
    db.session.rollback()
    assert caught.value.kind.code == code, caught.value.details
    return caught.value


@pytest.fixture
def lost(shop):
    """Mei failed at one question of a round by the supervisor of her own shop; Tao at the same."""
    receipt = shop.submit({("hair", "mei"): "fail", ("hair", "tao"): "fail"}, by="gao", people=("mei", "tao"))
    return receipt, answer_of(receipt, "hair", "mei", shop)


def test_who_was_there_and_who_answers_for_him_do_not_decide(shop, lost):
    appeal = object_to(shop, lost[1])
    assert {name for name, account in shop.accounts.items() if account in reviewers.of(appeal)} == {"quan"}
    for name in ("gao", "lin", "nora", "hua", "mei", "qiu"):
        refused("forbidden", objections.decide, appeal, Ruling({lost[1].id: "met"}, "seen"), shop.actor(name), NEXT_DAY)
    told = db.session.scalars(select(Notice.account_id).where(Notice.event_key == f"person_appeal:{appeal.id}:1")).all()
    assert told == [shop.accounts["quan"]]


def test_where_quality_inspected_the_shop_answers_and_where_nobody_is_left_hr(shop):
    receipt = shop.submit({("hair", "mei"): "fail"}, by="quan")
    appeal = object_to(shop, answer_of(receipt, "hair", "mei", shop))
    assert {name for name, account in shop.accounts.items() if account in reviewers.of(appeal)} == {"lin", "nora"}
    alone = shop.submit({("hair", "tao"): "fail"}, by="gao", people=("tao",))
    db.session.execute(db.text("UPDATE role_assignment SET ended_at = '2026-10-01' WHERE role = 'quality_lead'"))
    appeal = object_to(shop, answer_of(alone, "hair", "tao", shop), "tao")
    assert (appeal.level, reviewers.of(appeal)) == (2, {shop.accounts["hua"]})


def test_an_upheld_objection_raises_the_record_and_shows_the_difference(shop, lost):
    appeal = object_to(shop, lost[1])
    made = objections.decide(appeal, Ruling({lost[1].id: "met"}, "照片里头发是扎好的"), shop.actor("quan"), NEXT_DAY)
    db.session.commit()
    assert (appeal.state, made.difference, rate(shop, "mei")) == ("raised", ["3/4", "1"], 1)
    assert rate(shop, "tao") == Fraction(3, 4), "nobody else is touched"
    revision = db.session.get_one(Revision, made.revisions[0])
    assert (revision.state, revision.lowers, revision.reason) == ("confirmed", [], "照片里头发是扎好的")
    notice = db.session.scalars(select(Notice).where(Notice.account_id == shop.accounts["mei"])).one()
    assert (notice.url, "upheld" in notice.sentence) == (f"/appeals/{appeal.id}", True)
    assert "person_appeal.raised" in db.session.scalars(select(AuditEvent.action)).all()
    assert appeal_counts.counted_by_inspector(START.date(), START.date()) == {shop.accounts["gao"]: (1, 1)}


@pytest.mark.parametrize(("outcome", "left"), [("unseen", (3, 1)), ("somebody_else", (3, 1))])
def test_what_cannot_be_said_or_was_somebody_else_no_longer_counts_for_the_person(shop, lost, outcome, left):
    failures = db.session.get_one(Inspection, lost[0].inspection_id).failure_count
    objections.decide(object_to(shop, lost[1]), Ruling({lost[1].id: outcome}, "看了录像"), shop.actor("quan"), NEXT_DAY)
    month = records.as_of_now(shop.staff["mei"], "2026-11")
    assert (month.n, month.rate) == left
    inspection = db.session.get_one(Inspection, lost[0].inspection_id)
    assert inspection.flag is None
    assert inspection.failure_count == failures - (outcome == "unseen"), "what was seen of somebody else was still seen"


def test_kept_with_a_reason_and_then_hr_who_did_not_decide_before(shop, lost):
    appeal = object_to(shop, lost[1])
    refused("bad_form", objections.decide, appeal, Ruling({}, " "), shop.actor("quan"), NEXT_DAY)
    objections.decide(appeal, Ruling({}, "照片里刘海遮住了眼睛"), shop.actor("quan"), NEXT_DAY)
    db.session.commit()
    assert (appeal.state, rate(shop, "mei")) == ("kept", Fraction(3, 4))
    refused("conflict", objections.decide, appeal, Ruling({}, "again"), shop.actor("quan"), NEXT_DAY)
    refused("forbidden", appeals.ask_hr, shop.actor("tao"), appeal, "x", NEXT_DAY)
    appeals.ask_hr(shop.actor("mei"), appeal, "那是帽子刚摘下", NEXT_DAY)
    db.session.commit()
    assert (appeal.state, appeal.level) == ("open", 2)
    refused("forbidden", objections.decide, appeal, Ruling({lost[1].id: "met"}, "x"), shop.actor("quan"), NEXT_DAY)
    objections.decide(appeal, Ruling({lost[1].id: "met"}, "两位同事都证实"), shop.actor("hua"), NEXT_DAY)
    assert (appeal.state, rate(shop, "mei")) == ("raised", 1)
    assert appeals.second_window(appeal, NEXT_DAY) is None


def test_a_wrong_standard_raises_every_record_of_that_version_and_lowers_none(shop, lost):
    other = shop.submit({("hair", "tao"): "fail", ("uniform", "tao"): "fail"}, at=START + timedelta(hours=3), people=("tao",))
    appeal = object_to(shop, lost[1])
    made = objections.decide(appeal, Ruling({}, "标准没写帽子", is_standard_wrong=True), shop.actor("quan"), NEXT_DAY)
    assert made.outcome == "raised"
    assert len(made.revisions) == 2
    assert (rate(shop, "mei"), rate(shop, "tao")) == (1, Fraction(5, 6))
    assert db.session.get_one(Inspection, other.inspection_id).rev == 2


def test_only_one_waits_and_only_in_time_and_only_what_counts_for_oneself(shop, lost):
    appeal = object_to(shop, lost[1])
    mei, target = shop.actor("mei"), appeals.target_of_answer(shop.staff["mei"], lost[1].id)
    assert refused("conflict", appeals.make, mei, target, str(uuid4()), "again", (), NEXT_DAY).details["state"] == "open"
    appeal = db.session.get_one(PersonAppeal, appeal.id)
    assert appeals.make(mei, target, appeal.uuid, "again", (), NEXT_DAY).id == appeal.id, "the same form is the same objection"
    appeals.withdraw(mei, appeal, NEXT_DAY)
    assert object_to(shop, lost[1]).turn == 2
    with pytest.raises(Problem):
        appeals.target_of_answer(shop.staff["tao"], lost[1].id)
    with pytest.raises(Problem):
        appeals.target_of_answer(None, lost[1].id)


def test_after_the_window_it_is_late_until_the_record_is_confirmed(shop, lost):
    for number in (1, 2, 3):
        duty = DutyMap(site_id=shop.site, business_day=(START + timedelta(days=number)).date(), shift_id=1, saved_at=START)
        duty.entries.append(DutyEntry(staff_id=shop.staff["mei"]))
        db.session.add(duty)
    db.session.flush()
    target = appeals.target_of_answer(shop.staff["mei"], lost[1].id)
    assert [appeals.refusal(target, START + timedelta(days=n)) for n in (5, 6)] == [None, "late"]
    assert refused("conflict", object_to, shop, lost[1], "mei", START + timedelta(days=6)).details["state"] == "late"
    december = datetime(2026, 12, 2, 4, 0, tzinfo=UTC)
    records.confirm(shop.actor("lin"), shop.site, "2026-11", [shop.staff["mei"]], "带教过", december)
    assert appeals.refusal(appeals.target_of_answer(shop.staff["mei"], lost[1].id), december) is None, "a confirmed record opens it anew"


def test_the_whole_record_of_a_month_may_be_objected_to_and_any_lost_point_raised(shop, lost):
    december = datetime(2026, 12, 2, 4, 0, tzinfo=UTC)
    records.confirm(shop.actor("lin"), shop.site, "2026-11", [shop.staff["mei"]], "带教过", december)
    target = appeals.target_of_month(shop.staff["mei"], "2026-11")
    appeal = appeals.make(shop.actor("mei"), target, str(uuid4()), "整月都在里间", (), december)
    assert shop.accounts["lin"] not in reviewers.of(appeal)
    objections.decide(appeal, Ruling({lost[1].id: "unseen"}, "那天她在里间"), shop.actor("quan"), december)
    frozen, record = records.of_person(shop.staff["mei"], "2026-11")
    assert (frozen.rate, rate(shop, "mei"), record is not None) == (Fraction(3, 4), 1, True), "frozen figures stay, the difference shows"


def test_objections_by_random_commands_do_what_the_model_says(shop):
    """Model: state and level. Everybody tries everything in any order; the month of the person never falls."""
    chance, actors, done = Random(4), {name: shop.actor(name) for name in ("quan", "hua", "lin", "gao", "mei", "tao")}, set()
    for number in range(8):
        receipt = shop.submit({("hair", "mei"): "fail"}, by="gao", at=START + timedelta(minutes=20 * number))
        answer = answer_of(receipt, "hair", "mei", shop)
        appeal, state, level = object_to(shop, answer), "open", 1
        for _ in range(9):
            does = chance.choice(("keep", "keep", "raise", "ask", "ask", "withdraw"))
            who, before = chance.choice(("quan", "hua", "mei", chance.choice(list(actors)))), rate(shop, "mei")
            if does == "withdraw":
                expected = "forbidden" if who != "mei" else "conflict" if state != "open" else "done"
                after, call = ("withdrawn", level), lambda: appeals.withdraw(actors[who], appeal, NEXT_DAY)  # noqa: B023
            elif does == "ask":
                expected = "forbidden" if who != "mei" else "done" if (state, level) == ("kept", 1) else "conflict"
                after, call = ("open", 2), lambda: appeals.ask_hr(actors[who], appeal, "还有人看到", NEXT_DAY)  # noqa: B023
            else:
                expected = "conflict" if state != "open" else "done" if who == {1: "quan", 2: "hua"}[level] else "forbidden"
                after = ("kept" if does == "keep" else "raised", level)
                ruling = Ruling({answer.id: "met"} if does == "raise" else {}, "看了照片")
                call = lambda: objections.decide(appeal, ruling, actors[who], NEXT_DAY)  # noqa: B023
            try:
                with db.session.begin_nested():
                    call()
                found = "done"
            except Problem as problem:
                found = problem.kind.code
            state, level = after if expected == "done" else (state, level)
            assert (found, appeal.state, appeal.level) == (expected, state, level), (does, who)
            assert rate(shop, "mei") >= before
            done.add((does, found))
    assert {("keep", "done"), ("raise", "done"), ("ask", "done"), ("ask", "conflict"), ("raise", "forbidden")} <= done
