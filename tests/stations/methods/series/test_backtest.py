"""What is held out is the last values there are, each so far ahead as it lies, and nothing that does not compare."""

from __future__ import annotations

import numpy as np
import pytest

from coordination.methods.series import Backtest, Series, backtest


def _naive(*series: Series, horizon: int = 2) -> Backtest:
    return backtest(series, horizon, ["naive"])


def _of(*values: float | None, breaks: tuple[int, ...] = ()) -> Series:
    return Series("one", 2001, values, frozenset(breaks))


def test_the_last_values_are_scored_as_computed_by_hand() -> None:
    (score, took) = _naive(_of(1, 2, 4, 6, 8)).scores["naive"]
    assert score.smape == pytest.approx((200 * 2 / 10 + 200 * 4 / 12) / 2)
    assert score.mape == pytest.approx((100 * 2 / 6 + 50) / 2)
    assert score.mase == pytest.approx(3 / 1.5)
    assert took >= 0


def test_values_after_a_gap_are_forecast_as_far_ahead_as_they_lie() -> None:
    found = backtest([_of(1, 2, 3, 4, None, None, 7, None, 9, None, float("nan"))], 2, ["drift"])
    assert found.scored == 0
    assert found.refused["one"].en == "5 periods are not forecast from 4 usable values"
    found = backtest([_of(0, 1, 2, 3, 4, None, None, 7, None, 9, None)], 2, ["drift"])
    assert found.scores["drift"][0].mape == pytest.approx(0, abs=1e-9)


def test_values_after_a_break_in_what_is_held_out_are_not_scored() -> None:
    found = _naive(_of(1, 2, 4, 6, 800, breaks=(2005,)))
    assert found.scores["naive"][0].mape == pytest.approx(100 * 2 / 6)
    broken = _naive(_of(1, 2, 4, 600, 800, breaks=(2004,)))
    assert broken.refused["one"].en == "not scored: the series breaks in 2004, inside what is held out"
    earlier = _naive(_of(900, 1, 2, 4, 6, 8, breaks=(2002,)))
    assert earlier.scores["naive"][0].mape == pytest.approx((100 * 2 / 6 + 50) / 2)


@pytest.mark.parametrize("count", range(8))
def test_series_of_few_values_are_scored_or_refused_with_the_reason(count: int) -> None:
    found = _naive(_of(*map(float, range(count))))
    assert found.scored == (count >= 5)
    assert len(found.refused) == 1 - found.scored
    if count < 5:
        assert found.scores["naive"][0].smape is None
        assert found.refused["one"].en.startswith(f"not forecast: {max(count - 2, 0)} usable")


def test_a_series_that_is_refused_leaves_the_others_as_they_are() -> None:
    good = Series("good", 2001, [3.0, 5, 4, 6, 5, 8, 7, 9, 8, 11])
    far = Series("far", 2001, [1.0, 2, 3, *[None] * 500, 9.0])
    alone, beside = _naive(good), _naive(good, far, horizon=2)
    assert beside.scores["naive"][0] == alone.scores["naive"][0]
    assert set(beside.refused) == {"far"}


def test_coverage_of_like_random_walks_is_near_what_is_promised() -> None:
    draw = np.random.default_rng(3)
    walks = np.cumsum(draw.normal(0, 1, (300, 24)), axis=1) * draw.lognormal(0, 2, (300, 1))
    panel = [Series(f"{at:03}", 2000, list(map(float, walk))) for at, walk in enumerate(walks)]
    (score, _) = backtest(panel, 4, ["naive", "drift"]).scores["drift"]
    assert score.coverage80 == pytest.approx(0.8, abs=0.03)
    assert score.coverage95 == pytest.approx(0.95, abs=0.02)


def test_a_constant_series_is_scored_without_scale_or_interval() -> None:
    (score, _) = _naive(_of(4, 4, 4, 4, 4, 4)).scores["naive"]
    assert (score.smape, score.mase, score.coverage80) == (0, None, None)


def test_methods_are_listed_from_the_simplest() -> None:
    assert list(backtest([_of(*range(1, 12))], 2, ["quick", "dotheta", "naive"]).scores) == [
        "naive",
        "dotheta",
        "quick",
    ]
