"""The engine a flow works on: the one its host gives it, else the one the settings name."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeVar

import httpx
import structlog
from prefect import Flow, tags

from coordination.app import Engine
from coordination.kernel.clock import SystemClock, require_utc

T = TypeVar("T")
# To standard error: standard output belongs to the verb, which may be printing its one JSON document.
structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))
log = structlog.get_logger("lienvung.flows")
_given: ContextVar[Engine | None] = ContextVar("lienvung_engine", default=None)
UNREACHABLE = "Failed to reach API"


@contextmanager
def hosting(engine: Engine) -> Iterator[None]:
    """Let the flows called inside the block work on this engine."""
    token = _given.set(engine)
    try:
        yield
    finally:
        _given.reset(token)


@contextmanager
def engine() -> Iterator[Engine]:
    """Give the engine to work on."""
    given = _given.get()
    if given is not None:
        yield given
        return
    opened = Engine.open()
    try:
        yield opened
    finally:
        opened.close()


def moment(now: str | None) -> datetime:
    """Give the moment a flow was told, else the clock's."""
    return require_utc(datetime.fromisoformat(now)) if now else SystemClock().now()


async def run(flow: Flow[Any, Any], name: str, labels: list[str], **parameters: Any) -> Any:
    """Run a flow under a name and labels; without a Prefect server, call its plain function and say so."""
    try:
        with tags(*labels):
            return await flow.with_options(flow_run_name=name)(**parameters)
    except (RuntimeError, httpx.TransportError) as error:
        if isinstance(error, RuntimeError) and UNREACHABLE not in str(error):
            raise
        log.warning("Prefect is out of reach; the work is done without it", flow=flow.name, run=name)
        plain: Callable[..., Awaitable[Any]] = flow.fn
        return await plain(**parameters)
