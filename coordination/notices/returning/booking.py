"""Books what came back by mail: who can send mail can forge it, so only what fits a notice that was sent counts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import delete, or_
from sqlmodel import Session, col, select

from coordination.audit.service import record
from coordination.audit.tables import EventRow
from coordination.kernel.clock import local_date
from coordination.kernel.text import nfc
from coordination.notices.returning.acknowledging import SETTLING, first_asked
from coordination.notices.returning.bounces import Report, messages_in, read_report
from coordination.notices.returning.offices import mailbox_of
from coordination.notices.service import receive
from coordination.notices.tables import DeliveryRow, MailboxRow, NoticeRow, ReceiptRow

_STEPS = {"delivered": "arrived", "opened": "opened", "answer": "answered"}
_TROUBLES = {"failed": ("notice.bounced", "failed"), "delayed": ("notice.delayed", "deferred")}
"""Of each kind of trouble the event, and how the attempt ended."""
_COUNTED = {**_STEPS, "failed": "failed", "delayed": "delayed"}
_HANDED_OVER = ("delivered", "uncertain")
_NOT_THE_ADDRESS = ("5.3", "5.6", "5.7")
"""Enhanced status codes (RFC 3463) that blame the other server, the letter or a policy, and not the address."""
LONGEST_ANSWER = 200


@dataclass(frozen=True, slots=True)
class Mail:
    """One message that came in: its name, the hash by which it is known again, and what it says."""

    name: str
    mark: str
    reports: tuple[Report, ...]


@dataclass(slots=True)
class Booked:
    """What was read and what became of it; ``items`` holds all but automatic replies and mail about no notice."""

    read: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    items: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Give it as ``notices bounces --json`` shows it."""
        names = ("arrived", "failed", "delayed", "opened", "answered", "auto_replies", "unknown", "ignored", "again")
        return {"read": self.read} | {name: self.counts[name] for name in (*names, "other")} | {"items": self.items}


def mail_in(path: Path) -> list[Mail]:
    """Read a mailbox, before anything is written. NotFoundError, InvalidInputError as ``messages_in``."""
    found = messages_in(path)
    return [Mail(name, sha256(content).hexdigest(), tuple(read_report(content))) for name, content in found]


def book(session: Session, mails: Iterable[Mail], now: datetime) -> Booked:
    """Write down what came back; the same message twice is once, and nothing that came in is answered."""
    booked = Booked()
    for mail in mails:
        booked.read += 1
        for report in mail.reports:
            _take(session, booked, mail, report, now)
    return booked


def _take(session: Session, booked: Booked, mail: Mail, report: Report, now: datetime) -> None:
    if report.kind == "auto_reply" or report.kind not in _COUNTED:
        booked.counts["auto_replies" if report.kind == "auto_reply" else "other"] += 1
        return
    rows = _rows(session, report.notice)
    for row in rows:
        outcome = _book(session, row, report, mail.mark, now) if _fits(session, row, report, now) else "not_matching"
        booked.counts[_name(report, outcome)] += 1
        booked.items.append(_item(mail, report, row.key, outcome))
    if not rows:
        booked.counts["unknown"] += 1
        booked.items.append(_item(mail, report, report.notice, "unknown"))


def _name(report: Report, outcome: str) -> str:
    return {"booked": _COUNTED[report.kind], "again": "again"}.get(outcome, "ignored")


def _item(mail: Mail, report: Report, notice: str | None, outcome: str) -> dict[str, Any]:
    return {
        "message": mail.name,
        "kind": report.kind,
        "notice": notice,
        "recipient": report.recipient,
        "status": report.status,
        "words": report.words,
        "at": report.at.isoformat() if report.at else None,
        "outcome": outcome,
    }


def _rows(session: Session, name: str | None) -> list[NoticeRow]:
    """Give the notices a report names: one, or all that went out in a digest."""
    if name is None:
        return []
    query = select(NoticeRow).where(or_(col(NoticeRow.key) == name, col(NoticeRow.mail) == name))
    return list(session.exec(query.order_by(col(NoticeRow.key)).execution_options(populate_existing=True)))


def _fits(session: Session, row: NoticeRow, report: Report, now: datetime) -> bool:
    """Say whether a report speaks of the address a notice was sent to, or comes from an office of its recipient."""
    if row.attempts == 0 or report.recipient is None:
        return False
    if nfc(report.recipient).casefold() == nfc(row.address).casefold():
        return True
    of_people = report.kind in {"opened", "answer"}
    return of_people and mailbox_of(session, row, report.recipient, local_date(now)) is not None


def _book(session: Session, row: NoticeRow, report: Report, mark: str, now: datetime) -> str:
    if report.kind in _TROUBLES:
        return _book_trouble(session, row, report, mark, now)
    step = _STEPS[report.kind]
    if session.get(ReceiptRow, (row.key, step)) is not None:
        return "again"
    office = mailbox_of(session, row, report.recipient or "", local_date(now)) or row.office
    words = report.words[:LONGEST_ANSWER] if step == "answered" else ""
    if row.state == "uncertain":
        _arrived_after_all(session, row, now)
    receive(session, row.key, step, row.recipient, office, words, now)
    session.exec(delete(MailboxRow).where(col(MailboxRow.address) == row.address))  # it came by mail: the mailbox works
    return "booked"


def _arrived_after_all(session: Session, row: NoticeRow, now: datetime) -> None:
    """Take a notice nobody had answered for as delivered: it came back that it arrived."""
    row.state, row.reason, row.retry_at = "delivered", None, None
    row.delivered_at, row.chase_at = now, first_asked(session, row, now)


def _book_trouble(session: Session, row: NoticeRow, report: Report, mark: str, now: datetime) -> str:
    event, ended = _TROUBLES[report.kind]
    if _is_booked(session, row.key, event, mark):
        return "again"
    if row.state not in _HANDED_OVER:
        return "out_of_date"  # it has failed already, or is about to be sent again
    if any(session.get(ReceiptRow, (row.key, step)) for step in SETTLING):
        return "contradicted"  # its recipient has said that it came
    row.attempts += 1
    if report.kind == "failed":
        _fail(session, row, report, now)
    session.add(
        DeliveryRow(
            notice=row.key,
            attempt=row.attempts,
            outcome=ended,
            phase="bounce",
            reply=report.words,
            address=row.address,
            mail=row.mail or row.key,
            at=now,
        )
    )
    session.flush()
    data = {
        "recipient": row.recipient,
        "address": row.address,
        "attempt": row.attempts,
        "status": report.status,
        "reply": report.words,
        "report": mark,
    }
    record(session, event, row.key, row.cycle, data, now)
    return "booked"


def _fail(session: Session, row: NoticeRow, report: Report, now: datetime) -> None:
    row.state, row.reason = "failed", report.words
    row.delivered_at = row.chase_at = row.retry_at = row.alarm = None
    blamed = not (report.status or "").startswith(_NOT_THE_ADDRESS)
    if blamed and session.get(MailboxRow, row.address) is None:
        session.add(MailboxRow(address=row.address, notice=row.key, reason=report.words, since=now))
        session.flush()  # a digest to one address has several notices


def _is_booked(session: Session, key: str, event: str, mark: str) -> bool:
    query = select(EventRow.data).where(EventRow.subject == key, EventRow.type == event)
    return any(json.loads(data)["report"] == mark for data in session.exec(query))
