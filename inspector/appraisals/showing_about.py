"""What My record and the manager's page show beside the figures: what would lift a band, conduct, objections, who looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from inspector.accounts.access import Actor
from inspector.appraisals import appeals, card_giving, evidence, ledger, looks, records, red_lines, showing_appeals
from inspector.appraisals.conduct_models import Card, RedLine
from inspector.appraisals.lifting import Lift, Loss, lift
from inspector.appraisals.looks import Look
from inspector.appraisals.showing import Lowered, Shown
from inspector.appraisals.summary import BANDS, Month
from inspector.checklists.definition import Item

MONTHS_OF_TREND = 6


@dataclass(frozen=True, slots=True)
class About:
    """Beside a person's month. steps: (question, times not met) of the lift; cards: those that stand, with their last day."""

    lift: Lift
    steps: Sequence[tuple[Item, int]]
    cards: Sequence[tuple[Card, date]]
    red_lines: Sequence[RedLine]
    appeals: Sequence[showing_appeals.Line]
    looks: Sequence[Look]
    trend: Sequence[tuple[date, Month]]
    now: datetime


def about(shown: Shown, reader: Actor, at: datetime) -> About:
    """Read what stands beside a month."""
    staff_id, groups = shown.staff.id, {f"{one.seen[0].checklist} {one.item.id}": one for one in shown.lowering}
    figures = shown.later or shown.month
    shares = (figures.rate or Fraction(0)) * figures.n
    found = lift(figures.n, shares, [_loss(key, one, shown) for key, one in groups.items()], BANDS)
    return About(
        lift=found, steps=[(groups[key].item, times) for key, times in found.steps],
        cards=card_giving.standing(staff_id, at.astimezone(shown.zone).date()), red_lines=red_lines.of_person(staff_id, shown.key),
        appeals=showing_appeals.lines(appeals.of_person(staff_id, shown.key), reader, at), looks=looks.of(staff_id, shown.key),
        trend=trend_of(staff_id), now=at,
    )  # fmt: skip


def trend_of(staff_id: int) -> list[tuple[date, Month]]:
    """The first days of the last months with evidence and what they came to, oldest first."""
    firsts = sorted(evidence.months_of(staff_id)[:MONTHS_OF_TREND])
    found = [(first, records.of_person(staff_id, f"{first:%Y-%m}")[0]) for first in firsts]
    return [(first, month) for first, month in found if month.n]


def _loss(key: str, group: Lowered, shown: Shown) -> Loss:
    lost = sum((ledger.weight_for(one.item, one.value) * (1 - one.earned / one.possible) for one in group.seen), Fraction(0))
    newest = max(
        (one for round_ in shown.rounds for one in round_.seen if one.counts and one.item.id == group.item.id), key=lambda one: one.at
    )
    return Loss(key, lost, len(group.seen), is_open=newest.is_failed)


