"""People and the chain of their posts."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from inspector import clock
from inspector.accounts.models import Account
from inspector.extensions import db
from inspector.sites import people
from inspector.sites.models import Position, Shift, Site, StaffMember
from inspector.sites.refusals import Refused

TODAY_HERE = clock.today("Asia/Shanghai")

TODAY = date(2026, 11, 22)


@pytest.fixture
def mei(cast, context) -> StaffMember:
    return db.session.get(StaffMember, cast.staff["mei"])


@pytest.fixture
def harbour(cast, context) -> people.Post:
    return people.Post(cast.sites["harbour"], db.session.scalar(select(Position.id)), cast.shifts["harbour"])


def chain(staff: StaffMember) -> list[tuple[int, str, str]]:
    db.session.refresh(staff)
    return [(one.site_id, one.from_on.isoformat(), str(one.to_on)) for one in staff.assignments]


def test_a_move_ends_the_old_post_the_day_before(cast, mei, harbour):
    people.move(mei, harbour, date(2026, 12, 1), TODAY)
    garden = cast.sites["garden"]
    assert chain(mei) == [(garden, "2025-03-01", "2026-11-30"), (cast.sites["harbour"], "2026-12-01", "None")]
    assert people.assignment_on(mei.id, date(2026, 11, 30)).site_id == garden
    assert people.assignment_on(mei.id, date(2026, 12, 1)).site_id == cast.sites["harbour"]
    assert people.assignment_on(mei.id, date(2025, 2, 28)) is None


def test_a_planned_move_is_replaced_by_another_and_leaves_no_gap(cast, mei, harbour):
    people.move(mei, harbour, date(2026, 12, 1), TODAY)
    people.move(mei, harbour, date(2026, 12, 20), TODAY)
    assert chain(mei) == [
        (cast.sites["garden"], "2025-03-01", "2026-12-19"),
        (cast.sites["harbour"], "2026-12-20", "None"),
    ]


def test_a_slip_of_today_is_put_right_today_and_not_tomorrow(cast, mei, harbour):
    people.move(mei, harbour, TODAY, TODAY)
    back = people.Post(cast.sites["garden"], harbour.position_id)
    people.move(mei, back, TODAY, TODAY)
    assert [row[0] for row in chain(mei)] == [cast.sites["garden"], cast.sites["garden"]]
    with pytest.raises(Refused):
        people.move(mei, harbour, TODAY, TODAY + timedelta(days=1))


@pytest.mark.parametrize("day", [date(2025, 3, 1), date(2024, 1, 1)])
def test_it_refuses_a_move_into_history(mei, harbour, day):
    before = chain(mei)
    with pytest.raises(Refused):
        people.move(mei, harbour, day, TODAY)
    assert chain(mei) == before


def test_whoever_left_yesterday_cannot_sign_in_any_more_and_whoever_leaves_today_still_can(cast, mei):
    people.leave(mei, TODAY, TODAY)
    account = db.session.get(Account, cast.accounts["mei"])
    assert account.is_active
    after_midnight = datetime.combine(TODAY + timedelta(days=1), time(3, 59), ZoneInfo("Asia/Shanghai"))  # still the same business day
    assert people.end_access_of_leavers(after_midnight) == 0
    assert people.end_access_of_leavers(after_midnight + timedelta(minutes=1)) == 1
    assert not account.is_active


def test_leaving_drops_a_planned_move_and_taking_back_leaves_the_gap(cast, mei, harbour):
    people.move(mei, harbour, date(2026, 12, 1), TODAY)
    people.leave(mei, date(2026, 11, 25), TODAY)
    with pytest.raises(Refused):
        people.move(mei, harbour, date(2026, 12, 1), TODAY)
    people.take_back(mei, harbour, date(2027, 2, 1))
    assert chain(mei) == [
        (cast.sites["garden"], "2025-03-01", "2026-11-25"),
        (cast.sites["harbour"], "2027-02-01", "None"),
    ]


def test_a_session_ends_with_the_last_day(cast, visit, app):
    mei, lin = visit("mei"), visit("lin")
    assert mei.get("/account").status_code == 200
    yesterday = (TODAY_HERE - timedelta(days=1)).isoformat()
    assert lin.post(f"/people/{cast.staff['mei']}/leave", left_on=yesterday).status_code == 303
    assert mei.get("/account").status_code in (302, 401)
    assert mei.sign_in("mei").status_code != 303


def test_a_person_of_another_site_is_not_there_and_moves_out_of_sight(cast, visit, app):
    lin, qiu, url = visit("lin"), visit("qiu"), f"/people/{cast.staff['mei']}"
    assert lin.get(url).status_code == 200
    assert qiu.get(url).status_code == 404
    assert qiu.post(f"{url}/leave", left_on="2026-11-01").status_code == 404
    with app.app_context():
        position = db.session.scalar(select(Position.id))
        today = people.today_at(db.session.get(Site, cast.sites["garden"]))
    answer = visit("nora").post(
        f"{url}/move",
        post=f"{cast.sites['harbour']}/{cast.shifts['harbour']}",
        position_id=position,
        from_on=today.isoformat(),
    )
    assert answer.status_code == 303
    assert lin.get(url).status_code == 404
    assert qiu.get(url).status_code == 200


def test_a_manager_cannot_move_anybody_to_a_site_that_is_not_hers(cast, visit, app):
    url = f"/people/{cast.staff['mei']}/move"
    assert (
        visit("lin").post(url, post=f"{cast.sites['harbour']}/", position_id=1, from_on="2027-01-01").status_code == 422
    )
    with app.app_context():
        assert people.assignment_on(cast.staff["mei"], date(2027, 1, 1)).site_id == cast.sites["garden"]


def test_a_person_is_taken_on_with_the_first_post(cast, visit, app):
    fields = {
        "number": "G100", "name": "新人", "joined_on": "2026-11-20", "contract": "hourly", "employer": "",
        "post": f"{cast.sites['garden']}/{cast.shifts['garden']}", "position_id": 1, "exempt": ["posture"], "is_minor": "y",
    }  # fmt: skip
    answer = visit("lin").post("/people/new", **fields)
    assert answer.status_code == 303
    page = visit("lin").get(answer.location).get_data(as_text=True)
    assert "Exempt: Posture items" in page
    assert "No account: signs on paper or with a witness" in page
    answer = visit("lin").post("/people/new", **{**fields, "name": "别人"})
    assert answer.status_code == 422
    assert 'value="别人"' in answer.get_data(as_text=True)
    with app.app_context():
        staff = db.session.scalars(select(StaffMember).where(StaffMember.number == "G100")).one()
        assert (staff.contract, staff.is_minor, staff.exempt) == ("hourly", True, ["posture"])
        assert staff.assignments[0].shift_id == db.session.get(Shift, cast.shifts["garden"]).id


def test_the_list_finds_by_part_of_a_name_or_number_and_takes_wildcards_as_letters(cast, visit):
    lin = visit("lin")
    found = lin.get("/people?q=梅").get_data(as_text=True)
    assert "梅香" in found
    assert "陶然" not in found
    assert "陶然" in lin.get("/people?q=g004").get_data(as_text=True)
    assert "梅香" not in lin.get("/people?q=%25").get_data(as_text=True)
    assert "薄云" not in lin.get("/people?state=all").get_data(as_text=True)
    rows = lin.get("/people?q=梅", HX_Request="true").get_data(as_text=True)
    assert "<html" not in rows
    assert "梅香" in rows
