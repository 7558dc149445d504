"""Without decrees and bounds, ours are the figures of hierarchicalforecast, method by method."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hierarchicalforecast.methods import BottomUp, MinTrace

from coordination.methods.coherence import Forecast, Method
from coordination.methods.coherence.tree import Floats
from coordination.methods.coherence.weights import shrunk
from tests.stations.methods.coherence.conftest import Case, figures


def _arrays(case: Case) -> tuple[Floats, Floats, Floats, Floats]:
    """Give the summing matrix, forecasts, their sd and the residuals as the other program wants them."""
    names, periods = case.tree.names, sorted({period for _, period in case.forecasts})
    told = [[case.forecasts[name, period] for period in periods] for name in names]
    mean, sd = (np.array([[getattr(each, part) for each in row] for row in told]) for part in ("mean", "sd"))
    return case.tree.summing(), mean, sd, np.array([list(case.residuals[name].values()) for name in names])


@pytest.mark.parametrize(
    ("method", "theirs", "given"),
    [
        ("mint", "mint_shrink", "residuals"),
        ("wls", "wls_var", "residuals"),
        ("wls", "wls_struct", ""),
        ("mint", "wls_struct", ""),
        ("ols", "ols", ""),
    ],
)
def test_least_trace_is_theirs(provinces: Case, method: Method, theirs: str, given: str) -> None:
    summing, mean, _, residuals = _arrays(provinces)
    without_sd = {key: Forecast(each.mean) for key, each in provinces.forecasts.items()}
    told = provinces.residuals if given else {}
    ours = figures(replace(provinces, method=method, forecasts=without_sd, residuals=told).done())
    fitted = np.zeros_like(residuals)
    expected = MinTrace(theirs).fit_predict(summing, mean, y_insample=residuals, y_hat_insample=fitted)["mean"]
    assert ours == pytest.approx(expected, rel=1e-6)
    assert np.abs(ours / mean - 1).max() > 1e-3  # there was something to reconcile


def test_wls_by_sd_is_their_wls_var_of_residuals_of_that_size(provinces: Case) -> None:
    summing, mean, sd, _ = _arrays(provinces)
    residuals = np.tile([1.0, -1.0], 9) * sd[:, :1]  # of mean square sd²
    fitted = np.zeros_like(residuals)
    expected = MinTrace("wls_var").fit_predict(summing, mean, y_insample=residuals + 1e-3, y_hat_insample=fitted)[
        "mean"
    ]
    same = {key: replace(each, sd=provinces.forecasts[key[0], "2026"].sd) for key, each in provinces.forecasts.items()}
    ours = figures(replace(provinces, method="wls", forecasts=same).done())
    assert ours == pytest.approx(expected, rel=1e-6)


def test_bottom_up_is_theirs(provinces: Case) -> None:
    summing, mean, _, _ = _arrays(provinces)
    expected = BottomUp().fit_predict(summing, mean)["mean"]
    assert figures(replace(provinces, method="bottom_up").done()) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("observed", [4, 9, 40])
def test_the_shrunk_covariance_is_theirs(observed: int) -> None:
    from hierarchicalforecast.utils import _shrunk_covariance_schaferstrimmer_no_nans as theirs  # noqa: PLC0415

    random = np.random.default_rng(observed)
    rows = random.normal(size=(8, observed)) * np.arange(1, 9)[:, None] + 10 * random.normal(size=observed)
    covariance, intensity = shrunk(rows)
    assert 0 < intensity < 0.9
    assert covariance == pytest.approx(theirs(rows, 2e-8), rel=1e-6)


@pytest.mark.parametrize("method", ["mint", "wls", "ols", "bottom_up"])
def test_the_sd_is_that_of_the_linear_map_written_out(provinces: Case, method: Method) -> None:
    summing, mean, sd, residuals = _arrays(provinces)
    if method == "mint":
        covariance, _ = shrunk(residuals)
        deviations = np.sqrt(np.diag(covariance))
        correlations = covariance / np.outer(deviations, deviations)
    else:
        correlations = np.eye(len(mean))
    done = replace(provinces, method=method).done()
    ours = np.array([each.sd for each in done.points]).reshape(mean.shape)
    for at in range(mean.shape[1]):
        errors = correlations * np.outer(sd[:, at], sd[:, at])
        weights = {"mint": covariance if method == "mint" else None, "wls": errors}.get(method, np.eye(len(mean)))
        if method == "bottom_up":
            to_leaves = np.eye(len(mean))[-summing.shape[1] :]
        else:
            across = summing.T @ np.linalg.inv(weights)
            to_leaves = np.linalg.solve(across @ summing, across)
        whole = summing @ to_leaves
        assert ours[:, at] == pytest.approx(np.sqrt(np.diag(whole @ errors @ whole.T)), rel=1e-8)
        assert figures(done)[:, at] == pytest.approx(whole @ mean[:, at], rel=1e-8)
