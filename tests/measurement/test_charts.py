"""Control charts: the worked numbers, unequal n, and points that vary more than chance."""

import pytest

from inspector.measurement.charts import Count, p_chart

WORKED = [Count(str(n), failed, of) for n, (failed, of) in enumerate([(8, 200), (6, 180), (10, 220), (7, 200), (20, 200)], 1)]


def signals(chart):
    return {point.sample: point.signal for point in chart.points if point.signal}


def test_the_worked_example_signals_on_the_p_chart_and_not_on_laneys():
    plain, laney = p_chart(WORKED, laney=False), p_chart(WORKED, laney=True)
    assert (round(plain.p_bar, 4), signals(plain), round(plain.sigma_z, 3)) == (0.051, {"5": "high"}, 1.309)
    assert (signals(laney), laney.sigma_z) == ({}, plain.sigma_z)
    assert laney.points[0].ucl - laney.p_bar == pytest.approx(plain.sigma_z * (plain.points[0].ucl - plain.p_bar))


def test_by_itself_it_takes_laneys_limits_where_neighbours_differ_more_than_by_chance_or_n_is_large():
    assert p_chart(WORKED).is_laney
    calm = [Count(str(n), 10 + n % 2, 200) for n in range(10)]
    assert not p_chart(calm).is_laney
    assert p_chart([Count(one.sample, one.failed * 10, one.n * 10) for one in calm]).is_laney


def test_the_more_answers_the_narrower_the_limits_and_none_lies_below_zero():
    few, many = p_chart([Count("few", 2, 20), Count("many", 20, 200)], laney=False).points
    assert few.ucl - few.lcl > many.ucl - many.lcl
    assert (few.lcl, few.p) == (0, many.p)
    assert few.ucl == pytest.approx(0.1 + 3 * (0.09 / 20) ** 0.5)


def test_far_fewer_failures_than_usual_are_a_signal_too():
    counts = [*(Count(str(n), 60, 200) for n in range(8)), Count("low", 20, 200)]
    assert signals(p_chart(counts, laney=False)) == {"low": "low"}


@pytest.mark.parametrize("laney", [None, True, False])
@pytest.mark.parametrize("counts", [[(0, 10), (0, 20)], [(10, 10), (20, 20)], [(3, 10)], [(3, 10), (6, 20), (30, 100)]])
def test_where_nothing_varies_nothing_signals(counts, laney):
    assert signals(p_chart([Count(str(at), failed, n) for at, (failed, n) in enumerate(counts)], laney)) == {}
