"""What is published on a map of provinces, at hand for checking: by indicator, year and unit, with its source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from coordination.kernel.cells import Cell
from coordination.methods.checks import Key
from coordination.regions.series import Point, country, everywhere

_Years = Mapping[int, Mapping[str, Point]]


@dataclass(frozen=True)
class Published:
    """The published figures of one map; what an indicator's figures are is worked out when it is first asked for."""

    on_map: str

    def cell(self, indicator: str, unit: str, year: int) -> Cell | None:
        """Give a published figure; None if there is none."""
        return _cells(self.on_map, indicator).get(year, {}).get(unit)

    def point(self, indicator: str, unit: str, year: int) -> Point | None:
        """Give a published figure with its source; None if there is none."""
        return _series(self.on_map, indicator).get(year, {}).get(unit)

    def around(self, indicator: str, unit: str, years: Iterable[int], before: int) -> Iterator[tuple[Key, Cell]]:
        """Give what a unit's figures of some years are compared with.

        That is all its own figures before a year, and those of all units in these years and the one before each: no
        check looks at other years of other units, and leaving them out keeps checking quick.
        """
        near = {each for year in years for each in (year - 1, year)}
        for year, units in _cells(self.on_map, indicator).items():
            if year >= before:
                continue
            for code in units if year in near else units.keys() & {unit}:
                yield (indicator, code, year), units[code]

    def within(self, indicator: str, years: Collection[int], before: int) -> Iterator[tuple[Key, Cell]]:
        """Give the figures of all units in some years before a year."""
        for year, units in _cells(self.on_map, indicator).items():
            if year < before and year in years:
                yield from (((indicator, code, year), cell) for code, cell in units.items())

    @cached_property
    def units(self) -> frozenset[str]:
        """Give the code of every unit of the map."""
        return frozenset(point.unit for point in everywhere(self.on_map))

    @cached_property
    def nation(self) -> Mapping[tuple[str, int], Point]:
        """Give the figures of the whole country."""
        return {(point.indicator, point.year): point for point in country()}

    def nation_before(self, year: int) -> dict[tuple[str, int], Decimal]:
        """Give the figures of the whole country before a year."""
        return {key: point.value for key, point in self.nation.items() if key[1] < year}


@lru_cache(maxsize=4)
def published(on_map: str) -> Published:
    """Give what is published on a map; what was worked out of it is kept."""
    return Published(on_map)


@lru_cache(maxsize=4)
def _by_indicator(on_map: str) -> Mapping[str, list[Point]]:
    grouped: dict[str, list[Point]] = defaultdict(list)
    for point in everywhere(on_map):
        grouped[point.indicator].append(point)
    return grouped


@lru_cache(maxsize=512)
def _series(on_map: str, indicator: str) -> _Years:
    years: dict[int, dict[str, Point]] = defaultdict(dict)
    for point in _by_indicator(on_map).get(indicator, ()):
        years[point.year][point.unit] = point
    return dict(years)


@lru_cache(maxsize=512)
def _cells(on_map: str, indicator: str) -> Mapping[int, Mapping[str, Cell]]:
    """Give an indicator's figures as cells: all bodies of a step are compared with the same ones."""
    years = _series(on_map, indicator).items()
    return {year: {unit: Cell.of(point.value) for unit, point in units.items()} for year, units in years}
