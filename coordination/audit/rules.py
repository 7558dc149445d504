"""How events are chained, so that no one can change, drop or swap one unseen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from coordination.audit.told import Comparison, Head, Witnesses
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

    @classmethod
    def read(cls, seq: int, *cells: bytes) -> Link | int:
        """Read a stored row, its columns in the order of the fields; 0 where it is no longer text.

        From bytes: a flipped byte may no longer be text, and that must be found, not raised.
        """
        try:
            return cls(int(seq), *(bytes(each).decode() for each in cells))
        except (ValueError, TypeError):
            return 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along the chain found."""

    events: int
    head: str
    bad_seq: int | None = None
    problem: str = ""
    told: tuple[Comparison, ...] = ()
    """How the chain stands to each head that was told, in the order given."""

    @property
    def intact(self) -> bool:
        """Say whether the chain holds in itself."""
        return self.bad_seq is None

    @property
    def holds(self) -> bool:
        """Say whether the chain holds in itself and against every head told."""
        return self.intact and all(each.holds for each in self.told)


def written(moment: datetime) -> str:
    """Give an instant in the one spelling events use: ``2026-05-28T00:30:00Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def walk(links: Iterable[Link | int], told: Iterable[Head] = ()) -> Verdict:
    """Follow the chain once, name the first bad event and compare with the heads told; memory stays flat.

    A bare number is a row that cannot be read.
    """
    previous, count, problem = GENESIS, 0, ""
    witnesses = Witnesses(told)
    for link in links:
        problem = _problem(link, count + 1, previous)
        if problem or isinstance(link, int):
            break
        previous, count = link.hash, link.seq
        witnesses.see(count, previous)
    bad_seq = count + 1 if problem else None
    return Verdict(count, previous, bad_seq, problem, witnesses.judge(intact=not problem))


def _problem(link: Link | int, expected: int, previous: str) -> str:
    if isinstance(link, int):
        return "unreadable"
    if link.seq != expected:
        return "missing"
    if link.previous != previous:
        return "not chained to the event before"
    return "" if link.hash == link.computed() else "changed"
