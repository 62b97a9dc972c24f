"""The whole demo as `./run` makes it: eight weeks, with the figures and the stories that the practice asks for."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inspector.demo import building, cast
from inspector.settings import Settings

pytestmark = pytest.mark.soak  # eight weeks are made for it, a minute of work; a week is made and looked at in every run (tests/demo)

SEED, TODAY = 20261122, "2026-11-22"
RATES = {
    "led": 31,
    "seen-off": 26,
    "dish-announced": 22,
    "tray": 18,
    "refill": 15,
    "tables": 12,
    "floor": 8,
    "uniform": 6,
    "hair": 4,
    "hands": 3,
    "exits-clear": 2,
}
SCOREABLE = "SELECT i.*, a.number AS author FROM inspection i JOIN account a ON a.id = i.author_id"


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """rows("SELECT …") on the whole demo."""
    data: Path = tmp_path_factory.mktemp("demo")
    building.build(Settings(data=data), SEED, TODAY)
    connection = sqlite3.connect(f"file:{data / 'inspector.db'}?mode=ro", uri=True)
    yield lambda statement, *values: connection.execute(statement, values).fetchall()
    connection.close()


def one(rows: Any, statement: str, *values: object) -> Any:
    return rows(statement, *values)[0][0]


def test_it_has_the_size_that_was_asked_for(rows):
    assert 1400 <= one(rows, "SELECT count(*) FROM inspection") <= 1600
    assert 37_000 <= one(rows, "SELECT count(*) FROM answer") <= 44_000
    assert 220 <= one(rows, "SELECT count(*) FROM task") <= 300
    assert 120 <= one(rows, "SELECT count(*) FROM blob") <= 260  # of findings and of what was put right
    assert 40 <= one(rows, "SELECT count(*) FROM attachment") <= 70
    assert one(rows, "SELECT count(*) FROM site") == 3
    assert one(rows, "SELECT count(*) FROM inspection WHERE flag IS NOT NULL") == 0


def test_each_site_has_the_staff_that_was_asked_for(rows):
    counts = rows(
        "SELECT site_id, count(*) FROM staff_assignment WHERE to_on IS NULL GROUP BY site_id ORDER BY site_id"
    )
    assert counts == [(1, 24), (2, 28), (3, 10)]


SEEN = "FROM answer a JOIN inspection i ON i.id = a.inspection_id WHERE a.item = ? AND a.state = 'answered' AND i.line = 'area'"


def test_items_fail_as_often_as_they_do_on_the_floor(rows):
    for item, percent in RATES.items():
        found, times = 100 * one(rows, f"SELECT avg(a.is_failed) {SEEN}", item), one(rows, f"SELECT count(*) {SEEN}", item)
        by_chance = 3 * (percent * (100 - percent) / times) ** 0.5  # three standard errors: twenty items are looked at
        assert abs(found - percent) < max(0.25 * percent, 1.2, by_chance), (item, found, times)


def test_self_checks_report_less_than_half_of_it(rows):
    statement = """SELECT avg(a.is_failed) FROM answer a JOIN inspection i ON i.id = a.inspection_id
        WHERE a.state = 'answered' AND i.line {} 'self' AND a.item IN
        (SELECT item FROM answer b JOIN inspection j ON j.id = b.inspection_id WHERE j.line = 'self')"""
    share = one(rows, statement.format("=")) / one(rows, statement.format("<>"))
    assert 0.25 < share < 0.5


def test_the_states_of_answers_are_shared_as_observed(rows):
    share = dict(rows("SELECT state, 100.0 * count(*) / (SELECT count(*) FROM answer) FROM answer GROUP BY state"))
    assert abs(share["answered"] - 84) < 2 and abs(share["unseen"] - 11) < 2 and abs(share["na"] - 5) < 2


def test_rounds_last_as_long_as_observed(rows):
    seconds = [found for (found,) in rows("SELECT active_seconds FROM inspection ORDER BY 1")]
    assert 290 < seconds[len(seconds) // 2] < 370
    assert 560 < seconds[len(seconds) * 9 // 10] < 760
    assert 0.02 < sum(one < 90 for one in seconds) / len(seconds) < 0.045


def test_the_strict_and_the_lenient_inspector_differ_as_written_in_the_cast(rows):
    mean = dict(
        rows(
            f"SELECT author, avg(CAST(percent AS REAL)) FROM ({SCOREABLE}) WHERE line = 'area' AND answer_count < 40 GROUP BY author"
        )
    )
    written = cast.INSPECTORS["S003"].severity - cast.INSPECTORS["S002"].severity
    assert abs(mean["S003"] - mean["S002"] - written) < 2


def test_the_careless_supervisor_is_better_after_the_calibration(rows):
    hasty = f"SELECT avg(active_seconds < 90) FROM ({SCOREABLE}) WHERE author = ? AND business_day {{}} date('2026-09-27', '+36 days')"
    assert one(rows, hasty.format("<"), cast.CARELESS) > 0.4
    assert one(rows, hasty.format(">="), cast.CARELESS) == 0
    bulk = """SELECT avg(a.is_bulk) FROM answer a JOIN inspection i ON i.id = a.inspection_id JOIN account c ON c.id = i.author_id
        WHERE c.number {} ? AND i.business_day < '2026-11-02'"""
    assert one(rows, bulk.format("="), cast.CARELESS) > 2 * one(rows, bulk.format("<>"), cast.CARELESS)


def test_tasks_live_as_observed(rows):
    states = dict(rows("SELECT state, count(*) FROM task GROUP BY state"))
    assert {"open", "accepted", "watching", "closed"} <= states.keys()
    late = one(rows, "SELECT count(*) FROM task WHERE state IN ('open', 'accepted') AND due_at < '2026-11-21 16:00'")
    assert 4 <= late <= 30
    assert 0.68 < one(rows, "SELECT avg(fixed_at <= due_at) FROM task WHERE fixed_at IS NOT NULL") < 0.88
    assert 0.42 < one(rows, "SELECT avg(is_corrected) FROM answer WHERE is_failed") < 0.5
    assert one(rows, "SELECT count(*) FROM task_event WHERE kind = 'returned'") > 5


def test_the_past_month_was_confirmed_and_signed(rows):
    found = dict(
        rows(
            "SELECT coalesce(a.signature, 'none'), count(*) FROM appraisal a JOIN cycle c ON c.id = a.cycle_id "
            "WHERE c.period = '2026-10' AND c.state = 'locked' GROUP BY 1"
        )
    )
    assert found["seen"] > 30 and found["seen_objects"] >= 1 and found["none"] >= 1
    standings = [json.loads(figures)["band"] for (figures,) in rows("SELECT figures FROM month_record")]
    assert {"A", "B", None} <= set(standings)


def test_every_screen_of_appraisals_has_life(rows):
    assert rows("SELECT period, state FROM cycle ORDER BY period") == [("2026-10", "locked"), ("2026-11", "open")]
    assert one(rows, "SELECT count(*) FROM scheme WHERE state = 'opened' AND consultation_note <> ''") > 8
    assert {state for (state,) in rows("SELECT state FROM red_line")} == {"to_verify", "upheld", "not_upheld"}
    assert {state for (state,) in rows("SELECT state FROM person_appeal")} >= {"kept", "raised"}
    assert {kind for (kind,) in rows("SELECT kind FROM conduct_card")} == {"reminder", "yellow"}
    assert one(rows, "SELECT count(*) FROM calibration_set") == 2
    assert one(rows, "SELECT count(*) FROM praise WHERE inspection_id IS NULL") == 4


def test_the_waiter_of_two_minds_was_seen_by_the_strict_and_by_the_lenient_inspector(rows):
    statement = """SELECT c.number, sum(l.share_decimal) / sum(l.weight), count(DISTINCT l.inspection_id) FROM ledger_entry l
        JOIN staff_member s ON s.id = l.staff_id JOIN account c ON c.id = l.inspector_id WHERE s.number = ? GROUP BY c.number"""
    seen = {number: (rate, rounds) for number, rate, rounds in rows(statement, cast.WAITER_OF_TWO_MINDS)}
    assert seen["S002"][1] >= 8 and seen["S003"][1] >= 8
    assert seen["S003"][0] - seen["S002"][0] > 0.04


def test_a_dirty_table_rightly_stays_with_the_shift(rows):
    found = rows("SELECT borne_by, staff_id, note FROM answer WHERE item = 'tables' AND note LIKE '%少三个人%'")
    assert [(borne_by, staff_id) for borne_by, staff_id, _ in found] == [("team", None)]


def test_the_repaired_fridge_was_opened_again_and_then_found_good(rows):
    (task_id,) = rows(
        "SELECT t.id FROM task t JOIN task_event e ON e.task_id = t.id WHERE t.item = 'fridge' AND e.kind = 'repeated'"
    )[0]
    kinds = [kind for (kind,) in rows("SELECT kind FROM task_event WHERE task_id = ? ORDER BY id", task_id)]
    assert kinds.count("proven") == 1 and kinds.index("proven") > kinds.index("repeated")  # the next rounds found it good
    assert [kind for kind in kinds if kind not in ("proven", "analysed", "planned")] == [
        "opened", "accepted", "fixed", "verified", "repeated", "accepted", "fixed", "verified", "improved",
    ]  # fmt: skip
    assert one(rows, "SELECT state FROM task WHERE id = ?", task_id) == "closed"


def test_red_lines_are_open_and_closed_and_each_has_its_photo(rows):
    states = {state for (state,) in rows("SELECT state FROM task WHERE grade = 'at_once'")}
    assert "closed" in states and "accepted" in states
    without = """SELECT count(*) FROM answer a WHERE a.is_failed AND a.item = 'exits-clear' AND NOT EXISTS
        (SELECT 1 FROM attachment p WHERE p.inspection_id = a.inspection_id AND p.item = a.item)"""
    assert one(rows, without) == 0
