"""The desk through HTTP: views, figures that open, decisions about several, saved views, paper and tables."""

from __future__ import annotations

import re
import zipfile
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from sqlalchemy import select

from inspector.extensions import db
from inspector.notices.models import Notice
from inspector.rectification.models import Task, TaskEvent
from inspector.reports import documents, task_figures
from tests.cast import PARTS
from tests.rectification.shop import START
from tests.rounds import photo


@pytest.fixture
def tasks(opened, time_machine):
    """{item: number} of three tasks: floor and condiments in the hall for Gao, an exit at once."""
    time_machine.move_to(START + timedelta(minutes=10))
    with opened.app.app_context():
        opened.submit({("floor", None): "fail", ("condiments", None): "fail"}, remarks={"floor": {"note": "有水渍"}})
        return dict(db.session.execute(select(Task.item, Task.id)).all())


def rows(opened, model):
    with opened.app.app_context():
        return db.session.scalars(select(model).order_by(model.id)).all()


def together(visitor, what, tasks, command=None, **more):
    return visitor.post(f"/tasks/{what}", task=list(tasks), command=command or str(uuid4()), **more)


def test_board_and_calendar_show_each_task_where_it_stands(tasks, visit):
    lin = visit("lin")
    board = lin.get("/tasks/board").text
    assert board.count("card--link board__card") == len(tasks)
    assert re.search(r'id="state-open">.*?<span class="count">2</span>', board, re.DOTALL)
    calendar = lin.get("/tasks/calendar?month=2026-11").text
    assert calendar.count("month__task") == len(tasks)
    assert lin.get("/tasks/calendar?month=nonsense").status_code == 200


def test_a_figure_opens_the_very_tasks_it_counts(tasks, opened, visit):
    gao, lin = visit("gao"), visit("lin")
    gao.post(
        f"/tasks/{tasks['condiments']}/moves",
        command=str(uuid4()),
        base_rev=1,
        move="fix",
        files={"photos": (BytesIO(photo("teal")), "after.jpg")},
    )
    page = lin.get("/tasks/figures").text
    for address, count in (("show=opened", 2), ("show=fixed", 1), ("show=reopened", 0), ("age=day", 2)):
        link = next(one for one in re.findall(r'href="(/tasks\?[^"]+)"', page) if address in one)
        shown = lin.get(link.replace("&amp;", "&")).text
        assert shown.count("task-card__title") == count, address


def test_on_the_spot_opens_the_failures_behind_it(tasks, opened, visit):
    with opened.app.app_context():
        opened.submit({("uniform", "mei"): "fail"}, remarks={"uniform": {"corrected": True}})
    lin = visit("lin")
    assert "1 of 3" in lin.get("/tasks/figures").text
    assert lin.get("/tasks/on-the-spot").text.count("row__title") == 1


def test_several_go_to_one_person_once_and_she_is_told(tasks, opened, visit):
    lin, command = visit("lin"), str(uuid4())
    for _ in range(2):
        assert together(lin, "assignments", tasks.values(), command, owner=opened.staff["mei"]).status_code == 303
    assert {task.owner_id for task in rows(opened, Task)} == {opened.staff["mei"]}
    assert [event.kind for event in rows(opened, TaskEvent)].count("moved") == len(tasks)
    assert sum(notice.account_id == opened.accounts["mei"] for notice in rows(opened, Notice)) == len(tasks)
    assert "Given to somebody else." in lin.get(f"/tasks/{tasks['floor']}").text


def test_who_works_elsewhere_is_not_given_a_task_and_it_is_said(tasks, opened, visit):
    lin = visit("lin")
    together(lin, "assignments", tasks.values(), owner=opened.staff["qiu"])
    assert "This person does not work at its site." in lin.get("/tasks").text
    assert opened.staff["qiu"] not in {task.owner_id for task in rows(opened, Task)}


def test_more_time_needs_a_reason_and_what_was_written_and_marked_stays(tasks, opened, visit):
    lin, before = visit("lin"), {task.id: task.due_at for task in rows(opened, Task)}
    refused = together(lin, "postponements", tasks.values(), days=2, reason="x")
    assert refused.status_code == 422
    assert refused.text.count('form="together" checked') == len(tasks)
    assert 'value="x"' in refused.text
    assert together(lin, "postponements", tasks.values(), days=2, reason="Part on order").status_code == 303
    assert {task.id: task.due_at - before[task.id] for task in rows(opened, Task)} == dict.fromkeys(
        before, timedelta(days=2)
    )
    assert "Part on order" in lin.get(f"/tasks/{tasks['floor']}").text


def test_an_owner_is_asked_once_a_day(tasks, opened, visit):
    lin = visit("lin")
    for _ in range(2):
        together(lin, "reminders", [tasks["floor"]])
    assert "Its owner was reminded today already." in lin.get("/tasks").text
    assert sum(":asked:" in notice.event_key for notice in rows(opened, Notice)) == 1


def test_nothing_is_verified_together(tasks, visit):
    lin = visit("lin")
    assert together(lin, "verifications", tasks.values()).status_code == 404
    assert "verifications" not in lin.get("/tasks").text


def test_a_supervisor_decides_for_nobody_else(tasks, opened, visit):
    assert together(visit("gao"), "assignments", tasks.values(), owner=opened.staff["mei"]).status_code == 403
    assert "Decide about several" not in visit("gao").get("/tasks").text


def test_a_view_is_kept_under_its_name_and_is_ones_own(tasks, visit):
    lin = visit("lin")
    assert lin.post("/tasks/views?show=overdue&grade=day", name="Late ones").status_code == 303
    assert 'href="/tasks?show=overdue&amp;grade=day"' in lin.get("/tasks").text
    assert "Late ones" not in visit("nora").get("/tasks").text
    view = re.search(r"/tasks/views/(\d+)/removal", lin.get("/tasks?show=overdue&grade=day").text)[1]
    assert visit("nora").post(f"/tasks/views/{view}/removal").status_code == 404
    lin.post(f"/tasks/views/{view}/removal")
    assert "Late ones" not in lin.get("/tasks").text


def test_the_list_as_a_table_holds_what_the_list_shows(tasks, visit):
    answer = visit("lin").get("/tasks.xlsx?lang=en")
    with zipfile.ZipFile(BytesIO(answer.data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<row ") == 1 + len(tasks)
    assert "Floor free of litter" in sheet


def test_the_notice_has_what_is_asked_places_to_sign_and_no_name_but_the_owners(tasks, opened):
    with opened.app.test_request_context(headers={"Accept-Language": "zh"}):
        lin = opened.actor("lin")
        report = task_figures.notice(lin, tasks["floor"], START + timedelta(hours=1))
        html = documents.task_document(report, opened.app.extensions["inspector.blobs"]).html
    for wanted in ("整改通知单", "有水渍", "签发人", "签收人", "复检人", report.owner):
        assert wanted in html
    others = {part.name for part in PARTS.values()} - {report.owner}
    assert not [name for name in others if name in html]
