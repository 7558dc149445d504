"""Entries of calendars as iCalendar text (RFC 5545), and invitations to meetings (RFC 5546). Knows no station.

The same entries always give the same bytes: the time stamps are those at which an entry last changed, never
the present moment. Names are cleaned of signs that cannot be seen; whatever else they hold is escaped, so that
nothing a name contains begins a line or a property.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from icalendar import Alarm, Calendar, Event, Timezone, vCalAddress, vText

from coordination.kernel.clock import VIETNAM, require_utc, start_of_day
from coordination.kernel.period import FIRST_YEAR, LAST_YEAR
from coordination.kernel.text import one_line, plain_words

Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]
Method = Literal["REQUEST", "CANCEL"]
REFRESH = timedelta(hours=12)
"""How often those who subscribe to a calendar are asked to read it again."""


class Party(NamedTuple):
    """An office that invites or is invited."""

    name: str
    email: str
    kind: Literal["GROUP", "INDIVIDUAL", "ROOM"] = "GROUP"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a calendar: a day (``starts`` is a date) or a meeting with its hours."""

    uid: str
    """Names the thing for ever: the same however often its date changes, in every calendar that shows it."""
    summary: str
    starts: date | datetime
    sequence: int
    """How often it changed in a way that calendars must take over."""
    changed_at: datetime
    description: str = ""
    ends: date | datetime | None = None
    """Last day (included; None: one day), or the moment a meeting ends."""
    created_at: datetime | None = None
    status: Status = "CONFIRMED"
    organizer: Party | None = None
    attendees: tuple[Party, ...] = ()
    alarms: tuple[timedelta, ...] = ()
    """How long before the start it rings (a negative time: after the start); a day starts at midnight in Viet Nam.
    What is cancelled never rings."""
    category: str = ""


def calendar_text(
    name: str, entries: Iterable[Entry], *, language: str = "vi", method: Literal["PUBLISH"] | None = None
) -> str:
    """Give a calendar of entries as text, in order of their starts.

    Without a method it is a plain copy of a calendar, which may show who is invited; RFC 5546 (3.2.1) does not
    allow attendees where one publishes, so with ``PUBLISH`` they are left out.
    """
    calendar = _calendar(language)
    if method:
        calendar.add("METHOD", method)
        entries = [replace(entry, attendees=()) for entry in entries]
    calendar.add("X-WR-CALNAME", _Words(one_line(name)))
    calendar.add("X-WR-TIMEZONE", VIETNAM.key)
    calendar.add("REFRESH-INTERVAL", REFRESH, {"VALUE": "DURATION"})
    return _filled(calendar, sorted(entries, key=lambda each: (_begins(each.starts), each.uid)))


def invitation(entry: Entry, method: Method, *, language: str = "vi") -> str:
    """Give the invitation to a meeting (REQUEST: also to its new hour), or the word that it is called off (CANCEL).

    ValueError if nobody invites, or if a meeting that is cancelled is to be invited to (RFC 5546, 3.2.2, 3.2.5).
    """
    if entry.organizer is None or (method == "REQUEST" and entry.status == "CANCELLED"):
        raise ValueError(f"{entry.uid} cannot be sent as {method}")
    calendar = _calendar(language)
    calendar.add("METHOD", method)
    return _filled(calendar, [replace(entry, status="CANCELLED") if method == "CANCEL" else entry])


class _Words(vText):
    r"""Text escaped as RFC 5545 (3.3.11) says; the library's own would make a line break of ``\N`` in a name."""

    def to_ical(self) -> bytes:
        escaped = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return escaped.encode()


def _begins(moment: date | datetime) -> datetime:
    return require_utc(moment) if isinstance(moment, datetime) else start_of_day(moment)


def _calendar(language: str) -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", f"-//Lien Vung//lienvung//{language.upper()}")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    return calendar


@lru_cache(maxsize=1)
def _timezone() -> Timezone:
    """Give the zone of Viet Nam for all years a plan may be for; working it out takes 30 ms."""
    return Timezone.from_tzid(VIETNAM.key, first_date=date(FIRST_YEAR, 1, 1), last_date=date(LAST_YEAR + 1, 1, 1))


def _filled(calendar: Calendar, entries: list[Entry]) -> str:
    if any(isinstance(entry.starts, datetime) for entry in entries):
        calendar.add_component(_timezone())
    for entry in entries:
        calendar.add_component(_event(entry))
    written: bytes = calendar.to_ical()
    return written.decode()


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("UID", _Words(one_line(entry.uid)))
    event.add("SUMMARY", _Words(one_line(entry.summary)))
    _add_times(event, entry)
    event.add("SEQUENCE", entry.sequence)
    event.add("DTSTAMP", require_utc(entry.changed_at))
    event.add("LAST-MODIFIED", require_utc(entry.changed_at))
    event.add("STATUS", entry.status)
    if entry.created_at:
        event.add("CREATED", require_utc(entry.created_at))
    if description := plain_words(entry.description):
        event.add("DESCRIPTION", _Words(description))
    if category := one_line(entry.category):
        event.add("CATEGORIES", [_Words(category)])
    if entry.organizer:
        event.add("ORGANIZER", vCalAddress.new(entry.organizer.email, cn=one_line(entry.organizer.name) or None))
    for party in _each_once(entry.attendees):
        event.add("ATTENDEE", _attendee(party, entry))
    if entry.status != "CANCELLED":
        for before in sorted(entry.alarms, reverse=True):
            event.add_component(_alarm(before, entry))
    return event


def _add_times(event: Event, entry: Entry) -> None:
    starts, ends = entry.starts, entry.ends
    if isinstance(starts, datetime):
        event.add("DTSTART", require_utc(starts).astimezone(VIETNAM))
        if isinstance(ends, datetime):
            event.add("DTEND", require_utc(ends).astimezone(VIETNAM))
    else:
        event.add("DTSTART", starts)
        event.add("DTEND", (ends or starts) + timedelta(days=1))
    event.add("TRANSP", "OPAQUE" if isinstance(starts, datetime) else "TRANSPARENT")


def _each_once(parties: Iterable[Party]) -> list[Party]:
    """Bring bodies that share a mailbox together: an address may stand only once among those invited."""
    found: dict[str, Party] = {}
    for party in parties:
        other = found.get(party.email.casefold())
        name = f"{other.name}, {party.name}" if other else party.name
        found[party.email.casefold()] = party._replace(name=name)
    return list(found.values())


def _attendee(party: Party, entry: Entry) -> vCalAddress:
    invites = entry.organizer is not None and entry.organizer.email.casefold() == party.email.casefold()
    return vCalAddress.new(
        party.email,
        cn=one_line(party.name) or None,
        cutype=party.kind,
        role="CHAIR" if invites else "REQ-PARTICIPANT",
        partstat="ACCEPTED" if invites else "NEEDS-ACTION",  # who invites does not answer itself
        rsvp=not invites,
    )


def _alarm(before: timedelta, entry: Entry) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", _Words(one_line(entry.summary)))
    alarm.add("TRIGGER", -before)
    return alarm
