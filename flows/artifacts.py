"""Results as Prefect artifacts: what the region may see anyway, never drafts of single bodies."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any, Self
from uuid import UUID

import httpx
from prefect.artifacts import (
    acreate_markdown_artifact,
    acreate_progress_artifact,
    acreate_table_artifact,
    aupdate_progress_artifact,
)
from prefect.context import FlowRunContext

from coordination.methods import forecast
from coordination.methods.contract import BaseResult, Context, Table
from coordination.methods.series.candidates import NAMES
from coordination.methods.wording import vi
from flows.engine import log

SHOWN = ("joint_assessment", "forecast_contract", "forecast", "balances", "investment")
MOST_ROWS = 200


def artifact_key(*parts: str) -> str:
    """Give a key Prefect accepts: small letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-")


async def publish(stage: str, result: BaseResult, context: Context) -> None:
    """Publish a result's summary and its regional tables, if a flow run is there to show them."""
    if result.method in SHOWN and FlowRunContext.get() is not None:
        await _told(stage, _publish(stage, result, context))


async def _told(stage: str, work: Awaitable[Any]) -> Any:
    """Do what only shows: where it cannot be shown the work itself goes on."""
    try:
        return await work
    except (httpx.HTTPError, RuntimeError) as error:
        log.warning("the result has no artifact", stage=stage, problem=type(error).__name__)
        return None


@dataclass
class Progress:
    """How far the work of a stage is, for who looks on."""

    stage: str
    whole: int
    artifact: UUID | None
    done: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @classmethod
    async def begun(cls, stage: str, whole: int) -> Self:
        """Begin to show, if a flow run is there."""
        if FlowRunContext.get() is None:
            return cls(stage, whole, None)
        shown = acreate_progress_artifact(progress=0.0, key=artifact_key(stage, "progress"), description=stage)
        return cls(stage, whole, await _told(stage, shown))

    async def further(self) -> None:
        """Show that one more part is done."""
        async with self.turn:  # so that what is shown last is what was done last
            self.done += 1
            if self.artifact is not None:
                await _told(self.stage, aupdate_progress_artifact(self.artifact, progress=100 * self.done / self.whole))


async def _publish(stage: str, result: BaseResult, context: Context) -> None:
    words = "\n".join([*(f"- {each.vi}" for each in result.summary), *_skill(result, context)])
    await acreate_markdown_artifact(words, key=artifact_key(stage, "summary"), description=stage)
    names = {code: each.name.vi for code, each in context.indicators.items()}
    for table in result.tables()[:1]:
        rows = _rows(table, names)
        await acreate_table_artifact(rows, key=artifact_key(stage, table.key), description=table.title.vi)


def _skill(result: BaseResult, context: Context) -> Iterator[str]:
    """Give the method of each indicator of a forecast beside the simplest one, as a table of markdown."""
    if not isinstance(result, forecast.Result):
        return
    yield from (
        "",
        "| Chỉ tiêu | Phương pháp | Sai số kiểm định lùi | Giữ nguyên giá trị cuối | Số phép so |",
        "|" + "---|" * 5,
    )
    for made in result.indicators:
        errors = {each.method: each.scaled_error for each in made.scores}
        told = ["…" if error is None else vi(error, 2) for error in (errors.get(made.method), errors.get("naive"))]
        count = max((each.errors for each in made.scores), default=0)
        name = context.indicators[made.indicator].name.vi
        yield f"| {name} | {NAMES[made.method].vi} | {' | '.join(told)} | {count} |"


def _rows(table: Table, names: Mapping[str, str]) -> list[dict[str, Any]]:
    heads = [column.vi for column in table.columns]
    return [
        dict(zip(heads, (_cell(each, names) for each in row), strict=True))
        for row in islice(table.said("vi"), MOST_ROWS)
    ]


def _cell(value: object, names: Mapping[str, str]) -> object:
    """Give a cell as artifacts take it; indicators are called by their names, exact numbers keep every digit."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, str):
        return names.get(value, value)
    return value if isinstance(value, int | float) or value is None else str(value)
