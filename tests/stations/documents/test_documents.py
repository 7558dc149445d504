"""Tables, pictures and numbers as people and spreadsheets read them."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from coordination.documents.tables import as_csv, cell, readable
from coordination.documents.templating import environment, escapes, lines, written_date, written_number
from coordination.documents.year import Bar, year_svg
from coordination.kernel.text import Text
from coordination.methods.contract import Table

SVG = "{http://www.w3.org/2000/svg}"
DANGEROUS = "=+-@\t\r\n"


def table(*rows: tuple[object, ...]) -> Table:
    """Make a table of rows."""
    width = max((len(row) for row in rows), default=1)
    columns = tuple(Text(vi=f"Cột {number}", en=f"Column {number}") for number in range(width))
    return Table(key="t", title=Text(vi="Bảng", en="Table"), columns=columns, rows=rows)  # type: ignore[arg-type]


def cells(text: str) -> list[list[str]]:
    """Read a CSV as a spreadsheet would."""
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    "formula",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd|x", "@SUM(A1)", "\t=1", "\n=1", '=HYPERLINK("http://x","y")', "--1"],
)
def test_what_a_spreadsheet_would_take_for_a_formula_is_made_inert(formula: str) -> None:
    _, (shown,) = cells(as_csv(table((formula,)), "vi"))
    assert shown == f"'{formula}"


def test_a_line_break_within_a_cell_does_not_begin_a_row_with_a_formula() -> None:
    """A spreadsheet takes a lone CR for the end of a row unless it stands in quotes."""
    for words in ("\r=1", "lời\r=1+1", "lời\r\n=1+1"):
        _, *rows = cells(as_csv(table((words,)), "vi"))
        assert len(rows) == 1
        assert "\r" not in as_csv(table((words,)), "vi")


@given(st.text(max_size=20))
def test_no_text_becomes_a_formula_and_none_is_lost(text: str) -> None:
    shown = cell(text)
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    assert shown in {kept, f"'{kept}"}
    if shown[:1] in set(DANGEROUS):
        float(shown)


@given(st.one_of(st.integers(), st.decimals(allow_nan=False), st.floats(allow_nan=False)))
def test_numbers_stay_numbers_negative_ones_too(value: object) -> None:
    assert cell(value) == str(value)
    assert cell(str(value)) == str(value)


def test_missing_is_empty_and_zero_is_zero() -> None:
    assert cells(as_csv(table((None, 0, Decimal("0.0"), "")), "en")) == [
        ["Column 0", "Column 1", "Column 2", "Column 3"], ["", "0", "0.0", ""]
    ]  # fmt: skip


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=8), st.integers()
        ),
        max_size=5,
    )
)
def test_a_table_reads_back_as_it_was(rows: list[tuple[str, int]]) -> None:
    _, *found = cells(as_csv(table(*rows, ("x", 1)), "vi"))
    assert found == [[cell(text), str(number)] for text, number in [*rows, ("x", 1)]]


def test_people_read_names_dashes_and_years_without_points() -> None:
    columns = (
        Text(vi="Năm", en="Year"),
        Text(vi="Đơn vị", en="Units"),
        Text(vi="Giá trị", en="Value"),
        Text(vi="Tình trạng", en="State"),
    )
    rows = ((2025, "92, 96", Decimal("1234.5"), "partial"), (2026, "97", None, "not_yet_due"))
    made = Table(key="t", title=Text(vi="", en=""), columns=columns, rows=rows)
    shown = readable(made, "vi", {"92": "Cần Thơ", "96": "Cà Mau"})
    assert [[each.text for each in row] for row in shown] == [
        ["2025", "Cần Thơ, Cà Mau", "1.234,5", "chưa đủ"], ["2026", "97", "–", "chưa đến kỳ"]
    ]  # fmt: skip


# Numbers and dates


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (0, "0", "0"),
        (1234567, "1.234.567", "1,234,567"),
        (-1234, "-1.234", "-1,234"),
        (1234.5, "1.234,5", "1,234.5"),
        (100.0, "100", "100"),
        (Decimal("1335989.90"), "1.335.989,9", "1,335,989.9"),
        (Decimal("0.05"), "0,05", "0.05"),
        (Decimal(1000), "1.000", "1,000"),
        (0.001, "0", "0"),
        (-0.001, "0", "0"),
        (Decimal("-0.0"), "0", "0"),
    ],
)
def test_a_number_is_written_as_each_language_writes_it(value: float | Decimal, vi: str, en: str) -> None:
    assert written_number(value, "vi") == vi
    assert written_number(value, "en") == en


@given(st.integers(-(10**15), 10**15))
def test_whole_numbers_lose_nothing_in_either_language(value: int) -> None:
    assert int(written_number(value, "vi").replace(".", "")) == value
    assert int(written_number(value, "en").replace(",", "")) == value


def test_an_instant_is_written_with_its_hour_in_viet_nam() -> None:
    moment = datetime(2026, 12, 4, 17, 30, tzinfo=UTC)
    assert written_date(moment) == "00 giờ 30 phút ngày 05/12/2026"
    assert written_date(moment.isoformat(), "en") == "05/12/2026, 00:30 (UTC+7)"
    assert written_date("2026-12-05") == written_date(date(2026, 12, 5)) == "05/12/2026"


# Templates


def test_only_kinds_of_templates_that_are_known_are_set() -> None:
    assert escapes("letter.html")
    assert escapes("year.svg")
    assert not escapes("letter.txt")
    for name in ("letter.htm", "letter", None, "letter.html.j2"):
        with pytest.raises(ValueError, match="must end in"):
            escapes(name)


def test_a_template_escapes_by_its_ending_and_refuses_unknown_names(tmp_path: Path) -> None:
    for ending in ("html", "txt"):
        (tmp_path / f"a.{ending}").write_text("{{ words }}", "utf-8")
    engine = environment(tmp_path)
    assert engine.get_template("a.html").render(words="<b>&") == "&lt;b&gt;&amp;"
    assert engine.get_template("a.txt").render(words="<b>&") == "<b>&"
    with pytest.raises(UndefinedError, match="'words' is undefined"):
        engine.get_template("a.txt").render()


@given(st.text(max_size=60))
def test_the_lines_of_somebodys_words_hold_no_hidden_sign(text: str) -> None:
    for line in lines(text):
        assert line.strip() == line != ""
        assert line.isprintable() or not any(ord(sign) < 32 or sign in "\u202e\u2066\u200b" for sign in line)


# The picture of the year

DAY = date(2026, 6, 2)
LABELS = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=30)
OUTCOMES = st.sampled_from(["adopted", "adopted_with_reservations", "referred", "cancelled", "open", ""])


def bar(
    label: str = "Dự báo", opens: date = DAY, outcome: str = "adopted", lengths: tuple[int, int, int] = (12, 3, 7)
) -> Bar:
    """Make a bar."""
    due = opens + timedelta(days=lengths[0])
    closes = due + timedelta(days=lengths[1])
    return Bar(label, opens, due, closes, closes + timedelta(days=lengths[2]), outcome)


BARS = st.builds(
    bar,
    LABELS,
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    OUTCOMES,
    st.tuples(st.integers(0, 90), st.integers(0, 20), st.integers(0, 40)),
)


@given(LABELS, st.lists(BARS, min_size=1, max_size=6), st.sampled_from(["vi", "en"]), LABELS)
def test_the_year_is_well_formed_whatever_the_words(title: str, bars: list[Bar], language: str, note: str) -> None:
    root = ET.fromstring(year_svg(title, bars, language, note))  # noqa: S314 - our own picture
    assert root.tag == f"{SVG}svg"
    assert root.get("aria-label") == " ".join(title.split()) or "aria-label" in root.attrib
    assert len(root.findall(f"{SVG}g")) >= len(bars)


def test_words_that_look_like_markup_are_words() -> None:
    evil = '<script>alert("x")</script>&"'
    picture = year_svg(evil, [bar(evil)], "vi", evil)
    assert "<script" not in picture
    root = ET.fromstring(picture)  # noqa: S314 - our own picture
    assert {each.tag for each in root.iter()} <= {
        f"{SVG}{name}" for name in ("svg", "g", "rect", "line", "text", "title")
    }
    assert any(evil in (each.text or "") for each in root.iter(f"{SVG}text"))


def test_the_picture_spans_from_the_first_opening_to_the_last_day_for_positions() -> None:
    picture = year_svg("Năm 2027", [bar(opens=date(2026, 6, 2)), bar(opens=date(2026, 12, 20))], "vi")
    assert "06/2026" in picture
    assert "01/2027" in picture
    assert "05/2026" not in picture
    assert "02/2027" not in picture


def test_bars_lie_within_the_picture_and_in_the_order_of_their_days() -> None:
    root = ET.fromstring(year_svg("Năm", [bar(lengths=(0, 0, 0)), bar(lengths=(30, 0, 5))], "en"))  # noqa: S314
    width = float(root.get("width", "0"))
    for group in root.findall(f"{SVG}g"):
        places = [float(each.get("x", "0")) for each in group.findall(f"{SVG}rect")]
        ends = [float(each.get("x", "0")) + float(each.get("width", "0")) for each in group.findall(f"{SVG}rect")]
        if "transform" not in group.attrib:
            assert places == sorted(places)
            assert all(0 <= start <= end <= width for start, end in zip(places, ends, strict=True))
