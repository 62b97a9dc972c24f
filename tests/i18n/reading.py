"""Reads a page as a person does: every text on it and in the labels of its parts, with the language that each is marked with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

from tests.cast import NAME_OF_ALONE, PARTS, SITES

NAMES = Path(__file__).with_name("names.txt")
ENGLISH = re.compile(r"[A-Za-z]{2,}(?:'[a-z]+)?")
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
# Addresses, codes and what is written for programs are the same in every language.
CODES = re.compile(r"https?://\S+|/[a-z]\S*|\S+@\S+|\b(?=\w*\d)[\w-]+\b|\bS\d-[\w.-]+|%\(\w+\)s|\b[a-z]+:\d+|\b[A-Z0-9]{4}-[A-Z0-9]{4}\b|[\w-]+\.(?:yaml|yml|csv|xlsx|pdf|json)\b")
SILENT = {"script", "style", "code", "pre", "kbd", "svg", "template"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SPOKEN = {"aria-label", "aria-description", "alt", "title", "placeholder", "data-label", "aria-roledescription"}
INITIALS = {"".join(word[0] for word in part.name.split()) for part in PARTS.values()}
PLACES = {word for _code, name, _region, brand in SITES.values() for word in (name, brand)}
OF_CAST = INITIALS | PLACES | {word for part in PARTS.values() for word in part.name.split()}


class Reader(HTMLParser):
    """Collects (language, text) of a document."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._open: list[tuple[str, str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the language of an element and the labels it carries."""
        held = dict(attrs)
        above = self._open[-1] if self._open else ("", "", False)
        lang = (held.get("lang") or above[1]).partition("-")[0]
        if not above[2]:
            self.found += [(lang, value) for name, value in attrs if name in SPOKEN and value]
            if tag == "input" and held.get("type") in ("submit", "button") and held.get("value"):
                self.found.append((lang, str(held["value"])))
        if tag not in VOID:
            self._open.append((tag, lang, above[2] or tag in SILENT))

    def handle_endtag(self, tag: str) -> None:
        """Leave an element, and those inside it that close by themselves."""
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if data.strip() and self._open and not self._open[-1][2]:
            self.found.append((self._open[-1][1], data.strip()))


def foreign(page: str, language: str, people: Iterable[str] = ()) -> list[str]:
    """Texts of a page that are not in its language, but for names, codes and what is marked as of another language.

    people: further names of people, which may also stand there without their first sign.
    """
    reader = Reader()
    reader.feed(page)
    everybody = [*people, NAME_OF_ALONE, *(part.name for part in PARTS.values())]
    names = set(NAMES.read_text(encoding="utf-8").splitlines()) | OF_CAST | _called(everybody)
    return [text for lang, text in reader.found if lang == language and list(_strange(text, language, names))]


def languages(page: str) -> set[str]:
    """The languages that a page says it is written in, as a whole and in parts."""
    reader = Reader()
    reader.feed(page)
    return {lang for lang, _text in reader.found}


def _called(people: Iterable[str]) -> set[str]:
    return {name[at:] for name in people if CHINESE.match(name) for at in range(len(name))}


def _strange(text: str, language: str, names: set[str]) -> Iterator[str]:
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", " ", text)
    return (found[0] for found in (ENGLISH if language == "zh" else CHINESE).finditer(CODES.sub(" ", text)))
