"""Severity of inspectors: the figures of lme4, what may not be compared, and data that leave nothing to estimate."""

import csv
import random
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from inspector.measurement.rounds import Rounds
from inspector.measurement.severity import estimate
from tests.bench.fairness import organisation

VECTORS = Path(__file__).parents[1] / "vectors" / "measurement"  # README.md there says how they were made
FILES = ("dev", "dev_small")


def rounds_of(name):
    rows = read(f"{name}.csv")
    columns = {key: [row[key] for row in rows] for key in ("staff", "inspector", "checklist")}
    return Rounds(**columns, items=[float(row["items"]) for row in rows], percent=[float(row["percent"]) for row in rows])


def read(name):
    with (VECTORS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def reference(name):
    return {(row["kind"], row["id"]): row for row in read(f"{name}_lme4.csv")}


def made(staff=12, inspectors=4, each=8, severe=0.0, seed=1, people_differ=5.0):
    """Rounds of an organisation in which the first inspector takes off `severe` points."""
    chance = random.Random(seed)
    good = [chance.gauss(85, people_differ) for _ in range(staff)]
    seen = [(s, (s + k) % inspectors) for s in range(staff) for k in range(each)]
    percents = [good[s] - severe * (i == 0) + chance.gauss(0, 3) for s, i in seen]
    names = [f"s{s:02}" for s, _ in seen], [f"i{i}" for _, i in seen]
    return Rounds(*names, ["c"] * len(seen), [20.0] * len(seen), percents)


@pytest.mark.parametrize("name", FILES)
def test_variances_agree_with_lme4_to_three_digits(name):
    found, expected = estimate(rounds_of(name)), reference(name)
    for kind in ("staff", "inspector", "checklist"):
        assert getattr(found.variances, kind) == pytest.approx(float(expected["variance", kind]["estimate"]), rel=5e-4)
    assert found.variances.residual == pytest.approx(float(expected["variance", "Residual"]["estimate"]), rel=5e-4)
    assert found.intercept.estimate == pytest.approx(float(expected["intercept", ""]["estimate"]), abs=0.001)
    assert found.intercept.sd == pytest.approx(float(expected["intercept", ""]["sd"]), abs=0.001)


@pytest.mark.parametrize("name", FILES)
def test_effects_and_their_conditional_deviations_agree_with_lme4(name):
    found, expected = estimate(rounds_of(name)), reference(name)
    effects = {("staff", one): person.effect for one, person in found.staff.items()}
    effects |= {("inspector", one): effect for one, effect in found.inspector.items()}
    effects |= {("checklist", one): effect for one, effect in found.checklist.items()}
    assert set(effects) == {key for key in expected if key[0] in ("staff", "inspector", "checklist")}
    for key, effect in effects.items():
        assert effect.estimate == pytest.approx(float(expected[key]["estimate"]), abs=0.002), key
        assert effect.sd == pytest.approx(float(expected[key]["sd"]), abs=0.002), key


@pytest.mark.parametrize("name", FILES)
def test_the_adjusted_figure_is_raw_less_what_others_brought_and_not_shrunk(name):
    rounds, found = rounds_of(name), estimate(rounds_of(name))
    for one, person in found.staff.items():
        own = [n for n, staff in enumerate(rounds.staff) if staff == one]
        items = sum(rounds.items[n] for n in own)
        raw = sum(rounds.items[n] * rounds.percent[n] for n in own) / items
        brought = sum(
            rounds.items[n] * (found.inspector[rounds.inspector[n]].estimate + found.checklist[rounds.checklist[n]].estimate) for n in own
        )
        assert (person.n, person.raw) == (len(own), pytest.approx(raw))
        assert person.adjusted.estimate == pytest.approx(raw - brought / items)


def test_the_adjusted_figures_lie_nearer_to_the_truth_than_the_raw_ones():
    found = estimate(rounds_of("dev"))
    truth = {row["id"]: float(row["effect"]) for row in read("dev_truth.csv") if row["kind"] == "staff"}

    def error(figures):
        middle = sum(figures.values()) / len(figures) - sum(truth.values()) / len(truth)
        return sum((figures[one] - middle - truth[one]) ** 2 for one in figures)

    raw = {one: person.raw for one, person in found.staff.items()}
    adjusted = {one: person.adjusted.estimate for one, person in found.staff.items()}
    assert error(adjusted) < 0.95 * error(raw)


def test_the_order_of_rounds_makes_no_difference():
    rounds = rounds_of("dev_small")
    order = list(range(len(rounds.items)))
    random.Random(3).shuffle(order)
    columns = ("staff", "inspector", "checklist", "items", "percent")
    other = estimate(Rounds(**{name: [getattr(rounds, name)[n] for n in order] for name in columns}))
    assert other.variances.staff == pytest.approx(estimate(rounds).variances.staff, rel=1e-6)
    assert list(other.staff) == sorted(other.staff)


def test_a_severe_inspector_is_found_and_taken_out():
    found = estimate(made(severe=10))
    assert found.inspector["i0"].estimate < -5
    assert min(found.inspector, key=lambda one: found.inspector[one].estimate) == "i0"


def test_inspectors_who_judge_alike_have_no_variance_and_change_nothing():
    alike = made(seed=4)
    by_person = {}
    for staff, percent in zip(alike.staff, alike.percent, strict=True):
        by_person.setdefault(staff, []).append(percent)
    # Every inspector gives each person exactly the person's mean, give or take the same: the likelihood is highest at no severity.
    even = [sum(by_person[s]) / 8 + (1 if n % 8 < 4 else -1) for n, s in enumerate(alike.staff)]
    found = estimate(replace(alike, percent=even))
    assert (found.variances.inspector, found.variances.checklist) == (0, 0)
    assert {(one.estimate, one.sd) for one in found.inspector.values()} == {(0, 0)}
    assert all(person.adjusted.estimate == pytest.approx(person.raw) for person in found.staff.values())


def test_people_on_an_island_are_not_adjusted_and_the_others_are():
    main, far = made(staff=12), made(staff=3, inspectors=2, seed=2)
    columns = {
        "staff": [*main.staff, *(f"far-{one}" for one in far.staff)],
        "inspector": [*main.inspector, *(f"far-{one}" for one in far.inspector)],
    }
    for name in ("checklist", "items", "percent"):
        columns[name] = [*getattr(main, name), *getattr(far, name)]
    found = estimate(Rounds(**columns))
    assert [island.size for island in found.islands] == [16, 5]
    assert {one for one, person in found.staff.items() if person.adjusted is None} == {"far-s00", "far-s01", "far-s02"}
    assert all(person.effect is not None for person in found.staff.values())


def test_peak_and_staffing_are_taken_out_as_conditions_against_the_average_round():
    base = made(staff=20, each=12, seed=5)
    peak = ["peak" if n % 3 == 0 else "quiet" for n in range(len(base.items))]
    percent = [value - 6 * (when == "peak") for value, when in zip(base.percent, peak, strict=True)]
    found = estimate(replace(base, percent=percent, conditions={"peak": peak, "staffing": peak}, site=["x", "y"] * 120))
    levels = found.conditions["peak"]
    assert levels["quiet"] - levels["peak"] == pytest.approx(6, abs=1)
    assert levels["peak"] / 3 + levels["quiet"] * 2 / 3 == pytest.approx(0, abs=1e-9)
    assert set(found.conditions["staffing"].values()) == {0}  # it repeats what peak says
    assert set(found.site) == {"x", "y"}
    assert found.intercept.estimate == pytest.approx(sum(percent) / len(percent), abs=0.5)


@pytest.mark.parametrize("rounds", [Rounds(["a"], ["i"], ["c"], [3], [80]), made(staff=9, inspectors=2, each=1)], ids=["one", "once each"])
def test_people_seen_once_each_cannot_be_told_from_chance(rounds):
    found = estimate(rounds)
    assert (found.intercept, found.variances, found.inspector) == (None, None, {})
    assert {(person.effect, person.adjusted) for person in found.staff.values()} == {(None, None)}
    assert found.staff[rounds.staff[0]].raw == rounds.percent[0]


def test_where_everybody_has_the_same_there_is_no_variance():
    rounds = replace(made(), percent=[90.0] * 96)
    found = estimate(rounds)
    assert (found.variances.staff, found.variances.inspector, found.variances.residual) == (0, 0, 0)
    assert {(p.raw, p.effect.estimate, p.effect.sd, p.adjusted.estimate) for p in found.staff.values()} == {(90, 0, 0, 90)}


def test_figures_without_chance_are_taken_apart_exactly():
    rounds = made(staff=4, inspectors=3, each=3)
    percent = [70 + 5 * int(s[1:]) - 4 * int(i[1:]) for s, i in zip(rounds.staff, rounds.inspector, strict=True)]
    found = estimate(replace(rounds, percent=percent))
    adjusted = [found.staff[f"s{n:02}"].adjusted.estimate for n in range(4)]
    assert [round(b - a, 2) for a, b in pairwise(adjusted)] == [5, 5, 5]


def test_reliability_grows_with_the_items_of_a_round():
    found = estimate(rounds_of("dev")).variances
    assert 0 < found.reliability(10) < found.reliability(40) < 1


def test_over_many_organisations_adjusting_helps_and_intervals_hold_what_they_promise():
    chance = np.random.default_rng(5)
    found = [organisation(chance) for _ in range(12)]
    assert np.mean([one["adjusted"] for one in found]) < 0.9 * np.mean([one["raw"] for one in found])
    for name in ("effect", "adjusted_interval"):
        assert 0.92 < np.mean(np.concatenate([one[name] for one in found])) < 0.98
