"""What follows from a score: who may be rated at all, the band, the coefficient in three steps, what guests say of the team; with reasons.

Pure. Rates are exact fractions 0..1; a coefficient is percent (90, 100, 110). No sum of money appears anywhere.
Source: docs/decisions.md, Schemes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from inspector.appraisals.appraising import LEAST_VISITS, Scored
from inspector.appraisals.scheme_rules import OPINIONS, WHOLE, Rules
from inspector.measurement import edges
from inspector.measurement.intervals import Interval

LESS, USUAL, MORE = 90, 100, 110
MOST_ADJUSTMENT = 5  # points of percent
READ_WITHIN = timedelta(days=7)  # after beginning in a position, to read its scheme
# What keeps a person from a coefficient: those who have no score at all, those whose score is for learning, those who stay at 1.0.
NO_SCORE = ("under_18", "no_agreement")
NO_COEFFICIENT = (*NO_SCORE, "learning", "hourly", "no_scheme")
NEUTRAL = ("newcomer", "scheme_unread")
BAND_NAMES = ("A", "B", "C", "D")


@dataclass(frozen=True, slots=True)
class Person:
    """What decides whether a person may be rated. joined_on: the company, began_on: the position; read_on: of the scheme's receipt."""

    contract: str
    is_minor: bool
    has_agreement: bool
    is_franchise: bool
    joined_on: date
    began_on: date
    read_on: date | None
    has_scheme: bool


@dataclass(frozen=True, slots=True)
class History:
    """What came before and beside. was_below: the period before ended surely under the target. coached_on: days of coaching.

    upheld_on, red_lines_open: red lines of the period. previous_first_on: the first day of the period before.
    """

    was_below: bool = False
    coached_on: tuple[date, ...] = ()
    upheld_on: tuple[date, ...] = ()
    red_lines_open: int = 0
    previous_first_on: date = date.min


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in the order in which it was weighed. code: a key of the words; values fill its sentence."""

    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes out. band None: not rated. edge_bands: those within one answer of an edge, best first; empty where none is near.

    coefficient None: none may be applied. code: for payroll, the reason that decided.
    """

    rate: Fraction | None
    interval: Interval | None
    band: str | None
    standing: str
    is_near_edge: bool
    coefficient: int | None
    reasons: tuple[Reason, ...]
    edge_bands: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The reason that decided, for the payroll file."""
        return self.reasons[-1].code


def guard_of(person: Person, first: date, last: date, newcomer_days: int) -> str | None:
    """What keeps a person from being rated in a period, None for nothing. The gravest reason is named."""
    checks = (
        ("under_18", person.is_minor),
        ("no_agreement", (person.contract in ("dispatched", "outsourced") or person.is_franchise) and not person.has_agreement),
        ("learning", person.contract in ("intern", "apprentice")),
        ("hourly", person.contract == "hourly"),
        ("no_scheme", not person.has_scheme),
        ("newcomer", person.joined_on + timedelta(days=newcomer_days) > last),
        ("scheme_unread", person.read_on is None or person.read_on > max(first, person.began_on + READ_WITHIN)),
    )
    return next((code for code, holds in checks if holds), None)


def decide(
    rules: Rules, scored: Scored, guard: str | None, lacks: Sequence[str], history: History, adjustment: int = 0
) -> Outcome:
    """The band and the coefficient of a period.

    lacks: what is missing of the least evidence, empty = enough. adjustment: approved points; they move the score and the band, never
    anybody under the target: that is judged on what was seen.
    """
    if guard in NO_SCORE:
        return Outcome(None, None, None, "not_enough", False, None, (Reason(guard),))
    rate = None if scored.rate is None else min(Fraction(1), max(Fraction(0), scored.rate + Fraction(adjustment, WHOLE)))
    given = (Reason("adjusted", {"points": f"{adjustment:+d}"}),) if adjustment and rate is not None else ()
    why = guard or _why_not_rated(rules, scored, lacks)
    if why is not None or rate is None:
        coefficient = None if why in NO_COEFFICIENT else USUAL
        return Outcome(rate, scored.interval, None, "not_enough", False, coefficient, (*given, Reason(why or "nothing_seen")))
    bands = bands_of(rules)
    standing = _standing(rules, scored.interval, rate)
    within = edges.bands_within(rate, 1, bands, scored.answer_weight)
    coefficient, reasons = _coefficient(standing, history)
    return Outcome(
        rate, scored.interval, edges.band_of(rate, bands), standing, len(within) > 1, coefficient, (*given, *reasons),
        within if len(within) > 1 else (),
    )  # fmt: skip


def bands_of(rules: Rules) -> tuple[tuple[str, Fraction], ...]:
    """The bands of a scheme: A from excellent, B from the target, C from 15 points under it, D below."""
    floors = (rules.excellent, rules.target, max(0, rules.target - 15), 0)
    return tuple((name, Fraction(least, WHOLE)) for name, least in zip(BAND_NAMES, floors, strict=True))


def multiplier(
    rules: Rules, mystery: tuple[Fraction, int] | None, survey: tuple[Fraction, int] | None
) -> tuple[Fraction, tuple[Reason, ...]]:
    """What a site's guests say of the team: 0.95-1.05, the same for everybody there, with its reasons.

    mystery: rate and visits of the rolling half year; survey: rate and answers. 9 visits count in full, 3-8 half, fewer not at all;
    a survey of at least 30 answers counts half.
    """
    voices: list[tuple[Fraction, Fraction, Reason]] = []
    if mystery is not None and mystery[1] >= 3:
        weight = Fraction(1) if mystery[1] >= LEAST_VISITS else Fraction(1, 2)
        voices.append((weight, mystery[0], Reason("mystery_counts", {"n": mystery[1], "rate": _shown(mystery[0])})))
    if survey is not None and survey[1] >= 30:
        voices.append((Fraction(1, 2), survey[0], Reason("survey_counts", {"n": survey[1], "rate": _shown(survey[0])})))
    weight = sum((one[0] for one in voices), Fraction(0))
    if not weight or not rules.span:
        return Fraction(1), (Reason("no_team_result"),)
    mean = sum((one[0] * one[1] for one in voices), Fraction(0)) / weight
    target = Fraction(rules.target, WHOLE)
    # From the target up to 100 and as far down, so that good and poor results move it alike.
    reach = max(Fraction(-1), min(Fraction(1), (mean - target) / (1 - target)))
    moved = reach * min(Fraction(1), weight) * Fraction(rules.span, WHOLE)
    return Fraction(round((1 + moved) * 1000), 1000), tuple(one[2] for one in voices)


def _why_not_rated(rules: Rules, scored: Scored, lacks: Sequence[str]) -> str | None:
    if scored.rate is None:
        return "only_opinion" if any(part.used is not None and part.key in OPINIONS for part in scored.parts) else "nothing_seen"
    if rules.rests_on_rounds and lacks:
        return "from_outside" if set(lacks) <= {"outside_share", "outsiders"} else "not_enough"
    return None


def _standing(rules: Rules, interval: Interval | None, rate: Fraction) -> str:
    """Where nothing was sampled, the figure itself is what is known."""
    known = interval or Interval(float(rate), float(rate))
    return edges.standing(known, Fraction(rules.target, WHOLE), Fraction(rules.excellent, WHOLE))


def _coefficient(standing: str, history: History) -> tuple[int, tuple[Reason, ...]]:
    is_below_twice = standing == "below" and history.was_below
    if is_below_twice or history.upheld_on:
        since = min(history.upheld_on) if history.upheld_on else history.previous_first_on
        cause = Reason("red_line") if history.upheld_on else Reason("below_twice")
        coached = [day for day in history.coached_on if day >= since]
        if coached:
            return LESS, (Reason("coached", {"day": min(coached).isoformat()}), cause)
        return USUAL, (cause, Reason("not_coached"))
    if standing == "below":
        return USUAL, (Reason("below_once"),)
    if standing == "above":
        return (USUAL, (Reason("above"), Reason("red_line_open"))) if history.red_lines_open else (MORE, (Reason("above"),))
    return USUAL, (Reason("met"),)


def _shown(rate: Fraction) -> str:
    return f"{float(rate * WHOLE):.1f}"
