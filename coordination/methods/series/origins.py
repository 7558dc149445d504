"""Rolling origins (Tashman 2000, International Journal of Forecasting 16, 437-450): what would have been said back then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from time import perf_counter
from typing import Any, Final

import numpy as np

from coordination.methods.series.candidates import INSTEAD, fit_all, ready, sane
from coordination.methods.series.combining import combine, parts
from coordination.methods.series.intervals import units
from coordination.methods.series.models import Array, Base, Prepared
from coordination.methods.series.pooling import pooled_drift
from coordination.methods.series.shape import truncated

ENOUGH: Final = 600
"""Errors a horizon that more would not make surer: of a larger panel each series looks back from some origins only."""
MOST_ORIGINS: Final = 8
SHORTEST_KNOWN: Final = 5
"""Values that must be left before an origin."""

Mapper = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""Such as ``map``, or the ``map`` of a pool of processes."""
Job = tuple[tuple[Base, ...], Array, int]
Place = tuple[int, int]
"""Where a series stands in its panel, and how many of its last values are not known."""


@dataclass
class Fits:
    """Base forecasts of one panel at one origin after another: place → method → means."""

    means: dict[Place, dict[Base, Array]] = field(default_factory=dict)
    by: dict[Place, dict[Base, Base]] = field(default_factory=dict)
    """Which method really made each forecast."""
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))


def cuts(length: int, horizon: int) -> list[int]:
    """Give how many values each origin leaves out: first the horizon, then more, then fewer where a series is short."""
    longest = length - SHORTEST_KNOWN
    looking_back = [cut for cut in range(horizon, horizon + MOST_ORIGINS) if cut <= longest]
    shorter = range(min(horizon - 1, longest), 0, -1)
    return [*looking_back, *shorter][:MOST_ORIGINS]


def places(panel: Sequence[Prepared]) -> list[Place]:
    """Give every place a panel is forecast from: the end of each series (cut 0), and its earlier origins.

    Of a large panel each series takes its turn at some origins, in the order of their names, so that all origins are seen.
    """
    stride = max(1, len(panel) * MOST_ORIGINS // ENOUGH)
    turn = {at: number % stride for number, at in enumerate(sorted(range(len(panel)), key=lambda at: panel[at].name))}
    return [
        (at, cut)
        for at, each in enumerate(panel)
        for cut in (0, *cuts(len(each.values), each.horizon)[turn[at] :: stride])
    ]


def fit_panel(panel: Sequence[Prepared], methods: Collection[str], mapper: Mapper = map) -> Fits:
    """Forecast every series of a panel by every part of the methods, from its end and from earlier origins."""
    needed = tuple(dict.fromkeys(part for method in methods for part in parts(method)))
    # What stands in for the pooled drift is fitted with the rest.
    bases = tuple(dict.fromkeys(INSTEAD[part] if part == "pooled" else part for part in needed))
    longest = max((each.horizon for each in panel), default=1)
    wanted = {(at, cut): min(cut, longest) or panel[at].horizon for at, cut in places(panel)}
    jobs = [(bases, truncated(panel[at], cut), ahead) for (at, cut), ahead in wanted.items()]
    found = Fits()
    for place, (means, by, seconds) in zip(wanted, mapper(fitted, jobs), strict=True):
        found.means[place], found.by[place] = means, by
        for method, took in seconds.items():
            found.seconds[method] += took
    if "pooled" in needed:
        started = perf_counter()
        _add_pooled(found, panel, wanted)
        found.seconds["pooled"] += perf_counter() - started
    return found


def fitted(job: Job) -> tuple[dict[Base, Array], dict[Base, Base], dict[str, float]]:
    """Forecast one stretch of values by base methods: the means, which method really made each, and the seconds it took."""
    methods, values, horizon = job
    ready(methods)
    made: dict[Base, Array] = {}
    by: dict[Base, Base] = {}
    seconds: dict[str, float] = {}
    for method in methods:
        started = perf_counter()
        for name, (mean, maker) in fit_all((method,), values, horizon).items():
            made[name], by[name] = mean, maker
        seconds[method] = perf_counter() - started
    return made, by, seconds


def _add_pooled(found: Fits, panel: Sequence[Prepared], wanted: Mapping[Place, int]) -> None:
    """Add the pooled drift: at an origin, of what was known of all series in that period."""
    then: defaultdict[int | None, list[Place]] = defaultdict(list)
    for at, cut in wanted:
        then[panel[at].last - cut if cut else None].append((at, cut))
    for period, members in then.items():
        known = {
            at: each.values if period is None else each.values[: max(period + 1 - each.first, 0)]
            for at, each in enumerate(panel)
        }
        pool = [at for at, values in known.items() if len(values) > 1]
        longest = max(wanted[place] for place in members)
        drifts = dict(zip(pool, pooled_drift([known[at] for at in pool], longest), strict=True))
        for place in members:
            mean = drifts[place[0]][: wanted[place]]
            good = sane(mean, known[place[0]])
            found.means[place]["pooled"] = mean if good else found.means[place][INSTEAD["pooled"]]
            found.by[place]["pooled"] = "pooled" if good else found.by[place][INSTEAD["pooled"]]


def above_zero(of: Prepared, values: Array) -> Array:
    """Give values, none of them negative where none of the series was."""
    return np.maximum(values, 0) if of.at_least_zero else values


def errors(
    panel: Sequence[Prepared], fits: Fits, method: str, weights: Mapping[Base, float] | None = None
) -> Iterator[tuple[int, int, Array]]:
    """Give, for each series and origin (place and cut), truth less forecast by horizon; series that never moved have none."""
    for (at, cut), members in fits.means.items():
        of = panel[at]
        if cut and of.scale > 0:
            mean = above_zero(of, combine(method, members, weights))
            begins = len(of.values) - cut
            yield at, cut, of.values[begins : begins + len(mean)] - mean


def measured(
    panel: Sequence[Prepared], fits: Fits, method: str, weights: Mapping[Base, float] | None = None
) -> Iterator[Array]:
    """Give the errors in the units known when each forecast was made, as those of the forecast to come will be.

    A scale that knew what was to come would grow with the errors it measures, and make intervals too narrow.
    """
    for at, cut, error in errors(panel, fits, method, weights):
        unit = units(truncated(panel[at], cut), len(error))
        if unit[0] > 0:
            yield error / unit


def scaled_errors(
    panel: Sequence[Prepared], fits: Fits, method: str, weights: Mapping[Base, float] | None = None
) -> dict[Place, Array]:
    """Give the absolute errors over each series' scale, by series and origin."""
    return {(at, cut): np.abs(error) / panel[at].scale for at, cut, error in errors(panel, fits, method, weights)}


def mean_error(found: Mapping[Place, Array]) -> float | None:
    """Give the mean of scaled errors, each series weighing the same however many it has; None of none."""
    means = [float(np.concatenate(own).mean()) for own in by_series(found).values()]
    return fsum(means) / len(means) if means else None


def by_series(found: Mapping[Place, Array]) -> dict[int, list[Array]]:
    """Give errors by the place of their series in the panel."""
    of: defaultdict[int, list[Array]] = defaultdict(list)
    for (at, _), own in found.items():
        of[at].append(own)
    return of


def weights(panel: Sequence[Prepared], fits: Fits) -> dict[Base, float]:
    """Give the weight of each part of the weighted mean: the inverse square of its error at the rolling origins.

    The smallest error weighs 1; a part without error leaves nothing to the others. Nothing where no error is known.
    """
    found = {
        part: error for part in parts("weighted") if (error := mean_error(scaled_errors(panel, fits, part))) is not None
    }
    least = min(found.values(), default=0.0)
    return {part: (least / error) ** 2 if error else 1.0 for part, error in found.items()}
