"""One door for every file that may hold a checklist: Excel of ours or a chain's own, XLSForm, CSV, YAML, JSON."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inspector.checklists import library
from inspector.checklists.definition import Checklist
from inspector.checklists.exchange import workbook, xlsform_import
from inspector.checklists.exchange.fates import Fate, Ledger, Reason, Unreadable, count
from inspector.checklists.exchange.ids import made_from
from inspector.checklists.exchange.list_import import read_lists
from inspector.checklists.exchange.outline import Outline, settle
from inspector.checklists.exchange.workbook import Book
from inspector.checklists.faults import Fault
from inspector.scoring.points import possible_points

LONGEST_TITLE = 120
_YAML = re.compile(r"^\s*(id|title|sections)\s*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file gave. form: list, xlsform or text. notes: about the whole file; warnings: the format's, by line."""

    checklist: Checklist
    form: str
    fates: tuple[Fate, ...]
    notes: tuple[Reason, ...]
    warnings: tuple[Fault, ...]

    @property
    def questions(self) -> int:
        """How many questions were taken in."""
        return sum(len(section.items) for section in self.checklist.sections)

    def rows(self, kind: str) -> list[Fate]:
        """The rows taken, changed or left out."""
        return [fate for fate in self.fates if fate.kind == kind]


def read(content: bytes, name: str = "") -> Imported:
    """The checklist of a file, with the fate of each of its rows.

    name: the file's, only used as a title where the file has none. Raises Unreadable; its fates say why no row could be taken.
    """
    if not content.strip():
        raise Unreadable("empty")
    if workbook.is_workbook(content):
        return read_book(workbook.read_workbook(content), name)
    text = workbook.decode(content)
    if text.lstrip().startswith("{") or _YAML.search(text[:2_000]):
        return _of_text(text)
    return read_book(workbook.read_csv(text), name)


def _of_text(text: str) -> Imported:
    found = library.read(text)
    if found.checklist is None:
        fault = found.faults[0]
        raise Unreadable("faulty_text", line=fault.line, sentence=fault)
    return Imported(found.checklist, "text", (), (), found.warnings)


def read_book(book: Book, name: str) -> Imported:
    """The checklist of sheets that were read. Raises Unreadable."""
    ledger = Ledger()
    try:
        is_form = xlsform_import.is_form(book)
        outline = xlsform_import.read_form(book, ledger) if is_form else read_lists(book, ledger)
        _name(outline, name, ledger)
        found = settle(outline, ledger)
    except Unreadable as unreadable:
        unreadable.fates = ledger.fates()
        raise
    if book.has_macros:
        ledger.note("macros")
    assert found.checklist is not None
    if not any(item.is_scored and possible_points(item) for item in found.checklist.items):
        ledger.note("unscored")
    return Imported(found.checklist, "xlsform" if is_form else "list", ledger.fates(), tuple(ledger.notes), found.warnings)


def _name(outline: Outline, name: str, ledger: Ledger) -> None:
    """Every checklist has a title and an id; the same title gives the same id."""
    fields = outline.head.fields
    if not fields.get("title"):
        stem = re.sub(r"\.[A-Za-z]{2,5}$", "", re.split(r"[\\/]", name)[-1])
        fields["title"] = " ".join(stem.split())[:LONGEST_TITLE] or "Checklist"
        if name:
            ledger.note("title_from_file")
    title = fields["title"]
    said = title if isinstance(title, str) else str(title.get("en") or next(iter(title.values())))
    written = getattr(fields.get("id"), "text", fields.get("id"))
    identity = written if isinstance(written, str) and written else made_from(said, "list")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", identity):
        made = made_from(identity.replace("_", "-"), "list")
        ledger.changed(outline.head.place_of("id"), Reason("id_made", {"written": identity, "id": made}))
        identity = made
    fields["id"] = identity


__all__ = ["Imported", "Unreadable", "count", "read"]
