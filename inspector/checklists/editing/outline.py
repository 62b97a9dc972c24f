"""The parts of a draft and their order: what may be added, moved, copied and taken out. Pure: a document goes in, another comes out.

A draft is the canonical document of a checklist, perhaps unfinished. Its parts are the head (everything but the sections), a section
without its items, and an item; each is found by its id, so that what two people do to different parts never meets.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from inspector.checklists.canonical import canonical_text

Draft = dict[str, Any]
Part = dict[str, Any]

HEAD = "head"
MARK_DIGITS = 16


class Gone(LookupError):
    """The part is not in the draft any more."""


@dataclass(frozen=True, slots=True)
class Target:
    """One part: kind head, section or item, and its id ("" for the head)."""

    kind: str
    id: str = ""


def part_of(document: Mapping[str, Any], target: Target) -> Part:
    """A part by itself. Raises Gone."""
    if target.kind == HEAD:
        return {key: value for key, value in document.items() if key != "sections"}
    found = _find(document, target)
    return {key: value for key, value in found.items() if target.kind == "item" or key != "items"}


def with_part(document: Draft, target: Target, part: Part) -> Draft:
    """The draft with a part written anew; what lies below the part stays. Raises Gone."""
    changed = deepcopy(document)
    if target.kind == HEAD:
        return {**part, "sections": changed.get("sections", [])}
    found = _find(changed, target)
    below = found.get("items", []) if target.kind == "section" else None
    found.clear()
    found.update(part)
    if below is not None:
        found["items"] = below
    return changed


def mark(part: Mapping[str, Any]) -> str:
    """What a part looked like, in 16 digits: who saves it says from which state he began."""
    return hashlib.sha256(canonical_text(part).encode("utf-8", "surrogatepass")).hexdigest()[:MARK_DIGITS]


def begin(document: Mapping[str, Any]) -> Draft:
    """A draft of a document: every section and item has an id that no other has, so that each can be found."""
    draft = deepcopy(dict(document))
    draft["sections"] = [one for one in draft.get("sections", []) if isinstance(one, dict)]
    seen: set[str] = set()
    for section in draft["sections"]:
        section["id"] = _unless_taken(section.get("id"), "section", seen)
        section["items"] = [one for one in section.get("items", []) if isinstance(one, dict)]
    seen = set()
    for item in items(draft):
        item["id"] = _unless_taken(item.get("id"), "item", seen)
        item.setdefault("type", "verdict")
    return draft


def items(document: Mapping[str, Any]) -> Iterator[Part]:
    """All items in order."""
    return (item for section in document["sections"] for item in section["items"])


def add_section(document: Draft, kept: Collection[str] = ()) -> tuple[Draft, str]:
    """A new, empty section at the end, and its id. kept: ids of earlier versions, which stay theirs."""
    changed = deepcopy(document)
    taken = {section["id"] for section in changed["sections"]} | set(kept)
    fresh = _free("section", taken, len(changed["sections"]) + 1)
    changed["sections"].append({"id": fresh, "items": []})
    return changed, fresh


def add_item(document: Draft, section_id: str, kept: Collection[str] = ()) -> tuple[Draft, str]:
    """A new question at the end of a section, and its id. Raises Gone."""
    changed = deepcopy(document)
    section = _find(changed, Target("section", section_id))
    fresh = _free("item", _item_ids(changed) | set(kept), sum(1 for _ in items(changed)) + 1)
    section["items"].append({"id": fresh, "type": "verdict"})
    return changed, fresh


def copy(document: Draft, target: Target, kept: Collection[str] = ()) -> tuple[Draft, str]:
    """A copy of an item or of a whole section right behind it, with ids of its own. Raises Gone."""
    changed = deepcopy(document)
    siblings, place = _place(changed, target)
    twin = deepcopy(siblings[place])
    taken = _item_ids(changed) | set(kept)
    if target.kind == "item":
        twin["id"] = _free(target.id, taken, 2)
    else:
        twin["id"] = _free(target.id, {section["id"] for section in changed["sections"]}, 2)
        renamed = {}
        for item in twin["items"]:
            renamed[item["id"]] = fresh = _free(item["id"], taken, 2)
            item["id"] = fresh
            taken.add(fresh)
        # The copy asks about its own questions, not about those of the section it came from.
        twin["items"] = [_renamed(item, renamed) for item in twin["items"]]
    siblings.insert(place + 1, twin)
    return changed, str(twin["id"])


def remove(document: Draft, target: Target) -> Draft:
    """The draft without an item or a section. Conditions that ask about it stay and are told by the check. Raises Gone."""
    changed = deepcopy(document)
    siblings, place = _place(changed, target)
    del siblings[place]
    return changed


def move(document: Draft, target: Target, before: str | None, section_id: str | None = None) -> Draft:
    """Put an item or a section in front of another of its kind, at the end with None. section_id: where an item goes. Raises Gone."""
    changed = deepcopy(document)
    siblings, place = _place(changed, target)
    moved = siblings.pop(place)
    goal = _find(changed, Target("section", section_id))["items"] if section_id is not None else siblings
    places = [one["id"] for one in goal]
    if before is not None and before not in places:
        raise Gone(before)
    goal.insert(len(goal) if before is None else places.index(before), moved)
    return changed


def step(document: Draft, target: Target, by: int) -> Draft:
    """One place up (-1) or down (1); an item at the edge of its section goes on into the next. At the very edge nothing changes."""
    siblings, place = _place(document, target)
    if 0 <= place + by < len(siblings):
        ids = [one["id"] for one in siblings]
        ids.insert(place + by, ids.pop(place))
        behind = ids[place + by + 1] if place + by + 1 < len(ids) else None
        return move(document, target, behind)
    if target.kind == "item":
        home = next(n for n, one in enumerate(document["sections"]) if one["items"] is siblings)
        if 0 <= home + by < len(document["sections"]):
            goal = document["sections"][home + by]
            first = goal["items"][0]["id"] if by > 0 and goal["items"] else None
            return move(document, target, first, goal["id"])
    return document


def rename(document: Draft, item_id: str, new_id: str) -> Draft:
    """Another id for an item, in its conditions and sums too. Raises Gone, and ValueError when the id is taken."""
    if new_id == item_id:
        return document
    if new_id in _item_ids(document):
        raise ValueError(new_id)
    changed = deepcopy(document)
    _find(changed, Target("item", item_id))["id"] = new_id
    for section in changed["sections"]:
        section["items"] = [_renamed(item, {item_id: new_id}) for item in section["items"]]
        if "when" in section:
            section["when"] = _renamed_condition(section["when"], {item_id: new_id})
    return changed


def _find(document: Mapping[str, Any], target: Target) -> Part:
    siblings, place = _place(document, target)
    found: Part = siblings[place]
    return found


def _place(document: Mapping[str, Any], target: Target) -> tuple[list[Part], int]:
    lists = [document["sections"]] if target.kind == "section" else [section["items"] for section in document["sections"]]
    for siblings in lists:
        for place, one in enumerate(siblings):
            if one["id"] == target.id:
                return siblings, place
    raise Gone(target.id)


def _item_ids(document: Mapping[str, Any]) -> set[str]:
    return {item["id"] for item in items(document)}


def _free(stem: str, taken: Collection[str], first: int) -> str:
    number = first
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def _unless_taken(wish: object, stem: str, seen: set[str]) -> str:
    own = wish if isinstance(wish, str) and wish else f"{stem}-{len(seen) + 1}"
    if own in seen:
        own = _free(own, seen, 2)
    seen.add(own)
    return own


def _renamed(item: Part, ids: Mapping[str, str]) -> Part:
    changed = dict(item)
    if "when" in changed:
        changed["when"] = _renamed_condition(changed["when"], ids)
    if changed.get("type") == "all_of" and "items" in changed:
        changed["items"] = [ids.get(one, one) for one in changed["items"]]
    return changed


def _renamed_condition(condition: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(condition, list):
        return [_renamed_condition(one, ids) for one in condition]
    if not isinstance(condition, dict):
        return condition
    return {
        key: ids.get(value, value) if key == "item" else _renamed_condition(value, ids) if key in ("all", "any", "not") else value
        for key, value in condition.items()
    }
