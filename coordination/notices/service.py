"""Looking into the outbox and receiving acknowledgements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from coordination.audit.service import record
from coordination.errors import NotFoundError, NotPermittedError
from coordination.notices.tables import AcknowledgementRow, DeliveryRow, NoticeRow

STATES = ("queued", "sending", "delivered", "uncertain", "failed")


def listed(
    session: Session,
    *,
    recipient: str | None = None,
    cycle: str | None = None,
    kind: str | None = None,
    state: str | None = None,
    limit: int = 100,
) -> list[NoticeRow]:
    """Give notices, newest first, by any of recipient, cycle, event type and state."""
    query = select(NoticeRow)
    if recipient:
        query = query.where(NoticeRow.recipient == recipient)
    if cycle:
        query = query.where(NoticeRow.cycle == cycle)
    if kind:
        query = query.where(NoticeRow.type == kind)
    if state:
        query = query.where(NoticeRow.state == state)
    return list(session.exec(query.order_by(col(NoticeRow.event).desc(), col(NoticeRow.recipient)).limit(limit)))


def get_notice(session: Session, key: str) -> NoticeRow:
    """Give a notice by its key."""
    row = session.get(NoticeRow, key)
    if row is None:
        raise NotFoundError.of(f"không có thông báo {key}", f"there is no notice {key}")
    return row


def attempts_of(session: Session, key: str) -> list[DeliveryRow]:
    """Give every attempt to deliver a notice, in order."""
    return list(session.exec(select(DeliveryRow).where(DeliveryRow.notice == key).order_by(col(DeliveryRow.attempt))))


def acknowledgement_of(session: Session, key: str) -> AcknowledgementRow | None:
    """Give the receipt of a notice, if there is one."""
    return session.get(AcknowledgementRow, key)


def acknowledge(session: Session, key: str, body: str, office: str, now: datetime) -> AcknowledgementRow:
    """Record that a body has received a notice; twice is once; another body may not."""
    notice = get_notice(session, key)
    if notice.recipient != body:
        raise NotPermittedError.of(
            f"thông báo {key} gửi {notice.recipient}, không phải {body}",
            f"notice {key} is for {notice.recipient}, not for {body}",
        )
    row = session.get(AcknowledgementRow, key)
    if row is not None:
        return row
    row = AcknowledgementRow(notice=key, body=body, office=office, at=now)
    session.add(row)
    session.flush()
    record(session, "notice.acknowledged", key, notice.cycle, {"body": body, "office": office}, now)
    return row


def counts(session: Session) -> Mapping[str, int]:
    """Count notices by state, and those acknowledged."""
    states = Counter(dict(session.exec(select(NoticeRow.state, func.count()).group_by(NoticeRow.state)).all()))
    acknowledged = session.exec(select(func.count()).select_from(AcknowledgementRow)).one()
    return {
        "created": sum(states.values()),
        "delivered": states["delivered"],
        "failed": states["failed"],
        "uncertain": states["uncertain"],
        "queued": states["queued"] + states["sending"],
        "acknowledged": acknowledged,
    }
