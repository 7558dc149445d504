"""The candidate methods, and the shortest series each can be fitted to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from coordination.methods.forecast.models import MethodName

LEVELS: Final = [80, 95]

SHORTEST: Final[Mapping[MethodName, int]] = {"drift": 3, "damped_trend": 10, "theta": 6, "ets": 8}
"""From the simplest to the least simple. Below these lengths the library refuses or warns: a damped
trend has six parameters and wants four observations more, ETS three, Theta's error estimate six."""


@dataclass(frozen=True)
class Forecast:
    """A forecast of the next steps with its intervals."""

    mean: list[float]
    low: Mapping[int, list[float]]
    high: Mapping[int, list[float]]


@lru_cache(maxsize=1)
def _makers() -> Mapping[MethodName, Callable[[], Any]]:
    # Imported here: the library takes seconds to load, and only forecasting needs it.
    from statsforecast.models import (  # noqa: PLC0415
        AutoETS,
        DynamicOptimizedTheta,
        RandomWalkWithDrift,
    )

    return {
        "drift": RandomWalkWithDrift,
        "damped_trend": lambda: AutoETS(season_length=1, model="AAN", damped=True),
        "theta": lambda: DynamicOptimizedTheta(season_length=1),
        "ets": lambda: AutoETS(season_length=1, model="ZZN"),
    }


def run(method: MethodName, series: Sequence[float], steps: int) -> Forecast:
    """Forecast the next steps of a series with 80 and 95 % intervals.

    Theta's intervals are simulated, with a fixed seed of the library's own, and may by chance lie
    beside the point forecast; they are widened to hold it.
    """
    made = _makers()[method]().forecast(y=np.asarray(series, dtype=float), h=steps, level=LEVELS)
    mean = [float(value) for value in made["mean"]]
    return Forecast(
        mean=mean,
        low={n: _each(min, made[f"lo-{n}"], mean) for n in LEVELS},
        high={n: _each(max, made[f"hi-{n}"], mean) for n in LEVELS},
    )


def means(method: MethodName, series: Sequence[float], steps: int) -> list[float]:
    """Forecast the next steps without intervals."""
    made = _makers()[method]().forecast(y=np.asarray(series, dtype=float), h=steps)
    return [float(value) for value in made["mean"]]


def _each(pick: Callable[[float, float], float], bounds: Sequence[float], mean: list[float]) -> list[float]:
    return [pick(float(bound), value) for bound, value in zip(bounds, mean, strict=True)]
