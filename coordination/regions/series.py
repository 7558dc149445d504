"""Published figures that ship with the product: history for methods, material for simulations."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from coordination.kernel.remember import remembered
from coordination.kernel.shipped import shipped
from coordination.regions.model import Region

History = Mapping[str, Mapping[str, Mapping[int, float]]]
FILE = Path("data") / "series.csv"
SECTORS_FILE = Path("data") / "grdp_sectors.csv"
COLUMNS = ("map", "unit", "indicator", "period", "value", "status", "source")
COUNTRY = "vn"
"""Map and unit of national figures, which no region's reader asks for."""


class Point(NamedTuple):
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


def country(directory: Path | None = None) -> tuple[Point, ...]:
    """Give every published figure of the whole country; its unit is ``vn``, and it belongs to no map."""
    return _points(directory or shipped("region_configs"), COUNTRY, frozenset({COUNTRY}))


def everywhere(on_map: str, directory: Path | None = None) -> tuple[Point, ...]:
    """Give every published figure of a map: of all its units, whatever their region."""
    return _on_map(directory or shipped("region_configs"), on_map)


def some(on_map: str, indicators: Collection[str], directory: Path | None = None) -> tuple[Point, ...]:
    """Give the published figures of some indicators on a map: who wants few need not hold all."""
    return _read((directory or shipped("region_configs")) / FILE, on_map, indicators)


def by_sector(on_map: str, directory: Path | None = None) -> tuple[Point, ...]:
    """Give value added by sector at 2010 prices of all units of a map, from the provincial yearbooks."""
    return _on_map(directory or shipped("region_configs"), on_map, SECTORS_FILE)


@lru_cache(maxsize=8)
def _points(directory: Path, on_map: str, units: frozenset[str]) -> tuple[Point, ...]:
    return tuple(point for point in _on_map(directory, on_map) if point.unit in units)


@lru_cache(maxsize=4)
def _on_map(directory: Path, on_map: str, file: Path = FILE) -> tuple[Point, ...]:
    return _read(directory / file, on_map)


def _read(path: Path, on_map: str, indicators: Collection[str] | None = None) -> tuple[Point, ...]:
    with rows(path) as cells:
        return tuple(
            Point(unit, indicator, int(year), Decimal(value), status, source)
            for place, unit, indicator, year, value, status, source in cells
            if place == on_map and (indicators is None or indicator in indicators)
        )


@contextmanager
def rows(path: Path) -> Iterator[Iterator[tuple[str, ...]]]:
    """Give the cells of each row of a file of series in the order of ``COLUMNS``, however the file orders them."""
    with path.open(encoding="utf-8", newline="") as lines:
        found = csv.reader(lines)
        head = next(found)
        yield map(itemgetter(*(head.index(name) for name in COLUMNS)), found)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is published of an indicator on one map: how many units, which years, how many figures."""

    units: int
    years: tuple[int, ...]
    points: int


def coverage(directory: Path | None = None) -> Mapping[str, Mapping[str, Coverage]]:
    """Give indicator → map → what is published; the map of national figures is ``vn``."""
    return _coverage(directory or shipped("region_configs"))


@lru_cache(maxsize=8)
def _coverage(directory: Path) -> dict[str, dict[str, Coverage]]:
    seen: dict[str, dict[str, list[tuple[str, int]]]] = defaultdict(lambda: defaultdict(list))
    with rows(directory / FILE) as cells:
        for place, unit, indicator, year, *_ in cells:
            seen[indicator][place].append((unit, int(year)))
    return {
        indicator: {
            place: Coverage(len({unit for unit, _ in cells}), tuple(sorted({year for _, year in cells})), len(cells))
            for place, cells in sorted(maps.items())
        }
        for indicator, maps in seen.items()
    }


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
