"""Figures a hand-in leaves out because the body gave them elsewhere: taken from there, with the submission that holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlmodel import Session

from coordination.cycles.queries import get_cycle, get_stage, region_of, step_of
from coordination.kernel.cells import Cell
from coordination.methods.indicators import Ratio
from coordination.methods.joint_assessment.models import Figure, ServedFigure, Submission
from coordination.submissions.asking.asks import PLAN, Catalogue
from coordination.submissions.asking.register import Served, catalogue_of, served_cells
from coordination.submissions.checking.figures import MEASURED, cells_in
from coordination.submissions.tables import SubmissionRow

Place = tuple[str, int]


def completed(session: Session, row: SubmissionRow) -> Submission:
    """Give an assessment with the figures that it left out, or left unsaid, as accepted submissions of the body hold them.

    Only what its step asks is taken, and nothing in place of what the body said here, be it that it has no figure.
    """
    own = Submission.model_validate(row.content)
    found = left_out(session, row)
    if not found:
        return own
    beside = {(each.indicator, each.period): each for each in own.figures if each.unsaid}
    taken = [_figure(place, served, plan, beside.get(place)) for place, (served, plan) in found.items()]
    kept = [each for each in own.figures if (each.indicator, each.period) not in found]
    return own.model_copy(update={"figures": (*kept, *taken)})


def left_out(session: Session, row: SubmissionRow) -> Mapping[Place, tuple[Served, Cell | None]]:
    """Give what an accepted submission elsewhere says of the figures one leaves out, each with its plan if it has one."""
    stage = get_stage(session, row.stage)
    method = step_of(session, stage).method
    if method not in MEASURED:
        return {}
    own = cells_in(method, row.content)
    known = {place: each for place, each in served_cells(session, row.stage, row.body).items() if each.accepted}
    there = {(place[0], place[1]): each for place, each in known.items() if place[2:] == () and place not in own}
    catalogue = catalogue_of(region_of(session, get_cycle(session, stage.cycle)))
    worked_out = {place for place in there if there[place].derived and _parts(place, catalogue) <= {*own, *there}}
    plans = {(place[0], place[1]): each.cell for place, each in known.items() if place[2:] == (PLAN,)}
    return {place: (each, plans.get(place)) for place, each in there.items() if place not in worked_out}


def _parts(place: Place, catalogue: Catalogue) -> set[Place]:
    """Give the places of a ratio's two parts: where both are at hand, it is worked out of them."""
    rule = catalogue[place[0]].aggregation
    return {(code, place[1]) for code in (rule.numerator, rule.denominator)} if isinstance(rule, Ratio) else set()


def _figure(place: Place, served: Served, plan: Cell | None, beside: Figure | None) -> ServedFigure:
    """Make the figure; the plan and the remark given here stand beside what is taken."""
    value, planned = served.cell, (beside.planned if beside else None) or plan
    return ServedFigure.model_validate(
        {
            "indicator": place[0],
            "period": place[1],
            "value": value.value,
            "state": "value" if value.known else str(value.state),
            "plan": planned.value if planned else None,
            "plan_state": "value" if planned is None or planned.known else str(planned.state),
            "note": beside.note if beside else "",
            "source": served.submission,
        }
    )


def sources(submission: Submission) -> Iterator[str]:
    """Give the keys of the submissions whose figures one was completed with."""
    yield from dict.fromkeys(each.source for each in submission.figures if isinstance(each, ServedFigure))
