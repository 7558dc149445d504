"""The ask-once register: what running steps ask, and what an earlier hand-in already answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from coordination.cycles.queries import get_body, get_cycle, get_stage, obligations_of, region_of, step_of
from coordination.cycles.tables import CycleRow, ObligationRow, StageRow
from coordination.kernel.cells import Cell, State
from coordination.kernel.remember import remembered
from coordination.methods.indicators import Indicator
from coordination.regions.model import Region
from coordination.regions.rules import select_all
from coordination.submissions.asking.asks import (
    PLAN,
    VALUE,
    Ask,
    Asked,
    Place,
    ask_for,
    asks_of,
    ratio_of,
    worked_out,
)
from coordination.submissions.checking.figures import MEASURED, ROWS, cells_in, plans_in
from coordination.submissions.tables import SubmissionRow

NO_ANSWER = (State.MISSING, State.NOT_YET_DUE)
"""States that answer nothing, so that the figure is asked for again."""


@dataclass(frozen=True, slots=True)
class Served:
    """A figure a step need not ask for: the cell, and the submission that holds it."""

    cell: Cell
    submission: str
    stage: str
    accepted: bool
    derived: bool = False
    """Worked out of the numerator and denominator that submission holds."""


def asked_in(session: Session, region: str) -> list[Asked]:
    """Give every figure the cycles of a region ask of every body that owes, the earlier step first."""
    query = (
        select(StageRow, CycleRow)
        .join(CycleRow, col(CycleRow.key) == col(StageRow.cycle))
        .where(CycleRow.region == region, CycleRow.state != "cancelled")
        .order_by(col(StageRow.opens), col(CycleRow.opened_on), col(StageRow.position), col(StageRow.key))
    )
    return [asked for stage, cycle in session.exec(query).all() for asked in _asked(session, stage, cycle)]


def _asked(session: Session, stage: StageRow, cycle: CycleRow) -> list[Asked]:
    step, catalogue = step_of(session, stage), catalogue_of(region_of(session, cycle))
    declared = asks_of(step.method, step.settings, cycle.period, catalogue)
    bodies = [each.body for each in obligations_of(session, stage.key)] if declared else []
    return [Asked(stage.key, body, ask) for body in bodies for ask in declared]


def asked_by(region: Region, period: str) -> list[Asked]:
    """Give every figure a region's procedures ask for one plan period, as its configuration declares it.

    Steps come in the order of the configuration and are called ``procedure/step``.
    """
    catalogue = catalogue_of(region)
    return [
        Asked(f"{procedure.procedure}/{step.code}", body.code, ask)
        for procedure in region.procedures
        for step in procedure.steps
        if (asks := asks_of(step.method, step.settings, period, catalogue))
        for body in select_all(region, [duty.body for duty in step.owes])
        for ask in asks
    ]


def served(session: Session, region: str, body: str, ask: Ask) -> SubmissionRow | None:
    """Give the submission that answers an ask: an accepted one, else the latest; None if it is still to be asked.

    ``region`` is the region's code: the code of a body may mean another territory on another map.
    """
    best = _best(session, region, body, None).get(ask)
    return session.get(SubmissionRow, best.submission) if best else None


def served_cells(session: Session, stage: str, body: str) -> dict[Place, Served]:
    """Give the cells a step need not ask a body for, by indicator and year (and ``plan``), from its other hand-ins.

    Raises NotFoundError for an unknown step or body.
    """
    row = get_stage(session, stage)
    cycle, step = get_cycle(session, row.cycle), step_of(session, row)
    region = region_of(session, cycle)
    get_body(region, body)
    if step.method not in ROWS:
        return {}
    catalogue = catalogue_of(region)
    known = _best(session, cycle.region, body, stage)
    return {
        ask.place: found
        for ask in asks_of(step.method, step.settings, cycle.period, catalogue)
        if (found := known.get(ask) or _worked_out(ask, known, catalogue)) is not None
    }


def _best(session: Session, region: str, body: str, besides: str | None) -> dict[Ask, Served]:
    """Give what each ask is answered by: accepted before not yet accepted, later before earlier, nothing returned."""
    owed = columns(col(ObligationRow.stage)).where(col(ObligationRow.body) == body)  # has an index on the body
    query = (
        select(SubmissionRow, StageRow, CycleRow)
        .join(StageRow, col(StageRow.key) == col(SubmissionRow.stage))
        .join(CycleRow, col(CycleRow.key) == col(StageRow.cycle))
        .where(CycleRow.region == region, SubmissionRow.state != "returned")
        .where(col(SubmissionRow.stage).in_(owed), SubmissionRow.body == body)
        .order_by(col(SubmissionRow.state).desc(), col(SubmissionRow.handed_in_at), col(SubmissionRow.revision))
    )
    found: dict[Ask, Served] = {}
    for row, stage, cycle in session.exec(query):
        if stage.key != besides:
            found |= dict(_answers(session, row, stage, cycle))
    return found


def _answers(session: Session, row: SubmissionRow, stage: StageRow, cycle: CycleRow) -> Iterator[tuple[Ask, Served]]:
    method = step_of(session, stage).method
    if method not in ROWS:
        return
    vintage, catalogue = "" if method in MEASURED else cycle.period, catalogue_of(region_of(session, cycle))
    for part, cells in ((VALUE, cells_in(method, row.content)), (PLAN, plans_in(method, row.content))):
        for (code, year), cell in cells.items():
            if cell.state not in NO_ANSWER:
                held = Served(cell, row.key, stage.key, row.state == "accepted")
                yield ask_for(code, year, vintage, catalogue, part), held


def _worked_out(ask: Ask, known: Mapping[Ask, Served], catalogue: Mapping[str, Indicator]) -> Served | None:
    """Give a ratio from its numerator and denominator, where one submission holds both."""
    parts = [known.get(each) for each in ratio_of(ask, catalogue)]
    if len(parts) != len(("numerator", "denominator")):
        return None
    above, below = parts
    if above is None or below is None or above.submission != below.submission:
        return None
    cell = worked_out(catalogue[ask.indicator], above.cell, below.cell)
    return Served(cell, above.submission, above.stage, above.accepted, derived=True) if cell else None


@remembered
def catalogue_of(region: Region) -> dict[str, Indicator]:
    """Give a region's indicators by their code."""
    return {each.code: each for each in region.indicators}
