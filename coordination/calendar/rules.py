"""A deadline is a rule. It evaluates to a date and to the derivation one can print."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from coordination.calendar import wording
from coordination.calendar.days import LAST_ANNOUNCED_YEAR, WorkCalendar
from coordination.kernel.text import Text

GRAMMAR = Text(
    vi="on 15/05 | before 15/05 | on 10/01/N+1 | working_days 20 after opens | calendar_days 5 before due"
    " | session -27 | session:mid_year -15",
    en="on 15/05 | before 15/05 | on 10/01/N+1 | working_days 20 after opens | calendar_days 5 before due"
    " | session -27 | session:mid_year -15",
)
_FIXED = re.compile(r"(on|before) (\d{1,2})/(\d{1,2})(?:/N([+-]\d))?")
_COUNTED = re.compile(r"(working_days|calendar_days) (\d{1,3}) (after|before) ([a-z][a-z0-9_.:-]*|\d{4}-\d{2}-\d{2})")
_SESSION = re.compile(r"session(?::([a-z_]+))? ([+-]\d{1,3})")
_LEAP_YEAR = 2000


class RuleError(ValueError):
    """The text is not a rule, or its anchor is unknown."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A day of the year in which the plan is made (N), or of a year near it."""

    strict: bool
    day: int
    month: int
    year_offset: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of days after or before an anchor; day zero is the anchor itself."""

    working: bool
    days: int
    sign: int
    anchor: str


@dataclass(frozen=True, slots=True)
class FromSession:
    """Calendar days from the opening of the council's session."""

    kind: str
    days: int


Rule = Fixed | Counted | FromSession


@dataclass(frozen=True, slots=True)
class Derived:
    """One day looked at on the way to a date."""

    day: date
    counted: bool
    reason: Text


@dataclass(frozen=True, slots=True)
class Due:
    """A date with the way it came about."""

    day: date
    rule: str
    basis: str
    status: str
    derivation: tuple[Derived, ...]
    warnings: tuple[Text, ...] = ()

    def sentence(self, language: str) -> str:
        """Explain the date in one line."""
        skipped = [step for step in self.derivation if not step.counted]
        off = ", ".join(f"{step.day:%d/%m} ({step.reason.in_language(language)})" for step in skipped[:4]) + (
            ", …" if len(skipped) > 4 else ""
        )
        text = f"{self.day:%d/%m/%Y}: {describe(parse(self.rule), language)}"
        if off:
            text += f"; không tính {off}" if language == "vi" else f"; not counted: {off}"
        return f"{text} ({self.basis}; {wording.standing(self.status, language)})" if self.basis else text


def describe(rule: Rule, language: str) -> str:
    """Give a rule in words a clerk uses."""
    if isinstance(rule, Fixed):
        return wording.fixed(rule.day, rule.month, rule.year_offset, language, strict=rule.strict)
    if isinstance(rule, Counted):
        return wording.counted(rule.days, rule.sign, rule.anchor, language, working=rule.working)
    return wording.from_session(rule.kind, rule.days, language)


def parse(text: str) -> Rule:
    """Read a rule; RuleError says what is wrong with it."""
    words = " ".join(text.split())
    if match := _FIXED.fullmatch(words):
        day, month = int(match[2]), int(match[3])
        try:
            date(_LEAP_YEAR, month, day)
        except ValueError as error:
            raise RuleError(f"{day:02}/{month:02} is not a day of any year") from error
        return Fixed(match[1] == "before", day, month, int(match[4] or 0))
    if match := _COUNTED.fullmatch(words):
        return Counted(match[1] == "working_days", int(match[2]), 1 if match[3] == "after" else -1, match[4])
    if match := _SESSION.fullmatch(words):
        return FromSession(match[1] or "year_end", int(match[2]))
    raise RuleError(f"{text!r} is not a rule; rules read: {GRAMMAR.en}")


def evaluate(
    text: str,
    *,
    year: int,
    anchors: Mapping[str, date],
    calendar: WorkCalendar,
    basis: str = "",
    status: str = "",
) -> Due:
    """Give the date a rule means in year N, and its derivation.

    ``anchors`` gives the day of each name a rule may count from (``opens``, ``due``, ``session:year_end``…).
    Counting follows Civil Code 2015 art. 147: the anchor day itself is not counted.
    """
    try:
        day, steps = _walk(parse(text), year, anchors, calendar)
    except OverflowError as error:
        raise RuleError(f"{text!r} leads out of the calendar") from error
    return Due(day, text, basis, status, tuple(steps), _warnings(max(day, *(step.day for step in steps))))


def _walk(rule: Rule, year: int, anchors: Mapping[str, date], calendar: WorkCalendar) -> tuple[date, list[Derived]]:
    if isinstance(rule, Fixed):
        return _fixed(rule, year)
    if isinstance(rule, Counted):
        return _counted(rule, _anchor(rule.anchor, anchors), calendar)
    opening = _anchor(f"session:{rule.kind}", anchors)
    reason = Text(vi="ngày khai mạc kỳ họp", en="opening day of the session")
    return opening + timedelta(days=rule.days), [Derived(opening, counted=True, reason=reason)]


def _anchor(name: str, anchors: Mapping[str, date]) -> date:
    if name in anchors:
        return anchors[name]
    try:
        return date.fromisoformat(name)
    except ValueError:
        known = ", ".join(sorted(anchors))
        raise RuleError(f"nothing to count from is called {name!r}; known: {known}") from None


def _fixed(rule: Fixed, year: int) -> tuple[date, list[Derived]]:
    year += rule.year_offset
    day = _day_of(year, rule.month, rule.day)
    if not rule.strict:
        return day, [Derived(day, counted=True, reason=Text(vi="ngày ấn định", en="fixed day"))]
    last = day - timedelta(days=1)
    reason = Text(
        vi=f"trước ngày {day:%d/%m/%Y}: ngày cuối là hôm trước",
        en=f"before {day:%d/%m/%Y}: the last day is the day before",
    )
    return last, [Derived(last, counted=True, reason=reason)]


def _day_of(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month + 1, 1)


def _counted(rule: Counted, anchor: date, calendar: WorkCalendar) -> tuple[date, list[Derived]]:
    steps = [Derived(anchor, counted=True, reason=Text(vi="mốc, không tính", en="anchor, day zero"))]
    if not rule.working:
        return anchor + timedelta(days=rule.sign * rule.days), steps
    day, left = anchor, rule.days
    while left:
        day += timedelta(days=rule.sign)
        off = calendar.reason_off(day)
        if off is None:
            left -= 1
            number = Text(vi=f"ngày làm việc thứ {rule.days - left}", en=f"working day {rule.days - left}")
            steps.append(Derived(day, counted=True, reason=number))
        else:
            steps.append(Derived(day, counted=False, reason=off))
    return day, steps


def _warnings(day: date) -> tuple[Text, ...]:
    """Warn when the latest day looked at lies in a year whose days off are not announced."""
    if day.year <= LAST_ANNOUNCED_YEAR:
        return ()
    return (
        Text(
            vi=f"Lịch nghỉ năm {day.year} chưa được công bố; ngày nghỉ được tính theo âm lịch, có thể thay đổi.",
            en=f"Days off in {day.year} are not yet announced; they are computed and may change.",
        ),
    )
