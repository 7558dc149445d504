"""What the figures of a file are checked against before they are used, and what only the file as a whole can show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from coordination.kernel.cells import Cell
from coordination.kernel.text import Text
from coordination.methods.checks import Key, Known
from coordination.methods.joint_assessment.analysis import Panel
from coordination.methods.joint_assessment.analysis.scene import NATION, NATION_NAME
from coordination.results.assessing.basis import Basis
from coordination.results.assessing.sources import publishers

ALL_ZERO: Final = "all_zero"
LEAST: Final = 2
"""Figures of which it says something that all are zero."""


def stated(basis: Basis) -> dict[Key, Cell]:
    """Give the cells of provinces and nation as they were stated, those without a number too."""
    cells = (*_cells(basis.own), *_cells(basis.nation))
    return {key: cell for key, cell in cells if key not in basis.derived}


def planned(basis: Basis) -> dict[Key, Cell]:
    """Give the plans that stand beside them."""
    return {key: cell for key, cell in _cells(basis.plans) if key[1] in basis.units}


def compared_with(basis: Basis) -> Known:
    """Give what a file's figures are compared with: published figures where it has none, and the nation's.

    National figures of the file come before published ones.
    """
    there = (*_cells(basis.published.panel), *_cells(basis.published.nation))
    cells = {key: cell for key, cell in there if key[2] <= basis.period}
    nation: dict[tuple[str, int], Decimal] = {}
    for panel in (basis.published.nation, basis.nation):
        for (code, unit, year), cell in _cells(panel):
            if unit == NATION and cell.value is not None:
                nation[code, year] = cell.value
    names = {code: basis.units.get(code) or Text(vi=code, en=code) for code in basis.published.country}
    return Known(cells, nation, names | {NATION: NATION_NAME}, frozenset(basis.region.neighbours))


def whose(basis: Basis, beside: Iterable[Key]) -> Text:
    """Say whose the figures are that one was compared with, if they are not of the file; else nothing."""
    others, known = [key for key in beside if key not in basis.places], basis.published
    points = ((known.nation if key[1] == NATION else known.panel).point(*key) for key in others)
    keys = [point.source for point in points if point.cell.known]
    if not keys:
        return Text(vi="", en="")
    years = ", ".join(str(year) for year in sorted({year for _, _, year in others}))
    vi, en = publishers(keys, "vi"), publishers(keys, "en")
    return Text(vi=f" Số năm {years} là số công bố ({vi}).", en=f" Figures of {years} are published ones ({en}).")


def all_zero(basis: Basis) -> Iterator[tuple[Key, Text]]:
    """Find indicators, territories and the column of plans whose every figure is zero, each at its first cell."""
    by_code: Mapping[str, dict[Key, Cell]] = defaultdict(dict)
    by_unit: Mapping[str, dict[Key, Cell]] = defaultdict(dict)
    for key, cell in stated(basis).items():
        by_code[key[0]][key] = by_unit[key[1]][key] = cell
    for code, cells in sorted(by_code.items()):
        name = basis.indicators[code].name
        yield from _none(cells, Text(vi=f"Chỉ tiêu “{name.vi}”", en=f"“{name.en}”"))
    for unit, cells in sorted(by_unit.items()):
        if len({code for code, _, _ in cells}) > 1:
            yield from _none(cells, basis.units.get(unit, NATION_NAME))
    yield from _none(planned(basis), Text(vi="Cột plan", en="The column plan"))


def _none(cells: Mapping[Key, Cell], what: Text) -> Iterator[tuple[Key, Text]]:
    values = {key: cell.value for key, cell in cells.items() if cell.value is not None}
    if len(values) >= LEAST and not any(values.values()):
        vi = f"{what.vi}: cả {len(values)} số trong tệp đều bằng 0; nếu chưa có số liệu thì không ghi 0."
        en = f"{what.en}: all {len(values)} figures of the file are 0; what is not known is not zero."
        yield min(values), Text(vi=vi, en=en)


def _cells(panel: Panel) -> Iterator[tuple[Key, Cell]]:
    for code, rows in panel.data.items():
        for unit, points in rows.items():
            for year, point in points.items():
                yield (code, unit, year), point.cell
