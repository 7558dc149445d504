"""A region's year laid out from its configuration alone: every cycle, its dates, meetings and council sessions. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from coordination.calendar.days import WorkCalendar, calendar_of
from coordination.calendar.rules import RuleError
from coordination.cycles.meetings import Meeting, planned
from coordination.cycles.rules import Schedule, schedule_cycle, year_anchors
from coordination.kernel.clock import local_date
from coordination.kernel.keys import CycleKey
from coordination.kernel.period import FIRST_YEAR, LAST_YEAR, Period
from coordination.kernel.text import Text
from coordination.regions.model import Body, ExchangeRule, Procedure, Region, Step
from coordination.regions.rules import select_all

NO_DATE = (RuleError, OverflowError)
"""What is raised by rules that name no anchor there is, or lead beyond the days there are."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """A meeting of a step: the rule that plans it, its bodies, from when to when."""

    rule: ExchangeRule
    code: str
    bodies: tuple[Body, ...]
    starts: datetime
    ends: datetime

    @property
    def day(self) -> date:
        """The day in Viet Nam on which it begins."""
        return local_date(self.starts)


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of a cycle with its dates, the bodies it binds and its meetings."""

    step: Step
    dates: Schedule
    owing: tuple[Body, ...]
    deciding: tuple[Body, ...]
    meetings: tuple[Gathering, ...]

    @property
    def days(self) -> list[date]:
        """The day of each date and meeting."""
        return [*(due.day for due in self.dates.named().values()), *(meeting.day for meeting in self.meetings)]


@dataclass(frozen=True, slots=True)
class Cycle:
    """One procedure in the region, or in one of its provinces."""

    key: str
    procedure: Procedure
    unit: str | None
    begins: date
    ends: date
    stages: Mapping[str, Stage]


@dataclass(frozen=True, slots=True)
class Sitting:
    """The opening day of a council's session; how long it lasts is not configured."""

    unit: str
    kind: str
    day: date


@dataclass(frozen=True, slots=True)
class Impossible:
    """A date no rule gives: where it stands in the files, and why not."""

    where: str
    reason: Text
    cycle: str | None = None
    step: str | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """All that a region plans for a period, and what could not be worked out."""

    region: Region
    cycles: tuple[Cycle, ...]
    sittings: tuple[Sitting, ...]
    impossible: tuple[Impossible, ...]
    calendars: Mapping[str | None, WorkCalendar]

    def stages(self) -> Iterator[tuple[Cycle, Stage]]:
        """Give every step of every cycle."""
        return ((cycle, stage) for cycle in self.cycles for stage in cycle.stages.values())

    def reason_off(self, day: date, unit: str | None) -> Text | None:
        """Say why a day is off in a province (in the country for None and for bodies of no province)."""
        return self.calendars.get(unit, self.calendars[None]).reason_off(day)


def lay_out(region: Region, period: Period) -> Programme:
    """Lay out a region's year: each regional procedure once, each provincial one for each province."""
    return _Layout(region, period).made()


class _Layout:
    """Works a year out as far as its rules lead, and notes what stops it."""

    def __init__(self, region: Region, period: Period) -> None:
        self.region, self.period = region, period
        self.units: list[str | None] = [unit.code for unit in region.units]
        self.calendars = {unit: calendar_of(region, unit) for unit in (None, *self.units)}
        self.bodies = {body.code: body for body in region.bodies}
        self.impossible: list[Impossible] = []

    def made(self) -> Programme:
        """Give the year; without a day for its sessions nothing else can be worked out."""
        cycles: list[Cycle] = []
        sittings = self.sittings({self.period.drafting_year})
        if not self.impossible:
            cycles = [
                cycle
                for procedure in self.region.procedures
                for unit in (self.units if procedure.scope == "province" else [None])
                if (cycle := self.cycle(procedure, unit))
            ]
            days = (day for cycle in cycles for stage in cycle.stages.values() for day in stage.days)
            sittings = self.sittings({self.period.drafting_year, *(day.year for day in days)})
        return Programme(self.region, tuple(cycles), tuple(sittings), tuple(self.impossible), self.calendars)

    def sittings(self, years: set[int]) -> list[Sitting]:
        """Give the opening days of all sessions; a custom that gives none is told once, for every province."""
        try:
            return [
                Sitting(unit.code, name.removeprefix("session:"), day)
                for unit in self.region.units
                for year in sorted(years)
                for name, day in year_anchors(self.region, unit.code, year, self.calendars[unit.code]).items()
            ]
        except NO_DATE as error:
            self.impossible.append(Impossible("national.yaml: sessions", _why(error)))
            return []

    def cycle(self, procedure: Procedure, unit: str | None) -> Cycle | None:
        """Work out a cycle up to the first step that has no dates."""
        key = str(CycleKey(self.region.code, procedure.procedure, str(self.period), unit))
        where, reason, stopped = f"procedures/{procedure.procedure}.yaml", None, ""
        for count in range(len(procedure.steps), -1, -1):
            cut = procedure.model_copy(update={"steps": procedure.steps[:count]})
            try:
                begins, ends, schedules = schedule_cycle(self.region, cut, self.period, unit)
                dated = [begins, ends, *(due for dates in schedules.values() for due in dates.named().values())]
                _in_years(due.day for due in dated)
            except NO_DATE as error:
                reason, stopped = _why(error), procedure.steps[count - 1].code
                continue
            if reason:
                self.impossible.append(Impossible(f"{where}: steps › {stopped}", reason, key, stopped))
            stages = {
                step.code: self.stage(key, unit, step, begins.day, schedules[step.code], where) for step in cut.steps
            }
            return Cycle(key, procedure, unit, begins.day, ends.day, stages)
        if reason:
            self.impossible.append(Impossible(f"{where}: opens, ends", reason, key))
        return None

    def stage(self, cycle: str, unit: str | None, step: Step, begins: date, dates: Schedule, where: str) -> Stage:
        """Work out a step's meetings beside its dates."""
        anchors = {"cycle": begins} | {name: due.day for name, due in dates.named().items() if name != "legal"}
        meetings: list[Gathering] = []
        for rule in step.exchanges:
            try:
                found = planned(self.region, unit, self.period.drafting_year, rule, anchors)
                _in_years(local_date(each.starts_at) for each in found)
            except NO_DATE as error:
                place = f"{where}: steps › {step.code} › exchanges › {rule.code} › day"
                self.impossible.append(Impossible(place, _why(error), cycle, step.code))
            else:
                meetings += (self.gathering(rule, each) for each in found)
        owing = select_all(self.region, [duty.body for duty in step.owes], unit)
        deciding = select_all(self.region, step.agreement.by, unit)
        return Stage(step, dates, tuple(owing), tuple(deciding), tuple(meetings))

    def gathering(self, rule: ExchangeRule, meeting: Meeting) -> Gathering:
        """Give a planned meeting with its bodies."""
        parties = tuple(self.bodies[code] for code in meeting.parties)
        return Gathering(rule, meeting.code, parties, meeting.starts_at, meeting.ends_at)


def _in_years(days: Iterable[date]) -> None:
    """Refuse days outside the years that plans are made for, before others count on from them."""
    for day in days:
        if not FIRST_YEAR - 1 <= day.year <= LAST_YEAR:
            raise RuleError.of(
                f"{day:%d/%m/%Y} nằm ngoài những năm lập kế hoạch",
                f"{day:%d/%m/%Y} is outside the years plans are made for",
            )


def _why(error: RuleError | OverflowError) -> Text:
    """Say in both languages why a rule gives no date."""
    return (
        error.text if isinstance(error, RuleError) else Text(vi="dẫn ra ngoài lịch", en="it leads out of the calendar")
    )
