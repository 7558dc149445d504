"""What deliverers take from the outbox and what they write back: leases, letters, attempts. No wire here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, insert, or_, update
from sqlmodel import Session, col, select

from coordination.audit.service import record
from coordination.kernel.clock import SystemClock
from coordination.kernel.process import alive, identity
from coordination.notices.acknowledging import first_asked
from coordination.notices.policy import MailPolicy
from coordination.notices.tables import DeliveryRow, MailboxRow, NoticeRow
from coordination.notices.wire import Outcome
from coordination.store.database import Database

DIED = "the sender died before the answer was marked"
CRASHED = "the sender died {crashes} times with it in hand"
GIVEN_UP = "given up after {hours} hours; last: {words}"
_CHANGED = (
    *("state", "reason", "attempts", "in_doubt", "leased_by", "leased_until"),
    *("tried_at", "retry_at", "delivered_at", "chase_at"),
)
_MARK = (
    update(NoticeRow).where(col(NoticeRow.key) == bindparam("of")).values({name: bindparam(name) for name in _CHANGED})
)
_BEGIN = update(NoticeRow).where(col(NoticeRow.key) == bindparam("of")).values(in_doubt=True)
_ATTEMPT = insert(DeliveryRow)
_NOTICES = select(NoticeRow).execution_options(populate_existing=True)  # marks are written past the session
_STATE = {"sent": "delivered", "failed": "failed", "uncertain": "uncertain", "deferred": "queued"}
UNDELIVERED = ("queued", "sending", "uncertain")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One notice on its way in a message, and how that ended."""

    row: NoticeRow
    text_hash: str | None
    mail: str
    outcome: Outcome


def claim(database: Database, policy: MailPolicy, now: datetime, most: int) -> list[NoticeRow]:
    """Lease the next notices; those of a deliverer that died, or whose time ran out, are looked at first.

    What was in hand when a sender died goes out alone from then on, so that only the letter that kills it is
    set aside. Leases run on the machine's clock, whatever ``now`` the caller plays: they are about processes.
    """
    with database.write("claim notices") as session:
        _take_over(session, policy, now)
        free = _free(policy, now)
        order = (col(NoticeRow.event), col(NoticeRow.recipient))
        suspect = session.exec(_NOTICES.where(free, NoticeRow.crashes > 0).order_by(*order).limit(1)).first()
        query = _NOTICES.where(free, NoticeRow.crashes == 0)
        rows = [suspect] if suspect else list(session.exec(query.order_by(*order).limit(most)))
        rows += _told_with(session, rows, free)
        until = SystemClock().now() + policy.lease
        for row in rows:
            row.state, row.leased_by, row.leased_until = "sending", identity(), until
        session.flush()
        return rows


def _free(policy: MailPolicy, now: datetime) -> ColumnElement[bool]:
    """Say which notices may go out: those waiting whose time has come, and uncertain ones that are sent again."""
    due = or_(col(NoticeRow.retry_at).is_(None), col(NoticeRow.retry_at) <= now)
    waiting = and_(col(NoticeRow.state) == "queued", due)
    again = and_(col(NoticeRow.state) == "uncertain", col(NoticeRow.retry_at) <= now)
    together = or_(
        col(NoticeRow.digest).is_(None),
        col(NoticeRow.mail).is_not(None),  # begun: a digest is not put together twice
        col(NoticeRow.type).in_(policy.digest.at_once),
        *(
            and_(col(NoticeRow.digest) == kind, col(NoticeRow.created_at) <= moment)
            for kind, moment in policy.digests_before(now).items()
        ),
    )
    return and_(or_(waiting, again), together)


def _told_with(session: Session, rows: Sequence[NoticeRow], free: ColumnElement[bool]) -> list[NoticeRow]:
    """Give what goes out in the same digests as what was taken."""
    addresses = {row.address for row in rows if row.digest}
    if not addresses:
        return []
    taken = [row.key for row in rows]
    others = _NOTICES.where(
        free,
        col(NoticeRow.digest).is_not(None),
        col(NoticeRow.address).in_(addresses),
        col(NoticeRow.key).not_in(taken),
        NoticeRow.crashes == 0,
    )
    return list(session.exec(others.order_by(col(NoticeRow.event), col(NoticeRow.recipient))))


def _take_over(session: Session, policy: MailPolicy, now: datetime) -> None:
    """Free what dead deliverers held: nobody knows of what was in doubt; a letter that kills is set aside."""
    holders = session.exec(select(NoticeRow.leased_by).where(NoticeRow.state == "sending").distinct()).all()
    dead = [holder for holder in holders if holder and not alive(holder)]
    lost = or_(col(NoticeRow.leased_by).in_(dead), col(NoticeRow.leased_until) < SystemClock().now())
    for row in session.exec(_NOTICES.where(NoticeRow.state == "sending", lost)):
        row.leased_by = row.leased_until = None
        row.crashes += 1
        row.state, doubted = "queued", row.in_doubt
        if doubted:
            _keep_doubt(session, row, policy, now)
        if row.crashes >= policy.most_crashes:
            set_aside(session, row, CRASHED.format(crashes=row.crashes), now)
    session.flush()


def _keep_doubt(session: Session, row: NoticeRow, policy: MailPolicy, now: datetime) -> None:
    row.attempts, row.in_doubt, row.reason = row.attempts + 1, False, DIED
    row.tried_at = row.tried_at or now
    session.add(
        DeliveryRow(
            notice=row.key,
            attempt=row.attempts,
            outcome="uncertain",
            phase="end",
            reply=DIED,
            address=row.address,
            mail=row.mail or row.key,
            at=now,
        )
    )
    if policy.uncertain == "leave":
        row.state, row.retry_at = "uncertain", None
        data = {"recipient": row.recipient, "attempt": row.attempts, "reply": DIED}
        record(session, "notice.uncertain", row.key, row.cycle, data, now)


def set_aside(session: Session, row: NoticeRow, reason: str, now: datetime) -> None:
    """Take a notice out of the way of the others, with the reason."""
    row.state, row.reason, row.retry_at = "set_aside", reason, None
    row.leased_by = row.leased_until = None
    data = {"recipient": row.recipient, "attempts": row.attempts, "reason": reason}
    record(session, "notice.set_aside", row.key, row.cycle, data, now)


def release(database: Database, keys: Iterable[str]) -> None:
    """Give back what was leased and not begun."""
    with database.write("release notices") as session:
        session.connection().execute(
            update(NoticeRow)
            .where(
                col(NoticeRow.key).in_(list(keys)),
                col(NoticeRow.state) == "sending",
                col(NoticeRow.leased_by) == identity(),
            )
            .values(state="queued", leased_by=None, leased_until=None)
        )


def stumbled(session: Session, rows: Sequence[NoticeRow]) -> None:
    """Count that the sender stumbled over a letter."""
    keys = [row.key for row in rows]
    session.connection().execute(
        update(NoticeRow).where(col(NoticeRow.key).in_(keys)).values(crashes=col(NoticeRow.crashes) + 1)
    )


def remaining(database: Database) -> int:
    """Count the notices that are neither delivered nor failed for good nor set aside."""
    with database.read() as session:
        return len(session.exec(select(NoticeRow.key).where(col(NoticeRow.state).in_(UNDELIVERED))).all())


def begin(session: Session, rows: Sequence[NoticeRow]) -> None:
    """Write down that the end of a letter is about to be sent: should the sender die now, it is in doubt."""
    session.connection().execute(_BEGIN, [{"of": row.key} for row in rows])


def mark(session: Session, attempt: Attempt, policy: MailPolicy, now: datetime) -> str:
    """Write down how an attempt ended; gives the state the notice is in."""
    row, outcome = attempt.row, attempt.outcome
    number, tried = row.attempts + 1, row.tried_at or now
    state, reason, retry = _STATE[outcome.verdict], None if outcome.verdict == "sent" else outcome.words, None
    if outcome.verdict == "deferred" and now - tried >= policy.patience:
        state, reason = "failed", GIVEN_UP.format(hours=policy.give_up_after_hours, words=outcome.words)
    elif outcome.verdict == "deferred" or (outcome.verdict == "uncertain" and policy.uncertain == "resend"):
        retry = now + policy.wait(number)
    delivered = outcome.verdict == "sent"
    written = session.connection()
    written.execute(
        _MARK,
        {
            "of": row.key,
            "state": state,
            "reason": reason,
            "attempts": number,
            "in_doubt": False,
            "leased_by": None,
            "leased_until": None,
            "tried_at": tried,
            "retry_at": retry,
            "delivered_at": now if delivered else None,
            "chase_at": first_asked(session, row, now) if delivered else None,
        },
    )
    written.execute(_ATTEMPT, _row_of(attempt, number, now))
    if state != "queued":
        data = _told(attempt, number) | ({"reason": reason} if reason else {})
        record(session, f"notice.{state}", row.key, row.cycle, data, now)
    if delivered:
        written.execute(delete(MailboxRow).where(col(MailboxRow.address) == row.address))
    elif outcome.bad_address and session.get(MailboxRow, row.address) is None:
        session.add(MailboxRow(address=row.address, notice=row.key, reason=outcome.words, since=now))
        session.flush()
    return state


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
