"""Per head, shares, means and growth: never added up, but worked out again from parts that are.

A ratio is its reconciled numerator over its reconciled denominator; a weighted mean is its reconciled products over its
reconciled weights (of the year before where the indicator says so: System of National Accounts 2008, chapter 15); growth
is taken from reconciled levels. So the regional value is that of the sums, whatever the provinces' values are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from coordination.methods.coherence.models import Forecast, Key
from coordination.methods.coherence.tree import Tree
from coordination.methods.indicators import Aggregation, Max, NotAdditive, Ratio, WeightedMean

Figures = Mapping[Key, float]
Solve = Callable[[Mapping[Key, Forecast]], Figures]
"""Makes forecasts of something that adds up coherent."""
HUNDRED = 100.0


@dataclass(frozen=True)
class Panel:
    """What forecasts of one cycle have in common."""

    trees: Sequence[Tree]
    periods: Sequence[str]
    """All that are forecast, one after the other."""
    solve: Solve
    last: Mapping[str, Mapping[str, float]]
    """Indicator → leaf → value of the period before the first that is forecast."""


def coherent(
    code: str, rule: Aggregation, forecasts: Mapping[str, Mapping[Key, Forecast]], panel: Panel
) -> dict[Key, float]:
    """Give the coherent figures of an indicator by its own rule; a figure is left out where its parts are not there.

    ``forecasts`` holds those of the indicator and of the ones it is worked out from, by code; KeyError where one lacks.
    """
    match rule:
        case Ratio():
            above, below = panel.solve(forecasts[rule.numerator]), panel.solve(forecasts[rule.denominator])
            return quotients(above, below, float(rule.scale))
        case WeightedMean():
            weights = dict(panel.solve(forecasts[rule.weight]))
            if rule.lag:
                weights = before(weights, known(rule.weight, panel), panel.periods)
            return quotients(panel.solve(products(forecasts[code], weights)), weights)
        case Max():
            return greatest(forecasts[code], panel.trees)
        case NotAdditive():
            return {key: each.mean for key, each in forecasts[code].items()}
        case _:
            return dict(panel.solve(forecasts[code]))


def coherent_growth(code: str, growth: Mapping[Key, Forecast], panel: Panel, still: float = 0.0) -> dict[Key, float]:
    """Give coherent growth in per cent of the period before, through levels chained from the last known ones.

    ``still`` is the figure that means no change: 0 of a growth rate, 100 of an index.
    """
    last = known(code, panel)
    return growth_of(panel.solve(levels_of(growth, last, panel.periods, still)), last, panel.periods, still)


def known(code: str, panel: Panel) -> dict[str, float]:
    """Give the last known value of every node whose leaves all have one: of the nodes above them it is the sum."""
    found = dict(panel.last.get(code, {}))
    for tree in panel.trees:
        for node in reversed(tree.inner):
            parts = [found.get(tree.names[child]) for child in tree.children[node]]
            whole = [part for part in parts if part is not None]
            found.pop(tree.names[node], None)
            if len(whole) == len(parts):
                found[tree.names[node]] = sum(whole)
    return found


def quotients(above: Figures, below: Figures, scale: float = 1.0) -> dict[Key, float]:
    """Divide; nothing comes of dividing by zero."""
    return {key: value * scale / below[key] for key, value in above.items() if below.get(key)}


def products(values: Mapping[Key, Forecast], weights: Figures) -> dict[Key, Forecast]:
    """Give values times weights, which add up where the values do not; the weights are taken as certain."""
    return {
        key: Forecast(each.mean * weights[key], None if each.sd is None else each.sd * abs(weights[key]), each.where)
        for key, each in values.items()
        if key in weights
    }


def before(levels: Figures, last: Mapping[str, float], periods: Sequence[str]) -> dict[Key, float]:
    """Give for each period the level of the period before it; for the first one the last that is known."""
    found = {(node, periods[0]): level for node, level in last.items()} if periods else {}
    for earlier, later in pairwise(periods):
        found |= {(node, later): level for (node, period), level in levels.items() if period == earlier}
    return found


def levels_of(
    growth: Mapping[Key, Forecast], last: Mapping[str, float], periods: Sequence[str], still: float = 0.0
) -> dict[Key, Forecast]:
    """Chain levels from growth, as far as it goes without a gap; the sd is that of the period's own growth alone."""
    found: dict[Key, Forecast] = {}
    for node, level in last.items():
        for period in periods:
            each = growth.get((node, period))
            if each is None:
                break
            sd = None if each.sd is None else abs(level) * each.sd / HUNDRED
            level *= 1.0 + (each.mean - still) / HUNDRED  # noqa: PLW2901 - the level moves on from the last one
            found[node, period] = Forecast(level, sd, each.where)
    return found


def growth_of(
    levels: Figures, last: Mapping[str, float], periods: Sequence[str], still: float = 0.0
) -> dict[Key, float]:
    """Give growth in per cent of the period before, from levels; none from a level of 0."""
    ratios = quotients(levels, before(levels, last, periods))
    return {key: (ratio - 1.0) * HUNDRED + still for key, ratio in ratios.items()}


def greatest(values: Mapping[Key, Forecast], trees: Sequence[Tree]) -> dict[Key, float]:
    """Give each leaf's own figure, and to the nodes above them the greatest below, where all of them are there."""
    found: dict[Key, float] = {}
    periods = dict.fromkeys(period for _, period in values)
    for tree in trees:
        for period in periods:
            for node in tree.leaves.tolist():
                if (tree.names[node], period) in values:
                    found[tree.names[node], period] = values[tree.names[node], period].mean
            for node in reversed(tree.inner):
                below = [found.get((tree.names[child], period)) for child in tree.children[node]]
                told = [value for value in below if value is not None]
                if len(told) == len(below):
                    found[tree.names[node], period] = max(told)
    return found
