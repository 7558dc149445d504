"""How much each forecast is trusted: the covariance W of the errors of the base forecasts, by method.

| method      | W                                                            | in hierarchicalforecast           |
|-------------|--------------------------------------------------------------|-----------------------------------|
| `ols`       | identity                                                     | `MinTrace("ols")`                 |
| `wls`       | sd² of each forecast, where every forecast has an sd         | `wls_var`, if sd² is its variance |
|             | else mean squares of the residuals                           | `MinTrace("wls_var")`             |
|             | else number of leaves under each node                        | `MinTrace("wls_struct")`          |
| `mint`      | covariance of the residuals, correlations shrunk towards 0   | `MinTrace("mint_shrink")`         |
| `bottom_up` | leaves as `wls`, the nodes above them not heard              | `BottomUp()`                      |

Where `mint` has no residuals it can use, it becomes `wls` and the outcome says so. Its W serves all periods, since only the
proportions count, and those are taken to stay the same as errors grow with the horizon. Residuals count in the periods in
which every node has one. Wickramasuriya, Athanasopoulos and Hyndman (2019), Optimal forecast reconciliation through trace
minimization, JASA 114: 804-819; the shrinkage is that of Schäfer and Strimmer (2005), A shrinkage approach to large-scale
covariance matrix estimation, SAGMB 4(1), article 32.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np

from coordination.kernel.text import Text
from coordination.methods.coherence.tree import Floats, Tree

Method = Literal["mint", "wls", "ols", "bottom_up"]
METHODS: Final[tuple[Method, ...]] = get_args(Method)
Source = Literal["shrunk_covariance", "sd", "residuals", "structural", "identity"]
Residuals = Mapping[str, Mapping[str, float]]
"""Node → label of the period → observed value minus what the forecast's own method had said of it."""

LEAST: Final = 4
"""Periods in which every node has a residual, below which no covariance is made of them."""
SMALLEST: Final = 1e-6
"""Of the largest sd of the tree and period: what a smaller one, such as 0, counts as."""
_SINGULAR: Final = 1e-10


@dataclass(frozen=True)
class Weights:
    """W of one tree: variances of node × period, infinite where a forecast is not heard; ``covariance`` instead for MinT."""

    source: Source
    variances: Floats
    covariance: Floats | None = None
    shrinkage: float | None = None
    """Intensity λ between 0 (sample covariance) and 1 (variances alone)."""
    observed: int | None = None
    """Periods of residuals the covariance is made of."""
    instead: Text | None = None
    """Why it is not what the method asks for."""


def choose(method: Method, tree: Tree, mean: Floats, sd: Floats, residuals: Residuals) -> Weights:
    """Give W for a tree; ``mean`` and ``sd`` are node × period with NaN where there is none."""
    if method == "mint":
        found = _shrunk(tree, mean, residuals)
        if isinstance(found, Weights):
            return found
        rest = _diagonal(tree, mean, sd, residuals)
        return Weights(rest.source, rest.variances, instead=_both(found, rest.instead))
    if method == "ols":
        return Weights("identity", _heard(np.ones_like(mean), mean))
    chosen = _diagonal(tree, mean, sd, residuals)
    if method == "bottom_up":
        chosen.variances[list(tree.inner)] = np.inf
    return chosen


def _both(first: Text, second: Text | None) -> Text:
    return first if second is None else Text(vi=f"{first.vi}; {second.vi}", en=f"{first.en}; {second.en}")


def _heard(variances: Floats, mean: Floats) -> Floats:
    return np.where(np.isnan(mean), np.inf, variances)


def _diagonal(tree: Tree, mean: Floats, sd: Floats, residuals: Residuals) -> Weights:
    if complete(mean, sd):
        return Weights("sd", _heard(_floored(np.nan_to_num(sd)) ** 2, mean))
    why = _half_told(mean, sd)
    based = _based(tree, mean)
    squares = {name: np.array(list(residuals.get(name, {}).values())) for name in based}
    if all(each.size and each.any() for each in squares.values()):
        variances = np.ones_like(mean)
        for name, each in squares.items():
            variances[tree.at[name]] = (each**2).mean()
        return Weights("residuals", _heard(variances, mean), instead=why)
    leaves = np.repeat(tree.weights[:, None], mean.shape[1], axis=1)
    return Weights("structural", _heard(leaves, mean), instead=why)


def _half_told(mean: Floats, sd: Floats) -> Text | None:
    """Say why standard deviations are not used, where some are given."""
    if np.isnan(sd).all():
        return None
    lacking = int((~np.isnan(mean) & np.isnan(sd)).sum())
    if lacking:
        return Text(
            vi=f"{lacking} dự báo không có độ lệch chuẩn", en=f"forecasts without a standard deviation: {lacking}"
        )
    return Text(vi="có kỳ mọi độ lệch chuẩn đều bằng 0", en="all standard deviations of a period are 0")


def complete(mean: Floats, sd: Floats) -> bool:
    """Tell whether every forecast has an sd, and not all of a period are 0."""
    return bool((np.isnan(mean) | ~np.isnan(sd)).all() and (np.nan_to_num(sd).max(axis=0) > 0).all())


def _floored(sd: Floats) -> Floats:
    return np.asarray(np.maximum(sd, SMALLEST * sd.max(axis=0)))


def _based(tree: Tree, mean: Floats) -> list[str]:
    """Give the nodes that have a forecast in some period."""
    return [tree.names[node] for node in np.flatnonzero((~np.isnan(mean)).any(axis=1))]


def _shrunk(tree: Tree, mean: Floats, residuals: Residuals) -> Weights | Text:
    """Give the shrunk covariance, or say why there is none."""
    based = _based(tree, mean)
    lacking = [name for name in based if not residuals.get(name)]
    if len(lacking) == len(based):
        return Text(vi="không có phần dư", en="there are no residuals")
    if lacking:
        return Text(vi=f"nút '{lacking[0]}' không có phần dư", en=f"the node '{lacking[0]}' has no residuals")
    common = sorted(set.intersection(*(set(residuals[name]) for name in based)))
    if len(common) < LEAST:
        return Text(
            vi=f"chỉ có {len(common)} kỳ mà mọi nút đều có phần dư, cần ít nhất {LEAST}",
            en=f"only {len(common)} periods have a residual of every node; {LEAST} are needed",
        )
    rows = np.array([[residuals[name][label] for label in common] for name in based])
    covariance, intensity = shrunk(rows)
    if not covariance.diagonal().all() or (len(based) > 1 and intensity < _SINGULAR):
        return Text(
            vi="phần dư không đổi hoặc phụ thuộc hoàn toàn vào nhau",
            en="the residuals do not vary, or depend on each other entirely",
        )
    whole = np.zeros((len(tree), len(tree)))
    places = [tree.at[name] for name in based]
    whole[np.ix_(places, places)] = covariance
    variances = np.repeat(whole.diagonal()[:, None], mean.shape[1], axis=1)
    return Weights("shrunk_covariance", _heard(variances, mean), whole, intensity, len(common))


def shrunk(residuals: Floats) -> tuple[Floats, float]:
    """Give the covariance of residuals (a row each node), correlations shrunk towards 0, and the intensity.

    λ = Σ Var(r) / Σ r² over the pairs of nodes, kept between 0 and 1 (Schäfer and Strimmer 2005, table 1, target D).
    """
    number = residuals.shape[1]
    centred = residuals - residuals.mean(axis=1, keepdims=True)
    covariance = centred @ centred.T / (number - 1)
    deviations = centred.std(axis=1, keepdims=True)
    standard = np.divide(centred, deviations, out=np.zeros_like(centred), where=deviations > 0)
    correlations = standard @ standard.T / number
    doubt = ((standard**2) @ (standard**2).T - number * correlations**2) / (number * (number - 1))
    apart = ~np.eye(len(residuals), dtype=bool)
    strength = float((correlations[apart] ** 2).sum())
    intensity = min(max(float(doubt[apart].sum()) / strength, 0.0), 1.0) if strength > 0 else 1.0
    return np.where(apart, (1.0 - intensity) * covariance, covariance), intensity
