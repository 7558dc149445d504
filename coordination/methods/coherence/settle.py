"""The last digits: figures set so that sums hold in floating point too, and what is pinned is itself to the bit."""

from __future__ import annotations

from math import fsum

import numpy as np

from coordination.methods.coherence.tree import Floats, Tree, Truths

_SPARE = 52
"""Binary digits between the sum of all leaves and the last digit kept of each: then no order of adding loses one."""


def settled(tree: Tree, made: Floats, pinned: Floats, lower: Floats, upper: Floats) -> Floats:
    """Give the figures of one period with exact sums; they move by less than a billionth of a millionth of the total.

    Free leaves are rounded to a common power of two, so that they add up without any rounding, in whatever order. Where a
    node above them is pinned, one free leaf below it, the one furthest from 0 and from its bounds, takes what is left.
    """
    held = ~np.isnan(pinned)
    leaves = tree.leaves
    unit = _unit(made[leaves])
    done = made.copy()
    if unit > 0:
        done[leaves] = np.round(made[leaves] / unit) * unit
    done[leaves] = np.clip(done[leaves], lower[leaves], upper[leaves])
    done[held] = pinned[held]
    if held[list(tree.inner)].any():
        _balance(tree, done, held, np.minimum(done - lower, upper - done))
        done[leaves] = np.clip(done[leaves], lower[leaves], upper[leaves])
    for node in reversed(tree.inner):
        if not held[node]:
            done[node] = fsum(done[tree.children[node]])
    return done


def _unit(leaves: Floats) -> float:
    size = float(np.abs(leaves).sum())
    return 2.0 ** (int(np.ceil(np.log2(size))) - _SPARE) if size > 0 and np.isfinite(size) else 0.0


def _balance(tree: Tree, done: Floats, held: Truths, room: Floats) -> None:
    """Make the parts below each pinned node add up to it: free leaves, and pinned nodes whose parts are their own matter."""
    owner = np.full(len(tree), -1)
    for node in tree.inner:
        owner[tree.children[node]] = node if held[node] else owner[node]
    ends = held.copy()
    ends[tree.leaves] = True
    parts: dict[int, list[int]] = {}
    for node in np.flatnonzero(ends & (owner >= 0)).tolist():
        parts.setdefault(int(owner[node]), []).append(node)
    for node, below in parts.items():
        free = [each for each in below if not held[each]]
        if free:
            chosen = max(free, key=lambda each: (min(room[each], abs(done[each])), -each))
            done[chosen] += fsum([done[node], *(-done[each] for each in below)])
