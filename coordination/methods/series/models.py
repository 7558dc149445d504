"""Short yearly series, and what is said of them before and after they are forecast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from coordination.kernel.text import Text

Array = NDArray[np.float64]

Base = Literal["naive", "drift", "ses", "holt", "damped", "theta", "dotheta", "ets", "arima", "pooled"]
MethodName = Literal[
    "naive",
    "drift",
    "ses",
    "holt",
    "damped",
    "theta",
    "dotheta",
    "ets",
    "arima",
    "pooled",
    "mean",
    "median",
    "weighted",
    "quick",
    "default",
]
"""A base method or a combination."""


@dataclass(frozen=True)
class Series:
    """Values of consecutive periods; ``None`` where one is missing.

    ``breaks`` are the periods with which a new definition or territory begins: what lies before is not comparable.
    """

    name: str
    first: int
    values: Sequence[float | None]
    breaks: frozenset[int] = frozenset()
    notes: tuple[Text, ...] = ()
    """What was done to the values when they were read."""


@dataclass(frozen=True)
class Prepared:
    """What of a series is fitted: its comparable tail without gaps, and what was done to get it.

    ``refused`` says why it cannot be forecast; then it is fitted to nothing.
    """

    name: str
    first: int
    values: Array
    notes: tuple[Text, ...] = ()
    refused: Text | None = None
    at_least_zero: bool = True
    """No value is negative, so no forecast is."""
    horizon: int = 1
    """Periods to forecast."""

    @property
    def last(self) -> int:
        """The last period with a value."""
        return self.first + len(self.values) - 1

    @property
    def scale(self) -> float:
        """The unit errors are measured in."""
        return scale(self.values)


def scale(values: Array) -> float:
    """Give the mean absolute change from one period to the next; 0 if it never moved."""
    return float(np.abs(np.diff(values)).mean()) if len(values) > 1 else 0.0


@dataclass(frozen=True)
class Forecast:
    """The forecast of one series: means of the periods to come and their quantiles (probability → values)."""

    name: str
    first: int
    mean: tuple[float, ...] = ()
    quantiles: Mapping[float, tuple[float, ...]] = field(default_factory=dict)
    units: tuple[float, ...] = ()
    """What one unit of the panel's ``Spread`` is for this series, by horizon; 0 for a series that never moved."""
    deviations: tuple[float, ...] = ()
    """Standard deviations that the 80 % intervals imply if errors are normal; none where there is no interval."""
    method: str | None = None
    notes: tuple[Text, ...] = ()
    refused: Text | None = None


Z_90: Final = 1.2815515655446004
"""The normal distribution's 90th percentile."""
QUANTILES: Final = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
"""Probabilities a forecast is given at: the middle, the half, and the 80 and 95 % intervals."""
