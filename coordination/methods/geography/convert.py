"""Telling series on another map: sums added, ratios and means worked out anew, the rest said not to be comparable."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from coordination.kernel.text import Text
from coordination.methods.geography.atlas import JOINED, Atlas, Map, Territory
from coordination.methods.geography.cover import together
from coordination.methods.geography.figures import Point, Row, Source
from coordination.methods.geography.sheet import Column, Covers, Sheet
from coordination.methods.indicators import Indicator, Ratio


def convert(
    points: Iterable[Point],
    to: date,
    atlas: Atlas,
    indicators: Mapping[str, Indicator],
    only: Collection[str] | None = None,
    *,
    unions: bool = False,
) -> list[Row]:
    """Give figures on the map of a day, for every unit of it that any figure reaches, by indicator, period and unit.

    A figure of exactly the same territory is kept as published, or as computed if it was given so. Otherwise the territory must be made up, each part once
    and nothing beside, of territories that are given; sums and maxima are then taken, ratios divided anew from numerator
    and denominator, means weighted anew by the weight of the same period or, if the rule says so, of the year before.
    What cannot be told is ``not_comparable``; a member that was not given leaves the figure missing. Ratios and weights
    are read from ``points`` whatever ``only`` says; an indicator named there is told wherever it can be, even if it was
    not given itself.

    With ``unions`` the figures of units that only together can be told follow as ``92+93``. Then no figure is lost on the
    way, and going to a later map in two steps ends where one step does.

    Of figures of one territory on several maps the latest map's is used, and a difference is said. Raises ValueError for
    a unit that is not on the map its figure is stated on, or two different figures on one map; KeyError for an indicator
    that is unknown.
    """
    covers, sheets = Covers(), dict[str, Sheet]()
    for point in points:
        sheet = sheets.setdefault(point.period, Sheet(point.period, indicators, covers, sheets))
        _place(sheet, point, atlas)
    target = atlas.on(to)
    rows = [
        row
        for period, sheet in sheets.items()
        for code in (sheet.columns if only is None else only)
        for row in _rows(sheet, code, target, asked=only is not None, unions=unions)
    ]
    return sorted((_noted(row, to, atlas) for row in rows), key=lambda row: (row.indicator, row.period, row.unit))


def _place(sheet: Sheet, point: Point, atlas: Atlas) -> None:
    on = atlas.on(point.stated_on)
    territory = on.territory(point.unit)
    if territory is None:
        raise ValueError(f"{point.where}: there is no unit {point.unit} on the map of {point.stated_on}")
    if point.indicator not in sheet.indicators:
        raise KeyError(point.indicator)
    column = sheet.columns.setdefault(point.indicator, Column())
    column.add(territory, on, Source(point.unit, point.stated_on, computed=point.computed), point.cell)


def _noted(row: Row, to: date, atlas: Atlas) -> Row:
    """Say which small parts were passed over."""
    sources = row.provenance.sources
    parts = (
        [] if row.cell is None else atlas.overlooked(row.unit, to, ((each.unit, each.stated_on) for each in sources))
    )
    if not parts:
        return row
    vi, en = ", ".join(part.vi for part in parts), ", ".join(part.en for part in parts)
    note = Text(vi=f"bỏ qua phần nhỏ: {vi}", en=f"passing over a small part: {en}")
    before = row.provenance.note
    if before is not None:
        note = Text(vi=f"{before.vi}; {note.vi}", en=f"{before.en}; {note.en}")
    return replace(row, provenance=replace(row.provenance, note=note))


def _rows(sheet: Sheet, code: str, target: Map, *, asked: bool, unions: bool) -> Iterator[Row]:
    lost: list[Territory] = []
    for unit in target.touched(_reach(sheet, code, asked=asked)):
        territory = target.units[unit].territory
        cell, how = sheet.tell(code, territory)
        if cell is None:
            lost.append(territory)
        yield Row(unit, sheet.period, code, cell, how)
    if unions:
        yield from _unions(sheet, code, target, lost)


def _reach(sheet: Sheet, code: str, *, asked: bool) -> Collection[Territory]:
    """Give the territories an indicator is given for; a ratio that is asked for needs not be given itself."""
    rule = sheet.indicators[code].aggregation
    names = (code, rule.numerator) if asked and isinstance(rule, Ratio) else (code,)
    return [territory for name in names if name in sheet.columns for territory in sheet.columns[name].cells]


def _unions(sheet: Sheet, code: str, target: Map, lost: Iterable[Territory]) -> Iterator[Row]:
    """Give what can be told of the units that cannot be told alone, in the smallest groups that can."""
    families = [column.family for column in sheet.concerned(code)]
    given = frozenset[Territory]().union(*(each for each, _ in families))
    maps = frozenset[Map]().union(*(each for _, each in families))
    _, pieces = sheet.covers.sorted((given, maps))
    units = {unit: version.territory for unit, version in target.units.items()}
    for group in sorted({together(territory, pieces, units) for territory in lost}):
        cell, how = sheet.tell(code, frozenset().union(*(units[unit] for unit in group)))
        if len(group) > 1 and cell is not None:
            yield Row(JOINED.join(group), sheet.period, code, cell, how)
