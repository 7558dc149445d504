"""Surveyed figures that extend or fill a published history; a published figure is never replaced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from coordination.methods.series.shape import LONGEST_GAP
from coordination.methods.surveys.models import METHOD
from coordination.methods.surveys.states import UNUSED

Years = Mapping[int, float]
"""year → value"""
Earlier = Mapping[str, Mapping[str, Any]]
"""Step → its adopted result as stored, the oldest first."""


class Source(NamedTuple):
    """Whose survey a figure is of."""

    step: str
    body: str


class Surveyed(NamedTuple):
    """A figure of a survey and where it comes from."""

    value: float
    source: Source


Found = dict[str, dict[int, Surveyed]]
"""unit → year → what a survey found."""


def surveyed(code: str, earlier: Earlier) -> Found:
    """Give what surveys found of an indicator; of two surveys of the same the later one."""
    found: Found = {}
    for step, result in earlier.items():
        if result.get("method") != METHOD:
            continue
        for row in result.get("collected", ()):
            if row["indicator"] == code and row["state"] not in UNUSED:
                source = Source(step, str(row["body"]))
                found.setdefault(row["unit"], {})[int(row["period"])] = Surveyed(float(row["value"]), source)
    return found


def filled(published: Years, found: Mapping[int, Surveyed], until: int | None) -> dict[int, Surveyed]:
    """Give the surveyed figures of a unit that enter its history: of years without a published one, up to the cut-off.

    A figure farther from all others than the gaps a series bears is left out: with it, all that was published before
    the gap would be lost.
    """
    new = {year: each for year, each in found.items() if year not in published and (until is None or year <= until)}
    there, kept = sorted(published), dict[int, Surveyed]()
    if not there:
        return new
    for year in sorted(year for year in new if year > there[0]):
        if _connects(year, [*there, *kept]):
            kept[year] = new[year]
    for year in sorted((year for year in new if year < there[0]), reverse=True):
        if _connects(year, [*there, *kept]):
            kept[year] = new[year]
    return dict(sorted(kept.items()))


def _connects(year: int, others: list[int]) -> bool:
    return any(abs(year - other) <= LONGEST_GAP + 1 for other in others)
