"""The only place that reads the system clock; everything else is told what time it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from typing import Protocol
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    """Something that can say what time it is."""

    def now(self) -> datetime:
        """Give the present instant, in UTC."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Give the machine's present instant, in UTC, to the second."""
        return datetime.now(UTC).replace(microsecond=0)


class FixedClock:
    """A clock that stands still, for reproducible runs; ``set`` moves it."""

    def __init__(self, now: datetime) -> None:
        self._now = require_utc(now)

    def now(self) -> datetime:
        """Give the instant it stands at."""
        return self._now

    def set(self, now: datetime) -> None:
        """Move the clock to an instant not earlier than the present one."""
        if require_utc(now) < self._now:
            raise ValueError(f"the clock cannot go back from {self._now} to {now}")
        self._now = require_utc(now)


def require_utc(moment: datetime) -> datetime:
    """Give the instant in UTC; refuse one without a zone."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment without time zone: {moment!r}")
    return moment.astimezone(UTC)


def local_date(moment: datetime) -> date:
    """Give the calendar day in Viet Nam at an instant."""
    return require_utc(moment).astimezone(VIETNAM).date()


def start_of_day(day: date) -> datetime:
    """Give the instant at which a day begins in Viet Nam (UTC+7, no summer time)."""
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM).astimezone(UTC)


OFFICE_OPENS = time(7, 30)
"""Hour at which the engine opens steps and reminds, so that mail waits when the office opens."""


def morning_of(day: date) -> datetime:
    """Give the hour at which offices open on a day in Viet Nam."""
    return require_utc(datetime.combine(day, OFFICE_OPENS, VIETNAM))


def end_of_day(day: date) -> datetime:
    """Give the first instant after a day in Viet Nam; a deadline on that day has then passed."""
    return start_of_day(day + timedelta(days=1))


def stopwatch() -> float:
    """Give seconds on a clock fit only for measuring how long work takes."""
    return perf_counter()
