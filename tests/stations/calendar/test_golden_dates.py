"""Dates of 2024 to 2028 counted by hand from the announced days off (to 2026) and the computed ones (2027, 2028)."""

from __future__ import annotations

from datetime import date

import pytest

from coordination.calendar.days import WorkCalendar, calendar_of
from coordination.calendar.rules import evaluate
from coordination.regions.model import Region

GOLDEN = [
    # Lunar New Year of each year, forwards and backwards
    ("working_days 5 after 2024-02-07", 2024, "2024-02-21", "Tết 8-14/02"),
    ("working_days 1 before 2024-02-15", 2024, "2024-02-07", "Tết 8-14/02, backwards"),
    ("working_days 1 after 2025-01-24", 2025, "2025-02-03", "Tết 27/01-31/01 between two weekends"),
    ("working_days 1 before 2025-02-03", 2025, "2025-01-24", "the same, backwards"),
    ("working_days 1 after 2026-02-13", 2026, "2026-02-23", "Tết 16-20/02"),
    ("working_days 10 before 2026-03-02", 2026, "2026-02-09", "five days of Tết and three weekends"),
    ("working_days 1 after 2027-02-03", 2027, "2027-02-11", "Tết 04-10/02"),
    ("working_days 10 before 2027-02-15", 2026, "2027-01-25", "Tết 04-10/02, backwards"),
    ("working_days 1 after 2028-01-21", 2028, "2028-01-31", "Tết 24-28/01"),
    ("working_days 5 before 2028-02-02", 2028, "2028-01-19", "Tết 24-28/01, backwards"),
    # Saturdays that are worked for a day off
    ("working_days 3 after 2024-04-26", 2024, "2024-05-04", "Monday 29/04 off for Saturday 04/05"),
    ("working_days 1 before 2024-05-06", 2024, "2024-05-04", "the swapped Saturday counts backwards too"),
    ("working_days 2 after 2025-04-25", 2025, "2025-04-28", "Saturday 26/04 worked"),
    ("working_days 1 after 2025-05-01", 2025, "2025-05-05", "Friday 02/05 off for it"),
    ("working_days 2 after 2026-08-20", 2026, "2026-08-22", "Saturday 22/08 worked"),
    ("working_days 3 after 2026-08-20", 2026, "2026-08-24", "and Sunday is not"),
    ("working_days 3 after 2026-08-20, day_zero counted", 2026, "2026-08-22", "Thursday, Friday, Saturday"),
    ("working_days 1 after 2026-08-28", 2026, "2026-09-03", "31/08 off for 22/08, then National Day"),
    ("working_days 5 after 2026-01-05", 2026, "2026-01-10", "Saturday 10/01 worked by override"),
    ("on 22/08, roll next", 2026, "2026-08-22", "a worked Saturday is no day off"),
    ("on 10/01, roll previous", 2026, "2026-01-10", "nor is the public sector's"),
    # Other public holidays and days in lieu
    ("working_days 1 after 2024-08-30", 2024, "2024-09-04", "National Day, two days"),
    ("working_days 1 after 2024-04-17", 2024, "2024-04-19", "Hùng Kings on Thursday 18/04"),
    ("working_days 1 after 2025-04-04", 2025, "2025-04-08", "Hùng Kings on Monday 07/04"),
    ("working_days 1 after 2025-04-29", 2025, "2025-05-05", "30/04-02/05 and the weekend"),
    ("working_days 1 after 2025-08-29", 2025, "2025-09-03", "National Day 01-02/09"),
    ("working_days 1 after 2026-04-24", 2026, "2026-04-28", "Hùng Kings on Sunday, Monday in lieu"),
    ("working_days 1 after 2026-11-23", 2026, "2026-11-25", "Culture Day 24/11"),
    ("working_days 1 after 2027-04-29", 2027, "2027-05-04", "01/05 on Saturday, Monday in lieu"),
    ("working_days 1 after 2027-09-01", 2027, "2027-09-06", "02-03/09 and the weekend"),
    ("working_days 1 after 2028-04-28", 2028, "2028-05-03", "30/04 on Sunday, Tuesday in lieu"),
    ("working_days 1 after 2028-08-31", 2028, "2028-09-05", "01/09 off, 02/09 on Saturday, Monday in lieu"),
    # Plain counting
    ("working_days 20 after 2026-06-15", 2026, "2026-07-13", "four weeks of five days"),
    ("working_days 20 after 2026-06-15, day_zero counted", 2026, "2026-07-10", "Monday is day 1"),
    ("working_days 0 after 2026-05-30", 2026, "2026-05-30", "no day is counted, not even to a working one"),
    ("working_days 0 after 2026-05-30, roll next", 2026, "2026-06-01", "unless the rule rolls"),
    ("working_days 1 after 2026-05-30, day_zero counted", 2026, "2026-06-01", "a Saturday is no first working day"),
    ("calendar_days 10 after 2026-04-25", 2026, "2026-05-05", "calendar days skip nothing"),
    ("calendar_days 5 after 2026-06-15, day_zero counted", 2026, "2026-06-19", "15, 16, 17, 18, 19"),
    ("calendar_days 5 before 2026-06-15, day_zero counted", 2026, "2026-06-11", "15, 14, 13, 12, 11"),
    # Year boundaries
    ("working_days 1 after 2024-12-31", 2024, "2025-01-02", "New Year's Day"),
    ("working_days 1 before 2024-01-02", 2024, "2023-12-29", "New Year's Day and a weekend"),
    ("working_days 1 after 2025-12-31", 2025, "2026-01-05", "02/01/2026 off by override"),
    ("working_days 2 before 2026-01-05", 2025, "2025-12-30", "back over the same four days"),
    ("calendar_days 1 after 2026-12-31", 2026, "2027-01-01", "31/12 to 01/01"),
    ("working_days 1 after 2027-12-31", 2027, "2028-01-04", "New Year on Saturday, Monday in lieu"),
    ("before 01/01/N+1", 2026, "2026-12-31", "the last day is New Year's Eve"),
    ("on 31/12/N-1", 2027, "2026-12-31", "a day of the year before"),
    ("on 01/01/N+1, roll next", 2025, "2026-01-05", "Thursday and Friday off, the weekend"),
    ("on 01/01/N+1, roll previous", 2025, "2025-12-31", "back into the old year"),
    # 29 February
    ("on 29/02", 2028, "2028-02-29", "a leap year"),
    ("on 29/02", 2026, "2026-03-01", "no leap year"),
    ("before 29/02", 2026, "2026-02-28", "no leap year, the day before"),
    ("before 01/03", 2028, "2028-02-29", "the day before 1 March"),
    ("calendar_days 5 before 2024-03-02", 2024, "2024-02-26", "back over a leap day"),
    ("working_days 1 after 2024-02-28", 2024, "2024-02-29", "a Thursday"),
    ("calendar_days 1 after 2027-02-28", 2027, "2027-03-01", "no leap day"),
    ("last_working_day of 2", 2028, "2028-02-29", "a Tuesday"),
    ("calendar_days 366 after 2024-01-01", 2024, "2025-01-01", "a leap year is 366 days"),
    # Strict and inclusive readings, rolls
    ("before 15/05", 2026, "2026-05-14", "strict unless something says otherwise"),
    ("before 15/05, reading inclusive", 2026, "2026-05-15", "the day itself"),
    ("before 01/05, reading inclusive, roll previous", 2027, "2027-04-29", "Saturday; 30/04 is off too"),
    ("before 20/07, roll previous", 2026, "2026-07-17", "19/07 is a Sunday"),
    ("on 15/08, roll next", 2026, "2026-08-17", "a Saturday to Monday"),
    ("on 15/08, roll previous", 2026, "2026-08-14", "a Saturday to Friday"),
    ("on 29/08, roll next", 2026, "2026-09-03", "a weekend, a day in lieu and National Day"),
    # Sessions of 2026: 8 July and 8 December
    ("session -27", 2026, "2026-11-11", "Bình Phước 2020, T-27"),
    ("session:mid_year -15", 2026, "2026-06-23", "calendar days"),
    ("session +0", 2026, "2026-12-08", "the day itself"),
    ("session -2, roll previous", 2026, "2026-12-04", "06/12 is a Sunday"),
    ("working_days 1 before session:year_end", 2026, "2026-12-07", "a Monday"),
    # Quarters: statistics come out on the 6th after the quarter (Decree 62/2024)
    ("quarter_end:1 +6", 2026, "2026-04-06", "first quarter"),
    ("quarter_end:4/N-1 +6", 2026, "2026-01-06", "fourth quarter of the year before"),
    ("quarter_end:3 +6", 2028, "2028-10-06", "nine months"),
    ("quarter_end:2 +6, roll next", 2025, "2025-07-07", "06/07/2025 is a Sunday"),
    ("quarter_end +6", 2026, "2026-07-06", "the quarter of 15/06/2026, when the step opens"),
    ("quarter_end:1 -1", 2027, "2027-03-30", "the day before the end"),
    # Last working day of a month
    ("last_working_day of 11", 2026, "2026-11-30", "a Monday"),
    ("last_working_day of 11", 2024, "2024-11-29", "the 30th is a Saturday"),
    ("last_working_day of 4", 2024, "2024-04-26", "29 and 30/04 off, and a weekend"),
    ("last_working_day of 4", 2025, "2025-04-29", "30/04 off"),
    ("last_working_day of 4", 2028, "2028-04-28", "30/04 is a Sunday"),
    ("last_working_day of 1", 2025, "2025-01-24", "the month ends in Tết"),
    ("last_working_day of 12", 2028, "2028-12-29", "31/12 is a Sunday"),
    ("last_working_day of 1/N+1", 2027, "2028-01-31", "of the year after"),
]
ANCHORS = {
    "opens": date(2026, 6, 15),
    "session:mid_year": date(2026, 7, 8),
    "session:year_end": date(2026, 12, 8),
}


@pytest.fixture(scope="module")
def country(region: Region) -> WorkCalendar:
    """Give the calendar with the overrides of the shipped national configuration."""
    return calendar_of(region)


@pytest.mark.parametrize(("rule", "year", "expected", "why"), GOLDEN, ids=[f"{row[0]} ({row[1]})" for row in GOLDEN])
def test_the_table_counted_by_hand_holds(country: WorkCalendar, rule: str, year: int, expected: str, why: str) -> None:
    found = evaluate(rule, year=year, anchors=ANCHORS, calendar=country)
    assert found.day == date.fromisoformat(expected), f"{why}: {found.sentence('en')}"
