"""Which days public bodies work, and why a day is off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import holidays

from coordination.kernel.text import Text
from coordination.regions.model import Holiday

SATURDAY = 5
WEEKEND = (Text(vi="thứ Bảy", en="Saturday"), Text(vi="Chủ nhật", en="Sunday"))
LAST_ANNOUNCED_YEAR = 2026
"""Last year whose days off the Government had announced when the library table was made."""


@lru_cache(maxsize=64)
def _computed(year: int, language: str) -> tuple[dict[date, str], frozenset[date]]:
    table = holidays.country_holidays("VN", years=year, language=language)
    swapped_in: Iterable[date] = getattr(table, "weekend_workdays", frozenset())
    return dict(table.items()), frozenset(day for day in swapped_in if day.year == year)


@dataclass(frozen=True)
class WorkCalendar:
    """The working days of a place: computed public holidays, then the overrides of configuration."""

    overrides: dict[date, Holiday] = field(default_factory=dict)

    @classmethod
    def of(cls, overrides: Iterable[Holiday], unit: str | None = None) -> WorkCalendar:
        """Make the calendar of the country, or of one province with its own days."""
        return cls({each.date: each for each in overrides if not each.units or unit in each.units})

    def reason_off(self, day: date) -> Text | None:
        """Say why a day is off; None for a working day."""
        override = self.overrides.get(day)
        if override is not None:
            return override.name if override.kind == "off" else None
        names_vi, swapped_in = _computed(day.year, "vi")
        if day in swapped_in:
            return None
        if day in names_vi:
            return Text(vi=names_vi[day], en=_computed(day.year, "en_US")[0][day])
        return WEEKEND[day.weekday() - SATURDAY] if day.weekday() >= SATURDAY else None

    def is_working(self, day: date) -> bool:
        """Say whether public bodies work on a day."""
        return self.reason_off(day) is None
