"""What the verbs that fit methods share: how far ahead, by which methods, and on how many processors."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from coordination.errors import NotFoundError, UsageError
from coordination.kernel.text import Text
from coordination.regions.faults import unknown

if TYPE_CHECKING:
    from coordination.methods.series.origins import Mapper

FARTHEST: Final = 30
"""Periods ahead that anybody plans; series are hardly longer."""
MANY: Final = 60
"""Series from which a second process is worth its start."""
CHUNK: Final = 16


def horizon_of(word: int) -> int:
    """Give the horizon; UsageError beyond what yearly series bear."""
    if not 1 <= word <= FARTHEST:
        raise UsageError.of(
            f"--horizon là số kỳ từ 1 đến {FARTHEST}, không phải {word}", f"--horizon is 1 to {FARTHEST}, not {word}"
        )
    return word


def methods_of(words: str, names: Iterable[str]) -> list[str]:
    """Give the methods named in a list parted by commas; NotFoundError names the ones there are not."""
    known = list(names)
    wanted = list(dict.fromkeys(word.strip() for word in words.split(",") if word.strip()))
    noun = Text(vi="phương pháp", en="method")
    faults = [unknown("--method", noun, word, known) for word in wanted if word not in known]
    if faults:
        raise NotFoundError(*faults)
    if not wanted:
        raise UsageError.of(f"--method cần một trong: {', '.join(known)}", f"--method is one of: {', '.join(known)}")
    return wanted


def method_of(word: str, names: Iterable[str]) -> str:
    """Give the one method named; NotFoundError if there is none of this name, UsageError if there are several."""
    named = methods_of(word, names)
    if len(named) > 1:
        raise UsageError.of(f"--method chỉ nhận một phương pháp, không phải {word}", f"--method is one, not {word}")
    return named[0]


@contextmanager
def workers(series: int) -> Iterator[Mapper]:
    """Give a ``map`` that uses the processors there are, the plain one for a few series."""
    cores = len(os.sched_getaffinity(0))
    if series < MANY or cores == 1:
        yield map
        return
    # The library is imported once, by the server the workers are forked from.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["coordination.methods.series.origins", "statsforecast.models"])
    with ProcessPoolExecutor(cores, mp_context=context) as pool:

        def spread(function: Callable[[Any], Any], jobs: Iterable[Any]) -> Iterable[Any]:
            return pool.map(function, jobs, chunksize=CHUNK)

        yield spread
