"""The built-in lists as a supervisor meets them: one thing asked, judged the same way, in both languages."""

import re
from pathlib import Path

import pytest

from inspector.checklists import library, standards
from inspector.checklists.keys import DIMENSIONS
from inspector.sites.setting_catalogue import HOUSE_FIGURES
from tests.checklists.shipped import COVERAGE, LANGUAGES, asked, cited, figures, lists, of_list, said, texts

MOST_CHARACTERS = 16
MOST_WORDS = 10
MOST_CHIPS = 6
# Questions that may be longer than the limit, with the reason. Empty is the aim.
MAY_BE_LONGER: dict[str, str] = {}
# Two nouns, one fact: raw apart from cooked, labour apart from parts, two dishes packed alike.
PAIRS = {"rest-opening/raw-cooked-apart", "auto-recep/split-quote", "rest-bill/one-layer"}
TERMS = {"S0-BLUE-006", "S0-BLUE-007"}  # a worked example counted in two ways, and the names of channels
UNSCORED = ["rest-preshift/makeup", "rest-greet/walk-ins", "rest-floor/small-talk", "rest-opening/off-par", "ms-restaurant/tea-first"]


@pytest.mark.parametrize("path", list(library.pack_files()), ids=lambda path: path.stem)
def test_every_list_reads_without_fault_or_warning(path: Path) -> None:
    read = library.read(path)
    assert (read.faults, read.warnings) == ((), ())


def test_the_promised_lists_are_there_under_their_own_names() -> None:
    assert set(COVERAGE) <= set(lists())
    assert all(document["id"] == stem for stem, document in lists().items())


def test_a_file_lies_in_the_folder_of_its_pack() -> None:
    assert all(path.parent.name == lists()[path.stem]["pack"] for path in library.pack_files())


def test_every_cited_standard_is_in_the_register() -> None:
    assert {standard for list_id in lists() for standard in cited(list_id)} <= set(standards.read())


@pytest.mark.parametrize("list_id", COVERAGE)
def test_every_row_is_asked_about_or_left_to_a_list_that_does(list_id: str) -> None:
    left = {standard for ids in COVERAGE[list_id]["left_to"].values() for standard in ids}
    wanted = {standard for ids in COVERAGE[list_id]["rows"].values() for standard in ids}
    assert wanted - left <= cited(list_id)
    for other, ids in COVERAGE[list_id]["left_to"].items():
        assert set(ids) <= cited(other), other


def test_every_row_of_the_register_that_can_be_inspected_is_asked_about_in_some_list() -> None:
    everywhere = {standard for list_id in lists() for standard in cited(list_id)}
    assert set(standards.read()) - standards.reference_only() == everywhere


def test_each_row_that_cannot_be_inspected_is_a_setting_a_term_or_a_figure_that_nobody_could_verify() -> None:
    register = standards.read()
    set_here = {standard for setting in HOUSE_FIGURES for standard in setting.standards}
    assert set_here <= set(register)
    for row in standards.reference_only():
        assert (row in set_here) + (row in TERMS) + register[row].is_unverified == 1, row


def test_what_the_house_sets_starts_as_the_register_says() -> None:
    for setting in HOUSE_FIGURES:
        for row in setting.standards if setting.default else ():
            assert str(setting.default) in figures(standards.read()[row].threshold), (setting.key, row)


def test_nothing_rests_on_a_figure_that_nobody_could_verify() -> None:
    unverified = {row.id for row in standards.read().values() if row.is_unverified}
    assert len(unverified) == 21
    assert unverified.isdisjoint(standard for list_id in lists() for standard in cited(list_id))


def test_every_text_is_written_in_chinese_and_in_english() -> None:
    for list_id, document in lists().items():
        for text in texts(document):
            assert set(text) >= set(LANGUAGES), (list_id, text)
            assert all(text[language].strip() for language in LANGUAGES), (list_id, text)


def test_no_chinese_stands_in_an_english_text() -> None:
    for document in lists().values():
        for text in texts(document):
            assert not re.search("[\u4e00-\u9fff]", text["en"]), text


def test_every_chinese_text_holds_chinese() -> None:
    for document in lists().values():
        for text in texts(document):
            assert re.search("[\u4e00-\u9fff]", text["zh"]), text


@pytest.mark.parametrize("key", ["ask", "guide", "factor", "dimension"])
def test_no_item_leaves_open(key: str) -> None:
    assert [one.name for one in asked() if not one.of(key)] == []


@pytest.mark.parametrize("key", ["observe", "owner", "qsc"])
def test_nothing_that_is_judged_leaves_open(key: str) -> None:
    assert [one.name for one in asked() if one.is_judged and not one.of(key)] == []


def test_whatever_staff_are_asked_or_scored_by_rests_on_a_standard() -> None:
    assert [one.name for one in asked() if (one.is_on_rounds or one.is_scored) and not one.of("standards")] == []


def test_every_dimension_is_of_the_closed_list() -> None:
    assert {one.of("dimension") for one in asked()} <= set(DIMENSIONS)


def test_every_failure_says_what_it_leads_to_unless_nothing_is_scored() -> None:
    for one in asked():
        if one.item.get("on_fail", "never") == "never":
            assert not one.is_scored or one.kind == "survey", one.name  # a guest's opinion accuses nobody
        else:
            assert one.on_fail["kind"] in ("coach", "fix", "repair", "manage"), one.name


def test_a_question_is_short_enough_to_judge_in_two_seconds() -> None:
    for one in asked():
        if one.name in MAY_BE_LONGER:
            continue
        characters = re.findall("[\u4e00-\u9fff]|[A-Za-z]+|\\d+", one.item["ask"]["zh"])
        assert len(characters) <= MOST_CHARACTERS, one.name
        assert len(one.item["ask"]["en"].split()) <= MOST_WORDS, one.name


def test_a_question_does_not_join_two_things() -> None:
    for one in asked():
        if one.name not in PAIRS:
            assert not re.search(r"\band\b", one.item["ask"]["en"]), one.name
            assert not re.search("并且|以及|而且", one.item["ask"]["zh"]), one.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figure_of_a_cited_standard_is_said_where_it_is_judged(language: str) -> None:
    for list_id in lists():
        for standard in cited(list_id):
            citing = [one for one in of_list(list_id) if standard in one.item.get("standards", [])]
            heard = set().union(*(said(one, language) for one in citing))
            missing = figures(standards.read()[standard].threshold) - heard
            assert not missing, (list_id, standard, [one.item["id"] for one in citing], missing)


def test_both_languages_of_a_question_carry_the_same_figures() -> None:
    for one in asked():
        for here, there in (LANGUAGES, LANGUAGES[::-1]):
            written = set(re.findall(r"\d+:\d\d|\d+", one.item["ask"][here]))
            assert written <= figures(one.item["ask"][there]), one.name


def test_note_chips_fit_one_row_and_say_different_things() -> None:
    for one in asked():
        chips = [(chip["zh"], chip["en"]) for chip in one.item.get("notes", [])]
        assert len(chips) <= MOST_CHIPS, one.name
        assert len(set(chips)) == len(chips), one.name


def test_events_count_occurrences_or_time_them_and_are_never_filled_in_bulk() -> None:
    for one in asked():
        if one.item.get("observe") == "event":
            assert one.item["type"] in ("k_of_n", "stopwatch") or one.kind == "mystery", one.name  # a visit is one occurrence
            assert not one.item.get("bulk"), one.name


def test_only_what_one_glance_settles_is_filled_in_bulk() -> None:
    for one in asked():
        if one.item.get("bulk"):
            assert (one.item["type"], one.item["observe"]) == ("verdict", "state"), one.name


def test_red_lines_are_looked_at_one_by_one_and_open_an_urgent_task_for_no_single_person() -> None:
    red = [one for one in asked() if one.item.get("critical") == "fail"]
    assert red
    for one in red:
        assert one.item["bulk"] is False, one.name
        assert one.item["owner"] in ("team", "store"), one.name
        assert one.on_fail["kind"] in ("fix", "manage"), one.name
        assert one.on_fail["rectify"]["severity"] == "urgent", one.name


def test_conduct_leads_to_a_reminder_and_never_to_a_task() -> None:
    for one in asked():
        if one.item.get("owner") == "actor":
            assert one.on_fail["kind"] == "coach", one.name


def test_a_moment_of_truth_proposes_what_to_do_about_it() -> None:
    moments = [one for one in asked() if one.item.get("moment")]
    assert len(moments) > 60
    assert [one.name for one in moments if set(one.on_fail.get("rectify", {}).get("action", ())) != set(LANGUAGES)] == []


def test_nobody_in_person_bears_floors_supplies_or_broken_things() -> None:
    for one in asked():
        if one.on_fail.get("kind") in ("repair", "manage"):
            assert one.item["owner"] in ("team", "store", "duty"), one.name
        if one.item.get("qsc") == "C" and one.on_fail.get("kind") == "fix":
            assert one.item["owner"] != "actor", one.name


def test_what_the_brand_decides_is_recorded_and_not_scored() -> None:
    for name in UNSCORED:
        (one,) = [one for one in asked() if one.name == name]
        assert all(option["scored"] is False for option in one.item["options"])


def test_nobody_is_judged_by_sex_or_asked_for_a_fingerprint() -> None:
    personal = r"女员工|男员工|女士|\bwom[ae]n\b|\bm[ae]n\b|指纹|fingerprint"
    for one in asked():
        assert not re.search(personal, one.item["ask"]["zh"] + one.item["ask"]["en"].lower()), one.name


def test_no_list_speaks_of_fines() -> None:
    for document in lists().values():
        for text in texts(document):
            assert not re.search("罚款|扣款|扣钱|扣工资", text["zh"]), text
            assert not re.search(r"\bfine[sd]?\b|\bpenalt", text["en"], flags=re.IGNORECASE), text


def test_a_round_without_enough_observations_gets_no_verdict() -> None:
    assert all(document["scoring"]["observed_from"] == "70" for document in lists().values())


def test_an_inspector_sees_the_score_afterwards_and_a_shopper_never_both_with_a_named_grade() -> None:
    for document in lists().values():
        scoring = document["scoring"]
        if document["kind"] in ("survey", "self"):
            continue
        assert scoring["show"] == ("never" if document["kind"] == "mystery" else "after")
        assert [grade["grade"] for grade in scoring["grades"]] == ["A", "B", "C", "D"]
        assert all(set(grade["title"]) == set(LANGUAGES) for grade in scoring["grades"])


def test_the_quick_round_is_eight_states_six_events_and_three_red_lines() -> None:
    round_ = of_list("quick-round")
    red = [one for one in round_ if one.item.get("critical") == "fail"]
    states = [one for one in round_ if one.item["observe"] == "state" and one not in red]
    events = [one for one in round_ if one.item["observe"] == "event"]
    assert (len(states), len(events), len(red), len(round_)) == (8, 6, 3, 17)
    assert sum(one.section.get("repeat") == "staff" for one in states) == 4
    assert all(one.item["type"] == "k_of_n" and int(one.item["needed"]) > 0 for one in events)
    assert all(one.item["type"] == "verdict" and one.item["on_fail"]["photo"] == "required" for one in red)
    assert lists()["quick-round"]["minutes"] in (4, "4")


def test_a_photo_is_forced_only_where_it_proves_a_red_line() -> None:
    for one in asked():
        if one.on_fail.get("photo") == "required":
            assert one.item.get("critical") == "fail", one.name


def test_the_register_has_every_row_once_in_both_languages() -> None:
    register = standards.read()
    assert len(register) == 831
    for standard in register.values():
        assert set(standard.dimensions) <= set(DIMENSIONS), standard.id
        assert all(standard.fact[language] for language in LANGUAGES), standard.id
