"""The pages of records through HTTP: what staff see of themselves, what managers see of their shop, and what nobody else sees."""

import json
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from sqlalchemy import select

from inspector.extensions import db
from inspector.inspections.models import Attachment
from inspector.sites.models import StaffMember
from tests.appraisals import october as octobers

OCTOBER = datetime(2026, 10, 3, 4, 0, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 3, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(NOVEMBER, tick=True):
        yield


@pytest.fixture
def month(opened):
    """Sixteen rounds; Mei failed once, Tao always."""
    with opened.app.app_context():
        for number in range(16):
            answers = {(item, "tao"): "fail" for item in ("uniform", "hair", "hands", "posture")}
            if number == 3:
                answers["hair", "mei"] = "fail"
            more = {"praise": [{"staff": f"staff:{opened.staff['mei']}", "note": "主动给孩子加椅"}]} if number == 4 else {}
            remarks = {"hair": {"note": "刘海遮眼"}}
            opened.submit(answers, by=("nora", "quan", "gao")[number % 3], at=OCTOBER + timedelta(days=number), people=("mei", "tao"),
                          remarks=remarks, **more)  # fmt: skip
    return opened


def test_a_waiter_sees_score_times_checked_range_cause_and_praise(month, visit):
    page = visit("mei").get("/me?month=2026-10").get_data(as_text=True)
    for fact in ("98.4", "checked 64 times", "roughly", "Hair tied or covered", "刘海遮眼", "主动给孩子加椅", "Band A"):
        assert fact in page
    assert "陶然" not in page


def test_one_too_few_says_so_instead_of_a_band(opened, visit):
    with opened.app.app_context():
        opened.submit({}, at=OCTOBER)
    page = visit("mei").get("/me").get_data(as_text=True)
    assert "Not enough evidence" in page
    assert "60 more checks" in page


def test_staff_and_supervisors_see_nobody_elses_record(month, visit):
    for name in ("mei", "gao", "otto"):
        visitor = visit(name)
        assert visitor.get("/records").status_code == 403
        assert visitor.get(f"/records/{month.staff['tao']}/2026-10").status_code == 403


def test_another_shops_manager_finds_nothing(month, visit):
    visitor = visit("qiu")
    assert visitor.get(f"/records/{month.staff['mei']}/2026-10").status_code == 404
    assert visitor.get(f"/records?site={month.site}").status_code == 404
    assert visitor.post("/records/2026-10/confirmations", site=month.site, staff=month.staff["mei"]).status_code == 403


def test_an_account_of_nobody_says_so(month, visit):
    assert "no staff member" in visit("otto").get("/me").get_data(as_text=True)


def test_confirmed_by_the_manager_and_signed_by_the_person(month, visit):
    lin, mei = visit("lin"), visit("mei")
    assert "Your signature" not in mei.get("/me?month=2026-10").get_data(as_text=True)
    listed = lin.get("/records?month=2026-10").get_data(as_text=True)
    assert f'value="{month.staff["mei"]}"' in listed
    assert f'name="staff" value="{month.staff["tao"]}"' not in listed  # below the target: not in the batch
    assert lin.post("/records/2026-10/confirmations", site=month.site, staff=month.staff["mei"]).status_code == 303
    page = mei.get("/me?month=2026-10").get_data(as_text=True)
    assert "not that you agree" in page
    assert mei.post("/me/2026-10/signature", signature="seen_objects", note="").status_code == 422
    assert mei.post("/me/2026-10/signature", signature="seen_objects", note="那天是值班经理让我放下来的").status_code == 303
    assert "那天是值班经理让我放下来的" in lin.get(f"/records/{month.staff['mei']}/2026-10").get_data(as_text=True)


def test_below_the_target_needs_its_reason_on_its_own_page(month, visit):
    lin, tao = visit("lin"), month.staff["tao"]
    refused = lin.post("/records/2026-10/confirmations", site=month.site, staff=tao, **{"from": "person"})
    assert refused.status_code == 422
    assert "below the target" in refused.get_data(as_text=True)
    assert lin.post("/records/2026-10/confirmations", site=month.site, staff=tao, note="带教两次", **{"from": "person"}).status_code == 303


def test_what_only_informs_is_marked_as_not_scored(opened, visit):
    with opened.app.app_context():
        db.session.get_one(StaffMember, opened.staff["mei"]).joined_on = OCTOBER.date()
        db.session.commit()
        opened.submit({("uniform", "mei"): "fail"}, at=OCTOBER, praise=[{"staff": f"staff:{opened.staff['mei']}", "note": "好"}])
    page = visit("mei").get("/me").get_data(as_text=True)
    assert "Only said, not scored" in page
    assert "Not scored" in page


def test_a_month_that_is_none_is_not_found(month, visit):
    for url in ("/me?month=2026-13", "/records?month=abc", f"/records/{month.staff['mei']}/20261"):
        assert visit("lin").get(url).status_code == 404


def test_who_looked_is_shown_to_the_person_and_nobodys_own_looks(month, visit):
    mei = visit("mei")
    assert "Nobody but you" in mei.get("/me?month=2026-10").get_data(as_text=True)
    for _ in range(2):
        visit("lin").get(f"/records/{month.staff['mei']}/2026-10")
    page = mei.get("/me?month=2026-10").get_data(as_text=True)
    assert "林岚" in page
    assert "Nobody but you" not in page


def test_a_waiter_takes_everything_along_with_the_words_about_her_and_nobody_elses(month, visit):
    answer = visit("mei").post("/me/data")
    packed = zipfile.ZipFile(BytesIO(answer.get_data()))
    told = json.loads(packed.read("data.json"))
    assert (told["number"], [one["month"] for one in told["months"]]) == ("G003", ["2026-10"])
    assert len(told["months"][0]["seen"]) == 64
    assert "刘海遮眼" in packed.read("record.txt").decode()
    assert "陶然" not in packed.read("record.txt").decode() + packed.read("data.json").decode()
    assert visit("otto").post("/me/data").status_code == 404


def test_what_would_lift_a_band_comes_from_ones_own_answers(month, visit):
    tao = visit("tao").get("/me?month=2026-10").get_data(as_text=True)
    assert "What would lift you a band" in tao
    assert "16 times not met" in tao
    assert "needs a little more than these three" not in tao, "three of four questions always failed reach 75 %, band C"


def test_the_list_of_a_shop_shows_praise_and_says_who_is_not_scored(month, visit):
    with month.app.app_context():
        db.session.get_one(StaffMember, month.staff["zhu"]).is_minor = True
        db.session.commit()
    page = visit("lin").get("/records?month=2026-10").get_data(as_text=True)
    assert "1 praise" in page
    assert "Not scored: under 18" in page


def test_hr_opens_the_photo_of_an_answer_about_a_person_and_no_other(opened_october, visit):
    with opened_october.app.app_context():
        octobers.seen_with_a_photo(opened_october, octobers.OCTOBER + timedelta(days=25))
        of_mei = db.session.scalars(select(Attachment)).one()
        facts = {name: getattr(of_mei, name) for name in ("inspection_id", "kind", "sha256", "size_bytes", "media_type", "is_here")}
        of_the_floor = Attachment(slot="floor", item="floor", subject=None, **facts)
        db.session.add(of_the_floor)
        db.session.commit()
        mine, other, staff_id = of_mei.id, of_the_floor.id, opened_october.staff["mei"]
    hua = visit("hua")
    assert [hua.get(f"/photos/{number}/thumb").status_code for number in (mine, other)] == [200, 404]
    assert "/tasks/people/" not in hua.get(f"/records/{staff_id}/2026-10").get_data(as_text=True)  # not hers to read
    assert "/tasks/people/" in visit("lin").get(f"/records/{staff_id}/2026-10").get_data(as_text=True)
