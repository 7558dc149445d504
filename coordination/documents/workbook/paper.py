"""The administrative dress of a form: agency and motto, title, notes, signature blocks, the printed page.

After Decree 30/2020/NĐ-CP, Appendix I, as far as a table takes it: fonts and sizes, whose name stands where.
"""

from __future__ import annotations

import re

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from coordination.documents.lettering import STRONG
from coordination.documents.official_words import CREED, MOTTO
from coordination.documents.workbook.layout import (
    BODY,
    CODE,
    FIRST_ROW,
    FORM,
    HEAD,
    KEY_ROW,
    KEYS,
    LABEL,
    LETTERS,
    MARKER,
    NUMBER,
    PARENT,
    PERIOD,
    SUBTITLE,
    TITLE,
    UNIT,
    UNITS,
    Layout,
    height_of,
    titled,
)
from coordination.documents.workbook.model import Form, Sheet
from coordination.documents.workbook.styles import Styles

A4 = 9
SIDES = (0.42, 0.58)
"""Of the width: the agency's side, the motto's side."""
LEADING = {NUMBER: "STT", LABEL: "Nội dung", CODE: "Mã số", UNIT: "Đơn vị tính"}
INDICATOR = "Chỉ tiêu"
_NUMBERED = re.compile(r"(?P<what>\D+?) \d+(?::.*)?")
SHORT_TABLE = 5
"""Rows of a table that is put on one page with the signatures under it, so that these never stand alone."""
DATED = "{place}, ngày …… tháng …… năm ……"
SIGNING = 5
"""Empty rows for signature and seal: 30 mm."""


def spread(page: Worksheet, row: int, span: tuple[int, int], words: str, look: Format) -> None:
    """Write words over several columns."""
    if span[0] < span[1]:
        page.merge_range(row, span[0], row, span[1], "", look)
    page.write_string(row, span[0], words, look)


def draw_head(page: Worksheet, form: Form, layout: Layout, styles: Styles) -> None:
    """Draw everything above the table, the hidden keys included."""
    sides = layout.spans(SIDES)
    left, right, whole = sides[0], sides[-1], (NUMBER, layout.last)
    for row, names in ((PARENT, (form.parent.upper(), MOTTO)), (BODY, (form.body.upper(), CREED))):
        looks = ("parent", "motto") if row == PARENT else ("issuer", "creed")
        heights = [
            height_of(name, layout.width_between(*span), 12, STRONG)
            for name, span in zip(names, (left, right), strict=True)
        ]
        page.set_row(row, max(heights))
        for span, words, look in zip((left, right), names, looks, strict=True):
            spread(page, row, span, words, styles.of(look))
    spread(page, FORM, left, form.number, styles.of("form"))
    for row, words, look, size in (
        (TITLE, form.title.upper(), "title", 14),
        (SUBTITLE, layout.sheet.title, "subtitle", 13),
        (PERIOD, form.period, "period", 12),
        (UNITS, f"Đơn vị tính: {form.unit_note}" if form.unit_note and _counts(layout.sheet) else "", "units", 12),
    ):
        spread(page, row, whole, words, styles.of(look))
        air = 14 if row == TITLE else 2
        page.set_row(row, height_of(words, layout.width_between(*whole), size, STRONG) + air if words else 4)
    _draw_titles(page, layout, styles)


def _draw_titles(page: Worksheet, layout: Layout, styles: Styles) -> None:
    page.write_string(KEY_ROW, KEYS, f"{MARKER}{layout.sheet.key}", styles.of("key"))
    page.set_row(KEY_ROW, None, None, {"hidden": True})
    page.set_row(HEAD, layout.head_height())
    letters = iter("ABCD")
    for place, words in (LEADING | {LABEL: row_name(layout.sheet)}).items():
        page.write_string(HEAD, place, words, styles.of("head"))
        page.write_string(LETTERS, place, "" if place in layout.hidden else next(letters), styles.of("letters"))
    for number, column in enumerate(layout.sheet.columns, 1):
        place = layout.columns[column.key]
        page.write_string(KEY_ROW, place, column.key, styles.of("key"))
        page.write_string(HEAD, place, titled(column), styles.of("head"))
        page.write_string(LETTERS, place, str(number), styles.of("letters"))
    for place, width in enumerate(layout.widths):
        page.set_column(place, place, width or 8, None, {"hidden": place in layout.hidden})
    page.freeze_panes(FIRST_ROW, CODE)


def _counts(sheet: Sheet) -> bool:
    """Say whether a sheet holds figures, so that a unit can be meant."""
    return any(each.kind == "number" for each in sheet.columns)


def row_name(sheet: Sheet) -> str:
    """Give what the rows of a sheet are: indicators, or what numbered rows are called (“Dự án 1”), else just contents."""
    if any(row.unit or row.definition for row in sheet.rows):
        return INDICATOR
    found = [_NUMBERED.fullmatch(row.label) for row in sheet.rows]
    names = {each["what"] if each else "" for each in found}
    return names.pop() or LEADING[LABEL] if len(names) == 1 else LEADING[LABEL]


def draw_notes(page: Worksheet, form: Form, layout: Layout, styles: Styles) -> int:
    """Draw the notes under the table, the deadline and its reason first; give the row after them."""
    due = f"Hạn nộp: {form.deadline}" + (f" ({form.deadline_reason})" if form.deadline_reason else "")
    notes = [*([due] if form.deadline else []), *form.notes]
    top, whole = layout.below + 1, (NUMBER, layout.last)
    if notes:
        page.write_string(top, NUMBER, "Ghi chú:", styles.of("strong"))
    for row, note in enumerate(notes, top + 1):
        spread(page, row, whole, f"- {note.rstrip(' .;')}.", styles.of("note"))
        page.set_row(row, height_of(note, layout.width_between(*whole)))
    return top + len(notes) + 1


def draw_signers(page: Worksheet, form: Form, layout: Layout, styles: Styles, row: int) -> int:
    """Draw place and date, then the signature blocks side by side; give the last row."""
    if not form.signers:
        return row
    spans = layout.spans([1 / len(form.signers)] * len(form.signers))
    page.set_row(row, 8)
    dated = DATED.format(place=form.place or "…………")
    page.set_row(row + 1, height_of(dated, layout.width_between(*spans[-1])))
    spread(page, row + 1, spans[-1], dated, styles.of("dated"))
    deepest = max(len(signer.lines) for signer in form.signers)
    for span, signer in zip(spans, form.signers, strict=False):
        for number, line in enumerate(signer.lines):
            spread(page, row + 2 + number, span, line.upper(), styles.of("signer"))
        spread(page, row + 2 + deepest, span, signer.hint, styles.of("hint"))
    return row + 2 + deepest + SIGNING


def set_page(page: Worksheet, form: Form, layout: Layout, last: int) -> None:
    """Set the sheet up to be printed: A4, one page wide, the titles on every page, pages numbered."""
    page.set_paper(A4)
    if layout.across:
        page.set_landscape()
    page.set_margins(left=0.98, right=0.59, top=0.79, bottom=0.79)  # 25, 15, 20, 20 mm
    last_of_many = last > layout.below and len(form.sheets) > 1
    signed = last_of_many and len(layout.sheet.rows) <= SHORT_TABLE
    page.fit_to_pages(1, 1 if signed else 0)
    page.repeat_rows(HEAD, LETTERS)
    page.print_area(0, NUMBER, last, layout.last)
    page.center_horizontally()
    face = '&"Times New Roman,Regular"'
    named = form.key.replace("&", "&&")
    page.set_footer(f"&L{face}&8{named} · {form.hash[:12]}&R{face}&10Trang &P/&N")
    page.hide_gridlines(2)
