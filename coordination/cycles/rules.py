"""When a step opens, is due and closes, and when the engine must look at it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from coordination.calendar.days import WorkCalendar
from coordination.calendar.rules import Due, evaluate
from coordination.kernel.clock import end_of_day, morning_of
from coordination.kernel.period import Period
from coordination.regions.model import DatedRule, Procedure, Region, Step


@dataclass(frozen=True, slots=True)
class Schedule:
    """The dates of one step, each with its derivation."""

    opens: Due
    due: Due
    closes: Due
    positions: Due
    legal: Due | None


def year_anchors(region: Region, unit: str | None, year: int, calendar: WorkCalendar) -> dict[str, date]:
    """Give the opening day of each regular council session of year N: fixed by the council, or by custom."""
    anchors = {}
    for session in region.sessions:
        fixed = [
            each.opens
            for each in region.council_sessions
            if each.kind == session.kind and each.opens.year == year and each.unit == unit
        ]
        by_custom = evaluate(session.rule, year=year, anchors={}, calendar=calendar).day
        while not fixed and not calendar.is_working(by_custom):
            by_custom += timedelta(days=1)
        anchors[f"session:{session.kind}"] = fixed[0] if fixed else by_custom
    return anchors


def schedule_cycle(
    region: Region,
    procedure: Procedure,
    period: Period,
    unit: str | None,
    moved: Mapping[str, date] | None = None,
) -> tuple[Due, Due, dict[str, Schedule]]:
    """Give the days a cycle begins and ends, and the schedule of each step in order.

    ``moved`` holds the actual opening day of steps that opened on another day than planned; all
    that counts from it follows.
    """
    calendar = WorkCalendar.of(region.holidays, unit)
    year = period.drafting_year
    anchors = year_anchors(region, unit, year, calendar)

    def give(rule: DatedRule) -> Due:
        return evaluate(
            rule.rule,
            year=year,
            anchors=anchors,
            calendar=calendar,
            basis=rule.basis.text,
            status=rule.basis.status,
        )

    begins = give(procedure.opens)
    anchors["cycle"] = begins.day
    steps = {}
    for step in procedure.steps:
        steps[step.code] = _schedule_step(step, give, anchors, (moved or {}).get(step.code))
    return begins, give(procedure.ends), steps


def _schedule_step(
    step: Step, give: Callable[[DatedRule], Due], anchors: dict[str, date], moved: date | None
) -> Schedule:
    opens = give(step.opens)
    anchors["opens"] = moved or opens.day
    due = give(step.due)
    anchors["due"] = due.day
    closes = give(step.closes)
    anchors["closes"] = closes.day
    positions = give(step.positions)
    for name, day in (
        ("opens", anchors["opens"]),
        ("due", due.day),
        ("closes", closes.day),
        ("positions", positions.day),
    ):
        anchors[f"{step.code}.{name}"] = day
    legal = give(step.legal) if step.legal else None
    return Schedule(opens, due, closes, positions, legal)


def workday_offset(calendar: WorkCalendar, day: date, offset: int) -> date:
    """Give the working day ``offset`` working days from a day; 0 is the day itself."""
    step = 1 if offset > 0 else -1
    while offset:
        day += timedelta(days=step)
        if calendar.is_working(day):
            offset -= step
    return day


def reminders(calendar: WorkCalendar, due: date, offsets: Sequence[int]) -> list[datetime]:
    """Give the moments at which a body that still owes is reminded, in order."""
    return sorted(morning_of(workday_offset(calendar, due, offset)) for offset in offsets)


@dataclass(frozen=True, slots=True)
class Moment:
    """Something a step's agenda holds: at this instant, do this."""

    at: datetime
    act: str


def agenda(due: date, closes: date, progress: Sequence[datetime]) -> list[Moment]:
    """Give what is to be done while a step is open, in order of time; the deadline before the rest."""
    moments = [Moment(end_of_day(due), "mark_late"), *(Moment(at, "tell_progress") for at in progress)]
    moments = [moment for moment in moments if moment.at < end_of_day(closes)]
    return [*sorted(moments, key=lambda each: (each.at, each.act)), Moment(end_of_day(closes), "close_collection")]


def next_after(moments: Sequence[datetime], now: datetime) -> datetime | None:
    """Give the first moment later than now; the stale ones are passed over together."""
    return min((moment for moment in moments if moment > now), default=None)


AFTERNOON = 5
"""Hours between the morning and the afternoon meeting of a day."""


def meeting_slots(groups: Sequence[Sequence[str]]) -> list[int]:
    """Give each meeting the first half-day in which none of its parties meets already.

    Slot 0 is the morning of the first day, 1 its afternoon, 2 the next working morning, and so on.
    """
    busy: dict[str, set[int]] = {}
    slots = []
    for group in groups:
        taken = set().union(*(busy.get(party, set()) for party in group))
        slot = next(number for number in range(len(taken) + 1) if number not in taken)
        for party in group:
            busy.setdefault(party, set()).add(slot)
        slots.append(slot)
    return slots
