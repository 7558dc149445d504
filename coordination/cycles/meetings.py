"""Meetings of a step: planned with it, announced when it opens, moved or called off with it, held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from coordination.audit.service import record
from coordination.calendar.days import calendar_of
from coordination.calendar.rules import evaluate
from coordination.cycles.queries import bodies_of, step_of
from coordination.cycles.rules import AFTERNOON, meeting_slots, workday_offset, year_anchors
from coordination.cycles.tables import CycleRow, ExchangeRow, StageRow
from coordination.errors import ConflictError
from coordination.kernel.clock import VIETNAM, require_utc
from coordination.kernel.period import Period
from coordination.kernel.text import Text, plain_words
from coordination.regions.model import ExchangeRule, Region, Step


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as its rule plans it."""

    code: str
    """Name within its step; the pair of provinces follows where it is one of several."""
    parties: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime


def planned(
    region: Region, unit: str | None, year: int, rule: ExchangeRule, anchors: Mapping[str, date]
) -> list[Meeting]:
    """Give the meetings a rule plans in year N: one of all, or one a pair of neighbours; nobody is in two at once.

    ``anchors`` holds the dates of the step (opens, due, closes, positions) and of its cycle.
    """
    calendar = calendar_of(region, unit)
    anchors = year_anchors(region, unit, year, calendar) | dict(anchors)
    day = evaluate(rule.day, year=year, anchors=anchors, calendar=calendar).day
    everyone = bodies_of(region, rule.parties, unit)
    in_pairs = rule.pairing == "neighbours"
    groups = (
        [[body for body in everyone if body.unit in pair] for pair in region.neighbours] if in_pairs else [everyone]
    )
    slots = meeting_slots([tuple(body.code for body in group) for group in groups])
    found = []
    for group, slot in zip(groups, slots, strict=True):
        suffix = f"/{'-'.join(dict.fromkeys(body.unit for body in group))}" if in_pairs else ""
        half_day = timedelta(hours=AFTERNOON) if slot % 2 else timedelta()
        on = datetime.combine(workday_offset(calendar, day, slot // 2), rule.starts, VIETNAM)
        starts = require_utc(on) + half_day
        parties = tuple(body.code for body in group)
        found.append(Meeting(f"{rule.code}{suffix}", parties, starts, starts + timedelta(hours=rule.hours)))
    return found


def exchanges_of(
    region: Region, cycle: CycleRow, stage: StageRow, rule: ExchangeRule, now: datetime
) -> Iterable[ExchangeRow]:
    """Give the meetings a step schedules, on the dates the stage has now."""
    anchors = {
        "cycle": cycle.opened_on,
        "opens": stage.opens,
        "due": stage.due,
        "closes": stage.closes,
        "positions": stage.positions_due,
    }
    for meeting in planned(region, cycle.unit, Period.parse(cycle.period).drafting_year, rule, anchors):
        yield ExchangeRow(
            key=f"{stage.key}/{meeting.code}",
            stage=stage.key,
            kind=rule.kind,
            name=rule.name.model_dump(),
            parties=list(meeting.parties),
            agenda=[each.model_dump() for each in rule.agenda],
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            changed_at=now,
        )


def meetings_of(session: Session, stage: str) -> list[ExchangeRow]:
    """Give a step's meetings that are neither held nor called off."""
    query = select(ExchangeRow).where(ExchangeRow.stage == stage, ExchangeRow.state == "scheduled")
    return list(session.exec(query.order_by(col(ExchangeRow.key))))


def follow(
    region: Region, cycle: CycleRow, stage: StageRow, step: Step, meetings: Iterable[ExchangeRow], now: datetime
) -> list[tuple[ExchangeRow, datetime]]:
    """Move meetings to the dates their step has now; gives those that moved and when they were to begin."""
    plan = {row.key: row for rule in step.exchanges for row in exchanges_of(region, cycle, stage, rule, now)}
    moved = []
    for meeting in meetings:
        new = plan.get(meeting.key)
        if new is not None and (meeting.starts_at, meeting.ends_at) != (new.starts_at, new.ends_at):
            moved.append((meeting, meeting.starts_at))
            meeting.starts_at, meeting.ends_at = new.starts_at, new.ends_at
            _changed(meeting, now)
    return moved


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
    details = _details(meeting) | {"purpose": step_of(session, stage).purpose.model_dump()}
    if before is not None:
        details["before"] = before.isoformat()
    record(session, "exchange.scheduled", meeting.key, stage.cycle, details, now)


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
