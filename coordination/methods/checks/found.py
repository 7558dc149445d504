"""What the checks are given and what they give back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from coordination.kernel.cells import Cell
from coordination.kernel.text import Text
from coordination.methods.checks.base import Declared, Severity
from coordination.methods.checks.declared import Check

Key = tuple[str, str, int]
"""Indicator, unit of territory, year."""


class Defined(Protocol):
    """What the checks need to know of an indicator of the registry."""

    @property
    def code(self) -> str:
        """Its code in the registry."""

    @property
    def name(self) -> Text:
        """Its name."""

    @property
    def unit(self) -> Text:
        """Its unit of measurement, in words."""

    @property
    def decimals(self) -> int:
        """Decimals it is published with."""

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks it declares."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure somebody published, and where."""

    value: Decimal
    source: str
    derived: bool = False
    """Worked out from published ones, such as the mean of provinces that were merged: near, but nobody's figure."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was published before, on the same map of units as the figures."""

    cells: Mapping[Key, Cell] = field(default_factory=dict)
    """Figures of other years and other units; a figure that is being checked comes before one known of the same key."""
    nation: Mapping[tuple[str, int], Decimal] = field(default_factory=dict)
    """Published national figures by indicator and year."""
    units: Mapping[str, Text] = field(default_factory=dict)
    """Every unit that makes up the nation, with its name; sums are compared with the nation only if it is given."""
    neighbours: frozenset[tuple[str, str]] = frozenset()
    """Pairs of units with a common border."""
    published: Mapping[Key, Stated] = field(default_factory=dict)
    """What is published of the very cells handed in."""


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: the figure stays as it was given, with what it was compared with beside it."""

    severity: Severity
    code: str
    indicator: str
    unit: str | None
    """None: the units together, not one of them."""
    period: int
    message: Text
    value: Decimal | None
    expected: Decimal | None
    """What the figure should be, if that can be told; bounds and usual values are in the message only."""
    check: Declared
    beside: tuple[Key, ...] = ()
    """The other cells the figure was compared with."""
