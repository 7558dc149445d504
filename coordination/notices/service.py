"""Looking into the outbox and receiving acknowledgements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import func
from sqlmodel import Session, col, select

from coordination.audit.service import record
from coordination.errors import ConflictError, NotFoundError, NotPermittedError
from coordination.kernel.clock import VIETNAM
from coordination.notices.sending.policy import MailPolicy
from coordination.notices.tables import STATES, DeliveryRow, NoticeRow, ReceiptRow

__all__ = [
    "STATES",
    "acknowledge",
    "acknowledgement_of",
    "arrival_of",
    "attempts_of",
    "awaiting_digest",
    "check_told_before",
    "counts",
    "get_notice",
    "listed",
    "receipts_of",
    "receive",
    "superseded_by",
]


class Filter(TypedDict, total=False):
    """Which notices are wanted; what is absent or None says nothing."""

    recipient: str | None
    address: str | None
    cycle: str | None
    stage: str | None
    kind: str | None
    state: str | None
    since: datetime | None
    """Told at this moment or later."""
    until: datetime | None
    """Told before this moment."""
    unacknowledged: bool
    """Delivered, and nobody has said so yet."""


_COLUMNS = {
    "recipient": NoticeRow.recipient,
    "address": NoticeRow.address,
    "cycle": NoticeRow.cycle,
    "stage": NoticeRow.stage,
    "kind": NoticeRow.type,
    "state": NoticeRow.state,
}


def listed(session: Session, *, limit: int = 100, **wanted: Unpack[Filter]) -> list[NoticeRow]:
    """Give notices, newest first."""
    query = select(NoticeRow).where(
        *(col(column) == wanted[name] for name, column in _COLUMNS.items() if wanted.get(name) is not None)  # type: ignore[literal-required]
    )
    if since := wanted.get("since"):
        query = query.where(col(NoticeRow.created_at) >= since)
    if until := wanted.get("until"):
        query = query.where(col(NoticeRow.created_at) < until)
    if wanted.get("unacknowledged"):
        said = select(ReceiptRow.notice).where(col(ReceiptRow.step).in_(("acknowledged", "answered")))
        query = query.where(NoticeRow.state == "delivered", col(NoticeRow.key).not_in(said))
    return list(session.exec(query.order_by(col(NoticeRow.event).desc(), col(NoticeRow.recipient)).limit(limit)))


def get_notice(session: Session, key: str) -> NoticeRow:
    """Give a notice by its key."""
    row = session.get(NoticeRow, key, populate_existing=True)  # marks are written past the session
    if row is None:
        raise NotFoundError.of(f"không có thông báo {key}", f"there is no notice {key}")
    return row


def attempts_of(session: Session, key: str) -> list[DeliveryRow]:
    """Give every attempt to deliver a notice, in order."""
    return list(session.exec(select(DeliveryRow).where(DeliveryRow.notice == key).order_by(col(DeliveryRow.attempt))))


def receipts_of(session: Session, key: str) -> list[ReceiptRow]:
    """Give all that came back of a notice, in order of time."""
    return list(session.exec(select(ReceiptRow).where(ReceiptRow.notice == key).order_by(col(ReceiptRow.at))))


def acknowledgement_of(session: Session, key: str) -> ReceiptRow | None:
    """Give the receipt of a notice, if there is one."""
    return session.get(ReceiptRow, (key, "acknowledged"))


def acknowledge(session: Session, key: str, body: str, office: str, now: datetime) -> ReceiptRow:
    """Record that a body has received a notice; twice is once; another body may not."""
    return receive(session, key, "acknowledged", body, office, "", now)


def receive(session: Session, key: str, step: str, body: str, office: str, words: str, now: datetime) -> ReceiptRow:
    """Record what came back of a notice: that it arrived, was opened, acknowledged or answered; twice is once.

    A notice that was never sent may be received too: its body can read it in its inbox here.
    NotPermittedError for a body it was not sent to; ConflictError for a moment before the notice was made.
    """
    notice = get_notice(session, key)
    if notice.recipient != body:
        raise NotPermittedError.of(
            f"thông báo {key} gửi {notice.recipient}, không phải {body}",
            f"notice {key} is for {notice.recipient}, not for {body}",
        )
    check_told_before(notice, now)
    row = session.get(ReceiptRow, (key, step))
    if row is not None:
        return row
    row = ReceiptRow(notice=key, step=step, body=body, office=office, words=words, at=now)
    session.add(row)
    if step in {"acknowledged", "answered"}:
        notice.chase_at = None
    session.flush()
    record(session, f"notice.{step}", key, notice.cycle, {"body": body, "office": office} | _said(words), now)
    return row


def check_told_before(notice: NoticeRow, now: datetime) -> None:
    """Raise ConflictError where something would happen to a notice before it was made."""
    if now < notice.created_at:
        made = f"{notice.created_at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
        raise ConflictError.of(
            f"thông báo {notice.key} lập lúc {made}; không thể ghi việc xảy ra trước đó",
            f"notice {notice.key} was made on {made}; nothing can happen to it before",
        )


def superseded_by(session: Session, key: str) -> str | None:
    """Give the key of the notice that corrects a notice, the newest if there are several; None if it stands.

    What was acknowledged is the old one alone: nothing of it is carried over.
    """
    query = select(NoticeRow.key).where(NoticeRow.supersedes == key).order_by(col(NoticeRow.event).desc()).limit(1)
    return session.exec(query).first()


def arrival_of(session: Session, row: NoticeRow) -> dict[str, Any]:
    """Give what came back of a notice, step by step, and what it corrects or is corrected by, as ``--json`` shows it."""
    receipts = receipts_of(session, row.key)
    return {
        "receipts": [
            {
                "step": each.step,
                "body": each.body,
                "office": each.office,
                "words": each.words,
                "at": each.at.isoformat(),
            }
            for each in receipts
        ],
        "supersedes": row.supersedes,
        "superseded_by": superseded_by(session, row.key),
    }


def _said(words: str) -> dict[str, str]:
    return {"words": words} if words else {}


def awaiting_digest(session: Session, policy: MailPolicy, now: datetime) -> int:
    """Count the notices that wait for nothing but the next digest of an office that is told together."""
    query = select(NoticeRow.digest, NoticeRow.created_at).where(
        NoticeRow.state == "queued",
        col(NoticeRow.digest).is_not(None),
        col(NoticeRow.mail).is_(None),  # begun: it goes out whenever it is tried again
        col(NoticeRow.type).not_in(policy.digest.at_once),
    )
    due = policy.digests_before(now)
    return sum(created > due[kind] for kind, created in session.exec(query) if kind is not None)


def counts(session: Session) -> Mapping[str, int]:
    """Count notices by state, and those acknowledged."""
    states = Counter(dict(session.exec(select(NoticeRow.state, func.count()).group_by(NoticeRow.state)).all()))
    receipts = Counter(dict(session.exec(select(ReceiptRow.step, func.count()).group_by(ReceiptRow.step)).all()))
    return {
        "created": sum(states.values()),
        "delivered": states["delivered"],
        "failed": states["failed"],
        "uncertain": states["uncertain"],
        "queued": states["queued"] + states["sending"],
        "set_aside": states["set_aside"],
        "acknowledged": receipts["acknowledged"],
    }
