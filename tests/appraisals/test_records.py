"""The monthly record: confirmed once with its evidence frozen, signed only by the person, below the target singly and with a reason."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from inspector.appraisals import evidence, records
from inspector.appraisals.models import MonthRecord
from inspector.audit.models import AuditEvent
from inspector.errors import Problem
from inspector.extensions import db
from inspector.notices.models import Notice
from inspector.sites.models import StaffAssignment, StaffMember

OCTOBER = datetime(2026, 10, 3, 4, 0, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 3, 4, 0, tzinfo=UTC)


@pytest.fixture
def october(shop):
    """Enough rounds for a band: Mei does all right, Tao nothing."""
    for number in range(16):
        answers = {(item, "tao"): "fail" for item in ("uniform", "hair", "hands", "posture")}
        shop.submit(answers, by=("nora", "quan", "gao")[number % 3], at=OCTOBER + timedelta(days=number), people=("mei", "tao"))
    return shop


def confirm(shop, who, *names, note="", at=NOVEMBER, month="2026-10"):
    done = records.confirm(shop.actor(who), shop.site, month, [shop.staff[name] for name in names], note, at)
    db.session.commit()
    return done


def refusal(call, *given, **named):
    with pytest.raises(Problem) as caught:
        call(*given, **named)
    db.session.rollback()
    return caught.value


def test_the_list_shows_everybody_who_works_there(october):
    lines = {line.staff.name: line for line in records.of_site(october.site, "2026-10", NOVEMBER)}
    assert set(lines) == {"林岚", "高峰", "梅香", "陶然", "朱颜"}
    assert (lines["梅香"].month.rate, lines["梅香"].month.answers, lines["梅香"].month.band) == (1, 64, "A")
    assert lines["陶然"].month.standing == "below"
    assert lines["朱颜"].month.standing == "not_enough"


def test_confirming_freezes_figures_and_evidence_and_tells_the_person(october):
    (record,) = confirm(october, "lin", "mei")
    assert record.figures["rate"] == "1"
    assert len(record.evidence_sha256) == 64
    assert db.session.scalar(select(AuditEvent).where(AuditEvent.action == "record.confirmed")) is not None
    assert db.session.scalar(select(Notice.url).where(Notice.account_id == october.accounts["mei"])) == "/me?month=2026-10"
    october.submit({("uniform", "mei"): "fail"}, at=OCTOBER + timedelta(days=2))  # a tablet that comes back late
    month, _ = records.of_person(october.staff["mei"], "2026-10")
    assert month.rate == 1
    assert records.as_of_now(october.staff["mei"], "2026-10").rate < 1


def test_confirming_twice_is_once(october):
    confirm(october, "lin", "mei")
    assert confirm(october, "lin", "mei") == []
    assert len(db.session.scalars(select(MonthRecord)).all()) == 1


def test_below_the_target_is_confirmed_alone_and_with_a_reason(october):
    lin = october.actor("lin")
    both = [october.staff["mei"], october.staff["tao"]]
    assert "staff" in refusal(records.confirm, lin, october.site, "2026-10", both, "x", NOVEMBER).details["fields"]
    assert "note" in refusal(records.confirm, lin, october.site, "2026-10", both[1:], " ", NOVEMBER).details["fields"]
    (record,) = confirm(october, "lin", "tao", note="带教两次，10月20日、10月27日")
    assert record.confirmation_note.startswith("带教")


def test_nobody_confirms_his_own_record_nor_another_shops(october):
    own = refusal(records.confirm, october.actor("lin"), october.site, "2026-10", [october.staff["lin"]], "", NOVEMBER)
    assert "staff" in own.details["fields"]
    for outsider in ("qiu", "gao", "hua", "mei"):
        problem = refusal(records.confirm, october.actor(outsider), october.site, "2026-10", [october.staff["mei"]], "", NOVEMBER)
        assert problem.kind.code == "forbidden"
    confirm(october, "nora", "lin")


def test_a_running_month_cannot_be_confirmed(october):
    last_day = datetime(2026, 10, 31, 4, 0, tzinfo=UTC)
    problem = refusal(records.confirm, october.actor("lin"), october.site, "2026-10", [october.staff["mei"]], "", last_day)
    assert "month" in problem.details["fields"]


def test_only_the_person_signs_and_seen_may_still_become_an_objection(october):
    confirm(october, "lin", "mei")
    assert refusal(records.sign, october.actor("lin"), "2026-10", "seen", "", NOVEMBER).kind.code == "not_found"
    assert refusal(records.sign, october.actor("hua"), "2026-10", "seen", "", NOVEMBER).kind.code == "not_found"
    mei = october.actor("mei")
    assert "note" in refusal(records.sign, mei, "2026-10", "seen_objects", " ", NOVEMBER).details["fields"]
    assert refusal(records.sign, mei, "2026-10", "agreed", "", NOVEMBER).kind.code == "malformed"
    for signature, note in (("not_now", ""), ("seen", ""), ("seen_objects", "那天我休息")):
        record = records.sign(mei, "2026-10", signature, note, NOVEMBER)
        db.session.commit()
        assert record.signature == signature
    assert refusal(records.sign, mei, "2026-10", "seen", "", NOVEMBER).kind.code == "conflict"
    assert db.session.scalar(select(Notice).where(Notice.account_id == october.accounts["lin"], Notice.url.like("/records/%"))) is not None


def test_before_it_is_confirmed_there_is_nothing_to_sign(october):
    assert refusal(records.sign, october.actor("mei"), "2026-10", "seen", "", NOVEMBER).kind.code == "not_found"


def test_who_moved_is_listed_where_they_work_last_with_all_their_evidence(october):
    staff_id = october.staff["mei"]
    first = db.session.scalar(select(StaffAssignment).where(StaffAssignment.staff_id == staff_id))
    first.to_on = date(2026, 10, 20)
    moved = StaffAssignment(staff_id=staff_id, site_id=october.other_site, position_id=first.position_id, from_on=date(2026, 10, 21))
    db.session.add(moved)
    db.session.commit()
    assert staff_id not in {line.staff.id for line in records.of_site(october.site, "2026-10", NOVEMBER)}
    (line,) = [line for line in records.of_site(october.other_site, "2026-10", NOVEMBER) if line.staff.id == staff_id]
    assert line.month.answers == 64


def test_what_is_shown_about_someone_new_informs_and_counts_for_nothing(shop):
    db.session.get_one(StaffMember, shop.staff["mei"]).joined_on = date(2026, 9, 30)
    db.session.commit()
    shop.submit({("uniform", "mei"): "fail"}, at=OCTOBER)
    seen = evidence.seen_of(shop.staff["mei"], "2026-10", is_for_staff=True)
    assert [(one.item.id, one.counts) for one in seen if one.is_failed] == [("uniform", False)]
    assert records.as_of_now(shop.staff["mei"], "2026-10").n == 0
