"""The report of an inspection as a manager opens it: what it says, in which language, with which photos, for whom."""

from __future__ import annotations

import io
import subprocess
from urllib.parse import unquote

import pytest
from flask_babel import force_locale
from PIL import Image
from pypdf import PdfReader

from inspector.accounts.access import Actor, Role
from inspector.errors import Problem
from inspector.reports import documents, figures
from tests.reports import builder

HOSTILE = '传菜口有水 喆堃 <img src="file:///etc/passwd"><link rel=attachment href="file:///etc/passwd">'
FAILED = (("uniform", "mei"), ("floor", None), ("tray", "tao"), ("exits-clear", None))


@pytest.fixture
def round_of_four(app, cast):
    """One round in which four things failed: with notes, two photos, praise and a signature."""
    with app.app_context():
        return builder.submit(
            cast,
            failed=FAILED,
            notes={"floor": HOSTILE, "uniform": "围裙有污渍"},
            photos={"floor": builder.picture("floor"), "exits-clear": builder.picture("exit", (900, 1200), "#8fa3b5")},
            signature=builder.scrawl(),
            praise=[{"staff": f"staff:{cast.staff['mei']}", "note": "主动拿儿童椅"}],
            comment="高峰时传菜口有点乱。",
        ).inspection_id


@pytest.fixture
def fetched(visit, round_of_four):
    """fetched("lin", "zh") is the answer and the PDF read back."""

    def fetch(name, lang=""):
        answer = visit(name).get(f"/inspections/{round_of_four}/report.pdf" + (f"?lang={lang}" if lang else ""))
        return answer, PdfReader(io.BytesIO(answer.data)) if answer.status_code == 200 else None

    return fetch


def words(reader):
    """The text of all pages without spaces, so that line breaks do not matter."""
    return "".join("".join(page.extract_text() for page in reader.pages).split())


def sizes(reader):
    """The sizes of all images in the PDF."""
    return {image.image.size for page in reader.pages for image in page.images}


def test_the_report_tells_the_round_in_chinese_with_photos_and_signature(fetched, tmp_path):
    answer, reader = fetched("lin", "zh")
    text = words(reader)
    for expected in (
        "五维快检",
        "Garden·大厅",
        "2026年11月12日",
        "晚市",
        "NoraNorth",
        "2026-11-1218:03",
        "不合格",
        "红线",
        "各部分",
        "仪容与站姿",
        "问题点",
        "安全出口畅通？",
        "围裙有污渍",
        "喆堃",
        "人和地点",
        "梅香",
        "陶然",
        "主动拿儿童椅",
        "高峰时传菜口有点乱。",
        "全部回答",
        "客人进门10秒内有人问好？",
        "签名",
        "回执码",
        "判断标准",
        "整改单",
    ):
        assert expected in text, expected
    assert "Theinspectionreport" not in text
    assert sizes(reader) == {(1000, 750), (750, 1000), (600, 200)}, "two photos and the signature"
    assert 2 <= len(reader.pages) <= 5
    assert "第1页，共" in text
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_report_tells_the_round_in_english_to_who_reads_english(fetched):
    _, reader = fetched("lin")
    text = words(reader)
    for expected in (
        "Five-dimensionquickround",
        "Whatfailed",
        "Emergencyexitfreetouse?",
        "Countsforthestore",
        "done2of3seen",
        "Praise",
        "Page1of",
    ):
        assert expected in text, expected


def test_the_fonts_of_the_report_are_ours_and_embedded(fetched):
    _, reader = fetched("lin", "zh")
    fonts = {
        font.get_object()["/BaseFont"].split("+")[-1]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all(name.startswith("Noto-Sans-SC") for name in fonts), fonts


def test_a_hostile_note_is_only_text(fetched):
    _, reader = fetched("lin", "zh")
    assert "file:///etc/passwd" in words(reader)
    assert "root:" not in words(reader)
    assert not reader.attachments


def test_the_name_of_the_file_is_chinese_as_rfc_5987_has_it(fetched):
    answer, _ = fetched("lin", "zh")
    disposition = answer.headers["Content-Disposition"]
    assert disposition.isascii()
    assert disposition.startswith("attachment")
    assert unquote(disposition.partition("filename*=UTF-8''")[2]).startswith("检查报告_Garden_2026-11-12_")
    assert answer.mimetype == "application/pdf"


def test_the_pages_are_not_blank_when_printed(fetched, tmp_path):
    answer, _ = fetched("lin", "zh")
    (tmp_path / "report.pdf").write_bytes(answer.data)
    subprocess.run(["pdftoppm", "-r", "40", "-png", "report.pdf", "page"], cwd=tmp_path, check=True)
    pages = sorted(tmp_path.glob("page-*.png"))
    assert len(pages) >= 2
    for page in pages:
        with Image.open(page) as image:
            darkest, lightest = image.convert("L").getextrema()
        assert (darkest < 90, lightest) == (True, 255), page.name


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("lin", 200),
        pytest.param("gao", 200, marks=pytest.mark.soak),
        pytest.param("nora", 200, marks=pytest.mark.soak),
        pytest.param("aud", 200, marks=pytest.mark.soak),
        ("qiu", 404),
        ("xu", 404),
        ("sol", 404),
        ("hua", 403),
        ("mei", 403),
        ("otto", 403),
        ("ada", 403),
    ],
)
def test_only_who_may_read_the_sites_inspections_gets_the_report(fetched, name, status):
    assert fetched(name)[0].status_code == status


def test_a_mystery_visit_does_not_name_the_visitor(app, cast, context):
    shown = figures.inspection_report(builder.actor(cast, "lin"), builder.submit(cast, line="mystery").inspection_id)
    with force_locale("en"):
        html = documents.inspection_document(shown, app.extensions["inspector.blobs"]).html
    assert "Nora North" not in html
    assert "Mystery shopper" in html


def test_every_failure_says_who_bears_it_and_what_follows(cast, context):
    found = builder.submit(cast, failed=FAILED).inspection_id
    report = figures.inspection_report(builder.actor(cast, "lin"), found)
    failures = {one.item.id: one for one in report.failures}
    assert report.failures[0].item.id == "exits-clear", "the red line stands first"
    assert (failures["uniform"].borne_by, failures["uniform"].basis, failures["uniform"].staff_id) == (
        "person",
        "seen",
        cast.staff["mei"],
    )
    assert failures["uniform"].is_coached
    assert failures["uniform"].task is None
    assert failures["floor"].task.owner
    assert failures["floor"].task.due_at.utcoffset().total_seconds() == 8 * 3600, "on the clock of the site"
    assert failures["exits-clear"].borne_by == "store"


def test_times_checked_count_every_observation(cast, context):
    report = figures.inspection_report(
        builder.actor(cast, "lin"), builder.submit(cast, failed=[("tray", "tao")]).inspection_id
    )
    checked = {one.subject: one.checked for one in report.subjects}
    assert checked[f"staff:{cast.staff['tao']}"] == 4 + 3, "four looks at appearance, three drinks"


def test_a_photo_that_cannot_be_decoded_leaves_its_place_and_the_report_is_made(app, cast, context):
    broken = b"\xff\xd8\xff" + b"no image" * 100
    found = builder.submit(cast, failed=[("floor", None)], photos={"floor": broken}).inspection_id
    document = documents.inspection_document(
        figures.inspection_report(builder.actor(cast, "lin"), found), app.extensions["inspector.blobs"]
    )
    assert "这张照片打不开。" in document.html
    assert not document.images


def test_somebody_of_another_site_cannot_even_ask_the_figures(cast, context):
    found = builder.submit(cast).inspection_id
    elsewhere = Actor(1, "", None, None, (Role("store_manager", frozenset([cast.sites["harbour"]])),))
    with pytest.raises(Problem, match="not_found"):
        figures.inspection_report(elsewhere, found)
