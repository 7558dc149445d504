"""The shipped maps and the shipped figures: the mergers of 2025, the splits of 2004, and what 2008 makes incomparable."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from coordination.app import known
from coordination.kernel.cells import MISSING, Cell
from coordination.methods.geography import Atlas, Point, Row, convert
from coordination.methods.geography.figures import NOT_COMPARABLE
from coordination.methods.indicators import Indicator, Sum
from coordination.regions import service
from coordination.regions.boundaries import atlas, merged_history, series_points

TODAY, BEFORE = date(2025, 7, 1), date(2025, 6, 30)
KEPT = {
    "population_avg", "population_urban", "grdp_current", "grdp_per_capita", "paddy_production", "retail_sales",
    "doctors", "fdi_new_capital", "investment_state", "state_budget_revenue", "trained_workers_pct", "employed_persons",
}  # fmt: skip
"""Indicators of every kind that series hold: all of them would take longer and prove the same."""
Key = tuple[str, str, str]


@pytest.fixture(scope="module")
def maps() -> Atlas:
    return atlas()


@pytest.fixture(scope="module")
def indicators() -> dict[str, Indicator]:
    return {each.code: each for each in service.load_registry().current}


@pytest.fixture(scope="module")
def shipped(maps: Atlas) -> tuple[Point, ...]:
    return series_points(maps)


@pytest.fixture(scope="module")
def old(shipped: tuple[Point, ...]) -> list[Point]:
    return [point for point in shipped if point.indicator in KEPT and point.stated_on < TODAY]


@pytest.fixture(scope="module")
def new(shipped: tuple[Point, ...]) -> dict[Key, Cell]:
    points = [point for point in shipped if point.indicator in KEPT and point.stated_on >= TODAY]
    return {(each.indicator, each.unit, each.period): each.cell for each in points}


@pytest.fixture(scope="module")
def rows(old: list[Point], maps: Atlas, indicators: dict[str, Indicator]) -> dict[Key, Row]:
    return {(row.indicator, row.unit, row.period): row for row in convert(old, TODAY, maps, indicators)}


def _sums(indicators: dict[str, Indicator]) -> set[str]:
    return {code for code, each in indicators.items() if isinstance(each.aggregation, Sum)}


def test_the_maps_are_those_of_the_national_file(maps: Atlas) -> None:
    units = service.load_national(known()).units
    now = {unit.code: unit.name for unit in units if unit.valid_to is None}
    former = {unit.code: unit.name for unit in units if unit.valid_to == BEFORE}
    assert {code: unit.name for code, unit in maps.on(TODAY).units.items()} == now
    assert {code: unit.name for code, unit in maps.on(BEFORE).units.items()} == former
    assert [len(maps.on(date(year, 12, 31)).units) for year in (2003, 2004, 2007, 2008, 2024, 2025)] == [
        61,
        64,
        64,
        63,
        63,
        34,
    ]
    for unit in units:
        if unit.predecessors:
            parts = frozenset[str]().union(*(maps.on(BEFORE).units[code].territory for code in unit.predecessors))
            assert maps.on(TODAY).units[unit.code].territory == parts


def test_every_change_names_its_act(maps: Atlas) -> None:
    acts = {change.on.isoformat(): change.basis.vi for change in maps.changes}
    numbers = {
        "2004-01-01": "22/2003/QH11",
        "2008-08-01": "15/2008/QH12",
        "2025-01-01": "175/2024/QH15",
        "2025-07-01": "202/2025/QH15",
    }
    assert acts.keys() == numbers.keys()
    assert all(numbers[day] in words for day, words in acts.items())


def test_new_vinh_long_is_the_exact_sum_of_its_three_provinces(
    shipped: tuple[Point, ...], maps: Atlas, indicators: dict[str, Indicator]
) -> None:
    three, sums = {"83", "84", "86"}, _sums(indicators)
    points = [each for each in shipped if each.unit in three and each.stated_on < TODAY and each.indicator in sums]
    parts: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for point in points:
        parts[point.indicator, point.period].append(point.cell.value or Decimal(0))
    told = convert(points, TODAY, maps, indicators)
    assert {(row.indicator, row.period) for row in told} == parts.keys()
    compared = set()
    for row in told:
        values = parts[row.indicator, row.period]
        assert {each.unit for each in row.provenance.sources} == three
        assert row.cell == (Cell.of(sum(values, Decimal(0))) if len(values) == 3 else MISSING)
        compared |= {row.indicator} if row.cell.value else set()
    assert compared == {each.indicator for each in points}


def test_grdp_per_head_of_vinh_long_is_recomputed_and_not_averaged(old: list[Point], rows: dict[Key, Row]) -> None:
    heads = [
        each.cell.value
        for each in old
        if each.indicator == "grdp_per_capita" and each.period == "2022" and each.unit in {"83", "84", "86"}
    ]
    row, above, below = (rows[code, "86", "2022"] for code in ("grdp_per_capita", "grdp_current", "population_avg"))
    assert row.cell is not None
    assert above.cell is not None
    assert below.cell is not None
    assert row.cell.value is not None
    assert row.cell.value * (below.cell.value or 0) == pytest.approx(above.cell.value, rel=Decimal("1e-50"))
    mean = sum(each for each in heads if each) / Decimal(3)
    assert abs(row.cell.value - mean) > Decimal("0.1")
    assert row.provenance.method == "ratio"


def test_over_all_34_provinces_nothing_is_lost(
    old: list[Point], rows: dict[Key, Row], maps: Atlas, indicators: dict[str, Indicator]
) -> None:
    before: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
    sums = _sums(indicators)
    for point in old:
        if point.indicator in sums and point.cell.value is not None:
            before[point.indicator, point.period][point.unit] = point.cell.value
    whole = [key for key, units in before.items() if units.keys() == maps.on(BEFORE).units.keys()]
    compared = 0
    for code, period in whole:
        told = [rows[code, unit, period] for unit in maps.on(TODAY).units]
        if int(period) >= 2008 and all(row.cell is not None for row in told):
            assert sum(row.cell.value or 0 for row in told if row.cell) == sum(before[code, period].values())
            compared += 1
    assert compared > 50


def test_figures_that_ship_as_sums_are_those_computed(
    rows: dict[Key, Row], new: dict[Key, Cell], indicators: dict[str, Indicator]
) -> None:
    """Where they differ it is known why: shipped sums pass over what moved in 2004 and 2008, and who was not listed."""
    equal, moved, unlisted = 0, set(), set()
    for key, cell in new.items():
        code, unit, period = key
        row = rows.get(key)
        if row is None or not isinstance(indicators[code].aggregation, Sum):
            continue
        if row.state == NOT_COMPARABLE:
            moved.add((unit, int(period) < (2004 if unit == "15" else 2008)))
        elif row.state == "missing":
            unlisted.add(code)
        else:
            # Shipped sums of budgets are cut after the fourth decimal.
            cut = Decimal("0.0002") if code == "state_budget_revenue" else Decimal(0)
            assert row.cell is not None
            assert abs((row.cell.value or 0) - (cell.value or 0)) <= cut, key
            equal += 1
    assert equal > 4000
    assert moved == {("01", True), ("25", True), ("15", True)}
    assert "fdi_new_capital" in unlisted


def test_can_tho_before_2004_is_told_on_the_map_of_today_and_hanoi_before_2008_is_not(rows: dict[Key, Row]) -> None:
    can_tho, ha_noi, lao_cai = (rows["population_avg", unit, "2003"] for unit in ("92", "01", "15"))
    assert can_tho.cell == Cell.of(Decimal("1873.5") + Decimal("1237.4"))
    assert [each.unit for each in can_tho.provenance.sources] == ["92", "94"]
    assert (ha_noi.state, lao_cai.state) == (NOT_COMPARABLE, NOT_COMPARABLE)


def test_two_steps_on_real_figures_end_where_one_does(
    old: list[Point], rows: dict[Key, Row], maps: Atlas, indicators: dict[str, Indicator]
) -> None:
    points = [point for point in old if point.indicator in {"population_avg", "grdp_current", "grdp_per_capita"}]
    middle = date(2010, 1, 1)
    early = [each for each in points if int(each.period) < 2010]
    late = [each for each in points if int(each.period) >= 2010]
    for points_, day in ((early, middle), (late, BEFORE)):
        half = [row.point(day) for row in convert(points_, day, maps, indicators, unions=True)]
        for row in convert([each for each in half if each], TODAY, maps, indicators):
            once = rows[row.indicator, row.unit, row.period]
            assert (row.state, row.cell) == (once.state, once.cell)


def test_merged_provinces_have_a_history_for_methods(indicators: dict[str, Indicator]) -> None:
    region = service.load_region("mekong-delta", known())
    told = merged_history(region, {"population_avg": indicators["population_avg"]})["population_avg"]
    assert told.keys() == {unit.code for unit in region.units}
    assert told["92"][2003] == pytest.approx(3110.9)
    assert set(range(1995, 2023)) <= told["86"].keys()
