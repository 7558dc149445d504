"""Runs the ladders that keep each People's Council and People's Committee in step."""

from __future__ import annotations

from prefect import flow

from flows.engine import engine, moment


@flow(name="council-sync", flow_run_name="council-sync", persist_result=False)
async def sync(now: str | None = None) -> int:
    """Do all that is due in the provinces' own cycles; gives how many things were done."""
    with engine() as opened:
        return len(await opened.tick(moment(now), scope="province"))
