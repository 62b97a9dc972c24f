"""A submitted inspection is corrected: what was sent stays, figures, ledger and tasks follow, nobody's figure falls by one hand."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from sqlalchemy import select

from inspector.appraisals import evidence, records
from inspector.appraisals.models import LedgerEntry
from inspector.audit import trail
from inspector.audit.models import AuditEvent
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections import changes as changing
from inspector.inspections.models import Answer, Inspection, Revision, SubmissionBody
from inspector.notices.models import Notice
from inspector.pipelines import revision
from inspector.pipelines.revision import Wish
from inspector.rectification.models import Reminder, Task, TaskEvent, TaskFinding
from tests.rectification.shop import START

LATER = START + timedelta(hours=2)


@pytest.fixture
def correct(shop):
    """correct(inspection id, changes, by=…, base=…) proposes and commits; returns the revision."""

    def do(inspection_id, changes, *, by="nora", base=1, reason="Misread the label", uuid=None, at=LATER):
        wish = Wish(uuid or str(uuid4()), inspection_id, base, changing.read(changes), reason)
        found = revision.propose(wish, shop.actor(by), at)
        db.session.commit()
        return found

    return do


def say(item, subject, **said):
    return {"item": item, "for": subject, "set": said}


def inspection_of(receipt):
    return db.session.get_one(Inspection, receipt.inspection_id)


def answer_of(receipt, item):
    return db.session.scalars(select(Answer).where(Answer.inspection_id == receipt.inspection_id, Answer.item == item)).one()


def month_of(shop, name):
    return records.as_of_now(shop.staff[name], "2026-11")


def fields(problem):
    return problem.value.details["fields"]


def test_an_inspector_takes_back_a_failure_of_his_own_round_at_once(shop, correct):
    receipt = shop.submit({("floor", None): "fail"})
    before, sent = inspection_of(receipt).score, db.session.get_one(SubmissionBody, receipt.inspection_id).body
    made = correct(receipt.inspection_id, [say("floor", None, value="pass")])
    after = inspection_of(receipt)
    assert (made.state, made.rev, after.rev) == ("confirmed", 2, 2)
    assert float(after.score) > float(before) and after.failure_count == 0
    assert db.session.get_one(SubmissionBody, receipt.inspection_id).body == sent, "what was sent never changes"
    assert made.difference["figures"]["score"] == [before, after.score]
    task = db.session.scalars(select(Task)).one()
    event = db.session.scalars(select(TaskEvent).where(TaskEvent.kind == "withdrawn")).one()
    assert (task.state, event.note) == ("closed", "Misread the label")
    assert {"revision.proposed", "revision.confirmed"} <= set(db.session.scalars(select(AuditEvent.action)))
    with db.engines["read"].connect() as connection:
        assert trail.verify(connection).broken_seq is None


def test_the_same_bytes_sent_again_after_a_correction_are_known_and_change_nothing(shop, correct):
    from inspector.inspections import payload
    from inspector.pipelines import intake

    receipt = shop.submit({("floor", None): "fail"})
    correct(receipt.inspection_id, [say("floor", None, value="pass")])
    body = db.session.get_one(SubmissionBody, receipt.inspection_id).body
    again = intake.accept(payload.read(body), LATER, shop.actor("nora"))
    assert not again.is_new and again.inspection_id == receipt.inspection_id
    assert inspection_of(receipt).failure_count == 0


def test_naming_somebody_unknown_whom_it_lowers_waits_for_a_second_person_and_tells_him(shop, correct):
    unknown = "staff:unknown-1"
    shop.staff["unknown"] = "unknown-1"
    receipt = shop.submit({("uniform", "unknown"): "fail"}, people=("unknown",))
    assert month_of(shop, "mei").n == 0
    made = correct(receipt.inspection_id, [{"subject": unknown, "to": f"staff:{shop.staff['mei']}"}], reason="It was Mei")
    assert (made.state, made.lowers) == ("proposed", [shop.staff["mei"]])
    assert month_of(shop, "mei").n == 0 and inspection_of(receipt).rev == 1
    with pytest.raises(Problem) as refused:
        revision.confirm(made, "", shop.actor("nora"), LATER)
    assert refused.value.kind.code == "forbidden", "the one who proposed it is no second person"
    revision.confirm(made, "Asked her", shop.actor("lin"), LATER)
    db.session.commit()
    month = month_of(shop, "mei")
    assert month.n == 4 and month.rate == Fraction(3, 4)
    assert {a.subject for a in inspection_of(receipt).answers if a.subject} == {f"staff:{shop.staff['mei']}"}
    told = db.session.scalars(select(Notice).where(Notice.account_id == shop.accounts["mei"])).all()
    assert [one.event_key for one in told] == [f"revision:{made.id}:lowers"]
    assert db.session.scalars(select(Reminder.staff_id)).all() == [shop.staff["mei"]]


def test_a_refused_correction_changes_nothing_and_is_kept_with_the_reason(shop, correct):
    receipt = shop.submit({})
    made = correct(receipt.inspection_id, [say("uniform", f"staff:{shop.staff['mei']}", value="fail")])
    assert made.state == "proposed"
    revision.refuse(made, "The photo shows a clean apron", shop.actor("lin"), LATER)
    db.session.commit()
    assert (made.state, inspection_of(receipt).rev, month_of(shop, "mei").rate) == ("refused", 1, 1)
    with pytest.raises(Problem) as late:
        revision.confirm(made, "", shop.actor("lin"), LATER)
    assert late.value.kind.code == "conflict"


def test_the_ledger_is_reversed_and_entered_anew_and_never_overwritten(shop, correct):
    receipt = shop.submit({("uniform", "mei"): "fail"}, people=("mei", "tao"))
    first = db.session.scalars(select(LedgerEntry)).all()
    kept = {e.id: (e.staff_id, e.dimension, e.weight, e.share_sum) for e in first}
    correct(receipt.inspection_id, [say("uniform", f"staff:{shop.staff['mei']}", value="pass")])
    entries = {e.id: e for e in db.session.scalars(select(LedgerEntry))}
    assert {i: (entries[i].staff_id, entries[i].dimension, entries[i].weight, entries[i].share_sum) for i in kept} == kept
    added = [e for i, e in entries.items() if i not in kept]
    assert [(e.weight, e.share_sum, e.reverses_id is not None) for e in added] == [(-2, "-1", True), (2, "2", False)]
    assert month_of(shop, "mei").rate == 1 == month_of(shop, "tao").rate


def test_somebody_else_than_the_inspector_needs_a_second_person_also_to_raise(shop, correct):
    receipt = shop.submit({("uniform", "mei"): "fail"})
    made = correct(receipt.inspection_id, [say("uniform", f"staff:{shop.staff['mei']}", value="pass")], by="lin")
    assert (made.state, made.lowers) == ("proposed", [])
    assert db.session.scalars(select(Notice.account_id).where(Notice.event_key == f"revision:{made.id}")).all() == [shop.accounts["nora"]]
    revision.confirm(made, "", shop.actor("nora"), LATER)
    assert month_of(shop, "mei").rate == 1


def test_nobody_corrects_or_decides_what_concerns_himself(shop, correct):
    receipt = shop.submit({("uniform", "lin"): "fail"}, people=("lin",))
    with pytest.raises(Problem) as himself:
        correct(receipt.inspection_id, [say("uniform", f"staff:{shop.staff['lin']}", value="pass")], by="lin")
    assert "yourself" in fields(himself)["changes"]
    db.session.rollback()
    made = correct(receipt.inspection_id, [say("posture", f"staff:{shop.staff['lin']}", value="fail")])
    with pytest.raises(Problem) as decides:
        revision.confirm(made, "", shop.actor("lin"), LATER)
    assert decides.value.kind.code == "forbidden"


def test_a_correction_needs_a_reason_an_answer_that_fits_and_a_right(shop, correct):
    receipt = shop.submit({})
    for changes, reason, by, code in (
        ([say("floor", None, value="fail")], " ", "nora", "bad_form"),
        ([say("floor", None, value="perhaps")], "why", "nora", "bad_form"),
        ([say("floor", None, value="pass")], "why", "gao", "forbidden"),
        ([say("floor", None, value="pass")], "why", "mei", "not_found"),
        ([say("floor", None, value="pass")], "why", "sol", "not_found"),
    ):
        with pytest.raises(Problem) as problem:
            correct(receipt.inspection_id, changes, reason=reason, by=by)
        assert problem.value.kind.code == code, (changes, by)
        db.session.rollback()
    with pytest.raises(Problem):
        correct(receipt.inspection_id, [say("floor", None, value="fail")], base=2)
    assert db.session.scalars(select(Revision)).all() == []


def test_a_failure_added_by_a_correction_opens_its_task(shop, correct):
    receipt = shop.submit({})
    correct(receipt.inspection_id, [say("floor", None, value="fail", note="Wet by the door")])
    task = db.session.scalars(select(Task)).one()
    assert (task.item, task.state, task.opened_at) == ("floor", "open", LATER)
    correct(receipt.inspection_id, [say("floor", None, value="pass")], base=2)
    assert (task.state, db.session.scalars(select(TaskFinding)).one().withdrawn_at) == ("closed", LATER)
    correct(receipt.inspection_id, [say("floor", None, value="fail")], base=3)
    assert inspection_of(receipt).rev == 4
    assert sorted(db.session.scalars(select(Task.state))) == ["closed", "open"]


def test_a_task_with_another_finding_stays_open_when_one_is_withdrawn(shop, correct):
    first = shop.submit({("floor", None): "fail"})
    shop.submit({("floor", None): "fail"}, at=START + timedelta(hours=1))
    correct(first.inspection_id, [say("floor", None, value="pass")])
    assert db.session.scalars(select(Task.state)).all() == ["open"]


def test_a_round_that_counted_for_nobody_counts_once_its_faulty_answer_is_corrected(shop, correct):
    receipt = shop.submit({("tray", None): {"k": 5, "n": 3}, ("uniform", "mei"): "fail"})
    assert receipt.flag == "invalid" and month_of(shop, "mei").n == 0
    made = correct(receipt.inspection_id, [say("tray", None, value={"k": 2, "n": 3})])
    assert made.state == "proposed", "what counts now lowers Mei"
    revision.confirm(made, "", shop.actor("lin"), LATER)
    assert inspection_of(receipt).flag is None and month_of(shop, "mei").rate == Fraction(3, 4)


def test_a_confirmed_month_keeps_its_figures_and_shows_the_difference(shop, correct):
    from inspector.appraisals import showing

    receipt = shop.submit({})
    december = START + timedelta(days=32)
    [record] = records.confirm(shop.actor("lin"), shop.site, "2026-11", [shop.staff["mei"]], "", december)
    db.session.commit()
    frozen, used = dict(record.figures), record.evidence_sha256
    made = correct(receipt.inspection_id, [say("uniform", f"staff:{shop.staff['mei']}", value="fail")], at=december)
    assert made.difference["people"][0]["confirmed"] is True
    revision.confirm(made, "", shop.actor("lin"), december)
    db.session.commit()
    db.session.refresh(record)
    assert record.figures == frozen
    assert evidence.fingerprint([receipt.inspection_id]) != used
    shown = showing.show(shop.staff["mei"], "2026-11", december, is_for_staff=True)
    assert (shown.month.rate, shown.later.rate) == (1, Fraction(3, 4))


def test_the_same_correction_sent_twice_is_one(shop, correct):
    receipt, uuid = shop.submit({("floor", None): "fail"}), str(uuid4())
    for _ in range(2):
        assert correct(receipt.inspection_id, [say("floor", None, value="pass")], uuid=uuid).rev == 2
    with pytest.raises(Problem) as other:
        correct(receipt.inspection_id, [say("tables", None, value="fail")], uuid=uuid)
    assert other.value.kind.code == "conflict"
