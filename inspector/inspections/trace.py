"""The way from answers to a score, told so that a waiter can follow it: one line for each step, with the figures it used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inspector.checklists.definition import Checklist, Item, Section


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One question: what was said of whom, what it earned of what. note: why it earned that, as a code of the scoring."""

    item: Item
    subject: str | None
    state: str
    earned: str
    possible: str
    exact: str | None
    is_failed: bool

    @property
    def is_full(self) -> bool:
        """Whether nothing was lost and nothing left out, so that there is nothing to explain."""
        return self.earned == self.possible and self.possible != "0" and not self.is_failed


@dataclass(frozen=True, slots=True)
class SectionLines:
    """A section with its questions and its sum; percent None = nothing applicable."""

    section: Section
    items: tuple[ItemLine, ...]
    earned: str
    possible: str
    percent: str | None
    repeat: Mapping[str, Any] | None  # {"used": pool | mean, "pool", "mean"} where it repeats


@dataclass(frozen=True, slots=True)
class Story:
    """The whole way: sections, then the total, the red lines that took effect, and what was concluded."""

    sections: tuple[SectionLines, ...]
    groups: tuple[Mapping[str, Any], ...]
    total: Mapping[str, Any]
    criticals: tuple[tuple[Item, str | None, str, str | None], ...]  # (item, subject, rule, cap)
    observed: Mapping[str, Any] | None
    scale: Mapping[str, Any]
    verdict: Mapping[str, Any]
    grade: str | None


def tell(checklist: Checklist, steps: Sequence[Mapping[str, Any]], failures: Sequence[Sequence[str | None]]) -> Story:
    """Line the steps of a trace up as a story.

    steps: the trace of a Score. failures: [item, subject] pairs of the Score.
    """
    items = {item.id: item for item in checklist.items}
    failed = {(item, subject) for item, subject in failures}
    of_rule: dict[str, list[Mapping[str, Any]]] = {}
    for step in steps:
        of_rule.setdefault(step["rule"], []).append(step)
    criticals = [s for s in steps if s["rule"] in ("flag", "fail", "zero_section", "zero_total", "cap")]
    return Story(
        sections=tuple(
            _section(section, of_rule, items, failed) for section in checklist.sections if _has_step(section, of_rule)
        ),
        groups=tuple(of_rule.get("group", ())),
        total=of_rule["total"][0],
        criticals=tuple((items[s["item"]], s["for"], s["rule"], s.get("cap")) for s in criticals),
        observed=next(iter(of_rule.get("observed", ())), None),
        scale=of_rule["scale"][0],
        verdict=of_rule["verdict"][0],
        grade=next((s["grade"] for s in of_rule.get("grade", ())), None),
    )


def _has_step(section: Section, of_rule: Mapping[str, Sequence[Mapping[str, Any]]]) -> bool:
    return any(step["section"] == section.id for step in of_rule.get("section", ()))


def _section(
    section: Section,
    of_rule: Mapping[str, Sequence[Mapping[str, Any]]],
    items: Mapping[str, Item],
    failed: set[tuple[Any, Any]],
) -> SectionLines:
    own = {item.id for item in section.items}
    total = next(s for s in of_rule["section"] if s["section"] == section.id)
    lines = tuple(
        ItemLine(
            items[s["item"]], s["for"], s.get("state", "answered"), s["earned"], s["possible"], s.get("earned_exact"),
            (s["item"], s["for"]) in failed,
        )
        for s in of_rule.get("item", ())
        if s["item"] in own
    )  # fmt: skip
    repeat = next((s for s in of_rule.get("repeat", ()) if s["section"] == section.id), None)
    return SectionLines(section, lines, total["earned"], total["possible"], total["percent"], repeat)
