"""Hears every event and writes the notices it calls for, inside the same transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from coordination.audit.service import Event
from coordination.cycles.queries import region_of
from coordination.cycles.tables import CycleRow, StageRow
from coordination.kernel.canonical import sha256
from coordination.kernel.clock import local_date
from coordination.kernel.keys import notice_key
from coordination.notices.render import render
from coordination.notices.rules import EVENTS, audience, contact_on
from coordination.notices.tables import NoticeRow
from coordination.regions.model import Body, Procedure, Region

CHANNEL = "email"
_IN_EVENTS = frozenset(EVENTS)
_INSERT = insert(NoticeRow)


def tell(session: Session, event: Event) -> None:
    """Write one notice for each body that is to hear of an event."""
    if event.type not in _IN_EVENTS:
        return
    cycle = session.get_one(CycleRow, event.cycle)
    region = region_of(session, cycle)
    procedure = region.procedure(cycle.procedure)
    if procedure is None:
        return
    bodies = audience(region, procedure, event.type, event.data, cycle.unit)
    if not bodies:
        return
    shared = _shared(session, event, cycle, region, procedure)
    rows = [row for body in bodies if (row := _notice(event, body, shared)) is not None]
    if rows:
        session.connection().execute(_INSERT, rows)


def _shared(session: Session, event: Event, cycle: CycleRow, region: Region, procedure: Procedure) -> dict[str, Any]:
    stage = _stage(session, event)
    step = next((each for each in procedure.steps if stage and each.code == stage.step), None)
    secretariat = next((each for each in region.bodies if each.kind == "secretariat"), None)
    ask = contact_on(secretariat, local_date(event.at)) if secretariat else None
    return {
        "event": event.type,
        "at": event.at,
        "data": event.data,
        "region": region,
        "cycle": {"key": cycle.key, "period": cycle.period, "unit": cycle.unit, "ends": cycle.ends_on},
        "simulated": cycle.simulated,
        "procedure": procedure,
        "stage": stage,
        "step": step,
        "steps": {f"{cycle.key}/{each.code}": each for each in procedure.steps},
        "names": {each.code: each.short for each in region.bodies},
        "full_names": {each.code: each.name for each in region.bodies},
        "place": region.unit(cycle.unit).full_name if cycle.unit else region.name,
        "ask": {"name": secretariat.name if secretariat else None, "email": ask.email if ask else None},
        "chain": {"length": event.seq, "head": event.hash},
    }


def _stage(session: Session, event: Event) -> StageRow | None:
    if event.type.startswith("cycle.") or event.type == "obligation.reminded":
        return None
    parts = event.subject.split("/")
    return session.get(StageRow, "/".join(parts[:4]))


def _notice(event: Event, body: Body, shared: dict[str, Any]) -> dict[str, Any] | None:
    contact = contact_on(body, local_date(event.at))
    if contact is None:
        return None
    key = notice_key(event.seq, body.code, CHANNEL)
    words = render(event.type, contact.language, shared | {"recipient": body, "key": key, "lang": contact.language})
    return {
        "key": key,
        "event": event.seq,
        "type": event.type,
        "cycle": event.cycle,
        "stage": shared["stage"].key if shared["stage"] else None,
        "recipient": body.code,
        "office": contact.office.in_language(contact.language),
        "address": contact.email,
        "channel": CHANNEL,
        "language": contact.language,
        "subject": words.subject,
        "text": words.text,
        "html": words.html,
        "text_hash": sha256(words.text),
        "state": "queued",
        "attempts": 0,
        "created_at": event.at,
    }
