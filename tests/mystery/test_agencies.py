"""An agency from register to review: it signs in, sees its own visits and nothing else, brings lists in, and one in ten is asked again."""

from __future__ import annotations

import io
from datetime import timedelta

from sqlalchemy import select

from inspector.extensions import db
from inspector.mystery import agencies, call_backs, lapsing, shoppers
from inspector.mystery.agency_models import CallBack
from inspector.mystery.models import Campaign, Visit
from inspector.sites.import_reading import read
from tests.mystery.conftest import BEGAN
from tests.mystery.listing import GOOD, OTHER, confirm, send


def test_an_agency_brings_its_visits_and_the_quality_lead_reviews_them(app, visit, shop_with_agency):
    ivy, path = visit("ivy"), f"/agency/campaigns/{shop_with_agency['campaign']}/import/confirmation"
    looked = send(ivy, shop_with_agency["campaign"], GOOD, OTHER)
    assert looked.status_code == 200, looked.get_data(as_text=True)
    taken = confirm(ivy, looked, path)
    assert taken.status_code == 303, taken.get_data(as_text=True)
    with app.app_context():
        found = db.session.scalar(select(Visit).where(Visit.agency_reference == "V-1"))
        assert (found.state, found.agency_shopper, str(found.visited_on)) == ("delivered", "Q7", "2026-11-12")
        assert {one["code"] for one in found.report.checks} >= {"no_photo"}
        assert not {one["code"] for one in found.report.checks} & {"late", "short"}
        first, body = found.id, found.report.body
    page = ivy.get("/agency").get_data(as_text=True)
    assert "V-1" in page and "In review" in page and "Shirley" not in page
    again = send(ivy, shop_with_agency["campaign"], GOOD, OTHER).get_data(as_text=True)
    assert "Every visit of this list is here already." in again
    quan = visit("quan")
    shown = quan.get(f"/mystery/visits/{first}").get_data(as_text=True)
    assert "Keen Eyes" in shown and "Q7" in shown and "75" in shown and "没人带位。" in shown
    assert quan.post(f"/mystery/visits/{first}/decision", decision="ask", reason="小票呢？").status_code == 303
    assert "小票呢？" in ivy.get("/agency").get_data(as_text=True)
    changed = (*GOOD[:9], "没人带位。小票已补。", "更久")
    assert confirm(ivy, send(ivy, shop_with_agency["campaign"], changed), path).status_code == 303
    with app.app_context():
        assert [one.state for one in db.session.get_one(Visit, first).reports] == ["replaced", "waiting"]
        assert db.session.get_one(Visit, first).reports[0].body == body
    decided = quan.post(f"/mystery/visits/{first}/decision", decision="accept", reimbursed="120")
    assert decided.status_code == 303
    assert "CN¥200.00" in ivy.get("/agency").get_data(as_text=True) or "¥200.00" in ivy.get("/agency").get_data(as_text=True)
    late = send(ivy, shop_with_agency["campaign"], (*GOOD[:9], "anders", "更久")).get_data(as_text=True)
    assert "Only one that was asked again may be changed." in late


def test_bad_rows_stay_out_with_a_sentence_each_and_good_ones_are_taken_whole(app, cast, visit, shop_with_agency):
    ivy, number = visit("ivy"), shop_with_agency["campaign"]
    elsewhere = ("V-3", "WKS", *OTHER[2:])
    twice, later = ("V-1", *OTHER[1:]), ("V-5", "GDN", "2027-01-01", *GOOD[3:])
    wrong = ("V-4", "GDN", "2026-11-12", "25:00", "20:35", "", "vielleicht", "bald", "368", "x", "更久")
    page = send(ivy, number, GOOD, elsewhere, twice, wrong, later).get_data(as_text=True)
    for sentence in (
        "No visit to “WKS” was given to this agency in this campaign.", "Row 2 has the same number.", "This visit would not be over yet.",
        "“25:00” is no time.", "Write a code for the shopper", "“vielleicht” is no answer here.", "“bald” is no length of time.",
    ):  # fmt: skip
        assert sentence in page, sentence
    taken = confirm(ivy, send(ivy, number, GOOD, wrong), f"/agency/campaigns/{number}/import/confirmation")
    assert taken.status_code == 303
    with app.app_context():
        assert list(db.session.scalars(select(Visit.agency_reference).where(Visit.agency_reference.is_not(None)))) == ["V-1"]
        db.session.get_one(Campaign, number).state = "closed"
        db.session.commit()
    assert "This campaign is closed" in send(ivy, number, OTHER).get_data(as_text=True)
    seen = ivy.get("/agency").get_data(as_text=True)
    assert "Workshop" not in seen and "Blind Spot" not in seen and "Site 4" not in seen


def test_one_in_ten_is_asked_about_again_and_the_agency_never_learns_of_it(app, visit, shop_with_agency, monkeypatch):
    drawn = shop_with_agency["visits"][0]
    given = shop_with_agency["visits"][:2]
    secret = next(text for text in (f"secret {n}" for n in range(999)) if call_backs.is_drawn(drawn, given, text))
    ivy, quan, number = visit("ivy"), visit("quan"), shop_with_agency["campaign"]
    monkeypatch.setattr(app, "secret_key", secret)
    for visitor in (ivy, quan):
        visitor.read_token("/account")
    confirm(ivy, send(ivy, number, GOOD), f"/agency/campaigns/{number}/import/confirmation")
    page = f"/mystery/agencies/{shop_with_agency['agency']}"
    assert "To call back" in quan.get(page).get_data(as_text=True)
    quan.post(f"/mystery/visits/{drawn}/decision", decision="accept")
    quan.post(f"/mystery/visits/{drawn}/call-back", result="contradicted", note="")  # in what, is asked for
    assert "To call back" in quan.get(page).get_data(as_text=True)
    quan.post(f"/mystery/visits/{drawn}/call-back", result="contradicted", note="till: nobody at 19:40")
    text = quan.get(page).get_data(as_text=True)
    assert "To call back" not in text and "Call-back: It differs" in text
    with app.app_context():
        found = agencies.visits_of(agencies.agency(shop_with_agency["agency"]))
        assert shoppers.reliability(found).consistent == 0
    assert "all-back" not in ivy.get("/agency").get_data(as_text=True)


def test_an_agency_that_is_archived_is_shut_out_at_once(app, cast, visit, shop_with_agency):
    ivy, quan, page = visit("ivy"), visit("quan"), f"/mystery/agencies/{shop_with_agency['agency']}"
    assert ivy.get("/agency").status_code == 200
    assert quan.post(f"{page}/state", state="archived").status_code == 303
    assert ivy.get("/agency").status_code == 302
    assert "agency" not in visit("ada").get("/accounts/new").get_data(as_text=True)  # no role of the house
    with app.app_context():
        assert not db.session.scalars(select(Visit).where(Visit.agency_id == shop_with_agency["agency"])).all()
    assert quan.post(f"{page}/state", state="active").status_code == 303
    link = quan.post(f"{page}/accounts/{cast.accounts['ivy']}/link").get_data(as_text=True)
    assert "/links/" in link and 'href="/mystery/agencies' in link


def test_a_visit_of_an_agency_waits_longer_for_its_list(app, shop_with_agency):
    with app.app_context():
        lapsing.pass_time(BEGAN + timedelta(days=13))  # five days after the last day of the campaign
        states = {one.agency_id is None: one.state for one in db.session.scalars(select(Visit))}
        assert states == {True: "expired", False: "planned"}


def test_a_list_of_shoppers_is_taken_whole_or_not_at_all(app, cast, visit):
    quan, path = visit("quan"), "/mystery/shoppers/import"
    good, bad = "姓名,联系方式,间隔天数\n丁一诺,138-0000-1122,60\n", "方远,,\n"

    def look(text: str):
        return quan.post(path, files={"list": (io.BytesIO(text.encode()), "x.csv")})

    refused = look(good + bad).get_data(as_text=True)
    assert "The contact is missing" in refused and "confirmation" not in refused
    assert confirm(quan, look(good), f"{path}/confirmation").status_code == 303
    assert "just as written" in look(good).get_data(as_text=True)
    assert "丁一诺" in quan.get("/mystery/shoppers").get_data(as_text=True)


def test_the_sheet_of_an_agency_holds_what_came_of_each_visit_and_no_score(app, visit, shop_with_agency):
    ivy, quan, number = visit("ivy"), visit("quan"), shop_with_agency["campaign"]
    confirm(ivy, send(ivy, number, GOOD), f"/agency/campaigns/{number}/import/confirmation")
    quan.post(f"/mystery/visits/{shop_with_agency['visits'][0]}/decision", decision="reject", reason="nobody there")
    answer = ivy.get("/agency/visits.xlsx")
    rows = read(answer.get_data())
    said = dict(zip(rows[0].cells, rows[1].cells, strict=False))
    assert (said["reference"], said["state"], said["reason"], said["cost"]) == ("V-1", "turned_down", "nobody there", "0")
    assert not {"percent", "score", "grade"} & set(said)


def test_of_few_visits_one_is_asked_about_again_once_one_was_taken(app, cast, visit, shop_with_agency, monkeypatch):
    with app.app_context():
        visits = {one.site_id: one.id for one in db.session.get_one(Campaign, shop_with_agency["campaign"]).visits}
    first, later = visits[cast.sites["garden"]], visits[cast.sites["harbour"]]
    is_wanted = lambda text: not call_backs.is_drawn(first, (first, later), text)
    ivy, quan, number = visit("ivy"), visit("quan"), shop_with_agency["campaign"]
    monkeypatch.setattr(app, "secret_key", next(text for text in (f"secret {n}" for n in range(999)) if is_wanted(text)))
    for visitor in (ivy, quan):
        visitor.read_token("/account")

    def drawn() -> set[int]:
        with app.app_context():
            return set(db.session.scalars(select(CallBack.visit_id)))

    path = f"/agency/campaigns/{number}/import/confirmation"
    confirm(ivy, send(ivy, number, GOOD), path)
    assert drawn() == set()
    assert quan.post(f"/mystery/visits/{first}/decision", decision="accept").status_code == 303
    assert drawn() == {first}
    confirm(ivy, send(ivy, number, OTHER), path)
    quan.post(f"/mystery/visits/{later}/decision", decision="accept")
    assert drawn() == {first, later}  # what had the lowest lot all along is drawn too, whatever was drawn before it came
