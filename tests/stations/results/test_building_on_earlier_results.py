"""Balances are drawn up on what the steps before them agreed, and on nothing that was not agreed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from coordination.cycles.tables import StageRow
from coordination.kernel.canonical import content_hash
from coordination.results.service import compute
from coordination.results.tables import ResultRow
from coordination.submissions.queries import latest
from tests.stations.story import COMMITTEE, PLAN, Story, at, morning

BALANCES, FORECAST = f"{PLAN}/balances", f"{PLAN}/forecast"
NOW = at("2026-09-01 09:00")
AT = {"balance": "budget", "period": 2027}


def _balances(secured: int) -> dict[str, Any]:
    means = AT | {"source": "revenue", "secured": secured, "likely": 0, "hoped_for": 10**9, "reason": "Dự toán"}
    return {"needs": [AT | {"use": "recurrent", "amount": 30_000_000}], "means": [means]}


def _forecast(unit: str, value: float) -> dict[str, Any]:
    """Give a forecast result with the revenue of one unit, between nine and eleven tenths of a value in billion đồng."""
    told = {"low_95": 0.9, "low_80": 0.95, "high_80": 1.05, "high_95": 1.1}
    point = {"year": 2027, "value": value} | {name: part * value for name, part in told.items()}
    return {
        "method": "forecast",
        "indicators": [{"indicator": "state_budget_revenue", "units": [{"unit": unit, "points": [point]}]}],
    }


def _with_result(story: Story, state: str, content: Mapping[str, Any]) -> None:
    """Open the balances with a forecast in some state, and let one province hand in."""
    story.open(PLAN, morning("2026-05-28"))
    with story.engine.write() as session:
        session.get_one(StageRow, BALANCES).state = "open"
        session.add(
            ResultRow(
                key=f"{FORECAST}/r1",
                stage=FORECAST,
                version=1,
                method="forecast",
                method_version="1",
                content=dict(content),
                content_hash=content_hash(content),
                state=state,
                made_at=NOW,
            )
        )
    story.submit(BALANCES, COMMITTEE, _balances(21_000_000), NOW)
    story.accept(BALANCES, COMMITTEE, NOW)
    with story.engine.write() as session:
        session.get_one(StageRow, BALANCES).state = "synthesis"


@pytest.mark.parametrize("state", ["adopted", "adopted_with_reservations", "draft", "referred"])
def test_only_an_agreed_forecast_is_read_and_its_hash_is_an_input(story: Story, state: str) -> None:
    content = _forecast("92", 20_000.0)
    _with_result(story, state, content)
    inputs = story.engine.gather(BALANCES)
    assert inputs is not None
    agreed = state.startswith("adopted")
    assert inputs.context.earlier == ({"forecast": content} if agreed else {})
    assert inputs.hashes.get(f"{FORECAST}/r1") == (content_hash(content) if agreed else None)


def test_the_draft_says_how_likely_the_agreed_forecast_reaches_the_revenue(story: Story) -> None:
    _with_result(story, "adopted", _forecast("92", 20_000.0))
    inputs = story.engine.gather(BALANCES)
    assert inputs is not None
    story.engine.keep(inputs, compute(inputs), NOW)
    (event,) = story.events("result.drafted")
    with story.engine.read() as session:
        (row,) = session.get_one(ResultRow, event.subject).content["revenue"]
    # 21 000 of 20 000 is the ninth decile.
    assert (row["body"], row["chance"], row["bound"]) == (COMMITTEE, 10.0, "exact")
    assert any("khả năng 10,0%" in each["vi"] for each in event.data["for_discussion"])
    assert [each["key"] for each in event.data["clauses"]] == ["budget", "investment", "labour", "land"]


def test_what_is_handed_in_is_held_against_the_past_of_its_own_unit(story: Story) -> None:
    story.open(PLAN, morning("2026-05-28"))
    with story.engine.write() as session:
        session.get_one(StageRow, BALANCES).state = "open"
    story.submit(BALANCES, COMMITTEE, _balances(20_546), NOW)  # in billion đồng, as published, instead of millions
    with story.engine.read() as session:
        row = latest(session, BALANCES, COMMITTEE)
    assert row is not None
    (found,) = [each for each in row.findings if each["code"] == "unit_slip"]
    assert found["where"] == "means.budget.2027.revenue.secured"
    assert "2016" in found["message"]["vi"]
