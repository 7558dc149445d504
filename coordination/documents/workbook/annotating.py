"""The answer to a clerk: the same form with what was handed in, words at the cells, and a list that leads to them.

The file that was handed in is never touched; the copy is drawn anew, so its cells stand where the form has them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from xlsxwriter.worksheet import Worksheet

from coordination.documents.workbook.layout import Layout, height_of
from coordination.documents.workbook.locating import RawValue
from coordination.documents.workbook.model import REMARKS_SHEET, Address, Form
from coordination.documents.workbook.remarks import Remark, gravest
from coordination.documents.workbook.styles import SEVERITIES, SHADES, SIGNS, Severity
from coordination.documents.workbook.writing import Book, Overlay, link

NAMES: Mapping[Severity, str] = {"error": "LỖI", "warning": "CẢNH BÁO", "note": "LƯU Ý"}
DUTIES: Mapping[Severity, str] = {
    "error": "phải sửa trước khi nộp lại",
    "warning": "cần giải trình hoặc sửa",
    "note": "để biết",
}
TITLES = (
    ("STT", 5),
    ("Mức độ", 13),
    ("Sheet", 14),
    ("Ô đã nộp", 10),
    ("Chỉ tiêu", 30),
    ("Nội dung", 42),
    ("Giá trị đã nộp", 16),
    ("Giá trị mong đợi", 16),
)
ONE_LINE = {"border": 1}
TITLE_ROW, SUMMARY_ROW, LEGEND_ROW, HEAD_ROW = 0, 1, 2, 6


def annotate(form: Form, values: Mapping[Address, RawValue], remarks: Sequence[Remark], created: datetime) -> bytes:
    """Give the annotated copy as XLSX, remarks in order of gravity; the same input gives the same bytes."""
    ordered = sorted(remarks, key=lambda each: SEVERITIES.index(each.severity))
    by_cell: dict[Address, list[Remark]] = defaultdict(list)
    for remark in ordered:
        by_cell[remark.address].append(remark)
    overlay = Overlay(
        values={address: value.handed for address, value in values.items()},
        severities={address: gravest(said) for address, said in by_cell.items()},
        words={address: "\n".join(_line(remark) for remark in said) for address, said in by_cell.items()},
    )
    book = Book(form, created, overlay)
    _listed(book, book.book.add_worksheet(REMARKS_SHEET), ordered)
    book.add_form()
    return book.close()


def _line(remark: Remark) -> str:
    expected = f" (mong đợi: {remark.expected})" if remark.expected else ""
    return f"{SIGNS[remark.severity]} {NAMES[remark.severity]}: {remark.message.vi}{expected}"


def _listed(book: Book, page: Worksheet, remarks: Sequence[Remark]) -> None:
    styles, last = book.styles, len(TITLES) - 1
    page.merge_range(TITLE_ROW, 0, TITLE_ROW, last, "", styles.of("title"))
    page.write_string(TITLE_ROW, 0, "NHẬN XÉT BIỂU MẪU ĐÃ NỘP", styles.of("title"))
    page.set_row(TITLE_ROW, 26)
    page.merge_range(SUMMARY_ROW, 0, SUMMARY_ROW, last, "", styles.of("period"))
    page.write_string(SUMMARY_ROW, 0, f"{form_name(book.form)}: {_counted(remarks)}", styles.of("period"))
    for number, severity in enumerate(SEVERITIES):
        page.write_string(LEGEND_ROW + number, 1, _sign(severity), styles.of("centred", **SHADES[severity] | ONE_LINE))
        page.write_string(LEGEND_ROW + number, 2, DUTIES[severity], styles.of("legend"))
    for column, (title, width) in enumerate(TITLES):
        page.set_column(column, column, width)
        page.write_string(HEAD_ROW, column, title, styles.of("head"))
    layouts = {sheet.key: Layout(sheet) for sheet in book.form.sheets}
    for number, remark in enumerate(remarks, 1):
        _entry(book, page, number, remark, layouts)
    page.freeze_panes(HEAD_ROW + 1, 0)
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEAD_ROW)
    page.set_footer('&R&"Times New Roman,Regular"&10Trang &P/&N')
    page.hide_gridlines(2)


def form_name(form: Form) -> str:
    """Give how a form is called in a sentence."""
    return f"{form.number} - {form.title}" if form.number else form.title


def _counted(remarks: Sequence[Remark]) -> str:
    counts = {each: sum(remark.severity == each for remark in remarks) for each in SEVERITIES}
    if not remarks:
        return "không có nhận xét"
    return ", ".join(f"{count} {NAMES[severity].lower()}" for severity, count in counts.items() if count)


def _sign(severity: Severity) -> str:
    return f"{SIGNS[severity]} {NAMES[severity]}"


def _entry(book: Book, page: Worksheet, number: int, remark: Remark, layouts: Mapping[str, Layout]) -> None:
    row, styles = HEAD_ROW + number, book.styles
    layout = layouts.get(remark.sheet)
    line = next((each for each in layout.sheet.rows if each.key == remark.row), None) if layout else None
    texts = {
        2: remark.sheet_name or (layout.sheet.name if layout else ""),
        4: " ".join(part for part in (remark.indicator, line.label if line else "") if part),
        5: remark.message.vi,
        6: remark.value,
        7: remark.expected,
    }
    page.write_number(row, 0, number, styles.of("centred"))
    page.write_string(row, 1, _sign(remark.severity), styles.of("centred", **SHADES[remark.severity] | ONE_LINE))
    for column, text in texts.items():
        page.write_string(row, column, text, styles.of("list"))
    if layout and remark.row in layout.rows:
        place = layout.rows[remark.row], layout.columns.get(remark.column, 2)
        page.write_url(row, 3, link(layout.sheet.name, *place), styles.of("link"), remark.cell or "xem")
    else:
        page.write_string(row, 3, remark.cell, styles.of("list"))
    page.set_row(row, max(height_of(text, TITLES[column][1]) for column, text in texts.items()))
