"""Thirty thousand random rules, anchors and configurations against a walk written apart from the engine."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import holidays
import pytest

from coordination.calendar.days import WorkCalendar, calendar_of
from coordination.calendar.rules import evaluate
from coordination.kernel.text import Text
from coordination.regions.model import Basis, Holiday, Reading, Region
from tests.stations.calendar.oracle import Wanted, by_hand

CONFIGURATIONS, RULES = 120, 250
FIRST, LAST = date(2017, 1, 1), date(2036, 12, 31)
DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
KINDS = ("on", "before", "working_days", "working_days", "calendar_days", "session", "quarter_end", "last_working_day")
NAMES = ("opens", "due", "closes", "adopted", "cycle", "forecast.due", "session:year_end", "session:mid_year")
TURNS = [date(2024, 2, 29), date(2028, 2, 29), date(2026, 12, 31), date(2027, 1, 1), date(2027, 2, 28)]


def library_days_off() -> frozenset[date]:
    """Give weekends and public holidays, swapped Saturdays taken out: facts, no code of ours."""
    table = holidays.country_holidays("VN", years=range(FIRST.year, LAST.year + 1))
    weekends = {day for day in DAYS if day.weekday() >= 5}
    return frozenset((weekends | set(table)) - set(table.weekend_workdays))


class Chance:
    """Draws configurations, anchors and rules; the same seed draws the same."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - chance, no secret

    def configuration(self, facts: frozenset[date]) -> tuple[WorkCalendar, frozenset[date], bool]:
        """Give a calendar with overrides of its own, and the days off it must come to."""
        draw, inclusive = self._random, self._random.random() < 0.3
        basis, name = Basis(text="Quyết định", status="in_force"), Text(vi="Nghỉ", en="Off")
        own, off = [], set(facts)
        for day in draw.sample(DAYS, draw.randrange(0, 40)):
            kind, units = draw.choice(("off", "working")), draw.choice(([], ["92"], ["92", "96"], ["79"]))
            own.append(Holiday(date=day, name=name, kind=kind, basis=basis, units=units))
            if not units or "92" in units:
                off = off | {day} if kind == "off" else off - {day}
        calendar = WorkCalendar.of(own, "92", announced_through=draw.randrange(2020, 2030), inclusive=inclusive)
        return calendar, frozenset(off), inclusive

    def anchors(self) -> dict[str, date]:
        """Give a day to each name; sometimes no step is open yet."""
        draw = self._random
        found = {name: self.day() for name in NAMES}
        if draw.random() < 0.2:
            del found["opens"]
        return found

    def day(self) -> date:
        """Give a day of 2020 to 2032, now and then one at a turn of the calendar."""
        draw = self._random
        return draw.choice(TURNS) if draw.random() < 0.1 else DAYS[draw.randrange(3 * 365, len(DAYS) - 4 * 365)]

    def rule(self, anchors: dict[str, date]) -> Wanted:
        """Give a rule of any kind with options that make sense for it."""
        draw, kind = self._random, self._random.choice(KINDS)
        counted, month = kind in ("working_days", "calendar_days"), draw.randint(1, 12)
        on_names = draw.random() < 0.8
        anchor = draw.choice(sorted(anchors)) if on_names else self.day().isoformat()
        day_zero = draw.choice(("", "", "counted", "excluded")) if counted else ""
        days = draw.randint(1 if day_zero == "counted" else 0, 45) if counted else draw.randint(-60, 60)
        return Wanted(
            kind=kind,
            days=days,
            backwards=draw.random() < 0.5,
            anchor=anchor if counted else draw.choice(("", "year_end", "mid_year")),
            day=29 if month == 2 and draw.random() < 0.3 else draw.randint(1, MONTHS[month - 1]),
            month=month,
            quarter=draw.randrange(0, 5),
            offset=draw.choice((0, 0, 0, 1, -1, 2)),
            day_zero=day_zero,
            roll=draw.choice(("", "", "none", "next", "previous")),
            reading=draw.choice(("", "", "strict", "inclusive")) if kind == "before" else "",
            freeze=draw.choice(("", "", "", "recompute", "once_notified", "ask")),
        )


@pytest.fixture(scope="module")
def facts() -> frozenset[date]:
    return library_days_off()


def test_thirty_thousand_random_rules_agree(facts: frozenset[date]) -> None:
    chance, done = Chance(20261121), 0
    for _ in range(CONFIGURATIONS):
        calendar, off, inclusive = chance.configuration(facts)
        anchors = chance.anchors()
        for _ in range(RULES):
            wanted, year = chance.rule(anchors), 2022 + done % 8
            found = evaluate(wanted.text, year=year, anchors=anchors, calendar=calendar)
            expected = by_hand(wanted, year, anchors, off, inclusive=inclusive)
            assert found.day == expected, (wanted.text, year, anchors)
            assert found.derivation[-1].day == expected, wanted.text
            assert any("art. 148" in each.en for each in found.warnings) == (expected in off), wanted.text
            if wanted.kind == "working_days":
                assert sum(each.counted for each in found.derivation) == wanted.days, wanted.text
            done += 1
    assert done == 30_000


def test_every_kind_option_and_turn_of_the_calendar_is_drawn(facts: frozenset[date]) -> None:
    chance = Chance(1)
    anchors = chance.anchors() | {"opens": date(2026, 6, 15)}
    drawn = [chance.rule(anchors) for _ in range(4000)]
    assert {each.kind for each in drawn} == set(KINDS)
    assert {each.roll for each in drawn} == {"", "none", "next", "previous"}
    assert {each.day_zero for each in drawn} == {"", "counted", "excluded"}
    assert {each.reading for each in drawn} == {"", "strict", "inclusive"}
    assert {each.freeze for each in drawn} == {"", "recompute", "once_notified", "ask"}
    assert any((each.kind, each.day, each.month) == ("before", 29, 2) for each in drawn)
    assert {each.offset for each in drawn} >= {-1, 0, 1, 2}
    assert date(2024, 5, 4) not in facts
    assert date(2024, 4, 29) in facts


def test_a_region_reads_and_rests_as_its_configuration_says(region: Region, facts: frozenset[date]) -> None:
    basis = Basis(text="Công văn", status="practice")
    here = region.model_copy(update={"readings": [Reading(before="inclusive", units=["92"], basis=basis)]})
    off = facts - {date(2026, 1, 10)} | {date(2026, 1, 2)}
    for unit, inclusive in (("92", True), ("96", False), (None, False)):
        calendar = calendar_of(here, unit)
        assert {day for day in DAYS if calendar.reason_off(day)} == off
        assert calendar.inclusive == inclusive
        wanted = Wanted("before", day=15, month=5)
        found = evaluate(wanted.text, year=2026, anchors={}, calendar=calendar)
        assert found.day == by_hand(wanted, 2026, {}, off, inclusive=inclusive)
