"""The vectors notice each of these mistakes: an engine that makes one fails at least one vector."""

# ruff: noqa: E501 - a line of the engine is quoted as it stands

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from inspector.checklists.canonical import from_document
from inspector.checklists.definition import Checklist
from tests.scoring.mutants import Mutant, engine_with, source
from tests.scoring.vectors import differences, vectors

MUTANTS = [
    Mutant("half rounds to even", "figures", "return (2 * over + under) // (2 * under)", "return round(Fraction(over, under))"),
    Mutant("half rounds down", "figures", "return (2 * over + under) // (2 * under)", "return -((under - 2 * over) // (2 * under))"),
    Mutant("truncates", "figures", "return (2 * over + under) // (2 * under)", "return over // under"),
    Mutant("points in two places", "figures", "POINT_PLACES = 3", "POINT_PLACES = 2"),
    Mutant("round_down rounds", "figures", "return Fraction(figure.numerator * unit // figure.denominator, unit)",
           "return Fraction(rounded(figure, places), unit)"),
    Mutant("scores from the shown percent", "verdicts", "else Fraction(total.percent) * scale / HUNDRED",
           "else Fraction(rounded(total.percent, scoring.decimals), 10**scoring.decimals) * scale / HUNDRED"),
    Mutant("cap before the scale", "verdicts", "score = min([score, *figures])", "score = min([score, *(f * scale / HUNDRED for f in figures)])"),
    Mutant("several caps: the highest", "verdicts", "score = min([score, *figures])", "score = min([score, *([max(figures)] if figures else [])])"),
    Mutant("cap undoes zero_total", "verdicts", "score = min([score, *figures])", "score = min(figures) if figures else score"),
    Mutant("cap ignored", "verdicts", "score = min([score, *figures])", "score = score"),
    Mutant("grade cap lifts", "verdicts", "return names[max([natural,", "return names[min([natural,"),
    Mutant("grade on the exact score", "verdicts", "score = Fraction(shown, 10**plan.scoring.decimals)",
           "score = Fraction(shown, 10**plan.scoring.decimals) - Fraction(1, 10**6)"),
    Mutant("unless counts too late", "verdicts", "if criticals >= grade.unless_criticals:", "if criticals > grade.unless_criticals:"),
    Mutant("unless counts all failures", "verdicts", 'criticals = sum(item.critical != "none" for item, _, _ in failed)', "criticals = len(failed)"),
    Mutant("any_item_above includes its bound", "verdicts", "outcome.possible - outcome.earned > most", "outcome.possible - outcome.earned >= most"),
    Mutant("criticals_to_fail off by one", "verdicts", "if fails >= scoring.criticals_to_fail", "if fails > scoring.criticals_to_fail"),
    Mutant("missing before criticals", "verdicts", 'return "fail", "criticals"', 'return (None if is_silent else "fail"), "criticals"'),
    Mutant("verdict although incomplete", "verdicts", "if is_silent:", "if False:"),
    Mutant("pass mark left out", "verdicts", '"pass" if shown >= scoring.pass_from', '"pass" if shown > scoring.pass_from'),
    Mutant("pass_to left out", "verdicts", "shown <= scoring.pass_to", "shown < scoring.pass_to"),
    Mutant("pass without an applicable critical", "verdicts", 'if any(outcome.is_counted and item.critical in ("fail", "zero_total")',
           'if any(item.critical in ("fail", "zero_total")'),
    Mutant("demerits below nothing applicable", "rollup", "if not any(total.is_counted for _, total in parts):", "if not parts:"),
    Mutant("losses without weights", "rollup", "section.weight * (total.possible - total.earned)", "(total.possible - total.earned)"),
    Mutant("not floored at 0", "rollup", "raised = max(percent, 0)", "raised = percent"),
    Mutant("bonus never capped", "rollup", "return min(raised, most) if scoring.cap_bonus else raised", "return raised"),
    Mutant("bonus always capped", "rollup", "return min(raised, most) if scoring.cap_bonus else raised", "return min(raised, most)"),
    Mutant("mean counts empty sections as 0", "rollup", "for percent, weight in percents if percent is not None]",
           "for percent, weight in ((p or 0, w) for p, w in percents)]"),
    Mutant("mean without weights", "figures", "* weight for figure, weight in weighted)", "for figure, weight in weighted)"),
    Mutant("weights only on earned", "rollup",
           "possible: Figure = sum(total.possible * (section.weight if weighted else 1)", "possible: Figure = sum(total.possible * (1)"),
    Mutant("points weighted too", "rollup", 'weighted = scoring.roll_up == "weighted_points"', 'weighted = scoring.roll_up != "mean"'),
    Mutant("blend ignores its weights", "rollup", "(groups[name].percent, weight) for name, weight", "(groups[name].percent, 1) for name, weight"),
    Mutant("pool for mean", "sections", 'if plan.scoring.repeat == "mean":', "if False:"),
    Mutant("mean for pool", "sections", 'if plan.scoring.repeat == "mean":', "if True:"),
    Mutant("mean of losses over everybody", "sections", "counted = sum(one.is_counted for one in instances)", "counted = 1"),
    Mutant("section clamped early", "sections", "return Total(earned, one.possible, percent_of", "earned = max(earned, 0)\n    return Total(earned, one.possible, percent_of"),
    Mutant("section capped early", "sections", "return Total(earned, one.possible, percent_of", "earned = min(earned, one.possible)\n    return Total(earned, one.possible, percent_of"),
    Mutant("zero_section takes the possible too", "sections",
           "return Total(earned, one.possible, percent_of(earned, one.possible, plan), one.counted > 0)",
           "gone = zeroing and one.is_zeroed\n    return Total(earned, 0 if gone else one.possible, percent_of(earned, 0 if gone else one.possible, plan), one.counted > 0)"),
    Mutant("zero_section ignored", "sections", "if zeroing and one.is_zeroed:", "if False:"),
    Mutant("zero_section at once", "sections", "if zeroing and one.is_zeroed:", "if one.is_zeroed:"),
    Mutant("zero_section keeps the bonus", "sections", "    earned += one.bonus\n", "    if not zeroing: earned += one.bonus\n    bonus = one.bonus if zeroing else 0\n    one = one\n    earned += 0\n"
           "    if zeroing and one.is_zeroed: return Total(bonus, one.possible, percent_of(bonus, one.possible, plan), True)\n    earned += bonus\n"),
    Mutant("by_failures runs out", "sections", "min(one.failures, len(shares) - 1)", "min(one.failures, len(shares)) - 1"),
    Mutant("by_failures swallows the bonus", "sections", "    earned += one.bonus\n", "    earned += 0 if section.by_failures else one.bonus\n"),
    Mutant("bonus in possible", "plan", "possible = 0 if item.bonus else self.possible", "possible = self.possible"),
    Mutant("na stays in the denominator", "plan", 'policy not in ("zero", "pass")', 'policy not in ("zero", "pass", "exclude")'),
    Mutant("pass earns nothing", "plan", 'self.possible if policy == "pass" else 0', "0"),
    Mutant("forbid is exclude", "plan", 'if policy == "forbid" and unanswered is not None:', "if False:"),
    Mutant("optional items scored as zero", "plan", 'scoring.unanswered if item.required else "exclude"', "scoring.unanswered"),
    Mutant("item policy ignored", "plan", "item.na or scoring.na", "scoring.na"),
    Mutant("na_score ignored", "plan", "if item.na_score is not None and rules.may_count:", "if False:"),
    Mutant("nothing seen is all seen", "plan", "return unseen\n", "return self.outcome('answered', value, self.possible, self.possible, is_counted=True)\n"),
    Mutant("members earn too", "plan", "self.possible: Figure = 0 if is_member else", "self.possible: Figure ="),
    Mutant("block lists optional items", "plan", "needs_answer=item.required and", "needs_answer="),
    Mutant("missing under every policy", "plan", 'and scoring.unanswered == "block" and', "and"),
    Mutant("all_of waits for nobody", "evaluation", 'if "unanswered" in states:', "if False:"),
    Mutant("all_of of nothing passes", "evaluation", 'return item.united["nothing"]', 'return item.united["pass"]'),
    Mutant("all_of looks at everybody", "evaluation", "(section.repeat is None or other == subject)", "True"),
    Mutant("declared subjects forgotten", "evaluation", "dict.fromkeys(answers.subjects.get(section.repeat, ()))", "{}"),
    Mutant("hidden items count", "evaluation", "if shown is not None:", "if False:"),
    Mutant("rating from 0", "points", "item.points * (value - 1) / (int(item.max or len(item.levels)) - 1)", "item.points * value / int(item.max or len(item.levels))"),
    Mutant("levels not scaled to the best", "points", "levels[value - 1] / max(levels)", "levels[value - 1] / 100"),
    Mutant("choices without a lid", "points", "return min(taken, possible_points(item))", "return taken"),
    Mutant("choices possible counts minus", "points", "if option.scored and option.points > 0)", "if option.scored)"),
    Mutant("choice possible is the first", "points", "max([ZERO, *(option.points for option in item.options if option.scored)])", "item.options[0].points"),
    Mutant("last band wins", "points", "for band in item.bands if band.bounds.holds(value)), ZERO)", "for band in reversed(item.bands) if band.bounds.holds(value)), ZERO)"),
    Mutant("no slope outside the range", "points", "return item.points * (1 - distance / item.tolerance)", "return ZERO"),
    Mutant("stopwatch without slope", "points", "item.points * (limit - value) / (limit - target)", "ZERO"),
    Mutant("k of n all or nothing", "points", "return item.points * Fraction(*value)", "return item.points * (value[0] // value[1])"),
    Mutant("deduct below its floor", "points", "max(item.points - loss, item.floor)", "item.points - loss"),
    Mutant("fails_at off by one", "failures", "bool(value <= item.fails_at)", "bool(value < item.fails_at)"),
    Mutant("fails_below includes its bound", "failures", "earned < below and", "earned <= below and"),
    Mutant("points fail at their share", "failures", "return lambda value, earned: earned < below * possible", "return lambda value, earned: earned <= below * possible"),
    Mutant("k of n never fails", "failures", "below = Fraction(1)", "below = Fraction(0)"),
    Mutant("limit itself is no failure", "failures", "value >= limit", "value > limit"),
    Mutant("bands never fail", "failures", "return band is None or band.points <= 0", "return band is None"),
    Mutant("no band is no failure", "failures", "return band is None or band.points <= 0", "return band is not None and band.points <= 0"),
    Mutant("a choice of 0 passes", "failures", "if option.scored and option.points <= 0}", "if option.scored and option.points < 0}"),
    Mutant("a choice fails besides fails: true", "failures", "    if not failed:\n        failed =", "    if True:\n        failed |="),
    Mutant("bonus makes findings", "failures", "if item.bonus or item.on_fail.never:", "if item.on_fail.never:"),
    Mutant("on_fail never makes findings", "failures", "if item.bonus or item.on_fail.never:", "if item.bonus:"),
    Mutant("completeness without na", "report", 'done = HUNDRED * (states["answered"] + states["na"])', 'done = HUNDRED * states["answered"]'),
    Mutant("completeness counts all_of", "plan", 'is_stated=item.is_scored and item.type != "all_of"', "is_stated=item.is_scored"),
    Mutant("dimensions without bonus", "report", "pool[0] += part.earned + part.bonus", "pool[0] += part.earned"),
    Mutant("observed adds up beyond the need", "score", "seen += min(outcome.value[1] if item.item.type == \"k_of_n\" else 1, wanted)", "seen += outcome.value[1]"),
    Mutant("observed just enough is not", "score", "observed < plan.scoring.observed_from", "observed <= plan.scoring.observed_from"),
    Mutant("not applicable is needed", "score", 'wanted is not None and outcome.state != "na"', "wanted is not None"),
    Mutant("steps not checked", "values", "if (value / item.step).denominator != 1:", "if False:"),
    Mutant("more done than seen", "values", 'return _whole(raw.get("k"), 0, n), n', 'return _whole(raw.get("k"), 0, None), n'),
    Mutant("an unscored option in company", "values", "if len(raw) > 1 and is_scored", "if False and is_scored"),
    Mutant("answered twice", "answers", 'return "duplicate" if', 'return None if'),
    Mutant("a table among the staff", "answers", 'return repeat is None or subject.startswith(repeat + ":")', "return True"),
]  # fmt: skip


@cache
def _cases() -> list[tuple[Checklist, dict[str, Any]]]:
    short_first = sorted((vector for vector in vectors() if "answers" in vector), key=lambda vector: len(str(vector)))
    return [(from_document(vector["checklist"]), vector) for vector in short_first]


def _is_noticed(mutant: Mutant | None) -> str | None:
    """The id of the first vector that fails, or of one on which the engine breaks."""
    check, score = engine_with(mutant)
    for checklist, vector in _cases():
        try:
            answers, faults = check(checklist, vector["answers"])
            found = score(checklist, answers).as_json()
        except Exception:  # a broken engine is noticed
            return str(vector["id"])
        if [fault.code for fault in faults] != vector.get("error", []) or differences(vector.get("expect", {}), found):
            return str(vector["id"])
    return None


def test_the_unchanged_engine_passes_every_vector():
    assert _is_noticed(None) is None


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])
def test_a_vector_notices(mutant: Mutant):
    assert mutant.old in source(mutant.module), "the mutant changes nothing: write it anew"
    assert mutant.old != mutant.new
    assert _is_noticed(mutant) is not None, "no vector noticed: write one that does"
