"""More time for one body in one step: asked for with its ground, granted or refused, known to all who count days."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session

from coordination.audit.service import record
from coordination.calendar.days import calendar_of
from coordination.cycles.agenda import set_wake
from coordination.cycles.amend import adopt, must_fit, tell
from coordination.cycles.applications import (
    GROUNDS,
    application,
    last_day,
    must_decide,
    must_give_time,
    owing,
    said,
    subject,
)
from coordination.cycles.changes import Amendment
from coordination.cycles.moves import move
from coordination.cycles.queries import (
    extensions_of,
    get_body,
    get_cycle,
    get_obligation,
    get_stage,
    procedure_of,
    region_of,
)
from coordination.cycles.reminding import plan_reminder
from coordination.cycles.replanning import preview
from coordination.cycles.states import ObligationState
from coordination.cycles.tables import ExtensionRow, ObligationRow, StageRow
from coordination.errors import ConflictError, InvalidInputError
from coordination.kernel.text import Text, plain_words
from coordination.regions.model import Region


def ask(
    session: Session, stage_key: str, body: str, until: date, ground: str, reason: str, now: datetime
) -> tuple[ExtensionRow, bool]:
    """Record that a body asks for time until a day; gives the application and whether it is new.

    The same application again is the same one. Raises InvalidInputError for an unknown ground, an empty reason
    or a day that gives no more time; ConflictError where the body owes nothing any more.
    """
    stage, obligation = owing(session, stage_key, body)
    reason = plain_words(reason)
    if ground not in GROUNDS:
        raise InvalidInputError.of(
            f"không có căn cứ {ground!r}; chọn: {', '.join(GROUNDS)}",
            f"{ground!r} is no ground; choose: {', '.join(GROUNDS)}",
        )
    if not reason:
        raise InvalidInputError.of("xin gia hạn phải nêu lý do", "asking for more time needs a reason")
    before = extensions_of(session, stage_key, body)
    if before and before[-1].state == "asked":
        last = before[-1]
        if (last.until, last.ground, last.reason) == (until, ground, reason):
            return last, False
        raise ConflictError.of(
            f"{body} đã có đề nghị gia hạn số {last.number} chưa được trả lời",
            f"{body} has asked already (no. {last.number}) and awaits an answer",
            where=stage_key,
        )
    must_give_time(session, stage, obligation, until, now)
    row = ExtensionRow(
        stage=stage_key,
        body=body,
        number=len(before) + 1,
        ground=ground,
        reason=reason,
        until=until,
        expires_on=last_day(session, stage, until),
        asked_at=now,
    )
    session.add(row)
    session.flush()
    record(session, "extension.asked", subject(row), stage.cycle, said(row, obligation), now)
    return row, True


def refuse(session: Session, stage_key: str, body: str, authority: str, answer: str, now: datetime) -> ExtensionRow:
    """Refuse the application a body has open, with the reason; the date stays. Twice is once."""
    stage = get_stage(session, stage_key)
    answer = plain_words(answer)
    if not answer:
        raise InvalidInputError.of("từ chối phải nêu lý do", "refusing needs a reason")
    row = application(session, stage_key, body, "refused")
    must_decide(session, stage, authority)
    if row.state == "refused":
        return row
    obligation = get_obligation(session, stage_key, body)
    row.state, row.authority, row.answer, row.decided_at = "refused", authority, answer, now
    data = said(row, obligation) | {"authority": authority, "answer": answer}
    record(session, "extension.refused", subject(row), stage.cycle, data, now)
    return row


def grant(  # noqa: PLR0913 - what a decision says
    session: Session,
    stage_key: str,
    body: str,
    authority: str,
    now: datetime,
    *,
    until: date | None = None,
    expires_on: date | None = None,
    answer: str = "",
    hold_open: bool = False,
) -> tuple[ExtensionRow, Amendment]:
    """Grant a body more time: until the day it asked for, or another; gives what else moves.

    Until the end of ``expires_on`` (default: the new date) the body is not late. A day after the closing of
    collection needs ``hold_open``: the step then stays open for all, and what counts from its closing follows.
    Raises NotPermittedError for a body that may not decide, ConflictError where nothing was asked.
    """
    stage = get_stage(session, stage_key)
    row = application(session, stage_key, body, "granted")
    must_decide(session, stage, authority)
    until = until or row.until
    expires_on = expires_on or (row.expires_on if row.state == "granted" else last_day(session, stage, until))
    if row.state == "granted" and (row.until, row.expires_on) == (until, expires_on):
        return row, Amendment()
    if row.state == "granted":
        raise ConflictError.of(
            f"đề nghị số {row.number} của {body} đã được chấp thuận đến {row.until:%d/%m/%Y}; muốn thêm thì đề nghị mới",
            f"application {row.number} of {body} was granted until {row.until:%d/%m/%Y}; ask anew for more",
            where=stage_key,
        )
    stage, obligation = owing(session, stage_key, body)
    must_give_time(session, stage, obligation, until, now)
    if expires_on < until:
        raise InvalidInputError.of(
            f"ngày hết hiệu lực {expires_on:%d/%m/%Y} trước ngày mới {until:%d/%m/%Y}",
            f"the extension would expire on {expires_on:%d/%m/%Y}, before the new date {until:%d/%m/%Y}",
        )
    _stays_open(stage, expires_on, wanted=hold_open)
    data = said(row, obligation) | {"asked": row.until.isoformat()}
    row.state, row.authority, row.answer, row.decided_at = "granted", authority, plain_words(answer) or None, now
    row.until, row.expires_on = until, expires_on
    _excuse(session, stage, obligation, row, now)
    moves = _follow(session, stage, now) if expires_on > stage.closes else Amendment()
    data |= {
        "until": until.isoformat(),
        "expires_on": expires_on.isoformat(),
        "authority": authority,
        "answer": row.answer,
        "closes": stage.closes.isoformat(),
        "moves": [each.as_json() for each in moves.changes],
    }
    record(session, "extension.granted", subject(row), stage.cycle, data, now)
    if moves.changes:
        who, why = get_body(_region(session, stage), body).name, GROUNDS[row.ground]
        reason = {"vi": f"Gia hạn cho {who.vi}: {why.vi}", "en": f"More time for {who.en}: {why.en}"}
        tell(session, get_cycle(session, stage.cycle), moves, reason, now)
    return row, moves


def _stays_open(stage: StageRow, until: date, *, wanted: bool) -> None:
    if until > stage.closes and not wanted:
        raise ConflictError.of(
            f"bước đóng nhận bản nộp ngày {stage.closes:%d/%m/%Y}, trước {until:%d/%m/%Y}",
            f"collection closes on {stage.closes:%d/%m/%Y}, before {until:%d/%m/%Y}",
            where=stage.key,
            fix=Text(
                vi="thêm --hold-open để giữ bước mở cho mọi cơ quan; các ngày sau sẽ lùi theo (xem trước: --dry-run)",
                en="add --hold-open to keep the step open for all; what follows moves (see it with --dry-run)",
            ),
        )


def _follow(session: Session, stage: StageRow, now: datetime) -> Amendment:
    """Let the rest of the cycle follow a step that is held open."""
    cycle = get_cycle(session, stage.cycle)
    region = region_of(session, cycle)
    found = preview(session, cycle.key, region, now)
    must_fit(found, cycle.key, Text(vi="cho gia hạn đến ngày sớm hơn", en="grant an earlier day"))
    adopt(session, cycle, region, found, "extended", now)
    return found


def _region(session: Session, stage: StageRow) -> Region:
    return region_of(session, get_cycle(session, stage.cycle))


def _excuse(session: Session, stage: StageRow, obligation: ObligationRow, row: ExtensionRow, now: datetime) -> None:
    """Let the body owe by its own date: not late until the extension ends, reminded anew."""
    obligation.due, obligation.excused_until, obligation.was_late = row.until, row.expires_on, False
    obligation.reminded_through = now  # that it has more time is told now; rungs passed over are not made up
    if obligation.state in {ObligationState.PENDING, ObligationState.LATE}:
        move(obligation, ObligationState.EXCUSED)
    days = {*stage.excused_until, row.expires_on.isoformat()}
    stage.excused_until = sorted(days)
    cycle = get_cycle(session, stage.cycle)
    procedure, calendar = procedure_of(session, cycle), calendar_of(region_of(session, cycle), cycle.unit)
    set_wake(session, stage, procedure.progress, calendar)
    plan_reminder(obligation, stage, procedure.remind, calendar, now)
