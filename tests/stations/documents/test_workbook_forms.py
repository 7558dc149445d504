"""Forms as workbooks: what was entered comes back as it was, the same form is the same file, and texts stay texts."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from coordination.documents.workbook.annotating import annotate
from coordination.documents.workbook.csv_text import csv_read, csv_safe, from_csv, to_csv
from coordination.documents.workbook.figures import as_float
from coordination.documents.workbook.layout import Layout
from coordination.documents.workbook.locating import locate
from coordination.documents.workbook.machine import LONGEST, lines
from coordination.documents.workbook.model import Address, Column, Form, Row, Sheet, Signer, Validation
from coordination.documents.workbook.reading import Grid, Kind, read_bytes
from coordination.documents.workbook.remarks import Remark
from coordination.documents.workbook.writing import write
from coordination.kernel.cells import MISSING, NOT_APPLICABLE, NOT_YET_DUE, SUPPRESSED, Cell
from coordination.kernel.text import Text, plain_words

MADE = datetime(2026, 6, 1, 8)  # noqa: DTZ001 - a workbook knows no zones
INJECTIONS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "{=1+1}",
    '=HYPERLINK("http://x.example")',
    "http://x.example",
    "_x0041_",
)

figures = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=6)
cells = st.one_of(figures.map(Cell.of), st.sampled_from([MISSING, NOT_APPLICABLE, SUPPRESSED, NOT_YET_DUE]))
words = st.one_of(st.text(max_size=40), st.sampled_from(INJECTIONS)).map(plain_words)
days = st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 1, 1))
lines_of_a_table = st.lists(st.tuples(cells, words, days, st.sampled_from(["Có", "Không"])), min_size=1, max_size=6)

COLUMNS = (
    Column(key="before", title="Năm trước", locked=True),
    Column(key="figure", title="Năm nay", unit="%"),
    Column(key="why", title="Giải trình", kind="text", width=24),
    Column(key="day", title="Ngày số liệu", kind="date"),
    Column(key="final", title="Chính thức", kind="choice", validation=Validation(options=("Có", "Không"))),
)


def form(rows: list[tuple[Cell, str, date, str]], **more: object) -> Form:
    made = [
        Row(
            key=f"row.{number}",
            number=str(number),
            label=f"Chỉ tiêu {number}",
            code=f"KT{number:02d}",
            unit="%",
            definition="Định nghĩa; nguồn: thống kê.",
            cells={"before": figure, "figure": figure, "why": why, "day": day, "final": final},
        )
        for number, (figure, why, day, final) in enumerate(rows, 1)
    ]
    head = Row(key="head", label="KINH TẾ", level=0, heading=True)
    sheet = Sheet(key="main", name="Chỉ tiêu", columns=COLUMNS, rows=(head, *made))
    told: dict[str, object] = {"key": "form.1", "title": "Biểu chỉ tiêu", "body": "Sở Tài chính", "sheets": (sheet,)}
    return Form.model_validate(told | more)


PLAIN = form([(Cell.of(Decimal("1234.5")), "vì mưa lũ", date(2026, 5, 1), "Có")])


def text_of(data: bytes, part: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(part).decode()


@settings(max_examples=8, deadline=None)
@given(lines_of_a_table)
def test_what_stands_in_a_form_comes_back_as_it_was(rows: list[tuple[Cell, str, date, str]]) -> None:
    asked = form(rows)
    found = locate(asked, read_bytes(write(asked, MADE), "f.xlsx"))
    assert set(found.values) == set(asked.inputs())
    assert not found.remarks
    for row, (figure, why, day, final) in zip(asked.sheets[0].rows[1:], rows, strict=True):
        came = {column: found.values[Address("main", row.key, column)] for column in ("figure", "why", "day", "final")}
        assert (came["figure"].cell, came["why"].text, came["day"].day, came["final"].text) == (figure, why, day, final)


def test_a_copy_for_the_clerk_holds_the_same_values_as_what_was_handed_in() -> None:
    handed = locate(PLAIN, read_bytes(write(PLAIN, MADE), "f.xlsx"))
    error = Remark(
        severity="error", code="x", message=Text(vi="sai", en="wrong"), sheet="main", row="row.1", column="figure"
    )
    copy = annotate(PLAIN, handed.values, [error], MADE)
    again = locate(PLAIN, read_bytes(copy, "copy.xlsx"))
    assert {key: value.handed for key, value in again.values.items()} == {
        key: value.handed for key, value in handed.values.items()
    }
    assert not again.remarks


def test_the_copy_begins_with_the_list_of_remarks_gravest_first_each_leading_to_its_cell() -> None:
    about = {"message": Text(vi="xem lại", en="look again"), "sheet": "main", "row": "row.1", "sheet_name": "Cũ"}
    remarks = [
        Remark(severity="note", code="a", column="why", cell="G30", **about),
        Remark(severity="error", code="b", column="figure", cell="F30", expected="1 … 2", **about),
        Remark(severity="warning", code="c", message=Text(vi="thiếu sheet", en="no sheet")),
    ]
    copy = annotate(PLAIN, {}, remarks, MADE)
    sheet = read_bytes(copy, "copy.xlsx").sheets[0]
    listed = [sheet.at(row, 1).text for row in range(7, 10)]
    assert sheet.name == "Nhận xét"
    assert listed == ["■ LỖI", "▲ CẢNH BÁO", "● LƯU Ý"]
    assert "1 lỗi, 1 cảnh báo, 1 lưu ý" in sheet.at(1, 0).text
    assert [sheet.at(row, 3).text for row in range(7, 10)] == ["F30", "", "G30"]
    layout = Layout(PLAIN.sheets[0])
    place = f"{'ABCDEFGHIJ'[layout.columns['figure']]}{layout.rows['row.1'] + 1}"
    assert f"!{place}" in text_of(copy, "xl/worksheets/sheet1.xml")
    comments = "".join(
        text_of(copy, name) for name in zipfile.ZipFile(io.BytesIO(copy)).namelist() if "comments" in name
    )
    assert "■ LỖI: xem lại (mong đợi: 1 … 2)" in comments


def test_the_same_form_of_the_same_moment_is_the_same_file() -> None:
    assert write(PLAIN, MADE) == write(PLAIN, MADE)
    assert annotate(PLAIN, {}, [], MADE) == annotate(PLAIN, {}, [], MADE)
    assert write(PLAIN, MADE) != write(PLAIN, MADE.replace(year=2027))


@pytest.mark.parametrize("text", [*INJECTIONS, "\t=1"])
def test_texts_that_look_like_formulas_stay_texts_wherever_they_stand(text: str) -> None:
    row = Row(key="r", label=text, number=text, code=text, unit=text, definition=text, cells={"why": text})
    sheet = Sheet(key="main", name="Chỉ tiêu", title=text, columns=COLUMNS, rows=(row,))
    hostile = form([], title=text, number=text, parent=text, body=text, period=text, place=text, deadline=text, notes=(text,), signers=(Signer(lines=(text,)),), sheets=(sheet,), machine={text: text})  # fmt: skip
    remark = Remark(
        severity="error", code="x", message=Text(vi=text, en=text), value=text, expected=text, sheet_name=text
    )
    for data in (write(hostile, MADE), annotate(hostile, {}, [remark], MADE)):
        grid = read_bytes(data, "f.xlsx")
        assert not [cell for sheet in grid.sheets for cell in sheet.cells.values() if cell.formula]
        parts = [text_of(data, name) for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if "sheets/sheet" in name]
        assert not [
            part for part in parts if "<f>" in part or "r:id" in re.sub(r"<(?:legacyDrawing|drawing)[^>]*>", "", part)
        ]
        assert locate(hostile, grid).known is not None
    assert found_text(hostile) == plain_words(text)


def found_text(asked: Form) -> str:
    return locate(asked, read_bytes(write(asked, MADE), "f.xlsx")).values[Address("main", "r", "why")].text


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.lists(st.one_of(st.text(max_size=8), st.text("'=+-@\t\r\n\",;a", max_size=5)), min_size=1), max_size=4)
)
def test_csv_is_inert_and_is_read_back_as_it_was(rows: list[list[str]]) -> None:
    assert from_csv(to_csv(rows)) == rows
    for text in (each for row in rows for each in row):
        assert csv_read(csv_safe(text)) == text
        assert not csv_safe(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_only_what_is_asked_can_be_filled_in_and_the_page_prints_with_its_head() -> None:
    data = write(PLAIN, MADE)
    sheet, styles = text_of(data, "xl/worksheets/sheet1.xml"), text_of(data, "xl/styles.xml")
    formats = re.findall(r"<xf [^>]*?(?:/>|>.*?</xf>)", styles.split("<cellXfs")[1])
    layout = Layout(PLAIN.sheets[0])
    row = layout.rows["row.1"] + 1
    free = {
        name
        for name, number in re.findall(rf'<c r="([A-Z]+){row}" s="(\d+)"', sheet)
        if 'locked="0"' in formats[int(number)]
    }
    assert free == {"G", "H", "I", "J"}
    assert "<sheetProtection" in sheet
    assert 'orientation="landscape"' in sheet
    assert 'paperSize="9"' in sheet
    assert 'fitToHeight="0"' in sheet
    assert 'state="frozen"' in sheet
    assert "_xlnm.Print_Titles" in text_of(data, "xl/workbook.xml")
    assert 'state="veryHidden"' in text_of(data, "xl/workbook.xml")
    assert "Times New Roman" in styles
    assert "Calibri" not in styles
    assert "Định nghĩa; nguồn: thống kê." in text_of(data, "xl/comments1.xml")


def test_the_head_names_agency_motto_unit_and_who_signs() -> None:
    asked = form(
        [], parent="Ủy ban nhân dân tỉnh", unit_note="tỷ đồng", deadline="ngày 20/7", deadline_reason="họp vùng"
    )
    texts = {cell.text for cell in read_bytes(write(asked, MADE), "f.xlsx").sheets[0].cells.values()}
    assert {
        "ỦY BAN NHÂN DÂN TỈNH", "SỞ TÀI CHÍNH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "BIỂU CHỈ TIÊU", "Đơn vị tính: tỷ đồng", "NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ", "- Hạn nộp: ngày 20/7 (họp vùng).",
    } <= texts  # fmt: skip


def test_what_the_machine_wrote_comes_back_even_when_it_fills_many_cells_and_a_change_is_seen() -> None:
    told = {"ids": [f"id-{number}-_x0041_-đ" for number in range(6000)], "version": 3}
    asked = form([(MISSING, "", date(2026, 1, 1), "Có")], machine=told)
    assert max(map(len, lines(asked))) <= LONGEST
    assert len(lines(asked)) > 4
    grid = read_bytes(write(asked, MADE), "f.xlsx")
    said = locate(asked, grid).known
    assert said is not None
    assert (said.identities["machine"], said.hash, said.intact) == (told, asked.hash, True)
    other = asked.model_copy(update={"machine": {"version": 4}})
    assert [each.code for each in locate(other, grid).remarks] == ["other_form"]


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_number_that_a_spreadsheet_would_change_is_never_written_as_one(number: Decimal) -> None:
    if (held := as_float(number)) is not None and abs(number) < 10**15:
        assert Decimal(repr(held)) == number


@pytest.mark.parametrize("name", ["a/b", "x" * 32, "_LienVung", "nhận xét", "'a", ""])
def test_names_of_sheets_that_excel_or_the_programme_cannot_have_are_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        Sheet(key="a", name=name, columns=COLUMNS, rows=())


def test_an_empty_form_has_nothing_entered_and_nothing_missing() -> None:
    row = Row(key="r", label="Dân số")
    empty = form([], sheets=(Sheet(key="s", name="S", columns=(Column(key="c", title="Số"),), rows=(row,)),))
    grid: Grid = read_bytes(write(empty, MADE), "f.xlsx")
    (value,) = locate(empty, grid).values.values()
    assert (value.kind, value.cell, value.handed, value.refused) == (Kind.EMPTY, None, None, False)
