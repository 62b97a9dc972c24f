"""A sheet of questions as chains keep it: where the headings stand, and what each row below them is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from inspector.checklists.exchange import columns
from inspector.checklists.exchange.columns import Headings
from inspector.checklists.exchange.fates import Unreadable
from inspector.checklists.exchange.workbook import Sheet

DEEPEST_HEADING = 40  # rows above the headings: titles, addresses, who and when
_SUMS = re.compile(r"合计|总计|小计|总分|总得分|累计|平均分|(total|subtotal|sum|grand total|overall score)\b", re.IGNORECASE)
_PAPER = re.compile(
    r"(检查人|被检|受检|店长|督导|经理|签字|签名|检查日期|检查时间|日期|填表|制表|审核|备注|注意?|评语|总评|门店|店名"
    r"|inspector|inspected|signature|signed|date|manager|store|remarks?|comments?)[^：:]{0,12}[：:]", re.IGNORECASE,
)  # fmt: skip
_NUMBERED = re.compile(
    r"\s*(第?[一二三四五六七八九十百]+\s*[、.．章节部分]|[(（][一二三四五六七八九十]+[)）]|part\s|section\s|[IVX]+[.、]\s)", re.IGNORECASE,
)  # fmt: skip
_BARE_NUMBER = re.compile(r"[\d.．、一二三四五六七八九十()（）\s-]+\Z")


@dataclass(frozen=True, slots=True)
class Record:
    """One row below the headings. kind: question, section, heading, sum, paper, fine, nothing. cells: text by key; inherited section."""

    row: int
    kind: str
    cells: dict[str, str]
    text: str
    section: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet that holds questions. title: what stands above the headings."""

    sheet: Sheet
    headings: Headings
    heading_row: int
    title: str
    records: tuple[Record, ...]


def read_list(sheet: Sheet, *, own: bool = False) -> Listed | None:
    """The questions of a sheet; None when it has no row of headings. own: a sheet of our own workbook.

    Raises Unreadable for a heading of fines.
    """
    found = _headings(sheet, own)
    if found is None:
        return None
    number, headings = found
    if headings.fine:
        raise Unreadable("fine_heading", column=headings.fine)
    if not own:
        _settle_subject(sheet, number, headings)
    if not any(key.partition("::")[0] == "ask" for key in headings.places):
        return None
    records = tuple(_records(sheet, number, headings, own))
    return Listed(sheet, headings, number, _title(sheet, number), records)


def _headings(sheet: Sheet, own: bool) -> tuple[int, Headings] | None:
    best: tuple[int, Headings] | None = None
    for number, row in enumerate(sheet.rows[:DEEPEST_HEADING], 1):
        found = columns.find(row, own=own)
        if found.is_list and (best is None or found.known > best[1].known) and not _is_prose(row):
            best = number, found
    return best


def _is_prose(row: tuple[str, ...]) -> bool:
    return any(len(cell) > 4 * columns.LONGEST_HEADING for cell in row)


def _settle_subject(sheet: Sheet, number: int, headings: Headings) -> None:
    """Decide whether “项目” holds the questions or what several questions are about, and whether “标准” is the question."""
    places = headings.places
    asks = any(key.startswith("ask") for key in places)
    subjects = [key for key in places if key.partition("::")[0] == "subject"]
    for key in subjects:
        place = places.pop(key)
        language = key.partition("::")[2]
        sparse = "guide" in places and _filled(sheet, number, place) * 2 <= _filled(sheet, number, places["guide"])
        if asks or sparse:
            if "section" not in places:
                places["section"] = place
            elif not asks or language:
                headings.unused[place] = sheet.rows[number - 1][place]
            else:
                places["subject"] = place
        else:
            places[f"ask::{language}" if language else "ask"] = place
            asks = True
    if not any(key.startswith("ask") for key in places) and "guide" in places:
        places["ask"] = places.pop("guide")


def _filled(sheet: Sheet, number: int, place: int) -> int:
    return sum(bool(place < len(row) and row[place].strip()) for row in sheet.rows[number:])


def _title(sheet: Sheet, number: int) -> str:
    """The first row above the headings that holds one text, as the title of a form does."""
    for row in sheet.rows[: number - 1]:
        filled = {cell.strip() for cell in row if cell.strip()}
        if len(filled) == 1:
            return " ".join(filled.pop().split())
    return ""


def _records(sheet: Sheet, number: int, headings: Headings, own: bool) -> Iterator[Record]:
    places = headings.places
    heading_cells = {columns.tidy(cell) for cell in sheet.rows[number - 1] if cell.strip()}
    # A text alone in the column of questions is a heading only where no column before it could hold one.
    first_asked = min(place for key, place in places.items() if key.partition("::")[0] == "ask") == min(places.values())
    may_head = first_asked and any(_cell(row, places.get("points")) for row in sheet.rows[number:])
    section = ""
    for row_number, row in enumerate(sheet.rows[number:], number + 1):
        filled = [cell.strip() for cell in row if cell.strip()]
        if not filled:
            continue
        cells = {key: _cell(row, place) for key, place in places.items() if _cell(row, place)}
        kind = "question" if own else _kind(filled, cells, heading_cells, may_head)
        if not own and kind == "question" and cells.get("section"):
            section = cells["section"].strip()
        if kind == "section":
            section = filled[0]
        yield Record(row_number, kind, cells, _text(cells, filled), section if not own else cells.get("section", ""))


def _kind(filled: list[str], cells: dict[str, str], heading_cells: set[str], may_head: bool) -> str:
    said = {columns.tidy(cell) for cell in filled}
    asked = next((cells[key] for key in cells if key.startswith("ask")), "")
    if len(said & heading_cells) >= 2 and len(said & heading_cells) * 2 >= len(said):
        return "heading"
    if _SUMS.match(filled[0]) or asked and _SUMS.match(asked) and len(asked) < 12:
        return "sum"
    first = filled[0]
    if _PAPER.match(first):
        return "paper"
    if not asked or len(said) == 1:
        is_alone = len(said) == 1 and not _BARE_NUMBER.match(first)
        if is_alone and (not asked or may_head or bool(_NUMBERED.match(first))):
            return "section"
        only_section = set(cells) <= {"section", "number", "points"} and "section" in cells
        if only_section and not asked:
            return "section_cell"
        if not asked:
            return "paper" if any(_PAPER.match(cell) for cell in filled) else "nothing"
    if any(columns.MONEY_OF_PEOPLE.search(cell) for cell in filled):
        return "fine"
    return "question"


def _cell(row: tuple[str, ...], place: int | None) -> str:
    return row[place] if place is not None and place < len(row) and row[place].strip() else ""


def _text(cells: dict[str, str], filled: list[str]) -> str:
    return next((cells[key] for key in cells if key.startswith("ask")), None) or " · ".join(filled[:3])
