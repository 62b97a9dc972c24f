"""Two people, two devices and one submitted round: what each may change, what stays, and that no clock decides."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from inspector.extensions import db
from inspector.inspections import changes as changing
from inspector.inspections import correcting
from inspector.inspections.models import Answer, Inspection, Revision, SubmissionBody
from inspector.notices.models import Notice
from inspector.pipelines import revision
from inspector.pipelines.revision import Wish
from tests.faults.oracles import check_store
from tests.rectification.conftest import app, data, furnished, opened, shop  # noqa: F401
from tests.rectification.shop import START

A_AT, B_AT = START + timedelta(hours=3), START + timedelta(hours=4)


@pytest.fixture
def correct(shop):  # noqa: F811
    """correct(receipt, by, item, value, at=…, base=…, said_at=…): one person's correction of one answer, committed."""

    def do(receipt, by, item, value, *, at, base=1, said_at=None, note=None):
        said = {"value": value} if note is None else {"value": value, "note": note}
        changes = changing.read([{"item": item, "for": None, "set": said}])
        wish = Wish(str(uuid4()), receipt.inspection_id, base, changes, f"seen by {by}", None, said_at)
        made = revision.propose(wish, shop.actor(by), at)
        db.session.commit()
        return made

    return do


def value_of(receipt, item):
    return db.session.scalars(select(Answer.value).where(Answer.inspection_id == receipt.inspection_id, Answer.item == item)).one()


def rev_of(receipt):
    return db.session.scalars(select(Inspection.rev).where(Inspection.id == receipt.inspection_id)).one()


def test_case_087_corrections_of_different_answers_are_merged_into_revision_three(shop, correct):  # noqa: F811
    receipt = shop.submit({("floor", None): "fail", ("tables", None): "fail"})
    first = correct(receipt, "nora", "floor", "pass", at=A_AT)
    second = correct(receipt, "nora", "tables", "pass", at=B_AT)
    assert [(one.base_rev, one.rev, one.state) for one in (first, second)] == [(1, 2, "confirmed"), (1, 3, "confirmed")]
    assert first.clashes == second.clashes == []
    assert (value_of(receipt, "floor"), value_of(receipt, "tables"), rev_of(receipt)) == ("pass", "pass", 3)
    assert db.session.scalars(select(SubmissionBody)).one().body, "what was sent is kept"
    check_store(shop.app.extensions["inspector.settings"].data)


def test_case_088_the_same_answer_is_kept_twice_for_a_person_and_the_first_stays(shop, correct):  # noqa: F811
    receipt = shop.submit({("floor", None): "fail"})
    first = correct(receipt, "nora", "floor", "pass", at=A_AT, note="dry when I came back")
    second = correct(receipt, "nora", "floor", "pass", at=B_AT, note="wet again")
    assert (first.state, second.state) == ("confirmed", "conflict")
    assert second.clashes == [{"item": "floor", "for": None, "revision": first.id}]
    answer = db.session.scalars(select(Answer).where(Answer.item == "floor")).one()
    assert (answer.note, rev_of(receipt)) == ("dry when I came back", 2), "the first stays current"
    both = [(one.author_id, one.proposed_at, changing.read(one.changes)[0].said["note"]) for one in (first, second)]
    assert both == [(shop.accounts["nora"], A_AT, "dry when I came back"), (shop.accounts["nora"], B_AT, "wet again")]
    assert [one.id for one in correcting.waiting(shop.actor("lin"))] == [second.id]
    assert db.session.scalars(select(Notice.account_id).where(Notice.event_key == f"revision:{second.id}")).all() == [shop.accounts["lin"]]
    revision.confirm(second, "Looked myself", shop.actor("lin"), B_AT)
    db.session.commit()
    assert (answer.note, rev_of(receipt)) == ("wet again", 3)
    assert db.session.scalars(select(Revision.state).order_by(Revision.id)).all() == ["confirmed", "confirmed"]
    check_store(shop.app.extensions["inspector.settings"].data)


def test_case_088_what_was_found_meanwhile_must_be_looked_at_before_it_is_overwritten(shop, correct):  # noqa: F811
    receipt = shop.submit({("floor", None): "fail"})
    waiting = correct(receipt, "lin", "floor", "pass", at=A_AT)
    assert waiting.state == "proposed"
    correct(receipt, "nora", "floor", "fail", at=B_AT, note="still wet")
    revision.confirm(waiting, "", shop.actor("quan"), B_AT)
    db.session.commit()
    assert (waiting.state, value_of(receipt, "floor")) == ("conflict", "fail")


def test_case_150_a_device_of_the_year_2099_does_not_win(shop, correct):  # noqa: F811
    receipt = shop.submit({("floor", None): "fail"})
    correct(receipt, "nora", "floor", "pass", at=A_AT, note="dry")
    late = correct(receipt, "nora", "floor", "fail", at=B_AT, said_at=START.replace(year=2099), note="wet")
    assert (late.state, value_of(receipt, "floor")) == ("conflict", "pass")
    early = correct(receipt, "nora", "tables", "fail", at=B_AT, base=2, said_at=START.replace(year=2001))
    assert (early.state, early.rev) == ("confirmed", 3), "nor does one of 2001 lose"
