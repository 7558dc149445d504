"""Forecasts that come in and coherent figures that go out, each beside the other: who moved by how much."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import Literal

from coordination.methods.coherence.tree import Tree
from coordination.methods.coherence.weights import Weights

Held = Literal["free", "fixed", "lower", "upper"]
Key = tuple[str, str]
"""Node and period."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A base forecast of one node in one period; ``where`` is the place it was read from."""

    mean: float
    sd: float | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A coherent figure beside the base forecast it was made of."""

    node: str
    period: str
    mean: float
    base: float | None
    sd: float | None
    """None where not every forecast of the tree has one; bounds do not narrow it, what is decreed has 0."""
    base_sd: float | None
    held: Held

    @property
    def adjustment(self) -> float | None:
        """Give by how much the forecast was moved; None where there was none."""
        return None if self.base is None else self.mean - self.base

    @property
    def percent(self) -> float | None:
        """Give the move as percent of the forecast."""
        return None if self.adjustment is None or not self.base else 100.0 * self.adjustment / abs(self.base)

    @property
    def in_sds(self) -> float | None:
        """Give the move in standard deviations of the forecast."""
        return None if self.adjustment is None or not self.base_sd else self.adjustment / self.base_sd


@dataclass(frozen=True)
class Done:
    """One tree: its weights and its figures, node by node from the top, each by period."""

    tree: Tree
    weights: Weights
    points: tuple[Point, ...]

    @property
    def gaps(self) -> list[tuple[float, float]]:
        """Give for each sum its difference from the node, and the same relative to the larger of node and parts."""
        told: dict[str, list[float]] = {}
        for each in self.points:
            told.setdefault(each.node, []).append(each.mean)
        found = []
        for node in self.tree.inner:
            below = [told[self.tree.names[child]] for child in self.tree.children[node]]
            for whole, *parts in zip(told[self.tree.names[node]], *below, strict=True):
                gap = abs(fsum([whole, *(-part for part in parts)]))
                size = max(abs(whole), fsum(map(abs, parts)))
                found.append((gap, gap / size if size else 0.0))
        return found
