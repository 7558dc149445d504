"""Numbers and signs of tables as people in Viet Nam write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.cells import Cell, State
from coordination.kernel.numerals import MOST_DIGITS, Point, Raw, mark_of, read, written
from coordination.methods.wording import number

VALUES = st.decimals(-(10**15), 10**15, places=6)
POINTS: dict[str, Point] = {"vi": ",", "en": "."}


@given(VALUES, st.sampled_from(["vi", "en"]))
def test_what_is_written_is_read_back(value: Decimal, language: str) -> None:
    reading = read(written(value, None, language), POINTS[language])
    assert reading.cell == Cell.of(value)
    assert not reading.ambiguous
    assert not reading.refused
    assert reading.remark is None


@given(st.integers(-(10**12), 10**12), st.integers(0, 6))
def test_the_vietnamese_way_needs_no_telling(units: int, decimals: int) -> None:
    value = Decimal(units).scaleb(-decimals)
    assert read(written(value, decimals, "vi")).cell == Cell.of(value)


@given(VALUES, st.sampled_from(["vi", "en"]), st.none() | st.integers(0, 6))
def test_a_number_is_written_as_the_sentences_of_reports_write_it(
    value: Decimal, language: str, decimals: int | None
) -> None:
    assert written(value, decimals, language) == number(value, language, decimals)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234,5", "1234.5"),
        ("1\u2009234\u2009567", "1234567"),
        ("1\u202f234,5", "1234.5"),
        ("1'234.5", "1234.5"),
        ("1’234", "1234"),
        ("1.234.567", "1234567"),
        ("1,234,567.89", "1234567.89"),
        ("1.234,567", "1234.567"),
        ("(1.234,5)", "-1234.5"),
        ("\u22125", "-5"),
        ("\u2013 7,5", "-7.5"),
        ("+5,2", "5.2"),
        ("0,5", "0.5"),
        ("0.123", "0.123"),
        ("1234.567", "1234.567"),
        ("1.5", "1.5"),
        ("１２３，５", "123.5"),
        ("  42 ", "42"),
        ("2025", "2025"),
    ],
)
def test_a_number_that_can_be_read_one_way_is(text: str, value: str) -> None:
    reading = read(text)
    assert (reading.cell, reading.remark) == (Cell.of(Decimal(value)), None)


@pytest.mark.parametrize("text", ["0", "0,00", "-0", "0.0", "-", "–", "\u2212"])
def test_nil_is_a_zero(text: str) -> None:
    assert read(text).cell.state is State.ZERO
    assert read(text).remark is None


@pytest.mark.parametrize(
    ("text", "comma", "dot"),
    [
        ("1.234", "1234", "1.234"),
        ("1,234", "1.234", "1234"),
        ("-12.345", "-12345", "-12.345"),
        ("(1,234)", "-1.234", "-1234"),
    ],
)
def test_one_group_of_three_is_said_to_be_ambiguous_until_the_writers_sign_is_known(
    text: str, comma: str, dot: str
) -> None:
    reading = read(text)
    assert reading.ambiguous
    assert reading.cell == Cell.of(Decimal(comma))
    assert reading.remark is not None
    for language in ("vi", "en"):
        for value in (comma, dot):
            assert written(Decimal(value), None, language) in reading.remark.in_language(language)
    for point, value in ((",", comma), (".", dot)):
        settled = read(text, point)  # type: ignore[arg-type]
        assert (settled.cell, settled.ambiguous, settled.remark) == (Cell.of(Decimal(value)), False, None)


@pytest.mark.parametrize(("text", "point"), [("1.5", ","), ("1.234,5", ".")])
def test_a_number_that_breaks_its_writers_habit_is_read_and_remarked(text: str, point: Point) -> None:
    reading = read(text, point)
    assert reading.cell == read(text).cell
    assert reading.cell.known
    assert reading.remark is not None
    assert text in reading.remark.vi


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("state", [state for state in State if state is not State.VALUE])
def test_the_sign_of_every_state_is_read_back(state: State, language: str) -> None:
    for mark in (mark_of(state, language), mark_of(state, language).upper()):
        reading = read(mark)
        assert (reading.cell.state, reading.remark, reading.refused) == (state, None, False)


def test_a_value_has_no_sign() -> None:
    with pytest.raises(ValueError, match="no sign"):
        mark_of(State.VALUE)


@pytest.mark.parametrize("text", ["…", "...", "..", "", "  \u00a0", None])
def test_what_was_not_collected_is_missing_and_not_zero(text: str | None) -> None:
    assert read(text).cell.state is State.MISSING
    assert not read(text).refused


@pytest.mark.parametrize(
    "text",
    ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#GETTING_DATA", "####", "Err:502"],
)
def test_an_error_of_the_sheet_is_missing_and_named(text: str) -> None:
    reading = read(text)
    assert reading.cell.state is State.MISSING
    assert reading.remark is not None
    assert text in reading.remark.vi
    assert text in reading.remark.en


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("12,5%", "12.5", "%"),
        ("1.234,5 tỷ đồng", "1234.5", "tỷ đồng"),
        ("7 ‰", "7", "‰"),
        ("1.250 triệu USD", "1250", "triệu USD"),
    ],
)
def test_a_unit_behind_the_number_is_told_and_not_swallowed(text: str, value: str, unit: str) -> None:
    reading = read(text, ",")
    assert (reading.cell, reading.trailing, reading.refused) == (Cell.of(Decimal(value)), unit, False)
    assert reading.remark is not None
    assert unit in reading.remark.vi
    assert unit in reading.remark.en


def test_an_ambiguous_number_with_a_unit_says_both() -> None:
    reading = read("1.234 tỷ đồng")
    assert reading.ambiguous
    assert reading.trailing == "tỷ đồng"
    assert reading.remark is not None
    assert "hai cách" in reading.remark.vi
    assert "tỷ đồng" in reading.remark.vi


def test_a_word_that_may_mean_a_unit_is_refused_with_the_suggestion() -> None:
    reading = read("12 ty dong")
    assert reading.refused
    assert reading.remark is not None
    assert "tỷ đồng" in reading.remark.vi


@pytest.mark.parametrize(
    "raw",
    [
        *("NaN", "inf", "-Infinity", "1e400", "1E5", "0x1F", "TRUE", "đúng", "12 abc", "1²", "½", "٣", "5,", ",5", "."),
        *(
            "1 23",
            "1.23.456",
            "1,234,56",
            "1.234 567",
            "1.234,567.8",
            "0.123.456",
            "--5",
            "(5",
            "5)",
            "(-5)",
            "5-",
            "+",
        ),
        *(
            "31/12/2025",
            "2025-12-31",
            "2025-12-31 00:00:00",
            "01.01.2025",
            "1/2",
            "5-10",
            "=1+2",
            "'5",
            "9" * 41,
            "9" * 9999,
        ),
        *(True, False, float("nan"), float("inf"), 10**5000, Decimal("1e400"), Decimal("1e-400"), Decimal("sNaN")),
        *(date(2025, 1, 1), datetime(2025, 1, 1, 7), time(7), timedelta(1)),  # noqa: DTZ001 - as a sheet gives it
    ],
    ids=lambda raw: str(raw)[:20] if not isinstance(raw, int) or raw < 10 else "a very great number",
)
def test_what_is_no_number_is_refused_with_a_word(raw: Raw) -> None:
    reading = read(raw)
    assert reading.refused
    assert reading.cell.state is State.MISSING
    assert reading.remark is not None
    assert 0 < len(reading.remark.vi) < 200
    assert reading.remark.vi != reading.remark.en


@pytest.mark.parametrize(("raw", "value"), [(5, "5"), (0, "0"), (0.1, "0.1"), (-2.5, "-2.5"), (Decimal("7.00"), "7")])
def test_numbers_of_a_sheet_are_taken_as_they_are(raw: Raw, value: str) -> None:
    assert read(raw).cell == Cell.of(Decimal(value))


@given(st.text(st.one_of(st.characters(), st.sampled_from("0123456789.,-() '…x%đ")), max_size=40))
def test_any_text_is_read_or_refused_but_never_breaks(text: str) -> None:
    reading = read(text)
    assert reading.remark is not None or not reading.refused
    if reading.cell.state is State.VALUE:
        assert any(sign.isdigit() for sign in text)
        assert reading.cell.value is not None
        assert abs(reading.cell.value.adjusted()) <= MOST_DIGITS
