"""Applications for more time: on which ground, until when at the latest, who decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from coordination.calendar.days import calendar_of
from coordination.cycles.queries import (
    bodies_of,
    extensions_of,
    get_body,
    get_cycle,
    get_obligation,
    get_stage,
    procedure_of,
    region_of,
)
from coordination.cycles.states import OWING, StageState
from coordination.cycles.tables import ExtensionRow, ObligationRow, StageRow
from coordination.errors import ConflictError, InvalidInputError, NotFoundError, NotPermittedError
from coordination.kernel.clock import local_date
from coordination.kernel.text import Text

GROUNDS: Mapping[str, Text] = {
    "natural_disaster": Text(vi="thiên tai, dịch bệnh", en="natural disaster or epidemic"),
    "awaiting_guidance": Text(vi="chờ hướng dẫn của cấp trên", en="awaiting guidance from above"),
    "awaiting_data": Text(vi="chờ số liệu công bố", en="awaiting published figures"),
    "reorganisation": Text(vi="sắp xếp tổ chức, địa giới", en="reorganisation or change of boundaries"),
    "session_moved": Text(vi="kỳ họp Hội đồng nhân dân thay đổi", en="the council's session was moved"),
    "other": Text(vi="lý do khác", en="another ground"),
}
"""Grounds on which more time is asked for."""


def owing(session: Session, stage_key: str, body: str) -> tuple[StageRow, ObligationRow]:
    """Give a step and what a body owes there; ConflictError where that cannot be put off any more."""
    stage = get_stage(session, stage_key)
    obligation = get_obligation(session, stage_key, body)
    if stage.state != StageState.OPEN or obligation.state not in OWING:
        raise ConflictError.of(
            f"{body} không còn nghĩa vụ chờ nộp ở bước {stage_key} (bước: {stage.state}, nghĩa vụ: {obligation.state})",
            f"{body} owes nothing that could be extended at {stage_key} (step {stage.state}, duty {obligation.state})",
        )
    return stage, obligation


def must_give_time(session: Session, stage: StageRow, obligation: ObligationRow, until: date, now: datetime) -> None:
    """Refuse a day that gives no more time, or lies after the cycle: InvalidInputError."""
    ends = get_cycle(session, stage.cycle).ends_on
    if until <= obligation.due or until < local_date(now):
        raise InvalidInputError.of(
            f"ngày {until:%d/%m/%Y} không muộn hơn hạn {obligation.due:%d/%m/%Y} hoặc đã qua",
            f"{until:%d/%m/%Y} is no later than the due date {obligation.due:%d/%m/%Y}, or has passed",
        )
    if until > ends:
        raise InvalidInputError.of(
            f"ngày {until:%d/%m/%Y} sau ngày kết thúc chu kỳ {ends:%d/%m/%Y}",
            f"{until:%d/%m/%Y} is after the cycle's last day {ends:%d/%m/%Y}",
        )


def last_day(session: Session, stage: StageRow, until: date) -> date:
    """Give the last day an extension excuses by default: its date, or the working day after it (Civil Code art. 148)."""
    cycle = get_cycle(session, stage.cycle)
    return calendar_of(region_of(session, cycle), cycle.unit).next_working(until)


def application(session: Session, stage: str, body: str, decided: str) -> ExtensionRow:
    """Give the application that is to be decided, or was decided that way.

    Raises NotFoundError where a body asked for nothing, ConflictError where the answer was another.
    """
    rows = extensions_of(session, stage, body)
    if not rows:
        get_obligation(session, stage, body)
        raise NotFoundError.of(
            f"{body} chưa đề nghị gia hạn ở bước {stage}",
            f"{body} has not asked for more time at {stage}",
        )
    if rows[-1].state not in ("asked", decided):
        raise ConflictError.of(
            f"đề nghị số {rows[-1].number} của {body} đã được trả lời",
            f"application {rows[-1].number} of {body} has been answered",
            where=stage,
        )
    return rows[-1]


def must_decide(session: Session, stage: StageRow, authority: str) -> None:
    """Refuse a body that may not decide on more time: NotPermittedError with those that may."""
    cycle = get_cycle(session, stage.cycle)
    region, procedure = region_of(session, cycle), procedure_of(session, cycle)
    get_body(region, authority)
    may = [body.code for body in bodies_of(region, procedure.extend_by, cycle.unit)]
    if authority not in may:
        raise NotPermittedError.of(
            f"{authority} không có thẩm quyền gia hạn; thẩm quyền thuộc: {', '.join(may)}",
            f"{authority} may not grant more time; these may: {', '.join(may)}",
        )


def subject(row: ExtensionRow) -> str:
    """Name an application as events do."""
    return f"{row.stage}/{row.body}/{row.number}"


def said(row: ExtensionRow, obligation: ObligationRow) -> dict[str, Any]:
    """Give what every event about an application says of it."""
    return {
        "stage": row.stage,
        "body": row.body,
        "number": row.number,
        "ground": row.ground,
        "reason": row.reason,
        "due": obligation.due.isoformat(),
        "until": row.until.isoformat(),
        "expires_on": row.expires_on.isoformat(),
    }
