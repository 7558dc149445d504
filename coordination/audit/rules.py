"""How events are chained, so that no one can change, drop or swap one unseen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from coordination.kernel.canonical import sha256

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """One stored event, as text, exactly as it stands in the table."""

    seq: int
    at: str
    type: str
    subject: str
    cycle: str
    data: str
    previous: str
    hash: str

    def computed(self) -> str:
        """Give the hash this event should have.

        Lengths are part of what is hashed, so that text cannot wander from one field to the next.
        """
        fields = (str(self.seq), self.at, self.type, self.subject, self.cycle, self.data, self.previous)
        return sha256("".join(f"{len(each)}:{each}" for each in fields))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along the chain found."""

    events: int
    head: str
    bad_seq: int | None = None
    problem: str = ""

    @property
    def intact(self) -> bool:
        """Say whether nothing was found."""
        return self.bad_seq is None


def written(moment: datetime) -> str:
    """Give an instant in the one spelling events use: ``2026-05-28T00:30:00Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def walk(links: Iterable[Link | int]) -> Verdict:
    """Follow the chain and name the first bad event; a bare number is a row that cannot be read."""
    previous, count = GENESIS, 0
    for link in links:
        expected = count + 1
        if isinstance(link, int):
            return Verdict(count, previous, expected, "unreadable")
        if link.seq != expected:
            return Verdict(count, previous, expected, "missing")
        if link.previous != previous:
            return Verdict(count, previous, link.seq, "not chained to the event before")
        if link.hash != link.computed():
            return Verdict(count, previous, link.seq, "changed")
        previous, count = link.hash, count + 1
    return Verdict(count, previous)
