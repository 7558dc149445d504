"""Cycles and steps as plain data, for people and for ``--json``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from coordination.cycles.history import dates_of
from coordination.cycles.queries import (
    extensions_of,
    get_cycle,
    get_stage,
    obligations_of,
    procedure_of,
    region_of,
    stages_of,
    step_of,
)
from coordination.cycles.states import ObligationState, StageState
from coordination.cycles.tables import CycleRow, ExchangeRow, ExtensionRow, ObligationRow, StageRow


def cycles(session: Session) -> list[dict[str, Any]]:
    """Give all cycles, newest first."""
    rows = session.exec(select(CycleRow).order_by(col(CycleRow.opened_at).desc(), col(CycleRow.key)))
    return [_cycle(row) for row in rows]


def _cycle(row: CycleRow) -> dict[str, Any]:
    return {
        "cycle": row.key,
        "state": row.state,
        "opened": row.opened_on.isoformat(),
        "ends": row.ends_on.isoformat(),
        "simulated": row.simulated,
        "snapshot": row.snapshot,
    }


def cycle(session: Session, key: str) -> dict[str, Any]:
    """Give a cycle with its steps: legal, planned and actual dates, states, who owes."""
    row = get_cycle(session, key)
    procedure, region = procedure_of(session, row), region_of(session, row)
    names = {step.code: step.name for step in procedure.steps}
    stages = [
        stage_summary(session, each) | {"name": names[each.step].model_dump()} for each in stages_of(session, key)
    ]
    return _cycle(row) | {
        "region_name": region.name.model_dump(),
        "name": procedure.name.model_dump(),
        "stages": stages,
    }


def stage_summary(session: Session, row: StageRow) -> dict[str, Any]:
    """Give a step in one line: its state, its dates and how many handed in, on time, late, missing."""
    return _summary(row, obligations_of(session, row.key))


def _summary(row: StageRow, owed: Sequence[ObligationRow]) -> dict[str, Any]:
    return {
        "cycle": row.cycle,
        "stage": row.key,
        "step": row.step,
        "state": row.outcome if row.state == StageState.CLOSED and row.outcome else row.state,
        "outcome": row.outcome,
        "legal": row.legal_on.isoformat() if row.legal_on else None,
        "planned": {"opens": row.planned_opens.isoformat(), "due": row.planned_due.isoformat()},
        "opens": row.opens.isoformat(),
        "due": row.due.isoformat(),
        "closes": row.closes.isoformat(),
        "positions_due": row.positions_due.isoformat(),
        "obligations": len(owed),
        "on_time": sum(_on_time(each) for each in owed),
        "late": sum(each.was_late and each.state != ObligationState.MISSING for each in owed),
        "missing": sum(each.state == ObligationState.MISSING for each in owed),
    }


def _on_time(row: ObligationRow) -> bool:
    return row.handed_in_at is not None and not row.was_late and row.state != ObligationState.MISSING


def stage(session: Session, key: str) -> dict[str, Any]:
    """Give a step in full: what each body owes and where it stands, meetings, exceptions, why each date."""
    row = get_stage(session, key)
    step = step_of(session, row)
    meetings = session.exec(select(ExchangeRow).where(ExchangeRow.stage == key).order_by(col(ExchangeRow.starts_at)))
    owed = obligations_of(session, key)
    return _summary(row, owed) | {
        "name": step.name.model_dump(),
        "purpose": step.purpose.model_dump(),
        "box": step.box,
        "method": step.method,
        "settings": step.settings,
        "why": {name: each["sentence"] for name, each in row.explained.items()},
        "dates": dates_of(session, row),
        "exceptions": row.exceptions,
        "owes": [obligation(each) for each in owed],
        "extensions": [extension(each) for each in extensions_of(session, key)],
        "exchanges": [exchange(each) for each in meetings],
    }


def obligation(row: ObligationRow) -> dict[str, Any]:
    """Give what a body owes as plain data."""
    return {
        "stage": row.stage,
        "body": row.body,
        "what": row.what,
        "state": row.state,
        "due": row.due.isoformat(),
        "excused_until": row.excused_until.isoformat() if row.excused_until else None,
        "handed_in": row.handed_in_at.isoformat() if row.handed_in_at else None,
        "late": row.was_late,
    }


def extension(row: ExtensionRow) -> dict[str, Any]:
    """Give an application for more time as plain data."""
    return {
        "stage": row.stage,
        "body": row.body,
        "number": row.number,
        "state": row.state,
        "ground": row.ground,
        "reason": row.reason,
        "until": row.until.isoformat(),
        "expires_on": row.expires_on.isoformat(),
        "authority": row.authority,
        "answer": row.answer,
        "asked": row.asked_at.isoformat(),
        "decided": row.decided_at.isoformat() if row.decided_at else None,
    }


def exchange(row: ExchangeRow) -> dict[str, Any]:
    """Give a meeting as plain data."""
    return {
        "exchange": row.key,
        "stage": row.stage,
        "kind": row.kind,
        "name": row.name,
        "parties": row.parties,
        "starts": row.starts_at.isoformat(),
        "ends": row.ends_at.isoformat(),
        "state": row.state,
        "agenda": row.agenda,
        "minutes": row.minutes,
        "agreed": row.agreed,
    }


def exchanges(session: Session, cycle: str | None = None) -> list[dict[str, Any]]:
    """Give meetings by time, of one cycle or of all."""
    query = select(ExchangeRow).order_by(col(ExchangeRow.starts_at), col(ExchangeRow.key))
    if cycle:
        query = query.where(col(ExchangeRow.stage).startswith(f"{get_cycle(session, cycle).key}/"))
    return [exchange(row) for row in session.exec(query)]
