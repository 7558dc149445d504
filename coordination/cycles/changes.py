"""What an amendment comes to: dates that move, dates that stay, meetings, and whom it concerns. Plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from coordination.calendar.rules import Due
from coordination.cycles.history import FIELDS
from coordination.cycles.rules import Schedule
from coordination.kernel.text import Text

Policy = Literal["once_notified", "ask", "passed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One date of one step, before and after, and the bodies it concerns."""

    stage: str
    name: str
    before: date | None
    due: Due | None
    """The new date with its derivation; None where a legal date is no more."""
    bodies: tuple[str, ...]

    @property
    def after(self) -> date | None:
        """Give the new date."""
        return self.due.day if self.due else None

    @property
    def field(self) -> str:
        """Give the date's name as rows and notices have it: opens, due, closes, positions_due, legal."""
        return FIELDS[self.name].removesuffix("_on")

    def as_json(self) -> dict[str, Any]:
        """Give the change as plain data."""
        return {
            "stage": self.stage,
            "field": self.field,
            "before": self.before.isoformat() if self.before else None,
            "after": self.after.isoformat() if self.after else None,
            "why": {each: self.due.sentence(each) for each in ("vi", "en")} if self.due else None,
            "bodies": list(self.bodies),
        }


@dataclass(frozen=True, slots=True)
class Kept:
    """A date that stays though its rule now gives another: told already and frozen, asked about, or past."""

    stage: str
    name: str
    day: date
    would_be: date
    policy: Policy
    bodies: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Give what is kept as plain data."""
        return {
            "stage": self.stage,
            "field": FIELDS[self.name],
            "day": self.day.isoformat(),
            "would_be": self.would_be.isoformat(),
            "policy": self.policy,
            "bodies": list(self.bodies),
        }


@dataclass(frozen=True, slots=True)
class MeetingMove:
    """A meeting to come that begins at another hour, is called off (no after) or is new (no before)."""

    exchange: str
    name: Text
    parties: tuple[str, ...]
    before: datetime | None
    after: datetime | None

    def as_json(self) -> dict[str, Any]:
        """Give the move as plain data."""
        return {
            "exchange": self.exchange,
            "name": self.name.model_dump(),
            "parties": list(self.parties),
            "before": self.before.isoformat() if self.before else None,
            "after": self.after.isoformat() if self.after else None,
        }


@dataclass(slots=True)
class Amendment:
    """What adopting a configuration comes to."""

    parts: list[str] = field(default_factory=list)
    """Parts of the configuration that differ."""
    what: list[Text] = field(default_factory=list)
    """The differences in words, as far as they have some: sessions moved, days off decreed."""
    changes: list[Change] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """Dates (``step.name``) that nobody has decided about yet."""
    meetings: list[MeetingMove] = field(default_factory=list)
    misfits: list[Text] = field(default_factory=list)
    """Dates that would not fit together, and did before."""
    schedules: dict[str, Schedule] = field(default_factory=dict)
    begins: date | None = None
    """The day the cycle begins, which moves only as long as it has not come."""
    ends: date | None = None
    """The cycle's last day, where it moves."""

    def affected(self) -> list[str]:
        """Give the bodies whose dates or meetings move, each once."""
        dates = (body for each in self.changes for body in each.bodies)
        meetings = (body for each in self.meetings for body in each.parties)
        return list(dict.fromkeys([*dates, *meetings]))

    def as_json(self) -> dict[str, Any]:
        """Give what moves, what stays and whom it concerns as plain data."""
        return {
            "what": [each.model_dump() for each in self.what],
            "changes": [each.as_json() for each in self.changes],
            "kept": [each.as_json() for each in self.kept],
            "meetings": [each.as_json() for each in self.meetings],
            "warnings": [each.model_dump() for each in self.misfits],
            "ends": self.ends.isoformat() if self.ends else None,
            "affected": self.affected(),
        }
