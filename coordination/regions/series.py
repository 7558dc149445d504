"""Published figures that ship with the product: history for methods, material for simulations."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from coordination.kernel.remember import remembered
from coordination.kernel.shipped import shipped
from coordination.regions.model import Region

History = Mapping[str, Mapping[str, Mapping[int, float]]]
FILE = Path("data") / "series.csv"


@dataclass(frozen=True, slots=True)
class Point:
    """One published figure; ``source`` is a key of the data folder's SOURCES.md."""

    unit: str
    indicator: str
    year: int
    value: Decimal
    status: str
    source: str


def map_of(region: Region) -> str:
    """Give the map of provinces a region's units belong to: ``63`` if they have ended since, else ``34``."""
    return "63" if any(unit.valid_to for unit in region.units) else "34"


def points(region: Region, directory: Path | None = None) -> tuple[Point, ...]:
    """Give every published figure of a region's provinces, on the region's own map."""
    units = frozenset(unit.code for unit in region.units)
    return _points(directory or shipped("region_configs"), map_of(region), units)


@lru_cache(maxsize=8)
def _points(directory: Path, on_map: str, units: frozenset[str]) -> tuple[Point, ...]:
    return tuple(_read(directory / FILE, on_map, units))


def _read(path: Path, on_map: str, units: frozenset[str]) -> Iterator[Point]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["map"] == on_map and row["unit"] in units:
                yield Point(
                    row["unit"],
                    row["indicator"],
                    int(row["period"]),
                    Decimal(row["value"]),
                    row["status"],
                    row["source"],
                )


def history(region: Region, directory: Path | None = None) -> History:
    """Give published figures as indicator → unit → year → value; plans are not history."""
    return _history(points(region, directory))


@remembered
def _history(known: tuple[Point, ...]) -> History:
    found: dict[str, dict[str, dict[int, float]]] = {}
    for point in known:
        if point.status != "plan":
            found.setdefault(point.indicator, {}).setdefault(point.unit, {})[point.year] = float(point.value)
    return found
