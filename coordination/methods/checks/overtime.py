"""Checks of a figure against its own past: slips of the unit, frozen figures, states unlike before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import count

from coordination.kernel.cells import State
from coordination.kernel.text import Text
from coordination.kernel.units import slip as slipped
from coordination.methods.checks.declared import Frozen, Slip, States, Steady
from coordination.methods.checks.found import Defined, Found, Key
from coordination.methods.checks.subject import Subject
from coordination.methods.checks.table import Table
from coordination.methods.wording import number

NEAR = Decimal(100)
"""A change by less than this is no slip of a thousand, whatever the year brought."""
YEARLY, LEAST = Decimal("1.25"), Decimal(5)
"""A figure may differ from one known years ago by a quarter for every year, and by five times at any rate: a slip of a
tenth is then told up to ten years back."""
FARTHEST = 9
"""Powers of ten beyond which nobody takes one unit for another."""
ABSENT = (State.MISSING, State.NOT_APPLICABLE)


def slip(table: Table, indicator: Defined, check: Slip) -> Iterator[Found]:
    """Find figures a thousand times, or a thousandth of, the latest known of the years before.

    Where the latest known is years ago, the first power of ten counts, beyond a tolerance that widens with the years.
    """
    for unit, period in table.given(indicator.code):
        yield from long_after(Subject(table, indicator, check, unit, period, None))
        value, series = table.value(indicator.code, unit, period), table.series(indicator.code, unit)
        year = table.latest(indicator.code, unit, period)
        if value is None or year is None or not (factor := _factor(value, before := series[year])):
            continue
        earlier = series.get(table.latest(indicator.code, unit, year) or 0)
        if _factor(before, earlier) and not _factor(value, earlier):
            continue  # the earlier figure was the one that slipped
        subject = Subject(table, indicator, check, unit, period, value)
        last, meant = subject.amount(before), subject.amount(value / factor)
        times = _times(factor)
        vi = f", {times.vi} số năm {year} ({last.vi}); có thể nhầm đơn vị tính, nếu vậy số đúng là {meant.vi}."
        en = f", {times.en} the figure of {year} ({last.en}); if the unit was mistaken, it should be {meant.en}."
        yield subject.found(vi, en, value / factor, ((indicator.code, unit, year),))


def long_after(place: Subject) -> Iterator[Found]:
    """Find a figure powers of ten off the latest known, where that is too old for any other check."""
    if place.table.latest(place.indicator.code, place.unit or "", place.period) is None:
        yield from powers_off(place)


def powers_off(place: Subject) -> Iterator[Found]:
    """Find a figure powers of ten off the latest known of the years before, beyond what the years between may bring."""
    table, code, unit, period = place.table, place.indicator.code, place.unit or "", place.period
    value, year = table.value(code, unit, period), table.newest(code, unit, period)
    if value is None or year is None:
        return
    before = table.series(code, unit)[year]
    allowed = max(LEAST, YEARLY ** (period - year))
    power = _powers(value, before, allowed)
    if not power:
        return
    factor, wide = Decimal(1).scaleb(power), Decimal(repr(round(float(allowed), 1)))
    subject = replace(place, value=value)
    times, last, meant = _times(factor), subject.amount(before), subject.amount(value / factor)
    vi = (
        f", {times.vi} số gần nhất đã biết, của năm {year} ({last.vi}); sau {period - year} năm, số chênh đến "
        f"{number(wide, 'vi')} lần vẫn được chấp nhận; có thể nhầm đơn vị tính hoặc dấu phẩy, nếu vậy số đúng là {meant.vi}."
    )
    en = (
        f", {times.en} the latest figure known, of {year} ({last.en}); after {period - year} years up to "
        f"{number(wide, 'en')} times is let pass; if the unit or the decimal comma was mistaken, it should be {meant.en}."
    )
    yield subject.found(vi, en, value / factor, ((code, unit, year),))


def _powers(value: Decimal, before: Decimal, allowed: Decimal) -> int | None:
    """Give the power of ten nearest to how many times another a figure is; None within what is allowed, or of no sign."""
    if value * before <= 0:
        return None
    times = value / before
    if 1 / allowed <= times <= allowed:
        return None
    return max(-FARTHEST, min(FARTHEST, round(times.log10())))


def steady(table: Table, indicator: Defined, check: Steady) -> Iterator[Found]:
    """Find figures unlike that of the nearest year; a year known counts before one handed in with it."""
    for unit, period in table.given(indicator.code):
        value, series = table.value(indicator.code, unit, period), table.series(indicator.code, unit)
        others = [((indicator.code, unit, year) in table.figures, abs(year - period), year) for year in series]
        year = min((each for each in others if each[1]), default=(False, 0, period))[2]
        if value is None or check.tolerance.allows(value, series[year]):
            continue
        subject = Subject(table, indicator, check, unit, period, value)
        other = subject.amount(series[year])
        vi = (
            f", khác số năm {year} ({other.vi}); chỉ tiêu này hầu như không thay đổi qua các năm, đề nghị kiểm tra lại."
        )
        en = f", unlike the figure of {year} ({other.en}); it hardly changes over the years, please check it."
        yield subject.found(vi, en, None, ((indicator.code, unit, year),))


def frozen(table: Table, indicator: Defined, check: Frozen) -> Iterator[Found]:
    """Find runs of years with one value, told at their last year; zero is a state, not a copied figure."""
    for unit, period in table.given(indicator.code):
        series = table.series(indicator.code, unit)
        value = series.get(period)
        if not value or series.get(period - 1) != value:
            continue
        if series.get(period + 1) == value and (indicator.code, unit, period + 1) in table.figures:
            continue
        first = next(year + 1 for year in count(period - 1, -1) if series.get(year) != value)
        years = period - first + 1
        if years < check.years or len(value.normalize().as_tuple().digits) < check.least_digits:
            continue
        beside = tuple((indicator.code, unit, year) for year in range(first, period))
        vi = f", không đổi trong {years} năm liền (từ năm {first}); đề nghị xác nhận không chép lại số năm trước."
        en = f", the same for {years} years in succession (since {first}); please confirm that it was not copied."
        yield Subject(table, indicator, check, unit, period, value).found(vi, en, None, beside)


def states(table: Table, indicator: Defined, check: States) -> Iterator[Found]:
    """Find cells without a figure, or with zero, where there always was one."""
    for unit, period in table.given(indicator.code):
        state = table.cell(indicator.code, unit, period).state
        if not ((check.missing and state in ABSENT) or (check.zero and state is State.ZERO)):
            continue
        series = table.series(indicator.code, unit)
        before = tuple((indicator.code, unit, period - back) for back in range(1, check.years + 1))
        if any(year not in series for _, _, year in before):
            continue
        if state is not State.ZERO:
            yield _absent(Subject(table, indicator, check, unit, period, None), check, before)
        elif all(value for year, value in series.items() if year < period):
            yield _nothing(Subject(table, indicator, check, unit, period, Decimal(0)), before)


def _absent(subject: Subject, check: States, before: tuple[Key, ...]) -> Found:
    last, year = _last(subject)
    applies = subject.table.cell(subject.indicator.code, subject.unit or "", subject.period).state is State.MISSING
    what = Text(vi="chưa có số liệu", en="no figure")
    if not applies:
        what = Text(vi="ghi là không áp dụng", en="said not to apply")
    vi = f" {what.vi}, trong khi {check.years} năm trước đều có (năm {year} là {last.vi}); đề nghị bổ sung hoặc nêu lý do."
    en = f": {what.en}, while the {check.years} years before had one ({last.en} in {year}); add it or say why not."
    return subject.found(vi, en, None, before)


def _nothing(subject: Subject, before: tuple[Key, ...]) -> Found:
    last, year = _last(subject)
    vi = f", trong khi trước đó chưa năm nào bằng 0 (năm {year} là {last.vi}); nếu chưa có số liệu thì không ghi 0."
    en = f", while it never was zero before ({last.en} in {year}); what is not known is not zero."
    return subject.found(vi, en, None, before)


def _last(subject: Subject) -> tuple[Text, int]:
    year = subject.period - 1
    value = subject.table.value(subject.indicator.code, subject.unit or "", year)
    return subject.amount(value or Decimal(0)), year


def _factor(value: Decimal, before: Decimal | None) -> Decimal | None:
    """Give the power of 1,000 a figure seems to be off another by; what lies near needs no measuring."""
    if before is None or (value > 0 and before > 0 and before / NEAR < value < before * NEAR):
        return None
    power = slipped(value, before)
    return None if power is None else Decimal(1).scaleb(3 * power)


def _times(factor: Decimal) -> Text:
    if factor > 1:
        return Text(vi=f"gấp khoảng {number(factor, 'vi')} lần", en=f"about {number(factor, 'en')} times")
    return Text(vi=f"chỉ bằng khoảng 1/{number(1 / factor, 'vi')}", en=f"about 1/{number(1 / factor, 'en')} of")
