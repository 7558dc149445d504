"""What runs when: one table to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from prefect import Flow, aserve
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy

from flows import calendar_clock, council_sync, deliver_notices, planning_cycle


@dataclass(frozen=True, slots=True)
class Deployment:
    """A flow, how often it runs (seconds; None: only when asked) and what it is for."""

    name: str
    flow: Flow[Any, Any]
    every: int | None
    what: str


TABLE = (
    Deployment("calendar-clock", calendar_clock.tick, 300, "Mở bước, nhắc, khóa sổ, tổng hợp, thông qua khi đến giờ"),
    Deployment("council-sync", council_sync.sync, 300, "Chạy thang mốc HĐND – UBND của từng tỉnh"),
    Deployment("deliver-notices", deliver_notices.deliver, 60, "Gửi thông báo trong hộp chờ"),
    Deployment("open-cycles", planning_cycle.open_cycles, None, "Mở chu kỳ theo yêu cầu của ban thư ký"),
    Deployment("run-stage", planning_cycle.run_stage, None, "Tổng hợp lại một bước theo yêu cầu"),
)
# Never two of the same at once: a second is dropped, the next one does its work.
ALONE = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)


async def serve_all() -> None:
    """Serve every deployment of the table until stopped."""
    made = [
        await each.flow.ato_deployment(
            each.name, interval=each.every, concurrency_limit=ALONE, description=each.what, tags=["lienvung"]
        )
        if each.every
        else await each.flow.ato_deployment(each.name, description=each.what, tags=["lienvung"])
        for each in TABLE
    ]
    await aserve(*made)
