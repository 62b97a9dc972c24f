"""The review desk: asked again, corrected in the open, turned down; and what the shopper is told of it."""

from datetime import timedelta

from inspector.extensions import db
from inspector.media.models import Blob
from inspector.mystery import forgetting
from inspector.mystery.models import Shopper, Visit
from inspector.mystery.report_models import Report
from tests.mystery import shop
from tests.mystery.conftest import BEGAN, PHOTO


def delivered(app, visits, clockwork, **changes):
    known = visits()
    phone = shop.Phone(app)
    told = phone.begin(known["links"][0])
    clockwork.move_to(BEGAN + timedelta(hours=2))
    assert phone.send(shop.report(told, BEGAN, PHOTO, **changes), PHOTO).json["receipt"]
    return known, phone, told


def test_a_report_asked_again_comes_back_under_a_new_code_and_its_photos_need_not(app, cast, visits, clockwork, visit):
    known, phone, told = delivered(app, visits, clockwork)
    quan, page = visit("quan"), f"/mystery/visits/{known['visits'][0]}"
    assert quan.post(f"{page}/decision", decision="ask").status_code == 422  # without a question
    assert quan.post(f"{page}/decision", decision="ask", reason="谁带的位？").status_code == 303
    asked = phone.ask("GET", "").json
    assert (asked["state"], asked["asked"]) == ("revising", "谁带的位？")
    assert {one["item"] for one in asked["sent"]["answers"]} >= {"story", "receipt"}
    again = shop.report(told, BEGAN, PHOTO)
    answer = phone.ask("PUT", "/report", again)
    assert answer.json["status"] == "complete"  # the photo is here already
    with app.app_context():
        first, second = db.session.scalars(db.select(Report).order_by(Report.id))
        assert (first.state, second.state) == ("replaced", "waiting") and first.receipt_code != second.receipt_code
        assert db.session.get_one(Visit, known["visits"][0]).state == "delivered"
    assert quan.post(f"{page}/decision", decision="accept").status_code == 303
    assert phone.ask("GET", "").status_code == 401  # accepted: the link is over


def test_a_correction_stands_beside_what_was_said_and_needs_a_reason(app, visits, clockwork, visit):
    known, *_ = delivered(app, visits, clockwork)
    quan, page = visit("quan"), f"/mystery/visits/{known['visits'][0]}"
    wish = {"correct": "greeted", "value:greeted": "na"}
    assert quan.post(f"{page}/corrections", **wish).status_code == 422
    assert quan.post(f"{page}/corrections", **wish | {"value:greeted": "maybe", "why:greeted": "x"}).status_code == 422
    assert quan.post(f"{page}/corrections", **wish, **{"why:greeted": "门口没有人"}).status_code == 303
    with app.app_context():
        report = db.session.scalars(db.select(Report)).one()
        assert [(one["item"], one["state"], one["reason"]) for one in report.corrections] == [("greeted", "na", "门口没有人")]
        assert b'"greeted"' in report.body and b'"fail"' in report.body
    assert "门口没有人" in quan.get(page).get_data(as_text=True)


def test_the_reviewer_is_shown_what_to_look_at_and_what_was_taken_out(app, visits, clockwork, visit):
    known, *_ = delivered(app, visits, clockwork)
    page = visit("quan").get(f"/mystery/visits/{known['visits'][0]}").get_data(as_text=True)
    assert shop.STORY in page
    assert "…我和…坐在…，花了…，服务员没有带位。" in page
    assert "Taken out: times · tables · money · who came along." in page


def test_copied_words_photos_and_a_late_report_are_pointed_out(app, visits, clockwork, visit):
    known, *_ = delivered(app, visits, clockwork)
    other = shop.Phone(app, "127.0.0.2")
    told = other.begin(known["links"][1])
    clockwork.move_to(BEGAN + timedelta(hours=40))
    other = shop.Phone(app, "127.0.0.2")
    assert other.open(known["links"][1]).status_code == 200
    other.send(shop.report(told, BEGAN, PHOTO), PHOTO)
    with app.app_context():
        report = db.session.scalars(db.select(Report).order_by(Report.id.desc())).first()
        assert {one["code"] for one in report.checks} >= {"late", "photo_twice"}


def test_a_shopper_is_not_sent_where_there_is_a_conflict_or_too_soon(app, cast, visits, visit):
    known = visits()
    with app.app_context():
        shopper = db.session.scalars(db.select(Shopper)).one()
        shopper.avoided_site_ids = [cast.sites["garden"]]
        number = shopper.id
        db.session.commit()
    answer = visit("quan").post(f"/mystery/visits/{known['visits'][0]}/shopper", shopper_id=number)
    assert answer.status_code == 422 and "conflict of interest" in answer.get_data(as_text=True)


def test_after_its_retention_nothing_tells_who_went_and_what_was_written(app, visits, clockwork, visit):
    known, *_ = delivered(app, visits, clockwork)
    page = f"/mystery/visits/{known['visits'][0]}"
    assert visit("quan").post(f"{page}/decision", decision="reject", reason="zu kurz").status_code == 303
    for days, is_there in ((179, True), (182, False)):
        clockwork.move_to(BEGAN + timedelta(days=days))
        with app.app_context():
            forgetting.drop_old(BEGAN + timedelta(days=days))
            db.session.commit()
            found = db.session.get_one(Visit, known["visits"][0])
            assert (found.shopper_id is not None, bool(found.reports[0].body)) == (is_there, is_there)
            assert (db.session.scalars(db.select(Blob)).first() is not None) == is_there
            code = found.reports[0].receipt_code
        text = visit("quan").get(page).get_data(as_text=True)
        assert (shop.STORY in text) == is_there and code in text


def test_a_visit_begun_and_never_sent_is_forgotten_counted_from_the_last_day_it_could_be_made(app, visits, clockwork):
    known = visits()
    phone = shop.Phone(app)
    phone.begin(known["links"][0])
    assert phone.ask("PUT", "/draft", {"answers": [{"item": "story", "value": "服务员没有带位"}]}).status_code < 300
    with app.app_context():
        visit = db.session.get_one(Visit, known["visits"][0])
        over = visit.last_on
        visit.state = "expired"
        db.session.commit()
        assert visit.draft is not None and visit.shopper_id is not None
        for days, is_there in ((180, True), (181, False)):
            forgetting.drop_old(BEGAN + timedelta(days=(over - BEGAN.date()).days + days))
            db.session.commit()
            found = db.session.get_one(Visit, known["visits"][0])
            assert (found.draft is not None, found.shopper_id is not None) == (is_there, is_there)
        others = db.session.scalars(db.select(Visit).where(Visit.id != found.id))
        assert all(one.shopper_id is not None for one in others)  # still to be made
