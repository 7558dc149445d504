"""How far off forecasts were.

sMAPE as in the M3 competition: the mean of 200·|y−f| / (|y|+|f|) over all points (Makridakis and Hibon 2000,
International Journal of Forecasting 16, 451-476). MASE: the mean absolute error divided by the mean absolute change of
the known values, averaged over series (Hyndman and Koehler 2006, International Journal of Forecasting 22, 679-688).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

import numpy as np

from coordination.methods.series.models import Array


@dataclass(frozen=True)
class Scored:
    """One series: what came, what was forecast for it, the unit of its errors, and its intervals (level → low, high)."""

    actual: Array
    mean: Array
    scale: float
    intervals: dict[int, tuple[Array, Array]]


@dataclass(frozen=True)
class Scores:
    """Errors of one method over many series; None where no point could be measured so."""

    smape: float | None
    mape: float | None
    mase: float | None
    coverage80: float | None
    coverage95: float | None


def scores(found: list[Scored]) -> Scores:
    """Score a method: sMAPE and MAPE in percent over all points, MASE over series, coverage as shares of points.

    A point where truth and forecast are zero errs by 0 in sMAPE; MAPE leaves out points whose truth is zero, MASE
    series that never moved.
    """
    actual = np.concatenate([each.actual for each in found]) if found else np.empty(0)
    mean = np.concatenate([each.mean for each in found]) if found else np.empty(0)
    error, size = np.abs(actual - mean), np.abs(actual) + np.abs(mean)
    relative = np.divide(200 * error, size, out=np.zeros_like(error), where=size > 0)
    nonzero = actual != 0
    scaled = [float(np.abs(each.actual - each.mean).mean()) / each.scale for each in found if each.scale > 0]
    return Scores(
        smape=_mean(relative),
        mape=_mean(100 * error[nonzero] / np.abs(actual[nonzero])),
        mase=fsum(scaled) / len(scaled) if scaled else None,
        coverage80=_covered(found, 80),
        coverage95=_covered(found, 95),
    )


def _mean(values: Array) -> float | None:
    return float(values.mean()) if len(values) else None


def _covered(found: list[Scored], level: int) -> float | None:
    inside = [
        (low <= each.actual) & (each.actual <= high)
        for each in found
        if level in each.intervals
        for low, high in [each.intervals[level]]
    ]
    return float(np.concatenate(inside).mean()) if inside else None
