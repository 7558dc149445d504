"""The lower part of a wall sheet: who owes what in each step, a column for each province or body."""

from __future__ import annotations

from coordination.documents.drawing import LEADING, Drawing
from coordination.documents.lettering import STRONG, fit, width_of
from coordination.documents.sheet import LEFT, RIGHT, Cell, Duty, Sheet, date_form

NAMES, DUE, CELLS = LEFT + 7, LEFT + 131, LEFT + 146
"""Where the columns begin: what is owed, due dates, and the cells themselves."""
WIDEST = 64.0
HEAD, TURNED = 3.0, 2.9
LONGEST = 30.0
"""A head that stands upright is shortened to this."""
GAP = 3.5
HEADS = {"vi": ("TT", "Nội dung phải nộp", "Hạn nộp"), "en": ("No.", "What is owed", "Due")}


def column_width(sheet: Sheet, room: float) -> float:
    """Give the width of one column."""
    return min(room / max(len(sheet.heads), 1), WIDEST)


def head_height(sheet: Sheet, room: float) -> float:
    """Give the height of the heads: one line where all fit, else what the longest needs upright."""
    wide = column_width(sheet, room)
    if _lies(sheet, wide):
        return HEAD * LEADING + 2.5
    return min(max(width_of(head, _turned(wide), STRONG) for head in sheet.heads), LONGEST) + 2


def fixed_height(sheet: Sheet, room: float) -> float:
    """Give the height of all but the rows."""
    return GAP + head_height(sheet, room)


def _lies(sheet: Sheet, wide: float) -> bool:
    return all(width_of(head, HEAD, STRONG) <= wide - 1 for head in sheet.heads)


def _turned(wide: float) -> float:
    return min(TURNED, wide * 0.8)


def matrix(drawing: Drawing, sheet: Sheet, language: str, top: float, height: float) -> None:
    """Draw the matrix beneath ``top`` with rows of a height."""
    head = top + GAP
    rows = head + head_height(sheet, RIGHT - CELLS)
    wide = column_width(sheet, RIGHT - CELLS)
    end = CELLS + wide * len(sheet.heads)
    bottom = rows + height * len(sheet.duties)
    _heads(drawing, sheet, language, head, rows, wide)
    for number, duty in enumerate(sheet.duties):
        y = rows + number * height
        if number % 2 == 0:
            drawing.box(drawing.stripes, LEFT, y, end - LEFT, height, "stripe")
        _duty(drawing, duty, y, height, date_form(sheet.first, sheet.last))
        for place, cell in enumerate(duty.cells):
            if cell is not None:
                _cell(drawing, cell, CELLS + wide * (place + 0.5), y, wide, height)
    for place in range(len(sheet.heads) + 1):
        drawing.rule(CELLS + wide * place, head, CELLS + wide * place, bottom, "tick")
    drawing.rule(LEFT, bottom, end, bottom, "line")


def _heads(drawing: Drawing, sheet: Sheet, language: str, head: float, rows: float, wide: float) -> None:
    end = CELLS + wide * len(sheet.heads)
    drawing.box(drawing.ground, LEFT, head, end - LEFT, rows - head, "band")
    number, what, due = HEADS[language]
    base = rows - 1.8
    drawing.write((NAMES + LEFT) / 2 - 0.5, base, number, HEAD, weight=STRONG, anchor="middle")
    drawing.write(NAMES, base, f"{what} {sheet.matrix}", HEAD, width=DUE - NAMES - 1, weight=STRONG)
    drawing.write((DUE + CELLS) / 2, base, due, HEAD, weight=STRONG, anchor="middle")
    for place, name in enumerate(sheet.heads):
        middle = CELLS + wide * (place + 0.5)
        if _lies(sheet, wide):
            drawing.write(middle, base, name, HEAD, anchor="middle", weight=STRONG)
        else:
            size = _turned(wide)
            drawing.write(middle + size * 0.33, rows - 1, name, size, width=LONGEST, weight=STRONG, turn=-90)


def _duty(drawing: Drawing, duty: Duty, y: float, height: float, form: str) -> None:
    middle, size = y + height / 2, min(3.0, height * 0.7)
    drawing.lines_at((NAMES + LEFT) / 2 - 0.5, middle, [str(duty.number)], size, anchor="middle")
    drawing.write_in((NAMES, y, DUE - NAMES - 1, height - 0.4), duty.what, 2.9)
    drawing.lines_at((DUE + CELLS) / 2, middle, [duty.due.strftime(form)], size, anchor="middle", weight=STRONG)


def _cell(drawing: Drawing, cell: Cell, middle: float, y: float, wide: float, height: float) -> None:
    """Draw where something stands; its own date beside the sign, or beneath it in a narrow column."""
    size = min(1.9, height * 0.36, wide * 0.4)
    date = f"{cell.due:%d/%m}" if cell.due else ""
    beside = wide > 2 * size + width_of(date, 2.6, STRONG) + 8
    below = bool(date) and not beside and height > 6 and fit(date, wide - 0.6, 2.1, STRONG) == date
    drawing.mark(
        middle, y + height * (0.34 if below else 0.5), min(size, height * 0.24) if below else size, cell.standing
    )
    if below:
        drawing.write(middle, y + height - 0.9, date, 2.1, anchor="middle", weight=STRONG, ink="blue")
    elif date and beside:
        drawing.lines_at(middle + size + 1, y + height / 2, [date], 2.6, weight=STRONG, ink="blue")
