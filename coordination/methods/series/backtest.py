"""Holding out the last points of every series, and scoring what each method would have said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from coordination.kernel.text import Text
from coordination.methods.series.candidates import ordered
from coordination.methods.series.combining import parts
from coordination.methods.series.intervals import Spread, spread
from coordination.methods.series.models import Array, Base, Prepared, Series
from coordination.methods.series.origins import Fits, Mapper, fit_panel, measured, weights
from coordination.methods.series.panel import bounds, means
from coordination.methods.series.scores import Scored, Scores, scores
from coordination.methods.series.shape import finite, prepare

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
    """Hold out the last ``horizon`` values of each series and score every method on them.

    Values after a break inside what is held out are not scored: nothing known compares with them. Intervals come from
    rolling origins inside what is not held out, pooled over all series. ``seconds`` is what fitting a method's parts took,
    at the end and at the origins, summed over processes.
    """
    held = [_held(each, horizon) for each in series]
    refused = {each.known.name: each.known.refused for each in held if each.known.refused is not None}
    usable = [each for each in held if each.known.refused is None]
    wanted = ordered(methods)
    panel = [each.known for each in usable]
    fits = fit_panel(panel, wanted, mapper)
    given = weights(panel, fits) if "weighted" in wanted else None
    return Backtest({method: _scored(method, usable, fits, given) for method in wanted}, len(usable), refused)


def _held(series: Series, horizon: int) -> _Held:
    values = finite(series.values)
    places = [at for at, value in enumerate(values) if value is not None][-horizon:]
    begins = places[0] if places else 0
    known = prepare(replace(series, values=values[:begins]), 1)
    breaks = [period for period in series.breaks if known.last < period]
    to_come = [(series.first + at, values[at]) for at in places if not any(b <= series.first + at for b in breaks)]
    ahead = tuple(period - known.last for period, _ in to_come)
    actual = np.array([value for _, value in to_come], dtype=float)
    if known.refused is None and not ahead:
        broken = Text(
            vi=f"không chấm: chuỗi đứt đoạn năm {min(breaks)}, ngay trong phần giữ lại",
            en=f"not scored: the series breaks in {min(breaks)}, inside what is held out",
        )
        return _Held(replace(known, refused=broken), actual, ahead)
    return _Held(prepare(replace(series, values=values[:begins]), max(ahead, default=horizon)), actual, ahead)


def _scored(method: str, held: Sequence[_Held], fits: Fits, given: dict[Base, float] | None) -> tuple[Scores, float]:
    started = perf_counter()
    panel = [each.known for each in held]
    longest = max((each.horizon for each in panel), default=1)
    found = spread(measured(panel, fits, method, given), longest)
    scored = [_one(each, means(each.known, method, fits, at, given), found) for at, each in enumerate(held)]
    fitting = sum(fits.seconds[part] for part in parts(method))
    return scores(scored), fitting + perf_counter() - started


def _one(held: _Held, mean: Array, found: Spread) -> Scored:
    at = np.array(held.ahead) - 1
    widths = {level: found.radius(level / 100) for level in LEVELS if held.known.scale > 0}
    intervals = {
        level: (bounds(held.known, mean, -far)[at], bounds(held.known, mean, far)[at])
        for level, far in widths.items()
        if np.isfinite(far).all()
    }
    return Scored(held.actual, mean[at], held.known.scale, intervals)
