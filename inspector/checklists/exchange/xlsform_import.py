"""An XLSForm as the outline of a checklist."""

from __future__ import annotations

from inspector.checklists.exchange.fates import Ledger, Unreadable
from inspector.checklists.exchange.outline import Outline
from inspector.checklists.exchange.workbook import Book


def is_form(book: Book) -> bool:
    """Whether the workbook is an XLSForm: a sheet survey whose headings name a type."""
    sheet = book.sheet("survey")
    return bool(sheet and sheet.rows and "type" in {cell.strip().lower() for cell in sheet.rows[0]})


def read_form(book: Book, ledger: Ledger) -> Outline:
    """Not yet."""
    raise Unreadable("no_heading")
