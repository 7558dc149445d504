"""Scales: round ticks, room at the ends, figures written the Vietnamese way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor, isfinite, log10

from coordination.documents.charts.words import figure


@dataclass(frozen=True, slots=True)
class Scale:
    """From ``low`` to ``high`` with a tick at each of ``ticks``, all written with ``decimals``."""

    low: float
    high: float
    ticks: tuple[Decimal, ...]
    decimals: int

    def written(self, language: str) -> list[str]:
        """Give the words at the ticks."""
        return [figure(tick, self.decimals).in_language(language) for tick in self.ticks]


def scale_of(values: Iterable[float], *, zero: bool, steps: int = 5, room: float = 0.0) -> Scale:
    """Give a scale that holds the values, and zero where lengths are compared; without any it runs from 0 to 1.

    ``room`` is added at the ends, in parts of the span.
    """
    given = [value for value in values if isfinite(value)] or [0.0, 1.0]
    low, high = min(given), max(given)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low <= abs(high) * 1e-9:
        pad = abs(high) * 0.1 or 1.0
        low, high = (low, high + pad) if zero else (low - pad, high + pad)
    low, high = low - (high - low) * room * (low != 0 or not zero), high + (high - low) * room * (high != 0 or not zero)
    step = _round_step((high - low) / steps)
    first, last = -floor(-low / float(step)), floor(high / float(step))
    ticks = tuple(number * step for number in range(first, last + 1))
    exponent = step.as_tuple().exponent
    return Scale(low, high, ticks, max(-exponent, 0) if isinstance(exponent, int) else 0)


def outward(scale: Scale) -> Scale:
    """Give the scale widened to whole ticks, for axes whose ends are written."""
    step = scale.ticks[1] - scale.ticks[0] if len(scale.ticks) > 1 else Decimal(1)
    ticks: Sequence[Decimal] = scale.ticks or (Decimal(0),)
    below = (ticks[0] - step,) if float(ticks[0]) > scale.low else ()
    above = (ticks[-1] + step,) if float(ticks[-1]) < scale.high else ()
    every = (*below, *ticks, *above)
    return Scale(float(every[0]), float(every[-1]), every, scale.decimals)


def decades(low: float, high: float) -> tuple[Decimal, ...]:
    """Give round ticks 1, 2, 5, 10, … for a logarithmic scale; denser ones where these are too few."""
    for multiples in ((1, 2, 5), (1, Decimal("1.5"), 2, 3, 4, 5, 6, 8), range(10, 100)):
        ticks = tuple(
            Decimal(multiple).scaleb(exponent)
            for exponent in range(floor(log10(low)) - 2, floor(log10(high)) + 2)
            for multiple in multiples
            if low <= float(Decimal(multiple).scaleb(exponent)) <= high
        )
        if len(ticks) >= 3:
            break
    every = -(-len(ticks) // 8) or 1
    return ticks[::every]


def _round_step(rough: float) -> Decimal:
    exponent = floor(log10(rough))
    multiple = next(number for number in (1, 2, 5, 10) if rough <= number * 10.0**exponent * (1 + 1e-9))
    step = Decimal(multiple).scaleb(exponent)
    return step if step < 10 else step.quantize(Decimal(1))
