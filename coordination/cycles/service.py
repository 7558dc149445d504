"""The life of a step while a cycle runs: it opens, bodies are late, progress is told, collection closes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from coordination.audit.service import record
from coordination.calendar.days import calendar_of
from coordination.calendar.rules import evaluate
from coordination.cycles.agenda import mark_late, moments_of, set_wake
from coordination.cycles.amend import open_late, tell_late_opening
from coordination.cycles.assigning import due_in
from coordination.cycles.closing import close_stage
from coordination.cycles.history import move_date
from coordination.cycles.meetings import announce, meetings_of
from coordination.cycles.moves import move
from coordination.cycles.queries import get_cycle, obligations_of, procedure_of, region_of, step_of
from coordination.cycles.reminding import last_word, plan_reminder
from coordination.cycles.states import OUTCOMES, OWING, ObligationState, StageState
from coordination.cycles.tables import StageRow
from coordination.errors import ConflictError
from coordination.kernel.clock import local_date

TRY_AGAIN = timedelta(hours=1)
"""How long a step whose result could not be made is left alone."""


def advance(session: Session, stage: StageRow, now: datetime) -> None:
    """Do what is next for a step that waits for its time: open, mark late, tell progress, close."""
    if stage.state == StageState.SCHEDULED:
        _open_stage(session, stage, now)
    elif stage.state == StageState.OPEN:
        _next_of_agenda(session, stage, now)
    elif stage.state in OUTCOMES:
        close_stage(session, stage, now)
    else:
        raise ConflictError.of(f"{stage.key} không chờ đến giờ", f"{stage.key} waits for no moment")


def _open_stage(session: Session, stage: StageRow, now: datetime) -> None:
    cycle = get_cycle(session, stage.cycle)
    region, procedure = region_of(session, cycle), procedure_of(session, cycle)
    today = local_date(now)
    late = open_late(session, stage, now) if today > stage.opens else None
    move(stage, StageState.OPEN)
    stage.opened_at = now
    calendar = calendar_of(region, cycle.unit)
    owed = obligations_of(session, stage.key)
    for obligation in owed:
        obligation.due = due_in(obligation, stage)
        plan_reminder(obligation, stage, procedure.remind, calendar, now)
    set_wake(session, stage, procedure.progress, calendar)
    data: dict[str, Any] = {
        "opens": stage.opens.isoformat(),
        "due": stage.due.isoformat(),
        "closes": stage.closes.isoformat(),
        "why": stage.explained["due"]["sentence"],
        "basis": stage.explained["due"]["basis"],
        "owes": [{"body": each.body, "what": each.what} for each in owed],
        "warnings": _warnings(stage),
    }
    record(session, "stage.opened", stage.key, stage.cycle, data, now)
    for meeting in meetings_of(session, stage.key):
        announce(session, stage, meeting, now)
    if late is not None:
        tell_late_opening(session, stage, late, now)


def _warnings(stage: StageRow) -> list[dict[str, str]]:
    """Give what is uncertain about the dates a step is opened with, each once."""
    told: list[dict[str, str]] = []
    for name in ("due", "closes", "positions"):
        told += [each for each in stage.explained[name]["warnings"] if each not in told]
    return told


def _next_of_agenda(session: Session, stage: StageRow, now: datetime) -> None:
    at = stage.wake_at
    if at is None or at > now:
        return
    cycle = get_cycle(session, stage.cycle)
    calendar = calendar_of(region_of(session, cycle), cycle.unit)
    progress = procedure_of(session, cycle).progress
    moments = moments_of(stage, progress, calendar)
    # However long nobody looked, progress is told once: not where more of it, or the end of collection, is due too.
    overtaken = any(at < each.at <= now and each.act != "mark_late" for each in moments)
    for moment in moments:
        if moment.at != at:
            continue
        if moment.act == "mark_late":
            mark_late(session, stage, now)
        elif moment.act == "tell_progress" and not overtaken:
            tell_progress(session, stage, now)
        elif moment.act == "close_collection":
            _close_collection(session, stage, now)
            return
    stage.done_through = at
    set_wake(session, stage, progress, calendar)


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
            last_word(obligation, now)
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
    calendar = calendar_of(region_of(session, cycle), cycle.unit)
    window = (stage.positions_due - stage.closes).days
    planned = sum(calendar.is_working(stage.closes + timedelta(days=day)) for day in range(1, window + 1))
    rule = step_of(session, stage).positions
    counted = f"working_days {max(planned, 1)} after {local_date(now).isoformat()}"
    given = rule.model_copy(update={"rule": counted, "day_zero": None, "reading": None})
    due = evaluate(given, year=now.year, anchors={}, calendar=calendar)
    move_date(session, stage, "positions", due, "draft_late", now)


def hold_up(session: Session, stage: StageRow, reason: str, now: datetime) -> None:
    """Set a step aside whose common result could not be made: named, tried again later, others go on.

    Meanwhile the secretariat may return the submission that is the cause.
    """
    stage.wake_at = now + TRY_AGAIN
    held = {"kind": "held_up", "reason": reason}
    if held not in stage.exceptions:
        stage.exceptions = [*stage.exceptions, held]
        record(session, "stage.held_up", stage.key, stage.cycle, {"reason": reason}, now)
