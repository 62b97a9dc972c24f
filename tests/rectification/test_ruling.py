"""The organisation's own rules: which word wins, what is refused, what a round then leads to, and the pages where it is decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select

from inspector.checklists import library
from inspector.checklists.definition import Rectify
from inspector.extensions import db
from inspector.notices.models import Notice
from inspector.rectification import escalation, rulebook
from inspector.rectification.models import GRADES, Task
from inspector.rectification.rechecks import RECHECKS, Watch, recheck_of
from inspector.rectification.ruling import EVERYTHING, Rulebook, Said, Way, decide
from inspector.sites.refusals import Refused
from tests.rectification.shop import START

WAYS = {grade: Way("site", "photo", timedelta(hours=1), timedelta(hours=2)) for grade in GRADES}
LIST, ITEM = ("quick-round", ""), ("quick-round", "floor")
TEXT = Rectify("general", None, "duty", None)
DAY = START.date()


@pytest.fixture(scope="module")
def quick():
    return library.read(library.find_in_packs("quick-round")).checklist


@pytest.fixture(scope="module")
def floor(quick):
    return quick.item("floor")


def decided(item, said, written=TEXT, ways=WAYS):
    return decide(item, "quick-round", written, Rulebook(said, ways))


def test_the_nearest_word_wins_for_each_thing_by_itself(floor):
    plain = replace(floor, on_fail=replace(floor.on_fail, kind=None, rectify=None))
    nothing_written = Rectify(None, None, None, None)
    assert decided(plain, {}, nothing_written).grade == "day"
    everything = {EVERYTHING: Said(grade="week", owner="store", rule_id=1)}
    found = decided(plain, everything, nothing_written)
    assert (found.grade, found.owner, found.rules) == ("week", "store", (1,))
    assert decided(plain, everything).grade == "day" and decided(plain, everything).owner == "duty", (
        "the list has a word of its own"
    )
    of_list = everything | {LIST: Said(owner="role:chef", approver="area", rule_id=2)}
    found = decided(plain, of_list)
    assert (found.grade, found.owner, found.approver, found.rules) == ("day", "role:chef", "area", (2,))
    of_item = of_list | {ITEM: Said(within_hours=4, rule_id=3)}
    found = decided(plain, of_item)
    assert (found.grade, found.within_seconds, found.owner, found.rules) == (
        "this_shift",
        Fraction(4 * 3600),
        "role:chef",
        (3, 2),
    )


def test_a_text_for_the_point_stands_above_the_rule_for_its_list(floor):
    own = replace(floor, on_fail=replace(floor.on_fail, kind="fix", rectify=Rectify("major", None, None, None)))
    found = decided(own, {LIST: Said(kind="manage", grade="week", rule_id=2)})
    assert (found.kind, found.grade, found.rules) == ("fix", "this_shift", ())


@pytest.mark.parametrize("said", [{ITEM: Said(grade="week", rule_id=1)}, {LIST: Said(within_hours=200, rule_id=1)}])
def test_what_a_list_marks_urgent_stays_at_once(floor, said):
    urgent = replace(floor, on_fail=replace(floor.on_fail, rectify=Rectify("urgent", None, None, None)))
    assert decided(urgent, said).grade == "at_once"


def test_a_grade_says_who_verifies_where_nobody_nearer_does(floor):
    ways = WAYS | {"this_shift": Way("area", "visit", timedelta(0), timedelta(hours=1), 9)}
    assert decided(floor, {}, ways=ways).approver == "area"
    assert decided(floor, {ITEM: Said(approver="site", rule_id=1)}, ways=ways).approver == "site"


@pytest.mark.parametrize("how", RECHECKS)
def test_any_grade_can_be_proven_in_any_way(how):
    found = recheck_of("day", 7, Watch(own={"day": how}))
    wanted = {
        "photo": (0, "round"),
        "sample": (0, "round"),
        "round": (1, "round"),
        "visit": (1, "visit"),
        "observations": (3, "round"),
    }
    assert (found.looks, found.by) == wanted[how]


def write(shop, target, said, item=None, on=DAY, reason="贴近现场", at=START - timedelta(days=1)):
    rulebook.rule(target, said, item, on, reason, shop.accounts["quan"], at)
    db.session.commit()


def test_a_rule_decides_the_tasks_of_its_days_and_stands_on_them(shop, quick):
    write(shop, ITEM, Said(kind="manage", grade="three_days", approver="area"), (quick.item("floor"), quick.rectify))
    write(shop, ITEM, Said(), (quick.item("floor"), quick.rectify), on=DAY + timedelta(days=9), reason="恢复")
    shop.submit({("floor", None): "fail"})
    task = db.session.scalars(select(Task)).one()
    assert (task.kind, task.grade, task.approver, task.owner_id) == ("manage", "three_days", "area", shop.staff["lin"])
    assert task.events[0].details["rules"] == [rulebook.history(ITEM)[1].id]
    shop.submit({("floor", None): "fail"}, at=START + timedelta(days=9), area="bar")
    later = db.session.scalars(select(Task).order_by(Task.id.desc())).first()
    assert (later.kind, later.grade, later.approver) == ("fix", "this_shift", "site"), "nothing said is what is usual"


def test_own_waits_decide_when_who_hears_of_a_late_task(shop):
    rulebook.rule_grade(
        "this_shift",
        Way("site", "photo", timedelta(hours=30), timedelta(hours=60)),
        DAY,
        "夜里没人",
        shop.accounts["quan"],
        START - timedelta(days=1),
    )
    db.session.commit()
    shop.submit({("floor", None): "fail"})
    due = db.session.scalars(select(Task.due_at)).one()
    heard = select(Notice.account_id).where(Notice.event_key.contains(":late_store:"))
    escalation.remind(due + timedelta(hours=29))
    assert db.session.scalars(heard).all() == []
    escalation.remind(due + timedelta(hours=30))
    assert db.session.scalars(heard).all() == [shop.accounts["lin"]]


def test_rules_that_would_harm_are_refused(shop, quick):
    exits, hair = quick.item("exits-clear"), quick.item("floor")
    for said, item, field in (
        (Said(grade="week"), exits, "grade"), (Said(within_hours=48), exits, "grade"), (Said(kind="coach"), hair, "kind"),
        (Said(grade="works"), hair, "grade"),
    ):  # fmt: skip
        with pytest.raises(Refused) as caught:
            rulebook.rule(("quick-round", item.id), said, (item, quick.rectify), DAY, "x", shop.accounts["quan"], START)
        assert caught.value.field == field
    with pytest.raises(Refused) as caught:
        rulebook.rule(EVERYTHING, Said(owner="store"), None, date(2026, 11, 1), "x", shop.accounts["quan"], START)
    assert caught.value.field == "from_on"
    with pytest.raises(Refused):
        rulebook.rule_grade(
            "day", Way("site", "photo", timedelta(hours=5), timedelta(hours=5)), DAY, "x", shop.accounts["quan"], START
        )


def test_the_quality_lead_decides_on_one_page_with_a_reason(opened, visit):
    quan = visit("quan")
    address = "/tasks/rules/lists/quick-round/points/floor"
    fields = {
        "kind": "",
        "deadline": "hours",
        "within_hours": "4",
        "owner": "store",
        "approver": "area",
        "from_on": "2099-01-01",
    }
    refused = quan.post(address, **fields, reason=" ")
    assert refused.status_code == 422 and 'value="4"' in refused.text, "nothing typed is lost"
    assert quan.post(address, **fields | {"within_hours": "many"}, reason="x").status_code == 422
    assert quan.post(address, **fields, reason="rush hours").status_code == 303
    page = quan.get(f"{address}?lang=en").text
    assert "rush hours" in page and "within 4 hours" in page
    grade = {
        "approver": "area",
        "recheck": "visit",
        "store_wait": "3",
        "area_wait": "2",
        "from_on": "2099-01-01",
        "reason": "x",
    }
    assert quan.post("/tasks/rules/grades/day", **grade).status_code == 422
    assert quan.post("/tasks/rules/grades/day", **grade | {"area_wait": "9"}).status_code == 303
    assert quan.post("/tasks/rules/figures/works_days", value="20", from_on="2099-01-01", reason="").status_code == 422
    assert quan.post("/tasks/rules/figures/works_days", value="20", from_on="2099-01-01", reason="x").status_code == 303
    assert "2099" in visit("lin").get("/tasks/rules?lang=en").text
