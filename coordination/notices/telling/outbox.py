"""Hears every event and notes whom it is told to, inside the same transaction; the letters are set later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from coordination.audit.service import Event
from coordination.cycles.queries import region_at, region_of
from coordination.cycles.tables import CycleRow, StageRow
from coordination.kernel.clock import local_date
from coordination.kernel.keys import notice_key
from coordination.notices.tables import NoticeRow, TellingRow
from coordination.notices.telling.bundle import bundle_for, number_letter
from coordination.notices.telling.rules import EVENTS, audience, contact_on
from coordination.regions.model import Body

CHANNEL = "email"
_IN_EVENTS = frozenset(EVENTS)
_OF_NO_STAGE = ("cycle.", "delivery.", "announcement.", "obligation.reminded")
_ROLE = {"obligation.reminded": "office", "notice.unacknowledged": "role", "notice.escalated": "role"}
"""Where an event says which office of a body it is for; all others are for the one that drafts."""
_TELL = insert(TellingRow)
_NOTICE = insert(NoticeRow)


def tell(session: Session, event: Event) -> None:
    """Write one notice for each body that is to hear of an event, and once what their letters may name."""
    if event.type not in _IN_EVENTS:
        return
    cycle = session.get(CycleRow, event.cycle)
    if cycle is None:
        _tell_of_circular(session, event)
        return
    region = region_of(session, cycle)
    procedure = region.procedure(cycle.procedure)
    tells = [*(procedure.tells if procedure else ()), *region.tells]
    bodies = audience(region, tells, event.type, event.data, cycle.unit)
    told = write_notices(session, event, bodies, cycle.snapshot, cycle.ends_on, _stage(session, event))
    bundle = bundle_for(procedure, event.type)
    if bundle is not None and told:
        number_letter(session, event, region, bundle)


def _tell_of_circular(session: Session, event: Event) -> None:
    """Tell how the mail of a circular fares; who gets the circular itself is settled by whoever sends it."""
    if not event.type.startswith("delivery."):
        return
    about = session.get_one(NoticeRow, event.data["notices"][0]["notice"])
    snapshot = session.get_one(TellingRow, about.event).snapshot
    region = region_at(session, snapshot)
    write_notices(session, event, audience(region, region.tells, event.type, event.data, None), snapshot)


def write_notices(
    session: Session,
    event: Event,
    bodies: Sequence[Body],
    snapshot: str,
    ends_on: date | None = None,
    stage: StageRow | None = None,
    unlisted: Iterable[Body] = (),
) -> int:
    """Write the notices of an event to bodies; gives how many of them receive mail on that day.

    ``unlisted`` are those of them that the configuration does not hold: their names are kept with the event.
    """
    rows = [row for body in bodies if (row := _notice(event, body, stage)) is not None]
    if not rows:
        return 0
    told = {
        "event": event.seq,
        "snapshot": snapshot,
        "ends_on": ends_on,
        "stage": stage.key if stage else None,
        "dates": _dates(stage) if stage else {},
        "bodies": {body.code: body.name.model_dump() for body in unlisted},
    }
    written = session.connection()
    written.execute(_TELL, told)
    written.execute(_NOTICE, rows)
    return len(rows)


def _stage(session: Session, event: Event) -> StageRow | None:
    if event.type.startswith(_OF_NO_STAGE):
        return None
    key = event.data["stage"] if event.type.startswith("notice.") else "/".join(event.subject.split("/")[:4])
    return session.get(StageRow, key) if key else None


def _dates(stage: StageRow) -> dict[str, Any]:
    return {
        "due": stage.due.isoformat(),
        "closes": stage.closes.isoformat(),
        "positions_due": stage.positions_due.isoformat(),
        "why": {name: each["sentence"] for name, each in stage.explained.items()},
    }


def _notice(event: Event, body: Body, stage: StageRow | None) -> dict[str, Any] | None:
    """Give the notice of one body as a row; None if no office of it receives mail on that day."""
    role = event.data.get(_ROLE.get(event.type, ""), "drafter")
    contact = contact_on(body, local_date(event.at), role)
    corrected = event.data.get("supersedes")
    if contact is None:
        return None
    return {
        "key": notice_key(event.seq, body.code, CHANNEL),
        "event": event.seq,
        "type": event.type,
        "cycle": event.cycle,
        "stage": stage.key if stage else None,
        "recipient": body.code,
        "role": role,
        "office": contact.office.in_language(contact.language),
        "address": contact.email,
        "channel": CHANNEL,
        "language": contact.language,
        "digest": None if contact.digest == "immediate" else contact.digest,
        "state": "queued",
        "attempts": 0,
        "crashes": 0,
        "chased": 0,
        "supersedes": notice_key(corrected, body.code, CHANNEL) if corrected else None,
        "created_at": event.at,
    }
