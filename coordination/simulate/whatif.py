"""What a what-if assumes: council sessions moved, bodies silent or late, days decreed off. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from coordination.errors import Fault, InvalidInputError
from coordination.kernel.period import Period
from coordination.kernel.text import Strict, Text
from coordination.regions.checks.common import said_twice, twice
from coordination.regions.faults import fault, unknown
from coordination.regions.model import Basis, Code, CouncilSession, Day, Holiday, Name, Region
from coordination.simulate.behaviour import Behaviour, Conduct
from coordination.submissions.files import read_file
from coordination.submissions.rules import place, shaped

ASSUMED = Basis(text="Giả định của phương án what-if", en="assumed by the what-if", status="design")
PROVINCE, BODY = Text(vi="tỉnh trong vùng", en="province in the region"), Text(vi="cơ quan", en="body")
SESSION, DECREED = Text(vi="kỳ họp", en="session"), Text(vi="ngày", en="day")
FORM = Text(
    vi='theo mẫu: sessions: [{unit: "92", kind: year_end, opens: 2026-11-29}] · silent: ["92.peoples_committee"] · late: [] · '
    'holidays: [{date: 2026-11-20, name: {vi: …, en: …}, units: ["92"]}] · known_on: 2026-09-01 · reason: …',
    en='like this: sessions: [{unit: "92", kind: year_end, opens: 2026-11-29}] · silent: ["92.peoples_committee"] · late: [] · '
    'holidays: [{date: 2026-11-20, name: {vi: …, en: …}, units: ["92"]}] · known_on: 2026-09-01 · reason: …',
)
_SHOWN = 12


class MovedSession(Strict):
    """A council session that opens on another day than configured."""

    unit: Code = Field(description="Province whose council it is, in quotes.")
    kind: Name = Field(description="mid_year or year_end.")
    opens: date = Field(description="Opening day.")


class DecreedDay(Strict):
    """A day that is decreed off, or a Saturday that is to be worked."""

    date: Annotated[Day, Field(description="The day.")]
    name: Text = Field(description="Why the day differs, as notices say it.")
    kind: Literal["off", "working"] = Field(default="off", description='"off" (in quotes) or working.')
    units: list[Code] = Field(default=[], description="Provinces it holds in, in quotes; empty: everywhere.")


class WhatIf(Strict):
    """How a year is to differ from the configured one."""

    sessions: list[MovedSession] = Field(default=[], description="Council sessions that are moved.")
    silent: list[str] = Field(default=[], description="Bodies that hand in nothing all year.")
    late: list[str] = Field(default=[], description="Bodies that hand everything in late all year.")
    holidays: list[DecreedDay] = Field(default=[], description="Days that are decreed off or worked.")
    known_on: date | None = Field(
        default=None, description="Day on which sessions and holidays become known; absent: from the start."
    )
    reason: str | None = Field(default=None, max_length=500, description="Why, as notices of the amendment say it.")


def read_what_if(path: Path, region: Region, period: Period) -> WhatIf:
    """Read a what-if and check it against the region and the year it is for.

    Raises InvalidInputError with every fault and its place, NotFoundError if there is no such file.
    """
    found = shaped(WhatIf, read_file(path))
    if isinstance(found, list):
        raise InvalidInputError(*[replace(each, fix=each.fix or FORM).within(str(path)) for each in found])
    if faults := list(_faults(found, region, period)):
        raise InvalidInputError(*[each.within(str(path)) for each in faults])
    return found


def changed(region: Region, what_if: WhatIf) -> Region:
    """Give the region as the what-if has it: its sessions and days in place of those configured."""
    moved = {(each.unit, each.kind, each.opens.year) for each in what_if.sessions}
    sessions = [each for each in region.council_sessions if (each.unit, each.kind, each.opens.year) not in moved]
    sessions += [CouncilSession(**dict(each), basis=ASSUMED) for each in what_if.sessions]
    # Of two entries for one day the later one holds, so what is assumed stands last.
    holidays = [*region.holidays, *(Holiday(**dict(each), basis=ASSUMED) for each in what_if.holidays)]
    return region.model_copy(update={"council_sessions": sessions, "holidays": holidays})


def behaving(behaviour: Behaviour, what_if: WhatIf) -> Behaviour:
    """Give the behaviour with the bodies that the what-if makes silent or late."""
    silent: dict[str, Conduct] = dict.fromkeys(what_if.silent, "silent")
    late: dict[str, Conduct] = dict.fromkeys(what_if.late, "late")
    return behaviour.model_copy(update={"bodies": behaviour.bodies | silent | late})


def _faults(what_if: WhatIf, region: Region, period: Period) -> Iterator[Fault]:
    if not (what_if.sessions or what_if.silent or what_if.late or what_if.holidays):
        yield fault(
            place(()),
            "phương án không giả định gì",
            "the what-if assumes nothing",
            FORM,
        )
    yield from _of_sessions(what_if, region, period)
    yield from _of_bodies(what_if, region)
    yield from _of_holidays(what_if, region)


def _of_sessions(what_if: WhatIf, region: Region, period: Period) -> Iterator[Fault]:
    kinds, year = [each.kind for each in region.sessions], period.drafting_year
    for at, each in enumerate(what_if.sessions):
        yield from _known(_unit_codes(region), each.unit, PROVINCE, ("sessions", at, "unit"))
        yield from _known(kinds, each.kind, SESSION, ("sessions", at, "kind"))
        if each.opens.year != year:
            yield fault(
                place(("sessions", at, "opens")),
                f"kế hoạch {period} được lập trong năm {year}, kỳ họp năm {each.opens.year} không liên quan",
                f"the plan for {period} is made in {year}; a session in {each.opens.year} does not bear on it",
                Text(vi=f"ghi một ngày trong năm {year}", en=f"give a day in {year}"),
            )
        yield from _in_time(what_if, each.opens, ("sessions", at, "opens"))
    for at in twice((each.unit, each.kind, each.opens.year) for each in what_if.sessions):
        one = what_if.sessions[at]
        yield _once(said_twice(place(("sessions", at)), SESSION, f"{one.unit} {one.kind} {one.opens.year}"))


def _of_bodies(what_if: WhatIf, region: Region) -> Iterator[Fault]:
    codes = [each.code for each in region.bodies]
    named = [(name, at, body) for name in ("silent", "late") for at, body in enumerate(getattr(what_if, name))]
    for name, at, body in named:
        yield from _known(codes, body, BODY, (name, at))
    for number in twice(body for _, _, body in named):
        name, at, body = named[number]
        yield _once(said_twice(place((name, at)), BODY, body))


def _of_holidays(what_if: WhatIf, region: Region) -> Iterator[Fault]:
    for at, each in enumerate(what_if.holidays):
        for number, unit in enumerate(each.units):
            yield from _known(_unit_codes(region), unit, PROVINCE, ("holidays", at, "units", number))
        yield from _in_time(what_if, each.date, ("holidays", at, "date"))
        earlier = [one for one in what_if.holidays[:at] if one.date == each.date]
        if any(not one.units or not each.units or set(one.units) & set(each.units) for one in earlier):
            yield _once(said_twice(place(("holidays", at, "date")), DECREED, f"{each.date:%d/%m/%Y}"))


def _in_time(what_if: WhatIf, day: date, where: tuple[int | str, ...]) -> Iterator[Fault]:
    """Refuse a day that is past when it becomes known."""
    if what_if.known_on is not None and day < what_if.known_on:
        yield fault(
            place(where),
            f"ngày {day:%d/%m/%Y} đã qua khi được biết ({what_if.known_on:%d/%m/%Y})",
            f"{day:%d/%m/%Y} has passed when it becomes known ({what_if.known_on:%d/%m/%Y})",
            Text(vi="cho known_on sớm hơn, hoặc bỏ known_on", en="make known_on earlier, or leave it out"),
        )


def _known(options: Iterable[str], word: str, noun: Text, where: tuple[int | str, ...]) -> Iterator[Fault]:
    known = list(dict.fromkeys(options))
    if word not in known:
        near = known if len(known) <= _SHOWN else get_close_matches(word, known, n=_SHOWN, cutoff=0)
        listed = ", ".join(near)
        yield replace(unknown(place(where), noun, word, known), fix=Text(vi=f"có: {listed}", en=f"there are: {listed}"))


def _once(found: Fault) -> Fault:
    return replace(found, fix=Text(vi="chỉ giữ một", en="keep one of them"))


def _unit_codes(region: Region) -> list[str]:
    return [each.code for each in region.units]
