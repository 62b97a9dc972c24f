"""A campaign run from its own page: people proposed and confirmed at once, links made, money and deadlines, a second person."""

from datetime import timedelta

from inspector.accounts import enrolment
from inspector.extensions import db
from inspector.mystery import agencies, campaigns, lapsing, shoppers
from inspector.mystery.models import Campaign, Shopper, Visit
from inspector.mystery.report_models import Report
from inspector.notices.models import Notice
from tests.mystery import shop
from tests.mystery.conftest import BEGAN, PHOTO

WINDOWS = (campaigns.WindowFacts("weekday", "lunch", 1), campaigns.WindowFacts("weekend", "dinner", 1, "18:00", "20:30"))


def test_a_campaign_is_given_out_in_two_steps_and_says_how_far_each_window_is(app, cast, clockwork, visit):
    with app.app_context():
        made = shop.campaign(cast, BEGAN, windows=WINDOWS, is_staggered=True)
        for one in made.visits:
            one.shopper = None
        second = shoppers.write(None, shoppers.ShopperFacts("B", "b", 30, (cast.sites["garden"],), True), cast.accounts["quan"], BEGAN)
        db.session.commit()
        number, ids, avoids = made.id, [one.id for one in made.visits], second.id
        own = {one.id for one in made.visits if one.site_id == cast.sites["garden"]}
    page, quan = f"/mystery/campaigns/{number}", visit("quan")
    text = quan.get(page).get_data(as_text=True)
    assert "10 visits have nobody who goes" in text and "Weekend · Dinner · 18:00–20:30" in text
    assert quan.post(f"{page}/assignments", **{f"shopper:{one}": avoids for one in own}).status_code == 422  # a conflict of interest
    with app.app_context():
        proposed = shoppers.proposed([db.session.get_one(Visit, one) for one in ids])
    given = {f"shopper:{one}": who for one, who in proposed.items() if who}
    assert quan.post(f"{page}/assignments", **given).status_code == 303
    with app.app_context():
        found = db.session.get_one(Campaign, number).visits
        assert {one.id: one.shopper_id for one in found} == proposed
        pairs = [(one.site_id, one.shopper_id) for one in found if one.shopper_id]
        assert len(set(pairs)) == len(pairs)  # nobody twice at a site within the rest
    links = quan.post(f"{page}/links")
    text = links.get_data(as_text=True)
    assert links.status_code == 200 and text.count("/v#") == len(given)
    assert text.count("<textarea") == len(set(given.values())), "one message for each shopper, however many visits"


def test_many_visits_are_given_to_one_agency_at_once_by_site_and_one_by_one(app, cast, clockwork, visit):
    with app.app_context():
        made = shop.campaign(cast, BEGAN, windows=WINDOWS)
        agency = agencies.write(None, "Keen Eyes", "Wu", cast.accounts["quan"], BEGAN)
        gone = agencies.write(None, "Blind Spot", "nobody", cast.accounts["quan"], BEGAN)
        agencies.archive(gone, cast.accounts["quan"], BEGAN)
        of_site = {}
        for one in made.visits:
            one.shopper = None
            of_site.setdefault(one.site_id, []).append(one.id)
        kept = of_site[cast.sites["workshop"]][0]
        db.session.get_one(Visit, kept).shopper = db.session.scalars(db.select(Shopper)).first()
        db.session.commit()
        number, keen, blind = made.id, agency.id, gone.id
    page, quan = f"/mystery/campaigns/{number}/agency", visit("quan")
    offered = quan.get(page).get_data(as_text=True)
    assert "All 9 visits below" in offered and "Keen Eyes" in offered and "Blind Spot" not in offered
    garden, harbour = cast.sites["garden"], of_site[cast.sites["harbour"]][0]
    nothing, nobody = "Choose at least one visit.", "Choose an agency."
    for fields, why in (({"agency": keen}, nothing), ({"agency": blind, "site": garden}, nobody), ({"all": "1"}, nobody)):
        assert (refused := quan.post(page, **fields)).status_code == 422 and why in refused.get_data(as_text=True)
    assert quan.post(page, agency=keen, site=garden, visit=[harbour, kept]).status_code == 303

    def given() -> set[int]:
        with app.app_context():
            return set(db.session.scalars(db.select(Visit.id).where(Visit.agency_id == keen)))

    assert given() == {*of_site[garden], harbour}  # who has somebody already is not taken from them
    assert quan.post(page, agency=keen, all="1").status_code == 303
    assert given() == {one for of in of_site.values() for one in of} - {kept}


def delivered(app, visits, clockwork, **changes):
    known = visits()
    phone = shop.Phone(app)
    told = phone.begin(known["links"][0])
    clockwork.move_to(BEGAN + timedelta(hours=2))
    assert phone.send(shop.report(told, BEGAN, PHOTO, **changes), PHOTO).json["receipt"]
    return known, phone


def test_what_is_paid_back_has_a_limit_and_the_page_says_what_was_spent(app, visits, clockwork, visit):
    known, _ = delivered(app, visits, clockwork)
    quan, page = visit("quan"), f"/mystery/visits/{known['visits'][0]}/decision"
    over = quan.post(page, decision="accept", reimbursed="200.01")
    assert over.status_code == 422 and "at most 200.00" in over.get_data(as_text=True)
    assert quan.post(page, decision="accept", reimbursed="168.5", rating="4").status_code == 303
    text = quan.get(f"/mystery/campaigns/{known['campaign']}").get_data(as_text=True)
    assert "CN¥168.50" in text and "CN¥80.00" in text and "CN¥1,120.00" in text  # paid back, fee, four more at most
    with app.app_context():
        assert db.session.scalars(db.select(Report)).one().rating == 4


def test_near_an_edge_the_decision_is_anothers(app, cast, visits, clockwork, visit):
    form = shop.FORM
    shop.FORM = form.replace("scoring: {show: never}", "scoring: {show: never, pass_from: 80}")
    try:
        known, _ = delivered(app, visits, clockwork, greeted="pass")
    finally:
        shop.FORM = form
    with app.app_context():
        nora = enrolment.by_sign_in("R001")
        enrolment.give_role(nora, "quality_lead", cast.scopes["organisation"], by=None, at=BEGAN)
        db.session.commit()
    page, quan, nora = f"/mystery/visits/{known['visits'][0]}/decision", visit("quan"), visit("nora")
    assert quan.post(page, decision="accept").status_code == 303
    assert quan.post(page, decision="accept").status_code == 409
    with app.app_context():
        report = db.session.scalars(db.select(Report)).one()
        assert (report.state, report.visit.state, report.first_by_id) == ("second", "delivered", cast.accounts["quan"])
        assert cast.accounts["nora"] in db.session.scalars(db.select(Notice.account_id).where(Notice.event_key.like("%:second")))
    assert nora.post(page, decision="accept").status_code == 303
    with app.app_context():
        report = db.session.scalars(db.select(Report)).one()
        assert (report.state, report.decided_by_id, report.is_near_edge) == ("accepted", cast.accounts["nora"], True)


def test_time_reminds_ends_and_turns_down_once_and_the_place_can_be_filled_again(app, cast, visits, clockwork, visit):
    known, phone = delivered(app, visits, clockwork)
    quan = visit("quan")
    assert quan.post(f"/mystery/visits/{known['visits'][0]}/decision", decision="ask", reason="谁带的位？").status_code == 303
    with app.app_context():
        for moment in (BEGAN + timedelta(days=7), BEGAN + timedelta(days=7, hours=1), BEGAN + timedelta(days=14)):
            lapsing.pass_time(moment)
            db.session.commit()
        states = [db.session.get_one(Visit, one).state for one in known["visits"]]
        assert states == ["rejected", *["expired"] * 4]
        keys = list(db.session.scalars(db.select(Notice.event_key)))
        assert sum(one.endswith(":remind") for one in keys) == 4 and sum(one.endswith(":expired") for one in keys) == 4
        report = db.session.scalars(db.select(Report)).one()
        assert (report.state, report.decided_by_id) == ("rejected", None) and "No answer came in time" in report.reason
        assert db.session.scalars(db.select(Shopper)).one().code == "S0001"
    assert phone.ask("GET", "").status_code == 401
    assert quan.post(f"/mystery/campaigns/{known['campaign']}/visits").status_code == 303
    with app.app_context():
        assert sum(one.state == "planned" for one in db.session.get_one(Campaign, known["campaign"]).visits) == 5
