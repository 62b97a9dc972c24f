"""Who leaves or moves loses access and tasks; each task goes one step up and says so."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from inspector import clock, serving
from inspector.accounts import enrolment
from inspector.accounts.models import Account
from inspector.extensions import db
from inspector.notices.models import Notice
from inspector.pipelines import leaving
from inspector.rectification.models import Task, TaskEvent
from inspector.sites import people
from inspector.sites.models import StaffMember

START = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)  # noon in Shanghai
TODAY = date(2026, 11, 2)
NEXT_DAY = datetime(2026, 11, 2, 20, 1, tzinfo=UTC)  # a minute after the business day of the 2nd, 04:00 in Shanghai


def person(shop, name):
    return db.session.get_one(StaffMember, shop.staff[name])


def the_task(shop):
    db.session.expire_all()
    return db.session.scalars(select(Task)).one()


def leave(shop, name, last=TODAY):
    people.leave(person(shop, name), last, last)
    db.session.commit()


def move(shop, name, to):
    post = people.Post(to, person(shop, name).assignments[-1].position_id)
    people.move(person(shop, name), post, TODAY, TODAY)
    db.session.commit()


def test_the_task_of_a_leaver_goes_one_step_up_and_says_so(shop):
    shop.submit({("floor", None): "fail"})
    assert the_task(shop).owner_id == shop.staff["gao"]
    leave(shop, "gao")
    assert leaving.carry_out(None, START) == 0, "the last day is not over"
    assert db.session.get_one(Account, shop.accounts["gao"]).is_active
    assert leaving.carry_out(None, NEXT_DAY) == 1
    task = the_task(shop)
    assert (task.owner_id, task.rev) == (shop.staff["lin"], 2)
    assert not db.session.get_one(Account, shop.accounts["gao"]).is_active
    event = db.session.scalars(select(TaskEvent).where(TaskEvent.kind == "moved")).one()
    assert event.details["reason"] == "left" and event.details["from_staff"] == shop.staff["gao"]
    told = db.session.scalars(select(Notice).where(Notice.event_key == f"task:{task.id}:2")).one()
    assert (told.account_id, told.url) == (shop.accounts["lin"], f"/tasks/{task.id}")
    assert leaving.carry_out(None, NEXT_DAY) == 0, "done twice it does nothing more"


def test_the_task_of_a_store_manager_goes_to_the_area_manager_and_not_down(shop):
    shop.submit({("exits-clear", None): "fail"}, area="hall")
    assert the_task(shop).owner_id == shop.staff["lin"]
    leave(shop, "lin")
    leaving.carry_out(None, NEXT_DAY)
    assert (the_task(shop).owner_id, the_task(shop).owner_account_id) == (None, shop.accounts["nora"])


def test_the_task_of_a_named_person_goes_to_the_one_who_answers_for_the_area(shop):
    duty = [{"staff": f"staff:{shop.staff['mei']}", "areas": [f"area:{shop.hall}"], "tables": [], "present": True}]
    shop.submit({("tables", None): "fail"}, duty=duty)
    assert the_task(shop).owner_id == shop.staff["mei"]
    move(shop, "mei", shop.other_site)
    leaving.carry_out(None, START)
    assert the_task(shop).owner_id == shop.staff["gao"]


def test_the_task_of_a_shut_account_above_the_store_goes_on_too(shop):
    shop.submit({("exits-clear", None): "fail"})
    leave(shop, "lin")
    leaving.carry_out(None, NEXT_DAY)
    enrolment.deactivate(db.session.get_one(Account, shop.accounts["nora"]), by=None, at=NEXT_DAY)
    db.session.commit()
    leaving.carry_out(None, NEXT_DAY)
    assert the_task(shop).owner_account_id == shop.accounts["quan"]


def test_the_task_of_somebody_whose_account_is_shut_goes_on_at_once(shop):
    shop.submit({("floor", None): "fail"})
    enrolment.deactivate(db.session.get_one(Account, shop.accounts["gao"]), by=None, at=START)
    db.session.commit()
    leaving.carry_out(None, START)
    assert the_task(shop).owner_id == shop.staff["lin"]


def test_an_area_manager_who_once_worked_here_keeps_the_task(shop):
    shop.submit({("floor", None): "fail"}, area="bar")
    scope = db.session.scalars(select(Task)).one().site.region.scope_id
    account = db.session.get_one(Account, shop.accounts["lin"])
    enrolment.give_role(account, "area_manager", scope, by=None, at=START)
    move(shop, "lin", shop.other_site)
    assert leaving.carry_out(None, NEXT_DAY) == 0
    assert the_task(shop).owner_id == shop.staff["lin"]


def test_moving_somebody_on_the_page_passes_tasks_on_at_once(opened, visit):
    today = clock.today("Asia/Shanghai")
    with opened.app.app_context():
        opened.submit({("floor", None): "fail"})
        position = person(opened, "gao").assignments[-1].position_id
    hua = visit("hua")
    form = {"post": f"{opened.other_site}/", "position_id": position, "from_on": today.isoformat()}
    answer = hua.post(f"/people/{opened.staff['gao']}/move", **form)
    assert answer.status_code == 303
    assert "1 open task was passed on." in hua.get(answer.location).get_data(as_text=True)
    page = visit("lin").get("/tasks/1").get_data(as_text=True)
    assert "Passed on" in page and "Its owner works elsewhere now, so it went one step up." in page


def test_a_server_ends_the_access_of_leavers_when_it_starts(shop):
    yesterday = clock.today("Asia/Shanghai") - timedelta(days=1)
    person(shop, "mei").left_on = person(shop, "mei").assignments[-1].to_on = yesterday
    db.session.commit()
    serving._sweep_every_ten_minutes(shop.app)()
    db.session.expire_all()
    assert not db.session.get_one(Account, shop.accounts["mei"]).is_active
