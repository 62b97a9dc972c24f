"""Sentences in the reader's language for code that runs without the web: one small reader of the PO catalogue."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("en", "zh")
CATALOGUES = Path(__file__).parent.parent / "translations"
_ENTRY = re.compile(r'^(msgid|msgstr)\s+(".*")$|^(".*")$')


def say(sentence: str, language: str, figures: Mapping[str, object]) -> str:
    """The sentence in `language` with its %(name)s figures filled in; English when there is no translation."""
    return (catalogue(language).get(sentence) or sentence) % figures


def pick_language(asked: str | None, environment: Mapping[str, str]) -> str:
    """zh or en: what was asked for, then LANG, then English."""
    for wish in (asked, environment.get("LANG")):
        if wish and wish[:2].lower() in LANGUAGES:
            return wish[:2].lower()
    return "en"


@lru_cache(maxsize=8)
def catalogue(language: str) -> dict[str, str]:
    """{English sentence: sentence} of all files of a language."""
    found: dict[str, str] = {}
    for path in sorted((CATALOGUES / language).glob("*.po")) if language != "en" else ():
        found |= _read_catalogue(path.read_text(encoding="utf-8"))
    return found


def _read_catalogue(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    parts = {"msgid": "", "msgstr": ""}
    current = ""
    for line in [*text.splitlines(), ""]:
        entry = _ENTRY.match(line.strip())
        if entry is None:
            if parts["msgid"] and parts["msgstr"]:
                found[parts["msgid"]] = parts["msgstr"]
            parts = {"msgid": "", "msgstr": ""}
        elif entry[1]:
            if entry[1] == "msgid" and parts["msgid"]:
                found[parts["msgid"]] = parts["msgstr"]
                parts = {"msgid": "", "msgstr": ""}
            current = entry[1]
            parts[current] = ast.literal_eval(entry[2])
        else:
            parts[current] += ast.literal_eval(entry[3])
    return found
