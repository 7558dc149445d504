"""What the year of a place holds besides the steps of a cycle: days off, and the sessions of its councils. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from coordination.calendar.days import WorkCalendar, calendar_of
from coordination.calendar.wording import WEEKEND
from coordination.cycles.rules import year_anchors
from coordination.kernel.text import Text
from coordination.regions.model import Region

SESSIONS = {
    "mid_year": Text(vi="kỳ họp giữa năm", en="mid-year session"),
    "year_end": Text(vi="kỳ họp cuối năm", en="year-end session"),
}


@dataclass(frozen=True, slots=True)
class Sitting:
    """A day on which councils open a session."""

    day: date
    name: Text
    units: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Days in a row off for one reason; weekends are not told."""

    first: date
    last: date
    name: Text


def sittings_in(region: Region, unit: str | None, year: int) -> list[Sitting]:
    """Give the days on which the councils concerned open their regular sessions of a year, in order."""
    days: dict[tuple[date, str], list[Text]] = {}
    for each in region.units:
        if unit in {None, each.code}:
            opens = year_anchors(region, each.code, year, calendar_of(region, each.code))
            for name, day in opens.items():
                days.setdefault((day, name.removeprefix("session:")), []).append(each.name)
    return [
        Sitting(day, SESSIONS.get(kind, Text(vi=kind, en=kind)), tuple(units))
        for (day, kind), units in sorted(days.items(), key=lambda pair: pair[0])
    ]


def days_off_between(calendar: WorkCalendar, first: date, last: date) -> list[DaysOff]:
    """Give the public holidays and other days off that are not plain weekends, days in a row together."""
    found: list[DaysOff] = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        reason = calendar.reason_off(day)
        if reason is None or reason in WEEKEND:
            continue
        if found and found[-1].name == reason and found[-1].last == day - timedelta(days=1):
            found[-1] = DaysOff(found[-1].first, day, reason)
        else:
            found.append(DaysOff(day, day, reason))
    return found
