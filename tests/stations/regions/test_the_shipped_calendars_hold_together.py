"""Ladders fit their windows, no day counted back from a session is a day off, and nobody is in two meetings at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from coordination.calendar.days import calendar_of
from coordination.cycles.meetings import planned
from coordination.cycles.rules import Schedule, climb, schedule_cycle
from coordination.kernel.clock import end_of_day, morning_of
from coordination.kernel.period import Period
from coordination.regions.model import Procedure, Region
from coordination.regions.service import available, load_region
from tests.stations.regions.test_a_region_is_made_of_its_files import shipped_known

CODES = [each.code for each in available()]


def year_of(region: Region) -> int:
    """Give the year whose map a region uses."""
    return region.map_date.year


def schedules(
    region: Region, year: int, procedures: list[Procedure] | None = None
) -> Iterator[tuple[Procedure, str | None, date, dict[str, Schedule]]]:
    """Give the schedule of every cycle a region runs in a year, with the day it opens."""
    for procedure in procedures or region.procedures:
        for unit in [None] if procedure.scope == "region" else [each.code for each in region.units]:
            begins, _, steps = schedule_cycle(region, procedure, Period.parse(str(year + 1)), unit)
            yield procedure, unit, begins.day, steps


def with_sessions_on(region: Region, opens: date) -> Region:
    """Give a region whose councils all open their year-end session on a day."""
    first = region.council_sessions[0]
    sessions = [first.model_copy(update={"unit": unit.code, "opens": opens}) for unit in region.units]
    return region.model_copy(update={"council_sessions": sessions})


@pytest.mark.parametrize("code", CODES)
def test_every_step_is_reminded_before_it_is_due_and_once_late_before_it_closes(code: str) -> None:
    region = load_region(code, shipped_known())
    for procedure, unit, _, steps in schedules(region, year_of(region)):
        for step, dates in steps.items():
            moments = climb(calendar_of(region, unit), procedure.remind, dates.due.day, dates.due.day)
            before = [at for at, _ in moments if morning_of(dates.opens.day) < at <= end_of_day(dates.due.day)]
            after = [at for at, _ in moments if end_of_day(dates.due.day) < at <= end_of_day(dates.closes.day)]
            assert before, (unit, step)
            assert after, (unit, step)


DAYS = [date(year, 12, 1) + timedelta(days=day) for year in (2026, 2027, 2028) for day in range(18)]


def test_whenever_a_session_opens_no_planned_date_is_a_day_off_nor_later_than_its_count() -> None:
    shipped = load_region("southeast", shipped_known())
    region = shipped.model_copy(update={"units": shipped.units[:1]})
    ladder = [each for each in region.procedures if each.scope == "province"]
    calendar = calendar_of(region, region.units[0].code)
    for opens in (day for day in DAYS if calendar.is_working(day)):
        ((_, unit, _, steps),) = schedules(with_sessions_on(region, opens), opens.year, ladder)
        for step, dates in steps.items():
            planned_days = [dates.opens.day, dates.due.day, dates.closes.day, dates.positions.day]
            assert [day for day in planned_days if not calendar.is_working(day)] == [], (opens, unit, step)
            assert planned_days[1:] == sorted(planned_days[1:]), (opens, step)
        assert steps["budget-draft"].due.day <= opens - timedelta(days=27)
        assert steps["investment-verification"].due.day <= opens - timedelta(days=13)
        assert steps["dossier"].due.day <= steps["dossier"].legal.day <= opens - timedelta(days=5)  # type: ignore[union-attr]


@pytest.mark.parametrize("code", CODES)
def test_no_body_is_invited_to_two_meetings_at_one_hour(code: str) -> None:
    region = load_region(code, shipped_known())
    year = year_of(region)
    invited: dict[str, list[tuple[datetime, datetime, str]]] = defaultdict(list)
    for procedure, unit, begins, steps in schedules(region, year):
        for step in procedure.steps:
            dates = steps[step.code]
            anchors = {name: due.day for name, due in dates.named().items()} | {"cycle": begins}
            for rule in step.exchanges:
                for meeting in planned(region, unit, year, rule, anchors):
                    for party in meeting.parties:
                        invited[party].append((meeting.starts_at, meeting.ends_at, f"{unit}/{meeting.code}"))
    assert invited
    for party, meetings in invited.items():
        for first, second in pairwise(sorted(meetings)):
            assert first[1] <= second[0], (party, first, second)
