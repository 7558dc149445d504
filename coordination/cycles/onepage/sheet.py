"""The year of a cycle as a sheet for the wall: what it says, in the words of one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from coordination.cycles.onepage.season import Sitting
from coordination.cycles.onepage.standing import Cell, Owed
from coordination.cycles.onepage.year import StepLine, Year
from coordination.cycles.words import STAGES
from coordination.documents import sheet as paper
from coordination.documents.sheet import STANDINGS
from coordination.documents.wall import wall_svg
from coordination.kernel.text import Text

STATES: Mapping[str, Text] = {**STAGES, "waiting": STANDINGS["waiting"]}
MATRIX = {
    "province": Text(vi="của từng tỉnh, thành phố", en="by each province"),
    "body": Text(vi="của từng cơ quan", en="by each body"),
}


def wall_sheet(year: Year, language: str) -> str:
    """Draw the year of a cycle as an A3 sheet (SVG): printed on ``year.today``, MÔ PHỎNG on it if it is simulated."""
    return wall_svg(sheet_of(year, language), language)


def headline(year: Year, language: str) -> str:
    """Say in one sentence whose year this is: place, procedure, plan period, state, the day it is looked at. Pure."""
    vietnamese = language == "vi"
    parts = [
        _sentence(year.place.in_language(language)),
        year.procedure.in_language(language),
        f"{'kế hoạch' if vietnamese else 'plan'} {year.period}",
        STATES[year.state].in_language(language),
        f"{'hôm nay' if vietnamese else 'today'} {year.today:%d/%m/%Y}",
    ]
    simulated = ["MÔ PHỎNG" if vietnamese else "SIMULATED"] if year.simulated else []
    return " — ".join(parts + simulated)


def sheet_of(year: Year, language: str) -> paper.Sheet:
    """Give what the sheet says. Pure."""
    vietnamese = language == "vi"
    place = year.place.in_language(language)
    title = "LỊCH KỲ KẾ HOẠCH" if vietnamese else "CALENDAR OF THE PLAN PERIOD"
    source = f"cấu hình {year.snapshot[:12]}" if vietnamese else f"configuration {year.snapshot[:12]}"
    return paper.Sheet(
        title=f"{title} {year.period} – {place.upper()}",
        procedure=_sentence(year.procedure.in_language(language)),
        source=f"{'Nguồn' if vietnamese else 'Source'}: {source}   ·   {year.cycle}",
        printed=year.today,
        first=year.first,
        last=year.last,
        lines=tuple(_line(step, language) for step in year.steps),
        heads=tuple(_sentence(lane.name.in_language(language)) for lane in year.lanes),
        duties=tuple(duty for step in year.steps for duty in _duties(step, language)),
        matrix=MATRIX["body" if year.of_one_province else "province"].in_language(language),
        sittings=tuple(_sitting(each, year, language) for each in year.sittings),
        days_off=tuple(paper.Event(each.first, each.last, each.name.in_language(language)) for each in year.days_off),
        note=_note(year, language),
        simulated=year.simulated,
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _line(step: StepLine, language: str) -> paper.Line:
    state = STATES["waiting" if step.waits else step.outcome or step.state].in_language(language)
    return paper.Line(
        number=step.number,
        name=step.name.in_language(language),
        opens=step.opens,
        due=step.due,
        closes=step.closes,
        ends=step.ends,
        legal=step.legal,
        binding=step.binding,
        waits=step.waits,
        spare=_spare(step.reserve, language),
        status=state,
        meetings=tuple(sorted({each.day for each in step.meetings})),
    )


def _spare(reserve: int | None, language: str) -> str:
    if reserve is None:
        return ""
    if reserve < 0:
        return f"trễ {-reserve} ngày" if language == "vi" else f"{-reserve} days over"
    return f"dư {reserve} ngày" if language == "vi" else f"{reserve} to spare"


def _duties(step: StepLine, language: str) -> Iterator[paper.Duty]:
    """Give a row for each thing owed in a step; bodies that owe the same stand in the same row."""
    owed = [each for cell in step.cells if cell for each in cell.owed]
    for what in dict.fromkeys(each.what for each in owed):
        cells = (_cell(cell, what, step) for cell in step.cells)
        yield paper.Duty(step.number, what.in_language(language), step.due, tuple(cells))


def _cell(cell: Cell | None, what: Text, step: StepLine) -> paper.Cell | None:
    here: list[Owed] = [each for each in cell.owed if each.what == what] if cell else []
    if not here:
        return None
    first = Cell(tuple(here)).first
    return paper.Cell(first.standing, first.due if first.due != step.due else None)


def _sitting(sitting: Sitting, year: Year, language: str) -> paper.Event:
    name = sitting.name.in_language(language)
    if not year.of_one_province:
        units = ", ".join(each.in_language(language) for each in sitting.units)
        name = f"{name}: {units}"
    return paper.Event(sitting.day, sitting.day, name)


def _note(year: Year, language: str) -> str:
    if year.computed_after is None:
        return ""
    after = year.computed_after
    if language == "vi":
        return f"Ngày nghỉ sau năm {after} được tính trước, chưa có thông báo chính thức."
    return f"Days off after {after} are computed; they are not announced yet."
