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
from inspector.scoring.values import Faulty, read_value

THOUSANDTHS = 1000  # points are written with at most three decimals
SMALL_COUNTS = lcm(*range(1, 13))  # k of n with n up to 12 stays whole
REMEMBERED = 512  # outcomes kept per item


class Outcome(NamedTuple):
    """What one answer came to. Points in units of the plan; is_counted: it takes part in the sums."""

    state: str
    value: Any
    earned: Figure
    possible: Figure
    is_failed: bool
    is_counted: bool


@dataclass(slots=True)
class ItemPlan:
    item: Item
    id: str
    is_scored: bool
    is_bonus: bool
    is_all_of: bool
    needs_answer: bool  # listed as missing under `block`
    possible: Figure
    dimension: str | None
    factor: str | None
    critical: str
    unanswered: Outcome
    na: Outcome
    unseen: Outcome
    answered: Callable[[Any], Outcome]  # raises Faulty
    members: tuple[int, ...] = ()  # places of the members in the section


@dataclass(slots=True)
class SectionPlan:
    section: Section
    id: str
    repeat: str | None
    items: tuple[ItemPlan, ...]
    all_ofs: tuple[int, ...]
    weight: Figure
    by_failures: tuple[Fraction, ...]  # shares of 1


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
    places = {item.id: place for place, item in enumerate(section.items)}
    items = tuple(_item(item, item.id in members, scoring, unit, places) for item in section.items)
    return SectionPlan(
        section=section,
        id=section.id,
        repeat=section.repeat,
        items=items,
        all_ofs=tuple(place for place, item in enumerate(items) if item.is_all_of),
        weight=lean(section.weight),
        by_failures=tuple(share / 100 for share in section.by_failures),
    )


def _item(item: Item, is_member: bool, scoring: Scoring, unit: int, places: dict[str, int]) -> ItemPlan:
    possible = lean(possible_points(item) * unit)
    worth = None if is_member else possible  # a member earns nothing itself
    unanswered = _by_policy("unanswered", scoring.unanswered if item.required else "exclude", item, worth)
    na = _by_policy("na", item.na or scoring.na, item, worth, unanswered)
    if item.na_score is not None and item.is_scored and not item.bonus and worth is not None:
        na = Outcome("na", None, lean(item.na_score * unit), worth, False, True)
    unseen = _by_policy("unseen", item.unseen or scoring.unseen, item, worth, unanswered)
    return ItemPlan(
        item=item,
        id=item.id,
        is_scored=item.is_scored,
        is_bonus=item.bonus,
        is_all_of=item.type == "all_of",
        needs_answer=item.required and scoring.unanswered == "block" and item.type != "instruction",
        possible=possible,
        dimension=item.dimension,
        factor=item.factor,
        critical=item.critical,
        unanswered=unanswered,
        na=na,
        unseen=unseen,
        answered=_answering(item, is_member, possible, unit, unseen),
        members=tuple(places[name] for name in item.members if name in places),
    )


def _by_policy(
    state: str, policy: str, item: Item, worth: Figure | None, unanswered: Outcome | None = None
) -> Outcome:
    if policy == "forbid" and unanswered is not None:
        return unanswered
    if worth is None or item.bonus or not item.is_scored or policy not in ("zero", "pass"):
        return Outcome(state, None, 0, 0, False, False)
    return Outcome(state, None, worth if policy == "pass" else 0, worth, False, True)


def _answering(item: Item, is_member: bool, possible: Figure, unit: int, unseen: Outcome) -> Callable[[Any], Outcome]:
    if not item.is_scored or item.type == "all_of":
        return lambda raw: Outcome("answered", read_value(item, raw), 0, 0, False, False)
    fails = failing(item, possible_points(item))
    counted = 0 if item.bonus or is_member else possible

    def outcome_of(raw: Any) -> Outcome:
        value = read_value(item, raw)
        if item.type == "k_of_n" and value[1] == 0:
            return unseen
        points = earned_points(item, value)
        if points is None:
            return Outcome("answered", value, 0, 0, fails(value, Fraction(0)), False)
        earned = 0 if is_member else lean(points * unit)
        return Outcome("answered", value, earned, counted, fails(value, points), True)

    return _remembering(outcome_of, by_count=item.type == "k_of_n")


def _remembering(outcome_of: Callable[[Any], Outcome], *, by_count: bool) -> Callable[[Any], Outcome]:
    # The same few answers come thousands of times; True is no key, for it would stand for 1.
    by_text = lru_cache(maxsize=REMEMBERED)(outcome_of)
    by_whole = lru_cache(maxsize=REMEMBERED)(outcome_of)
    of_counts = lru_cache(maxsize=REMEMBERED)(lambda k, n: outcome_of({"k": k, "n": n}))

    def answered(raw: Any) -> Outcome:
        kind = type(raw)
        if kind is str:
            return by_text(raw)
        if kind is int:
            return by_whole(raw)
        if by_count and kind is dict:
            k, n = raw.get("k"), raw.get("n")
            if type(k) is type(n) and type(k) in (str, int):
                return of_counts(k, n)
        return outcome_of(raw)

    return answered


__all__ = ["Faulty", "ItemPlan", "Outcome", "Plan", "SectionPlan", "plan_of"]
