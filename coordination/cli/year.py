"""The year of a cycle in the terminal: steps in time with today and slack, and who owes what in each.

Every sign differs from every other, so that nothing depends on colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from rich.cells import cell_len, set_cell_size
from rich.text import Text as Line

from coordination.cli.common import common
from coordination.cycles.onepage.sheet import wall_sheet
from coordination.cycles.onepage.standing import Standing
from coordination.cycles.onepage.year import StepLine, Year
from coordination.documents.press import check_suffix, write_wall
from coordination.documents.sheet import STANDINGS

NARROWEST = 60
SIGNS = {
    Standing.NOT_YET: ("·", "dim"),
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
COLLECTS, TAKES_LATE, HEARS, MEETS, LEGAL, SITS, TODAY = "█", "▓", "░", "◆", "▲", "■", "│"
STYLES = {COLLECTS: "blue", TAKES_LATE: "blue", HEARS: "blue", LEGAL: "red", SITS: "magenta", TODAY: "bold red"}
DUE = 20
"""Columns at the end of a line: the due date and the working days left."""


def save_wall(path: Path, year: Year) -> None:
    """Write the year as an A3 sheet for the wall, .svg, .png or .pdf by the name's ending (else UsageError).

    With ``--dry-run`` nothing is written.
    """
    check_suffix(path)
    sheet = wall_sheet(year, common.lang)
    if not common.dry_run:
        write_wall(path, sheet)


def draw_year(year: Year, width: int, language: str) -> Line:
    """Draw the year so that no line is wider than ``width`` (at least 60), steps above and the matrix beneath."""
    width = max(width, NARROWEST)
    names = min(max(width // 3, 22), 48)
    lines = [*_calendar(year, width, names, language), Line(""), *_matrix(year, width, names, language)]
    for line in lines:
        line.rstrip()
    return Line("\n").join(lines)


def _say(language: str, vi: str, en: str) -> str:
    return en if language == "en" else vi


def _name(step: StepLine, names: int, language: str) -> str:
    return _cut(f"{step.number:>2} {step.name.in_language(language)}", names - 1) + " "


def _cut(words: str, width: int) -> str:
    """Give words in exactly so many columns, with ``…`` where some are left out."""
    return set_cell_size(words, width) if cell_len(words) <= width else set_cell_size(words, width - 1) + "…"


def _calendar(year: Year, width: int, names: int, language: str) -> Iterator[Line]:
    room = width - names - DUE
    span = (year.last - year.first).days + 1

    def place(day: date) -> int:
        return min(max((day - year.first).days * room // span, 0), room - 1)

    head = [" "] * room
    month = year.first
    while month <= year.last:
        at = place(month)
        after = (month.replace(day=1) + timedelta(days=31)).replace(day=1)
        label = f"{month:%m/%y}" if place(after) - at > 5 else f"{month:%m}"
        if at + len(label) <= room and (after > year.last or place(after) - at > len(label)):
            head[at : at + len(label)] = label
        month = after
    due = _say(language, "Hạn     Còn (ngày)", "Due     Days left")
    yield Line(" " * names + "".join(head) + " " + due, "bold")
    shown = year.first <= year.today <= year.last
    for step in year.steps:
        row = [TODAY if shown and number == place(year.today) else " " for number in range(room)]
        _put(row, place(step.opens), place(step.ends), HEARS)
        _put(row, place(step.opens), place(max(step.due, step.closes)), TAKES_LATE)
        _put(row, place(step.opens), place(step.due), COLLECTS)
        for meeting in step.meetings:
            row[place(meeting.day)] = MEETS
        if shown:
            row[place(year.today)] = TODAY
        if step.legal:
            row[place(step.legal)] = LEGAL
        yield _painted(_name(step, names, language), row, f" {step.due:%d/%m/%y} {_slack(step):>10}")
    if year.sittings:
        row = [" "] * room
        for sitting in year.sittings:
            row[place(sitting.day)] = SITS
        yield _painted(_cut(_say(language, "   Kỳ họp HĐND", "   Council sessions"), names), row, "")
    yield from _wrapped(_calendar_legend(year, language, shown=shown), width)


def _put(row: list[str], first: int, last: int, sign: str) -> None:
    row[first : last + 1] = sign * (last + 1 - first)


def _painted(before: str, signs: Sequence[str], after: str) -> Line:
    line = Line(before)
    for sign in signs:
        line.append(sign, STYLES.get(sign, ""))
    return line.append(after)


def _slack(step: StepLine) -> str:
    """Give the working days left until the due date, and in brackets those from it to the legal date."""
    left = "–" if step.left is None else f"{step.left}"
    return left if step.reserve is None else f"{left} ({step.reserve:+d})"


def _calendar_legend(year: Year, language: str, *, shown: bool) -> list[tuple[str, str]]:
    signs = [
        (COLLECTS, _say(language, "nhận bản nộp", "submissions")),
        (TAKES_LATE, _say(language, "nộp trễ", "late")),
        (HEARS, _say(language, "lấy ý kiến", "positions")),
        (MEETS, _say(language, "trao đổi, hội thảo", "exchange, workshop")),
        (LEGAL, _say(language, "ngày luật định", "legal date")),
    ]
    if year.sittings:
        signs.append((SITS, _say(language, "khai mạc kỳ họp", "session opens")))
    if shown:
        signs.append((TODAY, f"{_say(language, 'hôm nay', 'today')} {year.today:%d/%m/%Y}"))
    signs.append(
        (
            "n (+m)",
            _say(
                language,
                "còn n ngày làm việc đến hạn, m ngày từ hạn đến ngày luật định",
                "n working days left, m from the due date to the legal date",
            ),
        )
    )
    return signs


def _wrapped(items: Sequence[tuple[str, str]], width: int) -> Iterator[Line]:
    """Set signs with their words side by side, on as many lines as they need."""
    line = ""
    for sign, words in items:
        item = f"{sign} {words}"
        if line and cell_len(line) + 3 + cell_len(item) > width:
            yield Line(line, "dim")
            line = ""
        line = f"{line}   {item}" if line else item
    yield Line(_cut(line, width), "dim")


def _matrix(year: Year, width: int, names: int, language: str) -> Iterator[Line]:
    """Draw the matrix: names over the columns where they fit, else codes with their key, in blocks if need be."""
    full = [lane.name.in_language(language) for lane in year.lanes]
    room = width - names
    short = (max((cell_len(name) for name in full), default=0) + 1) * len(full) > room
    heads = [lane.code for lane in year.lanes] if short else full
    column = max((cell_len(head) for head in heads), default=0) + 1
    title = _say(language, "   Nghĩa vụ nộp", "   Who owes what")
    at_once = max(room // column, 1)
    for start in range(0, len(heads), at_once):
        block = slice(start, start + at_once)
        yield Line(_cut(title, names) + "".join(set_cell_size(head, column) for head in heads[block]), "bold")
        for step in year.steps:
            line = Line(_name(step, names, language))
            for cell in step.cells[block]:
                sign, style = SIGNS[cell.first.standing] if cell else (" ", "")
                line.append(set_cell_size(sign, column), style)
            yield line
    there = {cell.first.standing for step in year.steps for cell in step.cells if cell}
    yield from _wrapped(
        [(SIGNS[each][0], STANDINGS[each].in_language(language)) for each in SIGNS if each in there], width
    )
    if short:
        yield from _wrapped(list(zip(heads, full, strict=True)), width)
