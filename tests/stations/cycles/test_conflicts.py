"""Conflicts of a region's year: each kind is found where it is put, and nothing where nothing is wrong."""

from __future__ import annotations

from datetime import date, time

import pytest

from coordination.cycles.conflicts import Conflict, conflicts
from coordination.cycles.conflicts.words import KINDS
from coordination.regions.model import Region, Rung
from tests.stations.cycles.conflict_seeds import (
    COMMITTEES,
    FIRST,
    MEETING,
    ONE,
    PLAN,
    SECOND,
    YEAR,
    Change,
    announced,
    another_meeting,
    custom,
    day_off,
    in_meeting,
    in_procedure,
    in_step,
    more_steps,
    nobody_decides,
    quiet_year,
    rule,
    session,
    together,
    units_end,
)


@pytest.fixture(scope="module")
def quiet() -> Region:
    return quiet_year()


SITTERS = ("92.council_standing", "92.economic_budget_committee", "92.peoples_committee")
SEEDED: dict[str, tuple[str, str, Change, tuple[str, ...], tuple[str, ...]]] = {
    "two meetings of a step": (
        "meetings-overlap", "error", another_meeting(starts=time(11, 0)), COMMITTEES, ("2026-06-23",),
    ),
    "meetings of two cycles": (
        "meetings-overlap", "error",
        another_meeting(day=rule("on 19/10"), parties=["province.peoples_committee@92"], starts=time(11, 29)),
        ONE, ("2026-10-19",),
    ),
    "a meeting that lasts past midnight": (
        "meetings-overlap", "error",
        another_meeting(day=rule("on 22/06"), starts=time(22, 0), hours=11),
        COMMITTEES, ("2026-06-22", "2026-06-23"),
    ),
    "a meeting while the council sits": ("meeting-in-session", "warning", session("2026-06-23"), ONE, ("2026-06-23",)),
    "a meeting on the customary day of sessions": (
        "meeting-in-session", "warning",
        in_meeting(PLAN, FIRST, day=rule("on 08/07"), parties=["province.peoples_committee@92"]), ONE, ("2026-07-08",),
    ),
    "a meeting on a Saturday": (
        "meeting-on-day-off", "error", in_meeting(PLAN, FIRST, day=rule("on 20/06")), COMMITTEES, ("2026-06-20",),
    ),
    "a meeting on a province's own day": (
        "meeting-on-province-day-off", "warning", day_off("2026-06-23", "92"), ONE, ("2026-06-23",),
    ),
    "a deadline on the day of a meeting": (
        "deadline-on-meeting-day", "note", in_meeting(PLAN, FIRST, day=rule("on 16/06")), COMMITTEES, ("2026-06-16",),
    ),
    "a deadline on the day of a session": (
        "deadline-on-session-day", "note", session("2026-06-16"), ONE, ("2026-06-16",),
    ),
    "positions owed on the day of a session": (
        "deadline-on-session-day", "note", session("2026-06-26"), ONE, ("2026-06-26",),
    ),
    "four deadlines on a day": ("many-deadlines", "warning", more_steps(3), COMMITTEES, ("2026-06-16",)),
    "due before it opens": (
        "due-before-opens", "error", in_step(PLAN, FIRST, due=rule("on 01/06")), (), ("2026-06-01", "2026-06-02"),
    ),
    "due on the day it opens": (
        "no-working-day", "error", in_step(PLAN, FIRST, opens=rule("on 16/06")), (), ("2026-06-16",),
    ),
    "closed before it is due": (
        "closes-before-due", "error", in_step(PLAN, FIRST, closes=rule("on 15/06")), (), ("2026-06-15", "2026-06-16"),
    ),
    "positions before closing": (
        "positions-before-closes", "error", in_step(PLAN, FIRST, positions=rule("on 18/06")),
        (), ("2026-06-18", "2026-06-19"),
    ),
    "no day for positions": (
        "positions-before-closes", "error", in_step(PLAN, FIRST, positions=rule("on 19/06")), (), ("2026-06-19",),
    ),
    "opened on the last day of the step before": (
        "opens-too-early", "error", in_step(PLAN, SECOND, opens=rule("on 26/06")), (), ("2026-06-26",),
    ),
    "a step that outlives its cycle": (
        "ends-after-cycle", "error", in_procedure(PLAN, ends=rule("on 23/07")), (), ("2026-07-24",),
    ),
    "due after an old law's day": (
        "due-after-legal", "warning", in_step(PLAN, FIRST, legal=rule("before 16/06", "older")),
        (), ("2026-06-15", "2026-06-16"),
    ),
    "due after the law's day": (
        "due-after-legal", "error", in_step(PLAN, FIRST, legal=rule("before 16/06", "in_force")),
        (), ("2026-06-15", "2026-06-16"),
    ),
    "the law's day when it opens": (
        "legal-before-opens", "error", in_step(PLAN, FIRST, legal=rule("on 02/06", "older")), (), ("2026-06-02",),
    ),
    "closing on a Saturday": (
        "deadline-on-day-off", "warning", in_step(PLAN, FIRST, closes=rule("on 20/06")), (), ("2026-06-20",),
    ),
    "due on a province's own day": (
        "deadline-on-province-day-off", "warning", day_off("2026-06-16", "92"), ONE, ("2026-06-16",),
    ),
    "a rung's date on its province's own day": (
        "deadline-on-day-off", "warning", day_off("2026-10-13", "92"), (), ("2026-10-13",),
    ),
    "a legal date on a Saturday": (
        "legal-on-day-off", "note", in_step(PLAN, FIRST, legal=rule("on 20/06")), (), ("2026-06-20",),
    ),
    "a session on a Sunday": ("session-on-day-off", "warning", session("2026-07-05"), SITTERS, ("2026-07-05",)),
    "a ladder longer than a step": (
        "first-reminder-unsent", "note", in_procedure(PLAN, remind=[Rung(at=-10, to=["drafter"])]), (), ("2026-06-16",),
    ),
    "closed on the day it is due": (
        "overdue-reminder-unsent", "warning", in_step(PLAN, FIRST, closes=rule("on 16/06")), (), ("2026-06-16",),
    ),
    "days off not announced": ("days-off-not-announced", "note", announced(2025), (), ("2026-06-02",)),
    "a rule out of the calendar": (
        "date-impossible", "error", in_step(PLAN, SECOND, due=rule("calendar_days 5 after 9999-12-30")), (), (),
    ),
    "a rule into the far future": (
        "date-impossible", "error", in_step(PLAN, SECOND, positions=rule("calendar_days 5 after 3000-12-30")), (), (),
    ),
    "a meeting counted from nothing": (
        "date-impossible", "error", in_meeting(PLAN, FIRST, day=rule("working_days 1 after adopted")), (), (),
    ),
    "a custom counted from nothing": ("date-impossible", "error", custom("working_days 1 after opens"), (), ()),
    "a province that is no more": (
        "map-of-another-time", "error", units_end("92", "2026-05-31"), (), ("2026-06-01",),
    ),
}  # fmt: skip
HARMLESS = {
    "a meeting right after another": another_meeting(starts=time(11, 30)),
    "two meetings of different bodies": another_meeting(parties=["province.finance_department"]),
    "a department's meeting while the council sits": together(
        session("2026-06-23"), in_meeting(PLAN, FIRST, parties=["province.finance_department"])
    ),
    "a day off in a province that is not invited": together(
        day_off("2026-06-23", "92"), in_meeting(PLAN, FIRST, parties=["province.peoples_committee@96"])
    ),
    "three deadlines on a day": more_steps(2),
    "no day for positions nobody takes": nobody_decides(positions=rule("on 19/06")),
    "due on the legal date": in_step(PLAN, FIRST, legal=rule("on 16/06", "in_force")),
    "a Saturday rolled to the next working day": in_step(PLAN, FIRST, closes=rule("on 20/06, roll next")),
    "a province's day off on which nothing is due": day_off("2026-06-17", "92"),
    "a ladder as long as its steps allow": in_procedure(PLAN, remind=[Rung(at=-9, to=["drafter"])]),
    "no overdue rung to miss": together(
        in_procedure(PLAN, remind=[Rung(at=-1, to=["drafter"])]), in_step(PLAN, FIRST, closes=rule("on 16/06"))
    ),
}


def test_a_year_that_fits_has_no_conflict(quiet: Region) -> None:
    assert conflicts(quiet, YEAR) == []


@pytest.mark.parametrize("name", SEEDED)
def test_a_fault_put_in_is_found_and_nothing_else(quiet: Region, name: str) -> None:
    code, severity, change, bodies, days = SEEDED[name]
    (found,) = conflicts(change(quiet), YEAR)
    assert (found.code, found.severity, found.bodies) == (code, severity, bodies)
    assert tuple(day.isoformat() for day in found.days) == days
    assert found.body == (bodies[0] if len(bodies) == 1 else None)
    for words in (found.message, found.fix):
        assert words.vi != words.en
        assert not set("{}") & set(words.vi + words.en)
    for day in found.days[:1]:
        assert f"{day:%d/%m/%Y}" in found.message.vi or found.code in {
            "first-reminder-unsent",
            "days-off-not-announced",
        }
    assert ".yaml" in found.fix.vi


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_like_a_fault_is_let_be(quiet: Region, name: str) -> None:
    assert conflicts(HARMLESS[name](quiet), YEAR) == []


def test_every_kind_of_conflict_is_put_in_once() -> None:
    assert {code for code, *_ in SEEDED.values()} == set(KINDS)


def test_a_province_alone_off_is_named_with_its_reason(quiet: Region) -> None:
    (found,) = conflicts(day_off("2026-06-16", "92")(quiet), YEAR)
    assert "Cần Thơ" in found.message.vi
    assert "Ngày hội của tỉnh" in found.message.vi
    assert "Day of the province" in found.message.en


def test_the_things_in_conflict_say_cycle_and_step(quiet: Region) -> None:
    (found,) = conflicts(SEEDED["meetings of two cycles"][2](quiet), YEAR)
    assert [(item.what, item.cycle, item.step) for item in found.items] == [
        ("meeting", "mekong-delta:92/council-supervision/2027", MEETING),
        ("meeting", "mekong-delta/regional-plan/2027", FIRST),
    ]
    assert f"procedures/{PLAN}.yaml: steps › {FIRST} › exchanges › second" in found.fix.vi


def test_dates_in_years_not_announced_are_counted_once(quiet: Region) -> None:
    (found,) = conflicts(announced(2025)(quiet), YEAR)
    plan, ladder, provinces = 2 * 4 + 1, 4 + 1, 5
    assert found.message.vi.startswith(f"{plan + ladder * provinces} ngày")


def test_steps_before_one_that_has_no_date_are_still_checked(quiet: Region) -> None:
    broken = in_step(PLAN, SECOND, due=rule("calendar_days 5 after 9999-12-30"))
    early = in_step(PLAN, FIRST, due=rule("on 01/06"))
    found = conflicts(together(broken, early)(quiet), YEAR)
    assert {each.code for each in found} == {"date-impossible", "due-before-opens"}
    assert f"steps › {SECOND}" in next(each for each in found if each.code == "date-impossible").fix.en


def test_the_gravest_come_first_then_by_day(quiet: Region) -> None:
    change = together(
        in_step(PLAN, SECOND, due=rule("on 28/06"), closes=rule("on 18/07")),
        in_step(PLAN, FIRST, due=rule("on 01/06")),
        announced(2025),
    )
    found = conflicts(change(quiet), YEAR)
    assert [each.severity for each in found] == sorted(
        (each.severity for each in found), key=["error", "warning", "note"].index
    )
    assert [each.days[0] for each in found if each.severity == "error"] == [date(2026, 6, 1), date(2026, 6, 28)]


def test_conflicts_are_the_same_each_time_they_are_looked_for(quiet: Region) -> None:
    seeded = together(session("2026-06-23"), more_steps(4), announced(2025))(quiet)
    found: list[Conflict] = conflicts(seeded, YEAR)
    assert found == conflicts(seeded, YEAR)
    assert len(found) > 1
