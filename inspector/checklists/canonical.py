"""The canonical document of a checklist: what is hashed, stored, exported and carried to devices."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from inspector.checklists.definition import (
    Applies,
    Band,
    Bounds,
    Checklist,
    Combined,
    Condition,
    Grade,
    Item,
    Leaf,
    Level,
    OnFail,
    Option,
    Rectify,
    Scoring,
    Section,
)

Document = Mapping[str, Any]

_BOUNDS = {"from_": "from", "above": "above", "to": "to", "below": "below"}


def canonical_text(document: Document) -> str:
    """The one text of a document: keys sorted, no spaces, nothing escaped that need not be."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def version_of(document: Document) -> str:
    """ "sha256:" and the hash of the canonical text in UTF-8."""
    return "sha256:" + hashlib.sha256(canonical_text(document).encode("utf-8")).hexdigest()


def from_document(document: Document) -> Checklist:
    """The checklist of a canonical document, with the defaults of the format filled in.

    The document is trusted: it was checked when it was read. Raises KeyError or ValueError when it was not.
    """
    return Checklist(
        id=document["id"],
        title=document["title"],
        kind=document.get("kind", "round"),
        pack=document.get("pack"),
        filled_by=document.get("filled_by"),
        minutes=_number(document, "minutes"),
        intro=document.get("intro", {}),
        scoring=_scoring(document.get("scoring", {})),
        rectify=_rectify(document.get("rectify", {})),
        sections=tuple(_section(section) for section in document["sections"]),
        document=document,
        version=version_of(document),
    )


def _number(table: Document, key: str) -> Fraction | None:
    return Fraction(table[key]) if key in table else None


def _scoring(table: Document) -> Scoring:
    return Scoring(
        roll_up=table.get("roll_up", "points"),
        na=table.get("na", "exclude"),
        unanswered=table.get("unanswered", "block"),
        unseen=table.get("unseen", "exclude"),
        observed_from=Fraction(table.get("observed_from", "70")),
        repeat=table.get("repeat", "pool"),
        decimals=int(table.get("decimals", "1")),
        scale=table.get("scale", "100"),
        start=_number(table, "start"),
        round_down=table.get("round_down", False),
        total={group: Fraction(weight) for group, weight in table.get("total", {}).items()},
        pass_from=_number(table, "pass_from"),
        pass_to=_number(table, "pass_to"),
        criticals_to_fail=int(table.get("criticals_to_fail", "1")),
        cap_bonus=table.get("cap_bonus", True),
        show=table.get("show", "after"),
        grades=tuple(_grade(grade) for grade in table.get("grades", ())),
    )


def _grade(table: Document) -> Grade:
    unless = table.get("unless", {})
    return Grade(
        grade=table["grade"],
        title=table.get("title", {}),
        bounds=_bounds(table),
        unless_criticals=int(unless["criticals"]) if "criticals" in unless else None,
        unless_item_above=_number(unless, "any_item_above"),
    )


def _bounds(table: Document) -> Bounds:
    return Bounds(**{field: _number(table, key) for field, key in _BOUNDS.items()})


def _rectify(table: Document) -> Rectify:
    return Rectify(table.get("severity"), _number(table, "within"), table.get("owner"), table.get("action"))


def _section(table: Document) -> Section:
    return Section(
        id=table["id"],
        title=table.get("title", {}),
        dimension=table.get("dimension"),
        factor=table.get("factor"),
        repeat=table.get("repeat"),
        group=table.get("group"),
        weight=Fraction(table.get("weight", "1")),
        by_failures=tuple(Fraction(share) for share in table.get("by_failures", ())),
        when=condition_of(table["when"]) if "when" in table else None,
        applies=_applies(table),
        items=tuple(_item(item, table) for item in table["items"]),
    )


def _item(table: Document, section: Document) -> Item:
    kind = table["type"]
    observe = table.get("observe", "state")
    is_scored = kind in SCORED
    return Item(
        id=table["id"],
        type=kind,
        ask=table.get("ask", {}),
        section=section["id"],
        points=Fraction(table.get("points", "1")),
        has_points="points" in table,
        critical=table.get("critical", "none"),
        cap=table.get("cap"),
        bonus=table.get("bonus", False),
        required=table.get("required", is_scored),
        dimension=table.get("dimension", section.get("dimension")),
        factor=table.get("factor", section.get("factor")),
        qsc=table.get("qsc"),
        observe=observe,
        needed=int(table["needed"]) if "needed" in table else None,
        bulk=table.get("bulk", observe == "state") and observe == "state",
        owner=table.get("owner"),
        positions=tuple(table.get("positions", section.get("positions", ()))),
        moment=table.get("moment", False),
        subjective=table.get("subjective", False),
        standards=tuple(table.get("standards", ())),
        guide=table.get("guide", {}),
        script=table.get("script", {}),
        reference=table.get("reference"),
        notes=tuple(table.get("notes", ())),
        na=table.get("na"),
        na_reason=table.get("na_reason", "optional"),
        na_score=_number(table, "na_score"),
        unseen=table.get("unseen"),
        on_fail=_on_fail(table.get("on_fail", {})),
        when=condition_of(table["when"]) if "when" in table else None,
        applies=_applies(table),
        **_own_fields(kind, table),
    )


def _on_fail(table: Document | str) -> OnFail:
    if isinstance(table, str):
        return OnFail(None, "none", "none", None, never=True)
    rectify = _rectify(table["rectify"]) if "rectify" in table else None
    return OnFail(
        table.get("kind"), table.get("note", "optional"), table.get("photo", "optional"), rectify, never=False
    )


def _own_fields(kind: str, table: Document) -> dict[str, Any]:
    """The fields that only some types have."""
    fields: dict[str, Any] = {
        "fails_below": _number(table, "fails_below"),
        "possible": _number(table, "possible"),
        "tolerance": _number(table, "tolerance"),
        "target_seconds": _number(table, "target"),
        "limit_seconds": _number(table, "limit"),
        "options": _options(table.get("options", ())),
        "bands": tuple(Band(_bounds(band), Fraction(band["points"])) for band in table.get("bands", ())),
        "members": tuple(table.get("items", ())),
        "unit": table.get("unit"),
    }
    if kind == "rating":
        levels = tuple(
            Level(int(one["value"]), one.get("label", {}), _number(one, "points")) for one in table.get("levels", ())
        )
        fields |= {"levels": levels, "max": int(table["max"]) if "max" in table else len(levels)}
        fields["fails_at"] = int(table.get("fails_at", "1"))
    elif kind == "points":
        fields["step"] = Fraction(table.get("step", "1"))
    elif kind == "number":
        fields |= {"least": _number(table, "min"), "most": _number(table, "max")}
    elif kind == "deduct":
        fields |= {"each": Fraction(table["each"]), "floor": Fraction(table.get("floor", "0"))}
    elif kind == "text":
        fields |= {"multiline": table.get("multiline", False), "min_length": int(table.get("min_length", "0"))}
    elif kind == "photo":
        fields |= {
            "photos_least": int(table.get("min", "0")),
            "photos_most": int(table["max"]) if "max" in table else None,
            "source": table.get("source", "any"),
        }
    elif kind == "signature":
        fields["by"] = table.get("by", "subject")
    return fields


def _options(tables: Any) -> tuple[Option, ...]:
    # Options without any points anywhere only record what was seen, as if each said scored: false.
    has_points = any("points" in table for table in tables)
    return tuple(
        Option(
            id=table["id"],
            label=table.get("label", {}),
            points=Fraction(table.get("points", "0")),
            scored=table.get("scored", has_points),
            fails=table.get("fails"),
        )
        for table in tables
    )


def _applies(table: Document) -> Applies | None:
    if "applies" not in table:
        return None
    site = table["applies"]["site"]
    return Applies(site.get("has"), site.get("lacks"))


def condition_of(table: Document) -> Condition:
    """The condition of its canonical form."""
    for op in ("all", "any"):
        if op in table:
            return Combined(op, tuple(condition_of(part) for part in table[op]))
    if "not" in table:
        return Combined("not", (condition_of(table["not"]),))
    op = next(key for key in table if key not in ("item", "any_subject"))
    value = table[op]
    if isinstance(value, list):
        value = tuple(value)
    return Leaf(table["item"], op, "true" if value is True else value, table.get("any_subject", False))


SCORED = frozenset(
    ("verdict", "choice", "choices", "rating", "points", "number", "stopwatch", "k_of_n", "deduct", "all_of")
)
