"""What a practice of several inspectors on the same cases shows: how far they agree, and who saw it more strictly than the others.

Percent and kappa stand together always: percent alone flatters. Source: docs/decisions.md, Fair measurement; measurement/agreement.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from inspector.measurement.agreement import Agreement, Rating, agreement

PASS, FAIL = "pass", "fail"


@dataclass(frozen=True, slots=True)
class Judge:
    """One inspector beside the others.

    compared: cases on which most of the others said one thing; with_most: of those, said the same. stricter: failed what most passed;
    more_lenient: passed what most failed.
    """

    rater: Hashable
    compared: int
    with_most: int
    stricter: int
    more_lenient: int


@dataclass(frozen=True, slots=True)
class Result:
    """A practice.

    kappa: Cohen's of two, Fleiss' of more where nobody left a gap, else None; alpha takes gaps. split: cases not all agree on.
    """

    agreement: Agreement
    kappa: float | None
    judges: tuple[Judge, ...]
    split: tuple[Hashable, ...]


def result(said: Mapping[Hashable, Mapping[Hashable, str]]) -> Result:
    """Measure a practice. said: {case: {rater: pass, fail or another word}}; who did not judge a case is not in it."""
    found = agreement(Rating(case, rater, value) for case, values in said.items() for rater, value in values.items())
    raters = sorted({rater for values in said.values() for rater in values}, key=str)
    split = tuple(case for case, values in said.items() if len(set(values.values())) > 1)
    judges = tuple(_judge(rater, said) for rater in raters)
    return Result(found, found.cohen_kappa if len(raters) == 2 else found.fleiss_kappa, judges, split)


def _judge(rater: Hashable, said: Mapping[Hashable, Mapping[Hashable, str]]) -> Judge:
    pairs: list[tuple[str, str]] = []
    for values in said.values():
        most = _most(value for other, value in values.items() if other != rater)
        if rater in values and most is not None:
            pairs.append((values[rater], most))
    return Judge(
        rater, len(pairs), _count(pairs, lambda own, most: own == most),
        _count(pairs, lambda own, most: own == FAIL and most == PASS), _count(pairs, lambda own, most: own == PASS and most == FAIL),
    )  # fmt: skip


def _most(values: Iterable[str]) -> str | None:
    """What more than half said; None where nobody or no half agrees."""
    counts = Counter(values)
    value, count = counts.most_common(1)[0] if counts else ("", 0)
    return value if count * 2 > counts.total() else None


def _count(pairs: Sequence[tuple[str, str]], is_so: Callable[[str, str], bool]) -> int:
    return sum(1 for own, most in pairs if is_so(own, most))
