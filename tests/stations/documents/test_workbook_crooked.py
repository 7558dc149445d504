"""Forms that people worked on: whatever they moved, hid, merged or broke is read, or named by its cell."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from coordination.documents.workbook.layout import FIRST, KEY_ROW, KEYS, LABEL, Layout
from coordination.documents.workbook.locating import Found, locate
from coordination.documents.workbook.model import MACHINE_SHEET, Address, Column, Form, Row, Sheet, Validation
from coordination.documents.workbook.reading import read, read_bytes
from coordination.documents.workbook.writing import write
from coordination.kernel.cells import MISSING, NOT_APPLICABLE, SUPPRESSED, Cell

MADE = datetime(2026, 6, 1)  # noqa: DTZ001 - a workbook knows no zones
OFFICE = shutil.which("soffice")
needs_calc = pytest.mark.skipif(
    OFFICE is None or not (Path(os.path.realpath(OFFICE)).parent / "libsclo.so").exists(),
    reason="LibreOffice Calc is not installed",
)
RANGE = Validation(least=Decimal(0), greatest=Decimal(100000))
SHEET = Sheet(
    key="main",
    name="Chỉ tiêu",
    columns=(
        Column(key="y2025", title="Năm 2025", locked=True),
        Column(key="y2026", title="Năm 2026"),
        Column(key="y2027", title="Năm 2027", validation=RANGE),
        Column(key="why", title="Giải trình", kind="text"),
        Column(key="day", title="Ngày", kind="date"),
        Column(key="final", title="Chính thức", kind="choice", validation=Validation(options=("Có", "Không"))),
    ),
    rows=(
        Row(key="head", label="KINH TẾ", heading=True, level=0),
        *(
            Row(
                key=key,
                label=label,
                code=code,
                cells={
                    "y2025": Cell.of(Decimal("7.25")),
                    "y2026": Cell.of(Decimal(number)),
                    "y2027": Cell.of(Decimal("2.5")),
                    "why": "lời",
                    "day": date(2026, 5, 4),
                    "final": "Có",
                },
            )
            for key, label, code, number in (
                ("grdp", "Tốc độ tăng GRDP", "KT01", "8.1"),
                ("pop", "Dân số", "XH01", "4257.6"),
                ("poor", "Hộ nghèo", "", "1.02"),
            )
        ),
    ),
)
FORM = Form(key="f", title="Biểu", body="Sở Tài chính", sheets=(SHEET,), machine={"cycle": "2027"})
LAYOUT = Layout(SHEET)
TOP, NEXT, LAST = (LAYOUT.rows[key] for key in ("grdp", "pop", "poor"))
Y2025, Y2026, Y2027, WHY, DAY, FINAL = range(FIRST, FIRST + 6)
Cells = dict[tuple[int, int], Any]
FORMULA = "formula"
WRITTEN = read_bytes(write(FORM, MADE), "f.xlsx")


class Desk:
    """The form as somebody works on it: cells to be changed, sheets to be added, and then it is saved."""

    def __init__(self) -> None:
        self.sheets: dict[str, Cells] = {
            sheet.name: {
                place: cell.number if cell.number is not None else cell.day or cell.text
                for place, cell in sheet.cells.items()
            }
            for sheet in WRITTEN.sheets
        }
        self.merged: list[tuple[int, int, int, int]] = []

    @property
    def cells(self) -> Cells:
        """Give the table's cells."""
        return self.sheets["Chỉ tiêu"]

    def move(self, name: str, to: Callable[[int, int], tuple[int, int]]) -> None:
        """Put every cell of a sheet somewhere else."""
        self.sheets[name] = {to(*place): value for place, value in self.sheets[name].items()}

    def saved(self) -> bytes:
        """Give the file, with two columns hidden."""
        out = io.BytesIO()
        book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, cells in self.sheets.items():
            page = book.add_worksheet(name)
            for area in self.merged if name == SHEET.name else ():
                page.merge_range(*area, "")
            for place, value in cells.items():
                if isinstance(value, tuple):
                    page.write_formula(*place, value[1], None, value[2])
                elif isinstance(value, date):
                    page.write_datetime(*place, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
                else:
                    page.write(*place, value)
            page.set_column(FIRST, FIRST + 1, None, None, {"hidden": True})
        book.close()
        return out.getvalue()

    def read(self) -> Found:
        """Hand the file in."""
        return locate(FORM, read_bytes(self.saved(), "f.xlsx"))


def told(found: Found) -> list[tuple[str, str, str]]:
    return [(each.severity, each.code, each.cell) for each in found.remarks]


UNTOUCHED = Desk().read()


def figures(found: Found) -> dict[Address, object]:
    return {address: value.cell or value.day or value.text for address, value in found.values.items()}


def test_a_form_saved_by_another_program_with_columns_hidden_is_read_without_a_word() -> None:
    assert told(UNTOUCHED) == []
    assert set(UNTOUCHED.values) == set(FORM.inputs())
    assert UNTOUCHED.known is not None
    assert UNTOUCHED.known.intact


def renamed(desk: Desk) -> None:
    desk.sheets = {name if name == MACHINE_SHEET else "Bản sửa 2": cells for name, cells in desk.sheets.items()}


def second_sheet(desk: Desk) -> None:
    desk.sheets = {"Nháp": {(0, 0): "tính thử", (3, 3): 5}, **desk.sheets}


def swapped(desk: Desk) -> None:
    desk.move("Chỉ tiêu", lambda row, column: ({TOP: LAST, LAST: TOP}.get(row, row), column))


def columns_swapped(desk: Desk) -> None:
    desk.move("Chỉ tiêu", lambda row, column: (row, {Y2026: WHY, WHY: Y2026}.get(column, column)))


def shifted(desk: Desk) -> None:
    desk.move("Chỉ tiêu", lambda row, column: (row + 3, column + 2))


def empty_rows(desk: Desk) -> None:
    desk.move("Chỉ tiêu", lambda row, column: (row + 5 * (row >= NEXT), column))


@pytest.mark.parametrize("work", [renamed, second_sheet, swapped, columns_swapped, shifted, empty_rows])
def test_what_was_moved_is_found_by_its_hidden_keys(work: Callable[[Desk], None]) -> None:
    desk = Desk()
    work(desk)
    found = desk.read()
    assert told(found) == []
    assert figures(found) == figures(UNTOUCHED)


def test_without_hidden_keys_cells_are_found_by_the_words_people_see() -> None:
    desk = Desk()
    desk.sheets["Chỉ tiêu"] = {
        place: value for place, value in desk.cells.items() if place[0] != KEY_ROW and place[1] != KEYS
    }
    del desk.sheets[MACHINE_SHEET]
    found = desk.read()
    assert told(found) == [("warning", "machine_missing", ""), ("warning", "keys_lost", "")]
    assert figures(found) == figures(UNTOUCHED)


GRDP = Address("main", "grdp", "y2026")
NUMBERS: dict[str, tuple[object, Cell | None, list[tuple[str, str]]]] = {
    "a formula": ((FORMULA, "=5+3.1", 8.1), Cell.of(Decimal("8.1")), [("note", "formula")]),
    "a formula that cannot have given what stands there": (
        (FORMULA, "=1/0", 0), None, [("note", "formula"), ("error", "cell_error")]
    ),
    "a formula that lost its cell": (
        (FORMULA, "=#REF!*2", 5), None, [("note", "formula"), ("error", "cell_error")]
    ),
    "a formula that divides by a fraction": ((FORMULA, "=1/0.05", 20), Cell.of(Decimal(20)), [("note", "formula")]),
    "a formula that meets its error": ((FORMULA, "=IFERROR(1/0,0)", 0), Cell.of(Decimal(0)), [("note", "formula")]),
    "a broken formula": ((FORMULA, "=#REF!+1", "#REF!"), None, [("note", "formula"), ("error", "cell_error")]),
    "a text number": ("4.257,6", Cell.of(Decimal("4257.6")), [("note", "text_number")]),
    "a text with a no-break space": ("4\u00a0257,6", Cell.of(Decimal("4257.6")), [("note", "hidden_space"), ("note", "text_number")]),
    "only a no-break space": ("\u00a0", None, [("note", "hidden_space")]),
    "two readings": ("1.234", Cell.of(Decimal(1234)), [("warning", "read_as")]),
    "words": ("khoảng tám", MISSING, [("error", "no_number")]),
    "a day": (date(2026, 8, 1), None, [("error", "no_number")]),
    "true": (True, None, [("error", "no_number")]),
    "nil": ("-", Cell.of(Decimal(0)), []),
    "missing": ("…", MISSING, []),
    "does not apply": ("x", NOT_APPLICABLE, []),
    "withheld": ("bảo mật", SUPPRESSED, []),
    "a long number": ("12345678901234567,5", Cell.of(Decimal("12345678901234567.5")), []),
}  # fmt: skip


@pytest.mark.parametrize("name", NUMBERS)
def test_what_stands_in_place_of_a_number_is_read_or_named_by_its_cell(name: str) -> None:
    entered, figure, remarks = NUMBERS[name]
    desk = Desk()
    desk.cells[TOP, Y2026] = entered
    found = desk.read()
    assert [(each.severity, each.code) for each in found.remarks] == remarks
    assert {(each.cell, each.row, each.column, each.indicator) for each in found.remarks} <= {
        (f"G{TOP + 1}", "grdp", "y2026", "KT01")
    }
    value = found.values[GRDP]
    refused = any(each.severity == "error" for each in found.remarks)
    assert value.refused is refused
    assert value.cell == (None if refused else figure)


OTHERS: dict[str, tuple[tuple[int, int], object, list[tuple[str, str, str]]]] = {
    "out of range": ((NEXT, Y2027), -1, [("error", "out_of_range", f"H{NEXT + 1}")]),
    "no day": ((NEXT, DAY), "mai", [("error", "no_date", f"J{NEXT + 1}")]),
    "not in the list": ((NEXT, FINAL), "Có lẽ", [("error", "not_in_list", f"K{NEXT + 1}")]),
    "what is only shown": ((NEXT, Y2025), 9, [("warning", "locked_changed", f"F{NEXT + 1}")]),
    "what is only shown, deleted": ((NEXT, Y2025), "", [("warning", "locked_changed", f"F{NEXT + 1}")]),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_does_not_fit_is_named_by_its_cell(name: str) -> None:
    place, entered, remarks = OTHERS[name]
    desk = Desk()
    desk.cells[place] = entered
    assert told(desk.read()) == remarks


def test_days_as_texts_choices_in_any_case_and_numbers_as_words_are_taken() -> None:
    desk = Desk()
    desk.cells[TOP, DAY], desk.cells[TOP, FINAL], desk.cells[TOP, WHY] = "4/5/2026", "CÓ", 12.5
    found = desk.read()
    assert told(found) == []
    values = [found.values[Address("main", "grdp", column)] for column in ("day", "final", "why")]
    assert (values[0].day, values[1].text, values[2].text) == (date(2026, 5, 4), "Có", "12,5")


def test_merged_inputs_are_named_and_what_is_covered_is_an_error() -> None:
    desk = Desk()
    desk.merged.append((TOP, Y2026, NEXT, Y2026))
    del desk.cells[NEXT, Y2026]
    found = desk.read()
    assert told(found) == [("warning", "merged", f"G{TOP + 1}"), ("error", "merged", f"G{NEXT + 1}")]
    assert figures(found)[GRDP] == Cell.of(Decimal("8.1"))


def test_rows_missing_doubled_unknown_and_inserted_are_named() -> None:
    desk = Desk()
    desk.cells[NEXT, KEYS] = "grdp"
    desk.cells[NEXT, LABEL] = "Chép lại"
    del desk.cells[NEXT, 3]
    desk.cells[LAST + 2, KEYS], desk.cells[LAST + 2, Y2026] = "lạ", 4
    found = desk.read()
    assert told(found) == [
        ("error", "row_twice", f"A{NEXT + 1}"), ("error", "row_missing", ""), ("warning", "row_unknown", f"A{LAST + 3}"),
    ]  # fmt: skip
    assert found.remarks[1].row == "pop"
    assert Address("main", "pop", "y2026") not in found.values


def test_an_inserted_row_with_figures_is_named() -> None:
    desk = Desk()
    desk.move("Chỉ tiêu", lambda row, column: (row + (row > TOP), column))
    desk.cells[NEXT, LABEL], desk.cells[NEXT, Y2026] = "Thêm", 5
    found = desk.read()
    assert told(found) == [("warning", "row_inserted", f"F{NEXT + 1}")]
    assert figures(found) == figures(UNTOUCHED)


def test_columns_missing_and_doubled_are_named() -> None:
    desk = Desk()
    desk.sheets["Chỉ tiêu"] = {place: value for place, value in desk.cells.items() if place[1] != WHY}
    desk.cells[KEY_ROW, FINAL + 1] = "y2027"
    found = desk.read()
    assert [(each.severity, each.code, each.column) for each in found.remarks] == [
        ("error", "column_twice", "y2027"), ("error", "column_missing", "why"),
    ]  # fmt: skip


def test_a_sheet_that_is_gone_or_there_twice_is_named() -> None:
    desk = Desk()
    desk.sheets["Chỉ tiêu (2)"] = dict(desk.cells) | {(TOP, Y2026): 99}
    found = desk.read()
    assert told(found) == [("warning", "sheet_twice", "")]
    assert figures(found) == figures(UNTOUCHED)
    gone = Desk()
    gone.sheets = {"Khác": {(0, 0): "không liên quan"}, MACHINE_SHEET: gone.sheets[MACHINE_SHEET]}
    assert told(gone.read()) == [("error", "sheet_missing", "")]
    assert gone.read().values == {}


@pytest.mark.parametrize("change", ["hash", "content"])
def test_a_changed_machine_sheet_is_seen(change: str) -> None:
    desk = Desk()
    machine = desk.sheets[MACHINE_SHEET]
    place = (1, 0) if change == "hash" else (2, 0)
    machine[place] = machine[place].replace("2027", "2028") if change == "content" else "0" * 64
    assert told(desk.read()) == [("warning", "machine_changed", "")]


@needs_calc
@pytest.mark.xdist_group("libreoffice")
@pytest.mark.parametrize("kind", ["xls", "ods"])  # xlsx: with the forms of every step
def test_a_form_that_went_through_libreoffice_says_the_same(kind: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    source = tmp_path / "in" / "f.xlsx"
    source.write_bytes(write(FORM, MADE))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    found = locate(FORM, read(tmp_path / f"f.{kind}"))
    assert [each.code for each in found.remarks] == ["old_format"]
    assert figures(found) == figures(UNTOUCHED)
