"""What differs between two documents of a checklist, part by part, and whether it changes scores. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from inspector.checklists.editing import outline
from inspector.checklists.editing.outline import HEAD, Target
from inspector.checklists.keys import STORED_TYPES

LONGEST_LANGUAGE = 3
# What each key of the format bears on. A change of scores is said first and loudest.
SCORES, FOLLOW_UP, WORDS, ORDER = "scores", "follow_up", "words", "order"
_WORDS = frozenset(
    (
        "title", "intro", "ask", "guide", "script", "label", "reference", "notes", "minutes", "pack", "standards", "unit", "show",
        "multiline", "source",
    )
)
_FOLLOW_UP = frozenset(("rectify", "on_fail", "owner", "positions", "na_reason", "by"))
_DIMENSIONS = frozenset(("dimension", "factor", "qsc", "moment", "filled_by", "kind"))


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. how: added, removed, moved or changed. field: way inside the part, "" for the part as a whole.

    effect: scores, follow_up, words or order. before, after: values of the canonical form; None where there is none.
    """

    target: Target
    how: str
    effect: str
    field: str = ""
    before: Any = None
    after: Any = None


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Every difference, in the order of the new document; what was taken out stands last."""
    changes = list(fields(Target(HEAD), outline.part_of(old, Target(HEAD)), outline.part_of(new, Target(HEAD))))
    for kind, parts in (("section", lambda document: document["sections"]), ("item", lambda document: list(outline.items(document)))):
        before = {part["id"]: part for part in parts(old)}
        after = {part["id"]: part for part in parts(new)}
        for name, part in after.items():
            target = Target(kind, name)
            if name not in before:
                changes.append(Change(target, "added", _weight_of(part), after=part))
            else:
                changes += fields(target, _own(before[name], kind), _own(part, kind))
        gone = [name for name in before if name not in after]
        changes += [Change(Target(kind, name), "removed", _weight_of(before[name]), before=before[name]) for name in gone]
    return [*changes, *_moved(old, new)]


def is_scoring(changes: list[Change]) -> bool:
    """Whether any of the changes can give the same answers another score."""
    return any(change.effect == SCORES for change in changes)


def effect_of(field: str) -> str:
    """What a change of a field bears on. field: way inside its part."""
    words = [word for word in field.split(".") if not word.isdigit()]
    if any(word in _FOLLOW_UP for word in words) and "never" not in words:
        return FOLLOW_UP
    if any(word in _WORDS for word in words):
        return WORDS
    if any(word in _DIMENSIONS for word in words):
        return WORDS if words[0] in ("moment", "filled_by") else SCORES
    return SCORES


def fields(target: Target, old: Mapping[str, Any], new: Mapping[str, Any], way: str = "") -> Iterator[Change]:
    """Where two states of one part differ. way: of what is compared inside the part."""
    for key in dict.fromkeys((*new, *old)):
        before, after, here = old.get(key), new.get(key), f"{way}.{key}" if way else str(key)
        if before == after:
            continue
        if isinstance(before, Mapping) and isinstance(after, Mapping) and not _is_whole(key, before, after):
            yield from fields(target, before, after, here)
        else:
            yield Change(target, "changed", SCORES if "never" in (before, after) else effect_of(here), here, before, after)


def _moved(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """Questions that stand in another section score there; another order within the section is only an order."""
    homes = [{item["id"]: section["id"] for section in document["sections"] for item in section["items"]} for document in (old, new)]
    for name, home in homes[1].items():
        if name in homes[0] and homes[0][name] != home:
            yield Change(Target("item", name), "moved", SCORES, "section", homes[0][name], home)
    stayed = {name for name, home in homes[1].items() if homes[0].get(name) == home}
    before, after = ([item["id"] for item in outline.items(document) if item["id"] in stayed] for document in (old, new))
    if before != after:
        yield Change(Target(HEAD), "moved", ORDER, "order")


def _own(part: Mapping[str, Any], kind: str) -> dict[str, Any]:
    return {key: value for key, value in part.items() if kind == "item" or key != "items"}


def _weight_of(part: Mapping[str, Any]) -> str:
    """A question that is stored and not scored changes no score."""
    return WORDS if part.get("type") in STORED_TYPES else SCORES


def _is_whole(key: str, *values: Mapping[str, Any]) -> bool:
    """A condition and a text are read as one thing, not key by key."""
    return key in ("when", "applies") or _is_text(*values)


def _is_text(*values: Mapping[str, Any]) -> bool:
    return all(value and all(isinstance(one, str) and len(key) <= LONGEST_LANGUAGE for key, one in value.items()) for value in values)
