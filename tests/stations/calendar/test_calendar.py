"""Deadlines are rules: they give a date, and every day that was looked at on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.calendar.days import LAST_ANNOUNCED_YEAR, WorkCalendar
from coordination.calendar.rules import GRAMMAR, Due, RuleError, evaluate, parse
from coordination.kernel.text import Text
from coordination.regions.model import Basis, Holiday, Region

PLAIN = WorkCalendar()


def due(rule: str, calendar: WorkCalendar = PLAIN, year: int = 2026, **anchors: date) -> Due:
    """Evaluate a rule in year N = 2026."""
    return evaluate(rule, year=year, anchors=anchors, calendar=calendar)


def day_off(day: date, *units: str) -> Holiday:
    """Make a day off that the computed calendar does not know."""
    name, basis = Text(vi="Nghỉ bão", en="Storm"), Basis(text="Công điện", status="practice")
    return Holiday(date=day, name=name, kind="off", basis=basis, units=list(units))


@pytest.fixture(scope="module")
def national(region: Region) -> WorkCalendar:
    """Give the calendar with the overrides of the shipped national configuration."""
    return WorkCalendar.of(region.holidays)


# Counted by hand from the announced days off (2024 to 2026) and the computed ones (2027, 2028).
GOLDEN = [
    ("working_days 5 after 2024-02-07", "2024-02-21", "Tết 8-14/02"),
    ("working_days 3 after 2024-04-26", "2024-05-04", "Monday 29/04 off for Saturday 04/05"),
    ("working_days 1 before 2024-05-06", "2024-05-04", "the swapped Saturday counts backwards too"),
    ("working_days 1 after 2024-08-30", "2024-09-04", "National Day, two days"),
    ("working_days 1 before 2025-02-03", "2025-01-24", "Tết 25/01-02/02"),
    ("working_days 1 after 2025-04-04", "2025-04-08", "Hùng Kings on Monday 07/04"),
    ("working_days 2 after 2025-04-25", "2025-04-28", "Saturday 26/04 worked"),
    ("working_days 1 after 2025-04-29", "2025-05-05", "30/04-02/05 and the weekend"),
    ("working_days 1 after 2025-08-29", "2025-09-03", "National Day 01-02/09"),
    ("working_days 1 after 2025-12-31", "2026-01-05", "02/01/2026 off by override"),
    ("working_days 5 after 2026-01-05", "2026-01-10", "Saturday 10/01 worked by override"),
    ("working_days 1 after 2026-02-13", "2026-02-23", "Tết 16-20/02"),
    ("working_days 1 after 2026-04-24", "2026-04-28", "Hùng Kings on Sunday, Monday in lieu"),
    ("working_days 2 after 2026-08-20", "2026-08-22", "Saturday 22/08 worked"),
    ("working_days 1 after 2026-08-28", "2026-09-03", "31/08 off for 22/08"),
    ("working_days 1 after 2026-11-23", "2026-11-25", "Culture Day 24/11"),
    ("working_days 10 before 2027-02-15", "2027-01-25", "Tết 04-10/02"),
    ("working_days 1 after 2027-04-29", "2027-05-04", "01/05 on Saturday, Monday in lieu"),
    ("working_days 1 after 2027-09-01", "2027-09-06", "02-03/09 and the weekend"),
    ("working_days 1 after 2027-12-31", "2028-01-04", "New Year on Saturday, Monday in lieu"),
    ("working_days 1 after 2028-01-21", "2028-01-31", "Tết 24-28/01"),
    ("working_days 1 after 2028-04-28", "2028-05-03", "30/04 on Sunday, Tuesday in lieu"),
    ("working_days 1 after 2028-08-31", "2028-09-05", "01/09 off, 02/09 on Saturday, Monday in lieu"),
    ("working_days 0 after 2026-05-30", "2026-05-30", "no day is counted, not even to a working one"),
    ("calendar_days 10 after 2026-04-25", "2026-05-05", "calendar days skip nothing"),
    ("calendar_days 5 before 2024-03-02", "2024-02-26", "over a leap day"),
]


@pytest.mark.parametrize(("rule", "expected", "why"), GOLDEN, ids=[rule for rule, _, _ in GOLDEN])
def test_the_table_counted_by_hand_holds(national: WorkCalendar, rule: str, expected: str, why: str) -> None:
    assert due(rule, national).day == date.fromisoformat(expected), why


@pytest.mark.parametrize("saturday", [date(2024, 5, 4), date(2025, 4, 26), date(2026, 8, 22)])
def test_a_swapped_saturday_is_a_working_day(saturday: date) -> None:
    assert saturday.weekday() == 5
    assert PLAIN.is_working(saturday)
    assert not PLAIN.is_working(saturday + timedelta(days=1))
    assert not PLAIN.is_working(saturday + timedelta(days=7))


def test_the_shipped_overrides_correct_the_computed_calendar(national: WorkCalendar) -> None:
    friday, saturday = date(2026, 1, 2), date(2026, 1, 10)
    assert PLAIN.is_working(friday)
    assert not PLAIN.is_working(saturday)
    assert not national.is_working(friday)
    assert national.is_working(saturday)
    reason = national.reason_off(friday)
    assert reason is not None
    assert "hoán đổi" in reason.vi


def test_each_day_off_says_why_in_both_languages() -> None:
    assert PLAIN.reason_off(date(2026, 9, 2)) == Text(vi="Quốc khánh", en="National Day")
    assert PLAIN.reason_off(date(2026, 5, 30)) == Text(vi="thứ Bảy", en="Saturday")
    assert PLAIN.reason_off(date(2026, 5, 31)) == Text(vi="Chủ nhật", en="Sunday")
    assert PLAIN.reason_off(date(2026, 5, 28)) is None


def test_a_day_off_of_one_province_is_no_day_off_elsewhere() -> None:
    storm = [day_off(date(2026, 10, 14), "92")]
    assert not WorkCalendar.of(storm, "92").is_working(date(2026, 10, 14))
    assert WorkCalendar.of(storm, "82").is_working(date(2026, 10, 14))
    assert WorkCalendar.of(storm).is_working(date(2026, 10, 14))


# Fixed days


@pytest.mark.parametrize(
    ("rule", "year", "expected"),
    [
        ("on 15/05", 2026, "2026-05-15"),
        ("before 15/05", 2026, "2026-05-14"),
        ("on 10/01/N+1", 2026, "2027-01-10"),
        ("before 01/01/N+1", 2026, "2026-12-31"),
        ("on 31/12/N-1", 2026, "2025-12-31"),
        ("before 01/03", 2028, "2028-02-29"),
        ("on 29/02", 2028, "2028-02-29"),
        ("on 29/02", 2026, "2026-03-01"),
        ("before 29/02", 2026, "2026-02-28"),
        (" before   5/7 ", 2026, "2026-07-04"),
    ],
)
def test_before_is_strict_and_on_is_the_day_itself(rule: str, year: int, expected: str) -> None:
    assert due(rule, year=year).day == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("session -27", "2026-11-11"), ("session:year_end +4", "2026-12-12"), ("session:mid_year -15", "2026-06-23")],
)
def test_the_ladder_counts_calendar_days_from_the_session(rule: str, expected: str) -> None:
    anchors = {"session:year_end": date(2026, 12, 8), "session:mid_year": date(2026, 7, 8)}
    found = evaluate(rule, year=2026, anchors=anchors, calendar=PLAIN)
    assert found.day == date.fromisoformat(expected)
    assert found.derivation[0].day in anchors.values()


# Properties

STARTS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
EXTRA = st.lists(st.dates(date(2024, 1, 1), date(2029, 12, 31)), max_size=12)
AFTER_BEFORE = st.sampled_from(["after", "before"])


def walk(start: date, number: int, step: int, working: Callable[[date], bool]) -> date:
    """Count day by day on the fingers."""
    day = start
    while number:
        day += timedelta(days=step)
        number -= working(day)
    return day


@settings(max_examples=300)
@given(STARTS, st.integers(0, 90), AFTER_BEFORE, EXTRA, st.booleans())
def test_a_counted_rule_equals_a_walk_day_by_day(
    start: date,
    number: int,
    way: str,
    extra: list[date],
    working: bool,  # noqa: FBT001 - drawn
) -> None:
    calendar = WorkCalendar.of(day_off(day) for day in extra)
    unit = "working_days" if working else "calendar_days"
    found = due(f"{unit} {number} {way} opens", calendar, opens=start)
    step = 1 if way == "after" else -1
    counts = calendar.is_working if working else lambda _day: True
    assert found.day == walk(start, number, step, counts)


@given(STARTS, st.integers(0, 60), EXTRA, st.dates(date(2024, 1, 1), date(2029, 12, 31)))
def test_one_more_day_off_never_brings_after_nearer_nor_before(
    start: date, number: int, extra: list[date], new: date
) -> None:
    before = WorkCalendar.of(day_off(day) for day in extra)
    with_new = WorkCalendar.of(day_off(day) for day in [*extra, new])
    later = f"working_days {number} after opens"
    earlier = f"working_days {number} before opens"
    assert due(later, with_new, opens=start).day >= due(later, before, opens=start).day
    assert due(earlier, with_new, opens=start).day <= due(earlier, before, opens=start).day


@given(STARTS, st.integers(1, 60), AFTER_BEFORE, EXTRA)
def test_the_derivation_names_every_day_passed_and_why_it_was_skipped(
    start: date, number: int, way: str, extra: list[date]
) -> None:
    calendar = WorkCalendar.of(day_off(day) for day in extra)
    found = due(f"working_days {number} {way} opens", calendar, opens=start)
    step = timedelta(days=1 if way == "after" else -1)
    passed = [each.day for each in found.derivation]
    assert passed == [start + number * step for number in range(len(passed))]
    assert passed[-1] == found.day
    for each in found.derivation[1:]:
        assert each.counted == calendar.is_working(each.day)
        if not each.counted:
            assert each.reason == calendar.reason_off(each.day)
    assert sum(each.counted for each in found.derivation[1:]) == number
    assert "working" in found.derivation[-1].reason.en


@given(STARTS, st.integers(0, 60))
def test_counting_there_and_back_ends_at_the_start_if_it_was_a_working_day(start: date, number: int) -> None:
    if PLAIN.is_working(start):
        there = due(f"working_days {number} after opens", opens=start).day
        assert due(f"working_days {number} before opens", opens=there).day == start


# What the reader of a date is told


def test_a_sentence_names_the_rule_the_basis_and_the_days_skipped() -> None:
    found = evaluate(
        "working_days 2 after 2026-08-28", year=2026, anchors={}, calendar=PLAIN, basis="Quy chế vùng", status="design"
    )
    vi, en = found.sentence("vi"), found.sentence("en")
    assert vi.startswith("04/09/2026: 2 ngày làm việc")
    assert "không tính 29/08 (thứ Bảy), 30/08 (Chủ nhật), 31/08 (Ngày nghỉ (thay cho ngày 22/08/2026))" in vi
    assert "01/09 (Quốc khánh), …" in vi, "a line holds four"
    assert "Quy chế vùng" in vi
    assert en.startswith("04/09/2026: ")
    assert "not counted: 29/08 (Saturday)" in en


def test_a_year_after_the_announced_table_warns() -> None:
    assert LAST_ANNOUNCED_YEAR == 2026
    assert due("working_days 1 after 2026-11-23").warnings == ()
    (warning,) = due("working_days 10 before 2027-02-15").warnings
    assert "2027" in warning.vi
    assert "not yet announced" in warning.en


def test_a_date_this_year_that_was_counted_through_the_next_warns_too() -> None:
    found = due("working_days 5 before 2027-01-06")
    assert found.day.year == 2026
    assert len(found.warnings) == 1


# What is no rule


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "on 31/02", "on 00/05", "on 15/13", "on 15-05", "before", "on 15/05/2026", "on 15/05/N+10",
        "working_days -3 after opens", "working_days 3,5 after opens", "working_days 1000 after opens",
        "workdays 3 after opens", "working_days 3 from opens", "working_days 3 after", "working_days 3 after Opens",
        "session", "session 27", "session -1000", "session:Year -3", "on 15/05; DROP TABLE event", "on 15/05 before 3/3",
    ],
)  # fmt: skip
def test_a_bad_rule_is_refused_with_what_may_be_written(text: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(text)
    assert GRAMMAR.en in str(caught.value) or "is not a day of any year" in str(caught.value)


def test_an_unknown_anchor_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RuleError, match=r"called 'forecast\.due'; known: cycle, opens"):
        due("working_days 3 after forecast.due", opens=date(2026, 6, 1), cycle=date(2026, 5, 28))
    with pytest.raises(RuleError, match="session:mid_year"):
        due("session:mid_year -3")
    with pytest.raises(RuleError, match="2026-02-30"):
        due("working_days 3 after 2026-02-30")


@pytest.mark.parametrize("rule", ["calendar_days 9 after 9999-12-30", "calendar_days 9 before 0001-01-05"])
def test_a_rule_that_leads_out_of_the_calendar_is_refused(rule: str) -> None:
    with pytest.raises(RuleError, match="out of the calendar"):
        due(rule)


@given(st.text(max_size=40))
def test_any_text_is_a_rule_or_is_refused(text: str) -> None:
    try:
        parse(text)
    except RuleError as error:
        assert str(error)  # noqa: PT017 - either is right
