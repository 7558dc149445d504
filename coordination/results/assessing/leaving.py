"""A report left in a folder: documents, tables, charts and the trace, all of them or none."""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from tempfile import mkdtemp

from xlsxwriter import Workbook

from coordination.documents.charts.render import to_png, to_svg
from coordination.documents.report.docx import to_docx
from coordination.documents.report.laying import laid
from coordination.documents.report.model import Report
from coordination.documents.report.pdf import to_pdf
from coordination.documents.workbook.csv_text import csv_safe
from coordination.documents.workbook.styles import FONT, HEAD
from coordination.errors import ConflictError, InvalidInputError
from coordination.kernel.text import Text
from coordination.methods.joint_assessment.analysis import Analysis
from coordination.methods.joint_assessment.analysis.plan import VERDICTS
from coordination.methods.joint_assessment.analysis.quotients import WORDS
from coordination.results.assessing.composing import Made
from coordination.results.assessing.tables import Kept, Value
from coordination.results.assessing.tracing import Trace, Used

TRACE = (
    "place",
    "text",
    "printed",
    "kind",
    "indicator",
    "unit",
    "period",
    "value",
    "measure",
    "source",
    "status",
    "computed",
    "cells",
)
CELLS = ("address", "indicator", "unit", "period", "value", "state", "status", "source", "plan")
SHEET = 31
"""Signs a sheet's name may have."""
_ENGLISH = {
    **{word.vi: word.en for word in (*VERDICTS.values(), *WORDS.values())},
    "Gốc so sánh nhỏ, cần thận trọng": "Small base, take care",
}


def leave(made: Made, folder: Path) -> list[str]:
    """Write all files of a report into a new folder (or an empty one); gives their names.

    The folder is built beside its place and then moved there, so nobody sees half of it. ConflictError where something
    is there already, InvalidInputError where nothing can be written.
    """
    place = check_place(folder)
    draft = Path(mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    try:
        names = sorted(_write(made, draft))
        draft.chmod(0o777 & ~_umask())
        if place.exists():
            place.rmdir()
        draft.rename(place)
    finally:
        with suppress(OSError):
            shutil.rmtree(draft)
    return names


def check_place(folder: Path) -> Path:
    """Give the folder's place if a report can be left there, before any work is done; errors as of ``leave``."""
    place = folder.absolute()
    if place.is_symlink() or (place.exists() and not (place.is_dir() and not any(place.iterdir()))):
        vi, en = (
            f"{folder} đã có và không trống, không ghi đè",
            f"{folder} is there, is not empty and is not overwritten",
        )
        raise ConflictError.of(vi, en)
    if not place.parent.is_dir():
        raise InvalidInputError.of("không có thư mục này", "there is no such folder", str(place.parent))
    return place


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _write(made: Made, folder: Path) -> Iterator[str]:
    for name, content in _files(made):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        yield name


def _files(made: Made) -> Iterator[tuple[str, bytes]]:
    language = made.report.language
    yield "report.docx", to_docx(made.report)
    yield "report.pdf", to_pdf(made.report)
    tables = (*made.tables, *_analysis_tables(made.analysis, language))
    yield "tables.xlsx", _workbook(tables, made.report)
    for table in tables:
        yield f"tables/{table.key}.csv", _csv(table.head, table.rows)
    for key, chart in made.charts.items():
        yield f"charts/{key}.svg", to_svg(chart, language)
        yield f"charts/{key}.png", to_png(chart, language)
    yield "trace.csv", _csv(TRACE, _traced(made.trace, made.report))
    yield "cells.csv", _csv(CELLS, (_used(each) for each in made.trace.cells.values()))


def _traced(trace: Trace, report: Report) -> Iterator[tuple[Value, ...]]:
    """Give the trace in the report's order of numbers of tables and figures."""
    places = _places(report)
    for row in trace.rows:
        yield (
            places.get(row.place, row.place),
            row.text,
            row.printed,
            row.kind,
            row.indicator,
            row.unit,
            row.period,
            row.value,
            row.measure,
            row.source,
            row.status,
            "yes" if row.computed else "no",
            "; ".join(row.cells),
        )


def _places(report: Report) -> dict[str, str]:
    """Give what tables and figures are called in the report, by key."""
    keys = [block.key for block in report.blocks if hasattr(block, "key")]
    called = [item.caption.partition(".")[0] for item in laid(report) if item.kind in ("grid", "image")]
    return dict(zip(keys, called, strict=True))


def _used(cell: Used) -> tuple[Value, ...]:
    code, unit, year = cell.key
    point = cell.point
    plan = "yes" if cell.plan else "no"
    return (
        cell.address,
        code,
        unit,
        str(year),
        point.cell.value,
        str(point.cell.state),
        point.status,
        point.source,
        plan,
    )


def _csv(head: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
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


def _workbook(tables: Iterable[Kept], report: Report) -> bytes:
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


def _analysis_tables(analysis: Analysis, language: str) -> Iterator[Kept]:
    """Give all findings of the analysis, older years and what is lacking too, in the report's language."""
    told = analysis if language == "vi" else _in_english(analysis)
    for table in told.tables():
        rows = tuple(tuple(_word(value, language) for value in row) for row in table.rows)
        yield Kept(
            table.key,
            table.title.in_language(language),
            tuple(column.in_language(language) for column in table.columns),
            rows,
            table.note.in_language(language) if table.note else "",
        )


def _word(value: str | float | Decimal | None, language: str) -> Value:
    if isinstance(value, float):
        return Decimal(str(value))
    return _ENGLISH.get(value, value) if language == "en" and isinstance(value, str) else value


def _in_english(analysis: Analysis) -> Analysis:
    """Give an analysis whose names are English in both languages, for tables that name in Vietnamese."""
    pillars = tuple(
        pillar.model_copy(
            update={"gaps": tuple(gap.model_copy(update={"text": _both(gap.text)}) for gap in pillar.gaps)}
        )
        for pillar in analysis.pillars
    )
    names = {code: _both(name) for code, name in analysis.names.items()}
    return analysis.model_copy(update={"names": names, "pillars": pillars, "region_name": _both(analysis.region_name)})


def _both(text: Text) -> Text:
    return Text(vi=text.en, en=text.en)
