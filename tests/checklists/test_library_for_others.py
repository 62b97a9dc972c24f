"""The built-in lists that no inspector fills: mystery visits, guest survey, self-review. And that none of the fifty is missing."""

import re

import pytest

from inspector.checklists.keys import ROUND_KINDS
from tests.checklists.shipped import Asked, asked, lists, of_list, texts

# The fifty lists of the source. Two go by another name: the quick round, and the thresholds and terms, which became settings.
SOURCE = """
rest-preshift rest-opening rest-greet rest-tea rest-order rest-serve rest-floor rest-bill rest-delight quick5
auto-book auto-recep auto-diag auto-repair auto-leave appear recept talk env desk phone cc bank telecom log after
tobacco tob-team edu-lead edu-adviser edu-desk edu-cycle emerg privacy rights complaint records team inspect mgmt train appraise survey
cfg-settings ms-restaurant ms-auto ms-phone ms-counter sv-customer sf-staff
""".split()
RENAMED = {"quick5": "quick-round"}
SETTINGS_ONLY = {"cfg-settings"}
MYSTERY = ["ms-restaurant", "ms-auto", "ms-phone", "ms-counter"]
FILLED_BY = {"mystery": "shopper", "survey": "guest", "self": "staff"}
PACK_OF = {"mystery": "mystery", "survey": "guest-survey", "self": "staff-review"}
FEELINGS = (
    r"感觉|觉得|热情|亲切|友好|满意|态度|舒服|放心|愿意|\bfe(el|lt)\b|\bfriendly\b|\bwarm\b|\bkind\b|\bpleasant\b|\btrust\b|\bwelcome\b"
)
BODY = r"身高|体重|体型|胖|瘦|长相|相貌|肤色|年龄|发型|口音|\bheight\b|\bweight\b|\bbuild\b|\bage\b|\bskin\b|\baccent\b|\blooks\b"
STARS = ["tangibles", "reliability", "responsiveness", "assurance", "empathy", "overall"]


def asks(one: Asked) -> str:
    """All that a question says and offers, without its guide."""
    offered = [text for key in ("ask", "options", "levels") for text in texts({key: one.item.get(key, [])})]
    return " ".join(f"{text['zh']} {text['en']}".lower() for text in offered)


def of_kind(kind: str) -> list[Asked]:
    return [one for one in asked() if one.kind == kind]


def test_each_of_the_fifty_lists_ships_or_became_settings() -> None:
    assert len(set(SOURCE)) == 50
    assert {RENAMED.get(key, key) for key in SOURCE} - SETTINGS_ONLY <= set(lists())


def test_who_fills_a_list_follows_from_its_kind_and_so_does_its_pack() -> None:
    for document in lists().values():
        if document["kind"] in ROUND_KINDS:
            assert document["filled_by"] not in FILLED_BY.values() and document["pack"] not in PACK_OF.values(), document["id"]
        else:
            kind = document["kind"]
            assert (document["filled_by"], document["pack"]) == (FILLED_BY[kind], PACK_OF[kind]), document["id"]


def test_no_feeling_is_asked_of_a_shopper_as_a_fact() -> None:
    for one in of_kind("mystery"):
        if one.is_scored:
            assert not re.search(FEELINGS, asks(one)), one.name
            assert one.item["type"] != "rating", one.name


@pytest.mark.parametrize("list_id", MYSTERY)
def test_a_shopper_is_asked_two_feelings_which_count_for_nobody(list_id: str) -> None:
    feelings = [one for one in of_list(list_id) if one.item["type"] == "rating"]
    assert len(feelings) == 2
    for one in feelings:
        assert one.item["subjective"] is True and not one.is_scored and one.item["on_fail"] == "never", one.name


@pytest.mark.parametrize("list_id", MYSTERY)
def test_a_visit_is_timed_proved_and_told(list_id: str) -> None:
    items = {one.item["id"]: one.item for one in of_list(list_id)}
    assert items["arrived"]["type"] == "datetime" and items["arrived"]["required"] is True
    assert sum(item["type"] == "stopwatch" for item in items.values()) >= (1 if list_id == "ms-auto" else 2)
    assert items["proof"]["type"] == "photo" and items["proof"]["required"] is True and int(items["proof"]["min"]) == 1
    story = items["story"]
    assert (story["type"], story["required"], story["multiline"]) == ("text", True, True) and int(story["min_length"]) >= 50


@pytest.mark.parametrize("list_id", MYSTERY)
def test_staff_are_told_apart_by_post_and_badge_and_never_by_body(list_id: str) -> None:
    items = {one.item["id"]: one for one in of_list(list_id)}
    assert not items["served-by"].is_scored
    assert [option["id"] for option in items["served-by"].item["options"]][-1] == "unknown"
    assert items["badge"].item["type"] == "text" and items["badge"].item["required"] is False
    assert re.search(BODY, items["badge"].item["guide"]["zh"]) and re.search(BODY, items["badge"].item["guide"]["en"])
    for one in of_list(list_id):
        assert not re.search(BODY, asks(one)), one.name
        assert one.item["type"] != "staff", one.name


def test_what_a_shopper_finds_names_nobody_and_asks_for_no_photo_of_a_thing_long_put_right() -> None:
    for one in of_kind("mystery"):
        if one.is_judged:
            assert one.item["owner"] in ("duty", "team", "store"), one.name
            assert one.on_fail.get("kind", "coach") in ("coach", "manage"), one.name


def test_the_guest_survey_is_five_factors_the_whole_a_problem_and_a_comment() -> None:
    items = {one.item["id"]: one for one in of_list("sv-customer")}
    assert list(items) == [*STARS[:5], "complained", "overall", "comment"]  # seven taps and a comment
    for key in STARS:
        assert items[key].item["type"] == "rating" and len(items[key].item["levels"]) == 5
        assert items[key].item["subjective"] is True and items[key].item["on_fail"] == "never"
    assert [items[key].of("factor") for key in STARS[:5]] == STARS[:5]
    assert all(one.item["required"] is False for one in items.values()), "a guest may skip anything"
    assert not items["complained"].is_scored


def test_what_staff_say_of_themselves_can_earn_and_lose_nothing() -> None:
    for one in of_kind("self"):
        assert not one.is_scored and not one.on_fail and one.item["required"] is False, one.name
        if one.is_judged:
            assert one.item["subjective"] is True and one.item["owner"] == "team", one.name
    assert "integrity" in {one.of("dimension") for one in of_kind("self")}
