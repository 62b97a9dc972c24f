"""Which site needs a look from outside next, who should go and when: an explained score, a cap a day, inspectors in turn. Pure.

Source: practice 2, 3 and 7 (red lines, repeats, one external rater in 30 days, self-check gap). The score ranks sites for a visit and
nothing else: it stands on no person's record and on no month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

POINTS_OF_RED_LINE, MOST_OF_RED_LINES = 30, 60
POINTS_OF_REPEAT, MOST_OF_REPEATS = 6, 30
QUIET_DAYS = 7  # after a visit from outside
LONGEST_DAYS = 30  # without one: each store sees one external rater in this time
MOST_OF_DAYS, POINTS_OF_TOO_LONG = 23, 10
FEWEST_ROUNDS = 3  # of each kind, before a trend or a gap says anything
SLIGHT_FALL, POINTS_OF_FALL, MOST_OF_FALL = 1, 2, 20
SLIGHT_GAP, POINTS_OF_GAP, MOST_OF_GAP = 3, 2, 20
LEAST = 10  # with fewer points a site needs no visit out of turn


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What is known of a site. Means are percentages of rounds, None without any.

    open_red_lines: tasks at once that nobody has fixed; repeats: open tasks that failed again; days_since_outside: since the last round of
    somebody who does not work there, None = never; recent, before: external rounds of the last four weeks and of the four before;
    own, others: self-checks and other rounds of the last four weeks.
    """

    site_id: int
    open_red_lines: int = 0
    repeats: int = 0
    days_since_outside: int | None = None
    recent: Sequence[Fraction] = ()
    before: Sequence[Fraction] = ()
    own: Sequence[Fraction] = ()
    others: Sequence[Fraction] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a score. code: red_lines | repeats | days | too_long | never | fall | gap; amount: what was counted or measured."""

    code: str
    amount: Fraction
    points: int


@dataclass(frozen=True, slots=True)
class Risk:
    """Why a site needs a visit, heaviest reason first."""

    site_id: int
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        """The score: the sum of its reasons."""
        return sum(reason.points for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Load:
    """What is planned already. taken: {(account, day): visits}; last: {site: accounts who came from outside, newest first}."""

    taken: Mapping[tuple[int, date], int] = field(default_factory=dict)
    last: Mapping[int, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A visit to propose. is_same_again: nobody else may inspect this site than whoever came last."""

    risk: Risk
    account_id: int
    day: date
    is_same_again: bool


def risk(facts: SiteFacts) -> Risk:
    """Score a site; only reasons with points are told."""
    fall, gap = _difference(facts.before, facts.recent), _difference(facts.own, facts.others)
    found = [
        _counted("red_lines", facts.open_red_lines, POINTS_OF_RED_LINE, MOST_OF_RED_LINES),
        _counted("repeats", facts.repeats, POINTS_OF_REPEAT, MOST_OF_REPEATS),
        *_days(facts.days_since_outside),
        _measured("fall", fall, SLIGHT_FALL, POINTS_OF_FALL, MOST_OF_FALL),
        _measured("gap", gap, SLIGHT_GAP, POINTS_OF_GAP, MOST_OF_GAP),
    ]
    reasons = sorted((one for one in found if one.points > 0), key=lambda one: -one.points)
    return Risk(facts.site_id, tuple(reasons))


def ranked(sites: Sequence[SiteFacts]) -> list[Risk]:
    """The sites that need a visit, most urgent first; equal ones by id, so that the same facts give the same list."""
    return sorted((one for one in map(risk, sites) if one.points >= LEAST), key=lambda one: (-one.points, one.site_id))


def propose(
    risks: Sequence[Risk], inspectors: Mapping[int, Sequence[int]], days: Mapping[int, Sequence[date]], load: Load, most_a_day: int
) -> tuple[list[Proposal], list[Risk]]:
    """Give each site, in the order of its risk, the first day on which somebody is free: (proposals, sites for which nobody is).

    inspectors: {site: accounts that may}; days: {site: days on which it may be visited}, in order. Nobody has more than most_a_day visits
    on a day. Whoever came last does not come again while there is another; then who has not come for longest, then who has least to do.
    """
    taken = dict(load.taken)
    proposals, left = [], []
    for one in risks:
        choice = _choice(one.site_id, inspectors.get(one.site_id, ()), days.get(one.site_id, ()), taken, load.last, most_a_day)
        if choice is None:
            left.append(one)
            continue
        account_id, day = choice
        taken[account_id, day] = taken.get((account_id, day), 0) + 1
        proposals.append(Proposal(one, account_id, day, list(load.last.get(one.site_id, ())[:1]) == [account_id]))
    return proposals, left


def _choice(
    site_id: int, able: Sequence[int], days: Sequence[date], taken: Mapping[tuple[int, date], int], last: Mapping[int, Sequence[int]],
    most_a_day: int,
) -> tuple[int, date] | None:  # fmt: skip
    came = list(last.get(site_id, ()))
    others = [one for one in able if came[:1] != [one]]
    for day in days:
        free = [one for one in others or able if taken.get((one, day), 0) < most_a_day]
        if free:
            return min(free, key=lambda one: (-_turns_ago(one, came), _sum_of(one, taken), one)), day
    return None


def _turns_ago(account_id: int, came: Sequence[int]) -> int:
    """How many visits of the site lie after this person's last one; of who never came, more than all."""
    return came.index(account_id) if account_id in came else len(came)


def _sum_of(account_id: int, taken: Mapping[tuple[int, date], int]) -> int:
    return sum(count for (one, _day), count in taken.items() if one == account_id)


def _counted(code: str, count: int, each: int, most: int) -> Reason:
    return Reason(code, Fraction(count), min(most, each * count))


def _measured(code: str, amount: Fraction | None, slight: int, each: int, most: int) -> Reason:
    if amount is None or amount <= slight:
        return Reason(code, amount or Fraction(0), 0)
    return Reason(code, amount, min(most, int((amount - slight) * each) or 1))


def _days(days: int | None) -> list[Reason]:
    if days is None:
        return [Reason("never", Fraction(0), MOST_OF_DAYS + POINTS_OF_TOO_LONG)]
    points = max(0, min(MOST_OF_DAYS, days - QUIET_DAYS))
    if days > LONGEST_DAYS:
        return [Reason("too_long", Fraction(days), points + POINTS_OF_TOO_LONG)]
    return [Reason("days", Fraction(days), points)]


def _difference(higher: Sequence[Fraction], lower: Sequence[Fraction]) -> Fraction | None:
    """How much one mean lies above another; None while either rests on too few rounds."""
    if len(higher) < FEWEST_ROUNDS or len(lower) < FEWEST_ROUNDS:
        return None
    return Fraction(sum(higher), len(higher)) - Fraction(sum(lower), len(lower))
