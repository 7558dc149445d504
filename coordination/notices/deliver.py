"""Drains the outbox over SMTP: claims notices, hands their letters over, marks each before the next one's end.

Several connections hand over letters at once, all but their final dots. The dots go out one at a time, each after the
result of the one before is written down together with the intent to send this one. So a sender killed at any point
has sent at most one message whose end is not marked; that one is in doubt, and goes out again under the same
Message-ID, or waits for a person, as the policy says. Nothing is ever dropped.
"""

from __future__ import annotations

import asyncio
import signal
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from coordination.kernel.clock import SystemClock
from coordination.notices.alarms import raise_alarms
from coordination.notices.circuit import Breaker
from coordination.notices.claims import Attempt, begin, claim, mark, release, remaining, set_aside, stumbled
from coordination.notices.mailings import Mailing, mailings_of
from coordination.notices.message import Message
from coordination.notices.policy import MailPolicy, shipped_policy
from coordination.notices.wire import Line, LineError, Outcome
from coordination.settings import MailServer
from coordination.store.database import Database

__all__ = ["Tally", "deliver", "remaining"]
LEAST_LEASE = 2.0
"""A letter is not begun with less of the lease left than so many times the patience with one answer."""


@dataclass(slots=True)
class Tally:
    """How a delivery went."""

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    uncertain: int = 0
    set_aside: int = 0
    remaining: int = 0
    problem: str = ""
    """Why the mail server could not be used, if it could not."""


async def deliver(
    database: Database,
    server: MailServer,
    sender: str,
    now: datetime,
    *,
    policy: MailPolicy | None = None,
    progress: Callable[[int], None] | None = None,
) -> Tally:
    """Send every notice that may go out now; gives what became of them. SIGTERM finishes the letter in hand."""
    run = _Run(database, server, sender, now, policy or shipped_policy(), progress)
    with _Stop() as stop:
        await run.drain(stop)
    raise_alarms(database, run.policy, now)
    run.tally.remaining = remaining(database)
    return run.tally


class _Stop:
    """Turns SIGTERM into a wish to stop after the letter in hand."""

    def __init__(self) -> None:
        self.asked = False

    def __enter__(self) -> Self:
        try:
            self._before = signal.signal(signal.SIGTERM, self._ask)
        except ValueError:  # not the main thread: the host decides when to stop
            self._before = None
        return self

    def _ask(self, *_: object) -> None:
        self.asked = True

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGTERM, self._before)
            if self.asked and callable(self._before):  # the host that called us was meant, too
                signal.raise_signal(signal.SIGTERM)


class _Run:
    """One draining of the outbox."""

    def __init__(
        self,
        database: Database,
        server: MailServer,
        sender: str,
        now: datetime,
        policy: MailPolicy,
        progress: Callable[[int], None] | None,
    ) -> None:
        self.policy = policy
        self.tally = Tally()
        self._database = database
        self._sender = sender
        self._now = now
        self._progress = progress
        self._lines = [Line(server, policy.answer_seconds) for _ in range(policy.connections)]
        self._breaker = Breaker.of(database, server, policy.circuit, now)
        self._turn = asyncio.Lock()
        self._unmarked: list[tuple[Mailing, Outcome]] = []
        self._halted = False

    async def drain(self, stop: _Stop) -> None:
        """Send batch after batch, until nothing may go out, the server is left alone, or somebody says stop."""
        try:
            while not (stop.asked or self._halted):
                if self._breaker.is_open and not self._breaker.may_try:
                    self.tally.problem = f"{self._breaker.server}: {self._breaker.problem}"
                    break
                batch = claim(self._database, self.policy, self._now, 1 if self._breaker.is_open else self.policy.batch)
                if not batch:
                    break
                await self._send_batch(mailings_of(self._database, batch, self._sender, self._now), stop)
                if self._progress:
                    self._progress(self.tally.sent)
        finally:
            await asyncio.gather(*(line.quit() for line in self._lines))
            self._breaker.save()

    async def _send_batch(self, batch: Sequence[Mailing], stop: _Stop) -> None:
        waiting = deque(batch)
        until = SystemClock().now() + self.policy.lease
        try:
            if await self._reach(self._lines[0]):
                lines = self._lines[: len(waiting)]
                await asyncio.gather(*(self._work(line, waiting, until, stop) for line in lines))
        finally:
            self._write_down()
            if waiting:
                release(self._database, [row.key for each in waiting for row in each.rows])
                self.tally.deferred += sum(len(each.rows) for each in waiting) if self._halted else 0

    async def _reach(self, line: Line) -> bool:
        """Open the first connection; where that fails the server is to blame, and no notice."""
        if line.is_open:
            return True
        try:
            await line.open()
        except LineError as error:
            self._breaker.fail(error.outcome.words)
            self.tally.problem = f"{self._breaker.server}: {error.outcome.phase}: {error.outcome.words}"
            self._halted = True
            return False
        return True

    async def _work(self, line: Line, waiting: deque[Mailing], until: datetime, stop: _Stop) -> None:
        """Send one letter after the other over one connection."""
        while waiting and not (stop.asked or self._halted):
            if (until - SystemClock().now()).total_seconds() < LEAST_LEASE * self.policy.answer_seconds:
                return  # a slow server must not let two deliverers send the same
            fresh = not line.is_open
            if fresh:
                try:
                    await line.open()
                except LineError:
                    return  # a server may allow fewer connections; the letters left go over the others
                if not waiting:
                    return
            mailing = waiting.popleft()
            outcome = await self._send(line, mailing)
            if outcome.verdict == "deferred" and not line.is_open and not fresh:
                waiting.appendleft(mailing)  # the server hung up between two letters; this one was not with it
                continue
            self._conclude(mailing, outcome)

    async def _send(self, line: Line, mailing: Mailing) -> Outcome:
        if not isinstance(mailing.message, Message):
            error = mailing.message
            return Outcome("failed", "letter", f"cannot be worded: {type(error).__name__}: {error}")
        try:
            refused = await line.offer(mailing.message)
        except Exception as error:  # noqa: BLE001 - whatever this letter does to us, the others go out
            await line.close()
            return self._stumble(mailing, error)
        if refused is not None:
            return refused
        async with self._turn:
            if not line.is_open:
                return Outcome("deferred", "content", "the server hung up before the end of the letter")
            self._write_down(begun=mailing)
            return await line.end()  # nothing comes between the release of the turn and the taking note of this

    def _stumble(self, mailing: Mailing, error: Exception) -> Outcome:
        for row in mailing.rows:
            row.crashes += 1
        with self._database.write("stumble") as session:
            stumbled(session, mailing.rows)
        return Outcome("deferred", "letter", f"{type(error).__name__}: {error}")

    def _conclude(self, mailing: Mailing, outcome: Outcome) -> None:
        """Take note of an attempt; it is written down before the end of the next letter is sent."""
        self._unmarked.append((mailing, outcome))
        self._breaker.hear(outcome)
        if self._breaker.is_open:
            self._halted = True
            self.tally.problem = f"{self._breaker.server}: {self._breaker.problem}"

    def _write_down(self, begun: Mailing | None = None) -> None:
        """Mark what was answered, and that the end of one more letter is about to be sent, in one commit."""
        if not self._unmarked and begun is None:
            return
        answered, self._unmarked = self._unmarked, []
        with self._database.write("mark notices") as session:
            for mailing, outcome in answered:
                hashes: list[str | None] = [each.text_hash for each in mailing.letters] or [None] * len(mailing.rows)
                for row, text_hash in zip(mailing.rows, hashes, strict=False):
                    if row.crashes >= self.policy.most_crashes and outcome.phase == "letter":
                        set_aside(session, session.merge(row), outcome.words, self._now)
                        self.tally.set_aside += 1
                        continue
                    state = mark(session, Attempt(row, text_hash, mailing.name, outcome), self.policy, self._now)
                    self._count(state)
            if begun is not None:
                begin(session, begun.rows)

    def _count(self, state: str) -> None:
        name = {"delivered": "sent", "queued": "deferred"}.get(state, state)
        setattr(self.tally, name, getattr(self.tally, name) + 1)
