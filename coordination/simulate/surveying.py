"""What simulated provinces find when they survey for all: published series carried on by drawn deviations, labelled so."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from coordination.methods.forecast_terms import assigned_indicators
from coordination.regions.model import Region
from coordination.simulate.behaviour import chance
from coordination.simulate.words import SIMULATED

LOOKED_BACK: Final = 2
"""Years before the one of the survey it asks about."""
OFF: Final = 0.04
"""How far a drawn figure lies at most from the last published one, as a share."""
NOTE: Final = f"{SIMULATED} số điều tra giả định quanh số công bố gần nhất"


def observations(
    settings: Mapping[str, Any],
    stage: str,
    body: str,
    region: Region,
    series: Mapping[tuple[str, str], Mapping[int, Decimal]],
    *,
    year: int,
    seed: int,
) -> list[dict[str, Any]]:
    """Give the figures of the surveys a body was assigned, of every unit, of the last years that are over.

    ``year`` is the one in which the plan is made. Of a unit of which nothing is published nothing is made up.
    """
    places = {each.code: max(each.decimals, 0) for each in region.indicators}
    found = []
    for code in assigned_indicators(settings, body):
        for unit in region.units:
            known = series.get((unit.code, code), {})
            for asked in range(year - LOOKED_BACK, year) if known else ():
                base = known[asked] if asked in known else known[max(known)]
                drawn = Decimal(
                    str(round(1 + OFF * (2 * chance(seed, "survey", stage, code, unit.code, asked) - 1), 4))
                )
                value = round(base * drawn, places.get(code, 0))
                row = {"indicator": code, "unit": unit.code, "period": asked, "value": f"{value:f}"}
                found.append(row | {"note": NOTE})
    return found
