"""How long it takes to verify a long chain of events, and how much memory the walk holds."""

from __future__ import annotations

import tempfile
import tracemalloc
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from coordination.audit.service import record, verify
from coordination.audit.told import Head
from coordination.kernel.clock import stopwatch
from coordination.store.database import Database
from coordination.store.schema import upgrade

EVENTS = 100_000
MOST_SECONDS = 5.0
"""What verifying 100,000 events may take."""
NOW = datetime(2027, 2, 1, tzinfo=UTC)
HEADS = 3


@dataclass(frozen=True)
class Proof:
    """What verifying came to."""

    events: int
    recording: float
    seconds: float
    memory: float
    """Most that the walk held at once, in kB."""

    def line(self) -> str:
        """Give the figures in one line."""
        return (
            f"verify {self.events:>7} events against {HEADS} heads: {self.seconds:.2f} s"
            f" ({1_000_000 * self.seconds / self.events:.1f} µs an event, may take {MOST_SECONDS * self.events / EVENTS:.1f} s),"
            f" {self.memory:.0f} kB; recording them {self.recording:.1f} s"
        )


def proof(events: int = EVENTS) -> Proof:
    """Record events as a delivery does, then verify them against heads told along the way; everything is temporary."""
    with tempfile.TemporaryDirectory() as name, closing(Database(f"sqlite:///{Path(name) / 'chain.db'}")) as database:
        upgrade(database)
        begun = stopwatch()
        told = _record(database, events)
        recording = stopwatch() - begun
        begun = stopwatch()
        _verify(database, told)
        seconds = stopwatch() - begun
        tracemalloc.start()  # walked once more: counting memory takes time of its own
        _verify(database, told)
        memory = tracemalloc.get_traced_memory()[1] / 1000
        tracemalloc.stop()
    return Proof(events, recording, seconds, memory)


def _record(database: Database, events: int) -> list[Head]:
    told = []
    with database.write() as session:
        for number in range(1, events + 1):
            data = {
                "recipient": "92.peoples_committee",
                "text_hash": f"{number:064x}",
                "attempt": 1,
                "reply": f"250 2.0.0 Ok: queued as {number:X} — Ý kiến của tỉnh Đồng Tháp",
            }
            key = f"{number}/92.peoples_committee/email"
            event = record(session, "notice.delivered", key, "mekong-delta/regional-plan/2027", data, NOW)
            if number in {events // HEADS, 2 * events // HEADS, events}:
                told.append(Head(event.hash, number))
    return told


def _verify(database: Database, told: list[Head]) -> None:
    with database.read() as session:
        verdict = verify(session, told)
    if not verdict.holds or len(verdict.told) != HEADS:
        raise AssertionError(f"the chain just recorded does not hold: {verdict}")
