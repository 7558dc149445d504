"""Meetings, sessions and deadlines of one body that fall together. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from coordination.cycles.conflicts.model import Conflict, Item, dated, found, gathered, provinces, sat, where
from coordination.cycles.conflicts.programme import Gathering, Programme, Sitting
from coordination.regions.model import Body

BEARABLE = 3
"""Deadlines that one office can be expected to meet on one day."""
COMMITTEE = "peoples_committee"
"""The executive body that answers to the council in its sessions; departments work on meanwhile."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """A meeting with the words for it."""

    meeting: Gathering
    item: Item
    where: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which bodies owe something or take a position."""

    item: Item
    day: date
    bodies: frozenset[str]
    where: str


def collisions(programme: Programme) -> Iterator[Conflict]:
    """Find what one body cannot do at once, and meetings on days off."""
    bodies = {body.code: body for body in programme.region.bodies}
    appointments = _appointments(programme)
    deadlines = _deadlines(programme)
    yield from _overlaps(appointments, bodies)
    for each in appointments:
        yield from _day_off(programme, each)
    for sitting in programme.sittings:
        yield from _in_session(programme, sitting, appointments, deadlines)
    for deadline in deadlines:
        for each in appointments:
            both = [body for body in each.meeting.bodies if body.code in deadline.bodies]
            if both and each.meeting.day == deadline.day:
                place = f"{deadline.where}; {each.where}"
                yield found("deadline-on-meeting-day", both, [deadline.item, each.item], where=place)
    yield from _many(deadlines, bodies)


def _appointments(programme: Programme) -> list[Appointment]:
    """Give all meetings, by the hour they begin."""
    every = [
        Appointment(
            meeting,
            gathered(programme, cycle, stage, meeting),
            where(cycle, stage, "exchanges", meeting.rule.code),
        )
        for cycle, stage in programme.stages()
        for meeting in stage.meetings
    ]
    return sorted(every, key=lambda each: (each.meeting.starts, each.item.cycle or "", each.meeting.code))


def _deadlines(programme: Programme) -> list[Deadline]:
    return [
        Deadline(item, item.day, frozenset(body.code for body in bodies), where(cycle, stage, name))
        for cycle, stage in programme.stages()
        for name, bodies in (("due", stage.owing), ("positions", stage.deciding))
        if (item := dated(programme, cycle, stage, name)).day and bodies
    ]


def _overlaps(appointments: list[Appointment], bodies: dict[str, Body]) -> Iterator[Conflict]:
    of_body: dict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(appointments):
        for body in each.meeting.bodies:
            of_body[body.code].append(number)
    pairs: dict[tuple[int, int], list[Body]] = defaultdict(list)
    for code, numbers in of_body.items():
        for at, one in enumerate(numbers):
            for other in numbers[at + 1 :]:
                if appointments[other].meeting.starts >= appointments[one].meeting.ends:
                    break
                pairs[one, other].append(bodies[code])
    for (one, other), both in pairs.items():
        first, second = appointments[one], appointments[other]
        place = "; ".join(dict.fromkeys([first.where, second.where]))
        yield found("meetings-overlap", both, [first.item, second.item], where=place)


def _day_off(programme: Programme, each: Appointment) -> Iterator[Conflict]:
    """Find a meeting on a day on which a party is off: everywhere, or in its own province only."""
    day = each.meeting.day
    off = [body for body in each.meeting.bodies if programme.reason_off(day, body.unit)]
    if not off:
        return
    everywhere = programme.reason_off(day, None)
    if everywhere:
        yield found("meeting-on-day-off", off, [each.item], reason=everywhere, where=f"{each.where} › day")
        return
    reason = programme.reason_off(day, off[0].unit)
    where_off = provinces(programme, (body.unit for body in off))
    yield found(
        "meeting-on-province-day-off",
        off,
        [each.item],
        reason=reason,
        provinces=where_off,
        where=f"{each.where} › day",
    )


def _in_session(
    programme: Programme, sitting: Sitting, appointments: list[Appointment], deadlines: list[Deadline]
) -> Iterator[Conflict]:
    """Find what keeps those who sit in a session busy elsewhere; also a session on a day off."""
    session = sat(programme, sitting)
    reason = programme.reason_off(sitting.day, sitting.unit)
    sitters = [
        body
        for body in programme.region.bodies
        if body.unit == sitting.unit and (body.side == "council" or body.kind == COMMITTEE)
    ]
    if reason:
        place = f"regions/{programme.region.code}.yaml: council_sessions › {sitting.unit} {sitting.kind}"
        yield found("session-on-day-off", sitters, [session], reason=reason, where=place)
    for each in appointments:
        both = [body for body in sitters if body in each.meeting.bodies]
        if both and each.meeting.day == sitting.day:
            yield found("meeting-in-session", both, [each.item, session], where=f"{each.where} › day")
    for deadline in deadlines:
        both = [body for body in sitters if body.code in deadline.bodies]
        if both and deadline.day == sitting.day:
            yield found("deadline-on-session-day", both, [deadline.item, session], where=deadline.where)


def _many(deadlines: list[Deadline], bodies: dict[str, Body]) -> Iterator[Conflict]:
    owed: dict[tuple[date, str], list[int]] = defaultdict(list)
    for number, deadline in enumerate(deadlines):
        for code in deadline.bodies:
            owed[deadline.day, code].append(number)
    together: dict[tuple[int, ...], list[Body]] = defaultdict(list)
    for (_, code), numbers in owed.items():
        if len(numbers) > BEARABLE:
            together[tuple(numbers)].append(bodies[code])
    for same, busy in together.items():
        each = [deadlines[number] for number in same]
        place = "; ".join(deadline.where for deadline in each)
        yield found("many-deadlines", busy, [deadline.item for deadline in each], count=len(each), where=place)
