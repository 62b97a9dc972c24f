"""What changes between two versions, and what it bears on; what made-up rounds come to; conditions as rows and back."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.checklists import library
from inspector.checklists.editing import comparing, condition_form, form
from inspector.checklists.editing.comparing import compare
from inspector.checklists.editing.example import examples

FIX = {"kind": "fix", "rectify": {"within": "60"}}
LIST = {
    "id": "own", "title": {"en": "Own"}, "scoring": {"pass_from": "80"},
    "sections": [
        {"id": "a", "weight": "1", "items": [
            {"id": "one", "type": "verdict", "ask": {"en": "One?", "zh": "一"}, "points": "2", "on_fail": FIX},
            {"id": "two", "type": "verdict", "ask": {"en": "Two?"}},
        ]},
        {"id": "b", "items": [{"id": "note", "type": "text", "ask": {"en": "Note"}}]},
    ],
}  # fmt: skip


def first(document: dict) -> dict:
    return document["sections"][0]["items"][0]


def changed(act) -> dict:
    document = deepcopy(LIST)
    act(document)
    return document


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (lambda d: d["sections"][0]["items"][0].update(points="3"), [("one", "changed", "scores", "points")]),
        (lambda d: d["sections"][0]["items"][0]["ask"].update(en="1?"), [("one", "changed", "words", "ask")]),
        (lambda d: first(d)["on_fail"]["rectify"].update(within="90"), [("one", "changed", "follow_up", "on_fail.rectify.within")]),
        (lambda d: d["sections"][0]["items"][0].update(on_fail="never"), [("one", "changed", "scores", "on_fail")]),
        (lambda d: d["sections"][0]["items"][1].update(when={"item": "one", "is": "fail"}), [("two", "changed", "scores", "when")]),
        (lambda d: d["sections"][0]["items"][1].update(moment=True), [("two", "changed", "words", "moment")]),
        (lambda d: d["scoring"].update(pass_from="85"), [("", "changed", "scores", "scoring.pass_from")]),
        (lambda d: d["title"].update(en="Mine"), [("", "changed", "words", "title")]),
        (lambda d: d["sections"][0].update(weight="2"), [("a", "changed", "scores", "weight")]),
        (lambda d: d["sections"][1]["items"].append({"id": "new", "type": "verdict"}), [("new", "added", "scores", "")]),
        (lambda d: d["sections"][1]["items"].append({"id": "new", "type": "photo"}), [("new", "added", "words", "")]),
        (lambda d: d["sections"][1]["items"].pop(), [("note", "removed", "words", "")]),
        (lambda d: d["sections"][0]["items"].reverse(), [("", "moved", "order", "order")]),
        (lambda d: d["sections"][1]["items"].append(d["sections"][0]["items"].pop()), [("two", "moved", "scores", "section")]),
        (lambda d: None, []),
    ],
)  # fmt: skip
def test_each_change_is_told_with_what_it_bears_on(act, expected):
    found = compare(LIST, changed(act))
    assert [(one.target.id, one.how, one.effect, one.field) for one in found] == expected
    assert comparing.is_scoring(found) == any(effect == "scores" for _, _, effect, _ in expected)


def test_the_worked_example_is_what_the_engine_says():
    found = {one.code: one for one in examples(library.read(library.find_in_packs("quick-round")).checklist)}
    assert (found["best"].score, found["best"].verdict, found["best"].grade) == ("100.0", "pass", "A")
    assert found["critical"].verdict == "fail"
    assert float(found["half"].score) < float(found["tenth"].score) < 100
    assert found["unseen"].score == "100.0", "what could not be checked is left out"


@pytest.mark.parametrize("path", list(library.pack_files()), ids=lambda path: path.stem)
def test_every_shipped_list_passes_in_the_example_where_all_is_well(path):
    checklist = library.read(path).checklist
    found = examples(checklist)
    assert bool(found) == any(item.is_scored for item in checklist.items)
    assert all(one.verdict != "fail" for one in found[:1])


NAMES = st.sampled_from(
    "ask.zh points options.0.label.en options.0.points options.x.points levels.1.label.zh when.join when.parts.0.item "
    "when.parts.0.op when.parts.0.value when.parts.1.parts.0.item on_fail.kind on_fail.never on_fail.rectify.within standards "
    "type notes.0.zh a.b.c .. when on_fail options scoring.total.0.group".split()
)
VALUES = st.text(max_size=12) | st.sampled_from(["true", "choice", "one", "48小时", "１０", "never", "is", "in", "answered"])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(NAMES, VALUES), max_size=20))
def test_no_form_whatever_it_holds_breaks_the_reader(pairs):
    before = {"id": "one", "type": "verdict", "ask": {"en": "One?"}}
    found = form.read_item(pairs, before, {"one": "verdict", "two": "stopwatch"})
    assert found["id"] == "one"
    form.read_head(pairs, {"id": "x", "title": {"en": "X"}})
    form.read_section(pairs, {"id": "s"}, {})


ITEMS, OPS = st.sampled_from(["one", "two"]), st.sampled_from(["is", "is_not"])
CONDITIONS = st.recursive(
    st.builds(lambda item, op, value: {"item": item, op: value}, ITEMS, OPS, st.sampled_from(["pass", "fail"])),
    lambda inner: st.builds(lambda join, parts: {join: parts}, st.sampled_from(["all", "any"]), st.lists(inner, min_size=2, max_size=3))
    | st.builds(lambda part: {"not": part}, inner.filter(lambda part: "not" not in part)),
    max_leaves=6,
)  # fmt: skip


@given(CONDITIONS)
def test_a_condition_shown_as_rows_and_read_again_is_the_same(condition):
    assert condition_form.read(_sent(condition_form.shown(condition)), {}) == condition


def _sent(group: dict) -> dict:
    """What a form would send of the rows that are shown."""
    if "parts" not in group:
        return {"item": group["item"], "op": group["op"], "value": group["value"], "not": "true" if group["negated"] else ""}
    parts = {str(place): _sent(part) for place, part in enumerate(group["parts"])}
    return {"join": group["join"], "not": "true" if group["negated"] else "", "parts": parts}
