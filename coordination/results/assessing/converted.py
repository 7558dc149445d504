"""What a row says that a conversion to another map wrote: how its figure was computed, and on which map it is stated."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from coordination.methods.geography.figures import NOT_COMPARABLE, computed_before
from coordination.regions import boundaries

COLUMNS = ("provenance", "map")
DERIVED = "derived"
"""The status of a figure that was worked out of published ones."""


def says_nothing(row: Mapping[str, str]) -> bool:
    """Say whether a row only tells that its figure could not be had on the map."""
    return row.get("state") == NOT_COMPARABLE and not row["value"]


def status_of(row: Mapping[str, str]) -> str:
    """Give the status a row states, else that of a computed figure if its provenance says that it is one."""
    return row.get("status", "") or (DERIVED if computed_before(row.get("provenance", "")) else "")


def on_map(row: Mapping[str, str], year: int, home: str) -> bool:
    """Say whether a row's unit is the same territory on the map it names as on the region's own, ``34`` or ``63``.

    ValueError for a word that is neither a day nor the name of a run of maps.
    """
    word, end, atlas = row.get("map", ""), date(year, 12, 31), boundaries.atlas()
    if not word:
        return True
    day = atlas.eras[word].day(end) if word in atlas.eras else date.fromisoformat(word)
    there, here = (atlas.on(each).territory(row["unit"]) for each in (day, atlas.eras[home].day(end)))
    return there == here
