"""Circulars: what a secretariat tells any selection of bodies in its own words, and what replaces it when it was wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from coordination.audit.rules import written
from coordination.audit.service import Event, events_at, record
from coordination.audit.tables import EventRow
from coordination.cycles.opening import keep_snapshot
from coordination.errors import ConflictError, InvalidInputError, LienVungError, UsageError
from coordination.kernel.clock import end_of_day, local_date, start_of_day
from coordination.notices.circulars.drafts import Draft
from coordination.notices.circulars.enclosures import CIRCULAR, keep_enclosures
from coordination.notices.service import get_notice
from coordination.notices.tables import NoticeRow
from coordination.notices.telling.letters import is_simulated
from coordination.notices.telling.outbox import write_notices
from coordination.notices.telling.rules import contact_on
from coordination.regions.communes import communes_of
from coordination.regions.model import Body, National, Region
from coordination.regions.rules import select_all

_STANDING_FOR = ("self", "addressees")
"""What `tells` of a configuration calls those a circular is sent to; whoever else is named there is told besides."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A body a circular is for, and the office that gets it; no address where none receives mail on that day."""

    body: Body
    office: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Circular:
    """A circular as it was made, and whether it was made now."""

    key: str
    event: int
    new: bool
    reached: tuple[Reached, ...]
    data: Mapping[str, Any]


def announce(
    session: Session,
    region: Region,
    bodies: Sequence[Body],
    selectors: Sequence[str],
    draft: Draft,
    now: datetime,
    *,
    again: bool = False,
) -> Circular:
    """Tell bodies something, in one circular; the same one on the same day is made once, unless ``again``.

    InvalidInputError if none of them receives mail on that day.
    """
    told = list({body.code: body for body in (*bodies, *_copied_to(region))}.values())
    said = _said(draft, keep_enclosures(session, draft.files), told) | {"supersedes": None}
    if not again and (made := _same_today(session, region.code, said, now)) is not None:
        return _circular(made, told, new=False)
    said |= {"selectors": list(selectors), "simulated": False, "replaces": None}
    return _tell(session, region, told, said, now)


def correct(
    session: Session, region: Region, bodies: Sequence[Body], key: str, draft: Draft, now: datetime
) -> Circular:
    """Tell all who were told an event that a new notice stands in its place; ``bodies`` are those of `told_again`.

    A draft without files goes with those of the circular it replaces. Receipts of the old notices stay with them and
    are asked for no more. The same correction again changes nothing; ConflictError, naming the newest notice, for one
    that has been replaced otherwise.
    """
    old = get_notice(session, key)
    (event,) = events_at(session, [old.event])
    files = keep_enclosures(session, draft.files) or event.data.get("attachments", [])
    said = _said(draft, files, bodies) | {"supersedes": event.seq}
    newer = replaced_by(session, event.seq)
    if newer is not None:
        (made,) = events_at(session, [newer])
        if _is_same(made.data, said):
            return _circular(made, bodies, new=False)
        raise _replaced(session, old, newer)
    said |= {
        "selectors": event.data["selectors"] if event.type == CIRCULAR else [key],
        "simulated": is_simulated(session, old),
        "replaces": {"subject": event.data.get("subject"), "on": local_date(event.at).isoformat()},
    }
    circular = _tell(session, region, bodies, said, now)
    session.connection().execute(update(NoticeRow).where(col(NoticeRow.event) == event.seq).values(chase_at=None))
    return circular


def subject_of(session: Session, key: str) -> str:
    """Give the subject of a circular by one of its notices; UsageError for a notice of anything else."""
    (event,) = events_at(session, [get_notice(session, key).event])
    if event.type != CIRCULAR:
        raise UsageError.of(
            f"{key} không phải thông báo chung; viết tiêu đề mới: --subject",
            f"{key} is no circular; write a subject: --subject",
        )
    return str(event.data["subject"])


def told_again(session: Session, key: str, region: Region, national: National) -> list[Body]:
    """Give the bodies that were told the event of a notice and are still there, with their offices of today."""
    event = get_notice(session, key).event
    codes = session.exec(select(NoticeRow.recipient).where(NoticeRow.event == event).order_by(col(NoticeRow.recipient)))
    told = codes.all()
    there = {code: body for code in told if (body := region.body(code)) is not None}
    if len(there) < len(told):
        there |= {body.code: body for body in communes_of(national, region)}
    return [there[code] for code in told if code in there]


def replaced_by(session: Session, event: int) -> int | None:
    """Give the event whose notices stand in the place of those of an event; None while they hold themselves."""
    old = select(NoticeRow.key).where(NoticeRow.event == event)
    return session.exec(select(NoticeRow.event).where(col(NoticeRow.supersedes).in_(old)).limit(1)).first()


def _replaced(session: Session, old: NoticeRow, newer: int) -> LienVungError:
    newest = newer
    while (after := replaced_by(session, newest)) is not None:
        newest = after
    mine = col(NoticeRow.recipient) != old.recipient
    key = session.exec(select(NoticeRow.key).where(NoticeRow.event == newest).order_by(mine)).first()
    return ConflictError.of(
        f"thông báo {old.key} đã được thay thế; hãy đính chính thông báo mới nhất: {key}",
        f"notice {old.key} has been replaced; correct the newest one: {key}",
    )


def _said(draft: Draft, files: list[dict[str, Any]], bodies: Sequence[Body]) -> dict[str, Any]:
    return {
        "subject": draft.subject,
        "body": draft.body,
        "content": draft.content,
        "attachments": files,
        "recipients": [body.code for body in bodies],
        "reason": draft.reason,
    }


def _is_same(made: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    return all(made.get(name) == value for name, value in said.items())


def _same_today(session: Session, region: str, said: Mapping[str, Any], now: datetime) -> Event | None:
    day = local_date(now)
    today = _of(region).where(
        col(EventRow.at) >= written(start_of_day(day)), col(EventRow.at) < written(end_of_day(day))
    )
    made = events_at(session, session.exec(today).all())
    return next((each for each in made if _is_same(each.data, said)), None)


def _of(region: str) -> SelectOfScalar[int]:
    return select(EventRow.seq).where(EventRow.type == CIRCULAR, EventRow.cycle == region)


def _tell(session: Session, region: Region, bodies: Sequence[Body], said: dict[str, Any], now: datetime) -> Circular:
    reached = _reached(bodies, now)
    if not any(each.address for each in reached):
        raise InvalidInputError.of(
            f"không cơ quan nào nhận thư vào ngày {local_date(now):%d/%m/%Y}",
            f"no body receives mail on {local_date(now):%d/%m/%Y}",
        )
    number = len(session.exec(_of(region.code)).all()) + 1
    key, snapshot = f"{region.code}/announcement/{number}", keep_snapshot(session, region)
    data = said | {"snapshot": snapshot}
    event = record(session, CIRCULAR, key, region.code, data, now)
    write_notices(
        session, event, bodies, snapshot, unlisted=[each for each in bodies if region.body(each.code) is None]
    )
    return Circular(key, event.seq, True, reached, data)


def _circular(made: Event, bodies: Sequence[Body], *, new: bool) -> Circular:
    return Circular(made.subject, made.seq, new, _reached(bodies, made.at), made.data)


def _reached(bodies: Iterable[Body], now: datetime) -> tuple[Reached, ...]:
    found = [(body, contact_on(body, local_date(now))) for body in bodies]
    return tuple(
        Reached(body, each.office.in_language(each.language) if each else None, each.email if each else None)
        for body, each in found
    )


def _copied_to(region: Region) -> list[Body]:
    named = {to: None for tell in region.tells if tell.event == CIRCULAR for to in tell.to}
    return select_all(region, [to for to in named if to not in _STANDING_FOR])
