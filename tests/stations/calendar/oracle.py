"""A second way to the same dates: day by day on the fingers, with a plain set of days off and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Wanted:
    """A deadline as a person would note it down."""

    kind: str
    """on, before, working_days, calendar_days, session, quarter_end or last_working_day."""
    days: int = 0
    """Days counted; negative: backwards."""
    backwards: bool = False
    anchor: str = ""
    day: int = 1
    month: int = 1
    quarter: int = 0
    offset: int = 0
    day_zero: str = ""
    roll: str = ""
    reading: str = ""
    freeze: str = ""

    @property
    def text(self) -> str:
        """Give the deadline in the grammar of rules."""
        near = f"/N{self.offset:+d}" if self.offset else ""
        base = {
            "on": f"on {self.day}/{self.month:02}{near}",
            "before": f"before {self.day:02}/{self.month}{near}",
            "working_days": f"working_days {self.days} {'before' if self.backwards else 'after'} {self.anchor}",
            "calendar_days": f"calendar_days {self.days} {'before' if self.backwards else 'after'} {self.anchor}",
            "session": f"session:{self.anchor} {self.days:+d}" if self.anchor else f"session {self.days:+d}",
            "quarter_end": f"quarter_end{f':{self.quarter}{near}' if self.quarter else ''} {self.days:+d}",
            "last_working_day": f"last_working_day of {self.month}{near}",
        }[self.kind]
        options = {"roll": self.roll, "reading": self.reading, "freeze": self.freeze, "day_zero": self.day_zero}
        return ", ".join([base, *(f"{name} {value}" for name, value in options.items() if value)])


def by_hand(wanted: Wanted, year: int, anchors: Mapping[str, date], off: AbstractSet[date], *, inclusive: bool) -> date:
    """Give the date a deadline means in year N."""
    day = _base(wanted, year + wanted.offset, anchors, off, inclusive=inclusive)
    while wanted.roll == "next" and day in off:
        day += ONE_DAY
    while wanted.roll == "previous" and day in off:
        day -= ONE_DAY
    return day


def _base(wanted: Wanted, year: int, anchors: Mapping[str, date], off: AbstractSet[date], *, inclusive: bool) -> date:
    if wanted.kind in ("on", "before"):
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        lacking = (wanted.day, wanted.month) == (29, 2) and not leap
        day = date(year, 3, 1) if lacking else date(year, wanted.month, wanted.day)
        included = wanted.reading == "inclusive" or (inclusive and wanted.reading != "strict")
        return day - ONE_DAY if wanted.kind == "before" and not included else day
    if wanted.kind == "last_working_day":
        day = _last_day(year, wanted.month)
        while day in off:
            day -= ONE_DAY
        return day
    if wanted.kind == "quarter_end":
        start = anchors.get("opens", anchors["cycle"])
        month = 3 * wanted.quarter if wanted.quarter else {1: 3, 2: 3, 3: 3, 4: 6, 5: 6, 6: 6}.get(start.month, 0)
        month = month or (9 if start.month in (7, 8, 9) else 12)
        return _step(_last_day(year if wanted.quarter else start.year, month), wanted.days)
    if wanted.kind == "session":
        return _step(anchors[f"session:{wanted.anchor or 'year_end'}"], wanted.days)
    return _count(wanted, anchors.get(wanted.anchor) or date.fromisoformat(wanted.anchor), off)


def _count(wanted: Wanted, day: date, off: AbstractSet[date]) -> date:
    """Count with the fingers: each finger is a day that counts."""
    move = -ONE_DAY if wanted.backwards else ONE_DAY
    fingers = wanted.days
    here = wanted.day_zero == "counted"
    while fingers:
        if not here:
            day += move
        here = False
        if wanted.kind == "calendar_days" or day not in off:
            fingers -= 1
    return day


def _step(day: date, days: int) -> date:
    for _ in range(abs(days)):
        day += ONE_DAY if days > 0 else -ONE_DAY
    return day


def _last_day(year: int, month: int) -> date:
    day = date(year, month, 28)
    while (day + ONE_DAY).month == month:
        day += ONE_DAY
    return day
