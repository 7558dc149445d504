"""The grammar of deadlines: ``BASE[, OPTION VALUE]*``, read into values and written back. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from coordination.calendar.refusals import RuleError, no_such, wrong
from coordination.kernel.text import Text
from coordination.regions.faults import short

MOST_DAYS = 999
"""More days than any deadline has; a larger number is a slip of the pen."""
_LEAP_YEAR = 2000

EXAMPLES = {
    "on": "on 15/05, on 10/01/N+1",
    "before": "before 15/05, before 01/01/N+1",
    "working_days": "working_days 20 after opens, working_days 10 before 2027-02-15",
    "calendar_days": "calendar_days 5 after adopted, calendar_days 3 before forecast.due",
    "session": "session -27, session:mid_year -15",
    "quarter_end": "quarter_end +6, quarter_end:2 +6, quarter_end:4/N-1 +6",
    "last_working_day": "last_working_day of 11, last_working_day of 1/N+1",
}
GRAMMAR = Text(
    vi=" | ".join(EXAMPLES.values()) + "; thêm được: , roll next , day_zero counted , reading inclusive , freeze ask",
    en=" | ".join(EXAMPLES.values())
    + "; may be added: , roll next , day_zero counted , reading inclusive , freeze ask",
)
OPTIONS = {
    "day_zero": ("counted", "excluded"),
    "roll": ("none", "next", "previous"),
    "reading": ("strict", "inclusive"),
    "freeze": ("recompute", "once_notified", "ask"),
}


@dataclass(frozen=True, slots=True)
class Fixed:
    """A day of the year in which the plan is made (N), or of a year near it."""

    before: bool
    day: int
    month: int
    year_offset: int = 0

    def __str__(self) -> str:
        word = "before" if self.before else "on"
        return f"{word} {self.day:02}/{self.month:02}{_near(self.year_offset)}"


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of days after or before an anchor."""

    working: bool
    days: int
    sign: int
    anchor: str

    def __str__(self) -> str:
        unit, way = "working_days" if self.working else "calendar_days", "after" if self.sign > 0 else "before"
        return f"{unit} {self.days} {way} {self.anchor}"


@dataclass(frozen=True, slots=True)
class FromSession:
    """Calendar days from the opening of the council's session."""

    kind: str
    days: int

    def __str__(self) -> str:
        kind = "" if self.kind == "year_end" else f":{self.kind}"
        return f"session{kind} {self.days:+d}"


@dataclass(frozen=True, slots=True)
class FromQuarter:
    """Calendar days from the last day of a quarter: that of the anchor, or a named one of a year near N."""

    days: int
    quarter: int | None = None
    year_offset: int = 0

    def __str__(self) -> str:
        which = "" if self.quarter is None else f":{self.quarter}{_near(self.year_offset)}"
        return f"quarter_end{which} {self.days:+d}"


@dataclass(frozen=True, slots=True)
class LastWorkingDay:
    """The last working day of a month."""

    month: int
    year_offset: int = 0

    def __str__(self) -> str:
        return f"last_working_day of {self.month}{_near(self.year_offset)}"


Base = Fixed | Counted | FromSession | FromQuarter | LastWorkingDay


@dataclass(frozen=True, slots=True)
class Options:
    """What a rule says besides its base; None where it says nothing and the default holds."""

    day_zero: Literal["counted", "excluded"] | None = None
    roll: Literal["none", "next", "previous"] | None = None
    reading: Literal["strict", "inclusive"] | None = None
    freeze: Literal["recompute", "once_notified", "ask"] | None = None

    def said(self) -> list[tuple[str, str]]:
        """Give the options that are said, in their order."""
        pairs = ((each.name, getattr(self, each.name)) for each in fields(self))
        return [(name, value) for name, value in pairs if value is not None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A deadline as a rule. ``str()`` is its one compact spelling, which parses to the same rule."""

    base: Base
    options: Options = Options()

    def __str__(self) -> str:
        return ", ".join([str(self.base), *(f"{name} {value}" for name, value in self.options.said())])


@lru_cache(maxsize=1024)
def parse(text: str) -> Rule:
    """Read a rule; RuleError says what is wrong with it and what was probably meant."""
    first, *rest = (" ".join(part.split()) for part in text.split(","))
    base = _base(first)
    said: dict[str, Any] = {}
    for part in rest:
        name, value = _option(part)
        if name in said:
            raise wrong(f"'{name}' được nói hai lần", f"'{name}' is said twice")
        _check_sense(name, base)
        said[name] = value
    if isinstance(base, Counted) and base.days == 0 and said.get("day_zero") == "counted":
        raise wrong(
            "0 ngày thì không thể tính cả ngày mốc", "the anchor cannot be counted among 0 days (day_zero counted)"
        )
    return Rule(base, Options(**said))


def _base(words: str) -> Base:
    name = re.split(r"[ :]", words, maxsplit=1)[0]
    if name not in _READERS:
        raise no_such(Text(vi="loại quy tắc", en="kind of rule"), name, _READERS, GRAMMAR.en)
    pattern, read = _READERS[name]
    match = re.fullmatch(pattern, words, re.ASCII)
    if match is None:
        raise _misspelt(name, words)
    return read(match)


def _misspelt(name: str, words: str) -> RuleError:
    """Say that a base is not written as it should; a wrong word where only a few fit is named."""
    third = words.split(" ")[2:3]
    if name in ("working_days", "calendar_days") and third and third[0] not in ("after", "before"):
        noun = Text(vi="chiều đếm", en="way to count")
        return no_such(noun, third[0], ("after", "before"), EXAMPLES[name])
    return wrong(f"không đọc được '{short(words)}'", f"cannot read '{short(words)}'", EXAMPLES[name])


def _fixed(match: re.Match[str]) -> Fixed:
    day, month = int(match["day"]), int(match["month"])
    try:
        date(_LEAP_YEAR, month, day)
    except ValueError:
        raise wrong(
            f"không năm nào có ngày {day:02}/{month:02}", f"{day:02}/{month:02} is not a day of any year"
        ) from None
    return Fixed(match["base"] == "before", day, month, int(match["offset"] or 0))


def _counted(match: re.Match[str]) -> Counted:
    anchor = match["anchor"]
    if match["iso"]:
        try:
            date.fromisoformat(anchor)
        except ValueError:
            raise wrong(f"không có ngày {anchor}", f"there is no day {anchor}") from None
    sign = 1 if match["way"] == "after" else -1
    return Counted(match["base"] == "working_days", _bounded(match["days"]), sign, anchor)


def _from_session(match: re.Match[str]) -> FromSession:
    return FromSession(match["kind"] or "year_end", _bounded(match["days"]))


def _from_quarter(match: re.Match[str]) -> FromQuarter:
    quarter = int(match["quarter"]) if match["quarter"] else None
    return FromQuarter(_bounded(match["days"]), quarter, int(match["offset"] or 0))


def _last_working_day(match: re.Match[str]) -> LastWorkingDay:
    month = int(match["month"])
    if not 1 <= month <= 12:
        raise wrong(f"không có tháng {month}", f"there is no month {month}", EXAMPLES["last_working_day"])
    return LastWorkingDay(month, int(match["offset"] or 0))


def _bounded(number: str) -> int:
    if abs(int(number)) > MOST_DAYS:
        raise wrong(
            f"{short(number)} ngày là quá nhiều; nhiều nhất {MOST_DAYS}",
            f"{short(number)} days are too many; at most {MOST_DAYS}",
        )
    return int(number)


def _near(offset: int) -> str:
    return f"/N{offset:+d}" if offset else ""


_OFFSET = r"(?:/N(?P<offset>[+-]\d))?"
_DAY = r"(?P<base>on|before) (?P<day>\d{1,2})/(?P<month>\d{1,2})" + _OFFSET
_COUNT = (
    r"(?P<base>working_days|calendar_days) (?P<days>\d{1,9}) (?P<way>after|before) "
    r"(?P<anchor>(?P<iso>\d{4}-\d\d-\d\d)|session:[a-z][a-z0-9_]*|[a-z0-9]+(?:-[a-z0-9]+)*\.[a-z][a-z0-9_]*|[a-z][a-z0-9_]*)"
)
_READERS: dict[str, tuple[str, Callable[[re.Match[str]], Base]]] = {
    "on": (_DAY, _fixed),
    "before": (_DAY, _fixed),
    "working_days": (_COUNT, _counted),
    "calendar_days": (_COUNT, _counted),
    "session": (r"session(?::(?P<kind>[a-z][a-z0-9_]*))? (?P<days>[+-]\d{1,9})", _from_session),
    "quarter_end": (r"quarter_end(?::(?P<quarter>[1-4])" + _OFFSET + r")? (?P<days>[+-]\d{1,9})", _from_quarter),
    "last_working_day": (r"last_working_day of (?P<month>\d{1,2})" + _OFFSET, _last_working_day),
}


def _option(words: str) -> tuple[str, str]:
    name, _, value = words.partition(" ")
    if name not in OPTIONS:
        raise no_such(Text(vi="tùy chọn", en="option"), name, OPTIONS, ", ".join(OPTIONS))
    if value not in OPTIONS[name]:
        noun = Text(vi=f"giá trị của {name}", en=f"value of {name}")
        raise no_such(noun, value, OPTIONS[name], " | ".join(f"{name} {each}" for each in OPTIONS[name]))
    return name, value


def _check_sense(name: str, base: Base) -> None:
    """Refuse what would do nothing: a reader would think it does."""
    if name == "day_zero" and not isinstance(base, Counted):
        raise wrong(
            "day_zero chỉ dùng với working_days và calendar_days",
            "day_zero is only for working_days and calendar_days",
        )
    if name == "reading" and not (isinstance(base, Fixed) and base.before):
        raise wrong("reading chỉ dùng với before", "reading is only for before")
