"""The forecast contract and the balances are shown as the region's results: their terms and sums, and nobody's own words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from coordination.app import Engine, Work
from coordination.cycles.queries import get_stage
from coordination.kernel.clock import end_of_day, morning_of
from coordination.methods.contract import BaseResult
from coordination.results.positions import latest
from coordination.results.service import Inputs, compute
from coordination.submissions.service import submit
from tests.flows.conftest import PLAN, runs_of

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("prefect_home"), pytest.mark.xdist_group("prefect")]
CONTRACT, BALANCES = f"{PLAN}/forecast-contract", f"{PLAN}/balances"
PRIVATE = "câu chỉ có trong văn bản của một tỉnh"
BODIES = tuple(f"{unit}.peoples_committee" for unit in ("75", "79", "80"))


async def _cheaply(engine: Engine, work: Work, now: datetime) -> None:
    if work.kind == "synthesise":
        engine.synthesise(work.key, now, _with_one_indicator)
    else:
        engine.do(work, now)


def _with_one_indicator(inputs: Inputs) -> BaseResult:
    """Compute a forecast that costs little: how good it is, is not asked here."""
    if inputs.method != "forecast":
        return compute(inputs)
    settings = {**inputs.context.settings, "methods": ["naive"], "indicators": ["population_avg"]}
    return compute(replace(inputs, context=inputs.context.model_copy(update={"settings": settings})))


async def _until_open(engine: Engine, stage: str) -> datetime:
    """Let the plan go on until a step collects; gives a moment at which bodies may hand in."""
    now = morning_of(datetime(2026, 6, 2).date())  # noqa: DTZ001 - a day
    while True:
        await engine.tick(now, _cheaply)
        with engine.read() as session:
            if get_stage(session, stage).state == "open":
                return now
        now += timedelta(days=7)


async def _result_of(engine: Engine, stage: str) -> list[Any]:
    """Let a step make its result as a run of Prefect's; gives the artifacts that show it."""
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - after Prefect's folder is set

    from flows.artifacts import artifact_key  # noqa: PLC0415
    from flows.calendar_clock import perform  # noqa: PLC0415

    async def shown(engine: Engine, work: Work, now: datetime) -> None:
        await (perform if work.key == stage else _cheaply)(engine, work, now)

    with runs_of(engine):
        made = None
        while made is None:
            with engine.read() as session:
                closes = get_stage(session, stage).closes
            await engine.tick(end_of_day(closes) + timedelta(days=1), shown)
            with engine.read() as session:
                made = latest(session, stage)
    async with get_client() as client:
        return [each for each in await client.read_artifacts() if (each.key or "").startswith(artifact_key(stage))]


async def test_the_terms_of_a_forecast_contract_are_shown_and_no_province_s_own_words(opened: Engine) -> None:
    now = await _until_open(opened, CONTRACT)
    proposal = {"terms": [{"term": "band_percent", "value": "25", "reason": PRIVATE}], "contents": {"market": PRIVATE}}
    with opened.write() as session:
        for body in BODIES:
            submit(session, CONTRACT, body, proposal, now)
    artifacts = await _result_of(opened, CONTRACT)
    assert {each.type for each in artifacts} == {"markdown", "table"}
    (table,) = [json.loads(str(each.data)) for each in artifacts if each.type == "table"]
    assert [row["Nội dung"] for row in table if "25" in str(row["Nội dung"])]
    assert PRIVATE not in json.dumps([each.data for each in artifacts], ensure_ascii=False)


async def test_the_sums_of_the_balances_are_shown_and_no_province_s_own_words(opened: Engine) -> None:
    now = await _until_open(opened, BALANCES)
    at = {"balance": "budget", "period": 2027}
    balance = {
        "needs": [at | {"use": "recurrent", "amount": "123456", "reason": PRIVATE}],
        "means": [
            at | {"source": "carried-over", "secured": "100000", "likely": "0", "hoped_for": "0", "reason": PRIVATE}
        ],
    }
    with opened.write() as session:
        for body in BODIES:
            submit(session, BALANCES, body, balance, now)
    artifacts = await _result_of(opened, BALANCES)
    assert {each.type for each in artifacts} == {"markdown", "table"}
    (table,) = [json.loads(str(each.data)) for each in artifacts if each.type == "table"]
    row = next(each for each in table if each["Năm"] == 2027 and "ngân sách" in each["Cân đối"])
    assert (Decimal(row["Nhu cầu"]), Decimal(row["Đã chắc chắn"])) == (Decimal(370368), Decimal(300000))
    assert PRIVATE not in json.dumps([each.data for each in artifacts], ensure_ascii=False)
