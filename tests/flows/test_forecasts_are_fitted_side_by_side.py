"""The heaviest work of a year is done a task for each indicator, on the processors there are, with the same result."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime

import pytest

from coordination.app import Engine, Work
from coordination.cycles.queries import get_stage
from coordination.kernel.clock import end_of_day
from coordination.results.positions import latest
from coordination.results.service import compute
from tests.flows.conftest import PLAN, runs_of

FORECAST = f"{PLAN}/forecast"


async def _places(series: int, jobs: int) -> set[int]:
    from flows.workers import at_hand, workers  # noqa: PLC0415 - Prefect's switches are set when flows is first imported

    here = asyncio.get_running_loop()
    with workers(series):
        return set(await asyncio.gather(*(here.run_in_executor(at_hand.get(), os.getpid) for _ in range(jobs))))


async def test_many_series_are_fitted_by_other_processes_no_more_than_there_are_processors() -> None:
    from flows.workers import MANY  # noqa: PLC0415

    cores = len(os.sched_getaffinity(0))
    found = await _places(MANY, 40)
    assert len(found) <= cores
    assert (os.getpid() in found) == (cores == 1)


async def test_few_series_are_not_worth_a_process_and_are_fitted_one_after_the_other() -> None:
    from flows.workers import MANY, at_hand, workers  # noqa: PLC0415

    assert await _places(MANY - 1, 5) == {os.getpid()}
    with workers(1):
        assert at_hand.get()._max_workers == 1  # type: ignore[union-attr]
    assert at_hand.get() is None


@pytest.mark.prefect
@pytest.mark.usefixtures("prefect_home")
@pytest.mark.xdist_group("prefect")
async def test_a_forecast_by_tasks_is_the_same_as_without_and_shows_how_far_it_is(opened: Engine) -> None:
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - after Prefect's folder is set

    from flows.artifacts import artifact_key  # noqa: PLC0415
    from flows.calendar_clock import perform  # noqa: PLC0415

    expected = []

    async def forecast_by_tasks(engine: Engine, work: Work, now: datetime) -> None:
        if (work.kind, work.key) != ("synthesise", FORECAST):
            engine.do(work, now)
            return
        inputs = engine.gather(FORECAST)
        assert inputs is not None
        expected.append(compute(inputs))
        await perform(engine, work, now)

    with runs_of(opened):
        while not expected:
            with opened.read() as session:
                closes = get_stage(session, FORECAST).closes
            await opened.tick(end_of_day(closes), forecast_by_tasks)
    with opened.read() as session:
        row = latest(session, FORECAST)
    assert row is not None
    made = expected[0].model_dump(mode="json")
    made["summary"] = row.content["summary"]  # which also says by what contract the provinces went
    assert row.content == made
    async with get_client() as client:
        mine, contract = artifact_key(FORECAST), artifact_key(f"{FORECAST}-contract")
        keys = {each.key or "": each for each in await client.read_artifacts()}
        shown = [each for key, each in keys.items() if key.startswith(mine) and not key.startswith(contract)]
        tasks: set[str] = set()
        indicators = {each["indicator"] for each in row.content["indicators"]}
        for _ in range(240):  # Prefect writes task runs down a little later
            tasks = {each.name for each in await client.read_task_runs()}
            if indicators <= tasks:
                break
            await asyncio.sleep(0.5)
    assert indicators <= tasks
    assert {each.type for each in shown} == {"markdown", "table", "progress"}
    assert {each.data for each in shown if each.type == "progress"} == {100.0}
    assert "Giữ nguyên giá trị cuối" in next(str(each.data) for each in shown if each.type == "markdown")
