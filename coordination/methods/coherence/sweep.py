"""Forecasts made coherent where errors are independent: one sweep up the tree and one down, linear in its nodes.

The sum of the squares (y - base)² ÷ variance over all nodes, as a function of the total at a node alone, is a parabola
with a lowest place and a width. Children's parabolas add up as independent errors do; a node's own forecast joins them
by precision; what is pinned has no width. Going down, what a total differs from the children's is shared by widths.
That is weighted least squares on the tree exactly (the same as the closed form with the summing matrix), without any
matrix. All periods are swept at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coordination.methods.coherence.tree import Floats, Tree


@dataclass(frozen=True)
class Swept:
    """What the sweep upwards leaves at each node × period."""

    mean: Floats
    """Lowest place of the parabola of the tree below and of the node's own forecast."""
    width: Floats
    share: Floats
    """Part of the own forecast in it."""
    below: Floats
    """Sum of the children's lowest places."""
    below_width: Floats


def reconciled(tree: Tree, base: Floats, variances: Floats, pinned: Floats) -> Floats:
    """Give the coherent figures nearest to the base forecasts; ``pinned`` is NaN where nothing is decreed."""
    swept = upwards(tree, base, variances, pinned)
    made = swept.mean.copy()
    for node in tree.inner:
        below = tree.children[node]
        made[below] += _parts(swept, tree, node) * (made[node] - swept.below[node])
    return made


def upwards(tree: Tree, base: Floats, variances: Floats, pinned: Floats) -> Swept:
    """Gather the parabolas from the leaves to the top."""
    held = ~np.isnan(pinned)
    mean = np.where(held, pinned, np.nan_to_num(base))
    width = np.where(held, 0.0, variances)
    share = np.where(held, 0.0, 1.0)
    below, below_width = np.zeros_like(mean), np.zeros_like(mean)
    own = np.nan_to_num(base)
    for node in reversed(tree.inner):
        under = tree.children[node]
        below[node], below_width[node] = mean[under].sum(axis=0), width[under].sum(axis=0)
        with np.errstate(divide="ignore"):
            joined = 1.0 / (1.0 / below_width[node] + 1.0 / variances[node])
        free = ~held[node]
        share[node] = np.where(free, joined / variances[node], 0.0)
        mean[node] = np.where(free, below[node] + share[node] * (own[node] - below[node]), pinned[node])
        width[node] = np.where(free, joined, 0.0)
    return Swept(mean, width, share, below, below_width)


def deviations(tree: Tree, swept: Swept, sd: Floats) -> Floats:
    """Give the sd of the coherent figures, if the base forecasts err independently by ``sd`` (node × period).

    What is pinned does not err. The weights may be others than sd²: each coherent figure is a linear function of the
    base forecasts, whose variance is followed down the tree exactly.
    """
    variances = np.nan_to_num(sd) ** 2
    up, inner = np.where(swept.share > 0, variances, 0.0), list(tree.inner)
    up[inner] = 0.0
    keeps = np.where(swept.width > 0, 1.0 - swept.share, 0.0)
    for node in reversed(inner):
        up[node] = keeps[node] ** 2 * up[tree.children[node]].sum(axis=0) + swept.share[node] ** 2 * variances[node]
    found = up.copy()
    passes = keeps.copy()  # by how much a total moves when the sum below it moves by one
    for node in inner:
        under = tree.children[node]
        part, total = _parts(swept, tree, node), up[under].sum(axis=0)
        # Var(c + part·(total of the node - Σ c)); the two differ only by what comes from above and from the own forecast.
        rest = found[node] + total - 2.0 * passes[node] * total
        found[under] = up[under] + part**2 * rest + 2.0 * part * (passes[node] - 1.0) * up[under]
        passes[under] = keeps[under] * (1.0 + part * (passes[node] - 1.0))
    return np.asarray(np.sqrt(np.maximum(found, 0.0)))


def _parts(swept: Swept, tree: Tree, node: int) -> Floats:
    """Give the part of each child in what its parent's total differs from the sum of the children."""
    whole = swept.below_width[node]
    width = swept.width[tree.children[node]]
    return np.asarray(np.divide(width, whole, out=np.zeros_like(width), where=whole > 0))
