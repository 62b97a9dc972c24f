"""Objections that were upheld against one inspector more than against others: worth a look, opened down to each of them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from inspector.appraisals import appeal_counts, appeals
from inspector.extensions import db
from inspector.fairness import conduct
from inspector.inspections.models import Answer
from inspector.pipelines import objections
from inspector.pipelines.objections import Ruling
from tests.rectification.shop import START

NEXT_DAY = START + timedelta(days=1)
PEOPLE = ("mei", "tao")


def _object(shop, inspection_id, outcome, is_standard_wrong=False):
    """Mei objects to what was said of her hair; the quality lead answers. Returns the objection's id."""
    wanted = Answer.subject == f"staff:{shop.staff['mei']}"
    answer = db.session.scalars(select(Answer).where(Answer.inspection_id == inspection_id, Answer.item == "hair", wanted)).one()
    appeal = appeals.make(shop.actor("mei"), appeals.target_of_answer(shop.staff["mei"], answer.id), str(uuid4()), "x", (), NEXT_DAY)
    db.session.commit()
    outcomes = {answer.id: outcome} if outcome else {}
    objections.decide(appeal, Ruling(outcomes, "看了照片", is_standard_wrong), shop.actor("quan"), NEXT_DAY)
    db.session.commit()
    return appeal.id


@pytest.fixture
def decided(opened):
    """Six of Gao's 56 answers were raised, one kept until it fell with a wrong standard; of Nora's 176 one was kept and one fell so."""
    with opened.app.app_context():
        mine = [
            opened.submit({("hair", "mei"): "fail"}, by="gao", people=PEOPLE, at=START + timedelta(minutes=20 * n)).inspection_id
            for n in range(7)
        ]
        for n in range(20):
            opened.submit({}, people=PEOPLE, at=START + timedelta(minutes=20 * n))
        others = [
            opened.submit({("hair", "mei"): "fail"}, people=PEOPLE, at=START + timedelta(hours=8, minutes=n)).inspection_id for n in (1, 2)
        ]
        outcomes = ("met", "met", "unseen", "met", "somebody_else", "met", None)
        ids = [_object(opened, one, outcome) for one, outcome in zip(mine, outcomes, strict=True)]
        kept = _object(opened, others[0], None)
        looked = conduct.looks_back_to(NEXT_DAY)
        raised = appeal_counts.raised_by_round(looked, NEXT_DAY.date())
        assert raised == {one: (1, int(outcome != "met")) for one, outcome in zip(mine, outcomes, strict=True) if outcome}
        _object(opened, others[1], None, is_standard_wrong=True)
        assert appeal_counts.raised_by_round(looked, NEXT_DAY.date()) == raised, "the question was wrong, not the inspector"
        counted = appeal_counts.counted_by_inspector(looked, NEXT_DAY.date())
        assert counted[opened.accounts["gao"]] == (7, 6)
        conduct.look(NEXT_DAY, raised)
        db.session.commit()
        return ids, kept


def test_the_inspector_sees_it_first_with_its_rounds_and_the_quality_lead_opens_each_objection(opened, decided, visit):
    ids, kept = decided
    gao = visit("gao")
    page = gao.get("/severity/mine").get_data(as_text=True)
    assert "6 of 55 answers about people were raised after an objection (10.9%), with others 0.0%" in page
    assert page.count("Round of ") == 4
    with opened.app.app_context():
        (signal,) = [one for one in conduct.of_inspector(opened.accounts["gao"]) if one.kind == "raised"]
        (first, _day), *_rest = signal.figures["rounds"]
        signal_id, since = signal.id, signal.figures["since"]
        assert [one for one in conduct.of_inspector(opened.accounts["nora"]) if one.kind == "raised"] == []
    assert gao.get(f"/inspections/{first}").status_code == 200
    assert gao.post(f"/severity/mine/signals/{signal_id}", word="Caps were just off.").status_code == 303
    quan, url = visit("quan"), f"/appeals?inspector={opened.accounts['gao']}&amp;since={since}"
    assert url in quan.get(f"/severity/inspectors/{opened.accounts['gao']}").get_data(as_text=True)
    page = quan.get(url.replace("&amp;", "&")).get_data(as_text=True)
    assert [f'href="/appeals/{one}"' in page for one in (*ids, kept)] == [True] * 7 + [False]
    assert f'href="/appeals/{kept}"' in visit("lin").get(url.replace("&amp;", "&")).get_data(as_text=True), "not for who runs a shop"
