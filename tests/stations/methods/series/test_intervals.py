"""Intervals hold what they promise when errors are alike, and what is kept of them gives them back."""

from __future__ import annotations

from itertools import pairwise
from math import isnan, sqrt
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.methods.series.intervals import LEVELS, below, spread, units

PROBABILITIES = (0.01, 0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975, 0.99)
_ROW = st.lists(st.floats(-50, 50).map(lambda value: round(value, 3)), min_size=1, max_size=4).map(np.array)


def test_intervals_of_like_errors_cover_what_they_promise() -> None:
    draw = np.random.default_rng(6)
    for count in (40, 200):
        inside: dict[float, list[bool]] = {0.8: [], 0.95: []}
        for _ in range(300):
            errors = draw.standard_t(5, (count + 1, 1))
            found = spread(errors[:-1], 1)
            for level, seen in inside.items():
                seen.append(bool(abs(errors[-1, 0]) <= found.radius(level)[0]))
        assert np.mean(inside[0.8]) == pytest.approx(0.8, abs=0.05)
        assert np.mean(inside[0.95]) == pytest.approx(0.95, abs=0.03)


def test_the_conformal_quantile_counts_the_error_to_come() -> None:
    found = spread([np.array([float(each)]) for each in range(1, 40)], 1)
    assert found.radius(0.8)[0] == 32  # the 0.8·(39 + 1)th of 1 … 39
    assert found.quantile(0.9)[0] == 32
    assert found.quantile(0.1)[0] == -32
    assert found.quantile(0.5)[0] == 0


def test_beyond_the_largest_of_few_errors_the_tail_is_longer_than_it() -> None:
    found = spread([np.array([1.0]), np.array([2.0])], 1)
    assert found.radius(0.95)[0] > found.radius(0.8)[0] > 2


def test_a_horizon_with_few_errors_borrows_from_the_others_by_the_square_root() -> None:
    found = spread([np.array([1.0]) for _ in range(40)], 4)
    assert found.radius(0.5) == pytest.approx([1, sqrt(2), sqrt(3), 2])


@settings(max_examples=20)
@given(st.lists(_ROW, max_size=60))
def test_quantiles_rise_with_probability_and_intervals_widen_with_the_horizon(rows: list[np.ndarray]) -> None:
    found = spread(rows, 4)
    if not rows:
        assert all(isnan(each) for each in found.radius(0.8))
        assert found.grid() == ()
        return
    assert all((np.diff(found.radius(level)) >= 0).all() for level in (0.5, 0.8, 0.95, 0.975))
    assert all((low <= high).all() for low, high in pairwise(found.quantile(p) for p in PROBABILITIES))
    grid = found.grid()
    for horizon in range(1, 5):
        chances = [below(grid, horizon, deviation) for deviation in np.linspace(-120, 120, 9)]
        assert all(low <= high for low, high in pairwise(chances))
        assert all(0 <= each <= 1 for each in chances)


def test_the_grid_gives_back_the_probabilities_it_was_made_of() -> None:
    draw = np.random.default_rng(1)
    found = spread(draw.normal(size=(500, 2)), 2)
    grid = found.grid()
    for level in LEVELS:
        for horizon in (1, 2):
            far = found.radius(level)[horizon - 1]
            assert below(grid, horizon, far) == pytest.approx(0.5 + level / 2)
            assert below(grid, horizon, -far) == pytest.approx(0.5 - level / 2)
    for value in (-3.0, -1.2, 0.3, 2.6, 3.5):
        assert below(grid, 1, value) == pytest.approx(NormalDist().cdf(value), abs=0.04)


def test_a_grid_knows_nothing_of_other_horizons() -> None:
    grid = spread([np.array([1.0])] * 30, 1).grid()
    assert below(grid, 2, 0) is None
    assert below((), 1, 0) is None
    assert below(grid, 1, 0) == 0.5


def test_errors_without_width_leave_no_doubt() -> None:
    grid = spread([np.array([0.0])] * 30, 1).grid()
    assert [below(grid, 1, each) for each in (-1.0, 0.0, 1.0)] == [0, 0.5, 1]


def test_units_grow_ahead_and_shrink_with_what_is_known() -> None:
    short, long = units(np.arange(5.0), 3), units(np.arange(21.0), 3)
    assert short == pytest.approx([1.25, 1.5, 1.75])
    assert long == pytest.approx([1.05, 1.1, 1.15])
    assert list(units(np.full(4, 7.0), 2)) == [0, 0]
