"""Which figures a joint assessment asks for, and the years they mean in a cycle."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from pydantic import Field, model_validator

from coordination.kernel.period import Period
from coordination.kernel.text import Strict

PLAN_CODES: Final = "_plan"
"""Ending of the code under which the plan of an indicator is published; it is asked beside its indicator."""


class Years(Strict):
    """Years counted from the first year planned: -1 is the year the plan is made in, -2 the last one that is over."""

    first: int = Field(alias="from", ge=-20, le=20)
    last: int = Field(alias="to", ge=-20, le=20)

    @model_validator(mode="after")
    def _in_order(self) -> Years:
        """Refuse years that run backwards (ValueError)."""
        if self.first > self.last:
            raise ValueError(f"years from {self.first} to {self.last} run backwards")
        return self


class Expected(Strict):
    """An indicator every province owes, for these years; without an indicator all are meant."""

    indicator: str = ""
    periods: tuple[int, ...] = ()
    """Years as they are: of use where the plan period is always the same."""
    years: Years | None = None

    @model_validator(mode="after")
    def _when(self) -> Expected:
        """Refuse what names no years, or names them in two ways (ValueError)."""
        if bool(self.periods) == (self.years is not None):
            raise ValueError("give either `years` (from, to) or `periods`")
        return self

    def in_cycle(self, period: str) -> tuple[int, ...]:
        """Give the years meant in the cycle of a plan period."""
        if self.years is None:
            return self.periods
        first = Period.parse(period).first
        return tuple(range(first + self.years.first, first + self.years.last + 1))


LAST_TWO: Final = Expected(years=Years.model_validate({"from": -2, "to": -1}))
"""What is asked where a step expects nothing in particular: every indicator, of last year and of this one."""


def owed(expected: Iterable[Expected], period: str, codes: Collection[str]) -> dict[str, tuple[int, ...]]:
    """Give the years of each indicator that is owed in a cycle; ``codes`` are those the region knows, in their order.

    A plan is asked beside its indicator, so that the indicator it is published as is meant by name only.
    """
    every = [code for code in codes if not (code.endswith(PLAN_CODES) and code.removesuffix(PLAN_CODES) in codes)]
    found: dict[str, set[int]] = {}
    for each in expected:
        for code in (each.indicator,) if each.indicator else every:
            if code in codes:
                found.setdefault(code, set()).update(each.in_cycle(period))
    return {code: tuple(sorted(years)) for code, years in found.items()}
