"""Ratios, means and growth: worked out again from parts that add up, never added up themselves."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from coordination.methods.coherence import Forecast, Link, grow, reconcile
from coordination.methods.coherence.models import Key
from coordination.methods.coherence.ratios import Panel, coherent, coherent_growth, known
from coordination.methods.indicators import Max, NotAdditive, Ratio, Sum, WeightedMean

TREES = grow([Link("a", "vn"), Link("b", "vn")])
YEARS = ("2026", "2027")


def _solve(forecasts: Mapping[Key, Forecast]) -> dict[Key, float]:
    return {(each.node, each.period): each.mean for done in reconcile(TREES, forecasts, "ols") for each in done.points}


def _told(vn: float | None, a: float, b: float, grows: float = 1.1) -> dict[Key, Forecast]:
    nodes = {"vn": vn, "a": a, "b": b}
    return {
        (node, year): Forecast(value * grows**at, 1.0)
        for node, value in nodes.items()
        if value is not None
        for at, year in enumerate(YEARS)
    }


PANEL = Panel(TREES, YEARS, _solve, {"grdp": {"a": 90.0, "b": 270.0, "vn": 1.0}})
FORECASTS = {
    "grdp": _told(420.0, 100.0, 290.0),
    "people": _told(31.0, 10.0, 20.0, 1.0),
    "rate": _told(None, 50.0, 80.0, 1.0),
}


def test_a_figure_per_head_is_reconciled_money_over_reconciled_people() -> None:
    rule = Ratio(numerator="grdp", denominator="people", scale=Decimal(1000))
    made = coherent("grdp_per_head", rule, FORECASTS, PANEL)
    money, people = _solve(FORECASTS["grdp"]), _solve(FORECASTS["people"])
    for key, value in made.items():
        assert value == pytest.approx(1000 * money[key] / people[key])
    whole = 1000 * (money["a", "2027"] + money["b", "2027"]) / (people["a", "2027"] + people["b", "2027"])
    assert made["vn", "2027"] == pytest.approx(whole)
    assert made["vn", "2027"] < made["a", "2027"] + made["b", "2027"]


def test_a_ratio_over_nought_is_left_out() -> None:
    nobody = FORECASTS | {"people": {("a", "2026"): Forecast(0.0), ("b", "2026"): Forecast(4.0)}}
    nobody["grdp"] = {key: each for key, each in FORECASTS["grdp"].items() if key[1] == "2026" and key[0] != "vn"}
    made = coherent("x", Ratio(numerator="grdp", denominator="people"), nobody, PANEL)
    assert made == pytest.approx({("vn", "2026"): 390 / 4, ("b", "2026"): 290 / 4})


def test_a_mean_is_weighted_by_the_year_it_says() -> None:
    money = _solve(FORECASTS["grdp"])
    same = coherent("rate", WeightedMean(weight="grdp"), FORECASTS, PANEL)
    for year in YEARS:
        a, b = money["a", year], money["b", year]
        assert same["vn", year] == pytest.approx((50 * a + 80 * b) / (a + b))
    earlier = coherent("rate", WeightedMean(weight="grdp", lag=1), FORECASTS, PANEL)
    assert earlier["vn", "2026"] == pytest.approx((50 * 90 + 80 * 270) / 360)
    assert earlier["vn", "2027"] == pytest.approx(same["vn", "2026"])


def test_growth_is_that_of_levels_which_add_up() -> None:
    growth = {("a", year): Forecast(10.0, 1.0) for year in YEARS} | {("b", year): Forecast(2.0, 1.0) for year in YEARS}
    made = coherent_growth("grdp", growth, PANEL)
    assert made["vn", "2026"] == pytest.approx((99 + 275.4) / 360 * 100 - 100)
    assert made["vn", "2027"] == pytest.approx((108.9 + 280.908) / (99 + 275.4) * 100 - 100)
    growth |= {("vn", "2026"): Forecast(6.0, 1.0)}
    heard = coherent_growth("grdp", growth, PANEL)
    levels = {node: 1 + heard[node, "2026"] / 100 for node in ("vn", "a", "b")}
    assert levels["vn"] * 360 == pytest.approx(levels["a"] * 90 + levels["b"] * 270)
    assert made["vn", "2026"] < heard["vn", "2026"] < 6.0


def test_an_index_of_a_hundred_means_no_change() -> None:
    index = {("a", year): Forecast(110.0) for year in YEARS} | {("b", year): Forecast(102.0) for year in YEARS}
    rate = {key: Forecast(each.mean - 100) for key, each in index.items()}
    as_index, as_rate = coherent_growth("grdp", index, PANEL, still=100.0), coherent_growth("grdp", rate, PANEL)
    assert as_index == pytest.approx({key: value + 100 for key, value in as_rate.items()})


def test_growth_stops_where_it_is_not_told_and_starts_from_known_leaves_alone() -> None:
    assert known("grdp", PANEL) == {"a": 90.0, "b": 270.0, "vn": 360.0}
    assert known("grdp", Panel(TREES, YEARS, _solve, {"grdp": {"a": 1.0, "vn": 5.0}})) == {"a": 1.0}
    growth = {("a", "2027"): Forecast(10.0), ("b", "2026"): Forecast(2.0), ("a", "2026"): Forecast(1.0)}
    assert set(coherent_growth("grdp", {**growth, ("b", "2027"): Forecast(1.0)}, PANEL)) == {
        (node, year) for node in ("vn", "a", "b") for year in YEARS
    }
    del growth["a", "2027"]
    assert set(coherent_growth("grdp", growth, PANEL)) == {(node, "2026") for node in ("vn", "a", "b")}


def test_sums_are_reconciled_greatest_ones_looked_up_and_the_rest_left_alone() -> None:
    assert coherent("grdp", Sum(), FORECASTS, PANEL) == _solve(FORECASTS["grdp"])
    assert coherent("grdp", Max(), FORECASTS, PANEL)["vn", "2026"] == 290.0
    assert coherent("grdp", NotAdditive(), FORECASTS, PANEL)["vn", "2026"] == 420.0
