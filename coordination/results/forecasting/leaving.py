"""The report left in a folder: documents, tables and charts, all of them or none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from coordination.documents.report.docx import to_docx
from coordination.documents.report.pdf import to_pdf
from coordination.results.assessing.leaving import leave_files
from coordination.results.assessing.sheets import as_csv, workbook
from coordination.results.forecasting.composing import Made


def leave(made: Made, folder: Path) -> list[str]:
    """Write all files of the report into a new or empty folder; gives their names.

    ConflictError where something is there already, InvalidInputError where nothing can be written.
    """
    return leave_files(lambda: _files(made), folder)


def _files(made: Made) -> Iterator[tuple[str, bytes]]:
    yield "report.docx", to_docx(made.report)
    yield "report.pdf", to_pdf(made.report)
    yield "tables.xlsx", workbook(made.tables, made.report)
    for table in made.tables:
        yield f"tables/{table.key}.csv", as_csv(table.head, table.rows)
    for picture in made.report.pictures:
        yield f"charts/{picture.key}.svg", picture.svg
        yield f"charts/{picture.key}.png", picture.png
