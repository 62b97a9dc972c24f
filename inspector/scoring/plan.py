"""A checklist made ready for scoring: every policy, possible and label looked up once, points in whole units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Any, NamedTuple

from inspector.checklists.conditions import Rules
from inspector.checklists.definition import Checklist, Item, Scoring, Section
from inspector.scoring.failures import failing
from inspector.scoring.figures import Figure, lean
from inspector.scoring.points import earned_points, possible_points
from inspector.scoring.steps import item_step
from inspector.scoring.values import read_value

THOUSANDTHS = 1000  # points are written with at most three decimals
SMALL_COUNTS = lcm(*range(1, 13))  # k of n with n up to 12 stays whole
REMEMBERED = 512  # outcomes kept per item
MOST_REMEMBERED = 2000  # sums kept per plan


class Outcome(NamedTuple):
    """What one answer came to. Points in units of the plan; is_counted: it takes part in the sums.

    `step` is its step of the trace as JSON text, cut at the subject: written once, because it is needed most.
    """

    state: str
    value: Any
    earned: Figure
    possible: Figure
    is_failed: bool
    is_counted: bool
    step: tuple[str, str]
    unnamed_step: str


class Exact(NamedTuple):
    """Points, not rounded: as a figure and as it is written, "1" or "1/3"."""

    figure: Figure
    text: str


@dataclass(slots=True)
class ItemPlan:
    item: Item
    id: str
    is_scored: bool
    is_bonus: bool
    is_all_of: bool
    is_stated: bool  # its state counts for completeness
    needs_answer: bool  # listed as missing under `block`
    possible: Figure
    dimension: str | None
    factor: str | None
    critical: str
    unanswered: Outcome
    na: Outcome
    unseen: Outcome
    united: dict[str, Outcome]  # what an all_of comes to: pass, fail, or nothing when no member counts
    known: dict[str, Outcome]  # what the commonest answers come to
    answered: Callable[[Any], Outcome]  # raises Faulty
    members: frozenset[str]  # of an all_of


@dataclass(slots=True)
class SectionPlan:
    section: Section
    id: str
    repeat: str | None
    items: tuple[ItemPlan, ...]
    has_all_of: bool
    label: tuple[str | None, str | None] | None  # dimension and factor, where all scored items share them
    weight: Figure
    by_failures: tuple[Fraction, ...]  # shares of 1
    group: str | None


class Remembered:
    """What the same few outcomes came to before: most people of a round are told the same.

    Known by the identities of the outcomes, which are kept, so that no other can ever have the same. What is found is not to be changed.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, ...], tuple[list[Outcome], Any]] = {}

    def of(self, outcomes: list[Outcome], make: Callable[[], Any]) -> Any:
        """What `make` gives for these outcomes, in this order."""
        key = tuple(map(id, outcomes))
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            known = self._known[key] = (outcomes, make())
        return known[1]


@dataclass(slots=True)
class Plan:
    checklist: Checklist
    scoring: Scoring
    unit: int  # so many units are one point
    sections: tuple[SectionPlan, ...]
    items: dict[str, tuple[ItemPlan, SectionPlan]]
    rules: Rules
    is_losing: bool  # start or demerits: losses are counted
    has_needed: bool  # some event item wants a number of observations
    shown_points: dict[Figure, str] = field(default_factory=dict)
    exact_points: dict[Figure, Exact] = field(default_factory=dict)
    percents: dict[tuple[Figure, Figure], tuple[Figure, str]] = field(default_factory=dict)
    bands: dict[int, tuple[int, ...]] = field(default_factory=dict)
    sums: Remembered = field(default_factory=lambda: Remembered())
    subjects: Remembered = field(default_factory=lambda: Remembered())


_PLANS: dict[str, Plan] = {}
MOST_PLANS = 128


def plan_of(checklist: Checklist) -> Plan:
    """The plan of a checklist, made once per version."""
    plan = _PLANS.get(checklist.version)
    if plan is None:
        if len(_PLANS) >= MOST_PLANS:
            _PLANS.clear()
        plan = _PLANS[checklist.version] = _make(checklist)
    return plan


def _make(checklist: Checklist) -> Plan:
    unit = _unit(checklist)
    sections = tuple(_section(section, checklist.scoring, unit) for section in checklist.sections)
    return Plan(
        checklist=checklist,
        scoring=checklist.scoring,
        unit=unit,
        sections=sections,
        items={item.id: (item, section) for section in sections for item in section.items},
        rules=Rules(checklist),
        is_losing=checklist.scoring.start is not None or checklist.scoring.scale == "demerits",
        has_needed=any(item.needed is not None for item in checklist.items),
    )


def _unit(checklist: Checklist) -> int:
    parts = [THOUSANDTHS]
    for item in checklist.items:
        if item.type == "k_of_n":
            parts.append(SMALL_COUNTS)
        elif item.type == "rating":
            best = int(item.max or 2)
            parts += [earned_points(item, value).denominator for value in range(1, best + 1)]  # type: ignore[union-attr]
    return lcm(*parts)


def _section(section: Section, scoring: Scoring, unit: int) -> SectionPlan:
    members = {name for item in section.items for name in item.members}
    items = tuple(_item(item, item.id in members, scoring, unit) for item in section.items)
    labels = {(item.dimension, item.factor) for item in items if item.is_scored}
    return SectionPlan(
        section=section,
        id=section.id,
        repeat=section.repeat,
        items=items,
        has_all_of=any(item.is_all_of for item in items),
        label=labels.pop() if len(labels) == 1 else None,
        weight=lean(section.weight),
        by_failures=tuple(share / 100 for share in section.by_failures),
        group=section.group,
    )


def _item(item: Item, is_member: bool, scoring: Scoring, unit: int) -> ItemPlan:
    rules = _Rules(item, is_member, unit)
    unanswered = rules.by_policy("unanswered", scoring.unanswered if item.required else "exclude")
    na = rules.by_policy("na", item.na or scoring.na, unanswered)
    if item.na_score is not None and rules.may_count:
        na = rules.outcome("na", None, lean(item.na_score * unit), rules.possible, is_counted=True)
    unseen = rules.by_policy("unseen", item.unseen or scoring.unseen, unanswered)
    answered = rules.answering(unseen)
    return ItemPlan(
        item=item,
        id=item.id,
        is_scored=item.is_scored,
        is_bonus=item.bonus,
        is_all_of=item.type == "all_of",
        is_stated=item.is_scored and item.type != "all_of",
        needs_answer=item.required and scoring.unanswered == "block" and item.type != "instruction",
        possible=rules.possible,
        dimension=item.dimension,
        factor=item.factor,
        critical=item.critical,
        unanswered=unanswered,
        na=na,
        unseen=unseen,
        united=rules.united() if item.type == "all_of" else {},
        known={word: answered(word) for word in _common_answers(item)},
        answered=answered,
        members=frozenset(item.members),
    )


def _common_answers(item: Item) -> list[str]:
    if item.type == "verdict":
        return ["pass", "fail"]
    if item.type == "rating":
        return [str(value) for value in range(1, int(item.max or 0) + 1)]
    return [option.id for option in item.options] if item.type == "choice" else []


class _Rules:
    """What answers to one item come to."""

    def __init__(self, item: Item, is_member: bool, unit: int) -> None:
        self.item = item
        self.unit = unit
        self.is_member = is_member
        self.possible: Figure = 0 if is_member else lean(possible_points(item) * unit)
        self.may_count = item.is_scored and not item.bonus and not is_member  # a member earns nothing itself

    def outcome(
        self, state: str, value: Any, earned: Figure, possible: Figure, *, is_counted: bool, is_failed: bool = False
    ) -> Outcome:
        step = item_step(self.item.id, state, Fraction(earned) / self.unit, Fraction(possible) / self.unit)
        return Outcome(state, value, earned, possible, is_failed, is_counted, step, "null".join(step))

    def by_policy(self, state: str, policy: str, unanswered: Outcome | None = None) -> Outcome:
        if policy == "forbid" and unanswered is not None:
            return unanswered
        if not self.may_count or policy not in ("zero", "pass"):
            return self.outcome(state, None, 0, 0, is_counted=False)
        return self.outcome(state, None, self.possible if policy == "pass" else 0, self.possible, is_counted=True)

    def answering(self, unseen: Outcome) -> Callable[[Any], Outcome]:
        if not self.item.is_scored or self.item.type == "all_of":
            return lambda raw: self.outcome("answered", read_value(self.item, raw), 0, 0, is_counted=False)
        return _remembering(self._scored(unseen), by_count=self.item.type == "k_of_n")

    def united(self) -> dict[str, Outcome]:
        possible = 0 if self.item.bonus else self.possible
        return {
            "pass": self.outcome("answered", None, self.possible, possible, is_counted=True),
            "fail": self.outcome("answered", None, 0, possible, is_counted=True),
            "nothing": self.outcome("na", None, 0, 0, is_counted=False),
        }

    def _scored(self, unseen: Outcome) -> Callable[[Any], Outcome]:
        item = self.item
        fails = failing(item, possible_points(item))
        possible = 0 if item.bonus else self.possible

        def outcome_of(raw: Any) -> Outcome:
            value = read_value(item, raw)
            if item.type == "k_of_n" and value[1] == 0:
                return unseen
            points = earned_points(item, value)
            if points is None:
                is_failed = fails(value, Fraction(0))
                return self.outcome("answered", value, 0, 0, is_counted=False, is_failed=is_failed)
            earned = 0 if self.is_member else lean(points * self.unit)
            is_failed = fails(value, points)
            return self.outcome("answered", value, earned, possible, is_counted=True, is_failed=is_failed)

        return outcome_of


def _remembering(outcome_of: Callable[[Any], Outcome], *, by_count: bool) -> Callable[[Any], Outcome]:
    # The same few answers come thousands of times; True is no key, for it would stand for 1.
    by_text = lru_cache(maxsize=REMEMBERED)(outcome_of)
    by_whole = lru_cache(maxsize=REMEMBERED)(outcome_of)
    by_counts = lru_cache(maxsize=REMEMBERED, typed=True)(lambda k, n: outcome_of({"k": k, "n": n}))

    def answered(raw: Any) -> Outcome:
        kind = type(raw)
        if kind is str:
            return by_text(raw)
        if kind is int:
            return by_whole(raw)
        if by_count and kind is dict:
            k, n = raw.get("k"), raw.get("n")
            if type(k) in (str, int) and type(n) in (str, int):
                return by_counts(k, n)
        return outcome_of(raw)

    return answered
