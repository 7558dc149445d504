"""Which bounds hold figures back where errors depend on each other.

Guessed first, as Hintermüller, Ito and Kunisch (2002), The primal-dual active set strategy as a semismooth Newton method,
SIAM Journal on Optimization 13: 865-888: all bounds that are broken are taken in at once and those that pull the wrong way
let go, until nothing changes. What is found so is the optimum (it keeps the conditions of Karush, Kuhn and Tucker), but it
need not be found. Then the dual method of Goldfarb and Idnani (1983), A numerically stable dual method for solving strictly
convex quadratic programs, Mathematical Programming 27: 1-33, takes in one bound after the other and always ends at it.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from coordination.methods.coherence.dense import NOTHING, System, inverse
from coordination.methods.coherence.tree import Floats, Places, Truths

_BROKEN: Final = 1e-10
"""Of a figure: by how much its bound must be broken to be seen as broken."""
_TIGHT: Final = 0.01
"""Of that, what a bound held may be off by."""
_NOISE: Final = 1e-12
"""Of the largest figure that goes in or comes out: what the arithmetic may leave on any of them."""
GUESSES: Final = 40


def within_bounds(system: System, lower: Floats, upper: Floats) -> Floats:
    """Give every node of the figures nearest to the base forecasts that keep bounds which can be kept.

    What a bound holds back is that bound to the bit; others may be beyond theirs by the last digits of the arithmetic.
    """
    free = np.array([parts.size > 0 for parts in system.members])
    low, high = np.where(free, lower, -np.inf), np.where(free, upper, np.inf)
    guessed = _guessed(system, low, high)
    return _one_by_one(system, low, high) if guessed is None else guessed


def _near(made: Floats, base: Floats) -> Floats:
    size = np.abs(made)
    return np.asarray(_BROKEN * size + _NOISE * max(size.max(initial=0.0), np.abs(base).max(initial=0.0)))


def _guessed(system: System, low: Floats, high: Floats) -> Floats | None:
    side = np.zeros(len(low))
    """-1 where the lower bound holds a figure back, 1 where the upper one does."""
    for _ in range(GUESSES):
        active = np.flatnonzero(side)
        rows = system.rows(active)
        held = np.vstack([system.equations, rows])
        at = np.where(side[active] < 0, low[active], high[active]) - system.constant[active]
        across = np.hstack([system.across, system.covariance @ rows.T])
        prices = inverse(held @ across) @ (held @ system.base - np.concatenate([system.values, at]))
        made = system.lifted(system.base - across @ prices) + system.constant
        near = _near(made, system.base)
        if (np.abs(made[active] - at - system.constant[active]) > _TIGHT * near[active]).any():
            return None  # more is pinned than figures can keep
        pulls = prices[len(system.equations) :]
        after = np.zeros_like(side)
        after[active] = np.where(side[active] * pulls > 0, side[active], 0.0)
        after[made < low - near], after[made > high + near] = -1.0, 1.0
        if (after == side).all():
            made[active] = at + system.constant[active]
            return made
        side = after
    return None


def _one_by_one(system: System, low: Floats, high: Floats) -> Floats:
    at_low, at_high = np.flatnonzero(np.isfinite(low)), np.flatnonzero(np.isfinite(high))
    rows = np.vstack([system.rows(at_low), -system.rows(at_high)])
    least = np.concatenate([(low - system.constant)[at_low], (system.constant - high)[at_high]])
    prices = inverse(system.equations @ system.across) @ (system.equations @ system.base - system.values)
    told = system.base - system.across @ prices
    active, pulls = np.zeros(0, dtype=np.intp), np.zeros(0)
    lengths = np.sqrt(((rows @ system.covariance) * rows).sum(axis=1))
    settled = np.zeros(len(rows), dtype=bool)
    """Bounds that what is held already decides: they are broken by the last digits alone."""
    for _ in range(20 * (len(rows) + 1)):
        sums = rows @ told
        slack = np.where(settled, 0.0, sums - least)
        slack[active] = 0.0
        broken = np.flatnonzero(slack < -_near(sums, system.base))
        if not broken.size:
            break
        worst = int(broken[np.argmin(slack[broken] / np.maximum(lengths[broken], NOTHING))])
        told, active, pulls, settled[worst] = _take_in(system, told, rows, least, (active, pulls, worst))
    made = system.lifted(told) + system.constant
    ends = np.concatenate([at_low, at_high])[active]
    made[ends] = np.where(active < at_low.size, low[ends], high[ends])
    return made


def _take_in(
    system: System, told: Floats, rows: Floats, least: Floats, state: tuple[Places, Floats, int]
) -> tuple[Floats, Places, Floats, bool]:
    """Make one broken bound hold, letting go of those that then no longer hold anything back.

    Says last whether nothing could be done: limits are compatible, so the bound then follows from the others held.
    """
    active, pulls, bound = state
    normal, pull, fixed = rows[bound], 0.0, len(system.equations)
    length = float(normal @ system.covariance @ normal)
    while True:
        held = np.vstack([system.equations, rows[active]])
        across = system.covariance @ held.T
        push = inverse(held @ across) @ (across.T @ normal)  # what the others' pulls lose for each unit of its own
        step = system.covariance @ normal - across @ push
        turn, falls = float(normal @ step), push[fixed:]
        falling: Truths = falls > NOTHING * max(1.0, float(np.abs(push).max(initial=0.0)))
        waits = np.full(active.size, np.inf)
        waits[falling] = pulls[falling] / falls[falling]
        until = float(waits.min(initial=np.inf))
        full = (least[bound] - float(normal @ told)) / turn if turn > NOTHING * length else np.inf
        pace = min(until, full)
        if np.isinf(pace):
            return told, active, pulls, True
        told = told + pace * step if np.isfinite(full) else told
        pulls, pull = pulls - pace * falls, pull + pace
        if full <= until:
            return told, np.append(active, bound), np.append(pulls, pull), False
        gone = int(np.argmin(waits))
        active, pulls = np.delete(active, gone), np.delete(pulls, gone)
