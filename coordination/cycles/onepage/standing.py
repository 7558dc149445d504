"""Where what each body owes stands on a day, and how many working days are left. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from coordination.calendar.days import WorkCalendar
from coordination.cycles.reminding import late_after
from coordination.cycles.states import ObligationState, StageState
from coordination.cycles.tables import ObligationRow, StageRow
from coordination.kernel.text import Text


class Standing(StrEnum):
    """Where what a body owes stands on a day, the most pressing first."""

    OVERDUE = "overdue"
    MISSING = "missing"
    RETURNED = "returned"
    OPEN = "open"
    EXCUSED = "excused"
    HANDED_IN = "handed_in"
    WAITING = "waiting"
    NOT_YET = "not_yet"
    LATE = "late"
    ON_TIME = "on_time"
    CANCELLED = "cancelled"


PRESSING = {standing: rank for rank, standing in enumerate(Standing)}


@dataclass(frozen=True, slots=True)
class Owed:
    """What one body owes in one step: what, by when, where it stands."""

    body: str
    what: Text
    due: date
    """The body's own due date: a later one than the step's where it was granted more time."""
    standing: Standing


@dataclass(frozen=True, slots=True)
class Cell:
    """What the bodies of one lane owe in one step; it stands where the most pressing of them does."""

    owed: tuple[Owed, ...]

    @property
    def first(self) -> Owed:
        """The most pressing of what is owed here."""
        return min(self.owed, key=lambda each: (PRESSING[each.standing], each.due))


def waits(stage: StageRow, today: date) -> bool:
    """Say whether a step should have opened before today, but waits for earlier steps (which will set its alarm)."""
    return stage.state == StageState.SCHEDULED and stage.wake_at is None and stage.opens < today


def standing_of(stage: str, row: ObligationRow, today: date, *, waiting: bool = False) -> Standing:
    """Say where what a body owes stands on a day, in a step that is in the state ``stage``.

    While an extension lasts the body is excused, whatever was recorded of its being late.
    """
    if row.state in {ObligationState.SUBMITTED, ObligationState.ACCEPTED}:
        in_time = Standing.ON_TIME if row.state == ObligationState.ACCEPTED else Standing.HANDED_IN
        return Standing.LATE if row.was_late else in_time
    if stage == StageState.CANCELLED:
        return Standing.CANCELLED
    if row.excused_until and today <= row.excused_until and row.state != ObligationState.RETURNED:
        return Standing.EXCUSED
    if row.state == ObligationState.MISSING:
        return Standing.MISSING
    if stage == StageState.SCHEDULED:
        return Standing.WAITING if waiting else Standing.NOT_YET
    return _owing(row, today)


def _owing(row: ObligationRow, today: date) -> Standing:
    """Say how pressing it is; what came in time and was returned later is owed again, but not overdue."""
    past = today > late_after(row)
    if row.state == ObligationState.RETURNED and not (past and row.was_late):
        return Standing.RETURNED
    return Standing.OVERDUE if past else Standing.OPEN


def working_days_between(calendar: WorkCalendar, start: date, end: date) -> int:
    """Count the working days after ``start`` up to and including ``end``; negative if ``end`` is earlier."""
    if end < start:
        return -working_days_between(calendar, end, start)
    return sum(calendar.is_working(start + timedelta(days=number)) for number in range(1, (end - start).days + 1))
