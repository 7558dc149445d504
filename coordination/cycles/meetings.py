"""Meetings of a step: planned with it, announced when it opens, moved or called off with it, held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from coordination.audit.service import record
from coordination.calendar.days import WorkCalendar
from coordination.calendar.rules import evaluate
from coordination.cycles.queries import bodies_of
from coordination.cycles.rules import AFTERNOON, meeting_slots, workday_offset, year_anchors
from coordination.cycles.tables import CycleRow, ExchangeRow, StageRow
from coordination.errors import ConflictError
from coordination.kernel.clock import VIETNAM, require_utc
from coordination.kernel.period import Period
from coordination.kernel.text import plain_words
from coordination.regions.model import ExchangeRule, Region, Step


def exchanges_of(region: Region, cycle: CycleRow, stage: StageRow, rule: ExchangeRule) -> Iterable[ExchangeRow]:
    """Give the meetings a step schedules, on the dates the stage has now; no party is in two at once."""
    calendar = WorkCalendar.of(region.holidays, cycle.unit)
    year = Period.parse(cycle.period).drafting_year
    anchors = year_anchors(region, cycle.unit, year, calendar)
    anchors |= {"cycle": cycle.opened_on, "opens": stage.opens, "due": stage.due, "closes": stage.closes}
    day = evaluate(rule.day.rule, year=year, anchors=anchors, calendar=calendar).day
    everyone = bodies_of(region, rule.parties, cycle.unit)
    in_pairs = rule.pairing == "neighbours"
    groups = (
        [[body for body in everyone if body.unit in pair] for pair in region.neighbours] if in_pairs else [everyone]
    )
    slots = meeting_slots([tuple(body.code for body in group) for group in groups])
    for group, slot in zip(groups, slots, strict=True):
        suffix = f"/{'-'.join(dict.fromkeys(body.unit for body in group))}" if in_pairs else ""
        half_day = timedelta(hours=AFTERNOON) if slot % 2 else timedelta()
        starts = (
            require_utc(datetime.combine(workday_offset(calendar, day, slot // 2), rule.starts, VIETNAM)) + half_day
        )
        yield ExchangeRow(
            key=f"{stage.key}/{rule.code}{suffix}",
            stage=stage.key,
            kind=rule.kind,
            name=rule.name.model_dump(),
            parties=[body.code for body in group],
            agenda=[each.model_dump() for each in rule.agenda],
            starts_at=starts,
            ends_at=starts + timedelta(hours=rule.hours),
        )


def meetings_of(session: Session, stage: str) -> list[ExchangeRow]:
    """Give a step's meetings that are neither held nor called off."""
    query = select(ExchangeRow).where(ExchangeRow.stage == stage, ExchangeRow.state == "scheduled")
    return list(session.exec(query.order_by(col(ExchangeRow.key))))


def follow(
    region: Region, cycle: CycleRow, stage: StageRow, step: Step, meetings: Iterable[ExchangeRow]
) -> list[ExchangeRow]:
    """Move meetings to the dates their step has now; gives those that moved."""
    planned = {row.key: row for rule in step.exchanges for row in exchanges_of(region, cycle, stage, rule)}
    moved = []
    for meeting in meetings:
        new = planned.get(meeting.key)
        if new is not None and (meeting.starts_at, meeting.ends_at) != (new.starts_at, new.ends_at):
            meeting.starts_at, meeting.ends_at = new.starts_at, new.ends_at
            moved.append(meeting)
    return moved


def announce(
    session: Session, stage: StageRow, meetings: Iterable[ExchangeRow], purpose: Mapping[str, str], now: datetime
) -> None:
    """Invite to meetings; one whose hour has passed is called off instead."""
    for meeting in meetings:
        if meeting.starts_at <= now:
            call_off(session, stage, meeting, "its hour had passed when it was to be announced", now)
            continue
        details: dict[str, Any] = {
            "kind": meeting.kind,
            "name": meeting.name,
            "parties": meeting.parties,
            "agenda": meeting.agenda,
            "starts": meeting.starts_at.isoformat(),
            "ends": meeting.ends_at.isoformat(),
            "purpose": dict(purpose),
        }
        record(session, "exchange.scheduled", meeting.key, stage.cycle, details, now)


def call_off(session: Session, stage: StageRow, meeting: ExchangeRow, reason: str, now: datetime) -> None:
    """Record that a meeting will not take place."""
    meeting.state = "cancelled"
    data = {"reason": reason, "starts": meeting.starts_at.isoformat(), "parties": meeting.parties}
    record(session, "exchange.cancelled", meeting.key, stage.cycle, data, now)


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
