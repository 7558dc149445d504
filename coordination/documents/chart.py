"""The upper part of a wall sheet: the steps in time, with weeks, days off and council sessions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from coordination.documents.drawing import LEADING, Drawing, in_levels, largest
from coordination.documents.lettering import STRONG, fit, width_of
from coordination.documents.matrix import fixed_height
from coordination.documents.sheet import BOTTOM, LEFT, RIGHT, TOP, Event, Line, Sheet, date_form

NAMES, DUE, LEGAL, STATUS, CHART = LEFT + 7, LEFT + 93, LEFT + 108, LEFT + 126, LEFT + 146
"""Where the columns begin: names of steps, due dates, legal dates, states, and the calendar itself."""
MONTHS, WEEKS, SMALL = 6.0, 4.2, 2.3
LEVEL = 3.3
"""Height of one level of names of days off or sessions."""
CLEAR = 1.2
"""Between the names of days off and the lines and rows beneath them."""
EDGE = 2.5
"""Names of days off and sessions keep this far from the right edge."""
PADDING = 1.2
SIGNS = 2.8
"""Height of the row on which the marks of sessions stand, so that no words stand beneath them."""
TALLEST = 10.6
HEADS = {
    "vi": ("TT", "Bước", "Hạn nộp", "Luật định", "Tình trạng"),
    "en": ("No.", "Step", "Due", "Legal date", "State"),
}
SITTINGS = {"vi": "Kỳ họp Hội đồng nhân dân", "en": "Council sessions"}
Days = Callable[[date], float]


def scale(sheet: Sheet) -> Days:
    """Give where on the page a day begins."""
    span = (sheet.last - sheet.first).days + 1
    return lambda day: CHART + (RIGHT - CHART) * (day - sheet.first).days / span


def row_heights(sheet: Sheet) -> tuple[float, float]:
    """Share the height of the page between the rows of the calendar and those of the matrix."""
    bands = _above(sheet) + _beneath(sheet)
    free = BOTTOM - 1.5 - TOP - bands - fixed_height(sheet, RIGHT - CHART)
    line = min(free / 2 / max(len(sheet.lines), 1), TALLEST)
    duty = (free - line * len(sheet.lines)) / max(len(sheet.duties), 1)
    return max(line, 0.5), max(min(duty, TALLEST), 0.5)


def calendar(drawing: Drawing, sheet: Sheet, language: str, height: float) -> float:
    """Draw the calendar with rows of a height; gives where it ends."""
    x = scale(sheet)
    top = TOP + _above(sheet)
    rows_end = top + height * len(sheet.lines)
    bottom = rows_end + _beneath(sheet)
    _axis(drawing, sheet, x, rows_end)
    _column_titles(drawing, language)
    _days_off(drawing, sheet, x, rows_end)
    _sittings(drawing, sheet, language, x, top, rows_end)
    if sheet.first <= sheet.printed <= sheet.last:
        middle = (x(sheet.printed) + x(sheet.printed + timedelta(days=1))) / 2
        drawing.rule(middle, top, middle, rows_end, "today")
    for number, line in enumerate(sheet.lines):
        y = top + number * height
        if number % 2 == 0:
            drawing.box(drawing.stripes, LEFT, y, RIGHT - LEFT, height, "stripe")
        _line(drawing, line, y, height, date_form(sheet.first, sheet.last))
        _bar(drawing, line, x, y, height)
    drawing.rule(LEFT, bottom, RIGHT, bottom, "line")
    return bottom


def _axis(drawing: Drawing, sheet: Sheet, x: Days, rows_end: float) -> None:
    drawing.box(drawing.ground, LEFT, TOP, RIGHT - LEFT, MONTHS + WEEKS, "band")
    month = sheet.first
    while month <= sheet.last:
        after = (month.replace(day=1) + timedelta(days=31)).replace(day=1)
        left, right = x(month), min(x(after), RIGHT)
        name = fit(f"{month:%m/%Y}", right - left - 1, 3.6, STRONG)
        if "…" not in name:
            drawing.write((left + right) / 2, TOP + 4.4, name, 3.6, anchor="middle", weight=STRONG)
        drawing.rule(left, TOP, left, rows_end, "grid")
        month = after
    mondays = list(_mondays(sheet.first, sheet.last))
    week = x(sheet.first + timedelta(days=7)) - x(sheet.first)
    every = next(number for number in range(1, 1000) if number * week > width_of("00/00", SMALL) + 1.2)
    for number, day in enumerate(mondays):
        drawing.rule(x(day), TOP + MONTHS, x(day), rows_end, "tick")
        if number % every == 0 and x(day) + 0.5 + width_of("00/00", SMALL) < RIGHT:
            drawing.write(x(day) + 0.5, TOP + MONTHS + 3, f"{day:%d/%m}", SMALL, ink="soft")
    for day in mondays:
        saturday = day - timedelta(days=2)
        if saturday >= sheet.first:
            drawing.box(
                drawing.ground, x(saturday), TOP + MONTHS + WEEKS, x(day) - x(saturday), _to(rows_end), "weekend"
            )


def _to(rows_end: float) -> float:
    return rows_end - TOP - MONTHS - WEEKS


def _mondays(first: date, last: date) -> Iterator[date]:
    day = first + timedelta(days=-first.weekday() % 7)
    while day <= last:
        yield day
        day += timedelta(days=7)


def _column_titles(drawing: Drawing, language: str) -> None:
    middles = ((NAMES + LEFT) / 2 - 0.5, None, (DUE + LEGAL) / 2, (LEGAL + STATUS) / 2, (STATUS + CHART) / 2)
    for middle, title in zip(middles, HEADS[language], strict=True):
        where, anchor = (NAMES, "start") if middle is None else (middle, "middle")
        drawing.write(where, TOP + 6.3, title, 3, weight=STRONG, anchor="start" if anchor == "start" else "middle")


def _named(sheet: Sheet) -> list[tuple[Event, str, float, int]]:
    x = scale(sheet)
    return _placed([(each, f"{_span(each)} {each.name}") for each in sheet.days_off], x, 70)


def _sat(sheet: Sheet) -> list[tuple[Event, str, float, int]]:
    x = scale(sheet)
    return _placed([(each, f"{_span(each)} {each.name}") for each in sheet.sittings], x, 150)


def _placed(shown: list[tuple[Event, str]], x: Days, longest: float) -> list[tuple[Event, str, float, int]]:
    """Give each event its words and where they stand: at its day, on a level where they touch no others."""
    words = [fit(text, longest, SMALL + 0.2) for _, text in shown]
    places = in_levels(
        [(x(each.first), width_of(text, SMALL + 0.2)) for (each, _), text in zip(shown, words, strict=True)],
        RIGHT - EDGE,
    )
    return [(each, text, place, level) for (each, _), text, (place, level) in zip(shown, words, places, strict=True)]


def _depth(placed: list[tuple[Event, str, float, int]]) -> int:
    return max((level + 1 for *_, level in placed), default=0)


def _above(sheet: Sheet) -> float:
    """Give the height of what stands above the rows: months, weeks, the names of days off."""
    levels = _depth(_named(sheet))
    return MONTHS + WEEKS + (LEVEL * levels + CLEAR if levels else 0)


def _beneath(sheet: Sheet) -> float:
    """Give the height of what stands beneath the rows: the sessions, on as many levels as they need."""
    levels = _depth(_sat(sheet))
    return (SIGNS + LEVEL * levels if levels else 0) + PADDING


def _span(event: Event) -> str:
    return f"{event.first:%d/%m}" if event.first == event.last else f"{event.first:%d/%m}–{event.last:%d/%m}"


def _days_off(drawing: Drawing, sheet: Sheet, x: Days, rows_end: float) -> None:
    for event, text, place, level in _named(sheet):
        y = TOP + MONTHS + WEEKS
        wide = x(event.last + timedelta(days=1)) - x(event.first)
        drawing.box(drawing.ground, x(event.first), y, wide, _to(rows_end), "dayoff")
        # On paper of its own: the lines of weeks and months do not run through the words.
        drawing.box(
            drawing.bars, place - 0.4, y + LEVEL * level + 0.2, width_of(text, SMALL + 0.2) + 0.8, LEVEL - 0.2, "paper"
        )
        drawing.write(place, y + LEVEL * level + 2.5, text, SMALL + 0.2, ink="red")


def _sittings(drawing: Drawing, sheet: Sheet, language: str, x: Days, top: float, rows_end: float) -> None:
    found = _sat(sheet)
    signs = rows_end + SIGNS / 2
    for event, text, place, level in found:
        day = (x(event.first) + x(event.first + timedelta(days=1))) / 2
        drawing.rule(day, top, day, signs, "sitting")
        drawing.mark(day, signs, 0.9, "sitting")
        drawing.write(place, rows_end + SIGNS + LEVEL * (level + 0.5) + 0.5, text, SMALL + 0.2)
    if found:
        drawing.write(NAMES, signs + 1, SITTINGS[language], 3)


def _line(drawing: Drawing, line: Line, y: float, height: float, form: str) -> None:
    middle, small = y + height / 2, min(3.1, height * 0.7)
    drawing.lines_at((NAMES + LEFT) / 2 - 0.5, middle, [str(line.number)], small, anchor="middle")
    drawing.write_in((NAMES, y, DUE - NAMES - 1, height - 0.6), line.name, 3.1)
    due, ink = line.due.strftime(form), "soft" if line.waits else "ink"
    size = largest(due, LEGAL - DUE - 0.6, (small, small * 0.9, small * 0.8))
    drawing.lines_at((DUE + LEGAL) / 2, middle, [due], size, anchor="middle", weight=STRONG, ink=ink)
    if line.legal:
        _legal(drawing, line, line.legal.strftime(form), y, height)
    box = ((STATUS + CHART) / 2, y, CHART - STATUS - 1.5, height - 0.6)
    drawing.write_in(box, line.status, 2.7, anchor="middle")


def _legal(drawing: Drawing, line: Line, day: str, y: float, height: float) -> None:
    """Write the legal date with the days to spare; one that binds nobody for certain has its mark and no number."""
    middle, where = y + height / 2, (LEGAL + STATUS) / 2
    spare = [line.spare] if line.spare and line.binding and height > 2 * SMALL * LEADING + 1 else []
    size = 2.6 if spare or not line.binding else min(3.1, height * 0.7)
    size = min(size, height * 0.7)
    lines = [fit(each, STATUS - LEGAL - 0.6, size) for each in (day, *spare)]
    if line.binding:
        drawing.lines_at(where, middle, lines, size, anchor="middle")
        return
    drawing.lines_at(where + size * 0.4, middle, lines, size, anchor="middle", ink="soft")
    drawing.mark(where + size * 0.4 - width_of(lines[0], size) / 2 - size * 0.55, middle, size * 0.32, "unsure")


def _bar(drawing: Drawing, line: Line, x: Days, y: float, height: float) -> None:
    def end(day: date) -> float:
        return x(day + timedelta(days=1))

    thick = min(height * 0.42, 3.6)
    middle = y + height / 2
    top = middle - thick / 2
    if line.waits:
        drawing.box(drawing.bars, x(line.opens), top, end(max(line.ends, line.due)) - x(line.opens), thick, "waits")
    else:
        drawing.box(drawing.bars, x(line.opens), top, end(line.due) - x(line.opens), thick, "bar")
        drawing.box(drawing.bars, end(line.due), top, end(line.closes) - end(line.due), thick, "late_bar")
        after = max(line.due, line.closes)
        drawing.box(drawing.bars, end(after), top, end(line.ends) - end(after), thick, "positions")
    size = min(height * 0.26, 1.3)
    for day in line.meetings:
        drawing.mark((x(day) + end(day)) / 2, top - size * 0.75, size, "meeting")
    right = _due_date(drawing, line, (x(line.opens), end(max(line.ends, line.due))), middle, min(2.8, height * 0.6))
    if line.legal:
        legal = (x(line.legal) + end(line.legal)) / 2
        beneath = 0 if legal - size > right else thick / 2 + size * 0.8
        drawing.mark(legal, middle + beneath, size, "legal" if line.binding else "unsure")


def _due_date(drawing: Drawing, line: Line, bar: tuple[float, float], middle: float, size: float) -> float:
    """Write the due date after the bar, or before it where there is no room; gives where bar and date end."""
    label = f"{line.due:%d/%m}"
    wide = width_of(label, size, STRONG)
    x = bar[1] + 0.8 if bar[1] + 0.8 + wide <= RIGHT else bar[0] - 0.8 - wide
    drawing.box(drawing.bars, x - 0.3, middle - size / 2, wide + 0.6, size, "paper")
    drawing.lines_at(x, middle, [label], size, weight=STRONG, ink="blue")
    return max(bar[1], x + wide)
