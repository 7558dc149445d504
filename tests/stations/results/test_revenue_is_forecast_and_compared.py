"""Revenue is forecast by what ships: past plans are told beside it, and what the balances count on is held against it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from coordination.app import known
from coordination.methods import balances, forecast
from coordination.methods.balances.declared import Declared
from coordination.methods.contract import Context, Party
from coordination.regions.loader import codes, roots_of
from coordination.regions.model import Region, Step
from coordination.regions.series import history
from coordination.regions.service import load_region
from coordination.results.remarks import remarks
from coordination.results.service import known_before
from coordination.submissions.context import planned_years

REVENUE, EXPENDITURE = "state_budget_revenue", "local_budget_expenditure"
PLANS = [("mekong-delta", 2027, 5), ("mekong-delta-2019", 2019, 13)]


def _step(region: Region, code: str) -> Step:
    procedure = region.procedure("regional-plan")
    assert procedure is not None
    return next(step for step in procedure.steps if step.code == code)


def _context(region: Region, step: str, period: int, *indicators: str) -> Context:
    settings = _step(region, step).settings
    past, _ = known_before(history(region), period - 1)
    return Context(
        region=region.code,
        region_name=region.name,
        period=str(period),
        parties=tuple(Party(body=f"{unit.code}.b", unit=unit.code, name=unit.name) for unit in region.units),
        indicators={each.code: each for each in region.indicators},
        settings=settings
        | planned_years(str(period), settings)
        | ({"indicators": list(indicators), "methods": ["naive", "drift"]} if indicators else {}),
        history=past,
    )


def test_what_balances_count_on_as_a_provinces_own_budget_is_forecast_in_every_shipped_region() -> None:
    for code in codes(roots_of(None)):
        region = load_region(code, known())
        declared = Declared.model_validate(_step(region, "balances").settings)
        budget = next(each for each in declared.balances if each.code == "budget")
        own = {source.indicator for source in budget.sources if source.kind == "own" and source.indicator}
        assert own == {REVENUE}
        for step in ("forecast-contract", "forecast"):
            assert {*own, EXPENDITURE} <= set(_step(region, step).settings["indicators"])


@pytest.mark.parametrize(("code", "period", "units"), PLANS)
def test_past_plans_stand_beside_every_own_figure_and_the_balances_say_how_likely_it_is(
    code: str, period: int, units: int
) -> None:
    region = load_region(code, known())
    context = _context(region, "forecast", period, REVENUE)
    told = remarks(region, _step(region, "forecast").settings["indicators"], period - 1)
    assert {name: len(found) for name, found in told.items()} == {REVENUE: units, EXPENDITURE: units}
    own = {"forecasts": [{"indicator": REVENUE, "period": period, "value": 10_000}]}
    said = {party.body: forecast.Submission.model_validate(own) for party in context.parties}
    plain, made = (forecast.synthesise(said, each) for each in (context, context.model_copy(update={"remarks": told})))
    assert all(row.remark is not None and "dự toán" in row.remark.vi for row in made.comparisons)
    assert made.indicators == plain.indicators  # a note, never applied
    assert any(f"Bên cạnh {units} số của địa phương" in each.vi for each in made.summary)
    reached = _balanced(region, period, made.model_dump(mode="json"))
    assert [row.body for row in reached if row.year == period] == ["", *(party.body for party in context.parties)]
    unified = {(unit.unit, point.year): point.value for unit in made.indicators[0].units for point in unit.points}
    for row in reached:
        if row.body:
            assert row.forecast == round(Decimal(repr(unified[row.body.removesuffix(".b"), row.year] * 1000)))


def _balanced(region: Region, period: int, made: dict[str, Any]) -> tuple[Any, ...]:
    """Give how likely revenue is reached, where every province counts on ten thousand billion đồng."""
    context = _context(region, "balances", period).model_copy(update={"earlier": {"forecast": made}})
    means = {"balance": "budget", "period": period, "source": "revenue", "secured": 10_000_000, "likely": 0}
    said = balances.Submission.model_validate({"means": [means]})
    result = balances.synthesise({party.body: said for party in context.parties}, context)
    assert any("thực hiện" in each.vi or "khả năng" in each.vi for each in result.summary)
    return result.revenue
