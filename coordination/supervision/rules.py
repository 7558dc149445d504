"""How a rung of the council's ladder stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from coordination.cycles.states import OUTCOMES, StageState

Standing = Literal["done", "referred", "waiting", "running", "overdue", "cancelled"]


@dataclass(frozen=True, slots=True)
class Rung:
    """One milestone, seen from a day: how it stands and how far it lies from the session."""

    standing: Standing
    days_to_due: int
    days_before_session: int | None


def rung(state: str, outcome: str | None, due: date, session_opens: date | None, today: date) -> Rung:
    """Say how a milestone stands on a day.

    A step that still collects after its due date is overdue, however many have handed in; so is one
    that has not even opened by then.
    """
    before = (session_opens - due).days if session_opens else None
    return Rung(_standing(state, outcome, due, today), (due - today).days, before)


def _standing(state: str, outcome: str | None, due: date, today: date) -> Standing:
    if state == StageState.CANCELLED:
        return "cancelled"
    if outcome is not None or state in OUTCOMES:
        return "referred" if outcome == StageState.REFERRED else "done"
    if state in {StageState.SCHEDULED, StageState.OPEN} and today > due:
        return "overdue"
    return "waiting" if state == StageState.SCHEDULED else "running"
