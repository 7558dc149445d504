"""The full tables as one workbook: a list of its sheets first; numbers are numbers, words are never formulas or links."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import ceil
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from coordination.documents.report.model import Report
from coordination.documents.workbook.styles import FONT, HEAD
from coordination.results.assessing.tables import Value
from coordination.results.forecasting.sheet import Kind, Sheet

WIDTHS: Final[Mapping[Kind, float]] = {
    "name": 42,
    "short": 22,
    "words": 60,
    "year": 9,
    "value": 15,
    "percent": 11,
    "error": 13,
    "count": 11,
}
"""In signs."""
TOP: Final = 3
"""The row of the heads: title, note and an empty row stand above."""
LINE: Final = 16.0
"""Points: the height of a line in a row."""
_SAFE: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_MIDDLE: Final[frozenset[Kind]] = frozenset({"year", "count"})


def workbook(sheets: Sequence[Sheet], report: Report) -> bytes:
    """Give all tables as one workbook; the same tables give the same bytes."""
    made = io.BytesIO()
    book = Workbook(made, _SAFE)
    day = datetime.combine(report.day, datetime.min.time())
    book.set_properties({"title": report.title, "author": report.issuer, "created": day})
    looks = _Looks(book)
    _contents(book, looks, sheets, report)
    for sheet in sheets:
        _sheet(book.add_worksheet(sheet.name), looks, sheet)
    book.close()
    return made.getvalue()


class _Looks:
    """The looks of cells, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[str, Format] = {}

    def of(self, name: str, **look: Any) -> Format:
        if name not in self._made:
            self._made[name] = self._book.add_format(FONT | look)
        return self._made[name]

    @property
    def title(self) -> Format:
        return self.of("title", bold=True, font_size=14)

    @property
    def head(self) -> Format:
        return self.of("head", bold=True, text_wrap=True, bg_color=HEAD, border=1, align="center", valign="vcenter")

    @property
    def note(self) -> Format:
        return self.of("note", italic=True)

    def cell(self, kind: Kind, places: int) -> Format:
        """Give the look of a column; numbers have the decimals of their row, marks and years stand in the middle."""
        if kind in {"value", "percent", "error"}:
            shown = {"percent": 1, "error": 2}.get(kind, places)
            return self.of(f"{shown} places", num_format="#,##0" + ("." + "0" * shown if shown else ""), valign="top")
        if kind in _MIDDLE:
            return self.of("middle", align="center", valign="top")
        return self.of("text", text_wrap=True, valign="top", align="left", indent=1)


def _contents(book: Workbook, looks: _Looks, sheets: Sequence[Sheet], report: Report) -> None:
    """Say what the workbook is, whether it is a draft, and what is on which sheet."""
    vi = report.language == "vi"
    sheet = book.add_worksheet("Mục lục" if vi else "Contents")
    sheet.write_string(0, 0, report.title, looks.title)
    sheet.write_string(1, 0, report.marks, looks.note)
    heads = ("Trang", "Nội dung", "Số dòng") if vi else ("Sheet", "What it holds", "Rows")
    for column, (name, wide) in enumerate(zip(heads, (20, 70, 10), strict=True)):
        sheet.set_column(column, column, wide)
        sheet.write_string(TOP, column, name, looks.head)
    for at, each in enumerate(sheets, TOP + 1):
        sheet.write_url(at, 0, f"internal:'{each.name}'!A1", looks.of("link", underline=1), each.name)
        sheet.write_string(at, 1, each.title, looks.cell("words", 0))
        sheet.write_number(at, 2, len(each.rows), looks.cell("count", 0))
    _paper(sheet)


def _sheet(page: Worksheet, looks: _Looks, sheet: Sheet) -> None:
    page.write_string(0, 0, sheet.title, looks.title)
    if sheet.note:
        page.write_string(1, 0, sheet.note, looks.note)
    for column, (name, kind) in enumerate(sheet.columns):
        page.write_string(TOP, column, name, looks.head)
        page.set_column(column, column, WIDTHS[kind])
    page.set_row(TOP, 2 * LINE)
    kinds = [kind for _, kind in sheet.columns]
    places = sheet.places or (0,) * len(sheet.rows)
    for at, (row, decimals) in enumerate(zip(sheet.rows, places, strict=True), TOP + 1):
        for column, (value, kind) in enumerate(zip(row, kinds, strict=True)):
            _write(page, at, column, value, looks.cell(kind, decimals))
        if (lines := _lines(row, kinds)) > 1:
            page.set_row(at, lines * LINE)  # not every program finds the height of broken lines itself
    page.freeze_panes(TOP + 1, 1)
    if sheet.rows:
        page.autofilter(TOP, 0, TOP + len(sheet.rows), len(sheet.columns) - 1)
    page.repeat_rows(TOP)
    _paper(page)


def _lines(row: Sequence[Value], kinds: Sequence[Kind]) -> int:
    """Give over how many lines the longest cell of a row is broken."""
    return max(
        ceil(len(value) * 0.85 / WIDTHS[kind]) if isinstance(value, str) else 1
        for value, kind in zip(row, kinds, strict=True)
    )


def _write(page: Worksheet, row: int, column: int, value: Value, look: Format) -> None:
    if isinstance(value, str):
        page.write_string(row, column, value, look)
    elif value is not None:
        page.write_number(row, column, float(value), look)


def _paper(page: Worksheet) -> None:
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
