"""Conflicts of a region's year: each kind is found where it is put, and nothing where nothing is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, time
from typing import Any

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.app import known
from coordination.cli.common import take_common
from coordination.cli.conflicts import check
from coordination.cycles.conflicts import Conflict, conflicts
from coordination.cycles.conflicts.words import KINDS
from coordination.errors import UsageError
from coordination.kernel.clock import stopwatch
from coordination.kernel.period import Period
from coordination.kernel.text import Text
from coordination.regions.model import Basis, CouncilSession, DatedRule, Holiday, Procedure, Region, Rung, Session, Step
from coordination.regions.service import available, load_region

PLAN, LADDER = "regional-plan", "council-supervision"
FIRST, SECOND, MEETING = "joint-assessment", "viewpoints", "joint-meeting"
COMMITTEES = tuple(f"{unit}.peoples_committee" for unit in ("82", "86", "91", "92", "96"))
ONE = ("92.peoples_committee",)
YEAR = Period.parse("2027")
DESIGN = Basis(text="Lịch thử", en="Test calendar", status="design")
Change = Callable[[Region], Region]


def rule(text: str, status: str = "design") -> DatedRule:
    return DatedRule(rule=text, basis=DESIGN.model_copy(update={"status": status}))


def rules(**texts: str) -> dict[str, Any]:
    return {name: rule(text) for name, text in texts.items()}


def dates(opens: str, due: str, closes: str, positions: str) -> dict[str, Any]:
    return rules(opens=f"on {opens}", due=f"on {due}", closes=f"on {closes}", positions=f"on {positions}")


def in_procedure(slug: str, **changes: Any) -> Change:
    def change(region: Region) -> Region:
        procedures = [each.model_copy(update=changes) if each.procedure == slug else each for each in region.procedures]
        return region.model_copy(update={"procedures": procedures})

    return change


def in_step(slug: str, code: str, **changes: Any) -> Change:
    def change(region: Region) -> Region:
        steps = [
            each.model_copy(update=changes) if each.code == code else each for each in procedure(region, slug).steps
        ]
        return in_procedure(slug, steps=steps)(region)

    return change


def in_meeting(slug: str, code: str, **changes: Any) -> Change:
    def change(region: Region) -> Region:
        meetings = [each.model_copy(update=changes) for each in step(region, slug, code).exchanges]
        return in_step(slug, code, exchanges=meetings)(region)

    return change


def together(*changes: Change) -> Change:
    def change(region: Region) -> Region:
        for each in changes:
            region = each(region)
        return region

    return change


def day_off(day: str, *units: str) -> Change:
    name = Text(vi="Ngày hội của tỉnh", en="Day of the province")
    holiday = Holiday(date=date.fromisoformat(day), name=name, kind="off", basis=DESIGN, units=list(units))
    return lambda region: region.model_copy(update={"holidays": [*region.holidays, holiday]})


def session(day: str, unit: str = "92") -> Change:
    fixed = CouncilSession(unit=unit, kind="mid_year", opens=date.fromisoformat(day), basis=DESIGN)
    return lambda region: region.model_copy(update={"council_sessions": [fixed]})


def another_meeting(**changes: Any) -> Change:
    """Give the first step a second meeting on the day of its first."""

    def change(region: Region) -> Region:
        (meeting,) = step(region, PLAN, FIRST).exchanges
        second = meeting.model_copy(update={"code": "second", **changes})
        return in_step(PLAN, FIRST, exchanges=[meeting, second])(region)

    return change


def more_steps(count: int) -> Change:
    """Add steps owed on the day of the first, on which nobody takes a position."""

    def change(region: Region) -> Region:
        steps = procedure(region, PLAN).steps
        nobody = steps[0].agreement.model_copy(update={"by": []})
        alike = {"exchanges": [], "agreement": nobody}
        more = [steps[0].model_copy(update={"code": f"more-{number}", **alike}) for number in range(count)]
        return in_procedure(PLAN, steps=[*steps, *more])(region)

    return change


def nobody_decides(**changes: Any) -> Change:
    def change(region: Region) -> Region:
        agreement = step(region, PLAN, FIRST).agreement.model_copy(update={"by": []})
        return in_step(PLAN, FIRST, agreement=agreement, **changes)(region)

    return change


def units_end(code: str, day: str) -> Change:
    def change(region: Region) -> Region:
        until = {"valid_to": date.fromisoformat(day)}
        units = [unit.model_copy(update=until) if unit.code == code else unit for unit in region.units]
        return region.model_copy(update={"units": units})

    return change


def custom(text: str) -> Change:
    sessions = [Session(kind="mid_year", rule=text, basis=DESIGN)]
    return lambda region: region.model_copy(update={"sessions": sessions})


def announced(year: int) -> Change:
    return lambda region: region.model_copy(update={"announced_through": year})


def procedure(region: Region, slug: str) -> Procedure:
    return next(each for each in region.procedures if each.procedure == slug)


def step(region: Region, slug: str, code: str) -> Step:
    return next(each for each in procedure(region, slug).steps if each.code == code)


@pytest.fixture(scope="module")
def quiet() -> Region:
    """Give the shipped Delta with three steps on plain working days of 2026, and sessions by custom."""
    region = load_region("mekong-delta", known())
    remind = [Rung(at=-1, to=["drafter"]), Rung(at=1, to=["drafter"])]
    plan, ladder = [step(region, PLAN, code) for code in (FIRST, SECOND)], [step(region, LADDER, MEETING)]
    frame = {"remind": remind} | rules(opens="on 01/06", ends="on 31/12")
    days_off = [each for each in region.holidays if not each.units]
    bare = region.model_copy(
        update={"council_sessions": [], "holidays": days_off, "announced_through": 2026, "readings": []}
    )
    return together(
        in_procedure(PLAN, steps=plan, **frame),
        in_procedure(LADDER, steps=ladder, **frame),
        in_step(PLAN, FIRST, legal=None, **dates("02/06", "16/06", "19/06", "26/06")),
        in_meeting(PLAN, FIRST, day=rule("on 23/06"), parties=["province.peoples_committee"]),
        in_step(PLAN, SECOND, legal=None, exchanges=[], **dates("29/06", "14/07", "17/07", "24/07")),
        in_step(LADDER, MEETING, **dates("06/10", "13/10", "16/10", "21/10")),
        in_meeting(LADDER, MEETING, day=rule("on 19/10"), starts=time(8, 30)),
    )(bare)


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


HOSTILE = st.sampled_from(
    [
        "calendar_days 999 after 9999-12-30",
        "working_days 999 before 0001-01-02",
        "calendar_days 1 after 9999-12-30",
        "calendar_days 0 after 1900-01-01",
        "calendar_days 999 after due",
        "working_days 999 before cycle",
        "working_days 5 after viewpoints.positions",
        "session:mid_year -999",
        "session +999",
        "on 29/02",
        "on 31/12/N+9",
        "before 01/01/N-9",
        "on 02/06",
    ]
)
FIELDS = st.sampled_from(["opens", "due", "closes", "positions", "legal"])


@settings(max_examples=80)
@given(st.dictionaries(FIELDS, HOSTILE, max_size=5), HOSTILE, HOSTILE, HOSTILE)
def test_hostile_rules_end_in_conflicts_not_in_errors(
    quiet: Region, texts: dict[str, str], meeting: str, ends: str, sessions: str
) -> None:
    change = together(
        in_step(PLAN, FIRST, **rules(**texts)),
        in_meeting(PLAN, FIRST, day=rule(meeting), pairing="neighbours", hours=16),
        in_procedure(PLAN, ends=rule(ends)),
        custom(sessions),
    )
    for each in conflicts(change(quiet), YEAR):
        assert json.dumps(each.as_json())


def natural(region: Region) -> Period:
    """Give the period a shipped region is for: the one whose sessions it holds."""
    return Period.parse(str(max(each.opens.year for each in region.council_sessions) + 1))


@pytest.mark.parametrize("code", [each.code for each in available()])
def test_no_shipped_region_holds_an_error(code: str) -> None:
    region = load_region(code, known())
    found = [each for each in conflicts(region, natural(region)) if each.severity == "error"]
    assert [each.message.vi for each in found] == []


def test_thirteen_provinces_are_checked_in_no_time() -> None:
    region = load_region("mekong-delta-2019", known())
    started = stopwatch()
    conflicts(region, natural(region))
    assert stopwatch() - started < 2


@pytest.fixture
def options() -> Iterator[Callable[..., None]]:
    """Set the common options of the command line, and take them back afterwards."""

    def given(*words: str) -> None:
        take_common(list(words))

    yield given
    take_common([])


def test_the_command_prints_one_document_and_ends_with_zero_where_nothing_is_wrong(
    options: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    options("--json", "--now", "2026-05-28")
    check("mekong-delta")
    told = json.loads(capsys.readouterr().out)
    assert (told["region"], told["period"], told["counts"]["error"]) == ("mekong-delta", "2027", 0)
    assert len(told["conflicts"]) == sum(told["counts"].values())
    assert set(told["conflicts"][0]) == {"code", "severity", "body", "bodies", "days", "message", "fix", "items"}


@pytest.mark.parametrize("words", [("--json",), ("--lang", "en"), ("--lang", "vi")])
def test_the_command_ends_with_three_where_something_must_be_mended(
    options: Callable[..., None], capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    options(*words)
    with pytest.raises(typer.Exit) as ended:
        check("mekong-delta-2019", "2027")  # provinces that merged in 2025
    assert ended.value.exit_code == 3
    said = capsys.readouterr().out
    if words == ("--json",):
        assert json.loads(said)["counts"]["error"] > 0
    else:
        assert ("do not exist" if "en" in words else "không tồn tại") in said


def test_the_command_refuses_a_period_that_is_none() -> None:
    with pytest.raises(UsageError):
        check("mekong-delta", "sang năm")


def test_conflicts_are_the_same_each_time_they_are_looked_for(quiet: Region) -> None:
    seeded = together(session("2026-06-23"), more_steps(4), announced(2025))(quiet)
    found: list[Conflict] = conflicts(seeded, YEAR)
    assert found == conflicts(seeded, YEAR)
    assert len(found) > 1
