"""Amending a running cycle: what would move is shown first, then adopted in one transaction, told to whom it concerns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session

from coordination.audit.service import record
from coordination.calendar.days import calendar_of
from coordination.cycles.history import move_date
from coordination.cycles.meetings import announce, follow, meetings_of
from coordination.cycles.moves import move
from coordination.cycles.opening import keep_snapshot
from coordination.cycles.queries import get_cycle, obligations_of, stages_of, step_of
from coordination.cycles.reminding import late_after, plan_reminder
from coordination.cycles.replanning import MOVABLE, Amendment, Decisions, preview, procedure_in
from coordination.cycles.service import mark_late, set_wake
from coordination.cycles.states import OWING, ObligationState, StageState
from coordination.cycles.tables import CycleRow, StageRow
from coordination.errors import ConflictError
from coordination.kernel.clock import end_of_day, morning_of
from coordination.kernel.text import Text, plain_words
from coordination.regions.model import Region


def amend(
    session: Session,
    key: str,
    region: Region,
    now: datetime,
    *,
    decisions: Decisions | None = None,
    reason: str = "",
) -> Amendment:
    """Adopt a changed configuration for a running cycle; the same one again changes nothing.

    Raises ConflictError where the cycle has ended, or a date that was told asks for a decision.
    """
    cycle = get_cycle(session, key)
    if cycle.state != "open":
        raise ConflictError.of(f"chu kỳ {key} đã kết thúc", f"cycle {key} has ended")
    found = preview(session, key, region, now, decisions)
    if not found.parts:
        return found
    if found.asked:
        names = ", ".join(found.asked)
        raise ConflictError.of(
            f"cần quyết định từng ngày đã thông báo: {names}",
            f"dates that were told ask for a decision: {names}",
            where=key,
            fix=Text(
                vi=f"thêm --move {found.asked[0]} hoặc --keep {found.asked[0]} cho từng ngày",
                en=f"add --move {found.asked[0]} or --keep {found.asked[0]} for each",
            ),
        )
    cycle.snapshot = keep_snapshot(session, region)
    adopt(session, cycle, region, found, "amended", now)
    words = plain_words(reason) or None
    tell(session, cycle, found, {"snapshot": cycle.snapshot, "parts": found.parts, "reason": words}, now)
    return found


def tell(session: Session, cycle: CycleRow, found: Amendment, data: dict[str, Any], now: datetime) -> None:
    """Record an amendment; those whose dates move are told."""
    changes = [each.as_json() for each in found.changes]
    kept = [each.as_json() for each in found.kept]
    ends = found.ends.isoformat() if found.ends else None
    data = data | {"changes": changes, "kept": kept, "ends": ends, "affected": found.affected()}
    record(session, "cycle.amended", cycle.key, cycle.key, data, now)


def adopt(session: Session, cycle: CycleRow, region: Region, found: Amendment, cause: str, now: datetime) -> None:
    """Move the dates of an amendment, and all that hangs on them: duties, reminders, the engine's clock, meetings."""
    procedure = procedure_in(region, cycle)
    calendar = calendar_of(region, cycle.unit)
    stages = {stage.key: stage for stage in stages_of(session, cycle.key)}
    for change in found.changes:
        move_date(session, stages[change.stage], change.name, change.due, cause, now)
    cycle.ends_on = found.ends or cycle.ends_on
    moved = {change.stage for change in found.changes}
    for stage in (each for each in stages.values() if each.state in MOVABLE):
        if stage.state == StageState.SCHEDULED and stage.wake_at is not None:
            stage.wake_at = morning_of(stage.opens)
        elif stage.state == StageState.OPEN:
            _follow_due(session, stage, now)
            set_wake(session, stage, procedure.progress, calendar)
        elif stage.state == StageState.POSITIONS and stage.key in moved:
            stage.wake_at = end_of_day(stage.positions_due)
        for obligation in obligations_of(session, stage.key):
            if obligation.excused_until is None:
                obligation.due = stage.due
            if stage.state == StageState.OPEN and obligation.state in OWING:
                plan_reminder(obligation, stage, procedure.remind, calendar, now)
        _move_meetings(session, region, cycle, stage, now)


def _follow_due(session: Session, stage: StageRow, now: datetime) -> None:
    """Let an open step's duties follow its due date: who was late is not, where the day is yet to come; or is now."""
    for obligation in obligations_of(session, stage.key):
        if obligation.excused_until is None:
            obligation.due = stage.due
        if obligation.state == ObligationState.LATE and now < end_of_day(late_after(obligation)):
            move(obligation, ObligationState.PENDING)
            obligation.was_late = False
    session.flush()
    if now >= end_of_day(stage.due):
        mark_late(session, stage, now)


def _move_meetings(session: Session, region: Region, cycle: CycleRow, stage: StageRow, now: datetime) -> None:
    """Let meetings still to come follow their step; who was invited is invited again, to the new hour."""
    session.flush()
    to_come = [each for each in meetings_of(session, stage.key) if each.starts_at > now]
    for meeting, before in follow(region, cycle, stage, step_of(session, stage), to_come, now):
        if stage.opened_at is not None:
            announce(session, stage, meeting, now, before=before)
