"""The register of standards as it is looked through: what covers each standard, and what has no cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from inspector import clock
from inspector.checklists import own_standards, publishing, queries, standards
from inspector.checklists.definition import Item
from inspector.checklists.models import ChecklistRow, ChecklistVersion
from inspector.checklists.standards import Standard
from inspector.extensions import db


@dataclass(frozen=True, slots=True)
class Cover:
    """A question of a list in force that rests on a standard."""

    row: ChecklistRow
    version: ChecklistVersion
    item: Item


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the register is narrowed to; "" = all. cover: "" | none | some. text: part of the fact, the figure or the id."""

    industry: str = ""
    step: str = ""
    dimension: str = ""
    cover: str = ""
    text: str = ""


def everything() -> Mapping[str, Standard]:
    """Every standard that a question may cite: id -> Standard, in the order of the register, those of the house after them."""
    return {**standards.read(), **own_standards.read(clock.now().date())}


def cover() -> dict[str, list[Cover]]:
    """Standard id -> the questions that rest on it, of lists in use in their versions in force."""
    found: dict[str, list[Cover]] = {}
    for one in queries.listed():
        if one.row.retired_at is None:
            for item in one.checklist.items:
                for standard in item.standards:
                    found.setdefault(standard, []).append(Cover(one.row, one.version, item))
    return found


def is_missing(standard: Standard, covered: Mapping[str, Sequence[Cover]]) -> bool:
    """Whether a standard that could be inspected is asked about nowhere."""
    return not standard.is_reference and standard.id not in covered


def narrowed(wanted: Wanted, covered: Mapping[str, Sequence[Cover]]) -> list[Standard]:
    """The standards that are wanted, in the order of the register."""
    return [one for one in everything().values() if _is_wanted(one, wanted, covered)]


def steps(industry: str) -> list[str]:
    """The steps of one industry, of all with "", in the order of the register."""
    found = (one.process_step for one in everything().values() if industry in ("", one.industry))
    return list(dict.fromkeys(found))


def citing(standard_id: str) -> dict[int, tuple[str, ...]]:
    """Version id -> its scored questions that rest on a standard; of all versions ever published, for results over time."""
    statement = select(ChecklistVersion.id, ChecklistVersion.sha256)
    statement = statement.where(ChecklistVersion.document.contains(f'"{standard_id}"', autoescape=True))
    found = {}
    for version_id, sha256 in db.session.execute(statement):
        items = publishing.compiled(sha256).items
        cited = tuple(item.id for item in items if standard_id in item.standards and item.is_scored)
        if cited:
            found[version_id] = cited
    return found


def _is_wanted(standard: Standard, wanted: Wanted, covered: Mapping[str, Sequence[Cover]]) -> bool:
    if wanted.industry not in ("", standard.industry) or wanted.step not in ("", standard.process_step):
        return False
    if wanted.dimension and wanted.dimension not in standard.dimensions:
        return False
    if wanted.cover == "none" and not is_missing(standard, covered):
        return False
    if wanted.cover == "some" and standard.id not in covered:
        return False
    said = " ".join((standard.id, standard.fact["zh"], standard.fact["en"], standard.threshold)).casefold()
    return wanted.text.casefold() in said
