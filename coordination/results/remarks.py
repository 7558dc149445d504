"""What is told beside figures of years to come: how past plans of the same unit and indicator came true."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from coordination.kernel.text import Text
from coordination.regions.model import Region
from coordination.regions.plan_record import plans_of, shipped_ledger
from coordination.regions.series import map_of

REMINDED: Final = frozenset({"forecast"})
"""Methods whose results tell of past plans."""


def remarks(region: Region, indicators: Collection[str], year: int) -> dict[str, dict[str, Text]]:
    """Give what the ledger of shipped plans and outturns says, by indicator and unit; it is told and never applied.

    A note that rests on figures of the year in which the plan is made, or later ones, is left out: nobody could know them.
    """
    planned = plans_of({each.code: each for each in region.indicators})
    wanted = [code for code in indicators if code in planned]
    if not wanted:
        return {}
    ledger = shipped_ledger(map_of(region))
    found: dict[str, dict[str, Text]] = {}
    for code in wanted:
        for unit in region.units:
            entry, note = ledger.entry(unit.code, code), ledger.notes(unit.code, code)
            if entry is not None and note is not None and max(entry.years, default=year) < year:
                found.setdefault(code, {})[unit.code] = note
    return found
