"""What adjusting for inspectors gains, whether intervals hold what they promise, and what a large organisation costs.

    python -m tests.bench.fairness [ORGANISATIONS]

Makes 200 organisations by chance, in which inspectors see mostly their own sites, and compares what was measured with what made it:
the error of the raw and the adjusted figures of people, and how often 95 % intervals hold the truth (aim 93 to 97 %). Wilson's interval
is tried on answers that are alike within a round, with the likeness estimated as the app does it. Then the model alone with 10,000 staff,
500 inspectors and 200,000 rounds; the ratio is to adding up the same rounds by person in plain Python.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import defaultdict

import numpy as np

from inspector.measurement.intervals import Round, design_effect, likeness, wilson
from inspector.measurement.rounds import Rounds
from inspector.measurement.severity import Severity, estimate

HOLDS = (0.93, 0.97)  # aim for intervals of 95 %
SECONDS = 30.0  # aim for the large organisation
MEGABYTES = 500.0
Z = 1.959964


def main(organisations: int = 200) -> int:
    chance = np.random.default_rng(20261126)
    found = [organisation(chance) for _ in range(organisations)]
    raw, adjusted = (float(np.mean([one[name] for one in found])) for name in ("raw", "adjusted"))
    nearer = np.mean([one["adjusted"] < one["raw"] for one in found])
    print(f"error of a person's figure over {organisations} organisations: raw {raw:.2f} points, adjusted {adjusted:.2f}", end="; ")
    print(f"ratio {adjusted / raw:.2f}; nearer to the truth in {nearer:.0%} of them: {'met' if adjusted < raw else 'missed'}")
    good = adjusted < raw
    for name in ("effect", "adjusted_interval"):
        good &= _holds(name, np.concatenate([one[name] for one in found]))
    held = [_answers(chance) for _ in range(organisations)]
    good &= _holds("wilson with design effect", np.concatenate([one[0] for one in held]))
    print(f"  (without the design effect it would hold {np.mean(np.concatenate([one[1] for one in held])):.1%})")
    return 0 if _large(chance) and good else 1


def organisation(chance: np.random.Generator) -> dict[str, np.ndarray]:
    """One organisation: root mean square errors about the truth, and which intervals hold it."""
    sites, each, inspectors = chance.integers(4, 12), chance.integers(6, 15), int(chance.integers(5, 14))
    spread, severity, of_item = chance.uniform(2, 6), chance.uniform(1, 5), chance.uniform(20, 35)
    people = sites * each
    good, severe = 85 + chance.normal(0, spread, people), chance.normal(0, severity, inspectors)
    hard = chance.normal(0, 1.5, int(chance.integers(2, 6)))
    staff = np.repeat(np.arange(people), chance.integers(8, 17, people))
    own = (staff // each * 2 + chance.integers(0, 2, len(staff))) % inspectors
    by = np.where(chance.random(len(staff)) < 0.75, own, chance.integers(0, inspectors, len(staff)))
    on, items = chance.integers(0, len(hard), len(staff)), chance.integers(8, 35, len(staff))
    percent = good[staff] + severe[by] + hard[on] + chance.normal(0, of_item, len(staff)) / np.sqrt(items)
    model = estimate(_rounds(staff, by, on, items, percent))
    known = [person for person in model.staff.values() if person.adjusted is not None and person.effect is not None]
    # What everybody has in common is no difference between people: errors are about their means.
    truth = np.array([good[int(name[1:])] for name, person in model.staff.items() if person.adjusted is not None])
    return _errors(model, known, truth)


def _errors(model: Severity, known: list, truth: np.ndarray) -> dict[str, np.ndarray]:
    raw = np.array([person.raw for person in known])
    adjusted, sd = (np.array([getattr(person.adjusted, name) for person in known]) for name in ("estimate", "sd"))
    effect, of_effect = (np.array([getattr(person.effect, name) for person in known]) for name in ("estimate", "sd"))

    def off(figures: np.ndarray) -> np.ndarray:
        return (figures - figures.mean()) - (truth - truth.mean())

    return {
        "raw": np.sqrt(np.mean(off(raw) ** 2)),
        "adjusted": np.sqrt(np.mean(off(adjusted) ** 2)),
        "adjusted_interval": np.abs(off(adjusted)) <= Z * sd,
        "effect": np.abs(off(effect)) <= Z * of_effect,
    }


def _answers(chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A month of 40 people, whose rate moves from round to round: does Wilson's interval hold their true rate?"""
    alike = chance.uniform(0.02, 0.25)
    true, rounds = chance.beta(17, 3, 40), []
    for person, rate in enumerate(true):
        sizes = chance.integers(5, 16, chance.integers(8, 17))
        level = chance.beta(rate * (1 / alike - 1), (1 - rate) * (1 / alike - 1), len(sizes))
        rounds += [(person, int(n), int(hits)) for n, hits in zip(sizes, chance.binomial(sizes, level), strict=True)]
    rho = likeness(Round("list", n, hits, hits) for _, n, hits in rounds)
    found = []
    for person, rate in enumerate(true):
        own = [(n, hits) for who, n, hits in rounds if who == person]
        n, hits = sum(n for n, _ in own), sum(hits for _, hits in own)
        with_effect, without = wilson(hits, n, effect=design_effect([n for n, _ in own], rho)), wilson(hits, n)
        found.append([one.lower <= rate <= one.upper for one in (with_effect, without)])
    return tuple(np.array(found).T)


def _holds(name: str, held: np.ndarray) -> bool:
    part, (least, most) = float(np.mean(held)), HOLDS
    verdict = "met" if least <= part <= most else f"missed by {100 * max(least - part, part - most):.2f} points"
    print(f"95 % interval, {name}: holds the truth in {part:.1%} of {len(held):,}; aim {least:.0%} to {most:.0%}: {verdict}")
    return least <= part <= most


def _large(chance: np.random.Generator) -> bool:
    staff, inspectors, lists, count = 10_000, 500, 30, 200_000
    who, on = chance.integers(0, staff, count), chance.integers(0, lists, count)
    own = (who * inspectors // staff + chance.integers(0, 4, count)) % inspectors
    by = np.where(chance.random(count) < 0.8, own, chance.integers(0, inspectors, count))
    items = chance.integers(8, 40, count)
    percent = 88 + chance.normal(0, 4, staff)[who] + chance.normal(0, 3, inspectors)[by] + chance.normal(0, 2, lists)[on]
    rounds = _rounds(who, by, on, items, percent + chance.normal(0, 30, count) / np.sqrt(items))
    began = time.perf_counter()
    sums: dict[str, float] = defaultdict(float)
    for name, weight, value in zip(rounds.staff, rounds.items, rounds.percent, strict=True):
        sums[name] += weight * value
    plain, began, before = time.perf_counter() - began, time.perf_counter(), time.process_time()
    model = estimate(rounds)
    taken, busy = time.perf_counter() - began, time.process_time() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{staff:,} staff, {inspectors} inspectors, {count:,} rounds: {taken:.1f} s, {busy:.1f} s of CPU", end="; ")
    print(f"aim {SECONDS:.0f}: {_verdict(taken, SECONDS)}; ratio to adding up {taken / plain:.0f}")
    print(f"  {memory:.0f} MB for the whole process; aim {MEGABYTES:.0f}: {_verdict(memory, MEGABYTES)}")
    print(f"  variances found: staff {model.variances.staff:.2f} (16), inspectors {model.variances.inspector:.2f} (9)")
    return taken <= SECONDS and memory <= MEGABYTES


def _verdict(figure: float, aim: float) -> str:
    return "met" if figure <= aim else f"missed by {100 * (figure / aim - 1):.0f} %"


def _rounds(staff: np.ndarray, by: np.ndarray, on: np.ndarray, items: np.ndarray, percent: np.ndarray) -> Rounds:
    named = ([f"{letter}{code}" for code in codes.tolist()] for letter, codes in (("s", staff), ("i", by), ("c", on)))
    return Rounds(*named, items.tolist(), percent.tolist())


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
