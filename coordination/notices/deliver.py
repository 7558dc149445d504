"""Drains the outbox over SMTP: claims a few notices, sends them one by one, marks each before the next.

Killed at any point, it has sent at most one message that is not marked; that one goes out again
under the same Message-ID. Nothing is ever dropped.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta

from aiosmtplib import SMTP, SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException
from sqlalchemy import bindparam, insert, or_, update
from sqlmodel import Session, col, select

from coordination.audit.service import record
from coordination.cycles.tables import CycleRow
from coordination.kernel.clock import SystemClock
from coordination.kernel.process import alive, identity
from coordination.notices.letters import Letter, letters_of
from coordination.notices.message import Message, build
from coordination.notices.tables import DeliveryRow, NoticeRow
from coordination.settings import MailServer
from coordination.store.database import Database

BATCH = 50
LEASE = timedelta(minutes=5)
LONGEST_SENDING = timedelta(minutes=2)
"""A message is not begun with less of the lease left: a slow server must not let two deliverers send it."""
RETRY = timedelta(minutes=5)
PATIENCE = 30.0
"""Seconds a server may take for one answer."""
PERMANENT = 500
SENDER_NAME = "Liên Vùng"
_CHANGED = ("state", "attempts", "leased_by", "leased_until", "retry_at", "delivered_at")
_MARK = (
    update(NoticeRow).where(col(NoticeRow.key) == bindparam("of")).values({name: bindparam(name) for name in _CHANGED})
)
_ATTEMPT = insert(DeliveryRow)
_SET = (
    update(NoticeRow)
    .where(col(NoticeRow.key) == bindparam("of"), col(NoticeRow.text).is_(None))
    .values({each.name: bindparam(each.name) for each in fields(Letter)})
)


@dataclass(slots=True)
class Tally:
    """How a delivery went."""

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    remaining: int = 0
    problem: str = ""
    """Why the mail server could not be reached, if it could not."""


@dataclass(frozen=True, slots=True)
class _Reply:
    outcome: str
    words: str


async def deliver(
    database: Database, server: MailServer, sender: str, now: datetime, *, progress: Callable[[int], None] | None = None
) -> Tally:
    """Send every queued notice; gives what became of them. SIGTERM finishes the message in hand."""
    tally = Tally()
    stop = _Stop()
    client: SMTP | None = None
    try:
        while not stop.asked:
            batch = _claim(database, now)
            if not batch:
                break
            if client is None:
                try:
                    client = await _connect(server)
                except (SMTPException, OSError) as error:
                    tally.problem = f"{server.host}:{server.port}: {error}"
                    _release(database, [key for key, _ in batch])
                    tally.deferred += len(batch)
                    break
            client = await _send_batch(database, client, batch, sender, now, tally, stop)
            if progress:
                progress(tally.sent)
            if client is None:
                break
    finally:
        if client is not None and client.is_connected:
            with suppress(SMTPException, OSError):  # all is marked; how the server says goodbye is its own affair
                await client.quit()
        stop.restore()
    tally.remaining = remaining(database)
    return tally


class _Stop:
    """Turns SIGTERM into a wish to stop after the message in hand."""

    def __init__(self) -> None:
        self.asked = False
        try:
            self._before = signal.signal(signal.SIGTERM, self._ask)
        except ValueError:  # not the main thread: the host decides when to stop
            self._before = None

    def _ask(self, *_: object) -> None:
        self.asked = True

    def restore(self) -> None:
        if self._before is not None:
            signal.signal(signal.SIGTERM, self._before)
            if self.asked and callable(self._before):  # the host that called us was meant, too
                signal.raise_signal(signal.SIGTERM)


def remaining(database: Database) -> int:
    """Count the notices that are neither delivered nor failed for good."""
    with database.read() as session:
        query = select(NoticeRow.key).where(col(NoticeRow.state).in_(("queued", "sending", "uncertain")))
        return len(session.exec(query).all())


def _claim(database: Database, now: datetime) -> list[tuple[str, NoticeRow]]:
    """Lease the next notices; those of a deliverer that died are free at once.

    Leases run on the machine's clock, whatever ``now`` the caller plays: they are about processes.
    """
    real_now = SystemClock().now()
    me = identity()
    with database.write() as session:
        holders = session.exec(select(NoticeRow.leased_by).where(NoticeRow.state == "sending").distinct()).all()
        dead = [holder for holder in holders if holder and not alive(holder)]
        free = or_(
            (col(NoticeRow.state) == "queued") & (col(NoticeRow.retry_at).is_(None) | (col(NoticeRow.retry_at) <= now)),
            (col(NoticeRow.state) == "sending")
            & (col(NoticeRow.leased_by).in_(dead) | (col(NoticeRow.leased_until) < real_now)),
        )
        rows = session.exec(
            select(NoticeRow).where(free).order_by(col(NoticeRow.event), col(NoticeRow.recipient)).limit(BATCH)
        ).all()
        for row in rows:
            row.state, row.leased_by, row.leased_until = "sending", me, real_now + LEASE
        session.flush()
        return [(row.key, row) for row in rows]


def _release(database: Database, keys: list[str]) -> None:
    with database.write() as session:
        session.connection().execute(
            update(NoticeRow)
            .where(
                col(NoticeRow.key).in_(keys), col(NoticeRow.state) == "sending", col(NoticeRow.leased_by) == identity()
            )
            .values(state="queued", leased_by=None, leased_until=None)
        )


async def _connect(server: MailServer) -> SMTP:
    client = SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.tls,
        start_tls=server.starttls,
        username=server.user,
        password=server.password,
        timeout=PATIENCE,
        local_hostname="lienvung",
    )
    await client.connect()
    return client


async def _send_batch(
    database: Database,
    client: SMTP,
    batch: list[tuple[str, NoticeRow]],
    sender: str,
    now: datetime,
    tally: Tally,
    stop: _Stop,
) -> SMTP | None:
    simulated = _simulated(database, {row.cycle for _, row in batch})
    letters = _set(database, [row for _, row in batch])
    until = SystemClock().now() + LEASE - LONGEST_SENDING
    for index, (_, row) in enumerate(batch):
        if stop.asked or SystemClock().now() > until:
            _release(database, [each for each, _ in batch[index:]])
            return client
        letter = letters[row.key]
        if isinstance(letter, Exception):
            reply = _Reply("failed", f"cannot be worded: {type(letter).__name__}: {letter}")
        else:
            reply = await _send(client, row, letter, sender, simulated=row.cycle in simulated)
        with database.write() as session:
            _mark(session, row, letter, reply, now)
        setattr(tally, reply.outcome, getattr(tally, reply.outcome) + 1)
        if not client.is_connected:
            _release(database, [each for each, _ in batch[index + 1 :]])
            tally.deferred += len(batch) - index - 1
            return None
    return client


def _simulated(database: Database, cycles: set[str]) -> set[str]:
    with database.read() as session:
        query = select(CycleRow.key).where(col(CycleRow.key).in_(cycles), col(CycleRow.simulated))
        return set(session.exec(query))


async def _send(client: SMTP, row: NoticeRow, letter: Letter, sender: str, *, simulated: bool) -> _Reply:
    parts = Message(
        key=row.key,
        cycle=row.cycle,
        sender=sender,
        sender_name=SENDER_NAME,
        address=row.address,
        office=row.office,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        calendar=letter.calendar,
        language=row.language,
        at=row.created_at,
        simulated=simulated,
    )
    try:
        message = build(parts)
    except (ValueError, LookupError) as error:
        return _Reply("failed", f"cannot be written as mail: {error}")
    try:
        _, words = await client.sendmail(sender, [row.address], message)
    except SMTPRecipientsRefused as error:
        refusal = error.recipients[0]
        return _Reply("failed" if refusal.code >= PERMANENT else "deferred", f"{refusal.code} {refusal.message}")
    except SMTPResponseException as error:
        # Only a refused letter is final; a server that refuses us (greeting, sender, login) may be mended.
        final = isinstance(error, SMTPDataError) and error.code >= PERMANENT
        return _Reply("failed" if final else "deferred", f"{error.code} {error.message}")
    except UnicodeError as error:  # an address outside ASCII to a server without SMTPUTF8
        client.close()
        return _Reply("failed", f"the address cannot be used: {error}")
    except (SMTPException, OSError) as error:
        client.close()  # a late answer must not be taken for the answer to the next message
        return _Reply("deferred", f"{type(error).__name__}: {error}")
    return _Reply("sent", words)


def _set(database: Database, rows: list[NoticeRow]) -> dict[str, Letter | Exception]:
    """Set the letters of a batch and keep them before the first is sent: what went out is what is kept.

    A letter that cannot be set is told from the others, which go out.
    """
    with database.read() as session:
        try:
            letters: dict[str, Letter | Exception] = {**letters_of(session, rows)}
        except Exception:  # noqa: BLE001 - one by one, to find which it is
            letters = {row.key: _one(session, row) for row in rows}
    new = [
        {"of": row.key, **asdict(letter)}
        for row in rows
        if row.text is None and isinstance(letter := letters[row.key], Letter)
    ]
    if new:
        with database.write("set letters") as session:
            session.connection().execute(_SET, new)
    return letters


def _one(session: Session, row: NoticeRow) -> Letter | Exception:
    try:
        return letters_of(session, [row])[row.key]
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one letter is a reason to set it aside
        return error


def _mark(session: Session, row: NoticeRow, letter: Letter | Exception, reply: _Reply, now: datetime) -> None:
    attempt = row.attempts + 1
    state = {"sent": "delivered", "failed": "failed"}.get(reply.outcome, "queued")
    written = session.connection()
    written.execute(
        _MARK,
        {
            "of": row.key,
            "state": state,
            "attempts": attempt,
            "leased_by": None,
            "leased_until": None,
            "retry_at": now + RETRY if state == "queued" else None,
            "delivered_at": now if state == "delivered" else None,
        },
    )
    written.execute(
        _ATTEMPT,
        {"notice": row.key, "attempt": attempt, "outcome": reply.outcome, "reply": reply.words, "at": now},
    )
    if state != "queued":
        text_hash = letter.text_hash if isinstance(letter, Letter) else None
        data = {"recipient": row.recipient, "text_hash": text_hash, "attempt": attempt, "reply": reply.words}
        record(session, f"notice.{state}", row.key, row.cycle, data, now)
