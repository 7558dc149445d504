"""Sixty forms that came back crooked: each gives exactly the findings it should, at the cells where they belong."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from coordination.documents.workbook.layout import KEY_ROW, KEYS, LABEL
from coordination.documents.workbook.model import MACHINE_SHEET, Address, Form
from coordination.documents.workbook.reading import Grid
from coordination.documents.workbook.writing import write
from coordination.regions.model import Region
from tests.stations.story import ASSESSMENT
from tests.stations.submissions.forms_story import (
    GRDP,
    MADE,
    NOTE,
    PEOPLE,
    WORDS,
    Counter,
    Desk,
    counter_at,
    unpacked,
)

Finding = tuple[str, str, str]
PLANNED = GRDP._replace(column="y2026.plan")  # L11
SHARE = PEOPLE._replace(row="trained_workers_pct")  # K12
IDLE = PEOPLE._replace(row="unemployment_rate")  # K13
PILLAR = WORDS._replace(column="pillar")  # F11
ROW, NEXT = 10, 11
"""Where the first two rows of a table stand, counted from 0."""
SHOWN, VALUE, PLAN_COLUMN, LAST = 6, 10, 11, 12


@pytest.fixture(scope="module")
def counter(blank: Path, region: Region, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """Open the counter where forms are handed in."""
    with counter_at(Path(shutil.copy(blank, tmp_path_factory.mktemp("forms") / "crooked.db")), region) as opened:
        yield opened


@pytest.fixture(scope="module")
def printed(counter: Counter) -> tuple[Form, Grid]:
    """Give the form as a clerk filled it in, without a fault, and its workbook."""
    form = counter.filled()
    return form, unpacked(write(form, MADE))


@pytest.fixture
def desk(printed: tuple[Form, Grid]) -> Desk:
    """Put the form on a desk."""
    return Desk(*printed)


NUMBERS: dict[str, tuple[Address, object, list[Finding]]] = {
    "whole number as text": (GRDP, "331000", [("note", "text_number", "K11")]),
    "decimal comma as text": (PEOPLE, "3243,5", [("note", "text_number", "K11")]),
    "Vietnamese thousands": (GRDP, "331.000,5", [("note", "text_number", "K11")]),
    "English thousands": (GRDP, "331,000.5", [("note", "text_number", "K11")]),
    "spaces between thousands": (GRDP, "331 000,5", [("note", "text_number", "K11")]),
    "no-break spaces": (GRDP, "331\u00a0000,5", [("note", "hidden_space", "K11"), ("note", "text_number", "K11")]),
    "thin space": (GRDP, "331\u2009000,5", [("note", "hidden_space", "K11"), ("note", "text_number", "K11")]),
    "full-width digits": (GRDP, "３３１０００", [("note", "text_number", "K11")]),
    "apostrophe between thousands": (GRDP, "331'000", [("note", "text_number", "K11")]),
    "brackets for less than nothing": (GRDP, "(331000)", [("error", "negative_value", "K11"), ("note", "text_number", "K11")]),
    "two readings, one near what is published": (PEOPLE, "3.243", [("note", "read_as", "K11")]),
    "two readings, neither near": (PEOPLE, "50.000", [("warning", "read_as", "K11"), ("warning", "jump", "K11")]),
    "a point for decimals": (PEOPLE, "3243.5", [("note", "text_number", "K11")]),
    "groups of digits that fit no number": (GRDP, "33.10.00", [("error", "no_number", "K11")]),
    "words": (GRDP, "khoảng 331 nghìn", [("error", "no_number", "K11")]),
    "a range": (IDLE, "3-4", [("error", "no_number", "K13")]),
    "a date": (GRDP, date(2026, 8, 1), [("error", "no_number", "K11")]),
    "a date as text": (IDLE, "3/15", [("error", "no_number", "K13")]),
    "true": (GRDP, True, [("error", "no_number", "K11")]),
    "its own unit": (GRDP, "331000 tỷ đồng", [("note", "read_as", "K11")]),
    "a smaller unit": (GRDP, "331000000 triệu đồng", [("error", "other_unit", "K11")]),
    "a unit of another kind": (GRDP, "331000 nghìn người", [("error", "other_unit", "K11")]),
    "a unit of no kind": (GRDP, "331000 xu", [("error", "no_number", "K11")]),
    "a slip of a thousand": (GRDP, 331_000_000, [("warning", "unit_slip", "K11")]),
    "a slip of a thousand, down": (GRDP, 331, [("warning", "unit_slip", "K11")]),
    "percent 1234": (SHARE, 1234, [("error", "out_of_range", "K12"), ("warning", "jump", "K12")]),
    "percent as a share of one": (SHARE, 0.189, [("warning", "jump", "K12")]),
    "negative": (GRDP, -331000, [("error", "negative_value", "K11")]),
    "huge": (GRDP, 1e30, [("error", "unfit", "K11")]),
    "too many digits": (GRDP, "9" * 45, [("error", "no_number", "K11")]),
    "a formula": (GRDP, ("=300000+31000", 331000), [("note", "formula", "K11")]),
    "a broken formula": (GRDP, ("=#REF!*2", "#REF!"), [("error", "cell_error", "K11"), ("note", "formula", "K11")]),
    "a division by zero": (GRDP, ("=1/0", "#DIV/0!"), [("error", "cell_error", "K11"), ("note", "formula", "K11")]),
    "a broken formula as text": (GRDP, "#REF!", [("note", "read_as", "K11"), ("note", "expected_figure_missing", "K11")]),
    "nil": (GRDP, "-", []),
    "missing": (GRDP, "…", [("note", "expected_figure_missing", "K11")]),
    "missing in three dots": (GRDP, "...", [("note", "expected_figure_missing", "K11")]),
    "does not apply": (GRDP, "x", []),
    "withheld": (GRDP, "bảo mật", []),
    "not yet due": (GRDP, "chưa đến hạn", []),
    "emptied": (GRDP, None, [("note", "expected_figure_missing", "K11")]),
    "only spaces": (GRDP, "   ", [("note", "expected_figure_missing", "K11")]),
    "only a no-break space": (GRDP, "\u00a0", [("note", "hidden_space", "K11"), ("note", "expected_figure_missing", "K11")]),
    "spaces around a number": (GRDP, "  331000 ", [("note", "text_number", "K11")]),
    "a sign for a plan": (PLANNED, "…", []),
    "a plan that is withheld": (PLANNED, "bảo mật", []),
    "a plan less than nothing": (PLANNED, -5, [("error", "negative_value", "L11")]),
    "TCVN3": (WORDS, "T¨ng tr\u00adëng kinh tÕ", [("error", "unfit", "H11"), ("warning", "legacy_text", "H11")]),
    "VNI": (WORDS, "Taêng tröôûng kinh teá", [("warning", "legacy_text", "H11")]),
    "old font in a note": (NOTE, "Sè liÖu ­íc tÝnh", [("error", "unfit", "M11"), ("warning", "legacy_text", "M11")]),
    "a pillar that is none": (PILLAR, "Văn hóa", [("error", "not_in_list", "F11")]),
    "a pillar left out": (PILLAR, None, [("error", "required", "F11")]),
    "words that begin as a formula": (WORDS, "=1+1 là hai", []),
    "signs that cannot be seen": (WORDS, "Tăng \u202etrưởng", [("error", "unfit", "H11")]),
    "a number where words belong": (WORDS, 12.5, [("error", "unfit", "H11")]),
}  # fmt: skip


@pytest.mark.parametrize("name", NUMBERS)
def test_what_stands_in_a_cell_gives_exactly_its_findings(name: str, counter: Counter, desk: Desk) -> None:
    address, value, findings = NUMBERS[name]
    desk.put(address, value)
    assert counter.told(desk) == findings


@pytest.mark.parametrize(
    ("address", "handed", "told"),
    [
        (PEOPLE, "3.243", "đọc là 3.243 (đọc dấu chấm là phân cách nghìn)"),
        (GRDP, "331.000,5", "đọc là 331.000,5 (đọc dấu chấm là phân cách nghìn, dấu phẩy là dấu thập phân)"),
        (PEOPLE, "3243.5", "đọc là 3.243,5 (đọc dấu chấm là dấu thập phân)"),
    ],
)
def test_how_points_and_commas_were_read_is_said(
    address: Address, handed: str, told: str, counter: Counter, desk: Desk
) -> None:
    desk.put(address, handed)
    with counter.engine.read() as session:
        (remark,) = counter.judged(session, desk.saved(), ASSESSMENT).remarks
    assert told in remark.message.vi


def untouched(_: Desk) -> None:
    """Save it as it is."""


def rows_swapped(desk: Desk) -> None:
    desk.move("Xã hội", lambda row, column: ({ROW: NEXT, NEXT: ROW}.get(row, row), column))


def columns_swapped(desk: Desk) -> None:
    desk.move("Xã hội", lambda row, column: (row, {VALUE: LAST, LAST: VALUE}.get(column, column)))


def titles_swapped_with_their_figures(desk: Desk) -> None:
    desk.move("Xã hội", lambda row, column: (row, {7: VALUE, VALUE: 7}.get(column, column)))


def columns_hidden(desk: Desk) -> None:
    desk.hidden.append((VALUE, LAST))


def shifted(desk: Desk) -> None:
    desk.move("Xã hội", lambda row, column: (row + 4, column + 3))


def merged(desk: Desk) -> None:
    desk.merged.append(("Xã hội", ROW, VALUE, NEXT, VALUE))
    del desk.sheets["Xã hội"][NEXT, VALUE]


def second_sheet(desk: Desk) -> None:
    desk.sheets = {"Tính thử": {(0, 0): "nháp", (4, 4): 7}, **desk.sheets}


def sheet_copied(desk: Desk) -> None:
    desk.sheets["Xã hội (2)"] = dict(desk.sheets["Xã hội"])


def sheet_renamed(desk: Desk) -> None:
    desk.sheets = {"XH sửa" if name == "Xã hội" else name: cells for name, cells in desk.sheets.items()}


def sheet_gone(desk: Desk) -> None:
    del desk.sheets["Xã hội"]


def machine_gone(desk: Desk) -> None:
    del desk.sheets[MACHINE_SHEET]


def machine_changed(desk: Desk) -> None:
    desk.sheets[MACHINE_SHEET][1, 0] = "0" * 64


def keys_gone(desk: Desk) -> None:
    desk.sheets["Xã hội"] = {
        (row, column): value
        for (row, column), value in desk.sheets["Xã hội"].items()
        if row != KEY_ROW and column != KEYS
    }


def row_doubled(desk: Desk) -> None:
    sheet = desk.sheets["Xã hội"]
    sheet |= {(20, column): value for (row, column), value in list(sheet.items()) if row == ROW}


def row_deleted(desk: Desk) -> None:
    sheet = desk.sheets["Xã hội"]
    desk.sheets["Xã hội"] = {place: value for place, value in sheet.items() if place[0] != ROW}


def row_inserted(desk: Desk) -> None:
    desk.move("Xã hội", lambda row, column: (row + (row > ROW), column))
    desk.sheets["Xã hội"][NEXT, LABEL], desk.sheets["Xã hội"][NEXT, VALUE] = "Thêm", 5


def column_deleted(desk: Desk) -> None:
    sheet = desk.sheets["Xã hội"]
    desk.sheets["Xã hội"] = {place: value for place, value in sheet.items() if place[1] != PLAN_COLUMN}


def published_changed(desk: Desk) -> None:
    desk.sheets["Xã hội"][ROW, SHOWN] = "9.999 (2025)"


def empty_rows_of_a_list_deleted(desk: Desk) -> None:
    sheet = desk.sheets["Nhận định"]
    desk.sheets["Nhận định"] = {place: value for place, value in sheet.items() if place[0] < 20}


def a_wrong_cell_of_each_kind(desk: Desk) -> None:
    desk.put(GRDP, "331000000 triệu đồng")
    desk.put(PEOPLE, "ba triệu")
    desk.put(SHARE, "1.234")
    desk.put(WORDS, "Taêng tröôûng kinh teá")


WORK: dict[Callable[[Desk], None], list[Finding]] = {
    untouched: [],
    rows_swapped: [],
    columns_swapped: [],
    titles_swapped_with_their_figures: [],
    columns_hidden: [],
    shifted: [],
    merged: [("warning", "merged", "K11"), ("error", "merged", "K12")],
    second_sheet: [],
    sheet_copied: [("warning", "sheet_twice", "")],
    sheet_renamed: [],
    sheet_gone: [("error", "sheet_missing", "")],
    machine_gone: [("warning", "machine_missing", "")],
    machine_changed: [("warning", "machine_changed", "")],
    keys_gone: [("warning", "keys_lost", "")],
    row_doubled: [("error", "row_twice", "A21")],
    row_deleted: [("error", "row_missing", "")],
    row_inserted: [("warning", "row_inserted", "F12")],
    column_deleted: [("error", "column_missing", "")],
    published_changed: [("warning", "locked_changed", "G11")],
    empty_rows_of_a_list_deleted: [],
    a_wrong_cell_of_each_kind: [
        ("error", "other_unit", "K11"), ("error", "no_number", "K11"),
        ("error", "out_of_range", "K12"), ("warning", "read_as", "K12"), ("warning", "jump", "K12"),
        ("warning", "legacy_text", "H11"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("work", WORK, ids=lambda work: str(work.__name__))
def test_what_was_done_to_the_file_gives_exactly_its_findings(
    work: Callable[[Desk], None], counter: Counter, desk: Desk
) -> None:
    work(desk)
    assert counter.told(desk) == WORK[work]


@pytest.mark.parametrize("value", ["1e999", "NaN", "INF", "0x10", "9" * 400])
def test_what_is_no_number_is_told_at_its_cell_beside_all_else(value: str, counter: Counter, desk: Desk) -> None:
    desk.put(GRDP, 123454321)
    desk.put(IDLE, -1)
    with zipfile.ZipFile(io.BytesIO(desk.saved())) as book:
        parts = {
            name: book.read(name).replace(b"<v>123454321</v>", f"<v>{value}</v>".encode()) for name in book.namelist()
        }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, part in parts.items():
            book.writestr(name, part)
    with counter.engine.read() as session:
        remarks = counter.judged(session, out.getvalue()).remarks
    assert [(each.sheet_name, each.cell, each.code, each.message.vi) for each in remarks][:1] == [
        ("Kinh tế", "K11", "no_number", "không phải là số")
    ]
    assert ("K13", "out_of_range") in {(each.cell, each.code) for each in remarks}
    assert all(len(each.value) < 50 for each in remarks)


def test_a_huge_number_is_told_in_short_and_hides_no_other(counter: Counter, desk: Desk) -> None:
    desk.put(GRDP, 1e308)
    desk.put(IDLE, -1)
    with counter.engine.read() as session:
        remarks = counter.judged(session, desk.saved()).remarks
    assert [(each.code, each.cell, each.value) for each in remarks if each.severity == "error"] == [
        ("unfit", "K11", "1E+308"), ("out_of_range", "K13", "-1")
    ]  # fmt: skip


def test_there_are_at_least_sixty_crooked_forms() -> None:
    assert len(NUMBERS) + len(WORK) >= 60
