"""The headings and words that people write in a list of questions, in Chinese and English, and what they mean here. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from inspector.checklists.exchange import words
from inspector.checklists.exchange.flat import ITEM_COLUMNS, PATHS, TEXTS

_SUFFIX = re.compile(r"^(.*?)\s*(?:::\s*([^()（）]+?)\s*|[(（]\s*([^()（）]+?)\s*[)）])$")
_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*\Z", re.IGNORECASE)
FINES = re.compile(
    r"罚(?!分)|扣款|扣钱|扣工资|扣薪|扣奖金|\bfine[sd]?\b(?! dining)|\bpenalt(y|ies)\b"
    r"|\bdeductions? (of|from) (pay|wages?|salary|money)\b|\b(pay|wage|salary) deductions?\b", re.IGNORECASE,
)  # fmt: skip
MONEY_OF_PEOPLE = re.compile(
    r"罚款|罚金|扣款|扣工资|扣薪|扣奖金|(罚|扣)[^，。；,;\n]{0,6}\d+\s*元|\bfined\b|\bdeducted from (pay|wages?|salary)\b", re.IGNORECASE,
)  # fmt: skip
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z\u4e00-\u9fff]+)\Z", re.IGNORECASE)

_BY_WORD = {
    **dict.fromkeys(words.NUMBER, "number"), **dict.fromkeys(words.POINTS, "points"), **dict.fromkeys(words.GUIDE, "guide"),
    **dict.fromkeys(words.SECTION, "section"), **dict.fromkeys(words.SUBJECT, "subject"), **dict.fromkeys(words.QUESTION, "ask"),
    **dict.fromkeys(words.TO_FILL, "to_fill"), **words.OTHERS,
}  # fmt: skip
_OWN = {*ITEM_COLUMNS, *PATHS}  # what our own workbook writes goes before what the words mean elsewhere


@dataclass(slots=True)
class Headings:
    """Which column (from 0) holds what: key or key::language. unused: headings nobody knows, by column."""

    places: dict[str, int] = field(default_factory=dict)
    unused: dict[int, str] = field(default_factory=dict)
    to_fill: dict[int, str] = field(default_factory=dict)
    fine: str | None = None

    @property
    def is_list(self) -> bool:
        """Whether there is a column of questions, or something that may be one."""
        return any(key.partition("::")[0] in ("ask", "subject") for key in self.places) or {"section", "guide"} <= set(self.places)

    @property
    def known(self) -> int:
        """How many headings mean something."""
        return len(self.places) + len(self.to_fill)


def find(cells: Sequence[str], *, own: bool = False) -> Headings:
    """Recognise a row of headings. own: the sheet is one of ours, where each key stands for itself."""
    found = Headings()
    for place, written in enumerate(cells):
        if not written.strip():
            continue
        key = meaning(written, own=own)
        if FINES.search(written) and len(written) <= LONGEST_HEADING:
            found.fine = found.fine or " ".join(written.split())
        if key == "to_fill":
            found.to_fill[place] = " ".join(written.split())
        elif key is None or key in found.places:
            found.unused[place] = " ".join(written.split())
        else:
            found.places[key] = place
    return found


LONGEST_HEADING = 40


def meaning(written: str, *, own: bool = False) -> str | None:
    """What a heading means: a key, key::language, to_fill for what the paper leaves empty, or None."""
    plain = tidy(written)
    base, language = split_language(plain)
    own_key = base if base in _OWN or "." in base else None
    if own_key and (own or language or own_key not in _BY_WORD):
        return f"{own_key}::{language}" if language and own_key in TEXTS | {"notes"} else own_key
    key = _BY_WORD.get(plain) or _BY_WORD.get(base)
    if key in ("ask", "guide", "subject", "script", "section") and language:
        return f"{key}::{language}" if key != "section" else "section"
    return key


def tidy(written: str) -> str:
    """A heading or word without case, doubled spaces, line breaks and what is put behind it."""
    return re.sub(r"\s+", " ", written.replace("\u3000", " ")).strip(" *＊:：\t").strip().lower()


def split_language(plain: str) -> tuple[str, str]:
    """ "检查内容（英文）" and "ask::en" as their word and en; without a language the second is empty."""
    found = _SUFFIX.match(plain)
    if not found:
        return plain, ""
    said = (found[2] or found[3] or "").strip().lower()
    code = words.LANGUAGES.get(said, said)
    return (found[1].strip(), code) if _CODE.match(code) and len(code) <= 8 else (plain, "")


def type_of(written: str) -> str | None:
    """The kind of question of a word in either language."""
    plain = tidy(written).replace("／", "/")
    return words.TYPES.get(plain)


def duration_of(written: str) -> str | None:
    """24小时, 3 days or 48h as 24h, 3d, 48h; None for anything else."""
    found = _DURATION.match(tidy(written))
    unit = (words.UNITS.get(found[2])) if found else None
    return f"{found[1]}{unit}" if found and unit else None
