"""What the method of a step may know in a cycle."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from coordination.cycles.queries import bodies_of, get_cycle, region_of, step_of
from coordination.cycles.tables import CycleRow, ObligationRow, StageRow
from coordination.kernel.period import Period
from coordination.methods.balances.declared import Declared
from coordination.methods.contract import Context, Party
from coordination.methods.forecast_terms import assigned_indicators
from coordination.regions.forms.procedure import SIGN_OFF
from coordination.regions.series import History, history

_OWING = select(ObligationRow.body).where(col(ObligationRow.stage) == bindparam("stage"))
COMPARED = frozenset({"balances"})
"""Methods that compare what a body hands in with what is published of its unit."""
FORECASTING = "forecast"
"""The method whose bodies say of their own unit what is to come, compared with the last that is published of it."""
SURVEYING = "surveys"
"""The method whose bodies collect for all, so that what they hand in is compared with what is published of every unit."""


def context_of(session: Session, stage: StageRow) -> Context:
    """Give what the method of a stage may know; published history is added where a result is made.

    Kept for the unit of work: on the last day of a step everybody hands in.
    """
    cycle = get_cycle(session, stage.cycle)
    held: dict[tuple[str, str], Context] = session.info.setdefault("unit", {}).setdefault("contexts", {})
    if (stage.key, cycle.snapshot) not in held:
        held[stage.key, cycle.snapshot] = _context(session, stage, cycle)
    return held[stage.key, cycle.snapshot]


def context_for(session: Session, stage: StageRow, body: str) -> Context:
    """Give what the method may know while it checks what one body hands in: its unit too, and its unit's past."""
    context, cycle = context_of(session, stage), get_cycle(session, stage.cycle)
    unit = next((party.unit for party in context.parties if party.body == body), "")
    told: History = {}
    method, year = step_of(session, stage).method, Period.parse(cycle.period).drafting_year
    if method in COMPARED:
        asked = Declared.model_validate(dict(context.settings)).indicators
        told = _past(history(region_of(session, cycle)), asked, [unit], year)
    elif method == FORECASTING:
        told = _past(history(region_of(session, cycle)), context.settings.get("indicators", ()), [unit], year)
    elif method == SURVEYING:
        surveyed = assigned_indicators(context.settings, body)
        told = _past(history(region_of(session, cycle)), surveyed, context.units, year)
    return context.model_copy(update={"unit": unit, "history": told})


def _past(known: History, indicators: Iterable[str], units: Collection[str], year: int) -> History:
    """Give what was published before a year of some indicators and units."""
    return {
        code: {
            unit: {at: value for at, value in known.get(code, {}).get(unit, {}).items() if at < year} for unit in units
        }
        for code in indicators
    }


def _context(session: Session, stage: StageRow, cycle: CycleRow) -> Context:
    region = region_of(session, cycle)
    step = step_of(session, stage)
    owing = set(session.exec(_OWING, params={"stage": stage.key}))
    # A step that owes nothing by its configuration is owed by those it was assigned to.
    asked = bodies_of(region, [duty.body for duty in step.owes], cycle.unit) if step.owes else region.bodies
    parties = [body for body in asked if body.code in owing]
    return Context(
        region=region.code,
        region_name=region.name,
        period=cycle.period,
        parties=tuple(Party(body=each.code, unit=each.unit, name=each.short) for each in parties),
        indicators={each.code: each for each in region.indicators},
        units={each.code: each.name for each in region.units},
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
