"""Growth and levels that are forecast together agree: in each unit, in the region, and from the last known year on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from coordination.kernel.text import Text
from coordination.methods.forecast import Result, synthesise
from coordination.methods.forecast.past import alone, chained, known
from coordination.methods.indicators import Indicator, Sum, WeightedMean

if TYPE_CHECKING:
    from conftest import Build

    from coordination.methods.contract import Context

LEVEL, GROWTH = "grdp_real", "grdp_growth"
UNITS = ("u1", "u2", "u3")
Years = dict[int, float]


def _indicator(code: str, **more: Any) -> Indicator:
    words = Text(vi=f"Chỉ tiêu {code}", en=f"Indicator {code}")
    return Indicator(code=code, name=words, unit=Text(vi="tỷ đồng", en="billion VND"), pillar="economy", **more)


INDICATORS = (
    _indicator(LEVEL, aggregation=Sum(), price_base="constant_2010"),
    _indicator(GROWTH, aggregation=WeightedMean(weight="grdp", lag=1, level=LEVEL), price_base="constant_2010"),
)


def _levels(at: int, until: int = 2024) -> Years:
    return {year: 100.0 * at * (1 + 0.01 * (4 + at)) ** (year - 2008) + (year % 3) for year in range(2008, until + 1)}


def _growth(levels: Years) -> Years:
    return {year: 100 * value / levels[year - 1] for year, value in levels.items() if year - 1 in levels}


def _history(level_until: int = 2024, growth_from: int = 2009) -> dict[str, dict[str, Years]]:
    whole = {unit: _levels(at) for at, unit in enumerate(UNITS, 1)}
    growth = {
        unit: {year: v for year, v in _growth(years).items() if year >= growth_from} for unit, years in whole.items()
    }
    return {
        LEVEL: {unit: {year: v for year, v in years.items() if year <= level_until} for unit, years in whole.items()},
        GROWTH: growth,
        "grdp": whole,
    }


def _context(build: Build, *codes: str, history: Any = None, **settings: Any) -> Context:
    told = {"indicators": list(codes), "horizon_to": 2027, "methods": ["naive", "drift", "pooled"]} | settings
    context = build(3, history or _history(), **told)
    return context.model_copy(update={"indicators": {**context.indicators, **{each.code: each for each in INDICATORS}}})


def _points(result: Result, code: str) -> dict[str, Years]:
    made = next(each for each in result.indicators if each.indicator == code)
    found = {unit.unit: {point.year: point.value for point in unit.points} for unit in made.units}
    return found | {"": {p.year: p.value for each in result.regional if each.indicator == code for p in each.points}}


@pytest.fixture(scope="module")
def result(build: Build) -> Result:
    return synthesise({}, _context(build, LEVEL, GROWTH, "grdp"))


def test_growth_of_units_and_region_is_that_of_the_reconciled_levels(result: Result) -> None:
    levels, growth = _points(result, LEVEL), _points(result, GROWTH)
    past = _history()[LEVEL]
    whole = {**{unit: past[unit] for unit in UNITS}, "": {2024: sum(past[unit][2024] for unit in UNITS)}}
    for name, years in growth.items():
        assert sorted(years) == [2025, 2026, 2027]
        for year, value in years.items():
            before = levels[name].get(year - 1, whole[name].get(year - 1))
            assert before is not None
            assert value == pytest.approx(100 * levels[name][year] / before, rel=1e-12)


def test_the_growth_an_index_alone_gives_is_another_and_kept_beside(result: Result) -> None:
    made = next(each for each in result.indicators if each.indicator == GROWTH)
    points = [point for unit in made.units for point in unit.points]
    assert all(abs(point.value - point.base) > 1e-6 for point in points)
    assert all(point.low_80 is not None and point.low_80 < point.value for point in points)


def test_the_order_in_which_they_are_named_changes_nothing(build: Build, result: Result) -> None:
    other = synthesise({}, _context(build, "grdp", GROWTH, LEVEL))
    assert _points(other, GROWTH) == _points(result, GROWTH)


def test_a_level_that_ended_is_followed_on_by_its_growth_and_the_note_says_so(build: Build) -> None:
    context = _context(build, LEVEL, GROWTH, history=_history(level_until=2018))
    level = known(LEVEL, context)["u2"]
    assert level[2024] == pytest.approx(_levels(2)[2024])
    result = synthesise({}, context)
    made = result.indicators[0].units[1]
    assert (made.last_year, made.points[0].year) == (2024, 2025)
    assert made.note is not None
    assert "năm 2019-2024 nối theo “Chỉ tiêu grdp_growth”" in made.note.vi
    assert _points(result, GROWTH)["u2"][2025] == pytest.approx(100 * made.points[0].value / level[2024], rel=1e-12)


def test_another_process_is_sent_what_a_level_is_followed_on_by(build: Build) -> None:
    context = _context(build, LEVEL, GROWTH, history=_history(level_until=2018))
    assert known(LEVEL, alone(LEVEL, context)) == known(LEVEL, context)


def test_a_level_is_followed_on_only_as_far_as_its_growth_has_no_gap() -> None:
    assert chained({2015: 100.0}, {2016: 110.0, 2017: 110.0, 2019: 105.0}) == pytest.approx(
        {2015: 100.0, 2016: 110.0, 2017: 121.0}
    )
    assert chained({}, {2016: 110.0}) == {}


def test_growth_whose_level_is_not_forecast_is_forecast_alone_and_the_note_says_so(build: Build) -> None:
    result = synthesise({}, _context(build, GROWTH, "grdp"))
    made = result.indicators[0]
    assert all(point.value == point.base for unit in made.units for point in unit.points)
    note = result.regional[0].note
    assert "chưa nối với mức" in note.vi
    assert result.regional[0].points


def test_a_unit_without_a_level_is_forecast_alone_and_named(build: Build) -> None:
    history = _history()
    history[LEVEL] = history[LEVEL] | {"u3": {}}
    result = synthesise({}, _context(build, LEVEL, GROWTH, "grdp", history=history))
    growth = next(each for each in result.indicators if each.indicator == GROWTH)
    assert all(point.value == point.base for point in growth.units[2].points)
    assert growth.units[2].note is not None
    assert "dự báo riêng chỉ số" in growth.units[2].note.vi
    region = next(each for each in result.regional if each.indicator == GROWTH)
    assert {point.missing for point in region.points} == {("u3",)}


def test_a_region_in_which_no_level_can_be_forecast_has_the_weighted_mean_and_says_so(build: Build) -> None:
    history = _history()
    history[LEVEL] = {unit: {2003: 100.0, 2004: 110.0} for unit in UNITS}
    result = synthesise({}, _context(build, LEVEL, GROWTH, "grdp", history=history))
    region = next(each for each in result.regional if each.indicator == GROWTH)
    assert [point.year for point in region.points if point.complete][-1] == 2027
    assert "chưa nối với mức" in region.note.vi
