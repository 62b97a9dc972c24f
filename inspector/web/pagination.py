"""Pages of a list: counted once, cut once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

ROWS = 50
HIGHEST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. number counts from 1; total counts the rows of all pages."""

    rows: Sequence[Any]
    number: int
    total: int
    size: int = ROWS

    @property
    def last(self) -> int:
        """The number of the last page; an empty list has one page."""
        return max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int:
        """The place of the first row shown, from 1."""
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last_row(self) -> int:
        """The place of the last row shown."""
        return min(self.number * self.size, self.total)


def cut(session: Session, statement: Select[Any], number: int, size: int = ROWS) -> Page:
    """Read one page of a select of whole models; a number past the end gives the last page."""
    total = session.execute(select(func.count()).select_from(statement.order_by(None).subquery())).scalar_one()
    number = min(max(1, number), max(1, -(-total // size)))
    rows = session.execute(statement.limit(size).offset((number - 1) * size)).scalars().all()
    return Page(rows, number, total, size)


def asked_page() -> int:
    """The page number of the address (`?page=`); 1 when it is missing or nonsense."""
    text = request.args.get("page", "")
    return min(int(text), HIGHEST_PAGE) if text.isascii() and text.isdigit() and len(text) < 7 and int(text) > 0 else 1
