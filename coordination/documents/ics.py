"""Entries of calendars as iCalendar text (RFC 5545), and invitations to meetings (RFC 5546). Knows no station.

The same entries always give the same bytes: the time stamps are those at which an entry last changed, never
the present moment. Names are cleaned of signs that cannot be seen; whatever else they hold is escaped, so that
nothing a name contains begins a line or a property.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from coordination.kernel.clock import require_utc, start_of_day

Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]
Method = Literal["REQUEST", "CANCEL"]


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
    if method:
        entries = [replace(entry, attendees=()) for entry in entries]
    ordered = sorted(entries, key=lambda each: (_begins(each.starts), each.uid))
    return _written(ordered, language, method, name)


def invitation(entry: Entry, method: Method, *, language: str = "vi") -> str:
    """Give the invitation to a meeting (REQUEST: also to its new hour), or the word that it is called off (CANCEL).

    ValueError if nobody invites, or if a meeting that is cancelled is to be invited to (RFC 5546, 3.2.2, 3.2.5).
    """
    if entry.organizer is None or (method == "REQUEST" and entry.status == "CANCELLED"):
        raise ValueError(f"{entry.uid} cannot be sent as {method}")
    told = replace(entry, status="CANCELLED") if method == "CANCEL" else entry
    return _written([told], language, method)


def _begins(moment: date | datetime) -> datetime:
    return require_utc(moment) if isinstance(moment, datetime) else start_of_day(moment)


def _written(entries: list[Entry], language: str, method: str | None, name: str | None = None) -> str:
    from coordination.documents.ics_text import written  # noqa: PLC0415 - icalendar loads in 0.3 s, most verbs need none

    return written(entries, language, method, name)
