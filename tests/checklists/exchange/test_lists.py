"""Lists in Excel: our own workbook without loss, a chain's own sheet as it is kept, and what becomes of every row."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector.checklists import library
from inspector.checklists.definition import text_in
from inspector.checklists.exchange import importing, template
from inspector.checklists.exchange.fates import Unreadable, runs
from inspector.checklists.exchange.xlsx_export import as_xlsx
from inspector.checklists.exchange.yaml_export import as_yaml
from tests.checklists.exchange.sheets import workbook

EVERY_TYPE = Path(__file__).parents[2] / "journeys" / "every_type.yml"
CHINESE = (
    ("味道轩门店日常检查表",),
    ("门店：", "", "日期：", "", "检查人："),
    (),
    ("序号", "检查项目", "检查内容", "检查标准", "分值", "得分", "扣分原因"),
    (1, "仪容仪表", "工装干净、齐全", "站在1米外看", 5),
    (2, None, "头发扎好", "够得到衣领的要扎", "5分"),
    (3, "前厅卫生", "地面无水渍", None, "0-10"),
    (4, None, "台面干净"),
    (5, None, "迟到一次罚款50元", None, 5),
    ("合计", None, None, None, 25),
    ("检查人签字：", None, "店长签字："),
)
ENGLISH = (
    ("Kitchen",),
    ("No.", "Question", "Standard", "Yes", "No", "Remarks"),
    ("一、冷库",),
    (1, "Fridge at or below 4°C?", "look at the display"),
    (2, "Food covered?"),
    ("二、地面",),
    (1, "Floor dry?"),
)


def sections(found: importing.Imported) -> dict[str, list[str]]:
    return {text_in(one.title, "zh") or one.id: [text_in(item.ask, "zh") for item in one.items] for one in found.checklist.sections}


def fates(found: importing.Imported | Unreadable) -> dict[int, str]:
    return {fate.place.row: fate.kind for fate in found.fates}


@pytest.mark.parametrize("path", [*library.pack_files("restaurant"), EVERY_TYPE], ids=lambda path: path.stem)
def test_every_shipped_list_comes_back_from_excel_and_from_yaml_as_the_same_version(path):
    checklist = library.read(path).checklist
    assert checklist is not None
    assert library.read(as_yaml(checklist.document)).checklist == checklist
    content = as_xlsx(checklist.document)
    assert as_xlsx(checklist.document) == content
    found = importing.read(content)
    assert found.checklist.version == checklist.version
    assert [fate for fate in found.fates if fate.kind != "taken"] == []
    assert {note.code for note in found.notes} <= {"unscored"}  # which is what a survey is


def test_a_chains_own_sheet_gives_its_sections_questions_and_points():
    found = importing.read(workbook(CHINESE), "x.xlsx")
    assert found.checklist.title == {"und": "味道轩门店日常检查表"}
    assert sections(found) == {"仪容仪表": ["工装干净、齐全", "头发扎好"], "前厅卫生": ["地面无水渍", "台面干净"]}
    items = list(found.checklist.items)
    assert [(item.type, item.points) for item in items] == [("points", 5), ("points", 5), ("points", 10), ("verdict", 1)]
    assert items[0].guide == {"und": "站在1米外看"}


def test_every_row_below_the_headings_has_a_fate_and_a_reason_in_both_languages():
    found = importing.read(workbook(CHINESE))
    assert fates(found) == {5: "taken", 6: "taken", 7: "taken", 8: "changed", 9: "left", 10: "left", 11: "left"}
    for fate in found.fates:
        said = [(reason.sentence("zh"), reason.sentence("en")) for reason in fate.reasons]
        assert (fate.kind == "taken") == (not said)
        assert all(zh != en for zh, en in said)


def test_like_rows_that_follow_each_other_are_told_once():
    rows = (("序号", "检查内容", "分值"), (1, "地面", 1), (2, "台面"), ("", "门口"), (4, "灯", 1), (5, "墙"))
    found = importing.read(workbook(rows))
    assert [(run.first, run.last, run.text) for run in runs(found.fates, "changed")] == [(3, 4, "台面"), (6, 6, "墙")]


def test_sections_may_stand_in_rows_of_their_own():
    found = importing.read(workbook(ENGLISH))
    assert sections(found) == {"一、冷库": ["Fridge at or below 4°C?", "Food covered?"], "二、地面": ["Floor dry?"]}
    assert fates(found)[3] == "taken"


def test_merged_cells_hold_for_all_their_rows():
    rows = (("类别", "检查要点", "分值"), ("前厅", "地面", 2), ("", "台面", 2), ("后厨", "刀具", 1))
    assert sections(importing.read(workbook(rows, [(1, 0, 2, 0)]))) == {"前厅": ["地面", "台面"], "后厨": ["刀具"]}


@pytest.mark.parametrize(
    ("headings", "row", "question"),
    [
        (("序号", "项目", "标准", "分值"), (1, "地面", "无水", 2), "地面"),
        (("项目", "标准", "分值"), ("前厅", "地面无水", 2), "前厅"),
        (("检查项目", "检查内容"), ("前厅", "地面无水"), "地面无水"),
        (("Item", "Requirement", "Max score"), ("Floor", "dry", 2), "Floor"),
        (("Checkpoint（英文）", "检查点"), ("Floor", "地面"), "地面"),
    ],
)
def test_the_column_of_questions_is_found_by_what_stands_beside_it(headings, row, question):
    assert next(iter(sections(importing.read(workbook((headings, row)))).values())) == [question]


def test_a_column_of_standards_holds_the_questions_when_the_items_are_what_they_are_about():
    rows = (("项目", "标准", "分值"), ("仪容", "工装干净", 1), (None, "头发扎好", 1), (None, "指甲短", 1), (None, "无饰物", 1))
    assert sections(importing.read(workbook(rows))) == {"仪容": ["工装干净", "头发扎好", "指甲短", "无饰物"]}


@pytest.mark.parametrize("heading", ["罚款", "扣款金额", "Fine (RMB)", "deduction from pay"])
def test_a_column_of_fines_refuses_the_file_with_a_sentence(heading):
    with pytest.raises(Unreadable) as refused:
        importing.read(workbook((("检查内容", "分值", heading), ("地面", 2, 50))))
    assert heading in refused.value.reason.sentence("zh")
    assert "没有罚款" in refused.value.reason.sentence("zh")


def test_a_column_of_lost_points_is_no_fine():
    assert importing.read(workbook((("检查内容", "分值", "扣分", "罚分"), ("地面", 2, "", "")))).questions == 1


def test_the_same_question_keeps_its_id_when_rows_are_put_in_before_it():
    before = {item.ask["und"]: item.id for item in importing.read(workbook(CHINESE)).checklist.items}
    longer = (*CHINESE[:4], (0, "仪容仪表", "指甲短", "", 5), *CHINESE[4:])
    after = {item.ask["und"]: item.id for item in importing.read(workbook(longer)).checklist.items}
    assert before.items() <= after.items()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_is_taken_in_as_it_is(language):
    found = importing.read(template.as_workbook(language), "checklist.xlsx")
    assert [item.type for item in found.checklist.items] == ["verdict", "points", "verdict", "verdict", "choice"]
    assert [item.critical for item in found.checklist.items][3] == "fail"
    assert {fate.kind for fate in found.fates} == {"taken", "changed"}  # the choices from one cell have no points yet


def test_a_fault_takes_out_no_more_than_it_must_and_says_which_row():
    document = library.read(library.find_in_packs("quick-round")).checklist.document
    book = importing.workbook.read_workbook(as_xlsx(document))
    sheets = {sheet.name: [list(row) for row in sheet.rows] for sheet in book.sheets}
    head = sheets["checklist"][0]
    sheets["checklist"][1][head.index("points")] = "many"
    sheets["checklist"][2][head.index("type")] = "verdikt"
    sheets["checklist"][3][head.index("when")] = "{item: nobody, is: pass}"
    found = importing.read(workbook(sheets))
    assert found.questions == 17
    rows = [fate for fate in found.rows("changed") if fate.place.sheet == "checklist"]
    by_row = {fate.place.row: [reason.sentence("en") for reason in fate.reasons] for fate in rows}
    assert set(by_row) == {2, 3, 4}
    assert "many" in by_row[2][0] and "verdikt" in by_row[3][0] and "nobody" in by_row[4][0]
