"""A form as XLSX: protected, prefilled, ready to print; the same form of the same moment gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from coordination.documents.workbook import asking, machine
from coordination.documents.workbook.figures import as_float, plain, shown
from coordination.documents.workbook.layout import CODE, KEYS, LABEL, NUMBER, UNIT, Layout, indent
from coordination.documents.workbook.model import MACHINE_SHEET, Address, Column, Form, Row, Sheet, Value
from coordination.documents.workbook.paper import draw_head, draw_notes, draw_signers, set_page
from coordination.documents.workbook.styles import ASKED, FONT, GIVEN, GROUP, SHADES, Severity, Styles, number_format
from coordination.kernel.cells import Cell
from coordination.kernel.numerals import mark_of

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "remove_timezone": True,
}
"""Texts stay texts, whatever they begin with."""
PROTECTION = {"format_columns": True, "format_rows": True}
DAY = "dd/mm/yyyy"
Handed = Decimal | date | str | None


@dataclass(frozen=True)
class Overlay:
    """What an annotated copy says over a form: the values as handed in, how grave, and words at the cells."""

    values: Mapping[Address, Handed] = field(default_factory=dict)
    severities: Mapping[Address, Severity] = field(default_factory=dict)
    words: Mapping[Address, str] = field(default_factory=dict)


NO_OVERLAY = Overlay()


def write(form: Form, created: datetime) -> bytes:
    """Give the workbook of a form; ``created`` is the moment the file says it was made."""
    book = Book(form, created)
    book.add_form()
    return book.close()


class Book:
    """A workbook that is being written."""

    def __init__(self, form: Form, created: datetime, overlay: Overlay = NO_OVERLAY) -> None:
        self.form, self.overlay = form, overlay
        self._bytes = io.BytesIO()
        self.book = Workbook(self._bytes, OPTIONS | {"default_format_properties": {**FONT, "font_scheme": "none"}})
        self.book.set_properties({"title": form.title, "author": form.body, "created": created})
        self.styles = Styles(self.book)

    def close(self) -> bytes:
        """Finish the file and give its bytes."""
        self.book.close()
        return self._bytes.getvalue()

    def add_form(self) -> None:
        """Add the sheets of the form and the machine's hidden one."""
        pages = [(self.book.add_worksheet(sheet.name), sheet) for sheet in self.form.sheets]
        hidden = self.book.add_worksheet(MACHINE_SHEET)
        for row, line in enumerate(machine.lines(self.form)):
            hidden.write_string(row, 0, line)
        hidden.protect()
        hidden.very_hidden()
        lists = asking.Lists(hidden)
        for number, (page, sheet) in enumerate(pages):
            self._sheet(page, sheet, lists, last=number == len(pages) - 1)

    def _sheet(self, page: Worksheet, sheet: Sheet, lists: asking.Lists, *, last: bool) -> None:
        layout = Layout(sheet)
        draw_head(page, self.form, layout, self.styles)
        for row in sheet.rows:
            self._row(page, layout, row)
        asking.add(page, layout, lists)
        below = draw_notes(page, self.form, layout, self.styles) if last else layout.below
        below = draw_signers(page, self.form, layout, self.styles, below) if last else below
        set_page(page, self.form, layout, below)
        page.protect("", PROTECTION)

    def _row(self, page: Worksheet, layout: Layout, row: Row) -> None:
        place = layout.rows[row.key]
        group = row.heading or row.level == 0
        look = {"bg_color": GROUP if group else GIVEN, "bold": group}
        page.set_row(place, layout.row_height(row))
        page.write_string(place, KEYS, row.key, self.styles.of("key"))
        page.write_string(place, NUMBER, row.number, self.styles.of("centred", **look))
        page.write_string(place, LABEL, row.label, self.styles.of("cell", indent=indent(row), **look))
        page.write_string(place, CODE, row.code, self.styles.of("centred", font_size=10, **look))
        page.write_string(place, UNIT, row.unit, self.styles.of("centred", **look))
        if row.definition:
            remark(page, place, LABEL, row.definition)
        for column in layout.sheet.columns:
            self._cell(page, layout, row, column)

    def _cell(self, page: Worksheet, layout: Layout, row: Row, column: Column) -> None:
        address = Address(layout.sheet.key, row.key, column.key)
        place = layout.rows[row.key], layout.columns[column.key]
        value = self.overlay.values.get(address, row.cells.get(column.key))
        if isinstance(value, Cell) and value.value is not None and not layout.sheet.asked(row, column):
            value = shown(value.value)  # only to be compared with: as many digits as anybody sees
        put(page, *place, value, self._look(layout.sheet, row, column))
        if address in self.overlay.words:
            remark(page, *place, self.overlay.words[address])

    def _look(self, sheet: Sheet, row: Row, column: Column) -> Format:
        asked, group = sheet.asked(row, column), row.heading or row.level == 0
        look = {
            "locked": not asked,
            "bg_color": ASKED if asked else GROUP if group else GIVEN,
            "bold": group,
            "align": {"number": "right", "date": "center"}.get(column.kind, "left"),
            "indent": int(column.kind == "number"),
            "num_format": {"number": number_format(row.decimals), "date": DAY}.get(column.kind, "@"),
        }
        address = Address(sheet.key, row.key, column.key)
        if (severity := self.overlay.severities.get(address)) is not None:
            look |= SHADES[severity]
            if column.kind == "number":  # a thick frame and bold figures take room: smaller, but whole
                look |= {"text_wrap": False, "shrink": True}
        return self.styles.of("cell", **look)


def put(page: Worksheet, row: int, column: int, value: Value | Handed, look: Format) -> None:
    """Write a value so that it is read back as it is: a number too long for a spreadsheet stands as text."""
    if isinstance(value, Cell):
        value = mark_of(value.state) if value.value is None else value.value
    if value is None or value == "":
        page.write_blank(row, column, None, look)
    elif isinstance(value, str):
        page.write_string(row, column, value, look)
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), look)  # noqa: DTZ001 - a day
    elif (number := as_float(value)) is not None:
        page.write_number(row, column, number, look)
    else:
        page.write_string(row, column, plain(value), look)


def remark(page: Worksheet, row: int, column: int, words: str) -> None:
    """Put words a click away, in a box they fit in."""
    lines = sum(1 + len(line) // 48 for line in words.splitlines() or [""])
    options = {
        "author": "Liên Vùng",
        "font_name": FONT["font_name"],
        "font_size": 10,
        "width": 330,
        "height": min(28 + 18 * lines, 420),
    }
    page.write_comment(row, column, words, options)


def link(sheet: str, row: int, column: int) -> str:
    """Give the address of a cell inside the workbook, for a hyperlink."""
    return f"internal:{quote_sheetname(sheet)}!{xl_rowcol_to_cell(row, column)}"
