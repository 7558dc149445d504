"""What the method of a step may know in a cycle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, select

from coordination.cycles.queries import bodies_of, get_cycle, region_of, step_of
from coordination.cycles.tables import CycleRow, ObligationRow, StageRow
from coordination.kernel.period import Period
from coordination.methods.contract import Context, Party
from coordination.regions.forms.procedure import SIGN_OFF


def context_of(session: Session, stage: StageRow) -> Context:
    """Give what the method of a stage may know; published history is added where a result is made.

    Kept for the unit of work: on the last day of a step everybody hands in.
    """
    cycle = get_cycle(session, stage.cycle)
    held: dict[tuple[str, str], Context] = session.info.setdefault("unit", {}).setdefault("contexts", {})
    if (stage.key, cycle.snapshot) not in held:
        held[stage.key, cycle.snapshot] = _context(session, stage, cycle)
    return held[stage.key, cycle.snapshot]


def _context(session: Session, stage: StageRow, cycle: CycleRow) -> Context:
    region = region_of(session, cycle)
    step = step_of(session, stage)
    owing = set(session.exec(select(ObligationRow.body).where(ObligationRow.stage == stage.key)))
    parties = [body for body in bodies_of(region, [duty.body for duty in step.owes], cycle.unit) if body.code in owing]
    return Context(
        region=region.code,
        region_name=region.name,
        period=cycle.period,
        parties=tuple(Party(body=each.code, unit=each.unit, name=each.short) for each in parties),
        indicators={each.code: each for each in region.indicators},
        settings={name: each for name, each in step.settings.items() if name != SIGN_OFF}
        | planned_years(cycle.period, step.settings),
    )


def planned_years(period: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Give the years a horizon counted in years, as procedures write it, means in a cycle; nothing without one."""
    horizon = settings.get("horizon_years")
    if not isinstance(horizon, int):
        return {}
    first = Period.parse(period).first
    return {"horizon_to": first + horizon - 1, "years": list(range(first, first + horizon))}
