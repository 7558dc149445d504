"""Who fits forecasts beside a flow: processes, since fits keep Python's lock, as many as there are processors."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

MANY: Final = 60
"""Series from which more processes are worth their start."""
PRELOADED: Final = ["coordination.methods.forecast", "statsforecast.models"]
"""Imported once, by the server the processes are forked from."""
at_hand: ContextVar[Executor | None] = ContextVar("lienvung_workers", default=None)
"""The workers of the flow that runs; without any the event loop's own threads do the work."""


@contextmanager
def workers(series: int) -> Iterator[None]:
    """Let the tasks called inside the block share workers: one for each processor, one thread for a few series.

    A single thread does one fit after the other: fits set aside warnings for the whole process, so that two threads of one
    process must not fit at once.
    """
    cores = len(os.sched_getaffinity(0))
    with _processes(cores) if series >= MANY and cores > 1 else ThreadPoolExecutor(1) as pool:
        token = at_hand.set(pool)
        try:
            yield
        finally:
            at_hand.reset(token)


def _processes(count: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return ProcessPoolExecutor(count, mp_context=context)
