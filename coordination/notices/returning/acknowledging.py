"""Asking for receipts: who has not acknowledged is reminded, then the office of the body's head is told, once each.

The region's configuration says which events are to be acknowledged, and within how many working days. Nothing is
asked about letters that ask themselves or that speak of the mail: that would never end. Circulars belong to no cycle;
their receipts are not asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from coordination.audit.service import record
from coordination.calendar.days import calendar_of
from coordination.cycles.queries import region_of
from coordination.cycles.rules import workday_offset
from coordination.cycles.tables import CycleRow
from coordination.kernel.clock import local_date, morning_of
from coordination.kernel.remember import remembered
from coordination.notices.tables import NoticeRow, ReceiptRow
from coordination.regions.model import AckRule, Region

RUNGS = (("notice.unacknowledged", "drafter"), ("notice.escalated", "head"))
"""What is told to which office, in order."""
NEVER_ASKED = ("notice.", "delivery.")
SETTLING = ("acknowledged", "answered")
"""Receipts after which nothing more is asked."""
_NEWER = aliased(NoticeRow)


def first_asked(session: Session, notice: NoticeRow, now: datetime) -> datetime | None:
    """Give the moment at which the receipt of a notice delivered now is asked for; None if it never is.

    It is the morning after the last of the working days, in the recipient's province, that the configuration gives.
    """
    if notice.type.startswith(NEVER_ASKED) or notice.chased >= len(RUNGS):
        return None
    cycle = session.get(CycleRow, notice.cycle)
    region = region_of(session, cycle) if cycle else None
    rule = _rules(region).get(notice.type) if region else None
    return _morning_after(region, notice.recipient, now, rule.within) if region and rule else None


def chase(session: Session, now: datetime) -> int:
    """Ask for every receipt whose moment has come; gives the number of letters.

    However long nobody looked, a notice climbs one rung at a time, and the next counts from the one before: who is
    reminded late has as long as who was reminded in time. An office gets one letter of all it has not acknowledged
    in a cycle. What was acknowledged, answered, superseded, bounced or cancelled is passed over in silence.
    """
    query = (
        select(NoticeRow, settled())
        .where(col(NoticeRow.chase_at) <= now)
        .order_by(col(NoticeRow.event), col(NoticeRow.recipient))
        .execution_options(populate_existing=True)  # marks are written past the session
    )
    letters: dict[tuple[str, str, int], list[tuple[NoticeRow, AckRule]]] = defaultdict(list)
    for row, is_settled in session.exec(query).all():
        rule = None if is_settled or row.state != "delivered" else _rule(session, row)
        row.chase_at = None
        if rule is not None and row.chased < len(RUNGS):
            letters[row.cycle, row.recipient, row.chased].append((row, rule))
    for (cycle, body, rung), asked in letters.items():
        _ask(session, session.get_one(CycleRow, cycle), body, rung, asked, now)
    return len(letters)


def awaited(session: Session, body: str) -> list[tuple[NoticeRow, date]]:
    """Give the notices whose receipt a body still owes, in order, each with the last day on which it is in time."""
    query = (
        select(NoticeRow)
        .where(NoticeRow.recipient == body, NoticeRow.state == "delivered", ~settled())
        .where(or_(col(NoticeRow.chase_at).is_not(None), col(NoticeRow.chased) > 0))
        .order_by(col(NoticeRow.event))
        .execution_options(populate_existing=True)
    )
    found = ((row, _rule(session, row)) for row in session.exec(query).all())
    return [(row, _until(session, row, rule)) for row, rule in found if rule is not None]


def settled() -> ColumnElement[bool]:
    """Say of a notice in a query whether nothing is to be asked: it was acknowledged, answered or superseded."""
    received = exists().where(col(ReceiptRow.notice) == col(NoticeRow.key), col(ReceiptRow.step).in_(SETTLING))
    superseded = exists().where(col(_NEWER.supersedes) == col(NoticeRow.key))
    return or_(received, superseded)


def asked_within(region: Region, kind: str) -> int | None:
    """Give within how many working days notices of an event are to be acknowledged; None if they are not."""
    rule = _rules(region).get(kind)
    return rule.within if rule else None


@remembered
def _rules(region: Region) -> dict[str, AckRule]:
    return {event: rule for rule in region.acknowledge for event in rule.events if not event.startswith(NEVER_ASKED)}


def _rule(session: Session, row: NoticeRow) -> AckRule | None:
    """Give the rule that asks for a receipt today; None for a cancelled cycle or a body that is no more."""
    cycle = session.get(CycleRow, row.cycle)
    if cycle is None or (cycle.state == "cancelled" and row.type != "cycle.cancelled"):
        return None
    region = region_of(session, cycle)
    return _rules(region).get(row.type) if region.body(row.recipient) else None


def _ask(
    session: Session,
    cycle: CycleRow,
    body: str,
    rung: int,
    asked: Sequence[tuple[NoticeRow, AckRule]],
    now: datetime,
) -> None:
    region, (kind, role) = region_of(session, cycle), RUNGS[rung]
    last = rung + 1 == len(RUNGS)
    until = None if last else min(_last_day(region, body, now, rule.superior_after) for _, rule in asked)
    data = {
        "body": body,
        "role": role,
        "stage": _common(row.stage for row, _ in asked),
        "answer_by": until.isoformat() if until else None,
        "items": [_item(session, row, rule) for row, rule in asked],
    }
    for row, rule in asked:
        row.chased += 1
        row.chase_at = None if last else _morning_after(region, body, now, rule.superior_after)
    session.flush()
    record(session, kind, body, cycle.key, data, now)


def _item(session: Session, row: NoticeRow, rule: AckRule) -> dict[str, Any]:
    return {
        "notice": row.key,
        "about": row.type,
        "subject": row.subject or "",
        "stage": row.stage,
        "delivered": row.delivered_at.isoformat() if row.delivered_at else None,
        "until": _until(session, row, rule).isoformat(),
    }


def _until(session: Session, row: NoticeRow, rule: AckRule) -> date:
    region = region_of(session, session.get_one(CycleRow, row.cycle))
    return _last_day(region, row.recipient, row.delivered_at or row.created_at, rule.within)


def _last_day(region: Region, recipient: str, since: datetime, days: int) -> date:
    return _waits(region).of(recipient, local_date(since), days)[0]


def _morning_after(region: Region, recipient: str, since: datetime, days: int) -> datetime:
    return _waits(region).of(recipient, local_date(since), days)[1]


class _Waits:
    """Last days and the mornings after them: counted once for all who are told on a day in a province."""

    def __init__(self, region: Region) -> None:
        self._region = region
        self._known: dict[tuple[str | None, date, int], tuple[date, datetime]] = {}

    def of(self, recipient: str, since: date, days: int) -> tuple[date, datetime]:
        body = self._region.body(recipient)
        asked = (body.unit if body else None, since, days)
        if asked not in self._known:
            calendar = calendar_of(self._region, asked[0])
            last = workday_offset(calendar, since, days)
            self._known[asked] = last, morning_of(calendar.next_working(last + timedelta(days=1)))
        return self._known[asked]


_waits = remembered(_Waits)


def _common(stages: Iterable[str | None]) -> str | None:
    """Give the step that all are about; None if they are about several, or none."""
    found = set(stages)
    return found.pop() if len(found) == 1 else None
