"""The year of a cycle in the terminal: steps in time with today and slack, and who owes what in each.

No name is cut: what is wider than its column goes on in the next line. Every sign differs from every other, so that nothing depends on colour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.text import Text as Line

from coordination.cli.common import common
from coordination.cycles.onepage.sheet import headline, wall_sheet
from coordination.cycles.onepage.standing import Standing
from coordination.cycles.onepage.year import StepLine, Year
from coordination.documents.press import check_suffix, write_wall
from coordination.documents.sheet import LEGAL, STANDINGS, UNSURE, date_form

NARROWEST = 60
SIGNS = {
    Standing.NOT_YET: ("·", "dim"),
    Standing.WAITING: ("~", "yellow"),
    Standing.OPEN: ("○", ""),
    Standing.EXCUSED: ("»", "cyan"),
    Standing.OVERDUE: ("!", "bold red"),
    Standing.HANDED_IN: ("+", "green"),
    Standing.RETURNED: ("?", "yellow"),
    Standing.ON_TIME: ("●", "green"),
    Standing.LATE: ("◐", "yellow"),
    Standing.MISSING: ("×", "red"),
    Standing.CANCELLED: ("–", "dim"),
}
COLLECTS, TAKES_LATE, HEARS, MEETS, BINDS, DOUBTED, SITS, TODAY = "█", "▓", "░", "◆", "▲", "△", "■", "│"
WAITS = SIGNS[Standing.WAITING][0]
STYLES = {
    COLLECTS: "blue", TAKES_LATE: "blue", HEARS: "blue", WAITS: "yellow",
    BINDS: "red", DOUBTED: "red", SITS: "magenta", TODAY: "bold red",
}  # fmt: skip
LEFT = 10
"""Columns at the end of a line, after the due date: the working days left."""


def save_wall(path: Path, year: Year) -> None:
    """Write the year as an A3 sheet for the wall, .svg, .png or .pdf by the name's ending (else UsageError).

    With ``--dry-run`` nothing is written.
    """
    check_suffix(path)
    sheet = wall_sheet(year, common.lang)
    if not common.dry_run:
        write_wall(path, sheet)


def draw_year(year: Year, width: int, language: str) -> Line:
    """Draw the year so that no line is wider than ``width`` (at least 60): title, steps, and the matrix beneath."""
    width = max(width, NARROWEST)
    names = min(max(width // 3, 22), 48)
    title = (Line(line, "bold") for line in _folded(headline(year, language), width))
    lines = [
        *title,
        Line(""),
        *_calendar(year, width, names, language),
        Line(""),
        *_matrix(year, width, names, language),
    ]
    for line in lines:
        line.rstrip()
    return Line("\n").join(lines)


def _say(language: str, vi: str, en: str) -> str:
    return en if language == "en" else vi


def _folded(words: str, width: int) -> list[str]:
    """Break words into lines no wider than so many columns: at spaces, and inside a word only where it is wider."""
    lines = [""]
    for word in words.split():
        for part in chop_cells(word, width):
            joined = f"{lines[-1]} {part}".lstrip()
            if cell_len(joined) <= width:
                lines[-1] = joined
            else:
                lines.append(part)
    return lines


def _named(number: str, words: str, width: int) -> list[str]:
    """Give a number and a name in lines of exactly so many columns, the last of them blank."""
    first, *more = _folded(words, width - 4)
    return [set_cell_size(f"{number:>2} {first}", width), *(set_cell_size(f"   {line}", width) for line in more)]


def _calendar(year: Year, width: int, names: int, language: str) -> Iterator[Line]:
    form = date_form(year.first, year.last)
    dates = len(year.last.strftime(form))
    room = width - names - dates - LEFT - 2
    span = (year.last - year.first).days + 1

    def place(day: date) -> int:
        return min(max((day - year.first).days * room // span, 0), room - 1)

    due, left = _say(language, "Hạn", "Due"), _say(language, "Còn (ngày)", "Days left")
    yield Line(f"{' ' * names}{_months(year, room, place)} {due:<{dates}} {left:>{LEFT}}", "bold")
    shown = year.first <= year.today <= year.last
    empty = [TODAY if shown and number == place(year.today) else " " for number in range(room)]
    for step in year.steps:
        name, *more = _named(str(step.number), step.name.in_language(language), names)
        yield _painted(name, _row(step, empty, place), f" {step.due.strftime(form)} {_slack(step):>{LEFT}}")
        for line in more:
            yield _painted(line, empty, "")
    if year.sittings:
        days = {place(sitting.day) for sitting in year.sittings}
        row = [SITS if number in days else " " for number in range(room)]
        yield _painted(_named("", _say(language, "Kỳ họp HĐND", "Council sessions"), names)[0], row, "")
    yield from _wrapped(_calendar_legend(year, language, shown=shown), width)


def _months(year: Year, room: int, place: Callable[[date], int]) -> str:
    """Give the head of the axis: each month where it begins, with its year where there is room."""
    form = date_form(year.first, year.last).removeprefix("%d/")
    head = [" "] * room
    month = year.first
    while month <= year.last:
        at = place(month)
        after = (month.replace(day=1) + timedelta(days=31)).replace(day=1)
        label = month.strftime(form)
        if place(after) - at <= len(label):
            label = f"{month:%m}"
        if at + len(label) <= room and (after > year.last or place(after) - at > len(label)):
            head[at : at + len(label)] = label
        month = after
    return "".join(head)


def _row(step: StepLine, empty: Sequence[str], place: Callable[[date], int]) -> list[str]:
    """Give the signs of a step in time, on a row that holds nothing but today."""
    row = list(empty)
    if step.waits:
        _put(row, place(step.opens), place(max(step.due, step.ends)), WAITS)
    else:
        _put(row, place(step.opens), place(step.ends), HEARS)
        _put(row, place(step.opens), place(max(step.due, step.closes)), TAKES_LATE)
        _put(row, place(step.opens), place(step.due), COLLECTS)
    for meeting in step.meetings:
        row[place(meeting.day)] = MEETS
    row = [TODAY if blank == TODAY else sign for blank, sign in zip(empty, row, strict=True)]
    if step.legal:
        row[place(step.legal)] = BINDS if step.binding else DOUBTED
    return row


def _put(row: list[str], first: int, last: int, sign: str) -> None:
    row[first : last + 1] = sign * (last + 1 - first)


def _painted(before: str, signs: Sequence[str], after: str) -> Line:
    line = Line(before)
    for sign in signs:
        line.append(sign, STYLES.get(sign, ""))
    return line.append(after)


def _slack(step: StepLine) -> str:
    """Give the working days left until the due date, and in brackets those from it to a legal date that binds."""
    if step.waits:
        return WAITS
    left = "–" if step.left is None else f"{step.left}"
    return left if step.reserve is None else f"{left} ({step.reserve:+d})"


def _calendar_legend(year: Year, language: str, *, shown: bool) -> list[tuple[str, str]]:
    signs = [
        (COLLECTS, _say(language, "nhận bản nộp", "submissions")),
        (TAKES_LATE, _say(language, "nộp trễ", "late")),
        (HEARS, _say(language, "lấy ý kiến", "positions")),
        (MEETS, _say(language, "trao đổi, hội thảo", "exchange, workshop")),
    ]
    if any(step.waits for step in year.steps):
        signs.append((WAITS, STANDINGS[Standing.WAITING].in_language(language)))
    legal = {step.binding for step in year.steps if step.legal}
    signs += [(BINDS, LEGAL.in_language(language))] * (True in legal)
    signs += [(DOUBTED, UNSURE.in_language(language))] * (False in legal)
    if year.sittings:
        signs.append((SITS, _say(language, "khai mạc kỳ họp", "session opens")))
    if shown:
        signs.append((TODAY, f"{_say(language, 'hôm nay', 'today')} {year.today:%d/%m/%Y}"))
    signs.append(("n", _say(language, "ngày làm việc còn đến hạn", "working days left")))
    if any(step.reserve is not None for step in year.steps):
        spare = "ngày làm việc từ hạn đến ngày luật định", "working days from the due date to the legal date"
        signs.append(("(+m)", _say(language, *spare)))
    return signs


def _wrapped(items: Iterable[tuple[str, str]], width: int) -> Iterator[Line]:
    """Set signs with their words side by side, on as many lines as they need."""
    line = ""
    for sign, words in items:
        for part in _folded(f"{sign} {words}", width):
            joined = f"{line}   {part}" if line else part
            if cell_len(joined) > width:
                yield Line(line, "dim")
                joined = part
            line = joined
    if line:
        yield Line(line, "dim")


def _matrix(year: Year, width: int, least: int, language: str) -> Iterator[Line]:
    """Draw the matrix: names over the columns where they fit, else codes with their key, in blocks if need be."""
    full = [lane.name.in_language(language) for lane in year.lanes]
    steps = [step.name.in_language(language) for step in year.steps]
    short = (max((cell_len(name) for name in full), default=0) + 1) * len(full) > width - least
    heads = [lane.code for lane in year.lanes] if short else full
    column = max((cell_len(head) for head in heads), default=0) + 1
    longest = max((cell_len(name) for name in steps), default=0) + 4
    names = max(least, min(longest, width - column * len(heads)))
    at_once = max((width - names) // column, 1)
    title = _named("", _say(language, "Nghĩa vụ nộp", "Who owes what"), names)[0]
    for start in range(0, len(heads), at_once):
        block = slice(start, start + at_once)
        yield Line(title + "".join(set_cell_size(head, column) for head in heads[block]), "bold")
        for step, name in zip(year.steps, steps, strict=True):
            first, *more = _named(str(step.number), name, names)
            line = Line(first)
            for cell in step.cells[block]:
                sign, style = SIGNS[cell.first.standing] if cell else (" ", "")
                line.append(set_cell_size(sign, column), style)
            yield line
            yield from map(Line, more)
    there = {cell.first.standing for step in year.steps for cell in step.cells if cell}
    yield from _wrapped(
        ((SIGNS[each][0], STANDINGS[each].in_language(language)) for each in SIGNS if each in there), width
    )
    yield from _wrapped(_own_dates(year, heads, language), width)
    if short:
        yield from _wrapped(zip(heads, full, strict=True), width)


def _own_dates(year: Year, heads: Sequence[str], language: str) -> Iterator[tuple[str, str]]:
    """Give the due dates that are not the step's, by step and column."""
    own, form = _say(language, "hạn riêng", "own date"), date_form(year.first, year.last)
    for step in year.steps:
        for head, cell in zip(heads, step.cells, strict=True):
            for due in sorted({each.due for each in cell.owed} - {step.due}) if cell else ():
                yield f"{step.number} {head}", f"{own} {due.strftime(form)}"
