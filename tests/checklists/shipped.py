"""The built-in lists as tests read them: each question with its list and section, texts in both languages, figures in words."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from inspector.checklists import library
from inspector.checklists.keys import ROUND_KINDS, STORED_TYPES

DATA = Path(__file__).parent / "data"  # coverage.json: rows by list
COVERAGE = json.loads((DATA / "coverage.json").read_text(encoding="utf-8"))
LANGUAGES = ("zh", "en")
LANGUAGE_NEUTRAL = {"°C", "%"}  # signs that read the same in every language
ZH_DIGITS = {sign: figure for figure, sign in enumerate("零一二三四五六七八九十")} | {"两": 2}
EN_NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


@dataclass(frozen=True)
class Asked:
    """One item with the list and the section it stands in."""

    list_id: str
    kind: str
    section: dict[str, Any]
    item: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.list_id}/{self.item['id']}"

    @property
    def is_judged(self) -> bool:
        """Whether the answer is a judgement and not a text, a photo or a time that is only kept."""
        return self.item["type"] not in STORED_TYPES

    @property
    def is_on_rounds(self) -> bool:
        """Whether staff are asked it on a round, and not a shopper, a guest or a person about the own month."""
        return self.kind in ROUND_KINDS

    @property
    def is_scored(self) -> bool:
        """Whether an answer can earn or lose points."""
        unscored = [not option.get("scored", True) for option in self.item.get("options", [])]
        return self.is_judged and self.item.get("points") != "0" and not (unscored and all(unscored))

    @property
    def on_fail(self) -> dict[str, Any]:
        """What a failure leads to; empty where nothing does."""
        on_fail = self.item.get("on_fail", "never")
        return on_fail if isinstance(on_fail, dict) else {}

    def of(self, key: str) -> Any:
        return self.item.get(key, self.section.get(key))


@cache
def lists() -> dict[str, dict[str, Any]]:
    found = {}
    for path in library.pack_files():
        checklist = library.read(path).checklist
        if checklist is not None:
            found[path.stem] = checklist.document
    return found


@cache
def asked() -> tuple[Asked, ...]:
    return tuple(
        Asked(document["id"], document["kind"], section, item)
        for document in lists().values()
        for section in document["sections"]
        for item in section["items"]
    )


def of_list(list_id: str) -> list[Asked]:
    return [one for one in asked() if one.list_id == list_id]


def cited(list_id: str) -> set[str]:
    return {standard for one in of_list(list_id) for standard in one.item.get("standards", [])}


def texts(value: Any) -> Iterator[dict[str, str]]:
    """Every text of a document: a mapping that holds a Chinese or an English sentence."""
    if isinstance(value, dict):
        if "und" in value:
            assert value["und"] in LANGUAGE_NEUTRAL, value
        elif "zh" in value or "en" in value:
            yield value
        else:
            for inner in value.values():
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def figures(text: str) -> set[str]:
    """The figures of a text: clock times whole, numbers otherwise; 两三 and "two or three" are 2 and 3."""
    text = re.sub("[零一二两三四五六七八九十]", lambda sign: f" {ZH_DIGITS[sign[0]]} ", text)
    text = re.sub("|".join(rf"\b{word}\b" for word in EN_NUMBERS), _digit, text, flags=re.IGNORECASE)
    return set(re.findall(r"\d+:\d\d|\d+", text))


def _digit(word: re.Match[str]) -> str:
    return str(EN_NUMBERS.index(word[0].lower()))


def said(one: Asked, language: str) -> set[str]:
    limits = " ".join(str(one.item[key]) for key in ("min", "max", "target", "limit") if key in one.item)
    return figures(" ".join((one.item["ask"][language], one.item["guide"][language], limits)))
