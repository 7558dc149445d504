"""What the secretariat is told of the mail itself: notices that are delayed, and those that failed for good."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from coordination.audit.service import record
from coordination.notices.sending.policy import MailPolicy
from coordination.notices.tables import NoticeRow
from coordination.store.database import Database

FAILED, DELAYED = "delivery.failed", "delivery.delayed"
LOST = ("failed", "set_aside")


def raise_alarms(database: Database, policy: MailPolicy, now: datetime) -> bool:
    """Tell the secretariat of each region, once a trouble, which notices do not arrive; gives whether it was told.

    Read from what is written down, so that a deliverer killed before it told leaves it to the next one. A letter
    about such trouble that fails itself is told to nobody: that would never end.
    """
    late = now - timedelta(hours=policy.warn_after_hours)
    failed = and_(col(NoticeRow.state).in_(LOST), or_(col(NoticeRow.alarm).is_(None), col(NoticeRow.alarm) == DELAYED))
    delayed = and_(
        col(NoticeRow.state).in_(("queued", "uncertain")),
        col(NoticeRow.tried_at) <= late,
        col(NoticeRow.alarm).is_(None),
    )
    ours = col(NoticeRow.type).in_((FAILED, DELAYED))
    with database.read() as session:
        if session.exec(select(NoticeRow.key).where(or_(failed, delayed), ~ours).limit(1)).first() is None:
            return False
    query = select(NoticeRow).execution_options(populate_existing=True)  # marks are written past the session
    with database.write("raise alarms") as session:
        for alarm, condition in ((FAILED, failed), (DELAYED, delayed)):
            rows = session.exec(query.where(condition, ~ours).order_by(col(NoticeRow.event)))
            _tell(session, alarm, list(rows), now)
    return True


def _tell(session: Session, alarm: str, rows: list[NoticeRow], now: datetime) -> None:
    of_cycle: dict[str, list[NoticeRow]] = defaultdict(list)
    for row in rows:
        row.alarm = alarm
        of_cycle[row.cycle].append(row)
    for cycle, mine in of_cycle.items():
        record(session, alarm, cycle, cycle, {"notices": [_item(row) for row in mine]}, now)


def _item(row: NoticeRow) -> dict[str, Any]:
    return {
        "notice": row.key,
        "about": row.type,
        "body": row.recipient,
        "office": row.office,
        "address": row.address,
        "state": row.state,
        "attempts": row.attempts,
        "since": (row.tried_at or row.created_at).isoformat(),
        "reason": row.reason or "",
    }
