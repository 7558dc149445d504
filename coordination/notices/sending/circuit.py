"""Leaving a mail server alone that fails again and again, and trying with one notice whether it is back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from coordination.audit.service import record
from coordination.notices.sending.outcome import Outcome
from coordination.notices.sending.policy import Circuit
from coordination.notices.tables import CircuitRow, MailboxRow, NoticeRow
from coordination.settings import MailServer
from coordination.store.database import Database

CIRCUIT = "mail"
"""What stands for a cycle in events about the server itself."""


@dataclass(slots=True)
class Breaker:
    """Counts failures in a row, across runs of deliverers."""

    database: Database
    server: str
    policy: Circuit
    now: datetime
    failures: int = 0
    open_since: datetime | None = None
    probe_at: datetime | None = None
    problem: str = ""

    @classmethod
    def of(cls, database: Database, server: MailServer, policy: Circuit, now: datetime) -> Breaker:
        """Give the breaker of a server as earlier runs left it."""
        name = f"{server.host}:{server.port}"
        with database.read() as session:
            row = session.get(CircuitRow, name)
        if row is None:
            return cls(database, name, policy, now)
        return cls(database, name, policy, now, row.failures, row.open_since, row.probe_at, row.problem)

    @property
    def is_open(self) -> bool:
        """Say whether the server is left alone."""
        return self.open_since is not None

    @property
    def may_try(self) -> bool:
        """Say whether anything may be sent now: all, or one to probe."""
        return self.probe_at is None or self.now >= self.probe_at

    def hear(self, outcome: Outcome) -> None:
        """Take note of how an attempt ended; what is only this letter's or its mailbox's affair counts for nothing."""
        if outcome.verdict == "sent" or outcome.bad_address:
            self._succeed()
        elif not outcome.of_letter:
            self.fail(outcome.words)

    def fail(self, words: str) -> None:
        """Count a failure; the last of a row opens the circuit, with one alert."""
        self.failures, self.problem = self.failures + 1, words
        if self.is_open:
            self.probe_at = self.now + timedelta(minutes=self.policy.probe_minutes)
            self._save()
        elif self.failures >= self.policy.failures:
            self.open_since = self.now
            self.probe_at = self.now + timedelta(minutes=self.policy.probe_minutes)
            self._save("delivery.halted")

    def _succeed(self) -> None:
        was_open, had_failed = self.is_open, self.failures > 0
        self.failures, self.problem, self.open_since, self.probe_at = 0, "", None, None
        if was_open:
            self._save("delivery.resumed")
        elif had_failed:
            self._save()

    def save(self) -> None:
        """Keep what was counted for the next run."""
        if self.failures:
            self._save()

    def _save(self, event: str | None = None) -> None:
        with self.database.write("circuit") as session:
            row = session.get(CircuitRow, self.server) or CircuitRow(server=self.server)
            row.failures, row.problem = self.failures, self.problem
            row.open_since, row.probe_at = self.open_since, self.probe_at
            session.add(row)
            session.flush()
            if event:
                data = {"failures": self.failures, "problem": self.problem}
                record(session, event, self.server, CIRCUIT, data, self.now)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the outbox stands."""

    waiting: int
    failed: int
    refused: int
    """Addresses refused for good."""
    halted: str
    """Why nothing is sent, empty while all is well."""


def standing(session: Session) -> Standing:
    """Give how the outbox stands: what waits, what failed, which addresses are refused, whether sending is halted."""
    states = Counter(dict(session.exec(select(NoticeRow.state, func.count()).group_by(NoticeRow.state)).all()))
    halted = session.exec(select(CircuitRow).where(col(CircuitRow.open_since).is_not(None))).first()
    return Standing(
        waiting=states["queued"] + states["sending"] + states["uncertain"],
        failed=states["failed"] + states["set_aside"],
        refused=session.exec(select(func.count()).select_from(MailboxRow)).one(),
        halted=f"{halted.server}: {halted.problem}" if halted else "",
    )
