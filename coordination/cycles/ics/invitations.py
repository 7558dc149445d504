"""Meetings as they stand in calendars, and the invitations that mails about them carry."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from coordination.audit.service import Event
from coordination.cycles.tables import ExchangeRow
from coordination.documents.ics import Entry, Method, Party, Status, invitation
from coordination.kernel.clock import local_date
from coordination.kernel.text import Text
from coordination.regions.model import Body, Region

METHODS: dict[str, Method] = {"exchange.scheduled": "REQUEST", "exchange.cancelled": "CANCEL"}
ALARMS = (timedelta(days=1), timedelta(hours=1))
MEETING = Text(vi="Cuộc họp", en="Meeting")
PARTIES = Text(vi="Thành phần", en="Parties")
SIMULATED = Text(vi="[mô phỏng] ", en="[simulated] ")


def uid(*parts: str) -> str:
    """Give the name of an entry, made of natural keys: the same in every export, whatever its date."""
    return ".".join(parts).replace("/", ".") + "@lienvung"


def meeting_entry(
    region: Region,
    meeting: ExchangeRow,
    language: str = "vi",
    *,
    on: date | None = None,
    status: Status = "CONFIRMED",
    simulated: bool = False,
) -> Entry:
    """Give a meeting as it stands in calendars: the secretariat invites, each party by the office that drafts.

    ``on`` is the day whose offices are meant; without it that of the meeting. A cancelled meeting is CANCELLED
    whatever ``status`` says.
    """
    day = on or local_date(meeting.starts_at)
    secretariat = next((body for body in region.bodies if body.kind == "secretariat"), None)
    parties = [body for code in meeting.parties if (body := region.body(code)) is not None]
    agenda = [f"{number}. {item[language]}" for number, item in enumerate(meeting.agenda, 1)]
    names = ", ".join(body.short.in_language(language) for body in parties)
    return Entry(
        uid=uid(meeting.key, "meeting"),
        summary=(SIMULATED.in_language(language) if simulated else "") + meeting.name[language],
        description="\n".join([*agenda, f"{PARTIES.in_language(language)}: {names}", meeting.key]),
        starts=meeting.starts_at,
        ends=meeting.ends_at,
        sequence=meeting.sequence,
        changed_at=meeting.changed_at,
        status="CANCELLED" if meeting.state == "cancelled" else status,
        organizer=_office(secretariat, day, language) if secretariat else None,
        attendees=tuple(party for body in parties if (party := _office(body, day, language))),
        alarms=ALARMS,
        category=MEETING.in_language(language),
    )


def invitation_for(region: Region, event: Event, language: str, *, simulated: bool = False) -> str | None:
    """Give what mails about a meeting carry for calendars; None for other events, or where nobody can invite."""
    method = METHODS.get(event.type)
    if method is None:
        return None
    told = ExchangeRow(
        key=event.subject,
        stage="/".join(event.subject.split("/")[:4]),
        kind=event.data["kind"],
        name=event.data["name"],
        parties=event.data["parties"],
        agenda=event.data["agenda"],
        starts_at=datetime.fromisoformat(event.data["starts"]),
        ends_at=datetime.fromisoformat(event.data["ends"]),
        sequence=event.data["sequence"],
        changed_at=event.at,
    )
    entry = meeting_entry(region, told, language, on=local_date(event.at), simulated=simulated)
    return invitation(entry, method, language=language) if entry.organizer else None


def _office(body: Body, day: date, language: str) -> Party | None:
    """Give the office that drafts for a body on a day, under the body's name; the newest where several hold."""
    valid = [
        each
        for each in body.contacts
        if each.role == "drafter" and (each.valid_from or date.min) <= day <= (each.valid_to or date.max)
    ]
    newest = max(valid, key=lambda each: each.valid_from or date.min, default=None)
    return Party(body.name.in_language(language), newest.email) if newest else None
