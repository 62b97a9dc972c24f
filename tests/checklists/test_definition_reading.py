"""Reading a checklist: what is refused, on which line, and that each sentence says what to write instead."""

from __future__ import annotations

import json
import time
from fractions import Fraction

import pytest

from inspector.checklists.faults import SENTENCES
from inspector.checklists.keys import every_key
from inspector.checklists.library import find_in_packs, pack_files, read
from inspector.checklists.wording import CATALOGUES, catalogue

HEAD = "id: a\ntitle: T\nsections:\n  - id: s\n    items:\n"  # 5 lines
ITEM = "      - {id: i, ask: Q, type: verdict}\n"


def faults(text: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.code) for fault in read(text).faults]


def warnings(text: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.code) for fault in read(text).warnings]


def item(rest: str) -> str:
    return f"{HEAD}      - {{id: i, ask: Q, {rest}}}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + "      - &x {id: i, ask: Q, type: verdict}\n", (6, "anchor")),
        (HEAD + ITEM + "      - *x\n", (7, "alias")),
        (HEAD + "      - !!map {id: i, ask: Q, type: verdict}\n", (6, "tag")),
        (HEAD + "      - {id: i, ask: Q, type: verdict, id: j}\n", (6, "duplicate_key")),
        (HEAD + "      - {id: i, ask: Q, type: verdict, colour: red}\n", (6, "unknown_key")),
        (item("type: verdict, levels: [{value: 1}]"), (6, "foreign_key")),
        ("id: a\nid: b\n", (2, "duplicate_key")),
        ("id: a\ntitle: T\n", (1, "missing_key")),
        ("", (1, "empty")),
        ("id: a\n---\nid: b\n", (2, "second_document")),
        ("id: 'a\n", (2, "not_yaml")),
        ("[" * 30 + "]" * 30, (1, "too_deep")),
        (item("type: verdict, required: yes"), (6, "not_boolean")),
        (item("type: verdict, required: 'true'"), (6, "not_boolean")),
        (item("type: verdict, points: 1e3"), (6, "not_number")),
        (item("type: verdict, points: 017"), (6, "not_number")),
        (item("type: verdict, points: 1:30"), (6, "not_number")),
        (item("type: verdict, points: 0.1234"), (6, "too_many_decimals")),
        (item("type: verdict, points: -1"), (6, "too_small")),
        (item("type: verdict, dimension: colour"), (6, "not_one_of")),
        (item("type: stopwatch, target: 30, limit: 90s"), (6, "not_duration")),
        (item("type: stopwatch, target: 90s, limit: 30s"), (6, "range_order")),
        (item("type: choice, points: 2, options: [{id: a, points: 1}]"), (6, "foreign_key")),
        (item("type: number, points: 2, bands: [{below: 5, points: 1}]"), (6, "together")),
        (item("type: number"), (6, "needs_range")),
        (item("type: rating"), (6, "missing_key")),
        (item("type: rating, levels: [{value: 1}, {value: 3}]"), (6, "levels_order")),
        (item("type: deduct, each: 2"), (6, "deduct_points")),
        (item("type: verdict, critical: cap"), (6, "needs")),
        (item("type: verdict, critical: cap, cap: Z"), (6, "cap_unknown")),
        (item("type: verdict, critical: fail, bonus: true"), (6, "critical_unfailing")),
        (item("type: verdict, observe: event, bulk: true"), (6, "event_bulk")),
        (item("type: all_of, items: [z]"), (6, "member_unknown")),
        (HEAD + ITEM + ITEM, (7, "duplicate_id")),
        (item("type: verdict, when: {item: z, is: pass}"), (6, "condition_item")),
        (item("type: verdict, when: {item: i, is: pass}"), (6, "condition_cycle")),
        (item("type: verdict, when: {item: i, lt: 3}"), (6, "condition_operator")),
        (HEAD + "      - {id: i, ask: true, type: verdict}\n", (6, "boolean_text")),
        ("scoring: {total: {g: 0.5, h: 0.4}}\n" + HEAD.replace("id: s\n", "id: s\n    group: g\n") + ITEM, (1, "blend_sum")),
        ("scoring: {total: {g: 1}}\n" + HEAD + ITEM, (5, "group_missing")),
        ("scoring: {start: 100, roll_up: mean}\n" + HEAD + ITEM, (1, "losses_only_points")),
        ("scoring: {scale: demerits, pass_from: 5}\n" + HEAD + ITEM, (1, "wrong_bound")),
        ("scoring: {grades: [{grade: A, from: 80}, {grade: B, from: 90}]}\n" + HEAD + ITEM, (1, "grade_order")),
    ],
)
def test_it_refuses_with_the_line(text, expected):
    assert expected in faults(text)


def test_a_cycle_over_several_items_is_named_once():
    text = (
        HEAD
        + "      - {id: i, ask: Q, type: verdict, when: {item: k, is: pass}}\n"
        + "      - {id: j, ask: Q, type: verdict, when: {item: i, is: pass}}\n"
        + "      - {id: k, ask: Q, type: verdict, when: {not: {item: j, is: pass}}}\n"
    )
    assert faults(text) == [(6, "condition_cycle")]


def test_a_condition_from_outside_a_repeated_section_must_say_any_subject():
    text = (
        "id: a\ntitle: T\nsections:\n  - {id: s, repeat: staff, items: [{id: i, ask: Q, type: verdict}]}\n"
        "  - {id: t, items: [{id: j, ask: Q, type: verdict, when: {item: i, is: pass}}]}\n"
    )
    assert faults(text) == [(5, "condition_any_subject")]
    assert faults(text.replace("is: pass}", "is: pass, any_subject: true}")) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (item("type: number, bands: [{below: 5, points: 1}, {above: 5, points: 0}]"), "bands_gap"),
        (item("type: number, bands: [{to: 5, points: 1}, {from: 5, points: 0}]"), "bands_overlap"),
        (HEAD.replace("id: s\n", "id: s\n    weight: 3\n") + ITEM, "weight_unused"),
        ("scoring: {grades: [{grade: A, from: 80}]}\n" + HEAD + ITEM, "grades_gap"),
    ],
)
def test_it_warns_without_refusing(text, code):
    assert [found for _, found in warnings(text)] == [code]
    assert read(text).checklist is not None


def test_an_unknown_site_attribute_is_a_warning_where_the_attributes_are_known():
    text = item("type: verdict, applies: {site: {has: bar}}")
    assert warnings(text) == []
    found = read(text, known_attributes=["hall"])
    assert [(fault.code, fault.figures["attribute"]) for fault in found.warnings] == [("attribute_unknown", "bar")]


def test_figures_are_read_from_their_text_and_never_through_binary_floats():
    found = read(item("type: points, points: 0.3, step: 0.1")).checklist
    assert found is not None
    assert found.item("i").points == Fraction(3, 10)
    assert found.item("i").step == Fraction(1, 10)


def test_defaults_are_those_of_the_format():
    found = read(HEAD + ITEM).checklist
    assert found is not None
    scoring, only = found.scoring, found.item("i")
    assert (scoring.roll_up, scoring.na, scoring.unanswered, scoring.unseen, scoring.repeat) == (
        "points", "exclude", "block", "exclude", "pool",
    )  # fmt: skip
    assert (scoring.decimals, scoring.scale, scoring.criticals_to_fail, scoring.cap_bonus) == (1, "100", 1, True)
    assert (only.points, only.required, only.critical, only.bulk) == (1, True, "none", True)


def test_a_big_file_of_aliases_or_nodes_is_refused_at_once():
    began = time.perf_counter()
    assert faults("a: [" + "x," * 60_000 + "x]") == [(1, "too_many_nodes")]
    assert faults('{"id": ' * 5000) != []
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize("text", ['{"id": "a", "id": "b"}', '{"id": NaN}', '{"id": "\\ud800"}', '{"id": 1e9}', '{"id":', '{"a" 1}'])
def test_broken_json_is_a_fault_and_never_an_error(text):
    assert faults(text) != []


def test_each_sentence_says_what_to_do_in_both_languages():
    chinese = catalogue("zh")
    for code, sentence in SENTENCES.items():
        assert any(word in sentence for word in ("Write", "Remove", "Save", "Put", "Move", "Give", "Export")), code
        assert sentence in chinese, code


def test_every_key_is_documented():
    page = (CATALOGUES.parent.parent / "docs" / "checklist-format.md").read_text(encoding="utf-8")
    assert [key for key in sorted(every_key()) if f"`{key}`" not in page] == []


def test_every_built_in_checklist_is_good_and_found_by_its_id():
    for path in pack_files():
        found = read(path)
        assert [(fault.line, fault.sentence()) for fault in found.faults] == [], path
        assert found.checklist is not None
        assert find_in_packs(found.checklist.id) == path


def test_a_document_of_json_gives_faults_with_lines_too():
    document = {"id": "a", "title": "T", "sections": [{"id": "s", "items": [{"id": "i", "ask": "Q", "type": "verdikt"}]}]}
    found = read(json.dumps(document, indent=1))
    assert [(fault.line, fault.code) for fault in found.faults] == [(11, "not_one_of")]
