"""Whether own figures can be meant: bounds and counts by the registry's checks, and slips beside the last published figure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from coordination.kernel.cells import Cell
from coordination.methods.checks import Key, run
from coordination.methods.checks.declared import Range
from coordination.methods.contract import Finding
from coordination.methods.slips import last_published, slips

if TYPE_CHECKING:
    from coordination.methods.contract import Context
    from coordination.methods.forecast.models import OwnForecast, Submission
    from coordination.methods.indicators import Indicator


def implausible(submission: Submission, context: Context) -> Iterator[Finding]:
    """Give what nobody can have meant, by the code that checks figures of years that are over.

    Of the declared checks only ranges hold of years to come; counts are whole, and a ratio fits its parts handed in with
    it. Each figure is compared with the last published one, never with another forecast, which may have the same fault.
    A jump is no fault: how far a forecast may lie from the others is for the agreed band to say.
    """
    catalogue = _bounded(context, {own.indicator for own in submission.forecasts})
    figures = {_key(own, context): Cell.of(own.value) for own in submission.forecasts if own.indicator in catalogue}
    known = last_published(context, figures)
    for found in (*run(figures, known, catalogue), *slips(figures, known, context)):
        where = f"forecasts.{found.indicator}.{found.period}"
        yield Finding(severity=found.severity, code=found.code, where=where, message=found.message)


def _key(own: OwnForecast, context: Context) -> Key:
    return own.indicator, context.unit, own.period


def _bounded(context: Context, codes: Collection[str]) -> dict[str, Indicator]:
    """Give the indicators that declare nothing but their ranges."""
    return {
        code: context.indicators[code].model_copy(
            update={"checks": tuple(each for each in context.indicators[code].checks if isinstance(each, Range))}
        )
        for code in sorted(codes & context.indicators.keys())
    }
