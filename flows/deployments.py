"""What runs when: one table to read."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from prefect import Flow, aserve
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment

from flows import calendar_clock, council_sync, deliver_notices, planning_cycle
from flows.engine import log, run


@dataclass(frozen=True, slots=True)
class Deployment:
    """A flow, how often it runs (seconds; None: only when asked) and what it is for."""

    name: str
    flow: Flow[Any, Any]
    every: int | None
    what: str


TABLE = (
    Deployment(
        "calendar-clock", calendar_clock.tick, 300, "Mở bước, nhắc, đóng nhận bản nộp, tổng hợp, thông qua khi đến giờ"
    ),
    Deployment("council-sync", council_sync.sync, 300, "Chạy thang mốc HĐND – UBND của từng tỉnh"),
    Deployment("deliver-notices", deliver_notices.deliver, 60, "Gửi thông báo trong hộp chờ"),
    Deployment("open-cycles", planning_cycle.open_cycles, None, "Mở chu kỳ theo yêu cầu của ban thư ký"),
    Deployment("run-stage", planning_cycle.run_stage, None, "Tổng hợp lại một bước theo yêu cầu"),
)
LABELS = ["lienvung"]
# Never two of the same at once: a second is dropped, the next one does its work.
ALONE = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)


async def deployment(entry: Deployment) -> RunnerDeployment:
    """Make the deployment of an entry: what the Prefect window can be asked to run."""
    limit = ALONE if entry.every else None
    made: RunnerDeployment = await entry.flow.ato_deployment(
        entry.name, concurrency_limit=limit, description=entry.what, tags=LABELS
    )
    return made


async def keep(entry: Deployment) -> None:
    """Run a flow at its interval, for as long as this process serves.

    In this process, not by Prefect's scheduler: the scheduler of 3.8 fails on SQLAlchemy 2.1 ("please supply a
    bulk_dml decorated function") and plans nothing, while a run called here starts at once, Prefect or no Prefect.
    """
    while entry.every:
        try:
            await run(entry.flow, entry.name, LABELS)
        except Exception as error:  # noqa: BLE001 - whatever it was, the next run tries again
            log.error("a run failed; the next one tries again", run=entry.name, problem=repr(error))
        await asyncio.sleep(entry.every)


async def serve_all() -> None:
    """Serve every deployment of the table and keep its times, until stopped."""
    clocks = [asyncio.create_task(keep(each)) for each in TABLE]
    try:
        await aserve(*[await deployment(each) for each in TABLE])
    finally:
        for clock in clocks:
            clock.cancel()
