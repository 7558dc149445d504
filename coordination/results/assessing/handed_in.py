"""The basis of a report on what provinces handed in for a stage and was accepted, beside the published series."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session

from coordination.cycles.queries import get_cycle, get_stage, region_of, step_of
from coordination.errors import ConflictError
from coordination.kernel.cells import Cell, State
from coordination.kernel.period import Period
from coordination.kernel.text import Text
from coordination.methods.joint_assessment.analysis import Panel, Point
from coordination.methods.joint_assessment.models import Figure, ServedFigure, Submission
from coordination.results.assessing.basis import Basis, Difference, Key, Published, Statement, kept
from coordination.results.assessing.sources import REPORTED
from coordination.submissions.asking.completing import completed
from coordination.submissions.context import context_of
from coordination.submissions.queries import accepted
from coordination.submissions.tables import SubmissionRow

METHOD = "joint_assessment"


def of_stage(session: Session, stage_key: str) -> Basis:
    """Give the basis of a report on a stage's accepted submissions; where nobody handed in, published figures stand.

    NotFoundError for a stage there is not; ConflictError for one of another method, or without an accepted submission.
    """
    stage = get_stage(session, stage_key)
    cycle, step = get_cycle(session, stage.cycle), step_of(session, stage)
    if step.method != METHOD:
        raise ConflictError.of(
            f"bước {stage_key} không phải là bước đánh giá chung", f"stage {stage_key} is no joint assessment"
        )
    units = {party.body: party.unit for party in context_of(session, stage).parties}
    handed = [(row.key, units[row.body], completed(session, row)) for row in accepted(session, stage_key)]
    if not handed:
        raise ConflictError.of(
            f"bước {stage_key} chưa có bản nộp nào được tiếp nhận", f"stage {stage_key} has no accepted submission yet"
        )
    region, period = region_of(session, cycle), Period.parse(cycle.period).drafting_year
    indicators = {each.code: each for each in region.indicators}
    known = Published.of(region)
    figures = [row for row in _figures(session, handed) if row[0][0] in indicators and row[0][2] <= period]
    own = kept(known.panel, {unit.code for unit in region.units}, period)
    differences = tuple(_differences(figures, own))
    stays = {each.key for each in differences if each.stated is None}
    stated = [row for row in figures if not row[3].unsaid and row[0] not in stays]
    names = ", ".join(region.unit(unit).name.vi for _, unit, _ in handed)
    names_en = ", ".join(region.unit(unit).name.en for _, unit, _ in handed)
    basis = Basis(
        region=region,
        period=period,
        indicators=indicators,
        own=_laid_over(own, {key: _point(submission, figure) for key, submission, _, figure in stated}),
        plans=_laid_over(
            Panel(), {k: Point(Cell.of(f.plan), _source(s), "plan") for k, s, _, f in figures if f.plan is not None}
        ),
        published=known,
        told=Text(
            vi=f"Báo cáo lập từ bản tự đánh giá đã tiếp nhận của {names}; số liệu không có trong các bản đó lấy từ các chuỗi "
            "công bố đi kèm chương trình.",
            en=f"The report is made of the accepted self-assessments of {names_en}; what they do not state is taken from the "
            "published series that ship with the program.",
        ),
        places={key: f"{submission}#{at}" for key, submission, at, _ in stated},
        plan_places={k: f"{s}#{at}.plan" for k, s, at, f in figures if f.plan is not None},
        statements=tuple(
            Statement(u, t.pillar, t.kind, t.text) for _, u, given in handed for t in given.texts if t.text.strip()
        ),
        differences=differences,
        simulated=cycle.simulated,
    )
    basis.must_speak()
    return basis


Row = tuple[Key, str, str, Figure]
"""A figure, the submission that holds it and its place there."""


def _figures(session: Session, handed: list[tuple[str, str, Submission]]) -> Iterator[Row]:
    for key, unit, submission in handed:
        for at, figure in enumerate(submission.figures):
            cell = figure.indicator, unit, figure.period
            if isinstance(figure, ServedFigure):
                yield cell, figure.source, _place_there(session, figure), figure
            else:
                yield cell, key, f"figures[{at}]", figure


def _place_there(session: Session, figure: ServedFigure) -> str:
    """Give where a figure stands in the submission it was taken from; one worked out of two others stands nowhere."""
    rows = session.get_one(SubmissionRow, figure.source).content.get("figures") or ()
    cells = [(each["indicator"], int(each["period"])) for each in rows]
    cell = figure.indicator, figure.period
    return f"figures[{cells.index(cell)}]" if cell in cells else f"figures.{figure.indicator}.{figure.period}"


def _source(submission: str) -> str:
    return f"submission:{submission}"


def _point(submission: str, figure: Figure) -> Point:
    cell = Cell.of(figure.value) if figure.state == "value" else Cell(State(figure.state))
    return Point(cell, _source(submission), REPORTED)


def _differences(figures: list[Row], published: Panel) -> Iterator[Difference]:
    """Set each figure that differs from the published one beside it; both stay as they are.

    A province that says it has no figure takes none away: what is published stays, and the difference is told.
    """
    for key, _, _, figure in figures:
        point = published.point(*key)
        if figure.unsaid or point.cell.value is None:
            continue
        if figure.state != "value":
            yield Difference(key, None, point, State(figure.state))
        elif figure.value is not None and figure.value != point.cell.value:
            yield Difference(key, figure.value, point)


def _laid_over(panel: Panel, figures: dict[Key, Point]) -> Panel:
    data = {code: {unit: dict(points) for unit, points in rows.items()} for code, rows in panel.data.items()}
    for (code, unit, year), point in figures.items():
        data.setdefault(code, {}).setdefault(unit, {})[year] = point
    return Panel(data)
