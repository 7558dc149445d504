"""What becomes of notices whose letters went out: the state and the event. No wire and no leases here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, update
from sqlmodel import Session, col, select

from coordination.audit.service import Entry, record, record_all
from coordination.notices.returning.acknowledging import first_asked
from coordination.notices.sending.notes import Attempt
from coordination.notices.sending.outcome import Outcome
from coordination.notices.sending.policy import MailPolicy
from coordination.notices.tables import DeliveryRow, MailboxRow, NoticeRow

GIVEN_UP = "given up after {hours} hours; last: {words}"
_CHANGED = (
    *("state", "reason", "attempts", "leased_by", "leased_until"),
    *("tried_at", "retry_at", "delivered_at", "chase_at"),
)
_MARK = (
    update(NoticeRow).where(col(NoticeRow.key) == bindparam("of")).values({name: bindparam(name) for name in _CHANGED})
)
_STATE = {"failed": "failed", "uncertain": "uncertain", "deferred": "queued"}


def set_aside(session: Session, row: NoticeRow, reason: str, now: datetime) -> None:
    """Take a notice out of the way of the others, with the reason."""
    row.state, row.reason, row.retry_at = "set_aside", reason, None
    row.leased_by = row.leased_until = None
    data = {"recipient": row.recipient, "attempts": row.attempts, "reason": reason}
    record(session, "notice.set_aside", row.key, row.cycle, data, now)


def mark(session: Session, attempts: Sequence[Attempt], policy: MailPolicy, now: datetime) -> list[str]:
    """Draw from how attempts ended what becomes of their notices; gives the state each is in."""
    marked = [_marked(session, each, policy, now) for each in attempts]
    if not marked:
        return []
    session.connection().execute(_MARK, marked)
    told = [
        Entry(f"notice.{row['state']}", each.row.key, each.row.cycle, _told(each, row["reason"]))
        for each, row in zip(attempts, marked, strict=True)
        if row["state"] != "queued"
    ]
    record_all(session, told, now)
    _mailboxes(session, attempts, now)
    return [row["state"] for row in marked]


def _marked(session: Session, attempt: Attempt, policy: MailPolicy, now: datetime) -> dict[str, Any]:
    """Give what changes in the row of a notice after an attempt."""
    row = attempt.row
    state, reason, retry = _becomes(row, attempt.outcome, policy, now)
    delivered = state == "delivered"
    return {
        "of": row.key,
        "state": state,
        "reason": reason,
        "attempts": attempt.number,
        "leased_by": None,
        "leased_until": None,
        "tried_at": row.tried_at or now,
        "retry_at": retry,
        "delivered_at": now if delivered else None,
        "chase_at": first_asked(session, row, now) if delivered else None,
    }


def _becomes(
    row: NoticeRow, outcome: Outcome, policy: MailPolicy, now: datetime
) -> tuple[str, str | None, datetime | None]:
    """Give state, reason and the next moment to try of a notice after an attempt."""
    if outcome.verdict == "sent":
        return "delivered", None, None
    if outcome.of_server:
        return "queued", outcome.words, None
    if outcome.verdict == "deferred" and outcome.phase == "letter" and row.crashes >= policy.most_crashes:
        return "set_aside", outcome.words, None
    over = now - (row.tried_at or now) >= policy.patience
    if outcome.verdict == "deferred" and over:
        return "failed", GIVEN_UP.format(hours=policy.give_up_after_hours, words=outcome.words), None
    again = outcome.verdict == "deferred" or (outcome.verdict == "uncertain" and policy.uncertain == "resend")
    retry = now + policy.wait(row.attempts + 1) if again and not over else None
    return _STATE[outcome.verdict], outcome.words, retry


def _told(attempt: Attempt, reason: str | None) -> dict[str, Any]:
    told = {
        "recipient": attempt.row.recipient,
        "address": attempt.row.address,
        "mail": attempt.mail,
        "text_hash": attempt.text_hash,
        "attempt": attempt.number,
        "phase": attempt.outcome.phase,
        "reply": attempt.outcome.words,
    }
    return told | ({"reason": reason} if reason else {})


def _mailboxes(session: Session, attempts: Sequence[Attempt], now: datetime) -> None:
    """Mark the mailboxes that were refused for good; what takes a letter is in order, unless refused since."""
    for attempt in attempts:
        row, outcome = attempt.row, attempt.outcome
        marked = session.get(MailboxRow, row.address) if outcome.bad_address else None
        if outcome.bad_address and marked is None:
            session.add(MailboxRow(address=row.address, notice=row.key, reason=outcome.words, since=now))
    refused = {each.row.address for each in attempts if each.outcome.bad_address}
    taken = {each.row.address for each in attempts if each.outcome.verdict == "sent"} - refused
    if taken:
        bounced = select(DeliveryRow.notice).where(DeliveryRow.phase == "bounce")  # a relay takes what it then returns
        in_order = delete(MailboxRow).where(col(MailboxRow.address).in_(taken), col(MailboxRow.notice).not_in(bounced))
        session.connection().execute(in_order)
    session.flush()
