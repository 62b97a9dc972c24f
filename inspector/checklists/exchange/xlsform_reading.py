"""The sheets of an XLSForm as pyxform understands them, each question with the row it was written in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inspector.checklists.exchange import flat
from inspector.checklists.exchange.fates import Ledger, Place, Reason, Unreadable
from inspector.checklists.exchange.workbook import Book, Sheet, as_json, run_child

ROW = "inspector_row"  # a column of ours that pyxform carries through
_TEXTS = frozenset(("label", "caption", "hint", "guidance_hint", "form_title", "titles"))
_SPACE = "\ue000"
_QUOTES = "“”‘’"
_HIDE = {ord(sign): 0xE001 + number for number, sign in enumerate(_QUOTES)}
_SHOW = {hidden: chr(sign) for sign, hidden in _HIDE.items()} | {ord(_SPACE): " "}
SHEETS = ("survey", "choices", "settings", "external_choices")
_PROBLEMS = (
    ("form_no_name", r"with no name"),
    ("form_no_type", r"with no type"),
    ("form_choice_twice", r"Choice names must be unique"),
    ("form_choice_nameless", r"Choices must have a name"),
    ("form_name_twice", r"must be unique|must unique"),
    ("form_bad_name", r"Names must begin|not (be )?(start|begin)"),
    ("form_no_list", r"List name not in choices|not in choices sheet|There is no .*list"),
    ("form_unknown_reference", r"Could not find the name|must contain a name from|There has been a problem trying to replace"),
    ("type_calculate", r"Missing calculation"),
)


@dataclass(frozen=True, slots=True)
class Form:
    """tree: pyxform's. names: what the sheets are called in the file."""

    tree: dict[str, Any]
    names: dict[str, str]
    has_settings: bool

    def place(self, element: Mapping[str, Any], sheet: str = "survey") -> Place | None:
        """Where an element was written; None for one that pyxform added."""
        row = element.get(ROW)
        return Place(self.names[sheet], int(row)) if row else None


def is_form(book: Book) -> bool:
    """Whether the workbook is an XLSForm: a sheet survey (or an only one) with a column of types beside names or labels."""
    return _survey(book) is not None


def read_tree(book: Book, ledger: Ledger) -> Form:
    """The form of a workbook, rows that pyxform refuses left out and said. Raises Unreadable when that leaves no form."""
    sheets: dict[str, Sheet] = {name: sheet for name in SHEETS if (sheet := book.sheet(name))}
    survey = _survey(book)
    assert survey is not None
    sheets["survey"] = survey
    tables = {name: _rows(sheet, ledger) for name, sheet in sheets.items()}
    for name in ("survey", "choices"):
        for number, row in enumerate(tables.get(name, ()), 2):
            if row and not _is_end(row):
                ledger.row(Place(sheets[name].name, number), _text(row), "question" if name == "survey" else "option")
    for sheet in book.sheets:
        if sheet not in sheets.values() and any(any(row) for row in sheet.rows):
            ledger.note("sheet_unused", sheet=sheet.name)
        if sheet.more:
            ledger.note("rows_unread", sheet=sheet.name, count=sheet.more)
    answer = json.loads(run_child(as_json(tables), "xlsform"))
    names = {name: sheet.name for name, sheet in sheets.items()}
    for fault in answer["refused"] if answer["form"] else answer["refused"][:-1]:
        ledger.left(Place(names.get(fault["sheet"], fault["sheet"]), fault["row"]), _reason(fault["problem"]))
    if answer["form"] is None:
        _refuse(answer["refused"][-1], names, ledger)
    return Form(_restored(answer["form"]), names, bool(tables.get("settings")))


def _refuse(fault: dict[str, Any], names: dict[str, str], ledger: Ledger) -> None:
    sheet = names.get(fault["sheet"], fault["sheet"])
    if fault["row"] is None:
        raise Unreadable("form_refused", problem=fault["problem"])
    ledger.left(Place(sheet, fault["row"]), _reason(fault["problem"]))
    raise Unreadable("form_refused_row", sheet=sheet, row=fault["row"], problem=_reason(fault["problem"]))


def _reason(problem: str) -> Reason:
    for code, pattern in _PROBLEMS:
        if re.search(pattern, problem):
            return Reason(code)
    return Reason("form_row", {"problem": problem})


def _survey(book: Book) -> Sheet | None:
    named = book.sheet("survey")
    for sheet in (named,) if named else book.sheets[:1] if len(book.sheets) == 1 else ():
        heading = {cell.strip().lower().split("::")[0].split(":")[0] for cell in (sheet.rows[0] if sheet.rows else ())}
        if heading & {"type", "command"} and (heading & {"name", "tag"} or named) and heading & {"label", "caption", "name", "tag"}:
            return sheet
    return None


def _rows(sheet: Sheet, ledger: Ledger) -> list[dict[str, str]]:
    """The rows below the headings as {heading: text}; a heading that is there twice counts once."""
    heading: list[str] = []
    for cell in sheet.rows[0] if sheet.rows else ():
        name = re.sub(r"\s+", " ", cell).strip()
        if name and name in heading:
            ledger.note("column_unused", column=name, sheet=sheet.name)
            name = ""
        heading.append(name)
    found = []
    for number, cells in enumerate(sheet.rows[1:], 2):
        row = {name: _kept(name, text) for name, text in zip(heading, cells, strict=False) if name and text.strip()}
        found.append({**row, ROW: str(number)} if row else {})
    while found and not found[-1]:
        found.pop()
    return found


def _kept(heading: str, text: str) -> str:
    """A text as it is, past pyxform, which writes typographic quotes and doubled spaces anew, as expressions need."""
    base = heading.lower().partition(":")[0]
    return text.translate(_HIDE).replace("  ", f" {_SPACE}") if base in _TEXTS or base in flat.TEXTS | flat.FLOWS else text


def _restored(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(_SHOW)
    if isinstance(value, list):
        return [_restored(one) for one in value]
    return {key: _restored(one) for key, one in value.items()} if isinstance(value, dict) else value


def _is_end(row: dict[str, str]) -> bool:
    kind = next((text for name, text in row.items() if name.lower() in ("type", "command")), "")
    return kind.strip().lower().replace("_", " ").startswith("end ")


def _text(row: dict[str, str]) -> str:
    for wanted in ("label", "caption", "name", "tag", "type"):
        for name, text in row.items():
            if name.lower().partition(":")[0] == wanted:
                return text
    return next((text for name, text in row.items() if name != ROW), "")
