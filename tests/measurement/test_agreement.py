"""Agreement: the worked numbers, what statsmodels and krippendorff say, and where a figure is not defined."""

import json
from pathlib import Path

import pytest

from inspector.measurement.agreement import Rating, agreement

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "measurement" / "agreement.json").read_text(encoding="utf-8"))


def of_rows(rows, level="nominal"):
    """The agreement of a list of values for each rater; None is a gap."""
    said = [Rating(case, rater, value) for rater, row in enumerate(rows) for case, value in enumerate(row) if value is not None]
    return agreement(said, level)


def of_table(table):
    """The agreement of two raters from the table of what the one and the other said."""
    pairs = [(one, other) for one, row in enumerate(table) for other, count in enumerate(row) for _ in range(count)]
    return of_rows(list(zip(*pairs, strict=True)))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_it_agrees_with_the_libraries(vector):
    found = of_rows(vector["ratings"], vector["level"])
    assert found.krippendorff_alpha == pytest.approx(vector["alpha"], abs=1e-9)
    for figure, expected in ((found.cohen_kappa, vector["cohen"]), (found.fleiss_kappa, vector["fleiss"])):
        assert figure == (None if expected is None else pytest.approx(expected, abs=1e-9))


def test_the_worked_numbers():
    assert of_table([[40, 5], [10, 45]]).cohen_kappa == pytest.approx(0.700, abs=5e-4)
    flattering = of_table([[85, 5], [7, 3]])
    assert (flattering.percent, round(flattering.cohen_kappa, 3)) == (pytest.approx(0.88), 0.268)
    five = of_rows(list(zip(*["111", "110", "000", "100", "111"], strict=True)))
    assert five.fleiss_kappa == pytest.approx(0.4444, abs=5e-5)


def test_a_case_only_one_rater_saw_says_nothing():
    assert of_rows([[1, 0, 1], [1, 0, None]]).percent == 1
    assert of_rows([[1, 0, 1], [1, 0, None]]).cases == 2
    assert of_rows([[1], [None]]).percent is None


def test_where_everybody_always_says_the_same_nothing_is_beyond_chance():
    found = of_rows([["pass"] * 5, ["pass"] * 5])
    assert (found.percent, found.cohen_kappa, found.fleiss_kappa, found.krippendorff_alpha) == (1, None, None, None)


def test_three_raters_have_no_cohen_and_gaps_have_no_fleiss():
    assert of_rows([[1, 0], [1, 1], [0, 0]]).cohen_kappa is None
    assert of_rows([[1, 0], [1, 1], [0, 0]]).fleiss_kappa is not None
    assert of_rows([[1, 0], [1, 1], [0, None]]).fleiss_kappa is None


def test_the_greater_the_step_the_less_agreement():
    near, far = of_rows([[1, 2, 3, 4], [2, 2, 3, 4]], "interval"), of_rows([[1, 2, 3, 4], [4, 2, 3, 4]], "interval")
    assert near.krippendorff_alpha > far.krippendorff_alpha
    assert near.percent == far.percent


def test_a_rater_who_says_two_things_of_one_case_is_refused():
    with pytest.raises(ValueError, match="twice"):
        agreement([Rating("a", "x", 1), Rating("a", "x", 2)])
