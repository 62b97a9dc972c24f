"""What a round leads to: tasks opened once, added to, owned by one living person; reminders that become coaching."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from inspector.extensions import db
from inspector.notices.models import Notice
from inspector.rectification import queries
from inspector.rectification.models import Reminder, Task, TaskFinding
from tests.rectification.shop import START


def tasks():
    return list(db.session.execute(select(Task).order_by(Task.id)).scalars())


def test_a_dirty_floor_opens_one_task_for_the_one_who_answers_for_the_area(shop):
    receipt = shop.submit({("floor", None): "fail"}, remarks={"floor": {"note": "有水渍"}})
    (task,) = tasks()
    assert (task.item, task.kind, task.grade, task.state, task.place) == ("floor", "fix", "this_shift", "open", f"area:{shop.hall}")
    assert task.owner_id == shop.staff["gao"]
    assert task.due_at == datetime(2026, 11, 2, 4, 36, tzinfo=UTC)  # 30 minutes after it arrived
    assert task.needs_photo
    assert [(event.kind, event.note) for event in task.events] == [("opened", "有水渍")]
    assert receipt.next[0]["task"] == task.id
    assert receipt.next[0]["kind"] == "fix"


def test_the_owner_is_told_once(shop):
    shop.submit({("floor", None): "fail", ("condiments", None): "fail"})
    notices = db.session.execute(select(Notice).where(Notice.account_id == shop.accounts["gao"])).scalars().all()
    assert len(notices) == 1


def test_an_area_nobody_answers_for_falls_to_the_store_manager(shop):
    shop.submit({("floor", None): "fail"}, area="bar")
    assert tasks()[0].owner_id == shop.staff["lin"]


def test_a_repeat_while_open_adds_to_the_task(shop):
    shop.submit({("floor", None): "fail"})
    shop.submit({("floor", None): "fail"}, at=START + timedelta(hours=3))
    (task,) = tasks()
    assert (task.repeat_count, task.rev) == (1, 2)
    assert [event.kind for event in task.events] == ["opened", "repeated"]
    assert len(task.findings) == 2


def test_the_same_item_elsewhere_is_another_task(shop):
    shop.submit({("floor", None): "fail"})
    shop.submit({("floor", None): "fail"}, area="bar")
    assert len(tasks()) == 2


def test_a_failure_while_watched_opens_the_task_again(shop):
    shop.submit({("floor", None): "fail"})
    tasks()[0].state = "watching"
    db.session.commit()
    shop.submit({("floor", None): "fail"}, at=START + timedelta(days=1))
    (task,) = tasks()
    assert task.state == "open"
    assert task.due_at > START + timedelta(days=1)


def test_corrected_on_the_spot_is_recorded_and_opens_nothing(shop):
    receipt = shop.submit({("floor", None): "fail"}, remarks={"floor": {"corrected": True, "note": "已拖干"}})
    assert tasks() == []
    assert receipt.next == ()


def test_a_red_line_opens_a_task_even_when_contained_on_the_spot(shop):
    shop.submit({("exits-clear", None): "fail"}, remarks={"exits-clear": {"corrected": True, "note": "已清开"}})
    (task,) = tasks()
    assert task.grade == "at_once"
    assert task.owner_id == shop.staff["lin"]
    assert task.due_at == START + timedelta(minutes=36)
    assert task.events[0].details["corrected"]


def test_what_a_self_check_finds_is_a_task_that_says_so(shop):
    shop.submit({("floor", None): "fail"}, by="lin", line="self")
    assert tasks()[0].line == "self"


def test_of_many_failures_three_are_named_first_the_soonest_on_top(shop):
    items = ("floor", "tables", "condiments", "service-station", "exits-clear")
    receipt = shop.submit({(item, None): "fail" for item in items})
    assert len(tasks()) == 5
    assert len(receipt.next) == 3
    assert [one["due_at"] for one in receipt.next] == sorted(one["due_at"] for one in receipt.next)


def test_a_behaviour_is_a_reminder_for_the_person_and_no_task(shop):
    shop.submit({("uniform", "mei"): "fail"}, people=("mei", "tao"), remarks={"uniform": {"reminded": True}})
    (reminder,) = db.session.execute(select(Reminder)).scalars()
    assert (reminder.staff_id, reminder.item, reminder.was_told) == (shop.staff["mei"], "uniform", True)
    assert tasks() == []


def test_three_failures_of_ten_on_two_days_open_coaching_by_somebody_else(shop):
    for number in range(3):
        for other in range(5):  # the colleague does it right, so the brand's rate is low
            shop.submit({}, people=("tao",), at=START + timedelta(days=number, hours=1 + other))
        shop.submit({("uniform", "mei"): "fail"}, at=START + timedelta(days=number))
        assert len(tasks()) == (1 if number == 2 else 0)
    (task,) = tasks()
    assert (task.kind, task.place, task.owner_id) == ("coach", f"staff:{shop.staff['mei']}", shop.staff["gao"])
    shop.submit({("uniform", "mei"): "fail"}, at=START + timedelta(days=4))
    assert [event.kind for event in tasks()[0].events] == ["opened", "repeated"]


def test_where_everybody_fails_nobody_is_coached(shop):
    for number in range(4):
        shop.submit({("uniform", "mei"): "fail", ("uniform", "tao"): "fail"}, people=("mei", "tao"), at=START + timedelta(days=number))
    assert tasks() == []


def test_several_people_at_one_item_are_one_task_with_several_names(shop):
    duty = [{"staff": f"staff:{shop.staff['mei']}", "areas": [f"area:{shop.hall}"], "tables": [], "present": True}]
    shop.submit({("tables", "mei"): "fail"}, duty=duty)
    shop.submit({("tables", "tao"): "fail"}, at=START + timedelta(minutes=20))
    (task,) = tasks()
    assert task.owner_id == shop.staff["mei"]
    named = db.session.execute(select(TaskFinding.staff_id)).scalars().all()
    assert set(named) == {shop.staff["mei"], shop.staff["tao"]}


def test_who_comes_next_carries_what_is_open_here_and_nothing_from_elsewhere(shop):
    shop.submit({("floor", None): "fail", ("uniform", "mei"): "fail"})
    (finding,) = queries.open_findings(db.session, shop.site)
    assert finding["task"] == tasks()[0].id
    assert {"item": "floor", "checklist_id": "quick-round", "state": "open", "photo": None}.items() <= finding.items()
    assert finding["grade"] == tasks()[0].grade
    assert finding["due_at"] == tasks()[0].due_at.isoformat(timespec="milliseconds")
    assert queries.open_findings(db.session, shop.other_site) == []
