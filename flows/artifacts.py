"""Results as Prefect artifacts: what the region may see anyway, never drafts of single bodies."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

import httpx
from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact
from prefect.context import FlowRunContext

from coordination.methods.contract import BaseResult, Table
from flows.engine import log

SHOWN = ("joint_assessment", "forecast", "investment")
MOST_ROWS = 200


def artifact_key(*parts: str) -> str:
    """Give a key Prefect accepts: small letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-")


async def publish(stage: str, result: BaseResult) -> None:
    """Publish a result's summary and its regional tables, if a flow run is there to show them."""
    if result.method not in SHOWN or FlowRunContext.get() is None:
        return
    try:
        await _publish(stage, result)
    except (httpx.HTTPError, RuntimeError) as error:  # the result is kept already; this is only its window
        log.warning("the result has no artifact", stage=stage, problem=type(error).__name__)


async def _publish(stage: str, result: BaseResult) -> None:
    words = "\n".join(f"- {each.vi}" for each in result.summary)
    await acreate_markdown_artifact(words, key=artifact_key(stage, "summary"), description=stage)
    for table in result.tables()[:1]:
        await acreate_table_artifact(_rows(table), key=artifact_key(stage, table.key), description=table.title.vi)


def _rows(table: Table) -> list[dict[str, Any]]:
    names = [column.vi for column in table.columns]
    return [dict(zip(names, map(_cell, row), strict=True)) for row in islice(table.said("vi"), MOST_ROWS)]


def _cell(value: object) -> object:
    return value if isinstance(value, int | float | str) or value is None else str(value)
