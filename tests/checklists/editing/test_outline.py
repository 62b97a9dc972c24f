"""The parts of a draft: found by id, changed one by one, moved, copied, renamed with everything that asks about them."""

from __future__ import annotations

import pytest

from inspector.checklists.editing import checked, outline
from inspector.checklists.editing.outline import Gone, Target

ABOUT_ONE = {"any": [{"item": "one", "is": "fail"}, {"not": {"item": "one", "answered": True}}]}
DRAFT = outline.begin(
    {
        "id": "own",
        "title": {"zh": "自己的", "en": "Own"},
        "sections": [
            {"id": "a", "title": {"und": "A"}, "items": [
                {"id": "one", "type": "verdict", "ask": {"en": "One?"}},
                {"id": "two", "type": "verdict", "ask": {"en": "Two?"}, "when": ABOUT_ONE},
                {"id": "both", "type": "all_of", "items": ["one", "two"], "ask": {"en": "Both?"}},
            ]},
            {"id": "b", "items": [{"id": "three", "type": "text", "ask": {"en": "Three?"}}]},
        ],
    }
)  # fmt: skip


def order(document) -> list[list[str]]:
    return [[section["id"], *(item["id"] for item in section["items"])] for section in document["sections"]]


def test_a_part_written_back_is_the_same_draft():
    for target in (Target("head"), Target("section", "a"), Target("item", "two")):
        assert outline.with_part(DRAFT, target, outline.part_of(DRAFT, target)) == DRAFT


def test_a_section_is_written_without_touching_its_questions():
    changed = outline.with_part(DRAFT, Target("section", "a"), {"id": "a", "title": {"en": "New"}})
    assert order(changed) == order(DRAFT) and changed["sections"][0]["title"] == {"en": "New"}


def test_a_part_that_is_gone_says_so():
    for act in (
        lambda: outline.part_of(DRAFT, Target("item", "four")),
        lambda: outline.with_part(DRAFT, Target("section", "c"), {}),
        lambda: outline.move(DRAFT, Target("item", "one"), "four"),
        lambda: outline.remove(DRAFT, Target("item", "four")),
    ):
        with pytest.raises(Gone):
            act()


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (lambda: outline.move(DRAFT, Target("item", "both"), "one"), [["a", "both", "one", "two"], ["b", "three"]]),
        (lambda: outline.move(DRAFT, Target("item", "one"), None, "b"), [["a", "two", "both"], ["b", "three", "one"]]),
        (lambda: outline.move(DRAFT, Target("item", "one"), "three", "b"), [["a", "two", "both"], ["b", "one", "three"]]),
        (lambda: outline.move(DRAFT, Target("section", "b"), "a"), [["b", "three"], ["a", "one", "two", "both"]]),
        (lambda: outline.step(DRAFT, Target("item", "one"), 1), [["a", "two", "one", "both"], ["b", "three"]]),
        (lambda: outline.step(DRAFT, Target("item", "two"), 1), [["a", "one", "both", "two"], ["b", "three"]]),
        (lambda: outline.step(DRAFT, Target("item", "both"), 1), [["a", "one", "two"], ["b", "both", "three"]]),
        (lambda: outline.step(DRAFT, Target("item", "three"), -1), [["a", "one", "two", "both", "three"], ["b"]]),
        (lambda: outline.step(DRAFT, Target("item", "one"), -1), order(DRAFT)),
        (lambda: outline.step(DRAFT, Target("section", "a"), 1), [["b", "three"], ["a", "one", "two", "both"]]),
        (lambda: outline.step(DRAFT, Target("section", "b"), 1), order(DRAFT)),
        (lambda: outline.remove(DRAFT, Target("section", "a")), [["b", "three"]]),
        (lambda: outline.copy(DRAFT, Target("item", "one"))[0], [["a", "one", "one-2", "two", "both"], ["b", "three"]]),
        (lambda: outline.add_item(DRAFT, "b", {"item-5"})[0], [["a", "one", "two", "both"], ["b", "three", "item-6"]]),
        (lambda: outline.add_section(DRAFT)[0], [["a", "one", "two", "both"], ["b", "three"], ["section-3"]]),
    ],
)
def test_the_order_after(act, expected):
    before = order(DRAFT)
    assert order(act()) == expected
    assert order(DRAFT) == before


def test_a_copied_section_asks_about_its_own_questions():
    changed, fresh = outline.copy(DRAFT, Target("section", "a"))
    twin = next(section for section in changed["sections"] if section["id"] == fresh)
    assert [item["id"] for item in twin["items"]] == ["one-2", "two-2", "both-2"]
    assert twin["items"][1]["when"] == {"any": [{"item": "one-2", "is": "fail"}, {"not": {"item": "one-2", "answered": True}}]}
    assert twin["items"][2]["items"] == ["one-2", "two-2"]


def test_another_id_is_followed_by_all_that_ask_about_it():
    changed = outline.rename(DRAFT, "one", "first")
    assert changed["sections"][0]["items"][1]["when"]["any"][0] == {"item": "first", "is": "fail"}
    assert changed["sections"][0]["items"][2]["items"] == ["first", "two"]
    with pytest.raises(ValueError, match="two"):
        outline.rename(DRAFT, "one", "two")


def test_every_part_of_a_careless_document_can_be_found():
    draft = outline.begin({"id": "x", "sections": [{"items": [{}, {"id": "q"}, {"id": "q"}, "no item"]}, {"id": "section-1"}, 7]})
    assert order(draft) == [["section-1", "item-1", "q", "q-2"], ["section-1-2"]]


def test_the_check_names_the_part_and_the_field():
    written = {"id": "one", "type": "verdict", "points": "many", "on_fail": {"rectify": {"within": "soon"}}}
    document = outline.with_part(DRAFT, Target("item", "one"), written)
    found = checked.check(document)
    assert found.checklist is None
    assert {(one.target.id, one.field, one.fault.code) for one in found.faults} == {
        ("one", "", "missing_key"), ("one", "points", "not_number"), ("one", "on_fail.rectify.within", "not_duration"),
    }  # fmt: skip
    removed = checked.check(outline.remove(DRAFT, Target("item", "one")))
    assert {(one.target.id, one.fault.code) for one in removed.faults} == {("two", "condition_item")}
