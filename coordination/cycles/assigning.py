"""What an agreement of the provinces adds to a running cycle: settings of a later step, and who owes what there.

The configuration says only where it may be added: a step whose settings name the contract (``contract``). What was
agreed goes before the configuration; nothing that was not agreed is added.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from coordination.audit.service import record
from coordination.cycles.queries import get_cycle, procedure_of, stages_of
from coordination.cycles.states import ObligationState, StageState
from coordination.cycles.tables import ObligationRow, StageRow
from coordination.kernel.text import Text
from coordination.regions.forms.procedure import CONTRACT

EVENT = "obligation.assigned"


def bound_by(session: Session, contract: StageRow) -> list[StageRow]:
    """Give the steps of a cycle, not opened yet, that the contract made in a step binds."""
    steps = {each.code: each for each in procedure_of(session, get_cycle(session, contract.cycle)).steps}
    return [
        stage
        for stage in stages_of(session, contract.cycle)
        if stage.state == StageState.SCHEDULED and steps[stage.step].settings.get(CONTRACT) == contract.step
    ]


def take_over(stage: StageRow, terms: Mapping[str, Any]) -> None:
    """Let terms that were agreed on go before a step's settings."""
    stage.agreed = dict(terms)


def assign(session: Session, stage: StageRow, body: str, what: Text, by: date, result: str, now: datetime) -> bool:
    """Let a body owe in a step what it was agreed to do; says whether that is new.

    ``by`` is the body's own due date where it lies inside the step; otherwise the step's is.
    """
    if session.get(ObligationRow, (stage.key, body)) is not None:
        return False
    row = ObligationRow(stage=stage.key, body=body, what=what.model_dump(), due=stage.due, own_due=by)
    row.due = due_in(row, stage)
    session.add(row)
    if row.due != stage.due:
        stage.excused_until = sorted({*stage.excused_until, row.due.isoformat()})
    session.flush()
    data = {
        "body": body,
        "stage": stage.key,
        "what": row.what,
        "due": row.due.isoformat(),
        "opens": stage.opens.isoformat(),
        "closes": stage.closes.isoformat(),
        "state": str(ObligationState.PENDING),
        "result": result,
    }
    record(session, EVENT, f"{stage.key}/{body}", stage.cycle, data, now)
    return True


def due_in(obligation: ObligationRow, stage: StageRow) -> date:
    """Give the day a body's work is due in a step: its own, where it has one inside the step, or that of all."""
    own = obligation.own_due
    return own if own is not None and stage.opens < own < stage.due else stage.due
