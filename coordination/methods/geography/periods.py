"""Which day a period is stated on."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from coordination.methods.geography.changes import Era

_FORM = re.compile(
    r"(?:(?P<first>\d{4})-)?(?P<year>\d{4})|(?P<qyear>\d{4})-?Q(?P<quarter>[1-4])|(?P<myear>\d{4})-(?P<month>\d{2})"
)
_RUN = re.compile(r"\d{4}-\d{4}")
FIRST_YEAR, LAST_YEAR = 1900, 2200


def last_day(period: str) -> date:
    """Give the last day of ``2024``, ``2021-2025``, ``2024-Q1`` or ``2024-03``; ValueError for anything else.

    Figures of a period are stated on the map in force at its end, as the statistics office states them, unless whoever
    gives them says otherwise.
    """
    match = _FORM.fullmatch(period)
    if match is None:
        raise ValueError(period)
    year = int(match["year"] or match["qyear"] or match["myear"])
    month = int(match["month"] or int(match["quarter"] or 4) * 3)
    if not FIRST_YEAR <= int(match["first"] or year) <= year <= LAST_YEAR:
        raise ValueError(period)
    if not 1 <= month <= 12:
        raise ValueError(period)
    return date(year, month, monthrange(year, month)[1])


def years_before(period: str, years: int) -> str:
    """Give the same period so many years back; of a run of years, whose base is the year before its first, that year.

    ValueError for what is no period.
    """
    last_day(period)
    if not years:
        return period
    # Of 2021-2025 this is 2020, of 2024-Q1 it is 2023-Q1.
    rest = "" if _RUN.fullmatch(period) else period[4:]
    return f"{int(period[:4]) - years}{rest}"


def stated_on(period: str, era: Era | None = None) -> date:
    """Give the day whose map a period's figures are stated on, within an era if one is named."""
    end = last_day(period)
    return era.day(end) if era is not None else end
