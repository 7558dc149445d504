"""One method for all provinces, chosen on evidence; own figures are compared, never overwritten."""

from __future__ import annotations

import random
import time
from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING, Any

import pytest

from coordination.methods.forecast import (
    IndicatorForecast,
    Result,
    Submission,
    check,
    forecast_indicator,
    synthesise,
)
from coordination.methods.forecast.backtest import backtest, best
from coordination.methods.forecast.candidates import SHORTEST, means, run
from coordination.methods.forecast.indicator import unbroken

if TYPE_CHECKING:
    from conftest import Build

    from coordination.methods.contract import Context


def _walk(years: int, start: float, step: float, seed: int, last: int = 2024) -> dict[int, float]:
    chance = random.Random(seed)  # noqa: S311 - test data, nothing secret
    values, level = {}, start
    for year in range(last - years + 1, last + 1):
        level += step + chance.gauss(0, step / 3)
        values[year] = level
    return values


@pytest.fixture(scope="module")
def history() -> dict[str, dict[str, dict[int, float]]]:
    return {
        "grdp": {
            "u1": _walk(15, 1000, 60, 1),
            "u2": _walk(14, 400, 30, 2),
            "u3": _walk(5, 900, 20, 3),
            "u4": _walk(2, 900, 20, 4),
        },
        "population": {f"u{n}": _walk(15, 100 * n, 2, 10 + n) for n in range(1, 5)},
        "grdp_per_head": {f"u{n}": _walk(15, 10, 1, 20 + n) for n in range(1, 5)},
    }


@pytest.fixture(scope="module")
def context(build: Build, history: dict[str, Any]) -> Context:
    return build(4, history, indicators=["grdp", "population", "grdp_per_head"], horizon_to=2027)


@pytest.fixture(scope="module")
def made(context: Context) -> dict[str, IndicatorForecast]:
    codes = context.settings["indicators"]
    return {code: forecast_indicator(code, context) for code in codes}


def _own(*figures: tuple[str, int, object, str], **topics: str) -> Submission:
    keys = ("indicator", "period", "value", "reason")
    rows = [dict(zip(keys, figure, strict=True)) for figure in figures]
    return Submission.model_validate({"forecasts": rows, "topics": topics})


def test_every_unit_takes_the_one_chosen_method_or_says_why_not(
    made: dict[str, IndicatorForecast],
) -> None:
    grdp = made["grdp"]
    known = {s.method: s.scaled_error for s in grdp.scores if s.scaled_error is not None}
    candidates = {method: error for method, error in known.items() if method != "last_value"}
    assert candidates[grdp.method] == min(candidates.values())
    first, second, short, refused = grdp.units
    assert first.method == second.method == grdp.method
    assert short.method == "drift"
    assert short.note is not None
    assert "5 years, below 8" in short.note.en
    assert (refused.method, refused.points) == (None, ())
    assert refused.note is not None
    assert "chỉ có 2 năm" in refused.note.vi


def test_every_year_to_the_horizon_is_forecast_with_nested_intervals(
    made: dict[str, IndicatorForecast],
) -> None:
    for forecast in made.values():
        for unit in forecast.units:
            if unit.method is not None:
                assert [point.year for point in unit.points] == [2025, 2026, 2027]
            for point in unit.points:
                assert point.low_95 <= point.low_80 <= point.value <= point.high_80 <= point.high_95


def test_drift_is_the_last_value_plus_the_mean_step() -> None:
    assert run("drift", [10.0, 14.0, 13.0, 16.0], 2).mean == pytest.approx([18.0, 20.0])


def test_the_region_is_the_sum_of_its_units_and_its_variance_the_sum_of_theirs(
    context: Context, made: dict[str, IndicatorForecast]
) -> None:
    region = {r.indicator: r for r in synthesise({}, context, made).regional}
    for place, point in enumerate(region["population"].points):
        parts = [unit.points[place] for unit in made["population"].units]
        assert abs(point.value - sum(part.value for part in parts)) < 1e-8
        assert point.high_95 is not None
        spread = sqrt(sum(part.deviation**2 for part in parts))
        assert (point.high_95 - point.value) / 1.959964 == pytest.approx(spread, rel=1e-6)
        assert point.complete
    last = region["grdp"].points[-1]
    assert (last.complete, last.missing) == (False, ("u4",))


def test_a_regional_ratio_goes_through_numerator_and_denominator(
    context: Context, made: dict[str, IndicatorForecast]
) -> None:
    region = {r.indicator: r for r in synthesise({}, context, made).regional}
    point = region["grdp_per_head"].points[0]
    above = sum(unit.points[0].value for unit in made["grdp"].units[:3])
    below = sum(unit.points[0].value for unit in made["population"].units[:3])
    assert point.value == pytest.approx(above / below)
    assert (point.low_95, point.missing) == (None, ("u4",))


def test_a_regional_ratio_without_its_parts_is_not_given(build: Build, history: Any) -> None:
    context = build(2, history, indicators=["grdp_per_head"], horizon_to=2026)
    region = synthesise({}, context).regional[0]
    assert region.points == ()
    assert "No regional value" in region.note.en


def test_own_figures_beyond_the_band_are_put_up_for_discussion_with_their_reason(
    context: Context, made: dict[str, IndicatorForecast]
) -> None:
    unified = made["grdp"].units[0].points[0].value
    result = synthesise(
        {
            "b1": _own(("grdp", 2025, round(unified * 1.2, 4), "Dự án lớn hoàn thành")),
            "b2": _own(("grdp", 2025, round(made["grdp"].units[1].points[0].value, 4), "")),
            "b4": _own(("grdp", 2025, 5, "")),
        },
        context,
        made,
    )
    far, near, blind = result.comparisons
    assert far.percent == pytest.approx(20, abs=0.01)
    assert [row.beyond_band for row in (far, near, blind)] == [True, False, False]
    assert blind.unified is None
    assert "+20,0%" in result.for_discussion[0].vi
    assert "lý do: Dự án lớn hoàn thành." in result.for_discussion[0].vi
    assert result.summary[-1].en.startswith("1 of 3 own figures differ by more than ±10%")


def test_a_province_that_sent_nothing_is_forecast_and_named(
    context: Context, made: dict[str, IndicatorForecast]
) -> None:
    result = synthesise({"b1": _own(), "b2": _own(), "b4": _own()}, context, made)
    assert result.missing == ("b3",)
    assert "Tỉnh 3" in result.summary[1].vi
    assert all(len(forecast.units[2].points) == 3 for forecast in result.indicators)


def test_topics_stand_side_by_side(context: Context, made: dict[str, IndicatorForecast]) -> None:
    submissions = {"b2": _own(market="Xuất khẩu tăng"), "b1": _own(market="Giá nông sản giảm")}
    topics = synthesise(submissions, context, made).topics
    assert [(t.topic, t.body) for t in topics] == [("market", "b1"), ("market", "b2")]


def test_the_result_is_the_same_however_it_is_made_and_survives_json(
    context: Context, made: dict[str, IndicatorForecast]
) -> None:
    submissions = {"b2": _own(("grdp", 2026, "1", "")), "b1": _own(("population", 2027, "2", "x"))}
    result = synthesise(submissions, context)
    again = synthesise(dict(reversed(submissions.items())), context, made)
    assert again == result
    assert Result.model_validate(result.model_dump(mode="json")) == result
    carried = {c: IndicatorForecast.model_validate(f.model_dump(mode="json")) for c, f in made.items()}
    assert carried == made
    keys = [table.key for table in result.tables()]
    assert keys == ["regional", "units", "comparison", "backtest", "topics"]


def test_the_backtest_agrees_with_one_reckoned_by_hand() -> None:
    values = [
        10.0,
        12.0,
        13.0,
        17.0,
        18.0,
        22.0,
        21.0,
        27.0,
    ]  # eight years: only drift and Theta fit
    scores = {score.method: score for score in backtest({"u": values}, steps=2)}
    errors = []
    for origin in (6, 7):
        known = values[:origin]
        scale = sum(abs(b - a) for a, b in pairwise(known)) / (origin - 1)
        slope = (known[-1] - known[0]) / (origin - 1)
        for step, actual in enumerate(values[origin : origin + 2], start=1):
            errors.append(abs(known[-1] + slope * step - actual) / scale)
    assert scores["drift"].scaled_error == pytest.approx(sum(errors) / 3)
    assert scores["drift"].errors == scores["theta"].errors == len(errors) == 3
    assert scores["ets"].scaled_error is scores["damped_trend"].scaled_error is None


def test_of_equal_methods_the_simplest_is_chosen() -> None:
    scores = backtest({"u": [float(3 * n) for n in range(14)]}, steps=1)
    assert best(scores) == "drift"


def test_constant_series_say_nothing_and_leave_the_choice_to_drift(build: Build) -> None:
    history = {"grdp": {"u1": dict.fromkeys(range(2010, 2025), 5.0)}}
    forecast = forecast_indicator("grdp", build(1, history, indicators=["grdp"], horizon_to=2026))
    assert forecast.method == "drift"
    assert [point.value for point in forecast.units[0].points] == [5.0, 5.0]
    assert "too few moving series" in forecast.why.en


def test_a_level_never_negative_is_not_forecast_below_zero(build: Build) -> None:
    history = {"grdp": {"u1": {2020 + n: float(10 - 3 * n) for n in range(4)}}}
    points = forecast_indicator("grdp", build(1, history, indicators=["grdp"], horizon_to=2026)).units[0].points
    assert [point.value for point in points] == [0.0, 0.0, 0.0]


def test_only_the_years_after_a_gap_are_used() -> None:
    years = {2015: 1.0, 2016: 2.0, 2018: 3.0, 2019: float("nan"), 2020: 5.0, 2021: 6.0}
    assert unbroken(years) == {2020: 5.0, 2021: 6.0}
    assert unbroken({}) == {}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("method", list(SHORTEST))
def test_each_method_fits_its_shortest_series_without_a_warning(method: Any) -> None:
    series = list(_walk(SHORTEST[method], 50, 5, 7).values())
    assert len(means(method, series, 3)) == 3


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
        ("note", "topic_empty", "topics.environment"),
    ]


def test_thirteen_units_of_one_indicator_take_under_two_seconds(build: Build) -> None:
    run("drift", [1.0, 2.0, 4.0], 1)  # the library's import is not what is measured
    history = {"grdp": {f"u{n}": _walk(10 + n, 100 * n, 9, n) for n in range(1, 14)}}
    context = build(13, history, indicators=["grdp"], horizon_to=2030)
    start = time.perf_counter()
    forecast_indicator("grdp", context)
    assert time.perf_counter() - start < 2
