"""Figures that cannot be right as they stand: out of their declared range, or a ratio that its own parts deny.

They are shown and never changed; the checks are those figures are put to when they are handed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from coordination.kernel.text import Text
from coordination.methods import checks
from coordination.methods.checks.base import Tolerance
from coordination.methods.checks.declared import Check, Identity, Range
from coordination.methods.indicators import Indicator, Ratio
from coordination.methods.joint_assessment.analysis import Options
from coordination.results.assessing.basis import Basis, Key

APART: Final = Tolerance(percent=Decimal(5))
"""How far a ratio may lie from its parts: published ones of two vintages lie up to so far apart."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A figure in doubt: where it stands, and why, in words."""

    key: Key
    address: str
    words: Text


def doubts(basis: Basis) -> tuple[Doubt, ...]:
    """Give the figures in doubt among those a report rests on, by indicator, province and year."""
    figures = {
        (code, unit, year): point.cell
        for code in basis.indicators
        for unit, points in basis.own.data.get(code, {}).items()
        for year, point in points.items()
        if point.cell.known
    }
    oldest = basis.period - Options().fresh_years
    catalogue = {code: each.model_copy(update={"checks": _checks(each)}) for code, each in basis.indicators.items()}
    found = checks.run(figures, checks.Known(units=basis.units), catalogue)
    kept = (each for each in found if isinstance(each.check, Range) or _is_recent_ratio(each, oldest))
    keyed = (((each.indicator, each.unit or "", each.period), each) for each in kept)
    return tuple(Doubt(key, basis.address(key), each.message) for key, each in keyed)


def _is_recent_ratio(found: checks.Found, oldest: int) -> bool:
    """Leave out older ratios: revisions of one part alone make them differ, and nothing is said of them."""
    return isinstance(found.check, Identity) and found.period >= oldest


def _checks(indicator: Indicator) -> tuple[Check, ...]:
    """Give the ranges an indicator declares, and the identity that its aggregation is."""
    ranges = tuple(each for each in indicator.checks if isinstance(each, Range))
    rule = indicator.aggregation
    if not isinstance(rule, Ratio):
        return ranges
    parts = Identity(ratio=(rule.numerator, rule.denominator), scale=rule.scale, tolerance=APART, severity="warning")
    return (*ranges, parts)
