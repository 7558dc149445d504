"""What a council committee looks at: the ladder of its province, and what is missing on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from coordination.calendar.days import calendar_of
from coordination.cycles.queries import obligations_of, procedure_of, region_of, stages_of, step_of
from coordination.cycles.rules import year_anchors
from coordination.cycles.states import OWING, ObligationState
from coordination.cycles.tables import CycleRow
from coordination.errors import NotFoundError
from coordination.kernel.clock import local_date
from coordination.kernel.period import Period
from coordination.supervision.rules import rung


def ladder(session: Session, unit: str, now: datetime) -> list[dict[str, Any]]:
    """Give each ladder of a province: its milestones counted back from the session, and who still owes.

    Raises NotFoundError if no cycle of the province's own has been opened.
    """
    cycles = session.exec(select(CycleRow).where(CycleRow.unit == unit).order_by(col(CycleRow.key))).all()
    if not cycles:
        raise NotFoundError.of(
            f"chưa mở chu kỳ HĐND–UBND nào cho đơn vị {unit}", f"no council cycle has been opened for unit {unit}"
        )
    return [_ladder(session, cycle, now) for cycle in cycles]


def _ladder(session: Session, cycle: CycleRow, now: datetime) -> dict[str, Any]:
    region = region_of(session, cycle)
    year = Period.parse(cycle.period).drafting_year
    opens = year_anchors(region, cycle.unit, year, calendar_of(region, cycle.unit)).get("session:year_end")
    rungs = []
    for stage in stages_of(session, cycle.key):
        step = step_of(session, stage)
        seen = rung(stage.state, stage.outcome, stage.due, opens, local_date(now))
        owed = obligations_of(session, stage.key)
        rungs.append(
            {
                "stage": stage.key,
                "milestone": step.box,
                "name": step.name.model_dump(),
                "due": stage.due.isoformat(),
                "standing": seen.standing,
                "days_to_due": seen.days_to_due,
                "days_before_session": seen.days_before_session,
                "outstanding": [
                    each.body for each in owed if each.state in OWING or each.state == ObligationState.MISSING
                ],
                "why": stage.explained["due"]["sentence"],
            }
        )
    return {
        "cycle": cycle.key,
        "procedure": procedure_of(session, cycle).name.model_dump(),
        "session_opens": opens.isoformat() if opens else None,
        "rungs": rungs,
    }
