"""The device previews with the same rule: over random checklists its Score is the engine's, figure for figure.

A longer run: TWIN_CASES=50000 TWIN_SEED=7 pytest tests/scoring/test_twin.py
"""

import json
import os
from collections import Counter
from functools import cache

from tests.scoring import twin
from tests.scoring.generator import RULES, Case, case

CASES = int(os.environ.get("TWIN_CASES", "1500"))
FIRST_SEED = int(os.environ.get("TWIN_SEED", "1")) * 1_000_000
LEAST_OF_EACH = 20
SHOWN_DIFFERENCES = 12


@cache
def cases() -> list[Case]:
    return [case(FIRST_SEED + n) for n in range(CASES)]


def test_the_cases_exercise_every_rule_often_enough() -> None:
    seen = Counter(rule for one in cases() for rule in one.rules)
    assert {rule: seen[rule] for rule in RULES if seen[rule] < LEAST_OF_EACH} == {}
    assert set(seen) <= set(RULES)


def test_the_cases_are_checklists_that_could_be_published() -> None:
    refused = [one.seed for one in cases()[:300] if not twin.is_accepted(one.document)]
    assert refused == []


def test_the_device_comes_to_the_same_score_as_the_server() -> None:
    pairs = [(one.document, one.sheet) for one in cases()]
    differing = [pair for pair, is_different in zip(pairs, twin.differ(pairs), strict=True) if is_different]
    assert not differing, f"{len(differing)} of {CASES} differ; the smallest form of one:\n{_told(differing[0])}"


def _told(pair: twin.Pair) -> str:
    document, sheet = twin.smallest(pair, twin.differ)
    engine, device = twin.both(document, sheet)
    lines = list(twin.differences(engine, device))[:SHOWN_DIFFERENCES]
    written = [json.dumps(part, ensure_ascii=False) for part in (document, sheet)]
    return "\n".join([*lines, *written])
