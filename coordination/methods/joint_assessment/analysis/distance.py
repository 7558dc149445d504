"""How far each province is from the region and from the nation, and where it stands.

Ranks are "standard competition" ranks: equals share a place and the next is skipped (1, 2, 2, 4). Place 1 is the best
by the indicator's direction; where none is better, the greatest, and no judgement is made. Units: the indicator's own
for the distance, percent for the relative one.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from coordination.kernel.text import Strict
from coordination.methods.joint_assessment.aggregate import percent

Direction = Literal["higher_is_better", "lower_is_better", "neutral"]


class Distance(Strict):
    """A province's figure against the region's and the nation's."""

    unit: str
    value: Decimal
    rank: int
    tied: bool
    of: int
    """How many provinces were ranked."""
    from_region: Decimal | None = None
    from_region_percent: Decimal | None = None
    better_than_region: bool | None = None
    from_nation: Decimal | None = None
    from_nation_percent: Decimal | None = None
    better_than_nation: bool | None = None


def better(value: Decimal, other: Decimal, direction: Direction) -> bool | None:
    """Say whether a figure is better than another; None where they are equal or no direction is better."""
    if direction == "neutral" or value == other:
        return None
    return (value > other) == (direction == "higher_is_better")


def distances(
    values: Mapping[str, Decimal],
    wholes: tuple[Decimal | None, Decimal | None],
    direction: Direction,
    *,
    relative: bool = True,
) -> tuple[Distance, ...]:
    """Give every province's distances from ``wholes`` (region, nation) and its rank, in the order given.

    Without ``relative`` no percent is given: a percent of a percentage, score or index would mislead.
    """
    region, nation = wholes
    ordered = sorted(values.values(), reverse=direction != "lower_is_better")
    places: dict[Decimal, int] = {}
    for place, value in enumerate(ordered, start=1):
        places.setdefault(value, place)
    return tuple(
        Distance(
            unit=unit,
            value=value,
            rank=places[value],
            tied=ordered.count(value) > 1,
            of=len(values),
            from_region=None if region is None else value - region,
            from_region_percent=percent(value - region, region) if relative and region is not None else None,
            better_than_region=None if region is None else better(value, region, direction),
            from_nation=None if nation is None else value - nation,
            from_nation_percent=percent(value - nation, nation) if relative and nation is not None else None,
            better_than_nation=None if nation is None else better(value, nation, direction),
        )
        for unit, value in values.items()
    )
