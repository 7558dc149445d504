"""How steps and cycles end: closed in order, cancelled with a reason, or ended on the last day as they stand."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from coordination.audit.service import record
from coordination.cycles.meetings import call_off, meetings_of, strike
from coordination.cycles.moves import move
from coordination.cycles.queries import get_cycle, get_stage, obligations_of, procedure_of, stages_of, states_of
from coordination.cycles.states import OUTCOMES, OWING, ObligationState, StageState
from coordination.cycles.tables import CycleRow, StageRow
from coordination.errors import ConflictError, InvalidInputError
from coordination.kernel.clock import morning_of
from coordination.kernel.keys import stage_key
from coordination.kernel.text import Text, plain_words

ENDED = (StageState.CLOSED, StageState.CANCELLED)


def close_stage(session: Session, stage: StageRow, now: datetime) -> None:
    """Close a settled step, wake the steps that waited for it, and close the cycle with its last step."""
    _close(session, stage, now)
    cycle = get_cycle(session, stage.cycle)
    states = states_of(session, stage.cycle)
    ended = {step for step, state in states.items() if state in ENDED}
    for step in procedure_of(session, cycle).steps:
        if states[step.code] == StageState.SCHEDULED and set(step.after) <= ended:
            follower = get_stage(session, stage_key(cycle.key, step.code))
            follower.wake_at = follower.wake_at or morning_of(follower.opens)
    if len(ended) == len(states):
        _close_cycle(session, cycle, stages_of(session, cycle.key), now)


def _close(session: Session, stage: StageRow, now: datetime) -> None:
    move(stage, StageState.CLOSED)
    stage.closed_at, stage.wake_at = now, None
    record(session, "stage.closed", stage.key, stage.cycle, {"outcome": stage.outcome}, now)


def _close_cycle(session: Session, cycle: CycleRow, stages: list[StageRow], now: datetime) -> None:
    cycle.state, cycle.closed_at = "closed", now
    outcomes = [{"stage": each.key, "outcome": each.outcome or each.state} for each in stages]
    record(session, "cycle.closed", cycle.key, cycle.key, {"outcomes": outcomes}, now)


def end_overdue(session: Session, cycle: CycleRow, now: datetime) -> None:
    """On a cycle's last day, close it as it stands: steps that never ended are cancelled, by name."""
    stages = stages_of(session, cycle.key)
    day = f"{cycle.ends_on:%d/%m/%Y}"
    for stage in stages:
        if stage.state not in ENDED:
            reason = Text(vi=f"chu kỳ kết thúc ngày {day}", en=f"the cycle ended on {day}")
            _cancel_stage(session, stage, reason, now)
    _close_cycle(session, cycle, stages, now)


def cancel_cycle(session: Session, key: str, reason: str, now: datetime) -> CycleRow:
    """Cancel a running cycle with a reason; twice is once."""
    cycle = get_cycle(session, key)
    if cycle.state == "cancelled":
        return cycle
    if cycle.state != "open":
        raise ConflictError.of(f"chu kỳ {key} đã kết thúc", f"cycle {key} has ended")
    reason = plain_words(reason)
    if not reason:
        raise InvalidInputError.of("hủy chu kỳ phải nêu lý do", "cancelling a cycle needs a reason")
    for stage in stages_of(session, key):
        if stage.state not in ENDED:
            _cancel_stage(session, stage, Text(vi=reason, en=reason), now)
    cycle.state, cycle.closed_at = "cancelled", now
    record(session, "cycle.cancelled", key, key, {"reason": reason}, now)
    return cycle


def _cancel_stage(session: Session, stage: StageRow, reason: Text, now: datetime) -> None:
    """Cancel a step; one that was settled and only waits to be closed is closed, for its outcome stands."""
    if stage.state in OUTCOMES:
        _close(session, stage, now)
        return
    move(stage, StageState.CANCELLED)
    stage.closed_at, stage.wake_at = now, None
    for meeting in meetings_of(session, stage.key):
        if stage.opened_at is None:
            strike(meeting, now)
        elif meeting.starts_at > now:
            call_off(session, stage, meeting, reason, now)
    for obligation in obligations_of(session, stage.key):
        if obligation.state in OWING:
            obligation.remind_at = None
            move(obligation, ObligationState.MISSING)
    record(session, "stage.cancelled", stage.key, stage.cycle, {"reason": reason.model_dump()}, now)
