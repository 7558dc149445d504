"""A panel by one method: the same whatever the order, units and processors; each series by its own horizon."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise

import numpy as np
import pytest

from coordination.methods.series import ADMITTED, Forecast, PanelForecast, Series, forecast_panel
from coordination.methods.series.candidates import INSTEAD, NAMES, SHORTEST, fit_all, sane
from coordination.methods.series.combining import MEMBERS, described, parts


def _panel(count: int = 6, years: int = 14, seed: int = 6) -> list[Series]:
    draw = np.random.default_rng(seed)
    walks = 500 + np.cumsum(draw.normal(8, 10, (count, years)), axis=1)
    return [Series(f"{number:02}", 2005, [float(value) for value in walk]) for number, walk in enumerate(walks)]


def _changed(panel: list[Series], factor: float, shift: float) -> list[Series]:
    return [Series(each.name, each.first, [factor * (value or 0) + shift for value in each.values]) for each in panel]


def _numbers(made: PanelForecast) -> np.ndarray:
    return np.array([[each.mean, *each.quantiles.values()] for each in made.forecasts])


@pytest.mark.parametrize("method", ["naive", "drift", "pooled", "ses", "damped", "dotheta", "ets", "quick"])
@pytest.mark.parametrize("factor", [1e6, 0.003])
def test_another_unit_gives_the_same_forecast_in_it(method: str, factor: float) -> None:
    panel = _panel(3)
    one, other = (_numbers(forecast_panel(each, 3, method)) for each in (panel, _changed(panel, factor, 0)))
    assert other == pytest.approx(factor * one, rel=1e-4)


@pytest.mark.parametrize("method", ["naive", "drift", "pooled"])
def test_another_level_gives_the_same_forecast_from_it(method: str) -> None:
    panel = _panel()
    one, other = (_numbers(forecast_panel(each, 3, method)) for each in (panel, _changed(panel, 1, 300)))
    assert other == pytest.approx(one + 300)


def test_the_order_of_series_changes_nothing_and_the_same_gives_the_same() -> None:
    panel = _panel()
    one, again = (forecast_panel(panel, 3, "select") for _ in range(2))
    assert (one.tried, one.forecasts) == (again.tried, again.forecasts)
    turned = forecast_panel(panel[::-1], 3, "select")
    assert turned.method == one.method
    assert _numbers(turned)[::-1] == pytest.approx(_numbers(one), rel=1e-12)


def test_processes_give_what_one_process_gives() -> None:
    panel = _panel()
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
        spread = forecast_panel(panel, 3, "select", mapper=lambda of, jobs: pool.map(of, jobs, chunksize=8))
    plain = forecast_panel(panel, 3, "select")
    assert spread.why == plain.why
    assert (_numbers(spread) == _numbers(plain)).all()


def test_each_series_has_its_own_horizon_and_is_refused_by_it() -> None:
    panel = [*_panel(5), Series("short", 2015, [1.0, 2.0, 4.0, 5.0])]
    ahead = {each.name: 2 for each in panel} | {"03": 9, "short": 4}
    made = {each.name: each for each in forecast_panel(panel, ahead, "quick").forecasts}
    assert {name: len(each.mean) for name, each in made.items()} == ahead
    assert len(made["03"].quantiles[0.9]) == len(made["03"].deviations) == len(made["03"].units) == 9
    alone = {each.name: each for each in forecast_panel(panel, 2, "quick").forecasts}
    assert made["00"].mean == alone["00"].mean
    refused = {each.name: each for each in forecast_panel(panel, ahead | {"short": 5}, "quick").forecasts}["short"]
    assert refused.mean == ()
    assert refused.refused is not None
    assert "5 periods are not forecast from 4" in refused.refused.en


def test_a_panel_without_method_or_horizon_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no method"):
        forecast_panel(_panel(), 2, "select", ())
    with pytest.raises(ValueError, match="horizon"):
        forecast_panel(_panel(), {"00": 2}, "naive")


def test_a_panel_of_nothing_or_of_what_is_refused_gives_no_forecast() -> None:
    assert forecast_panel([], 3, "select").forecasts == ()
    (only,) = forecast_panel([Series("one", 2020, [1, None])], 3).forecasts
    assert only.refused is not None
    assert (only.mean, only.quantiles) == ((), {})


@pytest.mark.parametrize(
    "values",
    [
        [0.0] * 9,
        [7.0] * 3,
        [-5.0, -3, -8, -1, -9, -4, -6, -2, -7, -3],
        [0.0, 0, 0, 1, 0, 0, 0, 0, 2, 0],
        [1e15 + each * 1e12 for each in range(9)],
        [1e-12 * each**2 for each in range(9)],
        [2.0**each for each in range(12)],
        [1, 1e9, 1, 1e9, 1, 1e9, 1, 1e9, 1, 1e9],
        [1.0, 3.0, 2.0],
        [1.0, 3.0, 2.0, 5.0],
        [1.0, 3.0, 2.0, 5.0, 4.0],
        [1.0, 3.0, 2.0, 5.0, 4.0, 7.0],
        [1.0, 3.0, 2.0, 5.0, 4.0, 7.0, 6.0],
    ],
)
def test_every_series_has_a_finite_forecast_whose_quantiles_rise_and_intervals_widen(values: list[float]) -> None:
    for method in ("quick", "weighted", "pooled"):
        (made,) = forecast_panel([Series("one", 2010, values)], 3, method).forecasts
        assert np.isfinite(made.mean).all()
        assert abs(np.array(made.mean) - values[-1]).max() <= 10 * np.ptp(values)
        _holds_together(made, at_least_zero=min(values) >= 0)


def _holds_together(made: Forecast, *, at_least_zero: bool) -> None:
    if not made.quantiles:
        assert "nothing to base an interval on" in made.notes[-1].en
        assert made.deviations == ()
        return
    curves = [np.array(each) for _, each in sorted(made.quantiles.items())]
    assert all((low <= high).all() for low, high in pairwise(curves))
    assert made.quantiles[0.5] == pytest.approx(made.mean)
    assert all(near <= far for near, far in pairwise(made.deviations))
    if at_least_zero:
        assert min(curves[0]) >= 0


def test_a_constant_series_is_repeated_without_an_interval_and_that_is_said() -> None:
    (made, *_) = forecast_panel([Series("one", 2010, [4.0] * 9), *_panel()], 3, "quick").forecasts
    assert made.mean == (4, 4, 4)
    assert made.quantiles == {}
    assert [each.en for each in made.notes] == [
        "a constant series: its value is repeated",
        "nothing to base an interval on",
    ]


def test_what_stands_in_for_a_method_that_a_series_is_too_short_for_is_said() -> None:
    (made,) = forecast_panel([Series("one", 2010, [1.0, 3.0, 2.0, 5.0])], 2, "quick").forecasts
    assert "random walk with drift for dynamic optimised Theta" in [each.en for each in made.notes]


@pytest.mark.parametrize("length", range(2, 11))
def test_every_method_has_one_that_stands_in_down_to_the_naive_one(length: int) -> None:
    values = np.array([3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3][:length])
    bases = [each for each in SHORTEST if each != "arima"]
    made = fit_all(bases, values, 2)
    assert set(made) == set(bases)
    for method, (mean, by) in made.items():
        assert np.isfinite(mean).all()
        assert length >= SHORTEST[by]
        assert by == method or length < SHORTEST[method] or not sane(np.full(2, np.nan), values)
    assert set(INSTEAD) == set(NAMES) - set(MEMBERS) - {"naive"}


def test_a_forecast_wildly_far_from_its_series_is_no_forecast() -> None:
    values = np.array([1.0, 2, 3])
    assert sane(np.array([23.0]), values)
    assert not sane(np.array([23.1]), values)
    assert not sane(np.array([np.nan]), values)


def test_the_method_chosen_is_the_preferred_one_unless_another_is_clearly_better() -> None:
    flat = [Series(f"{at}", 2010, [float(10 + (at + year) % 2) for year in range(14)]) for at in range(6)]
    line = [Series(f"{at}", 2010, [float(10 + at * year + year) for year in range(14)]) for at in range(6)]
    walks = forecast_panel(_panel(), 3, "select", ("ses", "drift", "quick"))
    errors = {each.method: each.error or 0 for each in walks.tried}
    assert (walks.method == "quick") == (min(errors.values()) > 0.9 * errors["quick"])
    assert forecast_panel(line, 3, "select", ("naive", "drift", "naive")).method == "drift"
    chosen = forecast_panel(flat, 3, "select", ("drift", "ses", "naive"))
    assert chosen.method == "ses"
    assert "smallest backtest error" in chosen.why.en
    short = forecast_panel([Series("one", 2020, [1, 2, 4])], 1, "select", ADMITTED)
    assert short.method == "quick"
    assert "too short to compare" in short.why.en


def test_intervals_of_a_method_chosen_are_those_of_the_preferred_one() -> None:
    panel = _panel()
    chosen = forecast_panel(panel, 3, "select", ("drift", "naive"))
    assert chosen.spread.grid() == forecast_panel(panel, 3, "naive").spread.grid()


@pytest.mark.parametrize("method", NAMES)
def test_every_method_says_what_it_is_made_of(method: str) -> None:
    said = described(method)
    assert all(NAMES[part].en in said.en and NAMES[part].vi in said.vi for part in parts(method))
