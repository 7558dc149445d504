"""Amending a running cycle: a changed configuration is shown as a difference first, then adopted as an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from coordination.audit.service import record
from coordination.calendar.days import WorkCalendar
from coordination.cycles.meetings import announce, follow, meetings_of
from coordination.cycles.opening import explain_all, keep_snapshot
from coordination.cycles.queries import get_cycle, obligations_of, region_of, stages_of, step_of
from coordination.cycles.rules import Schedule, next_after, reminders, schedule_cycle
from coordination.cycles.service import set_wake
from coordination.cycles.states import OWING, StageState
from coordination.cycles.tables import CycleRow, StageRow
from coordination.errors import ConflictError, InvalidInputError
from coordination.kernel.clock import end_of_day, morning_of
from coordination.kernel.period import Period
from coordination.regions.model import Procedure, Region

MOVABLE = (StageState.SCHEDULED, StageState.OPEN, StageState.POSITIONS, StageState.SYNTHESIS)


@dataclass(frozen=True, slots=True)
class Change:
    """One date of one step, before and after."""

    stage: str
    field: str
    before: date
    after: date

    def as_json(self) -> dict[str, str]:
        """Give the change as plain data."""
        return {
            "stage": self.stage,
            "field": self.field,
            "before": self.before.isoformat(),
            "after": self.after.isoformat(),
        }


def preview(session: Session, key: str, region: Region) -> tuple[list[Change], list[str]]:
    """Give the dates that would change and the parts of the configuration that differ."""
    cycle = get_cycle(session, key)
    before = region_of(session, cycle)
    schedules = _reschedule(session, cycle, region)
    changes = []
    for stage in stages_of(session, key):
        if stage.state in MOVABLE:
            changes += _differences(stage, schedules[stage.step])
    differing = [name for name in Region.model_fields if getattr(before, name) != getattr(region, name)]
    return changes, differing


def amend(session: Session, key: str, region: Region, now: datetime) -> list[Change]:
    """Adopt a changed configuration for a running cycle; what was handed in and settled stays as it is.

    Steps may not be added or removed in a running cycle. The same configuration again changes nothing.
    """
    cycle = get_cycle(session, key)
    if cycle.state != "open":
        raise ConflictError.of(f"chu kỳ {key} đã kết thúc", f"cycle {key} has ended")
    changes, differing = preview(session, key, region)
    if not differing:
        return []
    procedure = _procedure(region, cycle)
    schedules = _reschedule(session, cycle, region)
    cycle.snapshot = keep_snapshot(session, region)
    calendar = WorkCalendar.of(region.holidays, cycle.unit)
    for stage in stages_of(session, key):
        if stage.state in MOVABLE:
            _apply(session, stage, schedules[stage.step], calendar, procedure, now)
            _move_meetings(session, region, cycle, stage, now)
    data: dict[str, Any] = {
        "snapshot": cycle.snapshot,
        "changes": [each.as_json() for each in changes],
        "parts": differing,
    }
    record(session, "cycle.amended", key, key, data, now)
    return changes


def _procedure(region: Region, cycle: CycleRow) -> Procedure:
    procedure = region.procedure(cycle.procedure)
    if procedure is None:
        raise InvalidInputError.of(
            f"cấu hình mới không còn quy trình {cycle.procedure}",
            f"the new configuration no longer runs procedure {cycle.procedure}",
        )
    return procedure


def _reschedule(session: Session, cycle: CycleRow, region: Region) -> dict[str, Schedule]:
    procedure = _procedure(region, cycle)
    stages = stages_of(session, cycle.key)
    if [stage.step for stage in stages] != [step.code for step in procedure.steps]:
        raise InvalidInputError.of(
            "không thể thêm, bớt hoặc đổi thứ tự bước của chu kỳ đang chạy; hãy mở chu kỳ mới",
            "steps of a running cycle cannot be added, removed or reordered; open a new cycle",
            where=cycle.key,
        )
    moved = {stage.step: stage.opens for stage in stages if stage.state != StageState.SCHEDULED}
    return schedule_cycle(region, procedure, Period.parse(cycle.period), cycle.unit, moved)[2]


def _dates(stage: StageRow, dates: Schedule) -> dict[str, date]:
    new = {"due": dates.due.day, "closes": dates.closes.day, "positions_due": dates.positions.day}
    return new if stage.state != StageState.SCHEDULED else {"opens": dates.opens.day} | new


def _differences(stage: StageRow, dates: Schedule) -> list[Change]:
    new = _dates(stage, dates)
    if stage.state in {StageState.POSITIONS, StageState.SYNTHESIS}:
        new = {"positions_due": new["positions_due"]}
    return [
        Change(stage.key, field, getattr(stage, field), day)
        for field, day in new.items()
        if getattr(stage, field) != day
    ]


def _apply(
    session: Session, stage: StageRow, dates: Schedule, calendar: WorkCalendar, procedure: Procedure, now: datetime
) -> None:
    changes = _differences(stage, dates)
    if not changes:
        return
    for change in changes:
        setattr(stage, change.field, change.after)
    stage.explained = stage.explained | _explanations(dates, changes)
    stage.legal_on = dates.legal.day if dates.legal else None
    if stage.state == StageState.SCHEDULED and stage.wake_at is not None:
        stage.wake_at = morning_of(stage.opens)
    elif stage.state == StageState.OPEN:
        set_wake(session, stage, procedure.progress, calendar)
    elif stage.state == StageState.POSITIONS:
        stage.wake_at = end_of_day(stage.positions_due)
    for obligation in obligations_of(session, stage.key):
        if obligation.extension is None:
            obligation.due = stage.due
        if stage.state == StageState.OPEN and obligation.state in OWING:
            obligation.remind_at = next_after(reminders(calendar, stage.due, procedure.remind), now)


def _explanations(dates: Schedule, changes: list[Change]) -> dict[str, Any]:
    """Give the derivations of the dates that changed; a date that stays keeps the one it was told with."""
    fresh = explain_all(dates)
    names = {"positions" if change.field == "positions_due" else change.field for change in changes}
    return {name: explained for name, explained in fresh.items() if name in names | {"legal"}}


def _move_meetings(session: Session, region: Region, cycle: CycleRow, stage: StageRow, now: datetime) -> None:
    """Let meetings still to come follow their step; who was invited is invited again, to the new hour."""
    session.flush()
    step = step_of(session, stage)
    to_come = [each for each in meetings_of(session, stage.key) if each.starts_at > now]
    moved = follow(region, cycle, stage, step, to_come)
    if stage.state != StageState.SCHEDULED:
        announce(session, stage, moved, step.purpose.model_dump(), now)
