"""Which days are worked and why not; what one more day off may and may not do to a deadline."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Literal

import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from coordination.calendar.days import WorkCalendar, calendar_of
from coordination.calendar.rules import Due, evaluate
from coordination.calendar.wording import WEEKEND
from coordination.kernel.clock import end_of_day, local_date
from coordination.kernel.text import Text
from coordination.regions.model import Basis, Holiday, Region

PLAIN = WorkCalendar(announced_through=2030)


def changed(day: date, *units: str, kind: Literal["off", "working"] = "off") -> Holiday:
    """Make a day that differs from the computed calendar."""
    basis = Basis(text="Quyết định 12/QĐ-UBND", en="Decision 12/QĐ-UBND", status="in_force")
    return Holiday(date=day, name=Text(vi="Nghỉ bão", en="Storm"), kind=kind, basis=basis, units=list(units))


def due(rule: str, calendar: WorkCalendar = PLAIN, **anchors: date) -> Due:
    """Evaluate a rule in year N = 2026."""
    return evaluate(rule, year=2026, anchors=anchors, calendar=calendar)


@pytest.mark.parametrize("saturday", [date(2024, 5, 4), date(2025, 4, 26), date(2026, 8, 22)])
def test_a_swapped_saturday_is_a_working_day_and_says_why(saturday: date) -> None:
    assert saturday.weekday() == 5
    assert PLAIN.is_working(saturday)
    reason = PLAIN.reason_on(saturday)
    assert reason is not None
    assert reason.vi.startswith("thứ Bảy làm bù cho ngày nghỉ ")
    for other in (saturday + timedelta(days=1), saturday + timedelta(days=7)):
        assert not PLAIN.is_working(other)
        assert PLAIN.reason_on(other) is None


def test_the_shipped_overrides_correct_the_computed_calendar(region: Region) -> None:
    here, friday, saturday = calendar_of(region), date(2026, 1, 2), date(2026, 1, 10)
    assert PLAIN.is_working(friday)
    assert not PLAIN.is_working(saturday)
    assert not here.is_working(friday)
    assert here.is_working(saturday)
    off, on = here.reason_off(friday), here.reason_on(saturday)
    assert off is not None
    assert "Chính phủ đồng ý ngày 25/12/2025" in off.vi, "the act is named"
    assert on is not None
    assert on.en
    assert here.announced_through == 2026


@pytest.mark.parametrize(
    ("day", "vi", "en"),
    [
        (date(2026, 9, 2), "Quốc khánh", "National Day"),
        (date(2026, 5, 30), "thứ Bảy", "Saturday"),
        (date(2026, 5, 31), "Chủ nhật", "Sunday"),
        (date(2027, 2, 4), "ngày nghỉ giáp Tết Nguyên Đán", "day off before Lunar New Year's Eve"),
        (date(2026, 2, 18), "Mùng hai Tết Nguyên Đán", "Second Day of Lunar New Year"),
        (date(2026, 4, 27), "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)", "Hung Kings' Commemoration Day (observed)"),
        (date(2026, 8, 31), "nghỉ bù cho thứ Bảy 22/08/2026 làm việc", "off for the Saturday worked, 22/08/2026"),
    ],
)
def test_each_day_off_says_why_in_both_languages(day: date, vi: str, en: str) -> None:
    assert PLAIN.reason_off(day) == Text(vi=vi, en=en)


_ORDER = ["Tết Nguyên Đán", *(f"Mùng {each} Tết Nguyên Đán" for each in ("hai", "ba", "bốn", "năm", "sáu"))]
_IN_ENGLISH = ["Lunar New Year", *(f"{each} Day of Lunar New Year" for each in ("Second", "Third", "Fourth", "Fifth"))]


@pytest.mark.parametrize("year", range(2020, 2031))
def test_the_days_of_tet_are_named_by_their_distance_from_the_first(year: int) -> None:
    table = {day: name for day, name in country_holidays("VN", years=year, language="vi").items() if "Tết" in name}
    (first,) = (day for day, name in table.items() if name == "Tết Nguyên Đán")
    around = {day: reason for away in range(-4, 8) if (reason := _named(day := first + timedelta(days=away)))}
    assert {day for day in table if abs((day - first).days) < 8} == set(around)
    for day, reason in around.items():
        away = (day - first).days
        if away >= 0:
            assert (reason.vi, reason.en) == (_ORDER[away], _IN_ENGLISH[away])
        elif away == -1:
            assert (reason.vi, reason.en) == ("Giao thừa Tết Nguyên Đán", "Lunar New Year's Eve")
        else:
            # Whether it is the 28th or the 29th depends on the length of the last month.
            assert reason == Text(vi="ngày nghỉ giáp Tết Nguyên Đán", en="day off before Lunar New Year's Eve")


def _named(day: date) -> Text | None:
    reason = PLAIN.reason_off(day)
    return None if reason in WEEKEND else reason


def test_a_working_day_gives_no_reason() -> None:
    assert PLAIN.reason_off(date(2026, 5, 28)) is None
    assert PLAIN.reason_on(date(2026, 5, 28)) is None


def test_a_day_off_of_one_province_is_no_day_off_elsewhere_and_names_its_decree() -> None:
    day, storm = date(2026, 10, 14), [changed(date(2026, 10, 14), "92")]
    assert WorkCalendar.of(storm, "92").reason_off(day) == Text(
        vi="Nghỉ bão (Quyết định 12/QĐ-UBND)", en="Storm (Decision 12/QĐ-UBND)"
    )
    assert WorkCalendar.of(storm, "82").is_working(day)
    assert WorkCalendar.of(storm).is_working(day)


# What one more day off does

STARTS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
NEAR = st.dates(date(2024, 1, 1), date(2029, 12, 31))
EXTRA = st.lists(NEAR, max_size=12)
NUMBERS = st.integers(0, 60)
DAY_ZERO = st.sampled_from(["", ", day_zero counted", ", day_zero excluded"])


@given(STARTS, st.integers(1, 60), EXTRA, st.integers(-5, 120), DAY_ZERO)
def test_one_more_day_off_never_brings_after_nearer_nor_before_further(
    start: date, number: int, extra: list[date], away: int, zero: str
) -> None:
    days = [changed(day) for day in extra]
    for way, sign in (("after", 1), ("before", -1)):
        new = start + timedelta(days=sign * away)
        rule = f"working_days {number} {way} opens{zero}, roll {'next' if sign > 0 else 'previous'}"
        old = due(rule, WorkCalendar.of(days), opens=start).day
        moved = due(rule, WorkCalendar.of([*days, changed(new)]), opens=start).day
        assert (moved - old).days * sign >= 0


@given(STARTS, NUMBERS, EXTRA, st.integers(-3, 3))
def test_one_more_day_off_only_lets_a_rolled_date_roll_further(
    start: date, number: int, extra: list[date], beside: int
) -> None:
    days = [changed(day) for day in extra]
    for way, roll, sign in (("after", "next", 1), ("before", "previous", -1)):
        rule = f"calendar_days {number} {way} opens, roll {roll}"
        old = due(rule, WorkCalendar.of(days), opens=start).day
        moved = due(rule, WorkCalendar.of([*days, changed(old + timedelta(days=beside))]), opens=start).day
        assert (moved - old).days * sign >= 0
        assert (moved != old) == (beside == 0)


@given(STARTS, st.integers(1, 60), st.sampled_from(["after", "before"]), EXTRA)
def test_the_derivation_names_every_day_passed_and_why_it_was_skipped(
    start: date, number: int, way: str, extra: list[date]
) -> None:
    calendar = WorkCalendar.of(changed(day) for day in extra)
    found = due(f"working_days {number} {way} opens", calendar, opens=start)
    step = timedelta(days=1 if way == "after" else -1)
    passed = [each.day for each in found.derivation]
    assert passed == [start + at * step for at in range(len(passed))]
    assert passed[-1] == found.day
    assert found.anchor == start
    for each in found.derivation[1:]:
        assert each.counted == calendar.is_working(each.day)
        if not each.counted:
            assert each.reason == calendar.reason_off(each.day)
    assert sum(each.counted for each in found.derivation) == number


@given(STARTS, NUMBERS)
def test_counting_there_and_back_ends_at_the_start_if_it_was_a_working_day(start: date, number: int) -> None:
    if PLAIN.is_working(start):
        there = due(f"working_days {number} after opens", opens=start).day
        assert due(f"working_days {number} before opens", opens=there).day == start


@given(STARTS, st.integers(1, 60))
def test_counting_the_first_day_too_is_one_day_less(start: date, number: int) -> None:
    counted = due(f"calendar_days {number} after opens, day_zero counted", opens=start).day
    assert counted == due(f"calendar_days {number - 1} after opens", opens=start).day
    if PLAIN.is_working(start):
        counted = due(f"working_days {number} after opens, day_zero counted", opens=start).day
        assert counted == due(f"working_days {number - 1} after opens", opens=start).day


@given(STARTS)
def test_a_deadline_ends_at_midnight_in_viet_nam(start: date) -> None:
    last = due("working_days 1 after opens", opens=start).day
    passed = end_of_day(last)
    assert passed == datetime(last.year, last.month, last.day, 17, tzinfo=UTC), "24:00 in Asia/Ho_Chi_Minh"
    assert local_date(passed - timedelta(seconds=1)) == last
    assert local_date(passed) == last + timedelta(days=1)
