"""Which basic surveys a forecast may build on: those the region's provinces agreed on, in this cycle and before it."""

from __future__ import annotations

from sqlmodel import Session, col, select

from coordination.cycles.queries import get_cycle
from coordination.cycles.tables import CycleRow, StageRow
from coordination.kernel.period import Period
from coordination.results.tables import ResultRow

METHOD = "surveys"
ADOPTED = ("adopted", "adopted_with_reservations")


def surveyed(session: Session, stage: StageRow) -> dict[str, ResultRow]:
    """Give the adopted results of surveys by stage, the oldest first: a later survey goes before an earlier one.

    Of the same region alone, in cycles whose plan is made no later; simulated ones count for simulated ones only. What was
    referred was agreed by nobody.
    """
    cycle = get_cycle(session, stage.cycle)
    found = session.exec(
        select(ResultRow, StageRow, CycleRow)
        .join(StageRow, col(StageRow.key) == col(ResultRow.stage))
        .join(CycleRow, col(CycleRow.key) == col(StageRow.cycle))
        .where(
            ResultRow.method == METHOD,
            col(ResultRow.state).in_(ADOPTED),
            CycleRow.region == cycle.region,
            CycleRow.simulated == cycle.simulated,
        )
    ).all()
    year = Period.parse(cycle.period).drafting_year
    dated = [(Period.parse(its.period).drafting_year, where.position, where.key, row) for row, where, its in found]
    kept = sorted((each for each in dated if each[0] <= year), key=lambda each: (*each[:3], each[3].version))
    return {key: row for _, _, key, row in kept}
