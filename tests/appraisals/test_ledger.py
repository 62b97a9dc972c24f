"""What a round enters about people: who, in which dimension, with which weight, and what never counts."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import select

from inspector.appraisals.ledger import is_evidence, weight_of
from inspector.appraisals.models import LedgerEntry, Praise
from inspector.checklists import publishing
from inspector.extensions import db
from inspector.inspections.recorded import RecordedAnswer
from inspector.sites.models import StaffMember


def entries():
    return list(db.session.execute(select(LedgerEntry).order_by(LedgerEntry.staff_id, LedgerEntry.dimension)).scalars())


def figures(name, shop):
    return {e.dimension: (e.weight, e.share_sum, e.answer_count) for e in entries() if e.staff_id == shop.staff[name]}


def test_each_person_gets_an_entry_for_each_dimension_seen(shop):
    shop.submit({("uniform", "mei"): "fail"}, people=("mei", "tao"))
    assert figures("mei", shop) == {"appearance": (2, "1", 2), "hygiene": (1, "1", 1), "standing_posture": (1, "1", 1)}
    assert figures("tao", shop)["appearance"] == (2, "2", 2)
    assert {e.is_outside for e in entries()} == {True}


def test_a_counted_act_weighs_its_observations_and_a_measured_moment_of_truth_double(shop):
    shop.submit({("led", "mei"): {"k": 1, "n": 3}, ("tray", "mei"): {"k": 2, "n": 3}})
    assert figures("mei", shop)["seating_order"] == (6, "2", 3)  # a moment of truth: 2 x 3, share 1/3
    assert figures("mei", shop)["serving_sequence"] == (3, "2", 3)


def test_a_self_check_enters_nothing_and_praise_stays(shop):
    praise = [{"staff": f"staff:{shop.staff['mei']}", "note": "主动给孩子加椅"}]
    shop.submit({("uniform", "mei"): "fail"}, by="lin", line="self", praise=praise)
    assert entries() == []
    assert db.session.execute(select(Praise.note)).scalars().all() == ["主动给孩子加椅"]


def test_an_inspector_of_the_store_itself_is_not_from_outside(shop):
    shop.submit({}, by="gao")
    assert {e.is_outside for e in entries()} == {False}


@pytest.mark.parametrize(
    "change", [{"joined_on": date(2026, 10, 25)}, {"is_minor": True}, {"contract": "intern"}, {"contract": "outsourced"}]
)
def test_who_may_not_be_scored_gets_no_entry(shop, change):
    db.session.query(StaffMember).filter_by(id=shop.staff["mei"]).update(change)
    db.session.commit()
    shop.submit({}, people=("mei", "tao"))
    assert {e.staff_id for e in entries()} == {shop.staff["tao"]}


def test_someone_exempt_from_posture_is_scored_in_the_rest(shop):
    db.session.query(StaffMember).filter_by(id=shop.staff["mei"]).update({"exempt": ["posture"]})
    db.session.commit()
    shop.submit({("posture", "mei"): "fail"})
    assert set(figures("mei", shop)) == {"appearance", "hygiene"}


def test_a_round_with_a_faulty_answer_enters_nothing_about_people(shop):
    receipt = shop.submit({("tray", None): {"k": 5, "n": 3}, ("uniform", "mei"): "fail"})
    assert receipt.flag == "invalid"
    assert entries() == []


@pytest.fixture
def answer(shop):
    item = publishing.compiled(publishing.newest("quick-round").sha256).item("uniform")
    return RecordedAnswer(
        1, item, "staff:7", "", "answered", "pass", None, False, False, Fraction(1), Fraction(1), 1, None, None, False, False, (),
        "person", "seen", 7, 7,
    )  # fmt: skip


def test_what_was_not_seen_scored_or_borne_by_the_person_is_no_evidence(answer):
    assert is_evidence(answer)
    assert not is_evidence(answer._replace(state="unseen"))
    assert not is_evidence(answer._replace(state="na", earned=Fraction(1)))  # a not-applicable that counts as passed was not seen
    assert not is_evidence(answer._replace(possible=Fraction(0)))
    assert not is_evidence(answer._replace(borne_by="nobody"))
    assert not is_evidence(answer._replace(item=replace(answer.item, bonus=True)))
    assert not is_evidence(answer._replace(item=replace(answer.item, subjective=True)))


def test_a_moment_of_truth_without_a_figure_weighs_once(answer):
    moment = answer._replace(item=replace(answer.item, moment=True))
    assert weight_of(moment) == 1
    assert weight_of(moment._replace(item=replace(moment.item, type="stopwatch"))) == 2
