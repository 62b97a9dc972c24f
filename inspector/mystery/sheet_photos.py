"""The photos that a row of a list names: which they are, what is wrong with them, and how a report holds them. No database here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from inspector.checklists.definition import Item
from inspector.mystery import plain, rules
from inspector.mystery.sheet_columns import photo_name
from inspector.sites.import_judging import Finding
from inspector.sites.refusals import N_

BAD = {
    "wrong_type": N_("“%(text)s” is no photo that can be read. Send JPEG, PNG or WebP."),
    "too_large": N_("The photo “%(text)s” is larger than %(most)s MB."),
}
_PARTS = re.compile(r"[,，;；、\n]")


@dataclass(frozen=True, slots=True)
class Photos:
    """What came beside a list. kept: {name: (SHA-256, bytes)}; bad: {name: wrong_type or too_large}; is_packed: there may be some.

    largest_mb: that a photo may be.
    """

    kept: Mapping[str, tuple[str, int]]
    bad: Mapping[str, str]
    is_packed: bool
    largest_mb: int = 0


NO_PHOTOS = Photos({}, {}, is_packed=False)


def names_of(cell: str) -> list[str]:
    """The names in a cell, each once."""
    return list(dict.fromkeys(photo_name(one) for one in _PARTS.split(cell) if one.strip()))


def faults(names: list[str], item: Item | None, package: Photos, shown: Mapping[str, int]) -> list[Finding]:
    """What is wrong with the photos of a row. item: the question they answer; shown: {name: row} of the rows before."""
    most = min(rules.MOST_PHOTOS, item.photos_most or rules.MOST_PHOTOS) if item is not None else 0
    if not names:
        return []
    if item is None:
        return [("photos", N_("This form asks for no photo."), {})]
    if not package.is_packed:
        return [("photos", N_("Photos come with the list in one ZIP file. Pack list and photos together."), {})]
    if len(names) > most:
        return [("photos", N_("At most %(most)s photos."), {"most": most})]
    return [found for name in names if (found := _fault(name, package, shown)) is not None]


def attached(slot: str, item: Item, sha256: str, size_bytes: int) -> dict[str, object]:
    """A photo as a draft holds it; nobody knows when it was taken, its own word for it was taken out."""
    return {
        "slot": slot, "kind": "photo", "key": plain.key_of(item.id), "sha256": sha256, "bytes": size_bytes, "type": "image/jpeg",
        "taken_at": None, "original_sha256": None,
    }  # fmt: skip


def _fault(name: str, package: Photos, shown: Mapping[str, int]) -> Finding | None:
    if name in package.bad:
        return "photos", BAD[package.bad[name]], {"text": name, "most": package.largest_mb}
    if name not in package.kept:
        return "photos", N_("There is no photo “%(text)s” in the ZIP file."), {"text": name}
    return ("photos", N_("Row %(row)s has the same photo."), {"row": shown[name]}) if name in shown else None
