"""From a rule to a day, every day looked at noted on the way. Pure.

Counting follows Civil Code 2015 art. 147: the day a period is counted from is not counted, unless the rule says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Literal

from coordination.calendar import wording
from coordination.calendar.days import WorkCalendar
from coordination.calendar.grammar import (
    Counted,
    Fixed,
    FromQuarter,
    FromSession,
    LastWorkingDay,
    Rule,
)
from coordination.calendar.refusals import no_such, wrong
from coordination.kernel.text import Text

Role = Literal["anchor", "counted", "off", "reached"]
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Derived:
    """One day looked at on the way to a date."""

    day: date
    counted: bool
    reason: Text
    role: Role = "counted"
    """What the day was looked at for: to count from, counted, passed over, or rolled to."""
    off: Text | None = None
    """Why the day is off, where ``reason`` says more than that."""


@dataclass(slots=True)
class Way:
    """A day and how it was come to."""

    day: date
    anchor: date | None = None
    reading: str | None = None
    steps: list[Derived] = field(default_factory=list)

    def note(self, reason: Text, role: Role = "counted", *, counted: bool = False) -> None:
        """Note the day at which the way is now."""
        self.steps.append(Derived(self.day, counted, reason, role))


def walk(rule: Rule, year: int, anchors: Mapping[str, date], calendar: WorkCalendar) -> Way:
    """Give the day a rule means in year N, and the way to it.

    Raises RuleError for an anchor that is not known and for a way that leads out of the calendar.
    """
    base = rule.base
    try:
        match base:
            case Fixed():
                way = _fixed(base, year, rule.options.reading or ("inclusive" if calendar.inclusive else "strict"))
            case Counted():
                way = _counted(base, _anchor(base.anchor, anchors), calendar, first=rule.options.day_zero == "counted")
            case FromSession():
                way = _offset(_anchor(f"session:{base.kind}", anchors), base.days)
            case FromQuarter():
                way = _offset(_quarter_end(base, year, anchors), base.days)
            case LastWorkingDay():
                way = _last_working_day(base, year, calendar)
        _roll(way, rule.options.roll, calendar)
    except OverflowError:
        raise wrong(f"'{rule}' dẫn ra ngoài lịch", f"'{rule}' leads out of the calendar") from None
    return way


def _anchor(name: str, anchors: Mapping[str, date]) -> date:
    if name in anchors:
        return anchors[name]
    try:
        return date.fromisoformat(name)
    except ValueError:
        noun = Text(vi="mốc", en="anchor")
        raise no_such(noun, name, anchors, ", ".join(sorted(anchors)) or "2026-06-15") from None


def _in_years(year: int) -> int:
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError(year)
    return year


def _fixed(rule: Fixed, year: int, reading: str) -> Way:
    year = _in_years(year + rule.year_offset)
    try:
        day, reason = date(year, rule.month, rule.day), wording.FIXED_DAY
    except ValueError:  # 29 February, the one day a year may lack
        day, reason = date(year, rule.month + 1, 1), wording.no_leap_day(year)
    if not rule.before:
        way = Way(day)
        way.note(reason, counted=True)
        return way
    way = Way(day if reading == "inclusive" else day - _ONE_DAY, reading=reading)
    how = wording.read_before(day, reading)
    way.note(how if reason is wording.FIXED_DAY else wording.joined(how, reason), counted=True)
    return way


def _counted(rule: Counted, anchor: date, calendar: WorkCalendar, *, first: bool) -> Way:
    if rule.working:
        return _working(rule, anchor, calendar, first=first)
    if not first:
        return _offset(anchor, rule.sign * rule.days)
    way = Way(anchor, anchor)
    way.note(wording.DAY_ONE, "anchor", counted=True)
    if rule.days > 1:
        way.day += rule.sign * (rule.days - 1) * _ONE_DAY
        way.note(wording.nth(rule.days, working=False), counted=True)
    return way


def _offset(anchor: date, days: int) -> Way:
    way = Way(anchor, anchor)
    way.note(wording.DAY_ZERO, "anchor")
    way.day += days * _ONE_DAY
    way.note(wording.nth(abs(days), working=False), counted=True)
    return way


def _working(rule: Counted, anchor: date, calendar: WorkCalendar, *, first: bool) -> Way:
    way, step, number = Way(anchor, anchor), rule.sign * _ONE_DAY, 0
    if first:
        way.day -= step  # the anchor is then the first day looked at
    else:
        way.note(wording.DAY_ZERO, "anchor")
    while number < rule.days:
        way.day += step
        off = calendar.reason_off(way.day)
        if off is not None:
            way.note(off, "off")
            continue
        number += 1
        swapped = calendar.reason_on(way.day)
        reason = wording.nth(number, working=True)
        way.note(wording.joined(reason, swapped) if swapped else reason, counted=True)
    return way


def _quarter_end(rule: FromQuarter, year: int, anchors: Mapping[str, date]) -> date:
    if rule.quarter is not None:
        return _end_of_month(_in_years(year + rule.year_offset), 3 * rule.quarter)
    # Before a step is open there is no day of its own to look at: the cycle's opening stands for it.
    within = _anchor("opens" if "opens" in anchors else "cycle", anchors)
    return _end_of_month(within.year, (within.month + 2) // 3 * 3)


def _end_of_month(year: int, month: int) -> date:
    if (year, month) == (MAXYEAR, 12):
        return date.max
    return date(year + month // 12, month % 12 + 1, 1) - _ONE_DAY


def _last_working_day(rule: LastWorkingDay, year: int, calendar: WorkCalendar) -> Way:
    year = _in_years(year + rule.year_offset)
    way = Way(_end_of_month(year, rule.month))
    while (off := calendar.reason_off(way.day)) is not None:
        way.note(off, "off")
        way.day -= _ONE_DAY
    swapped, reason = calendar.reason_on(way.day), wording.last_of(rule.month, year)
    way.note(wording.joined(reason, swapped) if swapped else reason, counted=True)
    return way


def _roll(way: Way, how: str | None, calendar: WorkCalendar) -> None:
    """Move the date from a day off: that day does not count, the one it reaches counts in its place."""
    off = calendar.reason_off(way.day)
    if how in (None, "none") or off is None:
        return
    own, step = way.steps.pop(), _ONE_DAY if how == "next" else -_ONE_DAY
    way.steps.append(replace(own, counted=False, reason=wording.joined(own.reason, off), role="off", off=off))
    way.day += step
    while (off := calendar.reason_off(way.day)) is not None:
        way.note(off, "off")
        way.day += step
    way.note(wording.ROLLED[how or ""], "reached", counted=own.counted)
