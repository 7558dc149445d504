"""Notes of attempts: which letter's end is about to be sent, and what was answered. What follows from it is in marks.

A note outlives its process however that ends, but does not wait for the disk: a power cut may take the last ones, and
their letters then go out again under the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlmodel import col

from coordination.kernel.process import identity
from coordination.notices.sending.outcome import Outcome
from coordination.notices.tables import DeliveryRow, NoticeRow

DIED = "the sender died before the answer was marked"
IN_DOUBT = Outcome("uncertain", "end", DIED)
_TOLD = ("outcome", "phase", "code", "reply", "address", "mail", "at")
_NUMBER = select(func.coalesce(func.max(DeliveryRow.attempt), 0) + 1).where(col(DeliveryRow.notice) == bindparam("of"))
_BEGIN = (
    insert(DeliveryRow)
    .from_select(
        ["notice", "attempt", *_TOLD],
        select(
            col(NoticeRow.key),
            _NUMBER.scalar_subquery(),
            *(bindparam(name, type_=getattr(DeliveryRow, name).type) for name in _TOLD),
        ).where(
            col(NoticeRow.key) == bindparam("of"),
            col(NoticeRow.state) == "sending",
            col(NoticeRow.leased_by) == bindparam("holder"),
        ),
    )
    .returning(col(DeliveryRow.attempt))
)
_ATTEMPT = insert(DeliveryRow)
_ANSWERED = (
    update(DeliveryRow)
    .where(col(DeliveryRow.notice) == bindparam("of"), col(DeliveryRow.attempt) == bindparam("number"))
    .values({name: bindparam(name) for name in ("outcome", "code", "reply", "at")})
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One notice on its way in a message, and how that ended."""

    row: NoticeRow
    text_hash: str | None
    mail: str
    outcome: Outcome

    @property
    def number(self) -> int:
        """Give which attempt it is, from 1."""
        return self.row.attempts + 1


def begin(written: Connection, rows: Iterable[NoticeRow], mail: str, now: datetime) -> bool:
    """Note that the end of a letter is about to be sent: the attempt is in doubt until its answer is noted.

    Gives whether the letter may be sent: no longer if another deliverer has taken it over.
    """
    holder = identity()
    for row in rows:
        told = _row_of(Attempt(row, None, mail, IN_DOUBT), now)
        number = written.execute(_BEGIN, {**told, "of": row.key, "holder": holder}).scalar()
        if number is None:
            return False
        row.attempts = number - 1
    return True


def answered(written: Connection, attempts: Iterable[Attempt], now: datetime) -> None:
    """Note how attempts ended."""
    for attempt in attempts:
        told = _row_of(attempt, now)
        if attempt.outcome.phase == "end":  # begun
            written.execute(_ANSWERED, {**told, "of": attempt.row.key, "number": attempt.number})
        else:
            written.execute(_ATTEMPT, told | {"notice": attempt.row.key, "attempt": attempt.number})


def _row_of(attempt: Attempt, now: datetime) -> dict[str, Any]:
    outcome = attempt.outcome
    return {
        "outcome": outcome.verdict,
        "phase": outcome.phase,
        "code": outcome.code,
        "reply": outcome.words,
        "address": attempt.row.address,
        "mail": attempt.mail,
        "at": now,
    }
