"""Opens cycles, and does the common work of a step: one synthesis, its heavy parts as tasks."""

from __future__ import annotations

import asyncio
from typing import Any

from prefect import flow, task
from prefect.context import FlowRunContext

from coordination.app import known
from coordination.cycles.opening import open_cycle
from coordination.kernel.keys import CycleKey
from coordination.methods.contract import BaseResult, Context
from coordination.methods.forecast import IndicatorForecast, forecast_indicator
from coordination.methods.forecast import synthesise as combine_forecasts
from coordination.regions.service import load_region
from coordination.results.service import Inputs, compute
from flows.artifacts import publish
from flows.engine import engine, moment


@flow(name="planning-cycle-open", persist_result=False)
async def open_cycles(
    keys: list[str], region: str | None = None, now: str | None = None, *, simulated: bool = False
) -> list[str]:
    """Open cycles by key (``region[:unit]/procedure/period``); those open already stay as they are."""
    with engine() as opened:
        wanted = [CycleKey.parse(key) for key in keys]
        configured = opened.regions.get(wanted[0].region) or load_region(region or wanted[0].region, known())
        with opened.write() as session:
            return [open_cycle(session, configured, key, moment(now), simulated=simulated)[0].key for key in wanted]


@task(name="forecast-indicator", task_run_name="{indicator}", persist_result=False, retries=1)
async def forecast_one(indicator: str, context: Context) -> IndicatorForecast:
    """Fit one indicator for every province."""
    return await asyncio.to_thread(forecast_indicator, indicator, context)


@flow(name="planning-cycle-stage", persist_result=False, retries=1)
async def run_stage(stage: str, now: str | None = None) -> str | None:
    """Make the common result of a step that has collected its submissions; gives the method, None if done already."""
    with engine() as opened:
        inputs = opened.gather(stage)
        if inputs is None:
            return None
        result = await _computed(inputs)
        opened.keep(inputs, result, moment(now))
        await publish(stage, result)
        return result.method


async def _computed(inputs: Inputs) -> BaseResult:
    if inputs.method != "forecast":
        return compute(inputs)
    submissions: Any = inputs.submissions
    wanted: list[str] = list(inputs.context.settings["indicators"])
    # Called plainly, without a Prefect server, there is no run that a task could belong to.
    fit = forecast_one if FlowRunContext.get() else forecast_one.fn
    fitted = [await fit(indicator, inputs.context) for indicator in wanted]
    return combine_forecasts(submissions, inputs.context, dict(zip(wanted, fitted, strict=True)))
