"""Tables of a forecast verb as a file: CSV, or an XLSX workbook with a sheet for each. Words are never formulas."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

from coordination.cli.common import common, t, talk
from coordination.cli.files import FORCE, target, write_whole
from coordination.errors import UsageError
from coordination.kernel.text import Text
from coordination.methods.contract import Table

SHEET = 31
"""Signs a sheet's name may have."""


def place(out: str | None, *, force: bool) -> Path | None:
    """Give the path a verb is to write to; refuses one that is neither CSV nor XLSX, or is there already."""
    if out is None:
        return None
    if not out.lower().endswith((".csv", ".xlsx")):
        raise UsageError.of(
            f"--out là tệp .csv hoặc .xlsx, không phải {out!r}", f"--out is a .csv or .xlsx, not {out!r}"
        )
    return target(out, new=not force, fix=FORCE)


def leave(path: Path | None, made: Callable[[], Sequence[Table]], *, force: bool) -> None:
    """Write tables; of a CSV it is the first alone. Nothing is written in a dry run."""
    if path is None:
        return
    if common.dry_run:
        talk.print(t("Chạy thử: chưa ghi gì.", "Dry run: nothing was written."))
        return
    tables = made()
    content = _csv(tables[0]) if path.suffix.lower() == ".csv" else _workbook(tables)
    write_whole(path, content, new=not force, fix=FORCE)


def _csv(table: Table) -> bytes:
    from coordination.documents.tables import as_csv  # noqa: PLC0415 - kept out of --help, which must be quick

    return as_csv(table, common.lang).encode("utf-8-sig")


def _workbook(tables: Sequence[Table]) -> bytes:
    from xlsxwriter import Workbook  # noqa: PLC0415 - kept out of --help, which must be quick

    from coordination.documents.workbook.styles import FONT, HEAD  # noqa: PLC0415

    made = io.BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = Workbook(made, safe)
    title, text = book.add_format(FONT | {"bold": True}), book.add_format(FONT | {"text_wrap": True, "valign": "top"})
    head = book.add_format(FONT | {"bold": True, "text_wrap": True, "bg_color": HEAD, "border": 1, "align": "center"})
    number = book.add_format(FONT | {"num_format": "#,##0.######"})
    for table in tables:
        sheet = book.add_worksheet(table.key[:SHEET])
        sheet.write_string(0, 0, _said(table.title), title)
        for column, name in enumerate(table.columns):
            sheet.write_string(2, column, _said(name), head)
        for at, row in enumerate(table.said(common.lang), 3):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(at, column, value, text)
                elif value is not None:
                    sheet.write_number(at, column, float(value), number)
        sheet.set_column(0, len(table.columns), 16)
        sheet.freeze_panes(3, 1)
        if table.note:
            sheet.write_string(len(table.rows) + 4, 0, _said(table.note))
    book.close()
    return made.getvalue()


def _said(words: Text) -> str:
    return words.in_language(common.lang)
