"""The engine a flow works on: the one its host gives it, else the one the settings name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import httpx
from prefect import Flow, tags

from coordination.app import Engine, logger
from coordination.kernel.clock import SystemClock, require_utc, stopwatch

T = TypeVar("T")
log = logger("lienvung.flows")
_given: ContextVar[Engine | None] = ContextVar("lienvung_engine", default=None)
UNREACHABLE = ("Failed to reach API", "Timed out while attempting to connect to")
REST = 60.0
"""Seconds for which a server that was out of reach is not asked again: asking may take as long."""


@dataclass
class _Away:
    until: float = 0.0


_away = _Away()


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
    if stopwatch() >= _away.until:
        try:
            with tags(*labels):
                return await flow.with_options(flow_run_name=name)(**parameters)
        except (RuntimeError, httpx.TransportError) as error:
            if isinstance(error, RuntimeError) and not str(error).startswith(UNREACHABLE):
                raise
            _away.until = stopwatch() + REST
    log.warning("Prefect is out of reach; the work is done without it", flow=flow.name, run=name)
    plain: Callable[..., Awaitable[Any]] = flow.fn
    return await plain(**parameters)
