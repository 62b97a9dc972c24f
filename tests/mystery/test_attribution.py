"""A guest's answers count for a person only when roster and badge agree or the person said so; and never before nine visits."""

from datetime import date, timedelta

import pytest

from inspector.appraisals import evidence, guests
from inspector.appraisals.models import LedgerEntry
from inspector.extensions import db
from inspector.inspections import payload
from inspector.inspections.models import Answer, Inspection, Revision
from inspector.mystery import attribution, releasing, reviewing, shopping
from inspector.mystery.report_models import Attribution, Report
from inspector.pipelines import mystery_release
from inspector.sites import duty, people
from inspector.sites.duty_map import Part
from inspector.sites.models import Shift, Site, StaffAssignment, StaffMember
from tests import rounds
from tests.mystery import shop
from tests.mystery.conftest import BEGAN, PHOTO
from tests.reports import builder

DAY = date(2026, 11, 12)


@pytest.fixture
def told(app, cast, clockwork):
    """told(badge) tells the garden of one visit whose guest sat at table 2, which is Mei's; the id of its inspection."""

    def make(badge: str = "", table: str = "2", met=None, form: str = "", **changes) -> int:
        with app.app_context():
            at = BEGAN + timedelta(days=6)
            published = shop.publish(form)
            visit = shop.campaign(
                cast, BEGAN - timedelta(hours=2), site_ids=(cast.sites["garden"],), checklist_version_id=published
            ).visits[0]
            visit.attested_at, visit.state = BEGAN, "begun"
            checklist = {"id": visit.campaign.version.checklist.key, "version": visit.campaign.version.sha256}
            met = {"arrival": {"role": "waiter", "badge": badge}} if met is None else met
            served = {"table": table, "met": met}
            sent = shop.report({"checklist": checklist, "site": {"id": visit.site_id}}, BEGAN, PHOTO, served=served, **changes)
            report = shopping.take(visit, payload.read(rounds.encoded(sent)), BEGAN + timedelta(hours=2)).report
            reviewing.accept(report, {}, cast.accounts["quan"], BEGAN + timedelta(hours=3))
            _map(cast, DAY)
            clockwork.move_to(at)
            lead = builder.actor(cast, "quan")
            mystery_release.tell(releasing.ready(visit, lead.account_id), lead, at)
            db.session.commit()
            return visit.inspection_id

    return make


def _map(cast, day):
    site, shift = db.session.get_one(Site, cast.sites["garden"]), db.session.get_one(Shift, cast.shifts["garden"])
    hall = frozenset({cast.areas["garden"]})
    board = [Part(cast.staff["mei"], hall, frozenset({"1", "2"})), Part(cast.staff["tao"], hall, frozenset({"3"}))]
    at = duty.span(site, day, shift)[0]
    duty.save(site, day, shift, board, cast.accounts["lin"], at)
    db.session.commit()


def _asked(app):
    with app.app_context():
        return db.session.scalars(db.select(Attribution)).one()


def _entries(app, cast, who="mei"):
    with app.app_context():
        rows = db.session.scalars(db.select(LedgerEntry).where(LedgerEntry.staff_id == cast.staff[who], LedgerEntry.line == "mystery"))
        return sum(one.weight for one in rows)


def test_who_is_in_doubt_is_asked_first_and_told_only_after_a_yes(app, cast, told, visit):
    number = told()
    asked = _asked(app)
    assert (asked.staff_id, asked.state, asked.items) == (cast.staff["mei"], "asked", ["greeted"])
    assert _entries(app, cast) == 0
    mei = visit("mei")
    assert "Was this you" in mei.get("/me/guests?part=asked").get_data(as_text=True)  # above the score
    assert "Was this you" not in mei.get("/me/guests?part=answered").get_data(as_text=True)  # below it
    page = mei.get("/me/guests").get_data(as_text=True)
    assert "Was this you" in page and "first half of November 2026" in page and "Dinner" in page and "Hall" in page
    assert "Greeted within" not in page  # the result comes after the answer
    for telling in ("19:", "11:3", "12 Nov", "Nov 12", "2026-11-12", "able 2", "12号桌"):
        assert telling not in page
    assert visit("tao").post(f"/me/guests/{asked.id}/answer", said="confirmed").status_code == 404
    assert mei.post(f"/me/guests/{asked.id}/answer", said="confirmed").status_code == 303
    assert _entries(app, cast) == 1
    page = mei.get("/me/guests").get_data(as_text=True)
    assert "Greeted within" in page and "1 of 9 visits" in page
    with app.app_context():
        answer = db.session.scalars(db.select(Answer).where(Answer.inspection_id == number, Answer.item == "greeted")).one()
        assert (answer.staff_id, answer.borne_by, answer.basis) == (cast.staff["mei"], "person", "guest")
        assert db.session.scalars(db.select(Revision)).one().author_id == cast.accounts["mei"]
        assert evidence.rows_of("2026-11", [cast.staff["mei"]]) == {}  # nothing of it is in the month
        assert guests.figure(cast.staff["mei"], date(2026, 12, 1)) == guests.Figure(1, 1, None, None)
    assert mei.post(f"/me/guests/{asked.id}/answer", said="denied").status_code == 409
    assert "Greeted within" not in mei.get("/me?month=2026-11").get_data(as_text=True)


def test_a_no_is_looked_at_and_somebody_else_may_be_asked(app, cast, told, visit):
    told()
    asked, mei, quan = _asked(app), visit("mei"), visit("quan")
    mei.post(f"/me/guests/{asked.id}/answer", said="denied")
    assert _entries(app, cast) == 0 and "not held against you" in mei.get("/me/guests").get_data(as_text=True)
    assert "陶然" in quan.get(f"/mystery/reports/{_report(app, asked)}/served").get_data(as_text=True)
    review = f"/mystery/attributions/{asked.id}/review"
    assert visit("lin").post(review, review="x").status_code == 403
    assert quan.post(review, review="").status_code == 422
    assert quan.post(review, review="换了台", other=cast.staff["tao"]).status_code == 303
    assert quan.post(review, review="again").status_code == 409
    assert "换了台" in mei.get("/me/guests").get_data(as_text=True)
    assert "Was this you" in visit("tao").get("/me/guests").get_data(as_text=True)


def test_a_badge_that_fits_the_map_needs_no_question_and_can_still_be_denied(app, cast, told, visit):
    told(badge="3")  # Mei is G003
    asked, mei = _asked(app), visit("mei")
    assert asked.state == "certain" and _entries(app, cast) == 1
    assert "Greeted within" in mei.get("/me/guests").get_data(as_text=True)
    assert mei.post(f"/me/guests/{asked.id}/answer", said="denied").status_code == 303
    assert _entries(app, cast) == 0  # reversed, not deleted
    with app.app_context():
        assert db.session.scalars(db.select(LedgerEntry.reverses_id).where(LedgerEntry.reverses_id.is_not(None))).one()
        assert db.session.scalars(db.select(Inspection.percent).where(Inspection.line == "mystery")).all()


def test_silence_over_three_days_on_duty_leaves_it_with_the_site(app, cast, told, clockwork):
    told()
    released = BEGAN + timedelta(days=6)
    with app.app_context():
        for days, state in ((1, "asked"), (2, "asked"), (3, "asked"), (4, "silent")):
            clockwork.move_to(released + timedelta(days=days))
            _map(cast, (released + timedelta(days=days)).date())
            attribution.pass_time(released + timedelta(days=days))
            db.session.commit()
            assert db.session.scalars(db.select(Attribution.state)).one() == state
    assert _entries(app, cast) == 0


@pytest.mark.parametrize(
    "guard",
    [
        {"is_minor": True}, {"contract": "apprentice"}, {"account_id": None},
        {"joined_on": DAY - timedelta(days=20)},  # new on the first of the month, the day that the record bears
    ],
)
def test_who_may_not_be_scored_or_cannot_answer_is_not_asked(app, cast, told, guard):
    with app.app_context():
        db.session.execute(db.update(StaffMember).where(StaffMember.id == cast.staff["mei"]).values(guard))
        db.session.commit()
    told(badge="3")
    with app.app_context():
        assert db.session.scalars(db.select(Attribution)).all() == []


def test_two_candidates_are_none(app, cast, told):
    told(table="")
    with app.app_context():
        assert db.session.scalars(db.select(Attribution)).all() == []
        borne = db.select(Answer.staff_id).join(Inspection).where(Inspection.line == "mystery").distinct()
        assert db.session.scalars(borne).all() == [None]


PARTED = """
id: ms-parted
title: Parts
kind: mystery
filled_by: shopper
sections:
  - {id: door, title: At door, dimension: greeting, positions: [host, 迎宾], items: [{id: greeted, ask: Hi?, type: verdict, owner: duty}]}
  - {id: table, title: At the table, dimension: greeting, positions: [waiter], items: [{id: tea, ask: Tea?, type: verdict, owner: duty}]}
  - {id: bill, title: The bill, dimension: greeting, items: [{id: shown, ask: "Total shown?", type: verdict, owner: duty}]}
"""


def test_who_had_the_table_is_asked_about_the_table_alone_and_one_yes_says_nothing_of_the_rest(app, cast, told, visit):
    with app.app_context():
        host = people.save_position(None, "yingbin", {"zh": "迎宾", "en": "Greeter"}, is_manager=False)
        db.session.execute(db.update(StaffAssignment).where(StaffAssignment.staff_id == cast.staff["tao"]).values(position_id=host.id))
        db.session.commit()
    number = told(met={}, form=PARTED, answers=_parted("fail"), attachments=[])  # nobody wore a badge

    def bearers() -> dict[str, int | None]:
        with app.app_context():
            return {one.item: one.staff_id for one in db.session.scalars(db.select(Answer).where(Answer.inspection_id == number))}

    with app.app_context():
        asked = {one.staff_id: one for one in db.session.scalars(db.select(Attribution))}
    mine, doors = asked[cast.staff["mei"]], asked[cast.staff["tao"]]
    assert (mine.items, mine.area_id, doors.items, doors.area_id) == (["tea"], cast.areas["garden"], ["greeted"], None)
    mei, tao = visit("mei"), visit("tao")
    page = mei.get("/me/guests").get_data(as_text=True)
    assert "At the table" in page and "At door" not in page and "The bill" not in page and "Hall" in page
    door = tao.get("/me/guests").get_data(as_text=True)
    assert "At door" in door and "At the table" not in door and "Hall" not in door
    assert mei.post(f"/me/guests/{mine.id}/answer", said="confirmed").status_code == 303
    assert bearers() == {"greeted": None, "tea": cast.staff["mei"], "shown": None}
    page = mei.get("/me/guests").get_data(as_text=True)
    assert "Tea?" in page and "Hi?" not in page and "Total shown?" not in page
    assert tao.post(f"/me/guests/{doors.id}/answer", said="denied").status_code == 303
    assert bearers() == {"greeted": None, "tea": cast.staff["mei"], "shown": None}
    served = visit("quan").get(f"/mystery/reports/{_report(app, mine)}/served").get_data(as_text=True)
    assert "梅香" in served and "At door" in served


def test_parts_of_one_visit_are_answered_each_by_itself(app, cast, told, visit):
    told(met={"bill": {"role": "", "badge": "3"}}, form=PARTED, answers=_parted("pass"), attachments=[])  # Mei is G003 and brought the bill
    with app.app_context():
        asked = {tuple(one.items): (one.id, one.state) for one in db.session.scalars(db.select(Attribution))}
    assert {items: state for items, (_, state) in asked.items()} == {("tea",): "asked", ("shown",): "certain"}
    mei = visit("mei")
    assert _entries(app, cast) == 1
    mei.post(f"/me/guests/{asked[('tea',)][0]}/answer", said="denied")
    assert _entries(app, cast) == 1  # the bill stays
    page = mei.get("/me/guests").get_data(as_text=True)
    assert "Total shown?" in page and "Tea?" not in page


def _parted(value):
    at = BEGAN.isoformat(timespec="milliseconds")
    return [
        {"item": item, "for": None, "state": "answered", "value": value, "reason": None, "at": at, "bulk": False, "note": None}
        for item in ("greeted", "tea", "shown")
    ]


def _report(app, asked):
    with app.app_context():
        return db.session.scalars(db.select(Report.id).where(Report.visit_id == asked.visit_id)).one()
