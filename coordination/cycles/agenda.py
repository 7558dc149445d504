"""When the engine must look at an open step again, and who is late when it does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from coordination.audit.service import record
from coordination.calendar.days import WorkCalendar
from coordination.cycles.moves import move
from coordination.cycles.queries import obligations_of
from coordination.cycles.reminding import late_after
from coordination.cycles.rules import Moment, agenda, workday_offset
from coordination.cycles.states import ObligationState
from coordination.cycles.tables import StageRow
from coordination.kernel.clock import end_of_day, morning_of

WAITED_FOR = (ObligationState.PENDING, ObligationState.RETURNED, ObligationState.EXCUSED)
"""What may become late."""


def moments_of(stage: StageRow, progress: Sequence[int], calendar: WorkCalendar) -> list[Moment]:
    """Give what is to be done while a step is open, in order of time."""
    tellings = (morning_of(workday_offset(calendar, stage.due, offset)) for offset in progress)
    days = [stage.due, *(date.fromisoformat(each) for each in stage.excused_until)]
    return agenda(days, stage.closes, [at for at in tellings if at > morning_of(stage.opens)])


def set_wake(session: Session, stage: StageRow, progress: Sequence[int], calendar: WorkCalendar) -> None:
    """Set the moment at which the engine must next look at an open step."""
    moments = [each.at for each in moments_of(stage, progress, calendar)]
    done = stage.done_through or morning_of(stage.opens)
    stage.wake_at = min((at for at in moments if at > done), default=moments[-1])
    session.flush()


def mark_late(session: Session, stage: StageRow, now: datetime) -> None:
    """Record which bodies are late: their due date, or the last day of their extension, has passed."""
    for obligation in obligations_of(session, stage.key):
        if obligation.state not in WAITED_FOR or now < end_of_day(late_after(obligation)):
            continue
        if not obligation.was_late and obligation.state != ObligationState.RETURNED:
            move(obligation, ObligationState.LATE)
            data = {"body": obligation.body, "due": late_after(obligation).isoformat()}
            record(session, "obligation.late", f"{stage.key}/{obligation.body}", stage.cycle, data, now)
        obligation.was_late = True
