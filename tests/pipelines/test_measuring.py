"""Severity from the ledger: what goes in, what is kept, and what the pages say of it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import insert, update

from inspector import clock
from inspector.appraisals import evidence
from inspector.appraisals.models import LedgerEntry
from inspector.extensions import db
from inspector.fairness import estimates
from inspector.fairness.models import SeverityEstimate, StaffSeverity
from inspector.inspections.models import Inspection
from inspector.measurement import child
from inspector.pipelines import measuring
from inspector.sites import settings_store
from tests.reports import builder

AT = datetime.now(UTC)
DAY = AT.date() - timedelta(days=20)
STRICT, LENIENT = -6.0, 6.0  # nora and quan


@pytest.fixture
def measured(app, cast):
    """Sixty rounds about four people: Nora strict, Quan lenient, Gao between; one self-made reversal and a mystery visit beside them."""
    with app.app_context():
        receipt = builder.submit(cast, "garden", "nora", failed=[], people=["tao"], started=builder.STARTED)
        db.session.execute(update(LedgerEntry).values(business_day=date(2020, 1, 1)))  # out of the window
        _rounds(cast, receipt.inspection_id)
        db.session.commit()
        app.extensions.pop(measuring.NEXT, None)  # the application serves the whole file
        measuring.run(AT)
        made = estimates.newest()
        assert made is not None, (
            estimates.last_try() and estimates.last_try().failure,
            len(measuring.rounds_until(AT)),
        )
        return made.id


def _rounds(cast, inspection_id):
    random, rows = Random(7), []
    source = db.session.get_one(Inspection, inspection_id)
    copy = {c.key: getattr(source, c.key) for c in Inspection.__table__.columns if c.key != "id"}
    people = [cast.staff[name] for name in ("mei", "tao", "gao", "lin", "zhu")]
    for number in range(60):
        who, by = people[number % 5], ("nora", "quan", "gao")[number // 5 % 3]
        percent = 84 + {"nora": STRICT, "quan": LENIENT, "gao": 0}[by] + number % 5 + random.gauss(0, 2)
        made = db.session.execute(
            insert(Inspection).values({**copy, "uuid": f"m{number}", "author_id": cast.accounts[by]})
        )
        rows.append(_row(cast, made.inserted_primary_key[0], who, by, percent, "area"))
    # A mystery visit that saw nothing good, and evidence that was taken out again: neither may count.
    rows.append(_row(cast, rows[0]["inspection_id"], people[0], "quan", 0, "mystery"))
    gone = _row(cast, rows[1]["inspection_id"], people[4], "nora", 0, "area")
    rows += [
        gone,
        gone | {name: -gone[name] for name in ("weight", "share_decimal", "square_decimal")} | {"share_sum": "0"},
    ]
    db.session.execute(insert(LedgerEntry), rows)


def _row(cast, inspection_id, staff_id, by, percent, line):
    return {
        "staff_id": staff_id, "site_id": cast.sites["garden"], "inspection_id": inspection_id, "inspector_id": cast.accounts[by],
        "checklist_key": "quick-round", "dimension": "hygiene", "line": line, "business_day": DAY, "weight": 20,
        "share_sum": f"{round(percent * 2)}/10", "share_decimal": percent / 5, "square_decimal": percent / 5, "answer_count": 20,
        "is_outside": by != "gao", "entered_at": AT,
    }  # fmt: skip


def test_it_finds_who_is_strict_and_keeps_it_with_its_date(app, cast, measured):
    with app.app_context():
        estimate = estimates.newest()
        assert estimate.round_count == 60 and estimate.last_on == DAY
        found = {one.account_id: one for one in estimates.of_inspectors(estimate)}
        assert found[cast.accounts["nora"]].effect == pytest.approx(STRICT, abs=1.5)
        assert found[cast.accounts["quan"]].effect == pytest.approx(LENIENT, abs=1.5)
        assert found[cast.accounts["nora"]].shared_staff == 5
        person = db.session.get_one(StaffSeverity, (measured, cast.staff["mei"]))
        assert person.round_count == 12 and person.adjusted is not None and person.logit_correction is not None
        measuring.run(AT + timedelta(days=2))  # the same rounds: nothing new to say
        assert estimates.last_try().id == measured


def test_a_run_that_fails_is_kept_with_its_reason_and_the_last_good_one_stays(app, cast, measured):
    with app.app_context():
        rows = measuring.rounds_until(AT)
        estimates.keep_failure(rows, "took too long", AT)
        db.session.commit()
        assert estimates.newest().id == measured
        assert db.session.query(SeverityEstimate).count() == 2


def test_a_process_that_cannot_estimate_says_why():
    rows = [estimates.RoundRow(n, n % 2, n % 2, "x", 1, DAY, 0, 50.0) for n in range(4)]  # rounds of no items
    with pytest.raises(child.Failed, match="Error"):
        child.run(estimates.as_rounds(rows))


def test_the_quality_lead_reads_it_in_words_and_each_inspector_only_his_own(cast, visit, measured):
    page = visit("quan").get("/severity").get_data(as_text=True)
    assert "Nora North" in page and "points less than others" in page and "points more than others" in page
    own = visit("nora").get("/severity/mine").get_data(as_text=True)
    assert "you give about" in own and "points less than others" in own and "Quan Quality" not in own
    assert visit("nora").get("/severity").status_code == 403
    sheet = visit("quan").get("/severity/rounds.csv").get_data(as_text=True)
    assert len(sheet.splitlines()) == 61


def test_the_adjusted_figure_stands_beside_the_raw_one_until_it_is_switched_off(app, cast, visit, measured):
    url = f"/records/{cast.staff['mei']}/{DAY:%Y-%m}/adjusted"
    own = visit("mei").get(url, HX_Request="true").get_data(as_text=True)
    assert "Adjusted score" in own and "changes no band and no pay" in own and "/severity/method" in own
    assert "Nora North" not in own  # who was strict is not told to the person scored
    with app.app_context():
        rows = evidence.rows_of(f"{DAY:%Y-%m}", [cast.staff["mei"]])[cast.staff["mei"]]
    rate = 100 * sum(row.share_sum for row in rows) / sum(row.weight for row in rows)
    raw = re.search(r"([\d.]+)%", own)
    assert raw and float(raw[1]) == pytest.approx(float(rate), abs=0.1), "of the same answers as the score: no mystery visit"
    assert "stays as it was" not in own
    assert visit("tao").get(url).status_code == 404
    with app.app_context():
        settings_store.change("adjusted_shown", "0", clock.today("Asia/Shanghai"), None, AT - timedelta(days=40))
        db.session.execute(
            update(db.metadata.tables["organisation_setting"]).values(valid_from_on=DAY - timedelta(days=40))
        )
        db.session.commit()
    assert "Adjusted score" not in visit("mei").get(url, HX_Request="true").get_data(as_text=True)


def test_groups_that_cannot_be_compared_are_tied_by_a_visit_that_becomes_a_plan(app, cast, visit, measured):
    with app.app_context():
        rows = [_row(cast, number, cast.staff["bo"], "sun", 80 + number, "area") | {"site_id": cast.sites["harbour"]} for number in (2, 3)]
        db.session.execute(insert(LedgerEntry), rows)
        db.session.commit()
        measuring.estimate(measuring.rounds_until(AT), AT)
    quan = visit("quan")
    page = quan.get("/severity").get_data(as_text=True)
    assert "Visits that would tie them together" in page and "Nobody else saw the people whom this inspector saw." in page
    assert "Nora North: 0 joint rounds this month" in page
    asked = f'/risk/sites/{cast.sites["harbour"]}'
    assert asked in page  # Nora, who is nearer than the quality lead
    day = re.search(r'name="day" value="([\d-]+)"', page[page.index(asked) :])[1]  # the site's next day
    quan.read_token("/severity")
    answer = quan.post(asked, account_id=cast.accounts["nora"], day=day)
    assert answer.status_code == 303, answer.text[answer.text.find("<h1"):][:600]
