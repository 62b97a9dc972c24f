"""Who has which area and table, and what a change during the shift leaves behind."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from inspector import clock
from inspector.extensions import db
from inspector.sites import duty, people
from inspector.sites.duty_map import Duty, Part, holders, stamped
from inspector.sites.models import DutyMap, Shift, Site
from inspector.sites.refusals import Refused

TODAY_HERE = clock.today("Asia/Shanghai")

DAY = date(2026, 11, 20)  # a Friday
ZONE = ZoneInfo("Asia/Shanghai")


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


@pytest.fixture
def garden(cast, context) -> tuple[Site, Shift]:
    return db.session.get(Site, cast.sites["garden"]), db.session.get(Shift, cast.shifts["garden"])


def test_the_holder_of_a_table_goes_before_the_holder_of_its_area():
    map_ = Duty(1, DAY, 1, (Part(7, frozenset({3})), Part(8, frozenset(), frozenset({"A1"}))), {"A1": 3, "A2": 3})
    assert holders(map_, "table:A1", at(18)) == (8,)
    assert holders(map_, "table:A2", at(18)) == (7,)
    assert holders(map_, "area:3", at(18)) == (7,)
    assert holders(map_, "table:Z9", at(18)) == ()


def test_nobody_holds_anything_while_absent():
    map_ = Duty(1, DAY, 1, (Part(7, frozenset({3}), is_present=False),), {})
    assert holders(map_, "area:3", at(18)) == ()


def test_a_swap_keeps_who_had_the_table_before_it():
    before = Duty(1, DAY, 1, (Part(7, tables=frozenset({"A1"})), Part(8, tables=frozenset({"A2"}))), {})
    after = Duty(
        1, DAY, 1, stamped(before, [Part(7, tables=frozenset({"A2"})), Part(8, tables=frozenset({"A1"}))], at(19)), {}
    )
    assert holders(after, "table:A1", at(18, 59)) == (7,)
    assert holders(after, "table:A1", at(19)) == (8,)
    assert holders(after, "table:A2", at(18)) == (8,)
    assert {part.staff_id for part in after.swaps} == {7, 8}


def test_who_is_taken_off_in_the_middle_goes_on_having_had_it():
    before = Duty(1, DAY, 1, (Part(7, tables=frozenset({"A1"})),), {})
    after = Duty(1, DAY, 1, stamped(before, [], at(19)), {})
    assert holders(after, "table:A1", at(18)) == (7,)
    assert holders(after, "table:A1", at(20)) == ()


def test_two_changes_at_one_moment_leave_one_part():
    before = Duty(1, DAY, 1, (Part(7, tables=frozenset({"A1"})),), {})
    once = Duty(1, DAY, 1, stamped(before, [Part(7, tables=frozenset({"A2"}))], at(19)), {})
    twice = stamped(once, [Part(7, tables=frozenset({"A3"}))], at(19))
    assert [(sorted(part.tables), part.to_at) for part in twice] == [(["A1"], at(19)), (["A3"], None)]


def test_before_the_shift_a_change_is_a_correction_and_within_it_a_swap(cast, garden):
    site, shift = garden
    mei, tao = cast.staff["mei"], cast.staff["tao"]
    duty.save(site, DAY, shift, [Part(mei, tables=frozenset({"1"}))], None, at(16))
    corrected = duty.save(site, DAY, shift, [Part(tao, tables=frozenset({"1"}))], None, at(17, 10))
    assert corrected.swaps == ()
    swapped = duty.save(site, DAY, shift, [Part(mei, tables=frozenset({"1"}))], None, at(19))
    assert holders(swapped, "table:1", at(18)) == (tao,)
    assert holders(swapped, "table:1", at(19, 30)) == (mei,)
    with pytest.raises(Refused):
        duty.save(site, DAY, shift, [], None, at(22))
    assert duty.on(site.id, DAY, shift.id).standing == swapped.standing


def test_a_map_nobody_saved_in_time_can_still_be_written_down(cast, garden):
    site, shift = garden
    assert duty.save(site, DAY, shift, [Part(cast.staff["mei"])], None, at(23)).parts


@pytest.mark.parametrize("part", [
    {"staff": "bo"}, {"staff": "mei", "tables": ["99"]}, {"staff": "mei", "area": "harbour"}, {"staff": "mei", "covers": "mei"},
])  # fmt: skip
def test_it_refuses_people_areas_and_tables_of_other_sites(cast, garden, part):
    areas = frozenset({cast.areas[part["area"]]}) if "area" in part else frozenset()
    covers = cast.staff[part["covers"]] if "covers" in part else None
    with pytest.raises(Refused):
        duty.save(
            *_first(garden),
            [Part(cast.staff[part["staff"]], areas, frozenset(part.get("tables", ())), covers_for_id=covers)],
            None,
            at(16),
        )
    assert duty.on(cast.sites["garden"], DAY, cast.shifts["garden"]) is None


def _first(garden: tuple[Site, Shift]) -> tuple[Site, date, Shift]:
    return garden[0], DAY, garden[1]


def test_last_time_is_the_same_weekday_before_yesterday(cast, garden):
    site, shift = garden
    week_ago, yesterday = DAY - timedelta(days=7), DAY - timedelta(days=1)
    duty.save(site, week_ago, shift, [Part(cast.staff["mei"])], None, at(16, day=week_ago))
    duty.save(site, yesterday, shift, [Part(cast.staff["tao"])], None, at(16, day=yesterday))
    assert duty.last_like(site.id, DAY, shift.id).business_day == week_ago
    assert duty.last_like(site.id, DAY + timedelta(days=1), shift.id).business_day == yesterday


def test_copying_leaves_out_who_left_and_what_is_not_there_any_more(cast, garden):
    site, shift = garden
    week_ago = DAY - timedelta(days=7)
    mei, tao = cast.staff["mei"], cast.staff["tao"]
    board = [Part(mei, tables=frozenset({"1", "2"})), Part(tao, tables=frozenset({"3"}), covers_for_id=mei)]
    duty.save(site, week_ago, shift, board, None, at(16, day=week_ago))
    people.leave(db.session.get(people.StaffMember, tao), week_ago, week_ago)
    copied = duty.copy_last(site, DAY, shift, None, at(16))
    assert [(part.staff_id, sorted(part.tables), part.covers_for_id) for part in copied.parts] == [
        (mei, ["1", "2"], None)
    ]


def test_a_shift_after_midnight_belongs_to_the_day_before(cast, garden):
    site, shift = garden
    shift.starts_at, shift.ends_at = "18:00", "01:30"
    assert duty.span(site, DAY, shift) == (at(18), at(1, 30, DAY + timedelta(days=1)))
    shift.starts_at, shift.ends_at = "01:00", "03:30"
    assert duty.span(site, DAY, shift) == (at(1, 0, DAY + timedelta(days=1)), at(3, 30, DAY + timedelta(days=1)))


@dataclass(frozen=True)
class Line:
    staff_id: int
    area_ids: tuple[int, ...] = ()
    tables: tuple[str, ...] = ()
    is_present: bool = True


@dataclass(frozen=True)
class Round:
    site_id: int
    shift_id: int | None
    author_id: int
    duty: tuple[Line, ...]


def test_a_round_leaves_its_map_only_where_none_was_saved_and_only_what_is_of_the_site(cast, garden):
    site, shift = garden
    lines = (
        Line(cast.staff["mei"], (cast.areas["garden"], cast.areas["harbour"]), ("1", "99")),
        Line(cast.staff["bo"]),
        Line(99_999),
    )
    duty.keep_from_round(Round(site.id, shift.id, cast.accounts["gao"], lines), DAY, at(19))
    (part,) = duty.on(site.id, DAY, shift.id).parts
    assert (part.staff_id, set(part.area_ids), set(part.tables)) == (cast.staff["mei"], {cast.areas["garden"]}, {"1"})
    duty.keep_from_round(Round(site.id, shift.id, cast.accounts["gao"], (Line(cast.staff["tao"]),)), DAY, at(20))
    assert duty.on(site.id, DAY, shift.id).parts == (part,)


def test_the_board_saves_what_was_tapped_and_names_who_saved(cast, visit, app):
    gao, url = visit("gao"), f"/sites/{cast.sites['garden']}/duty"
    board = [
        {"staff": cast.staff["mei"], "areas": [cast.areas["garden"]], "tables": ["1"], "present": True, "covers": None}
    ]
    day = (TODAY_HERE + timedelta(days=2)).isoformat()
    answer = gao.post(url, day=day, shift=cast.shifts["garden"], board=json.dumps(board))
    assert answer.status_code == 303
    assert "梅香" in gao.get(answer.location).get_data(as_text=True)
    with app.app_context():
        row = db.session.scalars(select(DutyMap)).one()
        assert row.saved_by_id == cast.accounts["gao"]
        assert row.entries[0].tables == ["1"]


def test_the_same_as_last_time_takes_one_post(cast, visit, app):
    gao, url, shift = visit("gao"), f"/sites/{cast.sites['garden']}/duty", cast.shifts["garden"]
    board = json.dumps([{"staff": cast.staff["mei"], "areas": [], "tables": ["2"], "present": True, "covers": None}])
    first, second = TODAY_HERE + timedelta(days=1), TODAY_HERE + timedelta(days=8)
    gao.post(url, day=first.isoformat(), shift=shift, board=board)
    assert gao.post(f"{url}/copies", day=second.isoformat(), shift=shift).status_code == 303
    with app.app_context():
        assert duty.on(cast.sites["garden"], second, shift).parts[0].tables == frozenset({"2"})


def test_a_refused_board_says_why_and_keeps_what_was_tapped(cast, visit):
    board = [{"staff": cast.staff["bo"], "areas": [], "tables": ["1"], "present": True, "covers": None}]
    board.append({"staff": cast.staff["mei"], "areas": [], "tables": ["3"], "present": True, "covers": None})
    answer = visit("gao").post(
        f"/sites/{cast.sites['garden']}/duty",
        day=TODAY_HERE.isoformat(),
        shift=cast.shifts["garden"],
        board=json.dumps(board),
    )
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "does not work here on that day" in page
    assert "&#34;tables&#34;: [&#34;3&#34;]" in page


@pytest.mark.parametrize(
    "board",
    ["", "{}", "[1]", '[{"staff": "x", "areas": [], "tables": []}]', '[{"staff": 1, "areas": ["1"], "tables": []}]'],
)
def test_a_board_of_nonsense_is_no_board(cast, visit, board):
    answer = visit("gao").post(
        f"/sites/{cast.sites['garden']}/duty", day="2026-11-20", shift=cast.shifts["garden"], board=board
    )
    assert answer.status_code == 400
