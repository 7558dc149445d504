"""Drives the simulation through the same flows that production runs."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import flows  # noqa: F401 - sets Prefect's switches
from coordination.app import Engine, Work
from coordination.kernel.keys import CycleKey
from coordination.notices.sending.deliver import Tally
from coordination.regions.model import Region
from coordination.settings import MailServer


class PrefectConductor:
    """Prefect in its embedded mode, with a database of its own in a folder, which may be deleted at any time."""

    def __init__(self, home: Path) -> None:
        self.flow_runs = 0
        self._home = home.absolute()

    @asynccontextmanager
    async def running(self, engine: Engine) -> AsyncIterator[None]:  # noqa: ARG002 - flows open their own sessions
        """Point Prefect at its folder; it starts its server with the first flow."""
        self._home.mkdir(parents=True, exist_ok=True)
        os.environ["PREFECT_HOME"] = str(self._home)
        os.environ.pop("PREFECT_API_URL", None)
        yield

    def day(self, engine: Engine) -> AbstractContextManager[None]:  # noqa: ARG002 - each flow has its own units of work
        """Hold nothing: flows run as in production."""
        return nullcontext()

    async def open_cycles(self, engine: Engine, region: Region, keys: list[CycleKey], now: datetime) -> None:
        """Open cycles by the flow that opens them."""
        from flows.planning_cycle import open_cycles  # noqa: PLC0415 - after Prefect is told where to live

        engine.regions[region.code] = region
        labels = [region.code, *sorted({key.procedure for key in keys})]
        name = f"{region.code}/{keys[0].period}/open"
        await self._run(
            engine, open_cycles, name, labels, keys=[str(key) for key in keys], now=now.isoformat(), simulated=True
        )

    async def tick(self, engine: Engine, now: datetime) -> list[Work]:
        """Do what is due: the ladders by their flow, every regional synthesis as a flow run."""
        from flows.calendar_clock import perform  # noqa: PLC0415 - after Prefect is told where to live
        from flows.council_sync import sync  # noqa: PLC0415 - after Prefect is told where to live
        from flows.engine import hosting  # noqa: PLC0415 - after Prefect is told where to live

        ladder = engine.next_work(now, "province")
        if ladder is not None:
            key = CycleKey.parse(ladder.cycle)
            name = f"{key.region}/{key.period}/council-sync {now:%d/%m}"
            await self._run(engine, sync, name, [key.region, key.procedure], now=now.isoformat())

        async def counted(opened: Engine, work: Work, at: datetime) -> None:
            self.flow_runs += work.kind == "synthesise"
            await perform(opened, work, at)

        with hosting(engine):
            return await engine.tick(now, counted)

    async def deliver(self, engine: Engine, server: MailServer, now: datetime) -> Tally:
        """Drain the outbox by its flow."""
        from flows.deliver_notices import deliver  # noqa: PLC0415 - after Prefect is told where to live

        here = replace(engine, server=server)
        tally: Tally = await self._run(
            here, deliver, f"deliver-notices {now:%d/%m/%Y}", ["notices"], now=now.isoformat()
        )
        return tally

    async def _run(self, engine: Engine, flow: Any, name: str, labels: list[str], **parameters: Any) -> Any:
        from flows.engine import hosting, run  # noqa: PLC0415 - after Prefect is told where to live

        self.flow_runs += 1
        with hosting(engine):
            return await run(flow, name, labels, **parameters)
