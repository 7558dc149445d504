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
from coordination.methods.forecast.past import alone
from coordination.regions.service import load_region
from coordination.results.service import Inputs, compute, with_differences
from flows.artifacts import Progress, publish
from flows.engine import engine, moment
from flows.workers import at_hand, workers


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
    """Fit one indicator for every province, by the workers at hand."""
    here = asyncio.get_running_loop()
    return await here.run_in_executor(at_hand.get(), forecast_indicator, indicator, alone(indicator, context))


@flow(name="planning-cycle-stage", persist_result=False, retries=1)
async def run_stage(stage: str, now: str | None = None) -> str | None:
    """Make the common result of a step that has collected its submissions; gives the method, None if done already."""
    with engine() as opened:
        inputs = opened.gather(stage)
        if inputs is None:
            return None
        result = await _computed(stage, inputs)
        opened.keep(inputs, result, moment(now))
        await publish(stage, result, inputs.context)
        return result.method


async def _computed(stage: str, inputs: Inputs) -> BaseResult:
    if inputs.method != "forecast":
        return compute(inputs)
    submissions: Any = inputs.submissions
    fitted = await _fitted(stage, inputs.context)
    return with_differences(inputs, combine_forecasts(submissions, inputs.context, fitted))


async def _fitted(stage: str, context: Context) -> dict[str, IndicatorForecast]:
    """Fit all indicators side by side, a task each; the heaviest part of a planning year."""
    wanted: list[str] = list(context.settings["indicators"])
    # Called plainly, without a Prefect server, there is no run that a task could belong to.
    fit = forecast_one if FlowRunContext.get() else forecast_one.fn
    done = await Progress.begun(stage, len(wanted))

    async def one(indicator: str) -> IndicatorForecast:
        made = await fit(indicator, context)
        await done.further()
        return made

    with workers(len(wanted) * len(context.parties)):
        fitted = await asyncio.gather(*(one(indicator) for indicator in wanted))
    return dict(zip(wanted, fitted, strict=True))
