"""What a form of the editor says, as a part of the draft. Pure: (name, value) pairs go in, the canonical form of the part comes out.

The names of the fields are ways into the part (`on_fail.rectify.within`, `options.0.label.zh`), so that no field is known twice. What
cannot be read stays as it was typed: the check names it, and nothing is lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from inspector.checklists.editing import condition_form
from inspector.checklists.grammar import decimal_text, is_number, seconds_of
from inspector.checklists.keys import TYPE_KEYS, every_key

Pairs = Iterable[tuple[str, str]]

FLAGS = frozenset(
    ("bonus", "required", "bulk", "moment", "subjective", "multiline", "scored", "fails", "round_down", "cap_bonus", "any_subject")
)
DURATIONS = frozenset(("within", "target", "limit"))
LISTS = frozenset(("standards", "positions", "by_failures"))  # written in one line
# Words of both languages for the units of a duration.
UNITS = {"秒": "s", "秒钟": "s", "分": "m", "分钟": "m", "小时": "h", "时": "h", "天": "d", "日": "d", "sec": "s", "min": "m", "hours": "h",
         "hour": "h", "days": "d", "day": "d"}  # fmt: skip

_SPLIT = re.compile(r"[\s,;，；、]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z")
_FORMAT_KEYS = frozenset(every_key())
_OTHER_TYPES = frozenset(key for keys in TYPE_KEYS.values() for key in keys)


def read_head(pairs: Pairs, before: Mapping[str, Any]) -> dict[str, Any]:
    """The head of a checklist: title, kind, scoring and so on. before: the head as it stands, without sections."""
    part = _nested(pairs)
    part["id"] = before["id"]  # stable for ever; a copy gets another when it is made
    scoring = part.get("scoring")
    if scoring and isinstance(scoring.get("total"), list):
        scoring["total"] = {row.get("group", ""): row.get("weight", "") for row in scoring["total"] if isinstance(row, dict)}
    return _kept(before, part)


def read_section(pairs: Pairs, before: Mapping[str, Any], types: Mapping[str, str]) -> dict[str, Any]:
    """A section without its questions. before: the section as it stands. types: {id of a question: its type}."""
    return _kept(before, _asked_if(_nested(pairs), before, types))


def read_item(pairs: Pairs, before: Mapping[str, Any], types: Mapping[str, str]) -> dict[str, Any]:
    """A question. before: the question as it stands; when its type changed, keys that only other types have are left out.

    types: {id of a question: its type}, for what its condition compares.
    """
    part = _asked_if(_nested(pairs), before, types)
    part.setdefault("type", before["type"])
    if isinstance(part.get("on_fail"), dict) and part["on_fail"].pop("never", "") == "true":
        part["on_fail"] = "never"
    _number_rows(part)
    whole = _kept(before, part)
    own = TYPE_KEYS.get(whole["type"], {})
    return {key: value for key, value in whole.items() if key in own or key not in _OTHER_TYPES}


def _asked_if(part: dict[str, Any], before: Mapping[str, Any], types: Mapping[str, str]) -> dict[str, Any]:
    part["id"] = before["id"]
    if isinstance(part.get("when"), dict):
        condition = condition_form.read(part.pop("when"), types)
        if condition:
            part["when"] = condition
    return part


def _nested(pairs: Pairs) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name, value in pairs:
        here = tree
        *way, last = name.split(".")
        for word in way:
            below = here.setdefault(word, {})
            if not isinstance(below, dict):
                break
            here = below
        else:
            here[last] = value.replace("\r\n", "\n").strip()
    return {key: value for key, value in ((key, _value(key, inner)) for key, inner in tree.items()) if not _is_empty(value)}


def _value(key: str, inner: Any) -> Any:
    """The canonical form of what was typed under a key."""
    if key == "when":
        return inner  # read once the types of the questions asked about are known
    if isinstance(inner, dict):
        found = {word: _value(word if not word.isdigit() else key, value) for word, value in inner.items()}
        full = {word: value for word, value in found.items() if not _is_empty(value)}
        if inner and all(word.isdigit() for word in inner):
            return [full[word] for word in sorted(full, key=int)]
        return full
    if key in LISTS:
        return [_typed(key, one) for one in _SPLIT.split(inner) if one]
    return _typed(key, inner)


def _typed(key: str, written: str) -> Any:
    if key in FLAGS:
        return {"true": True, "false": False}.get(written, "")
    if key not in _FORMAT_KEYS and _LANGUAGE.match(key):
        return written
    plain = unicodedata.normalize("NFKC", written).strip()
    if key in DURATIONS:
        return _seconds(plain)
    return decimal_text(plain) if is_number(plain) and key not in ("id", "grade", "group") else plain


def _seconds(written: str) -> str:
    found = re.fullmatch(r"([0-9.]+)\s*([^\s0-9.]+)", written)
    short = f"{found[1]}{UNITS.get(found[2].lower(), found[2])}" if found else written
    return seconds_of(short) or written


def _number_rows(part: dict[str, Any]) -> None:
    """Levels count by their order; an option that nobody named gets the next free name."""
    for place, level in enumerate(part.get("levels", ())):
        if isinstance(level, dict):
            level["value"] = str(place + 1)
    taken = {one.get("id") for one in part.get("options", ()) if isinstance(one, dict)}
    for place, option in enumerate(part.get("options", ())):
        if isinstance(option, dict) and not option.get("id"):
            fresh = next(f"o{number}" for number in range(place + 1, place + 2 + len(taken)) if f"o{number}" not in taken)
            option["id"] = fresh
            taken.add(fresh)


def _is_empty(value: Any) -> bool:
    return value in ("", {}, [])


def _kept(before: Any, now: Any) -> Any:
    """What means the same as before stays word for word, so that looking at a part does not change it.

    A text that differs only by the white space around it, an empty list, a box that was off in writing.
    """
    if isinstance(before, str) and isinstance(now, str):
        return before if before.replace("\r\n", "\n").strip() == now else now
    if isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        return [_kept(old, new) for old, new in zip(before, now, strict=True)]
    if isinstance(before, Mapping) and isinstance(now, dict):
        stays = {key: value for key, value in before.items() if key not in now and value in ([], {}, False)}
        return {**stays, **{key: _kept(before.get(key), value) for key, value in now.items()}}
    return now
