"""A region's growth is its provinces', weighted by what they made the year before, wherever it is reckoned.

The case, by hand: province a makes 523 in 2024 and 1,252 in 2025, province b 477 and 748, at current prices; their volume
indices of 2025 are 110 and 100. Weighted by the year before, 0.523 × 110 + 0.477 × 100 = 105.23; weighted by the very
year, in which prices have moved too, it would be 0.626 × 110 + 0.374 × 100 = 106.26.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from coordination.kernel.cells import MISSING, Cell
from coordination.kernel.text import Text
from coordination.methods.checks import Known, run
from coordination.methods.checks.base import Tolerance
from coordination.methods.checks.declared import National
from coordination.methods.contract import Context, Party
from coordination.methods.forecast.models import IndicatorForecast, UnitForecast
from coordination.methods.forecast.models import Point as Forecast
from coordination.methods.forecast.region import regional_forecast
from coordination.methods.geography import Atlas, Boundaries, Merge, Named, Point, convert
from coordination.methods.geography.periods import years_before
from coordination.methods.indicators import Indicator, Sum, WeightedMean
from coordination.methods.joint_assessment import Result, Submission, synthesise
from coordination.methods.joint_assessment.analysis import Ground, Panel, analyse
from coordination.methods.joint_assessment.analysis import Point as Told
from coordination.methods.joint_assessment.analysis.plan import fulfilment
from coordination.methods.joint_assessment.models import RegionalValue

LEVEL = {"a": {2024: 523, 2025: 1252}, "b": {2024: 477, 2025: 748}}
INDEX = {"a": {2025: 110}, "b": {2025: 100}}
BY_LAG = {0: Decimal("106.26"), 1: Decimal("105.23")}
UNITS = {unit: Text(vi=f"Tỉnh {unit}", en=f"Province {unit}") for unit in "ab"}
SOME = Tolerance(absolute=Decimal("0.005"), percent=Decimal(0))


def _indicators(lag: int = 1, checks: tuple[National, ...] = ()) -> dict[str, Indicator]:
    words = Text(vi="GRDP", en="GRDP"), Text(vi="tỷ đồng", en="billion VND")
    level = Indicator(code="level", name=words[0], unit=words[1], pillar="economy", aggregation=Sum())
    growth = Indicator(
        code="growth",
        name=Text(vi="Chỉ số GRDP", en="GRDP index"),
        unit=Text(vi="năm trước = 100", en="previous year = 100"),
        pillar="economy",
        direction="higher_is_better",
        aggregation=WeightedMean(weight="level", lag=lag),
        checks=checks,
    )
    return {"level": level, "growth": growth}


def _panel(*, without: tuple[str, int] | None = None, **more: dict[str, dict[int, int]]) -> Panel:
    data = {"level": LEVEL, "growth": INDEX, **more}
    return Panel(
        {
            code: {
                unit: {
                    year: Told(MISSING if code == "level" and (unit, year) == without else Cell.of(Decimal(value)), "s")
                    for year, value in series.items()
                }
                for unit, series in units.items()
            }
            for code, units in data.items()
        }
    )


def _context(lag: int = 1, history: dict[str, dict[str, dict[int, float]]] | None = None) -> Context:
    return Context(
        region="r",
        region_name=Text(vi="Vùng", en="Region"),
        period="2025",
        parties=tuple(Party(body=unit, unit=unit, name=name) for unit, name in UNITS.items()),
        indicators=_indicators(lag),
        history=history or {},
    )


@pytest.mark.parametrize("lag", [0, 1])
def test_the_panel_takes_the_weights_of_the_year_the_rule_names(lag: int) -> None:
    found = _panel().wholes(_indicators(lag)["growth"], UNITS)
    assert {year: point.cell.value for year, point in found.items() if point.cell.known} == {2025: BY_LAG[lag]}


def test_the_provinces_parts_add_up_to_the_growth_by_the_weights_of_the_year_before() -> None:
    ground = Ground("r", Text(vi="Vùng", en="Region"), UNITS, _indicators(), _panel())
    (found,) = (row for row in analyse(ground, 2025).pillars[0].indicators if row.indicator == "growth")
    assert found.latest is not None
    assert found.latest.percent == Decimal("5.23")
    # Of a: 0.523 × (110 − 100) points; of b, which did not grow, nothing.
    assert [(each.points, each.share) for each in found.contributions] == [
        (Decimal("5.23"), Decimal("52.3")),
        (Decimal(0), Decimal("47.7")),
    ]


def test_a_weight_that_lacks_leaves_no_growth_and_is_named() -> None:
    panel = _panel(without=("b", 2024))
    ground = Ground("r", Text(vi="Vùng", en="Region"), UNITS, _indicators(), panel)
    assert panel.wholes(_indicators()["growth"], UNITS)[2025].cell == MISSING
    said = [gap.text.en for pillar in analyse(ground, 2025).pillars for gap in pillar.gaps]
    assert "GRDP index: no regional figure for 2025, for the weight “GRDP” of 2024 lacks for Province b." in said


def test_a_year_of_a_chain_without_weights_says_which() -> None:
    index = {unit: dict.fromkeys((2025, 2026), 100) for unit in UNITS}
    ground = Ground("r", Text(vi="Vùng", en="Region"), UNITS, _indicators(), _panel(growth=index, without=("b", 2024)))
    said = [gap.text.vi for pillar in analyse(ground, 2026).pillars for gap in pillar.gaps]
    why = "không tính được cho toàn vùng năm 2025 vì thiếu quyền số “GRDP” năm 2024 của Tỉnh b."
    assert f"Chỉ số GRDP: {why}" in said


def _handed_in(lag: int, *, years: tuple[int, ...] = (2024, 2025)) -> Result:
    given = {
        unit: Submission.model_validate(
            {
                "figures": [
                    {"indicator": "growth", "period": 2025, "value": INDEX[unit][2025], "plan": 104},
                    *({"indicator": "level", "period": year, "value": LEVEL[unit][year]} for year in years),
                ]
            }
        )
        for unit in UNITS
    }
    return synthesise(given, _context(lag))


def _growth(result: Result) -> RegionalValue:
    return next(row for row in result.regional if row.indicator == "growth")


@pytest.mark.parametrize("lag", [0, 1])
def test_what_provinces_hand_in_is_weighted_by_the_year_the_rule_names(lag: int) -> None:
    row = _growth(_handed_in(lag))
    assert (row.value, row.status, row.unweighted) == (BY_LAG[lag], "complete", ())
    assert row.plan is not None
    assert (row.plan.plan, row.plan.actual) == (Decimal(104), BY_LAG[lag])


def test_weights_of_the_year_before_come_from_what_is_published_if_nobody_handed_them_in() -> None:
    history = {"level": {unit: {2024: float(years[2024])} for unit, years in LEVEL.items()}}
    given = {
        unit: Submission.model_validate({"figures": [{"indicator": "growth", "period": 2025, "value": years[2025]}]})
        for unit, years in INDEX.items()
    }
    row = _growth(synthesise(given, _context(1, history)))
    assert (row.value, row.published) == (BY_LAG[1], ("a", "b"))


def test_the_same_years_weights_never_stand_in_for_those_of_the_year_before() -> None:
    result = _handed_in(1, years=(2025,))
    row = _growth(result)
    assert (row.value, row.status, row.unweighted) == (None, "missing", ("a", "b"))
    said = [text.vi for text in result.for_discussion]
    assert any("thiếu quyền số “GRDP” năm 2024 của Tỉnh a, Tỉnh b" in each for each in said)


def test_a_plan_is_compared_by_the_weights_of_the_year_before() -> None:
    plans = Panel({"growth": {unit: {2025: Told(Cell.of(Decimal(value)))} for unit, value in (("a", 120), ("b", 100))}})

    class _Limits:
        nearly = Decimal(5)
        plausible_plan = (Decimal(0), Decimal(200))

    rows = fulfilment(_indicators()["growth"], 2025, (_panel(), plans), _context(), _Limits())
    # 0.523 × 120 + 0.477 × 100 = 110.46
    assert (rows[0].plan, rows[0].actual) == (Decimal("110.46"), Decimal("105.23"))


DAY, MERGED = date(2020, 1, 1), date(2026, 1, 1)


def _points(*years: int) -> list[Point]:
    data = {"level": LEVEL, "growth": INDEX}
    return [
        Point(unit, str(year), code, Cell.of(Decimal(value)), DAY)
        for code, units in data.items()
        for unit, series in units.items()
        for year, value in series.items()
        if code == "growth" or year in years
    ]


ATLAS = Atlas(
    Boundaries(
        DAY,
        tuple(Named(unit, name) for unit, name in UNITS.items()),
        (Merge(MERGED, Text(vi="Luật", en="Act"), "in_force", ("a", "b"), Named("a", UNITS["a"])),),
        (),
    )
)


@pytest.mark.parametrize("lag", [0, 1])
def test_a_merged_provinces_index_is_weighted_by_the_year_the_rule_names(lag: int) -> None:
    (row,) = (r for r in convert(_points(2024, 2025), MERGED, ATLAS, _indicators(lag)) if r.indicator == "growth")
    assert row.cell == Cell.of(BY_LAG[lag])
    weights = {0: "weights level", 1: "weights level of period 2024"}
    assert row.provenance.in_language("en").endswith(weights[lag])


def test_a_conversion_without_the_year_before_says_which_weight_it_needs() -> None:
    (row,) = (r for r in convert(_points(2025), MERGED, ATLAS, _indicators()) if r.indicator == "growth")
    assert row.state == "not_comparable"
    assert row.provenance.in_language("vi").endswith("cần level kỳ 2024 làm quyền số")
    half = [point for point in _points(2024) if (point.indicator, point.unit) != ("level", "b")]
    (row,) = (r for r in convert(half, MERGED, ATLAS, _indicators()) if r.indicator == "growth")
    assert row.state in ("missing", "not_comparable")
    assert "level" in row.provenance.in_language("en")


@pytest.mark.parametrize(
    ("period", "before"),
    [("2025", "2024"), ("2025-Q1", "2024-Q1"), ("2025Q1", "2024Q1"), ("2025-03", "2024-03"), ("2021-2025", "2020")],
)
def test_the_period_before_is_of_the_same_kind_and_of_a_run_its_base(period: str, before: str) -> None:
    assert years_before(period, 1) == before
    assert years_before(period, 0) == period


def _forecast(code: str, values: dict[str, dict[int, float]]) -> IndicatorForecast:
    def _at(year: int, value: float) -> Forecast:
        return Forecast(year=year, value=value, base=value)

    units = tuple(
        UnitForecast(
            unit=unit,
            method="drift",
            first_year=2015,
            last_year=2024,
            points=tuple(_at(*each) for each in series.items()),
        )
        for unit, series in values.items()
    )
    return IndicatorForecast(indicator=code, method="drift", why=UNITS["a"], scores=(), units=units)


@pytest.mark.parametrize("lag", [0, 1])
def test_a_forecast_is_weighted_by_what_is_known_or_forecast_of_the_year_the_rule_names(lag: int) -> None:
    history = {"level": {unit: {2024: float(years[2024])} for unit, years in LEVEL.items()}}
    made = {
        "growth": _forecast("growth", {unit: {2025: float(each[2025])} for unit, each in INDEX.items()}),
        "level": _forecast("level", {unit: {2025: float(each[2025])} for unit, each in LEVEL.items()}),
    }
    found = regional_forecast("growth", made, _context(lag, history))
    assert [(point.year, point.complete) for point in found.points] == [(2025, True)]
    assert found.points[0].value == pytest.approx(float(BY_LAG[lag]))
    assert ("năm trước" in found.note.vi) == (lag == 1)


def test_a_forecast_without_last_years_weight_gives_no_value_and_names_it() -> None:
    made = {
        "growth": _forecast("growth", {unit: {2025: float(each[2025])} for unit, each in INDEX.items()}),
        "level": _forecast("level", {unit: {2025: float(each[2025])} for unit, each in LEVEL.items()}),
    }
    found = regional_forecast("growth", made, _context())
    assert found.points == ()
    assert "Thiếu quyền số “GRDP” năm 2024: Tỉnh a, Tỉnh b" in found.note.vi


@pytest.mark.parametrize(("lag", "nation", "agrees"), [(1, "105.23", True), (1, "106.26", False), (0, "106.26", True)])
def test_a_national_mean_is_checked_by_the_weights_of_the_year_the_check_names(
    lag: int, nation: str, *, agrees: bool
) -> None:
    catalogue = _indicators(checks=(National(how="mean", weight="level", lag=lag, tolerance=SOME),))
    figures = {("growth", unit, 2025): Cell.of(Decimal(each[2025])) for unit, each in INDEX.items()}
    levels = {("level", unit, year): Cell.of(Decimal(v)) for unit, years in LEVEL.items() for year, v in years.items()}
    known = Known(levels, {("growth", 2025): Decimal(nation)}, UNITS)
    assert ([found.code for found in run(figures, known, catalogue)] == []) is agrees
    handed_in = {key: cell for key, cell in levels.items() if key[2] == 2024}  # last year's weights alone are new
    known = Known(figures | levels, {("growth", 2025): Decimal(nation)}, UNITS)
    assert lag == 0 or (run(handed_in, known, catalogue) == []) is agrees


def test_a_lag_is_part_of_the_definition_and_none_leaves_its_hash_as_it_was() -> None:
    same, before = _indicators(0)["growth"], _indicators(1)["growth"]
    assert same.canonical["aggregation"] == {"kind": "weighted_mean", "weight": "level"}
    assert before.canonical["aggregation"] == {"kind": "weighted_mean", "weight": "level", "lag": 1}
    assert same.hash != before.hash


@pytest.mark.parametrize("lag", [-1, 2])
def test_a_lag_is_none_or_one_year(lag: int) -> None:
    with pytest.raises(ValidationError):
        WeightedMean(weight="level", lag=lag)
    with pytest.raises(ValidationError):
        National(how="mean", lag=1)
