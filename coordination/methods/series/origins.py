"""Rolling origins (Tashman 2000, International Journal of Forecasting 16, 437-450): what would have been said back then."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, fsum
from time import perf_counter
from typing import Any, Final

import numpy as np

from coordination.methods.series.candidates import fit_all, ready
from coordination.methods.series.combining import combine, parts
from coordination.methods.series.models import Array, Base, Prepared
from coordination.methods.series.pooling import pooled_drift
from coordination.methods.series.shape import truncated

ENOUGH: Final = 300
"""Errors a horizon that more would not make surer; a panel of fewer series looks back to more origins."""
MOST_ORIGINS: Final = 6
SHORTEST_KNOWN: Final = 5
"""Values that must be left before an origin."""

Mapper = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""Such as ``map``, or the ``map`` of a pool of processes."""
Job = tuple[tuple[Base, ...], Array, int]


@dataclass
class Fits:
    """Base forecasts of one panel at one origin after another: (series, cut) → method → means."""

    means: dict[tuple[int, int], dict[Base, Array]] = field(default_factory=dict)
    by: dict[tuple[int, int], dict[Base, Base]] = field(default_factory=dict)
    """Which method really made each forecast."""
    seconds: Counter[str] = field(default_factory=Counter)


def cuts(length: int, horizon: int, series: int) -> list[int]:
    """Give how many values each origin leaves out: first the horizon, then more, then fewer where a series is short."""
    wanted = min(MOST_ORIGINS, max(1, ceil(ENOUGH / max(series, 1))))
    longest = length - SHORTEST_KNOWN
    looking_back = [cut for cut in range(horizon, horizon + wanted) if cut <= longest]
    shorter = list(range(min(horizon - 1, longest), 0, -1))
    return (looking_back + shorter)[:wanted]


def fit_panel(
    panel: Sequence[Prepared], horizon: int, methods: Collection[str], mapper: Mapper = map, *, back: bool = True
) -> Fits:
    """Forecast every series of a panel by every part of the methods, from its end (cut 0) and from earlier origins."""
    needed = tuple(dict.fromkeys(part for method in methods for part in parts(method)))
    places = [
        (at, cut)
        for at, each in enumerate(panel)
        for cut in (0, *(cuts(len(each.values), horizon, len(panel)) if back else ()))
    ]
    jobs = [(needed, truncated(panel[at], cut), min(cut, horizon) or horizon) for at, cut in places]
    found = Fits()
    for place, (means, by, seconds) in zip(places, mapper(_fitted, jobs), strict=True):
        found.means[place], found.by[place] = means, by
        found.seconds.update(seconds)
    if "pooled" in needed:
        _add_pooled(found, panel, horizon)
    return found


def _fitted(job: Job) -> tuple[dict[Base, Array], dict[Base, Base], dict[str, float]]:
    methods, values, horizon = job
    ready()
    made: dict[Base, Array] = {}
    by: dict[Base, Base] = {}
    seconds: dict[str, float] = {}
    for method in methods:
        started = perf_counter()
        for name, (mean, maker) in fit_all((method,), values, horizon).items():
            made[name], by[name] = mean, maker
        seconds[method] = perf_counter() - started
    return made, by, seconds


def _add_pooled(found: Fits, panel: Sequence[Prepared], horizon: int) -> None:
    at_cut: defaultdict[int, list[int]] = defaultdict(list)
    for at, cut in found.means:
        at_cut[cut].append(at)
    for cut, members in at_cut.items():
        made = pooled_drift([truncated(panel[at], cut) for at in members], min(cut, horizon) or horizon)
        for at, mean in zip(members, made, strict=True):
            found.means[at, cut]["pooled"] = mean
            found.by[at, cut]["pooled"] = "pooled"


def errors(
    panel: Sequence[Prepared], fits: Fits, method: str, weights: Mapping[Base, float] | None = None
) -> Iterator[tuple[int, Array]]:
    """Give, for each series and origin, the errors (truth less forecast, by horizon) in units of the series' scale.

    The scale is that of the whole series as it is known now, for it is the one the intervals to come are measured in; series
    that never moved have none and are left out.
    """
    for (at, cut), members in fits.means.items():
        if cut and panel[at].scale > 0:
            mean = combine(method, members, weights)
            begins = len(panel[at].values) - cut
            yield at, (panel[at].values[begins : begins + len(mean)] - mean) / panel[at].scale


def scaled_error(found: Iterable[tuple[int, Array]]) -> tuple[float | None, int]:
    """Give the mean absolute scaled error, each series weighing the same, and the number of errors."""
    of: defaultdict[int, list[Array]] = defaultdict(list)
    for at, each in found:
        of[at].append(np.abs(each))
    if not of:
        return None, 0
    means = [float(np.concatenate(each).mean()) for each in of.values()]
    return fsum(means) / len(means), sum(len(each) for own in of.values() for each in own)


def weights(panel: Sequence[Prepared], fits: Fits) -> dict[Base, float]:
    """Give the weight of each part of the weighted mean: the inverse square of its error at the rolling origins."""
    found: dict[Base, float] = {}
    for part in parts("weighted"):
        error, _ = scaled_error(errors(panel, fits, part))
        if error:
            found[part] = error**-2
    return found
