"""Opening a cycle: its snapshot, its steps with their dates, what each body owes, the meetings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from coordination.audit.service import record
from coordination.calendar.rules import Due
from coordination.cycles.meetings import exchanges_of
from coordination.cycles.queries import bodies_of
from coordination.cycles.rules import Schedule, schedule_cycle
from coordination.cycles.tables import CycleRow, ObligationRow, SnapshotRow, StageRow
from coordination.errors import ConflictError, InvalidInputError, NotFoundError
from coordination.kernel.clock import end_of_day, morning_of
from coordination.kernel.keys import CycleKey, stage_key
from coordination.kernel.period import Period
from coordination.kernel.remember import remembered
from coordination.regions.model import Procedure, Region, Step
from coordination.regions.service import snapshot


def open_cycle(
    session: Session, region: Region, key: CycleKey, now: datetime, *, simulated: bool = False
) -> tuple[CycleRow, bool]:
    """Open a cycle, or find it open already; gives the cycle and whether it is new.

    Raises NotFoundError for an unknown procedure, InvalidInputError for a unit that does not fit.
    """
    found = session.get(CycleRow, str(key))
    if found is not None:
        return found, False
    procedure, begins, ends, schedules = planned(region, key, now)
    cycle = CycleRow(
        key=str(key),
        region=region.code,
        unit=key.unit,
        procedure=procedure.procedure,
        period=key.period,
        snapshot=keep_snapshot(session, region),
        opened_on=begins.day,
        ends_on=ends.day,
        opened_at=now,
        simulated=simulated,
    )
    session.add(cycle)
    session.flush()
    opened = [_stage(cycle, step, place, schedules[step.code]) for place, step in enumerate(procedure.steps, 1)]
    session.add_all(opened)
    session.flush()
    for stage, step in zip(opened, procedure.steps, strict=True):
        _add_duties(session, cycle, region, step, stage, schedules[step.code], now)
    stages = [_planned(stage_key(cycle.key, code), dates) for code, dates in schedules.items()]
    data = {"snapshot": cycle.snapshot, "simulated": simulated, "ends": ends.day.isoformat(), "stages": stages}
    record(session, "cycle.opened", cycle.key, cycle.key, data, now)
    return cycle, True


def planned(region: Region, key: CycleKey, now: datetime) -> tuple[Procedure, Due, Due, dict[str, Schedule]]:
    """Give a cycle as it would be opened: its procedure, first and last day, and the dates of its steps.

    Raises NotFoundError for an unknown procedure, InvalidInputError for a unit or a time that does not fit,
    ConflictError for a cycle whose time is over.
    """
    procedure = _procedure(region, key)
    begins, ends, schedules = schedule_cycle(region, procedure, Period.parse(key.period), key.unit)
    _can_be_run(region, key, begins.day, ends.day, now)
    return procedure, begins, ends, schedules


def keep_snapshot(session: Session, region: Region) -> str:
    """Store a configuration under its hash, once; gives the hash."""
    content, digest = _spelled(region)
    if session.get(SnapshotRow, digest) is None:
        session.add(SnapshotRow(hash=digest, region=region.code, content=content))
        session.flush()
    return digest


_spelled = remembered(snapshot)
"""Every province's ladder opens with the same configuration: it is spelled out once."""


def explain_all(dates: Schedule) -> dict[str, Any]:
    """Give all dates of a step with their derivations."""
    return {name: due.as_data() for name, due in dates.named().items()}


def _procedure(region: Region, key: CycleKey) -> Procedure:
    procedure = region.procedure(key.procedure)
    if procedure is None:
        known = ", ".join(each.procedure for each in region.procedures)
        raise NotFoundError.of(
            f"vùng {region.code} không có quy trình {key.procedure}; có: {known}",
            f"region {region.code} runs no procedure {key.procedure}; it runs: {known}",
        )
    units = {unit.code for unit in region.units}
    if (procedure.scope == "province") != (key.unit is not None) or (key.unit and key.unit not in units):
        raise InvalidInputError.of(
            f"quy trình {key.procedure} chạy theo {procedure.scope}; viết vùng[:mã tỉnh]/quy-trình/kỳ",
            f"procedure {key.procedure} runs by {procedure.scope}; write region[:unit]/procedure/period",
            where=str(key),
        )
    return procedure


def _can_be_run(region: Region, key: CycleKey, begins: date, ends: date, now: datetime) -> None:
    gone = [unit.code for unit in region.units if unit.valid_to and unit.valid_to < begins]
    if gone:
        raise InvalidInputError.of(
            f"các đơn vị {', '.join(gone)} không còn vào ngày {begins:%d/%m/%Y}; dùng cấu hình vùng hiện nay",
            f"units {', '.join(gone)} no longer exist on {begins:%d/%m/%Y}; use the region's present configuration",
            where=str(key),
        )
    to_come = [unit.code for unit in region.units if unit.valid_from and unit.valid_from > ends]
    if to_come:
        raise InvalidInputError.of(
            f"các đơn vị {', '.join(to_come)} chưa có vào ngày {ends:%d/%m/%Y}; dùng cấu hình vùng của thời kỳ đó",
            f"units {', '.join(to_come)} do not yet exist on {ends:%d/%m/%Y}; use a configuration of that time",
            where=str(key),
        )
    if end_of_day(ends) <= now:
        raise ConflictError.of(
            f"chu kỳ này đã qua ngày cuối {ends:%d/%m/%Y}; để chơi lại một năm cũ, dùng lienvung simulate",
            f"this cycle's last day, {ends:%d/%m/%Y}, has passed; to replay a past year, use lienvung simulate",
            where=str(key),
        )


def _planned(stage: str, dates: Schedule) -> dict[str, str]:
    return {"stage": stage, "opens": dates.opens.day.isoformat(), "due": dates.due.day.isoformat()}


def _stage(cycle: CycleRow, step: Step, position: int, dates: Schedule) -> StageRow:
    return StageRow(
        key=stage_key(cycle.key, step.code),
        cycle=cycle.key,
        step=step.code,
        position=position,
        legal_on=dates.legal.day if dates.legal else None,
        planned_opens=dates.opens.day,
        planned_due=dates.due.day,
        opens=dates.opens.day,
        due=dates.due.day,
        closes=dates.closes.day,
        positions_due=dates.positions.day,
        explained=explain_all(dates),
        wake_at=None if step.after else morning_of(dates.opens.day),
    )


def _add_duties(
    session: Session, cycle: CycleRow, region: Region, step: Step, stage: StageRow, dates: Schedule, now: datetime
) -> None:
    """Add what is owed in a step, and its meetings."""
    for duty in step.owes:
        for body in bodies_of(region, [duty.body], cycle.unit):
            session.add(ObligationRow(stage=stage.key, body=body.code, what=duty.what.model_dump(), due=stage.due))
    days = {name: due.day for name, due in dates.named().items() if name != "legal"}
    for row in exchanges_of(region, cycle, stage.key, step, days, now).values():
        session.add(row)
