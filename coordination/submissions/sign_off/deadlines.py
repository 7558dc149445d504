"""By when each office inside a body is to have signed, so that the last signature keeps the deadline of the body."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from coordination.calendar.days import WorkCalendar, calendar_of
from coordination.cycles.queries import get_cycle, region_of
from coordination.cycles.rules import workday_offset
from coordination.cycles.states import OWING, ObligationState
from coordination.submissions.sign_off.rules import Chain, Role
from coordination.submissions.sign_off.standing import Standing


def days_of(chain: Chain, last: date, opens: date, calendar: WorkCalendar) -> dict[Role, date]:
    """Count back from the day of the last signature: each office before it leaves the next a working day of its own.

    In a window too short for that nobody is asked before the step opens. Pure.
    """
    behind = range(len(chain) - 1, -1, -1)
    return {role: max(workday_offset(calendar, last, -days), opens) for role, days in zip(chain, behind, strict=True)}


def sign_by(session: Session, here: Standing) -> Mapping[Role, date]:
    """Give the day, included, by which each office of a body signs; empty where nothing is to be signed.

    The last signature keeps the body's due date, with any extension; after a return it is taken in until collection closes.
    """
    owed, stage = here.obligation, here.stage
    if owed.state not in OWING:
        return {}
    cycle = get_cycle(session, stage.cycle)
    last = stage.closes if owed.state == ObligationState.RETURNED else owed.due
    return days_of(here.chain, last, stage.opens, calendar_of(region_of(session, cycle), cycle.unit))
