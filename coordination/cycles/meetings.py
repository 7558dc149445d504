"""Meetings of a step: planned with it, announced when it opens, moved or called off with it, held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from coordination.audit.service import record
from coordination.calendar.days import calendar_of
from coordination.calendar.rules import Due, evaluate
from coordination.cycles.changes import MeetingMove
from coordination.cycles.queries import bodies_of, get_cycle, region_of, step_of
from coordination.cycles.rules import AFTERNOON, Schedule, meeting_slots, workday_offset, year_anchors
from coordination.cycles.tables import CycleRow, ExchangeRow, StageRow
from coordination.errors import ConflictError
from coordination.kernel.clock import VIETNAM, local_date, require_utc
from coordination.kernel.period import Period
from coordination.kernel.text import Text, plain_words
from coordination.regions.model import Body, ExchangeRule, Region, Step

_SCHEDULED = (
    select(ExchangeRow)
    .where(col(ExchangeRow.stage) == bindparam("stage"), col(ExchangeRow.state) == "scheduled")
    .order_by(col(ExchangeRow.key))
)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as its rule plans it."""

    code: str
    """Name within its step; the pair of provinces follows where it is one of several."""
    due: Due
    """The day its rule gives, with its derivation; the meeting itself may be held on a day near it."""
    parties: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime


def planned(
    region: Region, unit: str | None, year: int, rule: ExchangeRule, anchors: Mapping[str, date]
) -> list[Meeting]:
    """Give the meetings a rule plans in year N: one of all, or one a pair of neighbours; nobody is in two at once.

    ``anchors`` holds the dates of the step (opens, due, closes, positions) and of its cycle. A meeting whose rule
    puts it before its step opens is held on the next working day: who is not invited yet cannot come.
    """
    calendar = calendar_of(region, unit)
    due = _day_of(region, unit, year, rule, anchors)
    day = due.day
    if day <= anchors["opens"]:
        day = workday_offset(calendar, anchors["opens"], 1)  # nobody is invited before the step opens
    everyone = bodies_of(region, rule.parties, unit)
    in_pairs = rule.pairing == "neighbours"
    groups = _pairs(region, everyone) if in_pairs else [everyone]
    slots = meeting_slots([tuple(body.code for body in group) for group in groups])
    found = []
    for group, slot in zip(groups, slots, strict=True):
        suffix = f"/{'-'.join(dict.fromkeys(body.unit for body in group))}" if in_pairs else ""
        half_day = timedelta(hours=AFTERNOON) if slot % 2 else timedelta()
        on = datetime.combine(workday_offset(calendar, day, slot // 2), rule.starts, VIETNAM)
        starts = require_utc(on) + half_day
        parties = tuple(body.code for body in group)
        found.append(Meeting(f"{rule.code}{suffix}", due, parties, starts, starts + timedelta(hours=rule.hours)))
    return found


def _day_of(region: Region, unit: str | None, year: int, rule: ExchangeRule, anchors: Mapping[str, date]) -> Due:
    calendar = calendar_of(region, unit)
    anchors = year_anchors(region, unit, year, calendar) | dict(anchors)
    return evaluate(rule.day, year=year, anchors=anchors, calendar=calendar)


def _pairs(region: Region, bodies: Iterable[Body]) -> list[list[Body]]:
    """Give the bodies of each two neighbours, in the order the bodies stand in."""
    of_unit: dict[str, list[tuple[int, Body]]] = defaultdict(list)
    for place, body in enumerate(bodies):
        of_unit[body.unit].append((place, body))
    sides = ((of_unit.get(one, []), of_unit.get(other, [])) for one, other in region.neighbours)
    return [[body for _, body in sorted(one + other, key=itemgetter(0))] for one, other in sides]


def exchanges_of(
    region: Region, cycle: CycleRow, stage: str, step: Step, dates: Mapping[str, date], now: datetime
) -> dict[str, ExchangeRow]:
    """Give the meetings a step schedules on its dates, by key."""
    found = {}
    for rule in step.exchanges:
        for meeting in planned(
            region, cycle.unit, Period.parse(cycle.period).drafting_year, rule, {"cycle": cycle.opened_on, **dates}
        ):
            key = f"{stage}/{meeting.code}"
            found[key] = ExchangeRow(
                key=key,
                stage=stage,
                kind=rule.kind,
                name=rule.name.model_dump(),
                parties=list(meeting.parties),
                agenda=[each.model_dump() for each in rule.agenda],
                starts_at=meeting.starts_at,
                ends_at=meeting.ends_at,
                changed_at=now,
            )
    return found


def meeting_moves(
    session: Session, region: Region, cycle: CycleRow, stage: StageRow, dates: Schedule, now: datetime
) -> list[MeetingMove]:
    """Give the meetings to come that other dates of their step would move, call off or add."""
    step = _step_in(region, cycle, stage)
    days = {name: due.day for name, due in dates.named().items() if name != "legal"}
    plan = exchanges_of(region, cycle, stage.key, step, days, now)
    held = {each.key for each in session.exec(select(ExchangeRow).where(ExchangeRow.stage == stage.key))}
    there = {each.key: each for each in meetings_of(session, stage.key) if each.starts_at > now}
    found = []
    for key in sorted({*there, *(key for key in plan if key not in held)}):
        old, new = there.get(key), plan.get(key)
        hours = [(each.starts_at, each.ends_at) if each else None for each in (old, new)]
        if hours[0] != hours[1]:
            either = new or old
            name, parties = Text.model_validate(either.name), tuple(either.parties)  # type: ignore[union-attr]
            found.append(
                MeetingMove(key, name, parties, old.starts_at if old else None, new.starts_at if new else None)
            )
    return found


def _step_in(region: Region, cycle: CycleRow, stage: StageRow) -> Step:
    """Give a stage's step as a configuration has it, which need not be the one the cycle runs on."""
    return next(
        step
        for procedure in region.procedures
        if procedure.procedure == cycle.procedure
        for step in procedure.steps
        if step.code == stage.step
    )


def meetings_of(session: Session, stage: str) -> list[ExchangeRow]:
    """Give a step's meetings that are neither held nor called off."""
    return list(session.exec(_SCHEDULED, params={"stage": stage}))


def follow(
    session: Session, region: Region, cycle: CycleRow, stage: StageRow, moves: Iterable[MeetingMove], now: datetime
) -> None:
    """Make the moves of a step's meetings; who was invited is invited again, to the new hour, or told it is off."""
    plan = exchanges_of(region, cycle, stage.key, _step_in(region, cycle, stage), dates_now(stage), now)
    for each in moves:
        meeting, new = session.get(ExchangeRow, each.exchange), plan.get(each.exchange)
        if meeting is None and new is not None:
            meeting = new
            session.add(meeting)
            session.flush()
        elif meeting is not None and new is not None:
            meeting.starts_at, meeting.ends_at = new.starts_at, new.ends_at
            _changed(meeting, now)
        elif meeting is not None:
            _take_off(session, stage, meeting, now)
            continue
        if meeting is not None and stage.opened_at is not None:
            announce(session, stage, meeting, now, before=each.before)


def _take_off(session: Session, stage: StageRow, meeting: ExchangeRow, now: datetime) -> None:
    if stage.opened_at is None:
        strike(meeting, now)
    else:
        call_off(session, stage, meeting, NO_LONGER, now)


def strike(meeting: ExchangeRow, now: datetime) -> None:
    """Strike a meeting nobody was invited to yet; that its step was cancelled says why."""
    meeting.state = "cancelled"
    _changed(meeting, now)


def _changed(meeting: ExchangeRow, now: datetime) -> None:
    meeting.sequence, meeting.changed_at = meeting.sequence + 1, now


def announce(
    session: Session, stage: StageRow, meeting: ExchangeRow, now: datetime, *, before: datetime | None = None
) -> None:
    """Invite to a meeting, or (``before``) to its new hour; one whose hour has passed is called off instead."""
    if meeting.starts_at <= now:
        call_off(session, stage, meeting, PASSED, now)
        return
    step = step_of(session, stage)
    details = _details(meeting) | {"purpose": step.purpose.model_dump()} | _why(session, stage, step, meeting)
    if before is not None:
        details["before"] = before.isoformat()
    record(session, "exchange.scheduled", meeting.key, stage.cycle, details, now)


def _why(session: Session, stage: StageRow, step: Step, meeting: ExchangeRow) -> dict[str, Any]:
    """Give why a meeting is on its day; nothing where it is not held on the very day its rule gives."""
    cycle = get_cycle(session, stage.cycle)
    for rule in step.exchanges:
        if rule.name.model_dump() != meeting.name:
            continue
        year, anchors = Period.parse(cycle.period).drafting_year, {"cycle": cycle.opened_on, **dates_now(stage)}
        due = _day_of(region_of(session, cycle), cycle.unit, year, rule, anchors)
        if due.day == local_date(meeting.starts_at):
            return {"why": {language: due.sentence(language) for language in ("vi", "en")}}
    return {}


def dates_now(stage: StageRow) -> dict[str, date]:
    """Give the dates of a step as they stand, by name."""
    return {"opens": stage.opens, "due": stage.due, "closes": stage.closes, "positions": stage.positions_due}


NO_LONGER = Text(vi="cấu hình điều chỉnh không còn cuộc họp này", en="the amended configuration no longer holds it")
PASSED = Text(vi="giờ họp đã qua khi đến lúc thông báo", en="its hour had passed when it was to be announced")


def call_off(session: Session, stage: StageRow, meeting: ExchangeRow, reason: Text, now: datetime) -> None:
    """Record that a meeting will not take place."""
    meeting.state = "cancelled"
    _changed(meeting, now)
    data = _details(meeting) | {"reason": reason.model_dump()}
    record(session, "exchange.cancelled", meeting.key, stage.cycle, data, now)


def _details(meeting: ExchangeRow) -> dict[str, Any]:
    return {
        "kind": meeting.kind,
        "name": meeting.name,
        "parties": meeting.parties,
        "agenda": meeting.agenda,
        "starts": meeting.starts_at.isoformat(),
        "ends": meeting.ends_at.isoformat(),
        "sequence": meeting.sequence,
    }


def hold_exchange(session: Session, meeting: ExchangeRow, minutes: str, agreed: list[str], now: datetime) -> None:
    """Record that a meeting took place: its minutes and what was agreed; the same twice is once."""
    minutes, agreed = plain_words(minutes), [plain_words(each) for each in agreed]
    if now < meeting.starts_at:
        raise ConflictError.of(
            f"{meeting.key} chưa diễn ra (bắt đầu {meeting.starts_at:%d/%m/%Y %H:%M} UTC)",
            f"{meeting.key} has not taken place (it begins {meeting.starts_at:%d/%m/%Y %H:%M} UTC)",
        )
    if meeting.state == "held" and (meeting.minutes, meeting.agreed) == (minutes, agreed):
        return
    if meeting.state != "scheduled":
        raise ConflictError.of(f"{meeting.key} đã {meeting.state}", f"{meeting.key} is already {meeting.state}")
    meeting.state, meeting.minutes, meeting.agreed = "held", minutes, agreed
    data = {
        "kind": meeting.kind,
        "name": meeting.name,
        "parties": meeting.parties,
        "minutes": minutes,
        "agreed": agreed,
    }
    stage = session.get_one(StageRow, meeting.stage)
    record(session, "exchange.held", meeting.key, stage.cycle, data, now)
