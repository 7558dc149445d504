"""What happens to a running cycle: steps open, are late, close; bodies are reminded; all is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlmodel import Session, col, select

from coordination.audit.service import record
from coordination.calendar.days import WorkCalendar
from coordination.calendar.rules import evaluate
from coordination.cycles.meetings import announce, call_off, follow, meetings_of
from coordination.cycles.opening import explain_all, explained
from coordination.cycles.queries import get_cycle, obligations_of, procedure_of, region_of, stages_of, step_of
from coordination.cycles.rules import (
    Moment,
    agenda,
    next_after,
    reminders,
    schedule_cycle,
    workday_offset,
)
from coordination.cycles.states import OUTCOMES, OWING, ObligationState, StageState, obligation_may, stage_may
from coordination.cycles.tables import CycleRow, ObligationRow, StageRow
from coordination.errors import ConflictError, InvalidInputError
from coordination.kernel.clock import end_of_day, local_date, morning_of
from coordination.kernel.period import Period
from coordination.kernel.text import plain_words

TRY_AGAIN = timedelta(hours=1)
"""How long a step whose result could not be made is left alone."""
ENDED = (StageState.CLOSED, StageState.CANCELLED)


def move(row: StageRow | ObligationRow, to: str) -> None:
    """Bring a step or an obligation into another state; ConflictError if its life does not allow it."""
    allowed = stage_may(row.state, to) if isinstance(row, StageRow) else obligation_may(row.state, to)
    if not allowed:
        subject = row.key if isinstance(row, StageRow) else f"{row.stage}/{row.body}"
        raise ConflictError.of(
            f"{subject} đang ở trạng thái {row.state}, không thể chuyển sang {to}",
            f"{subject} is {row.state} and cannot become {to}",
        )
    row.state = to


def advance(session: Session, stage: StageRow, now: datetime) -> None:
    """Do what is next for a step that waits for its time: open, mark late, tell progress, close."""
    if stage.state == StageState.SCHEDULED:
        _open_stage(session, stage, now)
    elif stage.state == StageState.OPEN:
        _next_of_agenda(session, stage, now)
    elif stage.state in OUTCOMES:
        _close_stage(session, stage, now)
    else:
        raise ConflictError.of(f"{stage.key} không chờ đến giờ", f"{stage.key} waits for no moment")


def _open_stage(session: Session, stage: StageRow, now: datetime) -> None:
    cycle = get_cycle(session, stage.cycle)
    region, procedure = region_of(session, cycle), procedure_of(session, cycle)
    today = local_date(now)
    if today > stage.opens:
        _recount(session, cycle, stage, now)
    move(stage, StageState.OPEN)
    stage.opened_at = now
    calendar = WorkCalendar.of(region.holidays, cycle.unit)
    owed = obligations_of(session, stage.key)
    for obligation in owed:
        obligation.due = stage.due
        obligation.remind_at = next_after(reminders(calendar, stage.due, procedure.remind), now)
    set_wake(session, stage, procedure.progress, calendar)
    step = step_of(session, stage)
    data: dict[str, Any] = {
        "opens": stage.opens.isoformat(),
        "due": stage.due.isoformat(),
        "closes": stage.closes.isoformat(),
        "why": stage.explained["due"]["sentence"],
        "basis": stage.explained["due"]["basis"],
        "owes": [{"body": each.body, "what": each.what} for each in owed],
    }
    record(session, "stage.opened", stage.key, stage.cycle, data, now)
    announce(session, stage, meetings_of(session, stage.key), step.purpose.model_dump(), now)


def _recount(session: Session, cycle: CycleRow, stage: StageRow, now: datetime) -> None:
    """Move what counts from the opening of a step that opens later than planned; fixed dates stay."""
    region, procedure = region_of(session, cycle), procedure_of(session, cycle)
    moved = {each.step: each.opens for each in stages_of(session, cycle.key) if each.opened_at}
    moved[stage.step] = local_date(now)
    dates = schedule_cycle(region, procedure, Period.parse(cycle.period), cycle.unit, moved)[2][stage.step]
    if dates.due.day < local_date(now):
        return  # a fixed date has passed while nobody watched: it stays, and all will be late
    stage.opens = local_date(now)
    stage.due, stage.closes, stage.positions_due = dates.due.day, dates.closes.day, dates.positions.day
    stage.explained = explain_all(dates)
    follow(region, cycle, stage, step_of(session, stage), meetings_of(session, stage.key))


def _moments(stage: StageRow, progress: Sequence[int], calendar: WorkCalendar) -> list[Moment]:
    tellings = (morning_of(workday_offset(calendar, stage.due, offset)) for offset in progress)
    return agenda(stage.due, stage.closes, [at for at in tellings if at > morning_of(stage.opens)])


def set_wake(session: Session, stage: StageRow, progress: Sequence[int], calendar: WorkCalendar) -> None:
    """Set the moment at which the engine must next look at an open step."""
    moments = [each.at for each in _moments(stage, progress, calendar)]
    done = stage.done_through or morning_of(stage.opens)
    stage.wake_at = min((at for at in moments if at > done), default=moments[-1])
    session.flush()


def _next_of_agenda(session: Session, stage: StageRow, now: datetime) -> None:
    at = stage.wake_at
    if at is None or at > now:
        return
    cycle = get_cycle(session, stage.cycle)
    calendar = WorkCalendar.of(region_of(session, cycle).holidays, cycle.unit)
    progress = procedure_of(session, cycle).progress
    moments = _moments(stage, progress, calendar)
    # However long nobody looked, progress is told once: not where more of it, or the end of collection, is due too.
    overtaken = any(at < each.at <= now and each.act != "mark_late" for each in moments)
    for moment in moments:
        if moment.at != at:
            continue
        if moment.act == "mark_late":
            _mark_late(session, stage, now)
        elif moment.act == "tell_progress" and not overtaken:
            tell_progress(session, stage, now)
        elif moment.act == "close_collection":
            _close_collection(session, stage, now)
            return
    stage.done_through = at
    set_wake(session, stage, progress, calendar)


def _mark_late(session: Session, stage: StageRow, now: datetime) -> None:
    for obligation in obligations_of(session, stage.key):
        if obligation.state in {ObligationState.PENDING, ObligationState.RETURNED} and now >= end_of_day(
            obligation.due
        ):
            obligation.was_late = True
            if obligation.state == ObligationState.PENDING:
                move(obligation, ObligationState.LATE)
                data = {"body": obligation.body, "due": obligation.due.isoformat()}
                record(session, "obligation.late", f"{stage.key}/{obligation.body}", stage.cycle, data, now)


def tell_progress(session: Session, stage: StageRow, now: datetime) -> None:
    """Record how far each body has come in a step (N-P1 between provinces, N-H1 council–committee)."""
    owed = obligations_of(session, stage.key)
    data = {
        "due": stage.due.isoformat(),
        "bodies": [{"body": each.body, "state": each.state} for each in owed],
        "handed_in": sum(each.handed_in_at is not None for each in owed),
        "owed": len(owed),
    }
    record(session, "stage.progressed", stage.key, stage.cycle, data, now)


def _close_collection(session: Session, stage: StageRow, now: datetime) -> None:
    missing = []
    for obligation in obligations_of(session, stage.key):
        obligation.remind_at = None
        if obligation.state == ObligationState.SUBMITTED:
            move(obligation, ObligationState.ACCEPTED)
            data = {"body": obligation.body, "ground": "closing of collection; no error found"}
            record(session, "submission.accepted", f"{stage.key}/{obligation.body}", stage.cycle, data, now)
        elif obligation.state in OWING:
            move(obligation, ObligationState.MISSING)
            missing.append(obligation.body)
            data = {"body": obligation.body, "due": obligation.due.isoformat()}
            record(session, "obligation.missing", f"{stage.key}/{obligation.body}", stage.cycle, data, now)
    begin_synthesis(session, stage, now, missing)


def begin_synthesis(session: Session, stage: StageRow, now: datetime, missing: list[str]) -> None:
    """End collection; going on short of its parties is a recorded exception."""
    owed = len(obligations_of(session, stage.key))
    if missing:
        short = {"kind": "short_of_parties", "missing": missing, "accepted": owed - len(missing), "owed": owed}
        stage.exceptions = [*stage.exceptions, short]
    move(stage, StageState.SYNTHESIS)
    stage.wake_at = now
    data = {"accepted": owed - len(missing), "owed": owed, "missing": missing}
    record(session, "stage.collected", stage.key, stage.cycle, data, now)


def give_time(session: Session, stage: StageRow, now: datetime) -> None:
    """Move the last day for positions where the draft comes after it: who had no time to speak has not consented.

    Bodies get as many working days as the plan gave them, counted from today.
    """
    cycle = get_cycle(session, stage.cycle)
    calendar = WorkCalendar.of(region_of(session, cycle).holidays, cycle.unit)
    window = (stage.positions_due - stage.closes).days
    planned = sum(calendar.is_working(stage.closes + timedelta(days=day)) for day in range(1, window + 1))
    told = stage.explained["positions"]
    due = evaluate(
        f"working_days {max(planned, 1)} after {local_date(now).isoformat()}",
        year=now.year,
        anchors={},
        calendar=calendar,
        basis=told["basis"],
        status=told["status"],
    )
    stage.positions_due = due.day
    stage.explained = stage.explained | {"positions": explained(due)}


def hold_up(session: Session, stage: StageRow, reason: str, now: datetime) -> None:
    """Set a step aside whose common result could not be made: named, tried again later, others go on.

    Meanwhile the secretariat may return the submission that is the cause.
    """
    stage.wake_at = now + TRY_AGAIN
    held = {"kind": "held_up", "reason": reason}
    if held not in stage.exceptions:
        stage.exceptions = [*stage.exceptions, held]
        record(session, "stage.held_up", stage.key, stage.cycle, {"reason": reason}, now)


def _close_stage(session: Session, stage: StageRow, now: datetime) -> None:
    move(stage, StageState.CLOSED)
    stage.closed_at, stage.wake_at = now, None
    record(session, "stage.closed", stage.key, stage.cycle, {"outcome": stage.outcome}, now)
    cycle = get_cycle(session, stage.cycle)
    stages = stages_of(session, stage.cycle)
    ended = {each.step for each in stages if each.state in ENDED}
    for step in procedure_of(session, cycle).steps:
        follower = next(each for each in stages if each.step == step.code)
        if follower.state == StageState.SCHEDULED and follower.wake_at is None and set(step.after) <= ended:
            follower.wake_at = morning_of(follower.opens)
    if len(ended) == len(stages):
        _close_cycle(session, cycle, stages, now)


def _close_cycle(session: Session, cycle: CycleRow, stages: list[StageRow], now: datetime) -> None:
    cycle.state, cycle.closed_at = "closed", now
    outcomes = [{"stage": each.key, "outcome": each.outcome or each.state} for each in stages]
    record(session, "cycle.closed", cycle.key, cycle.key, {"outcomes": outcomes}, now)


def end_overdue(session: Session, cycle: CycleRow, now: datetime) -> None:
    """On a cycle's last day, close it as it stands: steps that never ended are cancelled, by name."""
    stages = stages_of(session, cycle.key)
    for stage in stages:
        if stage.state in ENDED:
            continue
        _cancel_stage(session, stage, f"the cycle ended on {cycle.ends_on:%d/%m/%Y}", now)
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
            _cancel_stage(session, stage, reason, now)
    cycle.state, cycle.closed_at = "cancelled", now
    record(session, "cycle.cancelled", key, key, {"reason": reason}, now)
    return cycle


def _cancel_stage(session: Session, stage: StageRow, reason: str, now: datetime) -> None:
    """Cancel a step; one that was settled and only waits to be closed is closed, for its outcome stands."""
    if stage.state in OUTCOMES:
        move(stage, StageState.CLOSED)
        stage.closed_at, stage.wake_at = now, None
        record(session, "stage.closed", stage.key, stage.cycle, {"outcome": stage.outcome}, now)
        return
    move(stage, StageState.CANCELLED)
    stage.closed_at, stage.wake_at = now, None
    for meeting in meetings_of(session, stage.key):
        if stage.opened_at is None or meeting.starts_at > now:
            call_off(session, stage, meeting, reason, now)
    for obligation in obligations_of(session, stage.key):
        obligation.remind_at = None
        if obligation.state in OWING:
            move(obligation, ObligationState.MISSING)
    record(session, "stage.cancelled", stage.key, stage.cycle, {"reason": reason}, now)


def remind(session: Session, now: datetime) -> int:
    """Remind every body once of all it still owes; gives the number of bodies reminded.

    However long nobody looked, a body gets one digest, not one letter for each date passed over.
    """
    query = select(ObligationRow).where(col(ObligationRow.remind_at) <= now)
    found = sorted(session.exec(query), key=lambda each: (*_addressee(each), each.due, each.stage))
    told = 0
    for (_, body), group in groupby(found, key=_addressee):
        owed = [each for each in group if _still_owed(session, each, now)]
        if owed:
            _remind_body(session, body, owed, now)
            told += 1
    return told


def _addressee(obligation: ObligationRow) -> tuple[str, str]:
    region = obligation.stage.partition("/")[0].partition(":")[0]
    return region, obligation.body


def _still_owed(session: Session, obligation: ObligationRow, now: datetime) -> bool:
    stage = session.get_one(StageRow, obligation.stage)
    if obligation.state in OWING and stage.state == StageState.OPEN:
        remind_again(session, obligation, stage, now)
        return True
    obligation.remind_at = None
    return False


def remind_again(session: Session, obligation: ObligationRow, stage: StageRow, now: datetime) -> None:
    """Set the next moment at which a body that owes is reminded, if one is left."""
    cycle = get_cycle(session, stage.cycle)
    calendar = WorkCalendar.of(region_of(session, cycle).holidays, cycle.unit)
    moments = reminders(calendar, obligation.due, procedure_of(session, cycle).remind)
    obligation.remind_at = next_after(moments, now)


def _remind_body(session: Session, body: str, owed: list[ObligationRow], now: datetime) -> None:
    items = []
    for each in owed:
        stage = session.get_one(StageRow, each.stage)
        items.append(
            {
                "stage": each.stage,
                "state": each.state,
                "due": each.due.isoformat(),
                "what": each.what,
                "why": stage.explained["due"]["sentence"],
                "days": (each.due - local_date(now)).days,
            }
        )
    cycle = session.get_one(StageRow, owed[0].stage).cycle
    record(session, "obligation.reminded", body, cycle, {"body": body, "items": items}, now)
