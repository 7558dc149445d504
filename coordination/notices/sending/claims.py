"""What deliverers take from the outbox, for how long, and what becomes of it when they die."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col, select

from coordination.audit.service import record
from coordination.kernel.clock import SystemClock
from coordination.kernel.process import alive, identity
from coordination.notices.sending.marks import mark, set_aside
from coordination.notices.sending.notes import DIED, Attempt
from coordination.notices.sending.outcome import Outcome, Phase, Verdict
from coordination.notices.sending.policy import MailPolicy
from coordination.notices.tables import DeliveryRow, NoticeRow
from coordination.store.database import Database

CRASHED = "the sender died {crashes} times with it in hand"
_WORDED = update(NoticeRow).where(col(NoticeRow.key) == bindparam("of")).values(crashes=bindparam("crashes"))
_NOTICES = select(NoticeRow).execution_options(populate_existing=True)  # marks are written past the session
_TOLD = (col(NoticeRow.event), col(NoticeRow.recipient))
UNDELIVERED = ("queued", "sending", "uncertain")


def claim(database: Database, policy: MailPolicy, now: datetime, most: int) -> list[NoticeRow]:
    """Lease the next notices; what deliverers held that died, or whose time ran out, is freed first.

    Until ``worded`` says that their letters could be written, a death counts against all of them. Those it counts
    against go out last and in ever smaller groups, at the end alone: so only the letter that kills is set aside.
    Leases run on the machine's clock, whatever ``now`` the caller plays: they are about processes.
    """
    with database.write("claim notices") as session:
        _take_over(session, policy, now)
        rows = _first(session, policy, now, most)
        rows += _told_with(session, rows, policy, now)
        _lease(session, rows, SystemClock().now() + policy.lease)
        return rows


def _lease(session: Session, rows: Sequence[NoticeRow], until: datetime) -> None:
    leased = {"state": "sending", "leased_by": identity(), "leased_until": until}
    session.connection().execute(
        update(NoticeRow)
        .where(col(NoticeRow.key).in_([row.key for row in rows]))
        .values(leased | {"crashes": NoticeRow.crashes + 1})
    )
    for row in rows:
        for name, value in (leased | {"crashes": row.crashes + 1}).items():
            set_committed_value(row, name, value)


def _first(session: Session, policy: MailPolicy, now: datetime, most: int) -> list[NoticeRow]:
    """Give what goes out next: what was never tried, in order; then the rest, what killed a sender at the end.

    Each query asks for one state in the order of the outbox's index: it reads what it gives, however much waits.
    """
    new = _NOTICES.where(_free("queued", policy, now), NoticeRow.crashes == 0, NoticeRow.attempts == 0)
    if rows := list(session.exec(new.order_by(*_TOLD).limit(most))):
        return rows
    order = (col(NoticeRow.crashes), col(NoticeRow.attempts), *_TOLD)
    for state in ("queued", "uncertain"):
        rows += session.exec(_NOTICES.where(_free(state, policy, now)).order_by(*order).limit(most))
    rows.sort(key=lambda row: (row.crashes, row.attempts, row.event, row.recipient))
    alike = [row for row in rows if row.crashes == rows[0].crashes]
    return alike[: policy.group(most, rows[0].crashes)] if rows else []


def worded(database: Database, rows: Iterable[NoticeRow]) -> None:
    """Write down that letters could be written: whatever happens now is not their fault, but for their final dots."""
    deaths = Counter[str]()
    tried = [row.key for row in rows if row.attempts]
    with database.write("letters worded") as session:
        if tried:
            died = select(DeliveryRow.notice).where(col(DeliveryRow.notice).in_(tried), DeliveryRow.reply == DIED)
            deaths.update(session.exec(died))
        for row in rows:
            row.crashes = deaths[row.key]
        session.connection().execute(_WORDED, [{"of": row.key, "crashes": row.crashes} for row in rows])


def _free(state: str, policy: MailPolicy, now: datetime) -> ColumnElement[bool]:
    """Say which notices of a state may go out: those whose time has come; of uncertain ones, if they have a time."""
    due = col(NoticeRow.retry_at) <= now
    together = or_(
        col(NoticeRow.digest).is_(None),
        col(NoticeRow.mail).is_not(None),  # begun: a digest is not put together twice
        col(NoticeRow.type).in_(policy.digest.at_once),
        *(
            and_(col(NoticeRow.digest) == kind, col(NoticeRow.created_at) <= moment)
            for kind, moment in policy.digests_before(now).items()
        ),
    )
    ripe = or_(col(NoticeRow.retry_at).is_(None), due) if state == "queued" else due
    return and_(col(NoticeRow.state) == state, ripe, together)


def _told_with(session: Session, rows: Sequence[NoticeRow], policy: MailPolicy, now: datetime) -> list[NoticeRow]:
    """Give what goes out in the same digests as what was taken."""
    addresses = {row.address for row in rows if row.digest}
    if not addresses:
        return []
    taken = [row.key for row in rows]
    others = _NOTICES.where(
        or_(_free("queued", policy, now), _free("uncertain", policy, now)),
        col(NoticeRow.digest).is_not(None),
        col(NoticeRow.address).in_(addresses),
        col(NoticeRow.key).not_in(taken),
        NoticeRow.crashes == 0,
    )
    return list(session.exec(others.order_by(*_TOLD)))


def _take_over(session: Session, policy: MailPolicy, now: datetime) -> None:
    """Free what dead deliverers held: what was answered is marked, of what was in doubt nobody knows.

    A letter that kills is set aside.
    """
    holders = session.exec(select(NoticeRow.leased_by).where(NoticeRow.state == "sending").distinct()).all()
    dead = [holder for holder in holders if holder and not alive(holder)]
    lost = or_(col(NoticeRow.leased_by).in_(dead), col(NoticeRow.leased_until) < SystemClock().now())
    known: list[Attempt] = []
    for row in session.exec(_NOTICES.where(NoticeRow.state == "sending", lost)):
        row.leased_by = row.leased_until = None
        row.state = "queued"
        last = session.get(DeliveryRow, (row.key, row.attempts + 1), populate_existing=True)
        if last is not None and last.reply != DIED:
            known.append(_as_noted(row, last))
            continue
        if last is not None:
            _keep_doubt(session, row, policy, now)
        if row.crashes >= policy.most_crashes:
            set_aside(session, row, CRASHED.format(crashes=row.crashes), now)
    session.flush()
    mark(session, known, policy, now)


def _as_noted(row: NoticeRow, last: DeliveryRow) -> Attempt:
    """Give an attempt as the deliverer noted it that then died."""
    outcome = Outcome(cast("Verdict", last.outcome), cast("Phase", last.phase), last.reply, last.code)
    return Attempt(row, row.text_hash, last.mail, outcome)


def _keep_doubt(session: Session, row: NoticeRow, policy: MailPolicy, now: datetime) -> None:
    row.attempts, row.crashes, row.reason = row.attempts + 1, row.crashes + 1, DIED
    row.tried_at = row.tried_at or now
    if policy.uncertain == "leave":
        row.state, row.retry_at = "uncertain", None
        data = {"recipient": row.recipient, "attempt": row.attempts, "reply": DIED}
        record(session, "notice.uncertain", row.key, row.cycle, data, now)


def ours(session: Session, keys: Sequence[str]) -> frozenset[str]:
    """Give which of these notices this process still holds."""
    held = select(NoticeRow.key).where(NoticeRow.state == "sending", NoticeRow.leased_by == identity())
    return frozenset(session.exec(held.where(col(NoticeRow.key).in_(keys))))


def release(database: Database, keys: Iterable[str]) -> None:
    """Give back what was leased and not begun."""
    held = and_(col(NoticeRow.state) == "sending", col(NoticeRow.leased_by) == identity())
    with database.write("release notices") as session:
        session.connection().execute(
            update(NoticeRow)
            .where(col(NoticeRow.key).in_(list(keys)), held)
            .values(state="queued", leased_by=None, leased_until=None)
        )


def hold_up(database: Database, policy: MailPolicy, now: datetime, reason: str) -> None:
    """Write down why what is due cannot even be tried; its time runs from the first such moment."""
    held = update(NoticeRow).where(or_(_free("queued", policy, now), _free("uncertain", policy, now)))
    with database.write("hold up notices") as session:
        session.connection().execute(held.values(reason=reason, tried_at=func.coalesce(NoticeRow.tried_at, now)))


def remaining(database: Database) -> int:
    """Count the notices that are neither delivered nor failed for good nor set aside."""
    with database.read() as session:
        waiting = select(func.count()).select_from(NoticeRow).where(col(NoticeRow.state).in_(UNDELIVERED))
        return session.exec(waiting).one()
