"""Trees with forecasts for the tests of coherence: three regions of four provinces, and random ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from coordination.methods.coherence import Done, Forecast, Limit, Link, Method, Residuals, Tree, grow, reconcile
from coordination.methods.coherence.tree import Floats

PERIOD = "2026"


@dataclass(frozen=True)
class Case:
    """Something to reconcile in one period."""

    links: tuple[Link, ...]
    forecasts: dict[tuple[str, str], Forecast]
    limits: tuple[Limit, ...]
    method: Method
    residuals: Residuals
    non_negative: bool = False

    @property
    def tree(self) -> Tree:
        """Give the one tree there is."""
        (tree,) = grow(self.links)
        return tree

    def done(self) -> Done:
        """Reconcile."""
        (done,) = reconcile(
            [self.tree],
            self.forecasts,
            self.method,
            self.limits,
            self.residuals,
            non_negative=self.non_negative,
        )
        return done

    def solved(self) -> dict[str, float]:
        """Give the coherent figure of each node."""
        return {each.node: each.mean for each in self.done().points}


def figures(done: Done) -> Floats:
    """Give the coherent figures, a row for each node."""
    return np.array([each.mean for each in done.points]).reshape(len(done.tree), -1)


_VALUES = st.floats(-1000, 1000, allow_nan=False).map(lambda value: round(value, 3))
_NEAR = st.floats(0, 300).map(lambda value: round(value, 3))


@st.composite
def cases(draw: Any, *, compatible: bool = True, most: int = 9) -> Case:
    """Draw a tree, forecasts of its leaves and of some nodes above them, and limits, all of which one figure keeps."""
    number = draw(st.integers(2, most))
    scale = draw(st.sampled_from([1e-3, 1.0, 1e6]))
    links = tuple(Link(f"n{each}", f"n{draw(st.integers(0, each - 1))}") for each in range(1, number))
    (tree,) = grow(links)
    inner = {tree.names[node] for node in tree.inner}
    leaves = np.array([[draw(_VALUES)] for _ in tree.leaves])
    truth = dict(zip(tree.names, tree.summed(leaves)[:, 0], strict=True))
    forecasts = {
        (name, PERIOD): Forecast(draw(_VALUES) * scale, (1.0 + draw(_NEAR)) * scale)
        for name in tree.names
        if name not in inner or draw(st.integers(0, 4))
    }
    limits = tuple(_limits(draw, tree, truth, scale, compatible=compatible))
    method = draw(st.sampled_from(["mint", "wls", "ols", "bottom_up"]))
    random = np.random.default_rng(draw(st.integers(0, 1000)))
    residuals = {name: {str(at): float(random.normal() * scale) for at in range(8)} for name in tree.names}
    non_negative = compatible and bool((leaves >= 0).all())
    return Case(links, forecasts, limits, method, residuals if method == "mint" else {}, non_negative)


def _limits(draw: Any, tree: Tree, truth: dict[str, float], scale: float, *, compatible: bool) -> Sequence[Limit]:
    made = []
    for name in tree.names:
        kind = draw(st.sampled_from(["none", "none", "fixed", "lower", "upper", "both"]))
        value = truth[name] if compatible else draw(_VALUES)
        low, high = ((value + sign * draw(_NEAR)) * scale for sign in (-1, 1))
        if kind == "fixed":
            made.append(Limit(name, PERIOD, value * scale, value * scale, f"X{name}", decreed=True))
        elif kind != "none":
            least, most = None if kind == "upper" else low, None if kind == "lower" else high
            made.append(Limit(name, PERIOD, least, most, f"L{name}"))
    return made


@pytest.fixture(scope="session")
def provinces() -> Case:
    """Give the nation, three regions and twelve provinces over five years, with errors of every forecast."""
    links = [Link(f"r{region}", "vn") for region in range(3)]
    links += [Link(f"r{region}p{each}", f"r{region}") for region in range(3) for each in range(4)]
    (tree,) = grow(links)
    random = np.random.default_rng(7)
    truth = tree.summed(random.gamma(2.0, 500.0, size=(12, 5)))
    sd = 0.02 * truth + 5.0
    mean = truth + random.normal(size=truth.shape) * sd
    forecasts = {
        (name, str(2026 + at)): Forecast(float(mean[row, at]), float(sd[row, at]))
        for row, name in enumerate(tree.names)
        for at in range(5)
    }
    errors = random.normal(size=(len(tree), 18)) * sd[:, :1] + random.normal(size=18) * 20
    residuals = {
        name: {str(2008 + at): float(errors[row, at]) for at in range(18)} for row, name in enumerate(tree.names)
    }
    return Case(tuple(links), forecasts, (), "mint", residuals)
