"""Forecasts of every tree and period made to add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isnan
from typing import Final

import numpy as np

from coordination.errors import Fault, InvalidInputError
from coordination.kernel.text import Text
from coordination.methods.coherence import bounded, curves, sweep
from coordination.methods.coherence.dense import System
from coordination.methods.coherence.limits import Limit, Limits
from coordination.methods.coherence.models import Done, Forecast, Held, Key, Point
from coordination.methods.coherence.settle import settled
from coordination.methods.coherence.tree import MOST, Floats, Tree
from coordination.methods.coherence.weights import Method, Residuals, Weights, choose, complete

_LOST: Final = 1e-6
"""Of the largest figure: by how much a bound is never broken if the arithmetic is sound."""
_TRIES: Final = 5


def reconcile(
    trees: Sequence[Tree],
    forecasts: Mapping[Key, Forecast],
    method: Method,
    limits: Iterable[Limit] = (),
    residuals: Residuals | None = None,
    *,
    non_negative: bool = False,
) -> tuple[Done, ...]:
    """Give coherent figures for each tree by itself and each period by itself.

    Least squares (mean - base)' W⁻¹ (mean - base) over figures that add up, decreed nodes equal to what is decreed and
    bounds kept; W as ``weights.choose`` says. A node above others without a forecast gets their sum; a leaf without one
    must be decreed. Without decrees and bounds that is the closed form of Wickramasuriya et al. (2019).

    Raises InvalidInputError: names that are in no tree, leaves without a forecast, limits of periods nobody forecast,
    and limits that contradict each other, with a least set of them.
    """
    told, chosen = residuals or {}, list(limits)
    home = {name: number for number, tree in enumerate(trees) for name in tree.names}
    _check_names(home, forecasts, chosen)
    periods: list[set[str]] = [set() for _ in trees]
    for node, period in forecasts:
        periods[home[node]].add(period)
    kept_by: list[list[Limit]] = [[] for _ in trees]
    for each in chosen:
        kept_by[home[each.node]].append(each)
    _check_periods(kept_by, periods)
    _check_trees(trees, periods)
    done = []
    for number, tree in enumerate(trees):
        when = sorted(periods[number], key=lambda period: (len(period), period))  # 9 before 10
        kept = Limits.of(tree, when, kept_by[number], non_negative=non_negative)
        done.append(_one(tree, when, forecasts, kept, (method, told)))
    return tuple(done)


def _one(
    tree: Tree, periods: Sequence[str], forecasts: Mapping[Key, Forecast], limits: Limits, by: tuple[Method, Residuals]
) -> Done:
    mean, sd = np.full((2, len(tree), len(periods)), np.nan)
    for row, node in enumerate(tree.names):
        for column, period in enumerate(periods):
            found = forecasts.get((node, period))
            if found is not None:
                mean[row, column] = found.mean
                sd[row, column] = np.nan if found.sd is None else found.sd
    _check_leaves(tree, periods, mean, limits)
    limits.check()
    method, residuals = by
    weights = choose(method, tree, mean, sd, residuals)
    pinned, made = _solved(tree, mean, weights, limits)
    spread = _spread(tree, (mean, sd), weights, limits.fixed) if complete(mean, sd) else np.full_like(mean, np.nan)
    figures = np.column_stack(
        [
            settled(tree, made[:, each], pinned[:, each], limits.lower[:, each], limits.upper[:, each])
            for each in range(len(periods))
        ]
    )
    points = tuple(
        Point(
            node,
            period,
            float(figures[row, column]),
            _known(mean[row, column]),
            _known(spread[row, column]),
            _known(sd[row, column]),
            _held(limits, figures, row, column),
        )
        for row, node in enumerate(tree.names)
        for column, period in enumerate(periods)
    )
    return Done(tree, weights, points)


def _solved(tree: Tree, mean: Floats, weights: Weights, limits: Limits) -> tuple[Floats, Floats]:
    """Give what is pinned (decreed, or held back by a bound) and the figures, which keep it exactly.

    Where bounds are broken without them, the optimum within bounds only says which of them hold figures back; the figures
    themselves come from the closed form with those pinned, as precise as where nothing is bounded.
    """
    pinned = limits.fixed.copy()
    made = _closed(tree, mean, weights, pinned)
    for column in np.flatnonzero(((made < limits.lower) | (made > limits.upper)).any(axis=0)):
        low, high = limits.lower[:, column], limits.upper[:, column]
        best = _within_bounds(tree, (mean[:, column], limits.fixed[:, column]), weights, int(column), (low, high))
        held = np.where(best == low, low, np.where(best == high, high, np.nan))
        one = slice(column, column + 1)
        for _ in range(_TRIES):
            pinned[:, column] = np.where(np.isnan(limits.fixed[:, column]), held, limits.fixed[:, column])
            made[:, one] = _closed(tree, mean[:, one], weights, pinned[:, one], one)
            below, above = made[:, column] < low, made[:, column] > high
            if not (below | above).any():
                break
            _check_kept(made[:, column], low, high, float(np.nanmax(np.abs(mean[:, column]))))
            held = np.where(below, low, np.where(above, high, held))  # broken by the last digits
    return pinned, made


def _within_bounds(
    tree: Tree, told: tuple[Floats, Floats], weights: Weights, column: int, bounds: tuple[Floats, Floats]
) -> Floats:
    mean, fixed = told
    if weights.covariance is None:
        return curves.within_bounds(tree, mean, weights.variances[:, column], *bounds)
    return bounded.within_bounds(System.of(tree, mean, weights.covariance, fixed), *bounds)


def _check_kept(made: Floats, low: Floats, high: Floats, size: float) -> None:
    """Refuse what is no optimum: limits were compatible, so only a W beyond floating point ends here.

    Digits are lost of the largest figure that went in or came out: where all that comes out is 0, of the forecasts.
    """
    if np.maximum(low - made, made - high).max() > _LOST * max(size, float(np.abs(made).max())):
        raise InvalidInputError.of(
            "không giải được bài toán có giới hạn: hiệp phương sai quá suy biến; hãy dùng --method wls",
            "cannot solve the problem with bounds: the covariance is too nearly singular; use --method wls",
        )


def _closed(tree: Tree, mean: Floats, weights: Weights, pinned: Floats, columns: slice = slice(None)) -> Floats:
    if weights.covariance is None:
        return sweep.reconciled(tree, mean, weights.variances[:, columns], pinned)
    systems = [System.of(tree, base, weights.covariance, held) for base, held in zip(mean.T, pinned.T, strict=True)]
    made = np.column_stack([system.solve() for system in systems])
    return np.where(np.isnan(pinned), made, pinned)


def _spread(tree: Tree, told: tuple[Floats, Floats], weights: Weights, fixed: Floats) -> Floats:
    """Give the sd of the coherent figures: errors as large as the given sd, correlated as the residuals are."""
    mean, sd = told
    if weights.covariance is None:
        return sweep.deviations(tree, sweep.upwards(tree, mean, weights.variances, fixed), sd)
    found = np.zeros_like(mean)
    for column in range(mean.shape[1]):
        known = ~np.isnan(mean[:, column])
        covariance = weights.covariance[np.ix_(known, known)]
        scale = sd[known, column] / np.sqrt(covariance.diagonal())
        system = System.of(tree, mean[:, column], weights.covariance, fixed[:, column])
        found[:, column] = system.deviations(covariance * scale[:, None] * scale)
    return np.where(np.isnan(fixed), found, 0.0)


def _held(limits: Limits, figures: Floats, row: int, column: int) -> Held:
    if not isnan(limits.fixed[row, column]):
        return "fixed"
    if figures[row, column] == limits.lower[row, column]:
        return "lower"
    return "upper" if figures[row, column] == limits.upper[row, column] else "free"


def _known(value: float) -> float | None:
    return None if isnan(value) else float(value)


def _check_names(home: Mapping[str, int], forecasts: Mapping[Key, Forecast], limits: Sequence[Limit]) -> None:
    places = [(node, told.where) for (node, _), told in forecasts.items()] + [
        (each.node, each.where) for each in limits
    ]
    faults = [
        Fault(Text(vi=f"nút '{node}' không có trong cây", en=f"the node '{node}' is not in the tree"), where)
        for node, where in places
        if node not in home
    ]
    if faults:
        raise InvalidInputError(*faults[:MOST])


def _check_periods(kept_by: Sequence[Sequence[Limit]], periods: Sequence[set[str]]) -> None:
    faults = [
        Fault(
            Text(
                vi=f"kỳ {each.period} không có dự báo nào của cây có nút '{each.node}'",
                en=f"period {each.period} has no forecast in the tree of the node '{each.node}'",
            ),
            each.where,
        )
        for limits, known in zip(kept_by, periods, strict=True)
        for each in limits
        if each.period not in known
    ]
    if faults:
        raise InvalidInputError(*faults[:MOST])


def _check_trees(trees: Sequence[Tree], periods: Sequence[set[str]]) -> None:
    faults = [
        Fault(
            Text(
                vi=f"cây của '{tree.root}' không có dự báo nào", en=f"the tree of '{tree.root}' has no forecast at all"
            ),
            tree.where[0],
        )
        for tree, known in zip(trees, periods, strict=True)
        if not known
    ]
    if faults:
        raise InvalidInputError(*faults[:MOST])


def _check_leaves(tree: Tree, periods: Sequence[str], mean: Floats, limits: Limits) -> None:
    lacking = np.isnan(mean) & np.isnan(limits.fixed)
    faults = [
        Fault(
            Text(
                vi=f"nút lá '{tree.names[leaf]}' không có dự báo kỳ {periods[column]}, cũng không được ấn định",
                en=f"the leaf '{tree.names[leaf]}' has no forecast for {periods[column]} and is not fixed",
            ),
            tree.where[leaf],
        )
        for leaf in tree.leaves.tolist()
        for column in np.flatnonzero(lacking[leaf]).tolist()
    ]
    if faults:
        raise InvalidInputError(*faults[:MOST])
