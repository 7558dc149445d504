"""One grammar: what reads, what it is written back as, and what is refused with which words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.calendar.days import WorkCalendar
from coordination.calendar.grammar import (
    EXAMPLES,
    Counted,
    Fixed,
    FromQuarter,
    FromSession,
    LastWorkingDay,
    Options,
    Rule,
)
from coordination.calendar.rules import RuleError, describe, evaluate, parse
from coordination.errors import InvalidInputError
from coordination.regions.model import Basis, DatedRule

OFFSETS, DAYS = st.integers(-9, 9), st.integers(-999, 999)
ANCHORS = st.one_of(
    st.sampled_from(["opens", "due", "closes", "adopted", "cycle", "joint-meeting.positions", "2-forecast.due"]),
    st.sampled_from(["session:year_end", "session:mid_year", "session:extra_2"]),
    st.dates().map(date.isoformat),
)
BASES = st.one_of(
    st.builds(lambda before, day, near: Fixed(before, day.day, day.month, near), st.booleans(), st.dates(), OFFSETS),
    st.builds(Counted, st.booleans(), st.integers(1, 999), st.sampled_from([1, -1]), ANCHORS),
    st.builds(FromSession, st.sampled_from(["year_end", "mid_year", "extra_2"]), DAYS),
    st.builds(FromQuarter, DAYS),
    st.builds(FromQuarter, DAYS, st.integers(1, 4), OFFSETS),
    st.builds(LastWorkingDay, st.integers(1, 12), OFFSETS),
)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Draw a rule of any base with options that suit it."""
    base = draw(BASES)
    day_zero = draw(st.sampled_from([None, "counted", "excluded"])) if isinstance(base, Counted) else None
    before = isinstance(base, Fixed) and base.before
    reading = draw(st.sampled_from([None, "strict", "inclusive"])) if before else None
    roll = draw(st.sampled_from([None, "none", "next", "previous"]))
    return Rule(
        base, Options(day_zero, roll, reading, draw(st.sampled_from([None, "recompute", "once_notified", "ask"])))
    )


@given(rules())
def test_what_is_written_back_reads_as_the_same_rule(rule: Rule) -> None:
    assert parse(str(rule)) == rule
    assert str(parse(str(rule))) == str(rule)
    spread = str(rule).replace(" ", "  ").replace(",", " , ")
    assert parse(f" {spread} ") == rule


@given(rules())
def test_every_rule_has_words_in_both_languages(rule: Rule) -> None:
    vi, en = describe(rule, "vi"), describe(rule, "en")
    assert vi
    assert en
    assert vi != en
    assert "  " not in vi + en


@pytest.mark.parametrize("text", [each for row in EXAMPLES.values() for each in row.split(", ")])
def test_the_examples_read(text: str) -> None:
    assert str(parse(text)) == text


@given(st.one_of(st.text(max_size=60), st.text(alphabet="on before workingdaysN/+-:,.0123456789 ", max_size=60)))
def test_random_text_is_a_rule_or_is_refused(text: str) -> None:
    try:
        rule = parse(text)
    except RuleError as error:
        assert error.text.vi  # noqa: PT017 - either is right
        assert str(error) == error.text.en  # noqa: PT017
    else:
        assert parse(str(rule)) == rule


@given(
    rules(),
    st.integers(-20, 12000),
    st.lists(st.tuples(st.sampled_from(["opens", "due", "cycle", "session:year_end"]), st.dates()), max_size=4),
)
def test_a_rule_gives_a_date_or_says_why_not(rule: Rule, year: int, anchors: list[tuple[str, date]]) -> None:
    try:
        found = evaluate(str(rule), year=year, anchors=dict(anchors), calendar=WorkCalendar())
    except RuleError as error:
        assert str(error)  # noqa: PT017 - either is right
    else:
        assert found.sentence("vi").startswith(f"{found.day:%d/%m/%Y}: ")


def test_options_in_yaml_and_in_the_text_are_one_rule() -> None:
    basis = Basis(text="Quy chế", status="design")
    dated = DatedRule(rule="before 15/05", reading="inclusive", roll="previous", freeze="ask", basis=basis)
    assert dated.compact == "before 15/05, roll previous, reading inclusive, freeze ask"
    assert parse(dated.compact) == parse("before 15/5, freeze ask, reading inclusive, roll previous")
    found = evaluate(dated, year=2027, anchors={}, calendar=WorkCalendar())
    assert (found.day, found.freeze, found.rule) == (date(2027, 5, 14), "ask", dated.compact)
    twice = DatedRule(rule="before 15/05, roll next", roll="next", basis=basis)
    with pytest.raises(RuleError, match="'roll' is said twice"):
        evaluate(twice, year=2026, anchors={}, calendar=WorkCalendar())


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "on 00/05", "on 15/13", "on 15-05", "before", "on 15/05/2026", "on 15/05/N+10", "on 15/05/N1",
        "working_days -3 after opens", "working_days 3,5 after opens", "working_days 1000 after opens",
        "working_days 3 after", "working_days 3 after Opens", "working_days ٣ after opens",
        "working_days 3 after 2026-02-30", "working_days 9999999999 after opens", "working_days 3 after a.b.c",
        "session", "session 27", "session -1000", "session:Year -3", "session:mid_year", "quarter_end", "quarter_end 6",
        "quarter_end:5 +6", "quarter_end:0 +6", "quarter_end/N-1 +6", "last_working_day", "last_working_day 11",
        "last_working_day of 13", "last_working_day of 0", "on 15/05; DROP TABLE event", "on 15/05 before 3/3",
        "on 15/05,", ",", "on 15/05,, roll next", "on 15/05, roll", "on 15/05, roll next previous",
        "roll next, on 15/05", "on 15/05 roll next",
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(RuleError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("workdays 3 after opens", "ý là 'working_days'?", "did you mean 'working_days'?"),
        ("sesion -27", "không có loại quy tắc 'sesion'; ý là 'session'?", "did you mean 'session'?"),
        ("working_days 3 aftr opens", "ý là 'after'?", "did you mean 'after'?"),
        ("on 31/02", "không năm nào có ngày 31/02", "31/02 is not a day of any year"),
        ("on 15/05, rol next", "không có tùy chọn 'rol'; ý là 'roll'?", "did you mean 'roll'?"),
        ("on 15/05, roll nxt", "không có giá trị của roll 'nxt'; ý là 'next'?", "did you mean 'next'?"),
        ("on 15/05, roll next, roll none", "'roll' được nói hai lần", "'roll' is said twice"),
        ("on 15/05, day_zero counted", "chỉ dùng với working_days", "only for working_days and calendar_days"),
        ("session -27, day_zero excluded", "chỉ dùng với working_days", "only for working_days and calendar_days"),
        ("on 15/05, reading strict", "reading chỉ dùng với before", "reading is only for before"),
        ("working_days 0 after opens, day_zero counted", "0 ngày", "among 0 days"),
        ("calendar_days 1000 after opens", "nhiều nhất 999", "at most 999"),
        ("on 15-05", "viết: on 15/05", "write: on 15/05"),
    ],
)
def test_the_refusal_names_the_nearest_word_and_what_may_be_written(text: str, vi: str, en: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(text)
    assert vi in caught.value.text.vi
    assert en in str(caught.value)
    assert isinstance(caught.value, InvalidInputError)
    assert caught.value.exit_code == 3


def test_an_unknown_anchor_is_refused_with_the_known_ones() -> None:
    def due(rule: str, **anchors: date) -> None:
        evaluate(rule, year=2026, anchors=anchors, calendar=WorkCalendar())

    with pytest.raises(RuleError, match=r"no anchor 'opnes'; did you mean 'opens'\? · write: cycle, opens"):
        due("working_days 3 after opnes", opens=date(2026, 6, 1), cycle=date(2026, 5, 28))
    with pytest.raises(RuleError, match="session:mid_year"):
        due("session:mid_year -3")
    with pytest.raises(RuleError, match="no anchor 'cycle'"):
        due("quarter_end +6")


@pytest.mark.parametrize(
    ("rule", "year"),
    [
        ("calendar_days 9 after 9999-12-30", 2026), ("calendar_days 9 before 0001-01-05", 2026),
        ("working_days 1 before 0001-01-01", 2026), ("working_days 1 after 9999-12-31", 2026),
        ("on 15/05/N+1", 9999), ("on 15/05/N-1", 1), ("before 01/01", 1), ("quarter_end:4 +1", 9999),
        ("last_working_day of 11/N-9", 3), ("on 28/11/N+9", 9991),
    ],
)  # fmt: skip
def test_a_rule_that_leads_out_of_the_calendar_is_refused(rule: str, year: int) -> None:
    with pytest.raises(RuleError, match="out of the calendar"):
        evaluate(rule, year=year, anchors={}, calendar=WorkCalendar())


@pytest.mark.parametrize(
    ("rule", "vi", "en"),
    [
        ("on 10/01/N+1", "ngày 10/01 năm N+1", "on 10/01 of year N+1"),
        ("before 15/05", "trước ngày 15/05", "before 15/05"),
        ("before 15/05, reading strict", "trước ngày 15/05 (không kể ngày đó)", "before 15/05 (that day excluded)"),
        ("before 15/05, reading inclusive", "trước ngày 15/05 (kể cả ngày đó)", "before 15/05 (that day included)"),
        (
            "working_days 1 after opens",
            "1 ngày làm việc sau ngày mở bước",
            "1 working day after the opening of the step",
        ),
        (
            "calendar_days 5 after adopted, day_zero counted",
            "5 ngày sau ngày thông qua, tính cả ngày mốc",
            "5 calendar days after the adoption, that day counted",
        ),
        (
            "working_days 10 before 2027-02-15, freeze once_notified",
            "10 ngày làm việc trước 15/02/2027, đã thông báo thì giữ nguyên",
            "10 working days before 15/02/2027, kept once it has been told",
        ),
        (
            "calendar_days 0 after forecast.due",
            "cùng ngày với hạn nộp của bước forecast",
            "the same day as the due date of forecast",
        ),
        (
            "session:mid_year -15, roll previous",
            "15 ngày trước ngày khai mạc kỳ họp giữa năm, gặp ngày nghỉ thì dời về ngày làm việc liền trước",
            "15 days before the opening of the mid-year session, moved from a day off to the previous working day",
        ),
        (
            "session:extra -3",
            "3 ngày trước ngày khai mạc kỳ họp extra",
            "3 days before the opening of the session extra",
        ),
        (
            "quarter_end +6",
            "6 ngày sau ngày cuối quý có ngày mở",
            "6 days after the last day of the quarter of the opening",
        ),
        (
            "quarter_end:4/N-1 +6",
            "6 ngày sau ngày cuối quý IV năm N-1",
            "6 days after the last day of quarter 4 of year N-1",
        ),
        (
            "last_working_day of 11, roll none",
            "ngày làm việc cuối cùng của tháng 11, gặp ngày nghỉ vẫn giữ nguyên",
            "the last working day of month 11, kept even on a day off",
        ),
        (
            "before 15/05, freeze ask",
            "trước ngày 15/05, mốc đổi thì tổ giúp việc quyết định",
            "before 15/05, decided by the secretariat when what it counts from moves",
        ),
    ],
)
def test_a_rule_is_told_in_words_a_clerk_uses(rule: str, vi: str, en: str) -> None:
    assert describe(parse(rule), "vi") == vi
    assert describe(parse(rule), "en") == en
