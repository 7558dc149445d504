"""The writing of calendars with the library ``icalendar``; loaded only where a calendar is written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

from icalendar import Alarm, Calendar, Event, Timezone, vCalAddress, vText

from coordination.documents.ics import Entry, Party
from coordination.kernel.clock import VIETNAM, require_utc
from coordination.kernel.period import FIRST_YEAR, LAST_YEAR
from coordination.kernel.text import one_line, plain_words

REFRESH = timedelta(hours=12)
"""How often those who subscribe to a calendar are asked to read it again."""


def written(entries: list[Entry], language: str, method: str | None, name: str | None) -> str:
    """Give entries, in their order, as the text of one calendar; only one that is subscribed to has a name."""
    calendar = Calendar()
    calendar.add("PRODID", f"-//Lien Vung//lienvung//{language.upper()}")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    if method:
        calendar.add("METHOD", method)
    if name is not None:
        calendar.add("X-WR-CALNAME", _Words(one_line(name)))
        calendar.add("X-WR-TIMEZONE", VIETNAM.key)
        calendar.add("REFRESH-INTERVAL", REFRESH, {"VALUE": "DURATION"})
    if any(isinstance(entry.starts, datetime) for entry in entries):
        calendar.add_component(_timezone())
    for entry in entries:
        calendar.add_component(_event(entry))
    text: bytes = calendar.to_ical()
    return text.decode()


class _Words(vText):
    r"""Text escaped as RFC 5545 (3.3.11) says; the library's own would make a line break of ``\N`` in a name."""

    def to_ical(self) -> bytes:
        escaped = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return escaped.encode()


@lru_cache(maxsize=1)
def _timezone() -> Timezone:
    """Give the zone of Viet Nam for all years a plan may be for; working it out takes 30 ms."""
    return Timezone.from_tzid(VIETNAM.key, first_date=date(FIRST_YEAR, 1, 1), last_date=date(LAST_YEAR + 1, 1, 1))


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
