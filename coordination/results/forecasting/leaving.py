"""The report left in a folder: documents, tables and charts, all of them or none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from coordination.documents.report.docx import to_docx
from coordination.documents.report.pdf import to_pdf
from coordination.kernel.text import Language
from coordination.methods.contract import Context
from coordination.methods.forecast import Result
from coordination.results.assessing.leaving import leave_files
from coordination.results.assessing.sheets import as_csv
from coordination.results.forecasting.basis import Basis
from coordination.results.forecasting.book import workbook
from coordination.results.forecasting.composing import Made, compose
from coordination.results.forecasting.drawings import Mapper


def leave(made: Made, folder: Path) -> list[str]:
    """Write all files of the report into a new or empty folder; gives their names.

    ConflictError where something is there already, InvalidInputError where nothing can be written.
    """
    return leave_files(lambda: _files(made), folder)


def report_of(
    result: Result, context: Context, folder: Path, day: date, *, language: Language = "vi", mapper: Mapper = map
) -> list[str]:
    """Make the report of a result that no database holds and leave it in a folder; gives the names of its files.

    ``context`` is what the result was made from; without a region's configuration no secretariat heads the report. Errors
    as of ``leave``.
    """
    basis = Basis("", None, context, result, "draft")
    return leave(compose(basis, day, language, mapper), folder)


def _files(made: Made) -> Iterator[tuple[str, bytes]]:
    yield "report.docx", to_docx(made.report)
    yield "report.pdf", to_pdf(made.report)
    yield "tables.xlsx", workbook(made.sheets, made.report)
    for sheet in made.sheets:
        yield f"tables/{sheet.key}.csv", as_csv(sheet.head, sheet.rows)
    for picture in made.report.pictures:
        yield f"charts/{picture.key}.svg", picture.svg
        yield f"charts/{picture.key}.png", picture.png
