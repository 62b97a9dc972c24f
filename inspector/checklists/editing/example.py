"""The worked example of a draft: the real engine on made-up rounds, so that an author sees what his settings do before anybody is scored.

Pure: a checklist goes in, a few rounds and what each comes to come out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from inspector.checklists.definition import Bounds, Checklist, Item
from inspector.scoring.answers import check
from inspector.scoring.figures import decimal_of
from inspector.scoring.points import earned_points
from inspector.scoring.score import score

TENTH = 10
NEAR = Fraction(1, 1000)  # beside a bound that is itself left out
USUAL_OBSERVATIONS = 3


@dataclass(frozen=True, slots=True)
class Example:
    """One made-up round. code: best, one, tenth, half, critical, unseen, na; count: how many questions it is about."""

    code: str
    count: int
    score: str | None
    verdict: str | None
    grade: str | None


def examples(checklist: Checklist) -> list[Example]:
    """The rounds worth showing, in order; empty when nothing is scored."""
    scored = [item for item in checklist.items if item.is_scored and item.type != "all_of"]
    if not scored:
        return []
    plain = [item for item in scored if item.critical == "none" and not item.bonus] or scored
    critical = [item for item in scored if item.critical not in ("none", "flag")]
    tenth = plain[: max(1, ceil(len(plain) / TENTH))]
    unseen = [item for item in tenth if item.unseen != "forbid"]
    rounds: list[tuple[str, list[Item], str]] = [
        ("best", [], "fail"),
        ("one", plain[:1], "fail"),
        ("tenth", tenth, "fail"),
        ("half", plain[: ceil(len(plain) / 2)], "fail"),
        ("critical", critical[:1], "fail"),
        ("unseen", unseen, "unseen"),
        ("na", tenth, "na"),
    ]
    return [
        _example(checklist, scored, code, {item.id for item in chosen}, state)
        for code, chosen, state in rounds
        if (chosen or code == "best") and not (code == "tenth" and len(chosen) == 1)
    ]


def _example(checklist: Checklist, scored: list[Item], code: str, chosen: set[str], state: str) -> Example:
    repeats = {section.id: section.repeat for section in checklist.sections}
    raw = [_answer(item, repeats[item.section], state if item.id in chosen else "pass") for item in scored]
    answers, _ = check(checklist, {"answers": raw})
    # What only some sites have is shown as if this one had it.
    found = score(checklist, answers, site_attributes=_attributes(checklist)).concluded()
    return Example(code, len(chosen), found["score"], found["verdict"], found["grade"])


def _attributes(checklist: Checklist) -> Iterator[str]:
    for applies in [section.applies for section in checklist.sections] + [item.applies for item in checklist.items]:
        if applies and applies.has:
            yield applies.has


def _answer(item: Item, repeat: str | None, wanted: str) -> dict[str, Any]:
    answer: dict[str, Any] = {"item": item.id, "state": "answered" if wanted in ("pass", "fail") else wanted}
    if repeat:
        answer["for"] = f"{repeat}:1"
    if wanted in ("pass", "fail"):
        answer["value"] = _VALUES[item.type](item, wanted == "pass")
    return answer


def _choice(item: Item, is_good: bool) -> str:
    options = [option for option in item.options if option.scored] or list(item.options)
    bad = [option for option in options if option.fails] or options
    return max(options, key=lambda option: option.points).id if is_good else min(bad, key=lambda option: option.points).id


def _choices(item: Item, is_good: bool) -> list[str]:
    if is_good:
        return [option.id for option in item.options if option.scored and option.points > 0]
    return [option.id for option in item.options if option.scored and option.fails][:1]


def _rating(item: Item, is_good: bool) -> int:
    highest = int(item.max or len(item.levels))
    if not item.levels or any(level.points is None for level in item.levels):
        return highest if is_good else 1
    ranked = sorted(item.levels, key=lambda level: level.points or 0)
    return ranked[-1].value if is_good else ranked[0].value


def _number(item: Item, is_good: bool) -> str:
    figures = [figure for band in item.bands for figure in _around(band.bounds)]
    figures += [figure for figure in (item.least, item.most) if figure is not None]
    beyond = (item.tolerance or Fraction(0)) + 1
    figures += [(item.least or 0) - beyond, (item.most or 0) + beyond]
    ranked = sorted(figures, key=lambda figure: earned_points(item, figure) or 0)
    return _decimal(ranked[-1] if is_good else ranked[0])


def _around(bounds: Bounds) -> Iterator[Fraction]:
    for bound, beside in ((bounds.from_, 0), (bounds.above, NEAR), (bounds.to, 0), (bounds.below, -NEAR)):
        if bound is not None:
            yield bound + beside


def _stopwatch(item: Item, is_good: bool) -> str:
    return _decimal((item.target_seconds if is_good else item.limit_seconds) or Fraction(0))


def _k_of_n(item: Item, is_good: bool) -> dict[str, int]:
    seen = item.needed or USUAL_OBSERVATIONS
    return {"k": seen if is_good else 0, "n": seen}


def _deduct(item: Item, is_good: bool) -> int:
    if is_good:
        return 0
    return ceil((item.points - item.floor) / item.each) if item.has_points else 1


def _decimal(figure: Fraction | int) -> str:
    written = str(figure) if Fraction(figure).denominator == 1 else f"{float(figure):.6f}".rstrip("0")
    return written if decimal_of(written) is not None else "0"


_VALUES: dict[str, Callable[[Item, bool], Any]] = {
    "verdict": lambda item, is_good: "pass" if is_good else "fail",
    "choice": _choice,
    "choices": _choices,
    "rating": _rating,
    "points": lambda item, is_good: _decimal(item.points if is_good else Fraction(0)),
    "number": _number,
    "stopwatch": _stopwatch,
    "k_of_n": _k_of_n,
    "deduct": _deduct,
}
