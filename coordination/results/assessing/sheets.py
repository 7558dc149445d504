"""Tables as data: each as CSV, and all of them as one workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from xlsxwriter import Workbook

from coordination.documents.report.model import Report
from coordination.documents.workbook.csv_text import csv_safe
from coordination.documents.workbook.styles import FONT, HEAD
from coordination.methods.joint_assessment.analysis import Analysis
from coordination.results.assessing.composing import Made
from coordination.results.assessing.tables import Kept, Value

SHEET = 31
"""Signs a sheet's name may have."""


def all_tables(made: Made) -> tuple[Kept, ...]:
    """Give the tables of a report and those of its analysis: older years and what is lacking too."""
    return (*made.tables, *_analysis_tables(made.analysis, made.report.language))


def _analysis_tables(analysis: Analysis, language: str) -> Iterator[Kept]:
    for table in analysis.tables():
        yield Kept(
            table.key,
            table.title.in_language(language),
            tuple(column.in_language(language) for column in table.columns),
            tuple(
                tuple(Decimal(str(cell)) if isinstance(cell, float) else cell for cell in row)
                for row in table.said(language)
            ),
            table.note.in_language(language) if table.note else "",
        )


def as_csv(head: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Give a table as CSV that a spreadsheet opens without harm; numbers with every digit they have."""
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow([csv_safe(name) for name in head])
    lines.writerows([[_plain(value) for value in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _plain(value: Value) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    return "" if value is None else csv_safe(value) if isinstance(value, str) else str(value)


def workbook(tables: Iterable[Kept], report: Report) -> bytes:
    """Give all tables as one workbook, a sheet each: numbers are numbers, words are never formulas or links."""
    made = io.BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = Workbook(made, safe)
    book.set_properties(
        {"title": report.title, "author": report.issuer, "created": datetime.combine(report.day, datetime.min.time())}
    )
    title, text = (
        book.add_format(FONT | {"bold": True, "font_size": 13}),
        book.add_format(FONT | {"text_wrap": True, "valign": "top"}),
    )
    head = book.add_format(FONT | {"bold": True, "text_wrap": True, "bg_color": HEAD, "border": 1, "align": "center"})
    note, number = book.add_format(FONT | {"italic": True}), book.add_format(FONT | {"num_format": "#,##0.######"})
    for table in tables:
        sheet = book.add_worksheet(table.key.removeprefix("table-")[:SHEET])
        sheet.write_string(0, 0, table.title, title)
        for column, name in enumerate(table.head):
            sheet.write_string(2, column, name, head)
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, max(len(table.head) - 1, 1), 18)
        for at, row in enumerate(table.rows, 3):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(at, column, value, text)
                elif value is not None:
                    year = isinstance(value, int)
                    sheet.write_number(at, column, float(value), text if year else number)
        sheet.freeze_panes(3, 1)
        sheet.repeat_rows(2)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        if table.note:
            sheet.write_string(len(table.rows) + 4, 0, table.note, note)
    book.close()
    return made.getvalue()
