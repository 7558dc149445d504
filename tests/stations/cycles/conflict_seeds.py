"""Regions with one fault put in: a year in which nothing collides, and what can be done to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

from coordination.app import known
from coordination.kernel.period import Period
from coordination.kernel.text import Text
from coordination.regions.model import Basis, CouncilSession, DatedRule, Holiday, Procedure, Region, Rung, Session, Step
from coordination.regions.service import load_region

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


def quiet_year() -> Region:
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
