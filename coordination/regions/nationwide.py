"""The whole country as one scope, for circulars to more bodies than those of a region. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from coordination.methods.indicators import Indicator
from coordination.regions.model import National, Nationwide, Region, RegionFile, Tell
from coordination.regions.resolve import Borders, resolve

COUNTRY = "national"
"""The code that stands for the whole country where a region's is asked for."""


def whole(national: National, scope: Nationwide, borders: Borders, indicators: Sequence[Indicator]) -> Region:
    """Give every unit with its bodies as one region, without bodies of its own and without procedures.

    Its day is the last on which a unit or a kind of body began.
    What a region's own bodies would be told, ``region.secretariat``, goes to the office of the scope.
    """
    begun = [unit.valid_from for unit in national.units] + [kind.valid_from for kind in national.body_kinds]
    day = max((first for first in begun if first), default=date.max)
    here = RegionFile(
        schema_version=1,
        region=COUNTRY,
        extends="national",
        name=scope.name,
        map_date=day,
        basis=scope.basis,
        slug=COUNTRY,
        provinces=[unit.code for unit in national.units if unit.valid_to is None],
    )
    made = resolve(national, here, [], borders, indicators)
    return made.model_copy(
        update={
            "bodies": [body for body in made.bodies if body.level != "region"],
            "tells": [
                Tell(event=tell.event, to=list(dict.fromkeys(_office(to, scope) for to in tell.to)))
                for tell in made.tells
            ],
        }
    )


def _office(selector: str, scope: Nationwide) -> str:
    return scope.office if selector.startswith("region.") else selector
