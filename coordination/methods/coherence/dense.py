"""Forecasts made coherent where errors depend on each other: minimum trace, with what is decreed as further equations.

Least (y - base)' W⁻¹ (y - base) under C y = d is y = base - W C' (C W C')⁻¹ (C base - d): W is never inverted. The rows of
C say that a node is the sum of its children, or what a node is pinned to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from coordination.methods.coherence.tree import Floats, Places, Tree

NOTHING: Final = 1e-12
"""Of a normalised quantity, such as a cosine: what counts as 0."""


@dataclass(frozen=True)
class System:
    """One tree in one period: the nodes that have a forecast, and the equations they keep."""

    tree: Tree
    told: Places
    base: Floats
    covariance: Floats
    members: Sequence[Places]
    """Of each node of the tree, the forecasts it is the sum of: itself, or those below it where it has none."""
    constant: Floats
    """Of each node, what is decreed of leaves that have no forecast."""
    equations: Floats
    values: Floats

    @classmethod
    def of(cls, tree: Tree, base: Floats, covariance: Floats, pinned: Floats) -> System:
        """Lay out a period; a node without a forecast is its children's sum, a leaf without one what is decreed."""
        told = np.flatnonzero(~np.isnan(base))
        constant = np.where(np.isnan(base), np.nan_to_num(pinned), 0.0)
        members: list[Places] = [np.zeros(0, dtype=np.intp)] * len(tree)
        for at, node in enumerate(told.tolist()):
            members[node] = np.array([at], dtype=np.intp)
        rows, values = [], []
        for node in reversed(tree.inner):
            below = tree.children[node]
            parts, rest = np.concatenate([members[child] for child in below]), float(constant[below].sum())
            if members[node].size:
                rows.append((members[node], parts))
                values.append(rest)
            else:
                members[node], constant[node] = parts, rest
        decreed = [node for node in np.flatnonzero(~np.isnan(pinned)).tolist() if members[node].size]
        equations = np.zeros((len(rows) + len(decreed), told.size))
        for at, (whole, parts) in enumerate(rows):
            equations[at, parts], equations[at, whole] = -1.0, 1.0
        for at, node in enumerate(decreed, len(rows)):
            equations[at, members[node]] = 1.0
        known = covariance if told.size == len(tree) else covariance[np.ix_(told, told)]
        ends = np.concatenate([np.array(values), pinned[decreed] - constant[decreed]])
        return cls(tree, told, base[told], known, members, constant, equations, ends)

    @cached_property
    def across(self) -> Floats:
        """Give W C'."""
        return np.asarray(self.covariance @ self.equations.T)

    def solve(self) -> Floats:
        """Give every node of the tree."""
        prices = inverse(self.equations @ self.across) @ (self.equations @ self.base - self.values)
        return self.lifted(self.base - self.across @ prices) + self.constant

    def deviations(self, errors: Floats) -> Floats:
        """Give the sd of every node if the base forecasts err with a covariance."""
        shared = errors @ self.equations.T
        gain = self.lifted(self.across @ inverse(self.equations @ self.across))
        own = np.array([errors[np.ix_(parts, parts)].sum() for parts in self.members])
        away = ((gain @ (self.equations @ shared)) * gain).sum(axis=1) - 2.0 * (gain * self.lifted(shared)).sum(axis=1)
        return np.asarray(np.sqrt(np.maximum(own + away, 0.0)))

    def rows(self, nodes: Iterable[int]) -> Floats:
        """Give nodes as sums of forecasts, a row for each."""
        chosen = list(nodes)
        made = np.zeros((len(chosen), self.told.size))
        for at, node in enumerate(chosen):
            made[at, self.members[node]] = 1.0
        return made

    def lifted(self, told: Floats) -> Floats:
        """Give every node of the tree from the forecasts (a row each), whatever the columns are; constants left out."""
        every = np.zeros((len(self.tree), *told.shape[1:]))
        every[self.told] = told
        bare = set(self.tree.inner) - set(self.told.tolist())
        for node in sorted(bare, reverse=True):
            every[node] = every[self.tree.children[node]].sum(axis=0)
        return every


def inverse(system: Floats) -> Floats:
    """Invert a Gram matrix, scaled first; equations that follow from others do no harm."""
    scale = np.sqrt(np.maximum(system.diagonal(), 0.0))
    scale = np.divide(1.0, scale, out=np.zeros_like(scale), where=scale > 0)
    return np.asarray(
        np.linalg.pinv(system * scale[:, None] * scale, rcond=NOTHING, hermitian=True) * scale[:, None] * scale
    )
