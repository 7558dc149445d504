"""What becomes of notices whose letters went out: the attempt, the state, the event. No wire and no leases here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, outerjoin, select, update
from sqlmodel import Session, col

from coordination.audit.service import record
from coordination.kernel.process import identity
from coordination.notices.acknowledging import first_asked
from coordination.notices.outcome import Outcome
from coordination.notices.policy import MailPolicy
from coordination.notices.tables import DeliveryRow, MailboxRow, NoticeRow

DIED = "the sender died before the answer was marked"
IN_DOUBT = Outcome("uncertain", "end", DIED)
GIVEN_UP = "given up after {hours} hours; last: {words}"
_CHANGED = (
    *("state", "reason", "attempts", "leased_by", "leased_until"),
    *("tried_at", "retry_at", "delivered_at", "chase_at"),
)
_MARK = (
    update(NoticeRow).where(col(NoticeRow.key) == bindparam("of")).values({name: bindparam(name) for name in _CHANGED})
)
_MINE = (
    select(func.coalesce(func.max(DeliveryRow.attempt), 0))
    .select_from(outerjoin(NoticeRow, DeliveryRow, col(DeliveryRow.notice) == col(NoticeRow.key)))
    .where(col(NoticeRow.key) == bindparam("of"), col(NoticeRow.state) == "sending")
    .where(col(NoticeRow.leased_by) == bindparam("holder"))
    .group_by(col(NoticeRow.key))
)
_ATTEMPT = insert(DeliveryRow)
_ANSWERED = (
    update(DeliveryRow)
    .where(col(DeliveryRow.notice) == bindparam("of"), col(DeliveryRow.attempt) == bindparam("number"))
    .values({name: bindparam(name) for name in ("outcome", "code", "reply", "at")})
)
_IN_ORDER = delete(MailboxRow).where(col(MailboxRow.address) == bindparam("address"))
_STATE = {"failed": "failed", "uncertain": "uncertain", "deferred": "queued"}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One notice on its way in a message, and how that ended."""

    row: NoticeRow
    text_hash: str | None
    mail: str
    outcome: Outcome


def set_aside(session: Session, row: NoticeRow, reason: str, now: datetime) -> None:
    """Take a notice out of the way of the others, with the reason."""
    row.state, row.reason, row.retry_at = "set_aside", reason, None
    row.leased_by = row.leased_until = None
    data = {"recipient": row.recipient, "attempts": row.attempts, "reason": reason}
    record(session, "notice.set_aside", row.key, row.cycle, data, now)


def begin(session: Session, rows: Sequence[NoticeRow], mail: str, now: datetime) -> bool:
    """Write down that the end of a letter is about to be sent: the attempt is in doubt until its answer is marked.

    Gives whether the letter may be sent: no longer if another deliverer has taken it over.
    """
    written, holder = session.connection(), identity()
    for row in rows:
        last = written.execute(_MINE, {"of": row.key, "holder": holder}).scalar()
        if last is None:
            return False
        row.attempts = last
        written.execute(_ATTEMPT, _row_of(Attempt(row, None, mail, IN_DOUBT), last + 1, now))
    return True


def mark(session: Session, attempt: Attempt, policy: MailPolicy, now: datetime) -> str:
    """Write down how an attempt ended; gives the state the notice is in."""
    row, outcome = attempt.row, attempt.outcome
    number, tried = row.attempts + 1, row.tried_at or now
    state, reason, retry = _becomes(row, outcome, policy, now)
    delivered = state == "delivered"
    changed = {
        "of": row.key,
        "state": state,
        "reason": reason,
        "attempts": number,
        "leased_by": None,
        "leased_until": None,
        "tried_at": tried,
        "retry_at": retry,
        "delivered_at": now if delivered else None,
        "chase_at": first_asked(session, row, now) if delivered else None,
    }
    written = session.connection()
    written.execute(_MARK, changed)
    tried_now = _row_of(attempt, number, now)
    if outcome.phase == "end":  # begun
        written.execute(_ANSWERED, {**tried_now, "of": row.key, "number": number})
    else:
        written.execute(_ATTEMPT, tried_now)
    if state != "queued":
        data = _told(attempt, number) | ({"reason": reason} if reason else {})
        record(session, f"notice.{state}", row.key, row.cycle, data, now)
    if delivered:
        written.execute(_IN_ORDER, {"address": row.address})
    elif outcome.bad_address and session.get(MailboxRow, row.address) is None:
        session.add(MailboxRow(address=row.address, notice=row.key, reason=outcome.words, since=now))
        session.flush()
    return state


def _becomes(
    row: NoticeRow, outcome: Outcome, policy: MailPolicy, now: datetime
) -> tuple[str, str | None, datetime | None]:
    """Give state, reason and the next moment to try of a notice after an attempt."""
    if outcome.verdict == "sent":
        return "delivered", None, None
    if outcome.verdict == "deferred" and outcome.phase == "letter" and row.crashes >= policy.most_crashes:
        return "set_aside", outcome.words, None
    over = now - (row.tried_at or now) >= policy.patience
    if outcome.verdict == "deferred" and over:
        return "failed", GIVEN_UP.format(hours=policy.give_up_after_hours, words=outcome.words), None
    again = outcome.verdict == "deferred" or (outcome.verdict == "uncertain" and policy.uncertain == "resend")
    retry = now + policy.wait(row.attempts + 1) if again and not over else None
    return _STATE[outcome.verdict], outcome.words, retry


def _row_of(attempt: Attempt, number: int, now: datetime) -> dict[str, Any]:
    outcome = attempt.outcome
    return {
        "notice": attempt.row.key,
        "attempt": number,
        "outcome": outcome.verdict,
        "phase": outcome.phase,
        "code": outcome.code,
        "reply": outcome.words,
        "address": attempt.row.address,
        "mail": attempt.mail,
        "at": now,
    }


def _told(attempt: Attempt, number: int) -> dict[str, Any]:
    return {
        "recipient": attempt.row.recipient,
        "address": attempt.row.address,
        "mail": attempt.mail,
        "text_hash": attempt.text_hash,
        "attempt": number,
        "phase": attempt.outcome.phase,
        "reply": attempt.outcome.words,
    }
