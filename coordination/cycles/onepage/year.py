"""The year of a cycle on one page: its steps in time, who owes what in each, and how much time is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from coordination.calendar.days import WorkCalendar, calendar_of
from coordination.cycles.onepage.dated import with_years
from coordination.cycles.onepage.lanes import Lane, lanes_of
from coordination.cycles.onepage.season import DaysOff, Sitting, days_off_between, sittings_in
from coordination.cycles.onepage.standing import Cell, Owed, standing_of, waits, working_days_between
from coordination.cycles.queries import get_cycle, procedure_of, region_of, stages_of
from coordination.cycles.states import StageState
from coordination.cycles.tables import ExchangeRow, ObligationRow, StageRow
from coordination.kernel.clock import local_date
from coordination.kernel.period import Period
from coordination.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of a step on its day in Viet Nam."""

    day: date
    name: Text
    held: bool


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step: its dates as they stand, how much time is left, who owes what."""

    number: int
    code: str
    name: Text
    state: str
    outcome: str | None
    opens: date
    due: date
    closes: date
    positions_due: date
    planned_due: date
    legal: date | None
    binding: bool
    """Whether the legal date comes from a law in force, not from one since replaced or still to be verified."""
    waits: bool
    """Whether it should have opened by now, but waits for earlier steps: its dates will move."""
    left: int | None
    """Working days from tomorrow to the due date, both included; 0 on the due date, negative once working days have
    passed after it. None once collection has ended, and while the step waits for earlier ones."""
    reserve: int | None
    """Working days after the due date up to and including the legal date; negative if it is due later than the
    law says. None without a legal date that binds, and while the step waits for earlier ones."""
    meetings: tuple[Meeting, ...]
    cells: tuple[Cell | None, ...]
    """In the order of the year's lanes; None where nothing is owed."""

    @property
    def ends(self) -> date:
        """The last day on which anything happens in the step's own window."""
        return max(self.positions_due, self.closes)


@dataclass(frozen=True, slots=True)
class Year:
    """All that the year on one page shows."""

    cycle: str
    place: Text
    procedure: Text
    period: str
    of_one_province: bool
    """Whether the cycle is a province's ladder, and the lanes are its bodies."""
    state: str
    simulated: bool
    snapshot: str
    today: date
    first: date
    """The Monday on which the page begins."""
    last: date
    """The Sunday on which it ends."""
    steps: tuple[StepLine, ...]
    lanes: tuple[Lane, ...]
    sittings: tuple[Sitting, ...]
    days_off: tuple[DaysOff, ...]
    computed_after: int | None
    """Last year whose days off are announced, where the page goes beyond it."""


def year_of(session: Session, cycle_key: str, today: date) -> Year:
    """Give the year of a cycle as it stands, seen on a day. NotFoundError if there is no such cycle."""
    cycle = get_cycle(session, cycle_key)
    region, procedure = region_of(session, cycle), procedure_of(session, cycle)
    stages = stages_of(session, cycle.key)
    owed = _owed(session, stages)
    lanes = lanes_of(region, cycle.unit, {body for rows in owed.values() for body in rows})
    calendar = calendar_of(region, cycle.unit)
    meetings = _meetings(session, stages)
    year = Period.parse(cycle.period).drafting_year
    names = {step.code: with_years(step.name, year) for step in procedure.steps}
    steps = tuple(
        _line(
            row,
            names[row.step],
            calendar,
            today,
            meetings.get(row.key, ()),
            _cells(row, lanes, owed.get(row.key, {}), today, year),
        )
        for row in stages
    )
    days = [cycle.opened_on, cycle.ends_on, *(day for step in steps for day in _days(step))]
    first = min(days) - timedelta(days=min(days).weekday())
    last = max(days) + timedelta(days=6 - max(days).weekday())
    return Year(
        cycle=cycle.key,
        place=region.unit(cycle.unit).full_name if cycle.unit else region.name,
        procedure=with_years(procedure.name, year),
        period=cycle.period,
        of_one_province=cycle.unit is not None,
        state=cycle.state,
        simulated=cycle.simulated,
        snapshot=cycle.snapshot,
        today=today,
        first=first,
        last=last,
        steps=steps,
        lanes=tuple(lanes),
        sittings=tuple(each for each in sittings_in(region, cycle.unit, year) if first <= each.day <= last),
        days_off=tuple(days_off_between(calendar, first, last)),
        computed_after=region.announced_through if last.year > region.announced_through else None,
    )


def _owed(session: Session, stages: Sequence[StageRow]) -> dict[str, dict[str, ObligationRow]]:
    """Give what is owed by stage and body."""
    found: dict[str, dict[str, ObligationRow]] = {}
    for row in session.exec(select(ObligationRow).where(col(ObligationRow.stage).in_([each.key for each in stages]))):
        found.setdefault(row.stage, {})[row.body] = row
    return found


def _meetings(session: Session, stages: Sequence[StageRow]) -> Mapping[str, tuple[Meeting, ...]]:
    query = select(ExchangeRow).where(col(ExchangeRow.stage).in_([stage.key for stage in stages]))
    found: dict[str, tuple[Meeting, ...]] = {}
    for row in session.exec(query.order_by(col(ExchangeRow.starts_at), col(ExchangeRow.key))):
        if row.state != "cancelled":
            made = Meeting(local_date(row.starts_at), Text.model_validate(row.name), row.state == "held")
            found[row.stage] = (*found.get(row.stage, ()), made)
    return found


def _cells(
    stage: StageRow, lanes: Mapping[Lane, set[str]], owed: Mapping[str, ObligationRow], today: date, year: int
) -> tuple[Cell | None, ...]:
    waiting = waits(stage, today)

    def owing(row: ObligationRow) -> Owed:
        what = with_years(Text.model_validate(row.what), year)
        return Owed(row.body, what, row.due, standing_of(stage.state, row, today, waiting=waiting))

    def cell(bodies: set[str]) -> Cell | None:
        found = tuple(owing(owed[body]) for body in sorted(bodies & owed.keys()))
        return Cell(found) if found else None

    return tuple(cell(bodies) for bodies in lanes.values())


def _line(
    row: StageRow,
    name: Text,
    calendar: WorkCalendar,
    today: date,
    meetings: tuple[Meeting, ...],
    cells: tuple[Cell | None, ...],
) -> StepLine:
    waiting = waits(row, today)
    collecting = row.state in {StageState.SCHEDULED, StageState.OPEN} and not waiting
    binding = row.legal_on is not None and row.explained.get("legal", {}).get("status") == "in_force"
    return StepLine(
        number=row.position,
        code=row.step,
        name=name,
        state=row.state,
        outcome=row.outcome,
        opens=row.opens,
        due=row.due,
        closes=row.closes,
        positions_due=row.positions_due,
        planned_due=row.planned_due,
        legal=row.legal_on,
        binding=binding,
        waits=waiting,
        left=working_days_between(calendar, today, row.due) if collecting else None,
        reserve=working_days_between(calendar, row.due, row.legal_on)
        if row.legal_on and binding and not waiting
        else None,
        meetings=meetings,
        cells=cells,
    )


def _days(step: StepLine) -> list[date]:
    return [
        step.opens,
        step.due,
        step.ends,
        *([step.legal] if step.legal else []),
        *(each.day for each in step.meetings),
    ]
