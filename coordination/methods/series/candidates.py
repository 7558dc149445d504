"""The methods a series can be forecast by, each with the shortest series it is fitted to and what stands in below that.

Exponential smoothing, Theta and ARIMA are those of statsforecast (Nixtla), which follow Hyndman and Khandakar (2008,
Journal of Statistical Software 27, 3) and Fiorucci et al. (2016, International Journal of Forecasting 32, 1151-1161).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import Any, Final

import numpy as np

from coordination.kernel.text import Text
from coordination.methods.series.models import Array, Base

SHORTEST: Final[Mapping[Base, int]] = {
    "naive": 1,
    "drift": 2,
    "ses": 4,
    "holt": 7,
    "damped": 10,
    "theta": 5,
    "dotheta": 6,
    "ets": 8,
    "arima": 8,
}
"""From the simplest to the least simple. Below these lengths the library refuses or warns: a damped trend has six
parameters and wants four observations more."""
BASELINES: Final[tuple[Base, ...]] = ("naive", "drift")
"""What every method is measured by: no change, and the mean change so far."""
INSTEAD: Final[Mapping[Base, Base]] = {
    "arima": "ets",
    "ets": "dotheta",
    "dotheta": "theta",
    "damped": "holt",
    "holt": "drift",
    "theta": "drift",
    "ses": "naive",
    "drift": "naive",
    "pooled": "drift",
}
"""What stands in for a method that a series is too short for, or whose fit failed."""
LEVEL: Final = 1000.0
"""Mean size of the values that are fitted: optimisers stop at absolute steps, and a unit of account must change nothing."""
WILD: Final = 10.0
"""A forecast this many times further from the series than the series is wide is a failed fit."""

NAMES: Final[Mapping[str, Text]] = {
    "naive": Text(vi="giữ nguyên giá trị cuối", en="last value (naive)"),
    "drift": Text(vi="bước ngẫu nhiên có xu thế (drift)", en="random walk with drift"),
    "ses": Text(vi="san bằng mũ giản đơn", en="simple exponential smoothing"),
    "holt": Text(vi="xu thế tuyến tính Holt", en="Holt's linear trend"),
    "damped": Text(vi="xu thế tắt dần", en="damped trend"),
    "theta": Text(vi="Theta", en="Theta"),
    "dotheta": Text(vi="Theta tối ưu động", en="dynamic optimised Theta"),
    "ets": Text(vi="san bằng mũ ETS tự chọn", en="automatic ETS"),
    "arima": Text(vi="ARIMA tự chọn", en="automatic ARIMA"),
    "pooled": Text(vi="xu thế góp chung các địa phương", en="drift pooled over the panel"),
    "mean": Text(vi="trung bình các phương pháp", en="mean of methods"),
    "median": Text(vi="trung vị các phương pháp", en="median of methods"),
    "weighted": Text(vi="trung bình theo trọng số kiểm định lùi", en="mean weighted by backtest"),
    "quick": Text(vi="kết hợp nhanh", en="quick combination"),
    "default": Text(vi="kết hợp mặc định", en="default combination"),
}


@lru_cache(maxsize=1)
def _makers() -> Mapping[Base, Callable[[], Any]]:
    # Imported here: the library takes seconds to load, and only forecasting needs it.
    from statsforecast import models  # noqa: PLC0415

    return {
        "ses": models.SimpleExponentialSmoothingOptimized,
        "holt": lambda: models.AutoETS(season_length=1, model="AAN", damped=False),
        "damped": lambda: models.AutoETS(season_length=1, model="AAN", damped=True),
        "theta": lambda: models.Theta(season_length=1),
        "dotheta": lambda: models.DynamicOptimizedTheta(season_length=1),
        "ets": lambda: models.AutoETS(season_length=1),
        "arima": lambda: models.AutoARIMA(season_length=1),
    }


def ready(methods: Collection[Base] = ()) -> None:
    """Load the library if one of the methods, or any method at all, needs it, so that none is charged for it."""
    if not methods or any(each not in BASELINES for each in methods):
        _makers()


def fit(method: Base, values: Array, horizon: int) -> Array | None:
    """Forecast the means of the next periods; None if the series is too short for the method, or the fit failed."""
    if np.ptp(values) == 0:
        return np.full(horizon, values[-1])
    if len(values) < SHORTEST[method]:
        return None
    if method in BASELINES:
        step = (values[-1] - values[0]) / (len(values) - 1) if method == "drift" else 0.0
        return np.asarray(values[-1] + step * np.arange(1, horizon + 1))
    factor = LEVEL / float(np.abs(values).mean())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            made = _makers()[method]().forecast(y=values * factor, h=horizon)["mean"]
        except Exception:  # noqa: BLE001 - a library that gives up on a series says so in many ways; another method stands in
            return None
    mean = np.asarray(made, dtype=float) / factor
    return mean if sane(mean, values) else None


def sane(mean: Array, values: Array) -> bool:
    """Say whether a forecast is finite and not wildly far from the values it is made from."""
    width = np.ptp(values)
    return bool(np.isfinite(mean).all() and (np.abs(mean - values[-1]) <= WILD * width).all())


def fit_all(methods: Collection[Base], values: Array, horizon: int) -> dict[Base, tuple[Array, Base]]:
    """Forecast by each method; gives what was forecast and the method that did it, itself or the one standing in."""
    made: dict[Base, Array | None] = {}

    def of(method: Base) -> tuple[Array, Base]:
        if method not in made:
            made[method] = fit(method, values, horizon)
        mean = made[method]
        return (mean, method) if mean is not None else of(INSTEAD[method])

    return {method: of(method) for method in methods if method != "pooled"}


def ordered(methods: Collection[str]) -> list[str]:
    """Give methods from the simplest to the least simple."""
    order = list(NAMES)
    return sorted(methods, key=order.index)
