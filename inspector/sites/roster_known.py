"""What a roster is judged against, and how the words of its cells are understood. No database here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from inspector.sites.duty_map import Part

_LIST = re.compile(r"\s*[,，、;；/]\s*")
_RANGE = re.compile(r"(.+?)\s*[-–—~～至到]\s*(.+)")

Key = tuple[int, date, int]  # site, business day, shift


@dataclass(frozen=True, slots=True)
class Post:
    """Where somebody works from a day until a day; until None = still."""

    staff_id: int
    site_id: int
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class Known:
    """What a roster is judged against. Words are lower case.

    posts: {staff number: posts}; sites: {code or name: id} of the actor's; shifts, areas: {(site, word): id}; tables: {site: labels of each
    area in order}; maps: saved maps; over: shifts that have ended.
    """

    posts: Mapping[str, Sequence[Post]]
    sites: Mapping[str, int]
    shifts: Mapping[tuple[int, str], int]
    areas: Mapping[tuple[int, str], int]
    tables: Mapping[int, Sequence[Sequence[str]]]
    maps: Mapping[Key, Sequence[Part]]
    over: frozenset[Key]

    def post(self, number: str, day: date) -> Post | None:
        """Where somebody works on a day; None for a number that nobody has, or who works nowhere then."""
        posts = self.posts.get(number, ())
        return next((one for one in posts if one.from_on <= day and (one.to_on is None or one.to_on >= day)), None)

    def tables_of(self, word: str, site_id: int) -> tuple[str, ...]:
        """The tables a word means: one label, or a range within one area (A1-A4). Empty when there are none such."""
        of_area = self.tables.get(site_id, ())
        exact = next((label for labels in of_area for label in labels if label.lower() == word.lower()), None)
        if exact is not None:
            return (exact,)
        span = _RANGE.fullmatch(word)
        for labels in of_area if span else ():
            lower = [label.lower() for label in labels]
            if span and span[1].lower() in lower and span[2].lower() in lower:
                first, last = sorted((lower.index(span[1].lower()), lower.index(span[2].lower())))
                return tuple(labels[first : last + 1])
        return ()

    def table_words(self, text: str, site_id: int) -> list[str]:
        """The words of a cell of tables: parted by commas, and by spaces where no label holds one."""
        return [part for word in words(text) for part in ([word] if self.tables_of(word, site_id) else word.split())]


def words(text: str) -> list[str]:
    """What a cell lists, parted by commas of either language."""
    return [word for word in _LIST.split(text.strip()) if word]
