"""Hears every event and writes the notices it calls for, inside the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from coordination.audit.service import Event
from coordination.cycles.ics.invitations import invitation_for
from coordination.cycles.queries import get_cycle, region_of
from coordination.cycles.tables import CycleRow, StageRow
from coordination.kernel.canonical import sha256
from coordination.kernel.clock import local_date
from coordination.kernel.keys import notice_key
from coordination.kernel.remember import remembered
from coordination.kernel.text import Text
from coordination.notices.render import Wording
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
    cycle = get_cycle(session, event.cycle)
    region = region_of(session, cycle)
    procedure = region.procedure(cycle.procedure)
    if procedure is None:
        return
    bodies = audience(region, procedure, event.type, event.data, cycle.unit)
    if not bodies:
        return
    stage = _stage(session, event)
    telling = _Telling(event, stage.key if stage else None, given(event, cycle, region, procedure, stage))
    rows = [row for body in bodies if (row := telling.to(body)) is not None]
    if rows:
        session.connection().execute(_INSERT, rows)


@dataclass(frozen=True, slots=True)
class _Names:
    """What every notice of a region names: its bodies, short and in full, and whom to ask."""

    short: Mapping[str, Text]
    full: Mapping[str, Text]
    secretariat: Body | None


@remembered
def _names(region: Region) -> _Names:
    return _Names(
        {each.code: each.short for each in region.bodies},
        {each.code: each.name for each in region.bodies},
        next((each for each in region.bodies if each.kind == "secretariat"), None),
    )


def given(
    event: Event, cycle: CycleRow, region: Region, procedure: Procedure, stage: StageRow | None
) -> dict[str, Any]:
    """Give what the templates may name, whoever reads."""
    names = _names(region)
    secretariat = names.secretariat
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
        "step": next((each for each in procedure.steps if stage and each.code == stage.step), None),
        "steps": {f"{cycle.key}/{each.code}": each for each in procedure.steps},
        "names": names.short,
        "full_names": names.full,
        "place": region.unit(cycle.unit).full_name if cycle.unit else region.name,
        "ask": {"name": secretariat.name if secretariat else None, "email": ask.email if ask else None},
        "chain": {"length": event.seq, "head": event.hash},
    }


def _stage(session: Session, event: Event) -> StageRow | None:
    if event.type.startswith("cycle.") or event.type == "obligation.reminded":
        return None
    parts = event.subject.split("/")
    return session.get(StageRow, "/".join(parts[:4]))


class _Telling:
    """One event on its way to its recipients, worded once for each language."""

    def __init__(self, event: Event, stage: str | None, given: Mapping[str, Any]) -> None:
        self._event = event
        self._stage = stage
        self._given = given
        self._day = local_date(event.at)
        self._role = event.data["office"] if event.type == "obligation.reminded" else "drafter"
        self._wordings: dict[str, Wording] = {}
        self._invitations: dict[str, str | None] = {}

    def to(self, body: Body) -> dict[str, Any] | None:
        """Give the notice of one body as a row; None if no office of it receives mail on that day."""
        contact = contact_on(body, self._day, self._role)
        if contact is None:
            return None
        event, language = self._event, contact.language
        if language not in self._wordings:
            self._wordings[language] = Wording(event.type, language, self._given)
        key = notice_key(event.seq, body.code, CHANNEL)
        words = self._wordings[language].to(body, key)
        return {
            "key": key,
            "event": event.seq,
            "type": event.type,
            "cycle": event.cycle,
            "stage": self._stage,
            "recipient": body.code,
            "office": contact.office.in_language(language),
            "address": contact.email,
            "channel": CHANNEL,
            "language": language,
            "subject": words.subject,
            "text": words.text,
            "html": words.html,
            "text_hash": sha256(words.text),
            "calendar": self._invitation(language),
            "state": "queued",
            "attempts": 0,
            "created_at": event.at,
        }

    def _invitation(self, language: str) -> str | None:
        """Give the calendar entry that goes with an invitation or its cancellation."""
        if language not in self._invitations:
            region, simulated = self._given["region"], self._given["simulated"]
            self._invitations[language] = invitation_for(region, self._event, language, simulated=simulated)
        return self._invitations[language]
