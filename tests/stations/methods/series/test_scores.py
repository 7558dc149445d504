"""Errors computed by hand, and what is left out of them."""

from __future__ import annotations

import numpy as np
import pytest

from coordination.methods.series.scores import Scored, scores


def _scored(actual: list[float], mean: list[float], scale: float, *ends: list[float]) -> Scored:
    intervals = {80: (np.array(ends[0]), np.array(ends[1]))} if ends else {}
    return Scored(np.array(actual, dtype=float), np.array(mean, dtype=float), scale, intervals)


def test_errors_are_those_computed_by_hand() -> None:
    # One series: truth 100 and 200, forecast 110 and 180, mean change of the known values 10; another 50 for 40, change 5.
    found = scores([_scored([100, 200], [110, 180], 10), _scored([40], [50], 5)])
    assert found.smape == pytest.approx((200 * 10 / 210 + 200 * 20 / 380 + 200 * 10 / 90) / 3)
    assert found.mape == pytest.approx((10 + 10 + 25) / 3)
    assert found.mase == pytest.approx((15 / 10 + 10 / 5) / 2)
    assert found.coverage80 is None


def test_coverage_is_the_share_of_points_inside_and_the_ends_belong_to_the_interval() -> None:
    found = scores([_scored([1, 2, 3, 4], [2, 2, 2, 2], 1, [1, 2.5, 0, 0], [3, 3, 2.9, 9]), _scored([1], [1], 1)])
    assert found.coverage80 == 0.5
    assert found.coverage95 is None


def test_zeros_are_scored_where_they_can_be() -> None:
    found = scores([_scored([0, 0, 10], [0, 5, 10], 0)])
    assert found.smape == pytest.approx(200 / 3)
    assert found.mape == 0
    assert found.mase is None


def test_nothing_scored_has_no_score() -> None:
    found = scores([])
    assert (found.smape, found.mape, found.mase, found.coverage80) == (None, None, None, None)
