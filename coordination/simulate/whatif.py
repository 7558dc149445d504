"""What a what-if assumes: council sessions moved, bodies silent or late, days decreed off. Nothing is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from coordination.errors import Fault, InvalidInputError
from coordination.kernel.period import Period
from coordination.kernel.text import Strict, Text
from coordination.regions.checks.common import said_twice, twice
from coordination.regions.faults import fault, unknown
from coordination.regions.model import Basis, Code, CouncilSession, Holiday, Name, Region
from coordination.simulate.behaviour import Behaviour, Conduct
from coordination.simulate.world import span_of
from coordination.submissions.files import read_file
from coordination.submissions.rules import place, shaped

ASSUMED = Basis(text="Giả định của phương án what-if", en="assumed by the what-if", status="design")
PROVINCE, BODY = Text(vi="tỉnh trong vùng", en="province in the region"), Text(vi="cơ quan", en="body")
SESSION, DECREED = Text(vi="kỳ họp", en="session"), Text(vi="ngày", en="day")
FORM = Text(
    vi='theo mẫu: sessions: [{unit: "92", kind: year_end, opens: 2026-11-30}] · silent: ["92.peoples_committee"] · late: [] · '
    'holidays: [{date: 2026-11-20, name: {vi: …, en: …}, units: ["92"]}] · known_on: 2026-09-01 · reason: …',
    en='like this: sessions: [{unit: "92", kind: year_end, opens: 2026-11-30}] · silent: ["92.peoples_committee"] · late: [] · '
    'holidays: [{date: 2026-11-20, name: {vi: …, en: …}, units: ["92"]}] · known_on: 2026-09-01 · reason: …',
)
NO_DAY = Text(vi="cần một ngày như 2026-12-08", en="a day like 2026-12-08 is wanted")
NO_NAME = Text(vi="tên không được để trống", en="the name may not be empty")
_SAID = {words.en: words for words in (NO_DAY, NO_NAME)}
_SHOWN = 12
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
M = TypeVar("M", bound=BaseModel)


def _written_day(value: object) -> object:
    """Refuse what would only be taken for a day: seconds since 1970, an hour of a day, digits run together."""
    if isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise PydanticCustomError("day", NO_DAY.en)


def _named(name: Text) -> Text:
    if not (name.vi.strip() and name.en.strip()):
        raise PydanticCustomError("name", NO_NAME.en)
    return name


WrittenDay = Annotated[date, BeforeValidator(_written_day)]


class MovedSession(Strict):
    """A council session that opens on another day than configured."""

    unit: Code = Field(description="Province whose council it is, in quotes.")
    kind: Name = Field(description="mid_year or year_end.")
    opens: WrittenDay = Field(description="Opening day.")


class DecreedDay(Strict):
    """A day that is decreed off, or a Saturday that is to be worked."""

    date: Annotated[WrittenDay, Field(description="The day.")]
    name: Annotated[Text, AfterValidator(_named)] = Field(description="Why the day differs, as notices say it.")
    kind: Literal["off", "working"] = Field(default="off", description='"off" (in quotes) or working.')
    units: list[Code] = Field(default=[], description="Provinces it holds in, in quotes; empty: everywhere.")


class WhatIf(Strict):
    """How a year is to differ from the configured one."""

    sessions: list[MovedSession] = Field(default=[], description="Council sessions that are moved.")
    silent: list[str] = Field(default=[], description="Bodies that hand in nothing all year.")
    late: list[str] = Field(default=[], description="Bodies that hand everything in late all year.")
    holidays: list[DecreedDay] = Field(default=[], description="Days that are decreed off or worked.")
    known_on: WrittenDay | None = Field(
        default=None, description="Day on which sessions and holidays become known; absent: from the start."
    )
    reason: str | None = Field(default=None, max_length=500, description="Why, as notices of the amendment say it.")


def read_what_if(path: Path, region: Region, period: Period) -> WhatIf:
    """Read a what-if and check it against the region and the year it is for.

    Raises InvalidInputError with every fault and its place, NotFoundError if there is no such file.
    """
    content = read_file(path)
    found = shaped(WhatIf, content)
    faults: list[Fault] = []
    if isinstance(found, list):
        faults = [replace(each, what=_SAID.get(each.what.en, each.what), fix=each.fix or FORM) for each in found]
    elif not (found.sessions or found.silent or found.late or found.holidays):
        faults = [fault(place(()), "phương án không giả định gì", "the what-if assumes nothing", FORM)]
    faults += _faults(_Parts.of(content), region, period)
    if isinstance(found, list) or faults:
        raise InvalidInputError(*[each.within(str(path)) for each in faults])
    return found


@dataclass(frozen=True, slots=True)
class _Parts:
    """What of a file has its form, by its place in its list: one fault is no reason to keep silent on another."""

    sessions: Mapping[int, MovedSession]
    silent: Mapping[int, str]
    late: Mapping[int, str]
    holidays: Mapping[int, DecreedDay]
    known_on: date | None

    @classmethod
    def of(cls, content: Any) -> _Parts:
        """Take the parts that have their form."""
        given = content if isinstance(content, dict) else {}
        known = shaped(WhatIf, {"known_on": given.get("known_on")})
        return cls(
            sessions=_shaped_in(MovedSession, given.get("sessions")),
            silent=_words_in(given.get("silent")),
            late=_words_in(given.get("late")),
            holidays=_shaped_in(DecreedDay, given.get("holidays")),
            known_on=None if isinstance(known, list) else known.known_on,
        )


def _shaped_in(model: type[M], values: object) -> dict[int, M]:
    found = {at: shaped(model, each) for at, each in enumerate(values if isinstance(values, list) else [])}
    return {at: each for at, each in found.items() if not isinstance(each, list)}


def _words_in(values: object) -> dict[int, str]:
    return {at: each for at, each in enumerate(values if isinstance(values, list) else []) if isinstance(each, str)}


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


def _faults(what_if: _Parts, region: Region, period: Period) -> Iterator[Fault]:
    yield from _of_sessions(what_if, region, period)
    yield from _of_bodies(what_if, region)
    yield from _of_holidays(what_if, region, period)
    if what_if.known_on is not None:
        yield from _played(region, period, what_if.known_on, ("known_on",))


def _played(region: Region, period: Period, day: date, where: tuple[int | str, ...]) -> Iterator[Fault]:
    """Refuse a day that lies before the years that are played, or after the last day."""
    first, last = span_of(region, period)
    if not first.year <= day.year <= last.year or (where == ("known_on",) and day > last):
        yield fault(
            place(where),
            f"kế hoạch {period} được chơi từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}, ngày {day:%d/%m/%Y} không liên quan",
            f"the plan for {period} is played from {first:%d/%m/%Y} to {last:%d/%m/%Y}; {day:%d/%m/%Y} does not bear on it",
            Text(vi="ghi một ngày trong thời gian đó", en="give a day within that time"),
        )


def _of_sessions(what_if: _Parts, region: Region, period: Period) -> Iterator[Fault]:
    kinds, year = [each.kind for each in region.sessions], period.drafting_year
    for at, each in what_if.sessions.items():
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
    for number in twice((each.unit, each.kind, each.opens.year) for each in what_if.sessions.values()):
        at, one = list(what_if.sessions.items())[number]
        yield _once(said_twice(place(("sessions", at)), SESSION, f"{one.unit} {one.kind} {one.opens.year}"))


def _of_bodies(what_if: _Parts, region: Region) -> Iterator[Fault]:
    codes = [each.code for each in region.bodies]
    named = [(name, at, body) for name in ("silent", "late") for at, body in getattr(what_if, name).items()]
    for name, at, body in named:
        yield from _known(codes, body, BODY, (name, at))
    for number in twice(body for _, _, body in named):
        name, at, body = named[number]
        yield _once(said_twice(place((name, at)), BODY, body))


def _of_holidays(what_if: _Parts, region: Region, period: Period) -> Iterator[Fault]:
    for at, each in what_if.holidays.items():
        for number, unit in enumerate(each.units):
            yield from _known(_unit_codes(region), unit, PROVINCE, ("holidays", at, "units", number))
        yield from _played(region, period, each.date, ("holidays", at, "date"))
        yield from _in_time(what_if, each.date, ("holidays", at, "date"))
        earlier = [one for number, one in what_if.holidays.items() if number < at and one.date == each.date]
        if any(not one.units or not each.units or set(one.units) & set(each.units) for one in earlier):
            yield _once(said_twice(place(("holidays", at, "date")), DECREED, f"{each.date:%d/%m/%Y}"))


def _in_time(what_if: _Parts, day: date, where: tuple[int | str, ...]) -> Iterator[Fault]:
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
