"""Rows of questions become the outline of a checklist: our own workbook and the sheets that chains bring."""

from __future__ import annotations

import re
from typing import Any

from inspector.checklists import nodes
from inspector.checklists.exchange import columns, flat, words
from inspector.checklists.exchange.fates import Ledger, Place, Reason, Unreadable
from inspector.checklists.exchange.ids import Ids, is_word, made_from
from inspector.checklists.exchange.list_reading import Listed, Record, read_list
from inspector.checklists.exchange.outline import Outline, Plain, Row, Section
from inspector.checklists.exchange.parts import Parts, read_parts
from inspector.checklists.exchange.workbook import Book, Sheet
from inspector.checklists.faults import Fault

LIST_NAMES = ("checklist", "检查表")
OTHER_NAMES = {
    "sections": "sections", "栏目": "sections", "options": "options", "选项": "options", "grades": "grades", "等级": "grades",
    "settings": "settings", "设置": "settings", "help": "help", "说明": "help", "填写说明": "help",
}  # fmt: skip
_POINTS = re.compile(r"(?:满分|共|max\.?)?\s*(\d+(?:\.\d+)?)\s*(?:分|points?|pts?)?\Z", re.IGNORECASE)
_RANGE = re.compile(r"0\s*(?:分)?\s*[-~～–—至到]\s*(\d+(?:\.\d+)?)\s*(?:分|points?|pts?)?\Z", re.IGNORECASE)
_NAMELESS = re.compile(r"(sheet|工作表|table)\s*\d*$|$", re.IGNORECASE)
_LEFT = {"heading": "row_heading_again", "sum": "row_sum", "paper": "row_paper", "fine": "row_fine", "nothing": "row_no_question"}


def read_lists(book: Book, ledger: Ledger) -> Outline:
    """The outline of a workbook of questions. Raises Unreadable when no sheet holds any."""
    main = book.sheet(*LIST_NAMES)
    parts = read_parts({key: sheet for sheet in book.sheets if (key := OTHER_NAMES.get(sheet.name.strip().lower()))}, ledger)
    if main is not None and not _is_ours(main):
        main = None
    lists = [found for sheet in ([main] if main else book.sheets) if (found := _listed(sheet, main is not None, ledger))]
    if not lists:
        raise Unreadable("no_heading")
    reader = _Reader(parts, ledger, len(lists) > 1)
    for listed in lists:
        reader.take(listed)
    if not any(section.items for section in reader.outline.sections):
        raise Unreadable("no_questions")
    reader.finish(lists[0])
    return reader.outline


def _is_ours(sheet: Sheet) -> bool:
    """Whether the first row holds the keys of the format and not a person's own words."""
    return any(cell.strip() == "ask" or cell.strip().startswith("ask::") for cell in (sheet.rows[0] if sheet.rows else ()))


def _listed(sheet: Sheet, own: bool, ledger: Ledger) -> Listed | None:
    if not own and (sheet.name.strip().lower() in OTHER_NAMES or not any(any(row) for row in sheet.rows)):
        return None
    if sheet.is_hidden:
        ledger.note("sheet_hidden", sheet=sheet.name)
        return None
    found = read_list(sheet, own=own)
    if found is None:
        ledger.note("sheet_unused", sheet=sheet.name)
        return None
    for column in found.headings.unused.values():
        ledger.note("column_unused", column=column, sheet=sheet.name)
    if found.headings.to_fill:
        ledger.note("column_to_fill", columns=", ".join(found.headings.to_fill.values()))
    if sheet.more:
        ledger.note("rows_unread", sheet=sheet.name, count=sheet.more)
    return found


class _Reader:
    def __init__(self, parts: Parts, ledger: Ledger, by_sheet: bool) -> None:
        self.outline = Outline(parts.head)
        self._parts, self._ledger, self._by_sheet = parts, ledger, by_sheet
        self._ids, self._section_ids = Ids(), Ids()
        self._sections: dict[str, Section] = {}
        for key in parts.sections:
            self._section_ids.once(key)

    def take(self, listed: Listed) -> None:
        """Enter the rows of one sheet."""
        name = listed.sheet.name
        by_points = any(columns.tidy(heading) in words.TO_SCORE for heading in listed.headings.to_fill.values())
        for record in listed.records:
            place = Place(name, record.row)
            if record.kind in ("section", "section_cell"):
                title = record.section if record.kind == "section" else record.cells["section"]
                self._ledger.row(place, title, "section")
            elif record.kind in _LEFT:
                self._ledger.row(place, record.text, "other" if record.kind != "fine" else "question")
                self._ledger.left(place, Reason(_LEFT[record.kind]))
            else:
                self._ledger.row(place, record.text)
                self._question(record, place, listed, by_points)

    def finish(self, first: Listed) -> None:
        """Give the list its title and id where the settings have none."""
        fields = self.outline.head.fields
        if "title" not in fields:
            sheet = first.sheet.name.strip()
            title = first.title or ("" if _NAMELESS.match(sheet) or sheet.lower() in LIST_NAMES else sheet)
            if title:
                fields["title"] = title
        self._parts.say_unused(self._ledger)

    def _question(self, record: Record, place: Place, listed: Listed, by_points: bool) -> None:
        cells = {key: text for key, text in record.cells.items() if key not in ("number", "section", "subject", "choices")}
        cells = {key: text for key, text in cells.items() if not key.startswith(("section::", "subject::"))}
        if not any(key.partition("::")[0] == "ask" for key in cells):
            self._ledger.left(place, Reason("row_no_question"))
            return
        self._tidy(cells, record, place, by_points, has_points="points" in listed.headings.places)
        try:
            row = Row(place, flat.fields_of(cells))
        except nodes.Unreadable as error:
            self._ledger.left(place, Fault(1, error.code, error.figures))
            return
        written = cells.get("id", "")
        wanted = written.strip() if is_word(written.strip()) else made_from(written or _asked(cells), "q")
        if written and wanted != written.strip():
            self._ledger.changed(place, Reason("id_made", {"written": written, "id": wanted}))
        row.fields["id"] = self._ids.once(wanted)
        if written and row.fields["id"] != wanted:
            self._ledger.changed(place, Reason("id_twice", {"id": wanted, "new": row.fields["id"]}))
        self._parts.into(row, written.strip() or row.fields["id"])
        if "options" not in row.fields and (choices := record.cells.get("choices")):
            self._choices(row, choices, place)
        self._section(record, listed, place).items.append(row)

    def _tidy(self, cells: dict[str, str], record: Record, place: Place, by_points: bool, *, has_points: bool) -> None:
        """Put what people write into the words of the format, and say where that is not the same."""
        ledger = self._ledger
        written = cells.get("type", "").strip()
        kind = written if written in flat_types() else columns.type_of(written) if written else None
        if written and kind is None:
            ledger.changed(place, Reason("type_unread", {"written": written}))
        cells["type"] = kind or ("choice" if record.cells.get("choices") else "verdict")
        points = cells.get("points", "").strip()
        if points:
            self._points(cells, points, place, by_points=by_points and not kind)
        elif has_points and not written:
            ledger.changed(place, Reason("points_missing"))
        self._critical(cells, place)
        for key in flat.BOOLEANS & set(cells):
            said = columns.tidy(cells[key])
            cells[key] = "true" if said in words.YES else "false" if said in words.NO else cells[key]
        for key in flat.DURATIONS & set(cells):
            cells[key] = columns.duration_of(cells[key]) or cells[key]
        for key in ("severity", "na", "unseen"):
            if key in cells:
                cells[key] = words.ANSWERS.get(cells[key].strip(), cells[key])

    def _points(self, cells: dict[str, str], written: str, place: Place, *, by_points: bool) -> None:
        plain, ranged = _POINTS.match(written), _RANGE.match(written)
        found = plain or ranged
        if found is None:
            del cells["points"]
            self._ledger.changed(place, Reason("points_unread", {"written": written}))
            return
        cells["points"] = flat.tidy_number(found[1])
        if cells["type"] == "verdict" and (ranged or by_points and cells["points"] not in ("0", "1")):
            cells["type"] = "points"
            if by_points:
                self._ledger.note("scored_by_points")

    def _critical(self, cells: dict[str, str], place: Place) -> None:
        written = cells.get("critical", "")
        said = columns.tidy(written)
        if said in words.YES:
            cells["critical"] = "fail"
        elif said in words.NO:
            cells.pop("critical", None)
        elif written and said not in ("none", "flag", "fail", "zero_section", "zero_total", "cap"):
            del cells["critical"]
            self._ledger.changed(place, Reason("critical_unread", {"written": written}))

    def _choices(self, row: Row, written: str, place: Place) -> None:
        labels = [label.strip() for label in re.split(r"[\n;；、|/／]+", written) if label.strip()]
        if words.TYPES.get("/".join(columns.tidy(label) for label in labels)) == "verdict":
            row.fields["type"] = Plain("verdict")
            return
        row.fields["options"] = [{"id": made_from(label, "o"), "label": label} for label in dict.fromkeys(labels)]
        self._ledger.changed(place, Reason("options_read"))

    def _section(self, record: Record, listed: Listed, place: Place) -> Section:
        key = record.section.strip()
        if not key and self._by_sheet:
            key = listed.sheet.name.strip()
        elif self._by_sheet and key not in self._parts.sections:
            key = f"{listed.sheet.name.strip()} · {key}"
        if key not in self._sections:
            fields: dict[str, Any] = {}
            if key in self._parts.sections:
                row = self._parts.sections[key]
            else:
                fields["id"] = self._section_ids.once(key if is_word(key) else made_from(key, "s") if key else "all")
                if key:
                    fields["title"] = key
                row = Row(place, fields)
            self._sections[key] = Section(row)
            self.outline.sections.append(self._sections[key])
        return self._sections[key]


def flat_types() -> frozenset[str]:
    """Every kind of question of the format."""
    from inspector.checklists.keys import SCORED_TYPES, STORED_TYPES

    return frozenset((*SCORED_TYPES, *STORED_TYPES))


def _asked(cells: dict[str, str]) -> str:
    for key in ("ask::en", "ask", "ask::zh"):
        if cells.get(key):
            return cells[key]
    return next(text for key, text in cells.items() if key.startswith("ask"))
