"""What became of each row of a workbook, and why, in the reader's language. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from inspector.checklists.exchange.sentences import SENTENCES
from inspector.checklists.faults import Fault
from inspector.checklists.wording import say

Kind = Literal["taken", "changed", "left"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is not as it was written. figures fill the placeholders of the sentence."""

    code: str
    figures: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, language: str = "en") -> str:
        """In zh or en; a fault or reason among the figures is quoted in the same language."""
        figures = {
            key: value.sentence(language) if isinstance(value, Fault | Reason) else value for key, value in self.figures.items()
        }
        return say(SENTENCES[self.code], language, figures)


class Unreadable(Exception):
    """The file gives no checklist at all. reasons: a sentence for each thing to put right; rows may be named in them."""

    def __init__(self, code: str, **figures: object) -> None:
        super().__init__(code)
        self.reason = Reason(code, figures)
        self.fates: tuple[Fate, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A row as the spreadsheet counts it, from 1, on a sheet of this name ("" in a file without sheets)."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Fate:
    """taken: as it was written. changed: taken, but not all of it or not as written. left: not understood, left out.

    text: what the row says, shortened, so that a person finds it again. part: section, question, option or other.
    """

    place: Place
    kind: Kind
    text: str
    part: str
    reasons: tuple[Reason | Fault, ...]


@dataclass(slots=True)
class _Entry:
    text: str
    part: str
    kind: Kind = "taken"
    reasons: list[Reason | Fault] = field(default_factory=list)


class Ledger:
    """The fates of all rows, gathered while they are read. A fate only ever grows worse."""

    LONGEST_TEXT = 80

    def __init__(self) -> None:
        self._entries: dict[Place, _Entry] = {}
        self.notes: list[Reason] = []

    def row(self, place: Place, text: str, part: str = "question") -> None:
        """Enter a row that will be taken unless something is said against it."""
        shown = " ".join(text.split())
        short = shown if len(shown) <= self.LONGEST_TEXT else shown[: self.LONGEST_TEXT - 1] + "…"
        self._entries.setdefault(place, _Entry(short, part))

    def changed(self, place: Place, reason: Reason | Fault) -> None:
        """A row is taken, though not as it was written."""
        self._worse(place, "changed", reason)

    def left(self, place: Place, reason: Reason | Fault) -> None:
        """A row is left out."""
        self._worse(place, "left", reason)

    def note(self, code: str, **figures: object) -> None:
        """Something about the file as a whole."""
        reason = Reason(code, figures)
        if reason not in self.notes:
            self.notes.append(reason)

    def fates(self) -> tuple[Fate, ...]:
        """In the order of the sheets and rows."""
        order: dict[str, int] = {}
        for place in self._entries:
            order.setdefault(place.sheet, len(order))
        places = sorted(self._entries, key=lambda place: (order[place.sheet], place.row))
        return tuple(self._fate(place) for place in places)

    def _fate(self, place: Place) -> Fate:
        entry = self._entries[place]
        return Fate(place, entry.kind, entry.text, entry.part, tuple(entry.reasons))

    def _worse(self, place: Place, kind: Kind, reason: Reason | Fault) -> None:
        entry = self._entries.setdefault(place, _Entry("", "other"))
        entry.kind = "left" if "left" in (kind, entry.kind) else "changed"
        if reason not in entry.reasons:
            entry.reasons.append(reason)


def count(fates: tuple[Fate, ...], kind: Kind) -> int:
    """How many rows have this fate."""
    return sum(fate.kind == kind for fate in fates)


@dataclass(frozen=True, slots=True)
class Run:
    """Rows of one sheet that follow each other with the same reasons; `first` and `last` are rows, `text` is the first row's."""

    sheet: str
    first: int
    last: int
    text: str
    reasons: tuple[Reason | Fault, ...]


def runs(fates: Iterable[Fate], kind: Kind) -> list[Run]:
    """The fates of a kind, rows that follow each other with the same reasons taken together, so that a hundred like rows are read once."""
    found: list[Run] = []
    before: Fate | None = None
    for fate in fates:
        if fate.kind == kind:
            if before and (before.kind, before.place.sheet, before.reasons) == (kind, fate.place.sheet, fate.reasons):
                found[-1] = replace(found[-1], last=fate.place.row)
            else:
                found.append(Run(fate.place.sheet, fate.place.row, fate.place.row, fate.text, fate.reasons))
        before = fate
    return found
