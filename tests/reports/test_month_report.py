"""The record of a month on paper: figures with how sure they are, the evidence, the signature, and who may see it."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask_babel import force_locale
from pypdf import PdfReader

from inspector.appraisals import records
from inspector.reports import documents, months
from tests.reports import builder

AFTER = builder.STARTED + timedelta(days=25)


@pytest.fixture
def november(app, cast):
    """Nine rounds about Mei and Tao, one of them at odds with Mei's uniform."""
    with app.app_context():
        for day in range(9):
            builder.submit(
                cast,
                by="nora" if day % 2 == 0 else "gao",
                failed=[("uniform", "mei"), ("tray", "mei")] if day == 0 else [],
                people=("mei", "tao"),
                notes={"uniform": "围裙有污渍"},
                photos={"uniform": builder.picture("apron")} if day == 0 else None,
                praise=[{"staff": f"staff:{cast.staff['mei']}", "note": "主动拿儿童椅"}] if day == 3 else [],
                started=builder.STARTED - timedelta(days=day),
            )


def words(answer):
    reader = PdfReader(io.BytesIO(answer.data))
    return "".join("".join(page.extract_text() for page in reader.pages).split()), reader


def test_the_record_tells_rate_range_times_and_evidence_and_what_signing_means(visit, cast, november):
    answer = visit("lin").get(f"/records/{cast.staff['mei']}/2026-11/report.pdf?lang=zh")
    assert answer.status_code == 200
    text, reader = words(answer)
    for expected in (
        "梅香",
        "2026年11月",
        "G003",
        "被检查次数",
        "大致",
        "各维度",
        "上菜服务",
        "扣分项",
        "工装干净、一件不少？",
        "围裙有污渍",
        "表扬",
        "主动拿儿童椅",
        "提醒",
        "全部依据",
        "签字只表示您看过这份成绩单，不表示同意",
        "草稿",
    ):
        assert expected in text, expected
    assert "置信区间" not in text
    assert {image.image.size for page in reader.pages for image in page.images} == {(1000, 750)}


def test_the_record_in_english_says_the_same(visit, cast, november):
    text, _ = words(visit("lin").get(f"/records/{cast.staff['mei']}/2026-11/report.pdf"))
    for expected in (
        "Seenagainasoften",
        "Signingmeansthatyouhaveseenthisrecord,notthatyouagree",
        "Whatloweredthescore",
        "Servingsequence",
        "Adraft",
    ):
        assert expected in text, expected


def test_a_confirmed_and_signed_record_shows_by_whom_and_stays_as_it_was_confirmed(app, cast, november, context):
    lin, mei = builder.actor(cast, "lin"), builder.actor(cast, "mei")
    records.confirm(lin, cast.sites["garden"], "2026-11", [cast.staff["mei"]], "围裙已补发", AFTER)
    records.sign(mei, "2026-11", "seen_objects", "那天没有干净围裙可换", AFTER + timedelta(days=1))
    before = months.month_report(mei, cast.staff["mei"], "2026-11", AFTER)
    builder.submit(cast, failed=[("hair", "mei")], started=builder.STARTED + timedelta(days=2))
    after = months.month_report(mei, cast.staff["mei"], "2026-11", AFTER)
    assert after.figures == before.figures
    with force_locale("en"):
        html = documents.month_document(after, app.extensions["inspector.blobs"]).html
    for expected in ("Confirmed by 林岚", "Seen, and I object", "那天没有干净围裙可换", "围裙已补发"):
        assert expected in html
    assert "A draft" not in html


def test_with_too_little_seen_the_record_says_so_and_names_what_is_missing(app, cast, context):
    builder.submit(cast)
    html = documents.month_document(
        months.month_report(builder.actor(cast, "lin"), cast.staff["tao"], "2026-11", AFTER),
        app.extensions["inspector.blobs"],
    ).html
    assert "看到的太少，暂不评级。" in html
    assert "巡检 1 次，至少 8 次" in html


def test_a_person_gets_her_own_record_and_nobody_elses(visit, cast, november):
    mei = visit("mei")
    assert mei.get("/me/2026-11/report.pdf").status_code == 200
    assert mei.get(f"/records/{cast.staff['tao']}/2026-11/report.pdf").status_code == 403
    text, _ = words(visit("tao").get("/me/2026-11/report.pdf"))
    assert "陶然" in text
    assert "梅香" not in text


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("nora", 200),
        ("hua", 200),
        ("aud", 200),
        ("gao", 403),
        ("quan", 403),
        ("ada", 403),
        ("otto", 403),
        ("qiu", 404),
        ("sol", 404),
    ],
)
def test_only_who_may_read_appraisals_of_the_site_gets_somebodys_record(visit, cast, name, status):
    assert visit(name).get(f"/records/{cast.staff['mei']}/2026-11/report.pdf").status_code == status


@pytest.mark.parametrize("month", ["2026-13", "nonsense", "2026-1", "1999-01"])
def test_a_month_that_is_none_or_before_the_person_came_is_not_found(visit, cast, month):
    assert visit("lin").get(f"/records/{cast.staff['mei']}/{month}/report.pdf").status_code == 404


def test_an_account_that_is_no_staff_member_has_no_own_record(visit, cast):
    assert visit("quan").get("/me/2026-11/report.pdf").status_code == 404
