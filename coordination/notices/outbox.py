"""Hears every event and notes whom it is told to, inside the same transaction; the letters are set later."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from coordination.audit.service import Event
from coordination.cycles.queries import get_cycle, region_of
from coordination.cycles.tables import StageRow
from coordination.kernel.clock import local_date
from coordination.kernel.keys import notice_key
from coordination.notices.rules import EVENTS, audience, contact_on
from coordination.notices.tables import NoticeRow, TellingRow
from coordination.regions.model import Body

CHANNEL = "email"
_IN_EVENTS = frozenset(EVENTS)
_TELL = insert(TellingRow)
_NOTICE = insert(NoticeRow)


def tell(session: Session, event: Event) -> None:
    """Write one notice for each body that is to hear of an event, and once what their letters may name."""
    if event.type not in _IN_EVENTS:
        return
    cycle = get_cycle(session, event.cycle)
    region = region_of(session, cycle)
    procedure = region.procedure(cycle.procedure)
    if procedure is None:
        return
    bodies = audience(region, procedure, event.type, event.data, cycle.unit)
    stage = _stage(session, event)
    rows = [row for body in bodies if (row := _notice(event, body, stage)) is not None]
    if not rows:
        return
    told = {
        "event": event.seq,
        "snapshot": cycle.snapshot,
        "ends_on": cycle.ends_on,
        "stage": stage.key if stage else None,
        "dates": _dates(stage) if stage else {},
    }
    written = session.connection()
    written.execute(_TELL, told)
    written.execute(_NOTICE, rows)


def _stage(session: Session, event: Event) -> StageRow | None:
    if event.type.startswith("cycle.") or event.type == "obligation.reminded":
        return None
    parts = event.subject.split("/")
    return session.get(StageRow, "/".join(parts[:4]))


def _dates(stage: StageRow) -> dict[str, Any]:
    return {
        "due": stage.due.isoformat(),
        "closes": stage.closes.isoformat(),
        "positions_due": stage.positions_due.isoformat(),
        "why": {name: each["sentence"] for name, each in stage.explained.items()},
    }


def _notice(event: Event, body: Body, stage: StageRow | None) -> dict[str, Any] | None:
    """Give the notice of one body as a row; None if no office of it receives mail on that day."""
    role = event.data["office"] if event.type == "obligation.reminded" else "drafter"
    contact = contact_on(body, local_date(event.at), role)
    if contact is None:
        return None
    return {
        "key": notice_key(event.seq, body.code, CHANNEL),
        "event": event.seq,
        "type": event.type,
        "cycle": event.cycle,
        "stage": stage.key if stage else None,
        "recipient": body.code,
        "office": contact.office.in_language(contact.language),
        "address": contact.email,
        "channel": CHANNEL,
        "language": contact.language,
        "state": "queued",
        "attempts": 0,
        "created_at": event.at,
    }
