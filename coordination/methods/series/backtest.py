"""Holding out the last points of every series, and scoring what each method would have said of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from coordination.kernel.text import Text
from coordination.methods.series.candidates import ordered
from coordination.methods.series.combining import parts
from coordination.methods.series.intervals import spread
from coordination.methods.series.models import Array, Base, Prepared, Series
from coordination.methods.series.origins import Fits, Mapper, errors, fit_panel, weights
from coordination.methods.series.panel import bounds, means
from coordination.methods.series.scores import Scored, Scores, scores
from coordination.methods.series.shape import prepare

LEVELS = (80, 95)


@dataclass(frozen=True)
class Backtest:
    """Scores and seconds by method, and the series that could not be scored with the reason."""

    scores: Mapping[str, tuple[Scores, float]]
    scored: int
    refused: Mapping[str, Text]


@dataclass(frozen=True)
class _Held:
    """A series without its last points, those points, and how far ahead of the known ones each lies."""

    known: Prepared
    actual: Array
    ahead: tuple[int, ...]


def backtest(series: Sequence[Series], horizon: int, methods: Sequence[str], mapper: Mapper = map) -> Backtest:
    """Hold out the last ``horizon`` periods of each series and score every method on them.

    Intervals come from rolling origins inside what is not held out, pooled over all series. ``seconds`` is what fitting a
    method's parts took, at the end and at the origins, summed over processes.
    """
    held = [_held(each, horizon) for each in series]
    refused = {each.known.name: each.known.refused for each in held if each.known.refused is not None}
    usable = [each for each in held if each.known.refused is None]
    panel = [each.known for each in usable]
    longest = max((max(each.ahead) for each in usable), default=horizon)
    wanted = ordered(methods)
    fits = fit_panel(panel, longest, wanted, mapper)
    given = weights(panel, fits) if "weighted" in wanted else None
    found = {method: _scored(method, usable, fits, longest, given) for method in wanted}
    return Backtest(found, len(usable), refused)


def _held(series: Series, horizon: int) -> _Held:
    values = list(series.values)
    while values and values[-1] is None:
        values.pop()
    known = prepare(Series(series.name, series.first, values[:-horizon], series.breaks), horizon)
    begins = series.first + len(values) - min(horizon, len(values))
    to_come = [
        (period, float(value))
        for period, value in enumerate(values[-horizon:], begins)
        if value is not None and np.isfinite(value)
    ]
    ahead = tuple(period - known.last for period, _ in to_come)
    return _Held(known, np.array([value for _, value in to_come]), ahead)


def _scored(
    method: str, held: Sequence[_Held], fits: Fits, horizon: int, given: dict[Base, float] | None
) -> tuple[Scores, float]:
    started = perf_counter()
    panel = [each.known for each in held]
    radius = spread((each for _, each in errors(panel, fits, method, given)), horizon)
    found = [_one(each, means(each.known, method, fits, at, given), radius.radius) for at, each in enumerate(held)]
    fitting = sum(fits.seconds[part] for part in parts(method))
    return scores(found), fitting + perf_counter() - started


def _one(held: _Held, mean: Array, radius: Callable[[float], Array]) -> Scored:
    at = np.array(held.ahead) - 1
    low_high = {level: radius(level / 100) for level in LEVELS}
    intervals = {
        level: (bounds(held.known, mean, -far)[at], bounds(held.known, mean, far)[at])
        for level, far in low_high.items()
        if np.isfinite(far).all()
    }
    return Scored(held.actual, mean[at], held.known.scale, intervals)
