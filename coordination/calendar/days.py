"""Which days public bodies work, why a day is off, and why a Saturday is worked. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from coordination.calendar import wording
from coordination.kernel.text import Text
from coordination.regions.model import Holiday, Region

SATURDAY = 5
_SWAPPED = re.compile(r"(\d{2}/\d{2}/\d{4})")
"""The table names the Saturday that is worked for a day off, in Vietnamese order: ``thay cho ngày 22/08/2026``."""
_NUMBERED = re.compile(r"^\d+ Tết\b")
"""The table calls the day before New Year's Eve ``29 Tết``, which it is only where the last lunar month has 30 days."""


@dataclass(frozen=True, slots=True)
class _Year:
    """What the law and the announcements known to the computed table make of a year."""

    off: Mapping[date, Text]
    worked: Mapping[date, Text]


@lru_cache(maxsize=512)
def _year(year: int) -> _Year:
    import holidays  # noqa: PLC0415 - slow to load, and not every command counts days

    table, english = (holidays.country_holidays("VN", years=year, language=each) for each in ("vi", "en_US"))
    off, exchanged = {}, {}
    for day, name in table.items():
        off[day] = wording.BEFORE_TET if _NUMBERED.match(name) else Text(vi=name, en=english[day])
        if swap := _SWAPPED.search(name):
            off[day] = wording.in_lieu(swap[1])
            exchanged[swap[1]] = day
    swapped_in: Iterable[date] = getattr(table, "weekend_workdays", ())
    worked = {day: wording.worked(exchanged.get(f"{day:%d/%m/%Y}")) for day in swapped_in if day.year == year}
    return _Year(off, worked)


@dataclass(frozen=True)
class WorkCalendar:
    """The working days of a place: computed public holidays, then the overrides of configuration."""

    overrides: Mapping[date, Holiday] = field(default_factory=dict)
    announced_through: int = 0
    """Last year whose days off are announced; those of later years are computed and may change."""
    inclusive: bool = False
    """Whether the offices here read `before 15/05` as including the 15th."""

    @classmethod
    def of(
        cls,
        holidays: Iterable[Holiday],
        unit: str | None = None,
        *,
        announced_through: int = 0,
        inclusive: bool = False,
    ) -> WorkCalendar:
        """Make the calendar of the country, or of one province with its own days."""
        mine = {each.date: each for each in holidays if not each.units or unit in each.units}
        return cls(mine, announced_through, inclusive)

    def reason_off(self, day: date) -> Text | None:
        """Say why a day is off; None for a working day."""
        if self.overrides:
            override = self.overrides.get(day)
            if override is not None:
                return _decreed(override) if override.kind == "off" else None
        known = _year(day.year)
        weekday = day.weekday()
        if weekday < SATURDAY:
            return known.off.get(day)
        if day in known.worked:
            return None
        return known.off.get(day) or wording.WEEKEND[weekday - SATURDAY]

    def reason_on(self, day: date) -> Text | None:
        """Say why a day is worked that others would take off: a Saturday swapped in; None for ordinary days."""
        override = self.overrides.get(day)
        if override is not None:
            return _decreed(override) if override.kind == "working" else None
        return _year(day.year).worked.get(day)

    def is_working(self, day: date) -> bool:
        """Say whether public bodies work on a day."""
        return self.reason_off(day) is None

    def next_working(self, day: date, step: int = 1) -> date:
        """Give the first working day from a day on (the day itself included), forwards or, with -1, backwards."""
        while not self.is_working(day):
            day += timedelta(days=step)
        return day


def calendar_of(region: Region, unit: str | None = None) -> WorkCalendar:
    """Give the working days of a region, or of one of its provinces, and how offices there read `before`."""
    return WorkCalendar.of(
        region.holidays,
        unit,
        announced_through=region.announced_through,
        inclusive=region.reads_inclusively(unit),
    )


def _decreed(override: Holiday) -> Text:
    """Name a day with the act that set it: decrees are what offices argue about."""
    name, basis = override.name, override.basis
    return Text(vi=f"{name.vi} ({basis.text})", en=f"{name.en} ({basis.words('en')})")
