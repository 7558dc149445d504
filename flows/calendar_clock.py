"""The heartbeat: does all that is due in regional cycles, in order, once."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from coordination.app import Engine, Work
from coordination.kernel.keys import CycleKey
from flows.engine import engine, moment, run
from flows.planning_cycle import run_stage


async def perform(opened: Engine, work: Work, now: datetime) -> None:
    """Do one thing that is due; a synthesis as a flow of its own, named as the planning calendar reads."""
    if work.kind != "synthesise":
        opened.do(work, now)
        return
    key = CycleKey.parse(work.cycle)
    step = work.key.rpartition("/")[2]
    await run(
        run_stage, f"{key.region}/{key.period}/{step}", [key.region, key.procedure], stage=work.key, now=now.isoformat()
    )


@flow(name="calendar-clock", flow_run_name="calendar-clock", persist_result=False)
async def tick(now: str | None = None) -> int:
    """Tick every open cycle; gives how many things were done."""
    with engine() as opened:
        return len(await opened.tick(moment(now), perform))
