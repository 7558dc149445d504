"""The year on one sheet for the wall: A3, the steps in time above, who owes what in each beneath."""

from __future__ import annotations

from collections.abc import Sequence

from coordination.documents.chart import calendar, row_heights
from coordination.documents.drawing import Drawing, largest
from coordination.documents.lettering import FAMILY, REGULAR, STRONG, width_of
from coordination.documents.matrix import matrix
from coordination.documents.press import PAGE
from coordination.documents.sheet import BOTTOM, LEFT, LEGAL, MARGIN, RIGHT, STANDINGS, UNSURE, Sheet
from coordination.documents.templating import clean, environment, written_date
from coordination.kernel.text import Text

BARS = {
    "bar": Text(vi="nhận bản nộp đến hạn", en="submissions until the due date"),
    "late_bar": Text(vi="còn nhận bản nộp trễ", en="late submissions"),
    "positions": Text(vi="lấy ý kiến", en="positions"),
    "waits": Text(vi="theo kế hoạch, còn chờ bước trước", en="as planned, waits for earlier steps"),
}
MARKS = {
    "legal": LEGAL,
    "unsure": UNSURE,
    "meeting": Text(vi="trao đổi, hội thảo", en="exchange or workshop"),
    "sitting": Text(vi="khai mạc kỳ họp Hội đồng nhân dân", en="council session opens"),
}
GROUND = {"dayoff": Text(vi="ngày nghỉ lễ", en="day off"), "weekend": Text(vi="cuối tuần", en="weekend")}
TODAY = Text(vi="hôm nay", en="today")
SPARE = Text(
    vi="Số ngày dư: ngày làm việc kể từ sau hạn nộp đến hết ngày luật định. Ngày ghi trong ô: hạn riêng do gia hạn.",
    en="Days to spare: working days after the due date up to the legal date. A date in a cell: own date, by extension.",
)


def wall_svg(sheet: Sheet, language: str) -> str:
    """Draw the sheet as SVG of 420 × 297 mm; the same sheet gives the same text."""
    drawing = Drawing()
    _title(drawing, sheet, language)
    line_height, duty_height = row_heights(sheet)
    bottom = calendar(drawing, sheet, language, line_height)
    matrix(drawing, sheet, language, bottom, duty_height)
    _legend(drawing, sheet, language)
    return (
        environment()
        .get_template("documents/wall.svg")
        .render(
            drawing=drawing, page=PAGE, family=FAMILY, title=clean(f"{sheet.title} – {sheet.procedure}"), lang=language
        )
    )


def _title(drawing: Drawing, sheet: Sheet, language: str) -> None:
    room = RIGHT - LEFT
    if sheet.simulated:
        label = "MÔ PHỎNG" if language == "vi" else "SIMULATED"
        wide = width_of(label, 6.5, STRONG) + 8
        drawing.box(drawing.bars, RIGHT - wide, MARGIN, wide, 10.5, "stamp")
        drawing.write(RIGHT - wide / 2, MARGIN + 7.4, label, 6.5, anchor="middle", weight=STRONG, ink="red")
        room -= wide + 6
    size = largest(clean(sheet.title), room, (7.5, 7, 6.5, 6, 5.5, 5))
    drawing.write(LEFT, 17, clean(sheet.title), size, width=room, weight=STRONG)
    size = largest(clean(sheet.procedure), room, (5, 4.6, 4.2, 3.8), REGULAR)
    drawing.write(LEFT, 25, clean(sheet.procedure), size, width=room)
    printed = f"{'Ngày in' if language == 'vi' else 'Printed'}: {written_date(sheet.printed, language)}"
    drawing.write(LEFT, 31.5, f"{printed}   ·   {clean(sheet.source)}", 3.2, width=RIGHT - LEFT, ink="soft")


def _legend(drawing: Drawing, sheet: Sheet, language: str) -> None:
    drawing.rule(LEFT, BOTTOM + 2.5, RIGHT, BOTTOM + 2.5, "line")
    calendar = [(kind, text, "box") for kind, text in BARS.items()]
    calendar += [(kind, text, "mark") for kind, text in MARKS.items()]
    calendar += [(kind, text, "ground") for kind, text in GROUND.items()]
    if sheet.first <= sheet.printed <= sheet.last:
        calendar.append(("today", TODAY, "rule"))
    y = _flow(drawing, calendar, BOTTOM + 6.5, language)
    y = _flow(drawing, [(kind, text, "mark") for kind, text in STANDINGS.items()], y + 4.6, language)
    words = " ".join(part for part in (SPARE.in_language(language), clean(sheet.note)) if part)
    drawing.write(LEFT, y + 5.2, words, 2.6, width=RIGHT - LEFT, ink="soft")


def _flow(drawing: Drawing, items: Sequence[tuple[str, Text, str]], y: float, language: str) -> float:
    """Set the items of a legend side by side, on as many lines as they need; gives the height of the last."""
    x, size = LEFT, 2.8
    for kind, text, how in items:
        words = text.in_language(language)
        wide = 6.5 + width_of(words, size) + 5
        if x + wide - 5 > RIGHT:
            x, y = LEFT, y + 4.6
        if how == "mark":
            drawing.mark(x + 2.5, y, 1.5, kind)
        elif how == "rule":
            drawing.rule(x + 2.5, y - 1.8, x + 2.5, y + 1.8, kind)
        else:
            drawing.box(drawing.bars if how == "box" else drawing.ground, x, y - 1.5, 5, 3, kind)
        drawing.write(x + 6.5, y + 0.95, words, size)
        x += wide
    return y
