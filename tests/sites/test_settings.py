"""Settings hold from a day on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from inspector import clock
from inspector.extensions import db
from inspector.sites import settings_store
from inspector.sites.refusals import Refused
from inspector.sites.setting_catalogue import BY_KEY, GROUPS, HOUSE_FIGURES

TODAY_HERE = clock.today("Asia/Shanghai")

AT = datetime(2026, 11, 22, 3, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def test_a_setting_is_its_default_until_the_day_the_change_holds_from(cast, context):
    assert settings_store.value("newcomer_days", TODAY) == 14
    settings_store.change("newcomer_days", "21", TODAY + timedelta(days=3), cast.accounts["ada"], AT)
    assert settings_store.value("newcomer_days", TODAY + timedelta(days=2)) == 14
    assert settings_store.value("newcomer_days", TODAY + timedelta(days=3)) == 21
    db.session.commit()
    assert settings_store.value("newcomer_days", TODAY + timedelta(days=30)) == 21


@pytest.mark.parametrize("text", ["", "-1", "1.5", "91", "１４", "many"])
def test_it_refuses_a_value_out_of_bounds(cast, context, text):
    with pytest.raises(Refused):
        settings_store.change("newcomer_days", text, TODAY, None, AT)


def test_a_day_that_is_over_keeps_what_held_then(cast, context):
    with pytest.raises(Refused):
        settings_store.change("newcomer_days", "7", TODAY - timedelta(days=1), None, AT)


def test_an_unknown_setting_is_an_error_and_not_a_default(cast, context):
    with pytest.raises(KeyError):
        settings_store.value("no_such", TODAY)


@pytest.mark.parametrize("setting", BY_KEY.values(), ids=lambda one: one.key)
def test_every_default_lies_within_its_own_bounds(setting):
    assert setting.read(str(setting.default)) == setting.default


def test_the_administrator_changes_a_setting_and_others_read_it(cast, visit):
    day = (TODAY_HERE + timedelta(days=2)).isoformat()
    assert visit("ada").post("/settings/newcomer_days", value="20", from_on=day).status_code == 303
    assert "20" in visit("hua").get("/settings").get_data(as_text=True)
    answer = visit("ada").post("/settings/newcomer_days", value="500", from_on=day)
    assert answer.status_code == 422
    assert 'value="500"' in answer.get_data(as_text=True)
    assert "Write a whole number from 0 to 90." in answer.get_data(as_text=True)
    assert visit("hua").post("/settings/newcomer_days", value="20", from_on=day).status_code == 403
    assert visit("gao").get("/settings").status_code == 403
    assert visit("ada").get("/settings/no_such").status_code == 404


def test_every_setting_stands_under_a_heading_and_one_that_no_rule_reads_says_what_it_is_for():
    assert {setting.group for setting in BY_KEY.values()} == set(GROUPS)
    assert all(GROUPS[setting.group].about for setting in HOUSE_FIGURES)


def test_a_figure_of_the_house_is_told_by_the_standards_it_states_unless_it_is_not_used(context, cast):
    figures = settings_store.house_figures(TODAY)
    assert [(held.setting.key, held.value) for held in figures["S1-DESK-016"]] == [("phone_rings", 3)]
    assert [held.setting.key for held in figures["S0-STD-005"]] == ["delivery_minutes", "delivery_kilometres"]
    assert "S0-STD-007" not in figures
    settings_store.change("counter_centimetres", "92", TODAY, cast.accounts["ada"], AT)
    settings_store.change("delivery_minutes", "0", TODAY, cast.accounts["ada"], AT)
    figures = settings_store.house_figures(TODAY)
    assert [held.value for held in figures["S0-STD-007"]] == [92]
    assert [held.setting.key for held in figures["S0-STD-005"]] == ["delivery_kilometres"]


def test_a_list_shows_the_figure_of_the_house_beside_the_standard_it_rests_on(cast, visit):
    day = TODAY_HERE.isoformat()
    assert "Set here: A call is picked up within 3 rings" in visit("lin").get("/checklists/phone?lang=en").text
    assert visit("ada").post("/settings/phone_rings", value="4", from_on=day).status_code == 303
    assert "Set here: A call is picked up within 4 rings" in visit("lin").get("/checklists/phone?lang=en").text
    assert "not used" in visit("ada").get("/settings?lang=en").text
