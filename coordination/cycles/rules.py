"""When a step opens, is due and closes, and when the engine must look at it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from coordination.calendar.days import WorkCalendar, calendar_of
from coordination.calendar.rules import Due, evaluate
from coordination.calendar.wording import BY_CUSTOM, FIXED_BY_COUNCIL
from coordination.kernel.clock import end_of_day, morning_of
from coordination.kernel.period import Period
from coordination.kernel.text import Text
from coordination.regions.model import DatedRule, Procedure, Region, Rung, Step


@dataclass(frozen=True, slots=True)
class Schedule:
    """The dates of one step as they stand, each with its derivation."""

    opens: Due
    due: Due
    closes: Due
    positions: Due
    legal: Due | None

    def named(self) -> dict[str, Due]:
        """Give the dates by name; the legal one only where there is one."""
        dates = {"opens": self.opens, "due": self.due, "closes": self.closes, "positions": self.positions}
        return dates | ({"legal": self.legal} if self.legal else {})


Settle = Callable[[str, str, DatedRule, Due], Due]
"""Says which date of a step stands: (step, name, rule, date as computed) → date that stands."""


def as_computed(_step: str, _name: str, _rule: DatedRule, computed: Due) -> Due:
    """Let every date stand as its rule gives it."""
    return computed


HALF_A_YEAR = 182
"""Days within which a fixed session counts as the one that custom puts on a day: put off into January, it still does."""


def year_anchors(region: Region, unit: str | None, year: int, calendar: WorkCalendar) -> dict[str, date]:
    """Give the opening day of each regular council session of year N: fixed by the council, or by custom."""
    anchors = {}
    for session in region.sessions:
        by_custom = evaluate(session.rule, year=year, anchors={}, calendar=calendar).day
        fixed = [each.opens for each in region.council_sessions if each.kind == session.kind and each.unit == unit]
        near = [day for day in fixed if abs((day - by_custom).days) <= HALF_A_YEAR]
        anchors[f"session:{session.kind}"] = min(near, key=lambda day: abs((day - by_custom).days), default=by_custom)
    return anchors


def schedule_cycle(
    region: Region,
    procedure: Procedure,
    period: Period,
    unit: str | None,
    settle: Settle = as_computed,
    begun: date | None = None,
) -> tuple[Due, Due, dict[str, Schedule]]:
    """Give the days a cycle begins and ends, and the schedule of each step in order.

    ``begun`` is the day a running cycle began, whatever its rule gives now.
    ``settle`` may hold a date where it stands, though its rule gives another (a step that opened late, a
    date frozen once it was told); all that counts from it follows the date that stands.
    """
    calendar = calendar_of(region, unit)
    year = period.drafting_year
    anchors = year_anchors(region, unit, year, calendar)
    names = names_of(region, procedure, unit, anchors)
    begins = evaluate(procedure.opens, year=year, anchors=anchors, calendar=calendar, names=names)
    anchors["cycle"] = begun or begins.day
    steps = {}
    for step in procedure.steps:
        give = partial(evaluate, year=year, calendar=calendar, names=names)
        steps[step.code] = _schedule_step(step, give, anchors, settle)
    ends = evaluate(procedure.ends, year=year, anchors=anchors, calendar=calendar, names=names)
    return begins, ends, steps


def names_of(region: Region, procedure: Procedure, unit: str | None, anchors: Mapping[str, date]) -> dict[str, Text]:
    """Give what explanations call the steps, and whether a session's day is fixed by the council or assumed."""
    fixed = {
        (each.kind, each.opens)
        for each in region.council_sessions
        if each.unit == unit and each.basis.status not in {"practice", "to_verify", "inferred"}
    }
    names = {step.code: step.name for step in procedure.steps}
    for name, day in anchors.items():
        kind = name.removeprefix("session:")
        names[name] = FIXED_BY_COUNCIL if (kind, day) in fixed else BY_CUSTOM
    return names


def _schedule_step(step: Step, give: Callable[..., Due], anchors: dict[str, date], settle: Settle) -> Schedule:
    """Work out a step's dates one after the other; later steps may count from them as ``step.name``.

    A step's result is planned to be adopted on the last day for positions (``step.adopted``); ``adopted`` alone
    means the steps this one waits for.
    """
    adopted = (anchors[name] for each in step.after if (name := f"{each}.adopted") in anchors)
    own = {"adopted": max(adopted, default=anchors["cycle"])}
    dates: dict[str, Due] = {}
    for name, rule in (
        ("opens", step.opens),
        ("due", step.due),
        ("closes", step.closes),
        ("positions", step.positions),
    ):
        computed = give(rule, anchors=anchors | own)
        dates[name] = settle(step.code, name, rule, computed)
        own[name] = dates[name].day
    anchors |= {f"{step.code}.{name}": day for name, day in own.items()}
    anchors[f"{step.code}.adopted"] = own["positions"]
    legal = give(step.legal, anchors=anchors | own) if step.legal else None
    return Schedule(**dates, legal=legal)


def workday_offset(calendar: WorkCalendar, day: date, offset: int) -> date:
    """Give the working day ``offset`` working days from a day; 0 is the day itself."""
    step = 1 if offset > 0 else -1
    while offset:
        day += timedelta(days=step)
        if calendar.is_working(day):
            offset -= step
    return day


def climb(calendar: WorkCalendar, ladder: Sequence[Rung], due: date, late_after: date) -> list[tuple[datetime, Rung]]:
    """Give the moments of a ladder of reminders, in order.

    Rungs before the due date count from it, those after it from the last day on which the body is not late:
    the due date, or the last day of an extension.
    """
    moments = [
        (morning_of(workday_offset(calendar, late_after if rung.at > 0 else due, rung.at)), rung) for rung in ladder
    ]
    return sorted(moments, key=lambda each: (each[0], each[1].at))


@dataclass(frozen=True, slots=True)
class Moment:
    """Something a step's agenda holds: at this instant, do this."""

    at: datetime
    act: str


def agenda(late_after: Sequence[date], closes: date, progress: Sequence[datetime]) -> list[Moment]:
    """Give what is to be done while a step is open, in order of time; the deadline before the rest.

    ``late_after`` holds the due date and the last days of extensions: after each, somebody may be late.
    """
    moments = [Moment(end_of_day(day), "mark_late") for day in sorted(set(late_after))]
    moments += [Moment(at, "tell_progress") for at in progress]
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
