"""Rosters: what a list would change on the duty maps, what is refused and named, what is taken in; and who is on shift."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest

from inspector import clock
from inspector.extensions import db
from inspector.sites import duty, people
from inspector.sites.duty_map import Part
from inspector.sites.import_reading import Row
from inspector.sites.models import Shift, Site
from inspector.sites.roster_known import Known, Post
from inspector.sites.roster_planning import plan
from tests.sites.test_importing import as_csv, as_workbook, confirm

DAY = date(2026, 12, 1)
HALL, BAR = 7, 8
KNOWN = Known(
    posts={"1": [Post(11, 1, date(2025, 1, 1), None)], "2": [Post(12, 1, date(2025, 1, 1), None)],
           "3": [Post(13, 2, date(2025, 1, 1), None)], "4": [Post(14, 1, date(2025, 1, 1), date(2026, 11, 30))]},
    sites={"gdn": 1, "garden": 1}, shifts={(1, "晚市"): 5, (1, "dinner"): 5, (1, "午市"): 6},
    areas={(1, "大厅"): HALL, (1, "main hall"): HALL, (1, "bar"): BAR},
    tables={1: [["A1", "A2", "A3", "A4"], ["B 1", "B 2"]]}, maps={}, over=frozenset(),
)  # fmt: skip
HEADINGS = ("工号", "日期", "班次", "区域", "台号", "顶替", "在岗")


def judged(*rows, headings=HEADINGS, **known):
    table = [Row(number, cells) for number, cells in enumerate((headings, *rows), 1)]
    return plan(table, Known(**{name: getattr(KNOWN, name) for name in Known.__dataclass_fields__} | known))


def test_a_list_becomes_the_map_of_a_shift_with_areas_ranges_of_tables_and_cover():
    planned = judged(("1", "2026-12-01", "晚市", "Main hall, bar", "", "", ""), ("2", "2026/12/1", "Dinner", "", "A1-A3, B 2", "1", "是"))
    assert planned.faults == ()
    (change,) = planned.changes
    assert change.key == (1, DAY, 5) and change.is_new and change.added == (11, 12)
    first, second = change.lines
    assert first.area_ids == (HALL, BAR) and first.tables == ()
    assert second.covers_for_id == 11 and second.is_present
    assert second.tables == ("A1", "A2", "A3", "B 2")


@pytest.mark.parametrize(
    ("row", "column", "named"),
    [
        (("9", "2026-12-01", "晚市"), "number", "9"),
        (("3", "2026-12-01", "晚市"), "number", "3"),  # at a site that is not theirs
        (("4", "2026-12-01", "晚市"), "number", "4"),  # gone the day before
        (("1", "soon", "晚市"), "day", "soon"),
        (("1", "2026-12-01", "早市"), "shift", "早市"),
        (("1", "2026-12-01", "晚市", "cellar"), "areas", "cellar"),
        (("1", "2026-12-01", "晚市", "", "A1-A9"), "tables", "A1-A9"),
        (("1", "2026-12-01", "晚市", "", "", "3"), "covers_for", "3"),
        (("1", "2026-12-01", "晚市", "", "", "1"), "covers_for", "1"),
    ],
)
def test_what_is_not_known_is_named_with_its_row(row, column, named):
    (fault,) = judged(("2", "2026-12-02", "晚市"), row).faults
    assert (fault.row, fault.column, fault.figures["text"]) == (3, column, named)


def test_a_shift_with_a_bad_row_is_left_out_whole_so_that_nobody_falls_off_it_by_a_slip():
    saved = {(1, DAY, 5): [Part(12)], (1, DAY, 6): [Part(12)]}
    planned = judged(("1", "2026-12-01", "晚市", "cellar"), ("2", "2026-12-01", "晚市"), ("1", "2026-12-01", "午市"), maps=saved)
    assert [change.key for change in planned.changes] == [(1, DAY, 6)] and planned.left_out == 1
    assert planned.changes[0].removed == (12,)
    # whose shift nobody can tell may have been meant for any of that day
    planned = judged(("l", "2026-12-01", "午市"), ("1", "2026-12-01", "午市"), maps=saved)
    assert planned.changes == () and planned.left_out == 1 and len(planned.faults) == 2


def test_the_same_list_again_changes_nothing_and_a_column_that_is_missing_leaves_what_is_known():
    saved = {(1, DAY, 5): [Part(11, frozenset([HALL]), frozenset(["A1"]))]}
    assert judged(("1", "2026-12-01", "晚市", "大厅", "A1", "", ""), maps=saved).unchanged == 1
    assert judged(("1", "2026-12-01", "晚市"), headings=HEADINGS[:3], maps=saved).unchanged == 1
    emptied = judged(("1", "2026-12-01", "晚市", "", "", "", ""), maps=saved)
    assert emptied.changes[0].changed == (11,) and emptied.changes[0].lines[0].tables == ()


def test_a_shift_that_is_over_and_a_person_twice_are_refused():
    assert judged(("1", "2026-12-01", "晚市"), over=frozenset({(1, DAY, 5)})).faults[0].column == "day"
    twice = judged(("1", "2026-12-01", "晚市"), ("1", "2026-12-01", "dinner"))
    assert [fault.row for fault in twice.faults] == [3] and twice.changes == ()


def send(visitor, content):
    return visitor.post("/duty/import", files={"list": (io.BytesIO(content), "roster.csv")})


def confirmed(visitor, answer):
    return confirm(visitor, answer, "/duty/import/confirmation")


@pytest.mark.parametrize("as_file", [as_csv, as_workbook])
def test_a_manager_takes_a_roster_in_and_sees_who_is_on_shift(app, cast, visit, as_file):
    with app.app_context():
        site = db.session.get_one(Site, cast.sites["garden"])
        db.session.get_one(Shift, cast.shifts["garden"]).ends_at = "03:59"  # not over while this test runs
        db.session.commit()
        today = people.today_at(site)
    lin = visit("lin")
    headings, on = ("工号", "日期", "班次", "台号", "顶替"), today.isoformat()
    rows = (headings, ("G003", on, "晚市", "1-2", "G004"), ("G009", on, "Evening", "3, 4", ""))
    answer = send(lin, as_file(*rows, ("Z999", (today + timedelta(days=1)).isoformat(), "晚市", "", "")))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200 and "Z999" in text and "梅香" in text
    with app.app_context():
        assert duty.on(cast.sites["garden"], today, cast.shifts["garden"]) is None  # nothing before it is confirmed
    assert confirmed(lin, answer).status_code == 303
    with app.app_context():
        saved = duty.on(cast.sites["garden"], today, cast.shifts["garden"])
        tables = {part.staff_id: sorted(part.tables) for part in saved.parts}
        assert tables == {cast.staff["mei"]: ["1", "2"], cast.staff["zhu"]: ["3", "4"]}
    again = send(lin, as_file(*rows)).get_data(as_text=True)
    assert "Nothing to change" in again
    page = visit("gao").get(f"/sites/{cast.sites['garden']}/on-shift").get_data(as_text=True)
    assert "梅香" in page and "covers for 陶然" in page and "朱颜" in page and "高峰" not in page.split("On shift today</h2>")[1]


def test_a_list_of_fines_is_refused_and_another_managers_people_are_unknown(cast, visit):
    fined = send(visit("lin"), as_csv(("工号", "日期", "班次", "罚款"), ("G003", "2027-01-01", "晚市", "50")))
    assert fined.status_code == 422 and "There are no fines here" in fined.get_data(as_text=True)
    foreign = send(visit("lin"), as_csv(("工号", "日期", "班次"), ("F003", "2027-01-01", "晚市")))
    assert "F003" in foreign.get_data(as_text=True) and "Take in" not in foreign.get_data(as_text=True)


def test_what_changed_since_the_preview_is_shown_again_before_it_is_saved(app, cast, visit):
    lin, day = visit("lin"), clock.now().date() + timedelta(days=5)
    answer = send(lin, as_csv(("工号", "日期", "班次"), ("G003", day.isoformat(), "晚市")))
    with app.app_context():
        site, shift = db.session.get_one(Site, cast.sites["garden"]), db.session.get_one(Shift, cast.shifts["garden"])
        duty.save(site, day, shift, [Part(cast.staff["tao"])], cast.accounts["lin"], clock.now())
        db.session.commit()
    second = confirmed(lin, answer)
    assert second.status_code == 409 and "Comes off it: 陶然" in second.get_data(as_text=True)
    assert confirmed(lin, second).status_code == 303


def test_the_shift_meeting_gives_a_roster_last_times_places_in_one_tap_and_keeps_its_people(app, cast, visit):
    lin, day, shift = visit("lin"), clock.now().date() + timedelta(days=8), cast.shifts["garden"]
    mei, tao, zhu = (cast.staff[name] for name in ("mei", "tao", "zhu"))
    with app.app_context():
        site, row = db.session.get_one(Site, cast.sites["garden"]), db.session.get_one(Shift, shift)
        last = [Part(mei, tables=frozenset(["1", "2"])), Part(tao, tables=frozenset(["3", "4"]))]
        duty.save(site, day - timedelta(days=7), row, last, cast.accounts["lin"], clock.now())
        db.session.commit()
    rows = (("工号", "日期", "班次"), ("G003", day.isoformat(), "晚市"), ("G009", day.isoformat(), "晚市"))
    assert confirmed(lin, send(lin, as_csv(*rows))).status_code == 303
    board = f"/sites/{cast.sites['garden']}/duty"
    text = lin.get(f"{board}?day={day}&shift={shift}").get_data(as_text=True)
    assert "Same places as last time" in text and "nobody has a place yet" in text
    assert lin.post(f"{board}/copies", day=day.isoformat(), shift=shift).status_code == 303
    with app.app_context():
        found = {part.staff_id: sorted(part.tables) for part in duty.on(cast.sites["garden"], day, shift).parts}
    assert found == {mei: ["1", "2"], zhu: []}  # Tao is not on the roster, and his tables are nobody's yet
    assert "Same places as last time" not in lin.get(f"{board}?day={day}&shift={shift}").get_data(as_text=True)
