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
from coordination.methods.joint_assessment.models import Figure, Submission
from coordination.results.assessing.basis import Basis, Difference, Key, Published, Statement, kept
from coordination.results.assessing.sources import REPORTED
from coordination.submissions.service import accepted, context_of

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
    handed = [
        (row.key, units[row.body], Submission.model_validate(row.content)) for row in accepted(session, stage_key)
    ]
    if not handed:
        raise ConflictError.of(
            f"bước {stage_key} chưa có bản nộp nào được tiếp nhận", f"stage {stage_key} has no accepted submission yet"
        )
    region, period = region_of(session, cycle), Period.parse(cycle.period).drafting_year
    indicators = {each.code: each for each in region.indicators}
    known = Published.of(region)
    figures = [row for row in _figures(handed) if row[0][0] in indicators and row[0][2] <= period]
    own = kept(known.panel, {unit.code for unit in region.units}, period)
    differences = tuple(_differences(figures, own))
    names = ", ".join(region.unit(unit).name.vi for _, unit, _ in handed)
    names_en = ", ".join(region.unit(unit).name.en for _, unit, _ in handed)
    basis = Basis(
        region=region,
        period=period,
        indicators=indicators,
        own=_laid_over(own, {key: _point(submission, figure) for key, submission, _, figure in figures}),
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
        places={key: f"{submission}#figures[{at}]" for key, submission, at, _ in figures},
        plan_places={k: f"{s}#figures[{at}].plan" for k, s, at, f in figures if f.plan is not None},
        statements=tuple(
            Statement(u, t.pillar, t.kind, t.text) for _, u, given in handed for t in given.texts if t.text.strip()
        ),
        differences=differences,
        simulated=cycle.simulated,
    )
    basis.must_speak()
    return basis


Row = tuple[Key, str, int, Figure]


def _figures(handed: list[tuple[str, str, Submission]]) -> Iterator[Row]:
    for key, unit, submission in handed:
        for at, figure in enumerate(submission.figures):
            yield (figure.indicator, unit, figure.period), key, at, figure


def _source(submission: str) -> str:
    return f"submission:{submission}"


def _point(submission: str, figure: Figure) -> Point:
    cell = Cell.of(figure.value) if figure.state == "value" else Cell(State(figure.state))
    return Point(cell, _source(submission), REPORTED)


def _differences(figures: list[Row], published: Panel) -> Iterator[Difference]:
    """Set each figure that differs from the published one beside it; both stay as they are."""
    for key, _, _, figure in figures:
        point = published.point(*key)
        stated = figure.value if figure.state == "value" else None
        if stated is not None and point.cell.value is not None and stated != point.cell.value:
            yield Difference(key, stated, point)


def _laid_over(panel: Panel, figures: dict[Key, Point]) -> Panel:
    data = {code: {unit: dict(points) for unit, points in rows.items()} for code, rows in panel.data.items()}
    for (code, unit, year), point in figures.items():
        data.setdefault(code, {}).setdefault(unit, {})[year] = point
    return Panel(data)
