"""Remembering what was worked out of a large value that never changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, Generic, ParamSpec, TypeVar

V = TypeVar("V")
R = TypeVar("R")
P = ParamSpec("P")
KEPT = 32
"""How many values are held at once: configurations in use, not all there ever were."""


class _Same(Generic[V]):
    """A value told from others by which object it is, not by what it holds."""

    __slots__ = ("value",)

    def __init__(self, value: V) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.value is other.value


def remembered(function: Callable[Concatenate[V, P], R]) -> Callable[Concatenate[V, P], R]:
    """Make a pure function of one unchanging value work once for each object it is given.

    Comparing or hashing a whole region would cost more than most of what is asked of it. Further arguments are told
    apart by what they are, as usual.
    """
    held: Callable[..., R] = lru_cache(maxsize=KEPT)(
        lambda same, *args, **options: function(same.value, *args, **options)
    )

    @wraps(function)
    def give(value: V, /, *args: P.args, **options: P.kwargs) -> R:
        return held(_Same(value), *args, **options)

    return give
