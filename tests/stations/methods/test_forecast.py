"""One method for all provinces, units and region that add up; own figures are compared, never overwritten."""

from __future__ import annotations

import json
import random
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from coordination.kernel.text import Text
from coordination.methods.forecast import IndicatorForecast, Result, Submission, check, forecast_indicator, synthesise
from coordination.methods.forecast.compare import likelihood
from coordination.methods.forecast.models import Point, UnitForecast
from coordination.methods.series.intervals import LEVELS

if TYPE_CHECKING:
    from conftest import Build

    from coordination.methods.contract import Context

Years = dict[int, float]
CHEAP = ("naive", "drift", "pooled")


def _walk(start: float, step: float, seed: int, years: range = range(2010, 2025)) -> Years:
    chance = random.Random(seed)  # noqa: S311 - test data, nothing secret
    return {year: start + step * at + chance.gauss(0, step) for at, year in enumerate(years)}


def _ratio(above: Years, below: Years) -> Years:
    return {year: above[year] / below[year] for year in above}


@pytest.fixture(scope="module")
def history() -> dict[str, dict[str, Years]]:
    grdp = {f"u{n}": _walk(500 * n, 30 * n, n) for n in (1, 2, 3)}
    population = {f"u{n}": _walk(100 * n, 2, 10 + n) for n in (1, 2, 3)}
    return {
        "grdp": grdp,
        "population": population,
        "grdp_per_head": {unit: _ratio(grdp[unit], population[unit]) for unit in grdp},
        "poverty": {f"u{n}": _walk(20, -1, 20 + n) for n in (1, 2, 3)},
    }


@pytest.fixture(scope="module")
def context(build: Build, history: dict[str, Any]) -> Context:
    return build(3, history, indicators=list(history), horizon_to=2027, methods=list(CHEAP))


@pytest.fixture(scope="module")
def made(context: Context) -> dict[str, IndicatorForecast]:
    return {code: forecast_indicator(code, context) for code in context.settings["indicators"]}


@pytest.fixture(scope="module")
def result(context: Context, made: dict[str, IndicatorForecast]) -> Result:
    return synthesise({}, context, made)


def _own(*figures: tuple[str, int, object, str], **topics: str) -> Submission:
    keys = ("indicator", "period", "value", "reason")
    rows = [dict(zip(keys, figure, strict=True)) for figure in figures]
    return Submission.model_validate({"forecasts": rows, "topics": topics})


def _of(result: Result, code: str) -> IndicatorForecast:
    return next(each for each in result.indicators if each.indicator == code)


def _sure(value: float | None) -> float:
    assert value is not None
    return value


def _at(forecast: IndicatorForecast, unit: int, year: int) -> Point:
    return next(point for point in forecast.units[unit].points if point.year == year)


def test_the_region_is_the_sum_of_its_units_and_both_have_moved_to_be_so(result: Result) -> None:
    region = {each.indicator: each for each in result.regional}
    for code in ("grdp", "population"):
        assert [point.year for point in region[code].points] == [2025, 2026, 2027]
        for point in region[code].points:
            units = [_at(_of(result, code), unit, point.year) for unit in range(3)]
            assert abs(point.value - sum(each.value for each in units)) < 1e-8
            assert point.complete
            ends = (point.low_95, point.low_80, point.low_50, point.value, point.high_50, point.high_80, point.high_95)
            assert all(_sure(low) < _sure(high) for low, high in pairwise(ends))
            gap = _sure(point.base) - sum(each.base for each in units)
            assert abs(gap) > 1e-3, "nothing to be reconciled would show nothing"
            assert (point.value - _sure(point.base)) * gap < 0
            assert all((each.value - each.base) * gap > 0 for each in units)


def test_a_ratio_is_its_numerator_over_its_denominator_in_each_unit_and_in_the_region(result: Result) -> None:
    region = {each.indicator: each for each in result.regional}
    for year in (2025, 2026, 2027):
        for unit in range(3):
            above, below, ratio = (
                _at(_of(result, code), unit, year).value for code in ("grdp", "population", "grdp_per_head")
            )
            assert ratio == pytest.approx(above / below, rel=1e-12)
    for top, bottom, point in zip(*(region[c].points for c in ("grdp", "population", "grdp_per_head")), strict=True):
        assert point.value == pytest.approx(top.value / bottom.value, rel=1e-12)
        assert _sure(point.low_80) < point.value < _sure(point.high_80)
    assert "chuỗi toàn vùng" in region["grdp_per_head"].note.vi


def test_a_weighted_mean_has_the_interval_of_the_regions_own_series_around_it(result: Result) -> None:
    (mean,) = (each for each in result.regional if each.indicator == "poverty")
    own = _of(result, "poverty").total
    assert own is not None
    for point, whole in zip(mean.points, own.points, strict=True):
        weights = [_at(_of(result, "population"), unit, point.year).value for unit in range(3)]
        values = [_at(_of(result, "poverty"), unit, point.year).value for unit in range(3)]
        by_hand = sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights)
        assert point.value == pytest.approx(by_hand, rel=1e-12)
        assert _sure(point.high_80) - point.value == pytest.approx(_sure(whole.high_80) - whole.value, rel=1e-9)


def test_a_quotient_whose_parts_have_no_common_years_has_no_interval_and_says_so(build: Build, history: Any) -> None:
    weights = history["population"]["u3"]
    told = {
        "population": history["population"] | {"u3": {year: value for year, value in weights.items() if year < 2022}},
        "poverty": history["poverty"] | {"u3": {2022: 9.0, 2023: 8.5, 2024: 8.0}},
    }
    context = build(3, told, indicators=["population", "poverty"], horizon_to=2025, methods=["naive"])
    (mean,) = (each for each in synthesise({}, context).regional if each.indicator == "poverty")
    assert [point.year for point in mean.points if point.complete] == [2022, 2023, 2024, 2025]
    assert all(point.low_80 is None for point in mean.points)
    assert "Không có khoảng dự báo" in mean.note.vi


def test_a_regional_ratio_without_its_parts_is_not_given(build: Build, history: Any) -> None:
    context = build(3, history, indicators=["grdp_per_head"], horizon_to=2026, methods=["naive"])
    region = synthesise({}, context).regional[0]
    assert region.points == ()
    assert "No regional value" in region.note.en


def test_figures_after_the_cut_off_change_nothing(build: Build, history: Any) -> None:
    settings = {"indicators": ["grdp", "population"], "horizon_to": 2025, "methods": list(CHEAP), "data_to": 2020}
    before = {
        code: {unit: {year: value for year, value in years.items() if year <= 2020} for unit, years in units.items()}
        for code, units in history.items()
    }
    told, silent = build(3, history, **settings), build(3, before, **settings)
    first, second = synthesise({}, told), synthesise({}, silent)
    assert first == second
    assert {unit.last_year for each in first.indicators for unit in each.units} == {2020}
    assert [point.year for point in first.regional[0].points] == [2021, 2022, 2023, 2024, 2025]


def test_a_unit_that_cannot_be_forecast_says_why_and_leaves_the_region_without_interval(
    build: Build, history: Any
) -> None:
    told = {"grdp": history["grdp"] | {"u3": {2023: 1.0, 2024: 2.0}}}
    context = build(3, told, indicators=["grdp"], horizon_to=2026, methods=list(CHEAP))
    result = synthesise({}, context)
    refused = result.indicators[0].units[2]
    assert (refused.method, refused.points) == (None, ())
    assert any("Tỉnh 3" in each.vi and "2 giá trị" in each.vi for each in result.for_discussion)
    for point in result.regional[0].points:
        assert (point.complete, point.missing, point.low_80) == (False, ("u3",), None)
        assert point.value == pytest.approx(sum(_at(result.indicators[0], unit, point.year).value for unit in (0, 1)))


def test_a_unit_whose_figure_is_out_already_keeps_it_and_the_others_carry_the_difference(
    build: Build, history: Any
) -> None:
    told = {"grdp": history["grdp"] | {"u1": history["grdp"]["u1"] | {2025: 999.0}}}
    context = build(3, told, indicators=["grdp"], horizon_to=2026, methods=list(CHEAP))
    result = synthesise({}, context)
    forecast, first = result.indicators[0], result.regional[0].points[0]
    assert [point.year for point in forecast.units[0].points] == [2026]
    assert first.year == 2025
    assert first.value == pytest.approx(999.0 + sum(_at(forecast, unit, 2025).value for unit in (1, 2)), abs=1e-8)


def test_a_series_that_never_moved_stays_where_it_is(build: Build, history: Any) -> None:
    told = {"grdp": history["grdp"] | {"u1": dict.fromkeys(range(2010, 2025), 0.0)}}
    context = build(3, told, indicators=["grdp"], horizon_to=2026, methods=list(CHEAP))
    still = forecast_indicator("grdp", context).units[0]
    assert [point.value for point in still.points] == [0.0, 0.0]
    assert still.note is not None
    assert "không đổi" in still.note.vi


def test_what_was_never_negative_is_not_forecast_below_zero(build: Build) -> None:
    falling = {f"u{n}": {2015 + at: max(0.0, 50.0 * n - 6.0 * at * n) for at in range(9)} for n in (1, 2)}
    context = build(2, {"grdp": falling}, indicators=["grdp"], horizon_to=2030, methods=["drift"])
    result = synthesise({}, context)
    units = [point for unit in result.indicators[0].units for point in unit.points]
    assert all(point.value >= 0 and (point.low_95 is None or point.low_95 >= 0) for point in units)
    assert all(point.value >= 0 and (point.low_95 is None or point.low_95 >= 0) for point in result.regional[0].points)


def test_what_was_negative_once_may_be_so_again(build: Build) -> None:
    around = {"u1": _walk(-1, 2, 4), "u2": _walk(3, -2, 5)}
    context = build(2, {"rank": around}, indicators=["rank"], horizon_to=2026, methods=["drift"])
    points = [point for unit in forecast_indicator("rank", context).units for point in unit.points]
    assert any(point.low_95 is not None and point.low_95 < 0 for point in points)


BY_HAND = IndicatorForecast(
    indicator="grdp",
    method="drift",
    why=Text(vi="thử", en="test"),
    scores=(),
    units=(
        UnitForecast(
            unit="u1",
            method="drift",
            first_year=2010,
            last_year=2024,
            points=(Point(year=2025, value=100, base=100, low_80=84, high_80=116, low_95=81, high_95=119, unit=2.0),),
        ),
    ),
    spread=(tuple(10 * level for level in LEVELS),),
)
"""Errors so many units far as ten times their share: 8 units, 16 in figures, at 80 %."""


@pytest.mark.parametrize(
    ("own", "percentile", "discussed"),
    [(100, 50, False), (110, 75, False), (90, 25, False), (116, 90, True), (84, 10, True), (105, 62.5, False)],
)
def test_the_percentile_is_the_share_of_possible_errors_below_the_own_figure(
    build: Build, own: float, percentile: float, *, discussed: bool
) -> None:
    context = build(1, indicators=["grdp"], horizon_to=2025)
    (row,) = synthesise({"b1": _own(("grdp", 2025, own, ""))}, context, {"grdp": BY_HAND}).comparisons
    assert row.percentile == pytest.approx(percentile)
    assert row.beyond_band is discussed
    assert row.own == own


@pytest.mark.parametrize(("interval", "discussed"), [(80, True), (95, False), (None, False)])
def test_a_figure_within_the_band_is_discussed_where_it_lies_outside_the_agreed_interval(
    build: Build, interval: int | None, *, discussed: bool
) -> None:
    context = build(1, indicators=["grdp"], horizon_to=2025, band_percent=50, interval_percent=interval)
    result = synthesise({"b1": _own(("grdp", 2025, 118, "Dự án lớn"))}, context, {"grdp": BY_HAND})
    assert (result.comparisons[0].within_80, result.comparisons[0].within_95) == (False, True)
    assert result.comparisons[0].beyond_band is discussed
    said = (
        "Tỉnh 1: GRDP năm 2025 địa phương dự báo 118,0, phương pháp chung 100,0 tỷ đồng, chênh 18,0 (+18,0%), "
        "cao hơn 95% khả năng theo phương pháp chung; lý do: Dự án lớn."
    )
    assert [text.vi for text in result.for_discussion] == [said] * discussed


def test_the_likelihood_is_said_in_words_and_never_as_certainty() -> None:
    assert likelihood(None) is None
    assert [likelihood(each).vi.split(" theo")[0] for each in (93.2, 7.4, 50.0, 99.99, 0.001)] == [  # type: ignore[union-attr]
        "cao hơn 93% khả năng",
        "thấp hơn 93% khả năng",
        "cao hơn 50% khả năng",
        "cao hơn gần như mọi khả năng",
        "thấp hơn gần như mọi khả năng",
    ]


def test_what_past_plans_were_worth_stands_beside_the_figure_and_changes_none(build: Build) -> None:
    context = build(1, indicators=["grdp"], horizon_to=2025)
    remark = Text(vi="thực hiện bình quân cao hơn dự toán 12%", en="12% above the plan on average")
    reminded = context.model_copy(update={"remarks": {"grdp": {"u1": remark}}})
    given = {"b1": _own(("grdp", 2025, 105, ""))}
    plain, told = (synthesise(given, each, {"grdp": BY_HAND}) for each in (context, reminded))
    assert (plain.comparisons[0].remark, told.comparisons[0].remark) == (None, remark)
    assert told.comparisons[0].model_copy(update={"remark": None}) == plain.comparisons[0]
    assert told.indicators == plain.indicators


def test_an_own_figure_beside_no_forecast_is_kept_and_judged_by_nothing(context: Context, made: Any) -> None:
    result = synthesise({"b1": _own(("grdp", 2031, 5, ""))}, context, made)
    (row,) = result.comparisons
    assert (row.unified, row.percentile, row.beyond_band) == (None, None, False)


def test_a_province_that_sent_nothing_is_forecast_and_named(context: Context, made: Any) -> None:
    result = synthesise({"b1": _own(), "b2": _own()}, context, made)
    assert result.missing == ("b3",)
    assert "Tỉnh 3" in result.summary[1].vi
    assert all(len(forecast.units[2].points) == 3 for forecast in result.indicators)


def test_topics_stand_side_by_side(context: Context, made: Any) -> None:
    submissions = {"b2": _own(market="Xuất khẩu tăng"), "b1": _own(market="Giá nông sản giảm")}
    topics = synthesise(submissions, context, made).topics
    assert [(t.topic, t.body) for t in topics] == [("market", "b1"), ("market", "b2")]


def test_the_result_is_the_same_however_it_is_made_and_survives_json(context: Context, made: Any) -> None:
    submissions = {"b2": _own(("grdp", 2026, "1", "")), "b1": _own(("population", 2027, "2", "x"))}
    result = synthesise(submissions, context)
    assert synthesise(dict(reversed(submissions.items())), context, made) == result
    assert Result.model_validate(json.loads(json.dumps(result.model_dump(mode="json"), allow_nan=False))) == result
    assert [table.key for table in result.tables()] == ["regional", "units", "comparison", "backtest", "topics"]


def test_one_method_is_taken_for_all_and_the_skill_of_each_is_told(made: Any) -> None:
    for forecast in made.values():
        assert [score.method for score in forecast.scores] == list(CHEAP)
        assert all(score.errors > 0 and score.scaled_error is not None for score in forecast.scores)
        assert {unit.method for unit in forecast.units} == {forecast.method}


def test_check_finds_each_fault_and_only_it(build: Build) -> None:
    context = build(1, indicators=["grdp", "population"], horizon_to=2030)
    submission = _own(
        ("grdp", 2029, 1, ""),
        ("grdp", 2029, 2, ""),
        ("grdp", 2031, 2, ""),
        ("nope", 2030, 2, ""),
        ("rank", 2030, 2, ""),
        **dict.fromkeys(["favourable", "unfavourable", "potentials", "market"], "Có"),
    )
    assert [(f.severity, f.code, f.where) for f in check(submission, context)] == [
        ("error", "duplicate_forecast", "forecasts.grdp.2029"),
        ("warning", "beyond_horizon", "forecasts.grdp.2031"),
        ("error", "unknown_indicator", "forecasts.nope.2030"),
        ("warning", "indicator_not_agreed", "forecasts.rank.2030"),
        ("warning", "forecast_missing", "forecasts.population"),
        ("note", "years_missing", "forecasts"),
        ("note", "topic_empty", "topics.environment"),
    ]
