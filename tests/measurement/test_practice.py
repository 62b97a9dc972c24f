"""A practice of several inspectors: agreement and kappa together, and each beside the others."""

from __future__ import annotations

import pytest

from inspector.measurement.practice import result


def said(*rows: str) -> dict[int, dict[str, str]]:
    """{case: {rater: value}} of rows like "pf-": a letter for each rater, - for a gap."""
    words = {"p": "pass", "f": "fail", "u": "unclear"}
    return {
        n: {"abcd"[at]: words[letter] for at, letter in enumerate(row) if letter != "-"} for n, row in enumerate(rows)
    }


def test_percent_and_kappa_stand_together():
    found = result(said(*["pp"] * 85, *["pf"] * 5, *["fp"] * 7, *["ff"] * 3))
    assert found.agreement.percent == pytest.approx(0.88)
    assert found.kappa == pytest.approx(0.268, abs=0.0005)
    assert len(found.split) == 12


def test_each_is_held_against_what_most_of_the_others_said():
    found = result(said("ppf", "ppf", "pfp", "fff", "ppp"))
    judges = {judge.rater: judge for judge in found.judges}
    assert (judges["c"].compared, judges["c"].with_most, judges["c"].stricter, judges["c"].more_lenient) == (4, 2, 2, 0)
    assert (judges["b"].compared, judges["b"].stricter) == (3, 1)  # where a and c differ there is no most


def test_who_left_a_gap_is_not_compared_there_and_alpha_takes_it():
    found = result(said("ppp", "ff-", "pff"))
    assert found.kappa is None and found.agreement.krippendorff_alpha is not None
    assert {judge.rater: judge.compared for judge in found.judges} == {"a": 3, "b": 2, "c": 1}


def test_where_everybody_always_says_the_same_kappa_is_not_made_up():
    assert result(said("ppp", "ppp")).kappa is None
