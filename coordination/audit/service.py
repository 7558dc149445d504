"""Append to the event log, read it, verify it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from coordination.audit.rules import GENESIS, Link, Verdict, walk, written
from coordination.audit.tables import EventRow
from coordination.audit.told import Head
from coordination.kernel.canonical import canonical_json

_INSERT = insert(EventRow)
_LAST = columns(col(EventRow.seq), col(EventRow.hash)).order_by(col(EventRow.seq).desc()).limit(1)


@dataclass(frozen=True, slots=True)
class Event:
    """What has just been recorded, as listeners receive it."""

    seq: int
    at: datetime
    type: str
    subject: str
    cycle: str
    data: dict[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be recorded as one event."""

    kind: str
    subject: str
    cycle: str
    data: dict[str, Any]


def record(session: Session, kind: str, subject: str, cycle: str, data: dict[str, Any], now: datetime) -> Event:
    """Append one event and let the listeners hear it, inside the caller's transaction."""
    return record_all(session, [Entry(kind, subject, cycle, data)], now)[0]


def record_all(session: Session, entries: Iterable[Entry], now: datetime) -> list[Event]:
    """Append events in order and let the listeners hear them, inside the caller's transaction."""
    last, digest = head(session)
    rows: list[dict[str, Any]] = []
    recorded: list[Event] = []
    for seq, each in enumerate(entries, last + 1):
        previous, body = digest, canonical_json(each.data)
        digest = Link(seq, written(now), each.kind, each.subject, each.cycle, body, previous, "").computed()
        rows.append(
            {
                "seq": seq,
                "at": written(now),
                "type": each.kind,
                "subject": each.subject,
                "cycle": each.cycle,
                "data": body,
                "previous": previous,
                "hash": digest,
            }
        )
        recorded.append(Event(seq, now, each.kind, each.subject, each.cycle, each.data, digest))
    if rows:
        session.connection().execute(_INSERT, rows)
        session.info.setdefault("unit", {})["head"] = (last + len(rows), digest)
    for event in recorded:
        for listener in session.info.get("listeners", ()):
            listener(session, event)
    return recorded


def head(session: Session) -> tuple[int, str]:
    """Give length and last hash of the chain: what official notices print."""
    known: tuple[int, str] | None = session.info.get("unit", {}).get("head")
    if known is not None:
        return known
    last = session.connection().execute(_LAST).first()
    return (last[0], last[1]) if last else (0, GENESIS)


def verify(session: Session, told: Iterable[Head] = ()) -> Verdict:
    """Walk the whole chain and compare it with the heads told; memory stays flat however long it is."""
    return walk(_links(session), told)


def links_at(session: Session, numbers: Iterable[int]) -> list[Link]:
    """Give events as they are stored, in order: what somebody needs who wants to compute their hashes himself.

    Rows that are no longer text are left out.
    """
    found = _links(session, f"WHERE seq IN ({', '.join(str(int(each)) for each in numbers) or 'NULL'})")
    return [each for each in found if isinstance(each, Link)]


def hashes_told(session: Session, kind: str) -> dict[str, str]:
    """Give, by subject, the content hash that the last event of a kind recorded."""
    query = select(EventRow.subject, EventRow.data).where(EventRow.type == kind).order_by(col(EventRow.seq))
    return {subject: str(json.loads(data).get("hash")) for subject, data in session.exec(query)}


def _links(session: Session, which: str = "") -> Iterator[Link | int]:
    sqlite = session.get_bind().dialect.name == "sqlite"
    form = "CAST({} AS BLOB)" if sqlite else "convert_to({}, 'UTF8')"
    wanted = ", ".join(form.format(each.name) for each in fields(Link)[1:])
    rows = (
        session.connection()
        .execution_options(stream_results=True)
        .execute(text(f"SELECT seq, {wanted} FROM event {which} ORDER BY seq"))  # noqa: S608 - names and numbers are ours
    )
    return (Link.read(*row) for row in rows)


def events(
    session: Session, *, cycle: str | None = None, kind: str | None = None, after: int = 0, limit: int = 1000
) -> list[Event]:
    """Give events in order, filtered by cycle and type."""
    query = select(EventRow).where(col(EventRow.seq) > after)
    if cycle:
        query = query.where(EventRow.cycle == cycle)
    if kind:
        query = query.where(EventRow.type == kind)
    return [_read(row) for row in session.exec(query.order_by(col(EventRow.seq)).limit(limit))]


def events_at(session: Session, numbers: Iterable[int]) -> list[Event]:
    """Give events by their places in the chain, in order."""
    query = select(EventRow).where(col(EventRow.seq).in_(numbers)).order_by(col(EventRow.seq))
    return [_read(row) for row in session.exec(query)]


def _read(row: EventRow) -> Event:
    at, data = datetime.fromisoformat(row.at), json.loads(row.data)
    return Event(row.seq, at, row.type, row.subject, row.cycle, data, row.hash)
