"""Days and moments as people type them: 2026-05-15, 15/05/2026, 2026-05-15T08:00."""

from __future__ import annotations

import re
from datetime import date, datetime

from coordination.errors import UsageError
from coordination.kernel.clock import VIETNAM, morning_of, require_utc
from coordination.kernel.period import FIRST_YEAR, LAST_YEAR

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_SPOKEN = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9:]+)?"
)


def read_day(option: str, text: str) -> date:
    """Read the day given with an option; UsageError if it is none, or lies outside the years plans are made for."""
    try:
        day = _day(text)
    except ValueError:
        raise UsageError.of(
            f"{option} {text!r} không phải là ngày; viết 2026-05-15 hoặc 15/05/2026",
            f"{option} {text!r} is no day; write 2026-05-15 or 15/05/2026",
        ) from None
    return _in_years(option, text, day)


def read_moment(option: str, text: str) -> datetime:
    """Read a moment, in Viet Nam unless it says otherwise; of a day alone, its morning. UsageError as for a day."""
    if _ISO.fullmatch(text) or _SPOKEN.fullmatch(text):
        return morning_of(read_day(option, text))
    try:
        if not _MOMENT.fullmatch(text):
            raise ValueError(text)  # noqa: TRY301 - week dates and run-together digits, which people do not write
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError.of(
            f"{option} {text!r} không phải là thời điểm; viết 2026-05-28 hoặc 2026-05-28T08:00:00+07:00",
            f"{option} {text!r} is no moment; write 2026-05-28 or 2026-05-28T08:00:00+07:00",
        ) from None
    _in_years(option, text, moment.date())
    return require_utc(moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM))


def _day(text: str) -> date:
    if match := _ISO.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _SPOKEN.fullmatch(text):
        day, month, year = map(int, match.groups())
    else:
        raise ValueError(text)
    return date(year, month, day)


def _in_years(option: str, text: str, day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UsageError.of(
            f"{option} {text!r} ngoài các năm lập kế hoạch được ({FIRST_YEAR}–{LAST_YEAR})",
            f"{option} {text!r} is outside the years plans can be made for ({FIRST_YEAR}–{LAST_YEAR})",
        )
    return day
