"""XLSForms: ours come back, forms of others come in with every row's fate or are refused with the row."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from inspector.checklists import library
from inspector.checklists.definition import Checklist
from inspector.checklists.exchange import importing
from inspector.checklists.exchange.fates import Unreadable, count
from inspector.checklists.exchange.xlsform_export import as_xlsform
from tests.checklists.exchange.sheets import workbook
from tests.checklists.exchange.test_lists import EVERY_TYPE

SAMPLES = Path(__file__).parents[1] / "data" / "xlsform"
HEADINGS = (
    "type", "name", "label::English (en)", "label::中文 (zh)", "hint::中文 (zh)", "required", "relevant", "points", "critical",
    "constraint",
)  # fmt: skip
CHOICES = (("list_name", "name", "label"), ("yn", "yes", "Yes"), ("yn", "no", "No"), ("pf", "pass", "Pass"), ("pf", "fail", "Fail"))


def meaning(checklist: Checklist) -> Checklist:
    """What a checklist says, however it is written: `required: true` on what is required anyhow is the same."""
    return replace(checklist, document={}, version="")


def read(*rows: tuple[object, ...], choices=CHOICES, **sheets) -> importing.Imported:
    return importing.read(workbook({"survey": (HEADINGS, *rows), "choices": choices, **sheets}), "form.xlsx")


def said(found: importing.Imported, row: int, sheet: str = "survey") -> list[str]:
    return [reason.code for fate in found.fates if (fate.place.sheet, fate.place.row) == (sheet, row) for reason in fate.reasons]


@pytest.mark.parametrize("name", ["quick-round", "rest-tea", "auto-recep", "survey", "ms-restaurant", "EVERY_TYPE"])
def test_a_checklist_comes_back_from_an_xlsform_with_all_it_says(name):
    path = EVERY_TYPE if name == "EVERY_TYPE" else library.find_in_packs(name)
    checklist = library.read(path).checklist
    found = importing.read(as_xlsform(checklist.document))
    assert meaning(found.checklist) == meaning(checklist)
    assert found.form == "xlsform"
    assert [fate for fate in found.fates if fate.kind != "taken"] == []


@pytest.mark.parametrize(
    ("name", "questions", "sections", "taken", "changed", "left"),
    [
        ("group.xlsx", 3, 2, 4, 0, 0),
        ("group.md", 3, 2, 4, 0, 0),
        ("or_other.xlsx", 2, 1, 5, 2, 0),
        ("tutorial.xls", 10, 1, 15, 3, 0),
        ("unknown_question_type.xls", 38, 1, 105, 18, 10),
        ("widgets.xls", 30, 5, 46, 7, 2),
        ("include.xlsx", 1, 1, 1, 0, 1),
        ("socio-economic-survey-v20240515.xlsx", 16, 4, 94, 13, 151),
    ],
)
def test_forms_of_others_come_in_and_every_row_has_a_fate(name, questions, sections, taken, changed, left):
    found = importing.read((SAMPLES / name).read_bytes(), name)
    assert (found.questions, len(found.checklist.sections)) == (questions, sections)
    assert tuple(count(found.fates, kind) for kind in ("taken", "changed", "left")) == (taken, changed, left)
    assert all(fate.reasons for fate in found.fates if fate.kind != "taken")


def test_a_form_that_asks_nothing_is_refused_and_says_which_row_why():
    with pytest.raises(Unreadable) as refused:
        importing.read((SAMPLES / "hidden.xls").read_bytes())
    assert [(fate.place.row, fate.kind, fate.reasons[0].code) for fate in refused.value.fates] == [(2, "left", "type_calculate")]


def test_types_groups_and_languages_are_understood():
    found = read(
        ("begin_group", "floor", "Floor", "前厅"),
        ("select_one pf", "dry", "Dry?", "干燥？", "看通道", "yes", None, 2, "fail"),
        ("select_one yn", "wet", "Why?", "原因", None, None, "${dry} = 'fail'"),
        ("integer", "count", "How many?", "几处？", None, None, "${dry} = 'fail' and ${wet} = 'yes'"),
        ("end_group",),
        ("image", "picture", "Picture", "照片"),
        settings=(("form_title", "form_id"), ("Floor round", "floor_round")),
    )
    first, second = found.checklist.sections
    assert (first.title, found.checklist.title) == ({"en": "Floor", "zh": "前厅"}, {"und": "Floor round"})
    assert (found.checklist.id, said(found, 2, "settings")) == ("floor-round", ["id_made"])
    dry, wet, number = first.items
    assert (dry.type, dry.points, dry.critical, dry.guide) == ("verdict", 2, "fail", {"zh": "看通道"})
    assert (wet.type, [option.id for option in wet.options], wet.required) == ("choice", ["yes", "no"], False)
    assert (wet.when.item, wet.when.op, wet.when.value) == ("dry", "is", "fail")
    assert (number.type, number.points, len(number.when.parts)) == ("number", 0, 2)
    assert [item.type for item in second.items] == ["photo"]


def test_what_cannot_be_said_here_is_named_with_its_row_and_never_dropped_in_silence():
    found = read(
        ("integer", "a", "A", "甲", None, None, None, None, None, ". < 10"),
        ("text", "b", "B ${a}", "乙", None, None, "count-selected(${a}) > 1"),
        ("audio", "c", "C", "丙"),
        ("wibble", "d", "D", "丁"),
        ("start", "e"),
        ("calculate", "f", "F", "己"),
        (None, None, None, None, "only a remark"),
        ("text", "a", "A again", "又"),
        ("begin_repeat", "g", "G", "庚"),
        ("begin_group", "h", "H", "辛", None, None, "${a} = 1"),
        ("select_one yn", "i", "I", "壬"),
        ("end_group",),
        ("end_repeat",),
    )
    assert {row: said(found, row) for row in range(2, 13)} == {
        2: ["not_kept"], 3: ["reference_in_text", "condition_unsaid"], 4: ["type_media"], 5: ["type_unknown"], 6: ["type_meta"],
        7: ["type_calculate"], 8: ["row_no_question"], 9: ["form_name_twice"], 10: ["repeat_for_area"], 11: ["group_inside"], 12: [],
    }  # fmt: skip
    inner = found.checklist.item("i")
    assert (inner.section, inner.when.item, found.checklist.sections[-1].repeat) == ("g", "a", "area")
    assert said(found, 4, "choices") == ["choice_unused"]


@pytest.mark.parametrize(
    ("rows", "row"),
    [
        ((("begin_group", "g", "G"), ("text", "a", "A")), 2),
        ((("text", "a", "A"), ("end_group",)), 3),
        ((("begin_group", None, "G"), ("text", "a", "A"), ("end_group",)), 2),
    ],
)
def test_a_form_whose_groups_do_not_close_is_refused_with_the_row(rows, row):
    with pytest.raises(Unreadable) as refused:
        read(*rows)
    assert f"Row {row} of sheet survey" in refused.value.reason.sentence("en")
    assert f"第 {row} 行" in refused.value.reason.sentence("zh")
