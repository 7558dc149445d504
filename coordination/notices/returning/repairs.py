"""What a person does about notices that did not arrive: looks at refused mailboxes, sends again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from coordination.audit.service import record
from coordination.errors import ConflictError
from coordination.notices.service import get_notice
from coordination.notices.tables import MailboxRow, NoticeRow

UNSENT = ("failed", "set_aside", "uncertain")
WAITING = ("queued", "sending")


def resend(session: Session, keys: Sequence[str], by: str | None, now: datetime) -> list[NoticeRow]:
    """Put notices that failed, were set aside or are uncertain back into the queue; what waits there is left alone.

    NotFoundError for a key nobody knows, ConflictError for a notice that was delivered. The mark they left on a
    mailbox goes: somebody has looked at it.
    """
    rows = [get_notice(session, key) for key in dict.fromkeys(keys)]
    for row in rows:
        if row.state not in (*UNSENT, *WAITING):
            raise ConflictError.of(
                f"thông báo {row.key} đã gửi được, không gửi lại",
                f"notice {row.key} was delivered; it is not sent again",
            )
    for row in rows:
        if row.state in UNSENT:
            _requeue(session, row, by, now)
    session.exec(delete(MailboxRow).where(col(MailboxRow.notice).in_([row.key for row in rows])))
    return rows


def _requeue(session: Session, row: NoticeRow, by: str | None, now: datetime) -> None:
    data = {"recipient": row.recipient, "from": row.state, "reason": row.reason} | ({"by": by} if by else {})
    if row.state != "uncertain":
        row.mail = None  # it goes out afresh, to today's address; what may have arrived keeps its Message-ID
    row.state, row.reason, row.crashes = "queued", None, 0
    row.leased_by = row.leased_until = row.tried_at = row.retry_at = row.alarm = None
    session.flush()
    record(session, "notice.requeued", row.key, row.cycle, data, now)


def mailboxes(session: Session) -> list[dict[str, Any]]:
    """Give the addresses that were refused for good, by when, each with the body whose contact is to be mended."""
    query = (
        select(MailboxRow, NoticeRow)
        .join(NoticeRow, col(NoticeRow.key) == col(MailboxRow.notice))
        .order_by(col(MailboxRow.since), col(MailboxRow.address))
    )
    return [
        {
            "address": box.address,
            "body": notice.recipient,
            "office": notice.office,
            "notice": notice.key,
            "reason": box.reason,
            "since": box.since.isoformat(),
        }
        for box, notice in session.exec(query).all()
    ]
