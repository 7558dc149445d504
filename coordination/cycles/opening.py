"""Opening a cycle: its snapshot, its steps with their dates, what each body owes, the meetings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from coordination.audit.service import record
from coordination.calendar.days import WorkCalendar
from coordination.calendar.rules import Due, evaluate
from coordination.cycles.queries import bodies_of
from coordination.cycles.rules import AFTERNOON, Schedule, meeting_slots, schedule_cycle, workday_offset, year_anchors
from coordination.cycles.tables import CycleRow, ExchangeRow, ObligationRow, SnapshotRow, StageRow
from coordination.errors import InvalidInputError, NotFoundError
from coordination.kernel.canonical import canonical_json, sha256
from coordination.kernel.clock import VIETNAM, morning_of, require_utc
from coordination.kernel.keys import CycleKey, stage_key
from coordination.kernel.period import Period
from coordination.regions.model import ExchangeRule, Procedure, Region, Step


def open_cycle(
    session: Session, region: Region, key: CycleKey, now: datetime, *, simulated: bool = False
) -> tuple[CycleRow, bool]:
    """Open a cycle, or find it open already; gives the cycle and whether it is new.

    Raises NotFoundError for an unknown procedure, InvalidInputError for a unit that does not fit.
    """
    found = session.get(CycleRow, str(key))
    if found is not None:
        return found, False
    procedure = _procedure(region, key)
    begins, ends, schedules = schedule_cycle(region, procedure, Period.parse(key.period), key.unit)
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
    for position, step in enumerate(procedure.steps, 1):
        _add_stage(session, cycle, region, step, position, schedules[step.code])
    planned = [_planned(stage_key(cycle.key, code), dates) for code, dates in schedules.items()]
    data = {"snapshot": cycle.snapshot, "simulated": simulated, "ends": ends.day.isoformat(), "stages": planned}
    record(session, "cycle.opened", cycle.key, cycle.key, data, now)
    return cycle, True


def keep_snapshot(session: Session, region: Region) -> str:
    """Store a configuration under its hash, once; gives the hash."""
    content = canonical_json(region.model_dump(mode="json"))
    digest = sha256(content)
    if session.get(SnapshotRow, digest) is None:
        session.add(SnapshotRow(hash=digest, region=region.code, content=content))
        session.flush()
    return digest


def explained(due: Due) -> dict[str, Any]:
    """Give a date with its derivation as plain data."""
    return {
        "date": due.day.isoformat(),
        "rule": due.rule,
        "basis": due.basis,
        "status": due.status,
        "sentence": {"vi": due.sentence("vi"), "en": due.sentence("en")},
        "derivation": [
            {"date": each.day.isoformat(), "counted": each.counted, "reason": each.reason.model_dump()}
            for each in due.derivation
        ],
        "warnings": [each.model_dump() for each in due.warnings],
    }


def explain_all(dates: Schedule) -> dict[str, Any]:
    """Give all dates of a step with their derivations."""
    named = {"opens": dates.opens, "due": dates.due, "closes": dates.closes, "positions": dates.positions}
    if dates.legal:
        named["legal"] = dates.legal
    return {name: explained(due) for name, due in named.items()}


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


def _planned(stage: str, dates: Schedule) -> dict[str, str]:
    return {"stage": stage, "opens": dates.opens.day.isoformat(), "due": dates.due.day.isoformat()}


def _add_stage(session: Session, cycle: CycleRow, region: Region, step: Step, position: int, dates: Schedule) -> None:
    key = stage_key(cycle.key, step.code)
    stage = StageRow(
        key=key,
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
    session.add(stage)
    session.flush()
    for duty in step.owes:
        for body in bodies_of(region, [duty.body], cycle.unit):
            session.add(ObligationRow(stage=key, body=body.code, what=duty.what.model_dump(), due=stage.due))
    for rule in step.exchanges:
        for row in exchanges_of(region, cycle, stage, rule):
            session.add(row)


def exchanges_of(region: Region, cycle: CycleRow, stage: StageRow, rule: ExchangeRule) -> Iterable[ExchangeRow]:
    """Give the meetings a step schedules, on the dates the stage has now; no party is in two at once."""
    calendar = WorkCalendar.of(region.holidays, cycle.unit)
    year = Period.parse(cycle.period).drafting_year
    anchors = year_anchors(region, cycle.unit, year, calendar)
    anchors |= {"cycle": cycle.opened_on, "opens": stage.opens, "due": stage.due, "closes": stage.closes}
    day = evaluate(rule.day.rule, year=year, anchors=anchors, calendar=calendar).day
    everyone = bodies_of(region, rule.parties, cycle.unit)
    in_pairs = rule.pairing == "neighbours"
    groups = (
        [[body for body in everyone if body.unit in pair] for pair in region.neighbours] if in_pairs else [everyone]
    )
    slots = meeting_slots([tuple(body.code for body in group) for group in groups])
    for group, slot in zip(groups, slots, strict=True):
        suffix = f"/{'-'.join(dict.fromkeys(body.unit for body in group))}" if in_pairs else ""
        half_day = timedelta(hours=AFTERNOON) if slot % 2 else timedelta()
        starts = (
            require_utc(datetime.combine(workday_offset(calendar, day, slot // 2), rule.starts, VIETNAM)) + half_day
        )
        yield ExchangeRow(
            key=f"{stage.key}/{rule.code}{suffix}",
            stage=stage.key,
            kind=rule.kind,
            name=rule.name.model_dump(),
            parties=[body.code for body in group],
            agenda=[each.model_dump() for each in rule.agenda],
            starts_at=starts,
            ends_at=starts + timedelta(hours=rule.hours),
        )
