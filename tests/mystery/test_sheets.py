"""Cells of lists read as answers, the draw of call-backs, and lists of shoppers judged: pure."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from inspector.mystery import call_backs, shopper_planning
from inspector.mystery.sheet_answers import Unclear, read
from inspector.sites.import_reading import Row

DAY = date(2026, 11, 12)
OPTIONS = (SimpleNamespace(id="cash", label={"zh": "现金", "en": "Cash"}), SimpleNamespace(id="we", label={"zh": "微信", "en": "WeChat"}))


def item(kind: str) -> SimpleNamespace:
    return SimpleNamespace(type=kind, options=OPTIONS, levels=())


@pytest.mark.parametrize(("kind", "text", "answer"), [
    ("verdict", "是", ("answered", "pass")), ("verdict", " NO ", ("answered", "fail")), ("verdict", "没看到", ("unseen", None)),
    ("verdict", "N/A", ("na", None)), ("verdict", "", None), ("stopwatch", "75", ("answered", "75")),
    ("stopwatch", "1:15", ("answered", "75")), ("stopwatch", "1分5秒", ("answered", "65")), ("stopwatch", "2分", ("answered", "120")),
    ("k_of_n", "2/3", ("answered", {"k": 2, "n": 3})), ("k_of_n", "0 of 4", ("answered", {"k": 0, "n": 4})),
    ("choice", "wechat", ("answered", "we")), ("choices", "现金、微信", ("answered", ["cash", "we"])), ("choices", "无", ("answered", [])),
    ("number", "1,280.5", ("answered", "1280.5")), ("text", "不适用", ("answered", "不适用")), ("time", "7:05", ("answered", "07:05")),
    ("datetime", "19:24", ("answered", "2026-11-12T19:24")), ("datetime", "2026-11-13 00:10", ("answered", "2026-11-13T00:10")),
])  # fmt: skip
def test_a_cell_is_read_as_people_write_it(kind, text, answer):
    assert read(item(kind), text, DAY, "en") == answer


@pytest.mark.parametrize(("kind", "text"), [
    ("verdict", "maybe"), ("stopwatch", "soon"), ("stopwatch", "01:15:00"), ("k_of_n", "3/2"), ("k_of_n", "2026-02-03"), ("choice", "gold"),
    ("choices", "现金、gold"), ("number", "12a"), ("time", "24:10"), ("text", "x" * 4001), ("date", "12.11."),
])  # fmt: skip
def test_what_is_no_answer_is_said_and_not_guessed(kind, text):
    with pytest.raises(Unclear):
        read(item(kind), text, DAY, "en")


def test_one_visit_in_ten_is_drawn_and_another_secret_draws_others():
    many = range(2_000)
    mine, others = ({n for n in many if call_backs.is_drawn(n, many, secret)} for secret in ("a" * 32, "b" * 32))
    assert 160 <= len(mine) <= 240 and 160 <= len(others) <= 240
    assert len(mine & others) < 50


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_of_a_few_visits_one_at_least_is_drawn_and_place_or_order_does_not_tell_which(count):
    places = set()
    for number in range(200):
        given = range(1_000 + 10 * number, 1_000 + 10 * number + count)
        drawn = [one for one in given if call_backs.is_drawn(one, given, "c" * 32)]
        assert drawn and drawn == [one for one in given if call_backs.is_drawn(one, tuple(reversed(given)), "c" * 32)]
        places.update(one - given[0] for one in drawn)
    assert places == set(range(count))  # each is drawn in some batch, the first no surer than the last


def plan(*rows: tuple[str, ...]) -> shopper_planning.Plan:
    ding = shopper_planning.Person("丁一诺", "138-0000-1122", 30, (1,))
    known = shopper_planning.Known({"13800001122": (7, ding)}, {"gdn": 1, "hbr": 2}, 90)
    return shopper_planning.plan([Row(n, cells) for n, cells in enumerate([("姓名", "联系方式", "间隔天数", "回避门店"), *rows], 1)], known)


def test_a_shopper_is_known_by_the_contact_and_an_empty_cell_leaves_what_is_known():
    found = plan(("丁一诺", "138 0000 1122", "", ""), ("方远", "fy@example.com", "60", "gdn、HBR"))
    assert found.unchanged == 1 and not found.faults
    assert [(one.shopper_id, one.person) for one in found.changes] == [
        (None, shopper_planning.Person("方远", "fy@example.com", 60, (1, 2)))
    ]
    changed = plan(("丁一", "13800001122", "45", ""))
    assert [(one.shopper_id, one.person.rest_days, one.person.avoided_site_ids) for one in changed.changes] == [(7, 45, (1,))]


def test_one_bad_row_refuses_the_whole_list_of_shoppers():
    found = plan(("方远", "fy@example.com", "60", ""), ("", "x@example.com", "", ""), ("甲", "FY@example.com", "soon", "XXX"))
    assert not found.changes
    assert [(fault.row, fault.column) for fault in found.faults] == [(3, "name"), (4, "rest_days"), (4, "avoided"), (4, "contact")]
