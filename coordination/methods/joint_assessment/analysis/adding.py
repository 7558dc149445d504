"""Rounding that keeps sums: the parts of a total still add up to it after rounding."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal, localcontext

from coordination.methods.wording import exact_sum, rounded

PLACES = 6
"""Decimal places of computed figures."""


def adding_up(parts: Sequence[Decimal], places: int = PLACES) -> tuple[Decimal, ...]:
    """Round parts so that they add up exactly to their rounded total (largest remainders).

    Each part differs from itself by less than one unit of the last place.
    """
    step = Decimal(1).scaleb(-places)
    with localcontext(prec=60):
        floors = [part.quantize(step, ROUND_FLOOR) for part in parts]
        short = int((rounded(exact_sum(parts), places) - exact_sum(floors)) / step)
        rests = sorted(range(len(parts)), key=lambda place: (floors[place] - parts[place], place))
        raised = set(rests[:short])
        return tuple(floor + step if place in raised else floor for place, floor in enumerate(floors))
