"""Drains the outbox over SMTP: claims notices, hands their letters over, marks each before the next one's end.

Several connections hand over letters at once, all but their final dots. The dots go out one at a time, each after the
result of the one before is noted together with the intent to send this one. So a sender killed at any point has sent
at most one message whose end is not noted; that one is in doubt, and goes out again under the same Message-ID, or
waits for a person, as the policy says. Nothing is ever dropped. States and events follow from the notes once a batch.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from coordination.kernel.clock import stopwatch
from coordination.notices.sending.alarms import raise_alarms
from coordination.notices.sending.circuit import Breaker
from coordination.notices.sending.claims import claim, hold_up, ours, release, remaining, worded
from coordination.notices.sending.mailings import Mailing, mailings_of
from coordination.notices.sending.marks import mark
from coordination.notices.sending.notes import Attempt, answered, begin
from coordination.notices.sending.outcome import Outcome
from coordination.notices.sending.policy import MailPolicy, shipped_policy
from coordination.notices.sending.ready import Ready, attempts_of
from coordination.notices.sending.stopping import Stop
from coordination.notices.sending.wire import Line, LineError
from coordination.settings import MailServer
from coordination.store.database import Database

__all__ = ["Tally", "deliver", "remaining"]
MARK_SECONDS = 1.0
"""Others see within so long what became of a notice, however slow the server is."""
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
    with Stop() as stop:
        await run.drain(stop)
    raise_alarms(database, run.policy, now)
    run.tally.remaining = remaining(database)
    return run.tally


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
        self._unnoted: list[Attempt] = []
        self._unmarked: list[Attempt] = []
        self._marked_at = stopwatch()
        self._halted = False
        self._until = 0.0

    async def drain(self, stop: Stop) -> None:
        """Send batch after batch, until nothing may go out, the server is left alone, or somebody says stop."""
        try:
            while not (stop.asked or self._halted):
                if self._breaker.is_open and not self._breaker.may_try:
                    self._halt(self._breaker.problem)
                    break
                batch = self._take(1 if self._breaker.is_open else self.policy.batch)
                if not batch:
                    if raise_alarms(self._database, self.policy, self._now):
                        continue  # what the secretariat is told of the mail goes out with it
                    break
                await self._send_batch(batch, stop)
                if self._progress:
                    self._progress(self.tally.sent)
        finally:
            await asyncio.gather(*(line.quit() for line in self._lines))
            self._breaker.save()

    def _take(self, most: int) -> list[Ready]:
        """Claim the next notices and write their letters, before the server waits for any of them."""
        self._until = stopwatch() + self.policy.lease.total_seconds()
        rows = claim(self._database, self.policy, self._now, most)
        batch = [
            Ready.of(each)
            for each in mailings_of(self._database, rows, self._sender, self._now, self.policy.digest.at_once)
        ]
        good = [row for each in batch if not each.stumbled for row in each.mailing.rows]
        if good:
            worded(self._database, good)
        return batch

    async def _send_batch(self, batch: Sequence[Ready], stop: Stop) -> None:
        waiting = deque(batch)
        try:
            if await self._reach(self._lines[0], waiting):
                lines = self._lines[: len(waiting)]
                done = await asyncio.gather(
                    *(self._work(line, waiting, stop) for line in lines), return_exceptions=True
                )
                for each in done:
                    if each is not None:
                        raise each
        finally:
            self._note()
            self._mark()
            if waiting:
                release(self._database, [key for each in waiting for key in each.keys])
            if self._halted:
                self.tally.deferred += sum(len(each.keys) for each in waiting)
                hold_up(self._database, self.policy, self._now, self.tally.problem)

    async def _reach(self, line: Line, waiting: deque[Ready]) -> bool:
        """Open the first connection; where that fails the first letter was tried in vain, and the server is to blame."""
        if line.is_open:
            return True
        try:
            await line.open()
        except LineError as error:
            self._conclude(waiting.popleft().mailing, error.outcome)
            self._halt(f"{error.outcome.phase}: {error.outcome.words}")
            return False
        return True

    def _halt(self, problem: str) -> None:
        self._halted = True
        self.tally.problem = f"{self._breaker.server}: {problem}"

    async def _work(self, line: Line, waiting: deque[Ready], stop: Stop) -> None:
        """Send one letter after the other over one connection."""
        while waiting and not (stop.asked or self._halted or self._is_late(LEAST_LEASE)):
            if not line.is_open:
                try:
                    await line.open()
                except LineError:
                    return  # a server may allow fewer connections; the letters left go over the others
                if not waiting:
                    return
            each, fresh = waiting.popleft(), line.is_fresh
            outcome = await self._send(line, each, waiting)
            if outcome is None:
                continue
            if outcome.lost and not fresh:
                waiting.appendleft(each)  # the server hung up between two letters; this one was not with it
                continue
            self._conclude(each.mailing, outcome)

    async def _send(self, line: Line, each: Ready, waiting: deque[Ready]) -> Outcome | None:
        """Hand over one letter; None if its end may no longer be sent: then it waits again."""
        if isinstance(each.parcel, Outcome):
            return each.parcel
        begun = False
        try:
            refused = await line.offer(each.parcel)
            if refused is not None:
                return refused
            async with self._turn:
                if not line.is_open:
                    return Outcome("deferred", "content", "the server hung up before the end of the letter")
                begun = not self._is_late(1) and self._note(begun=each.mailing)
                if begun:
                    return await line.end()  # nothing comes between this and the taking note of it
        except asyncio.CancelledError:
            if begun:
                self._conclude(each.mailing, Outcome("uncertain", "end", "interrupted before the answer"))
            else:
                await line.close()  # it waits for the rest of the letter
                waiting.appendleft(each)
            raise
        self._until = 0.0  # a slow server must not let two deliverers send the same
        waiting.appendleft(each)
        await line.close()
        return None

    def _is_late(self, answers: float) -> bool:
        """Say whether the lease may run out before so many answers have come."""
        return self._until - stopwatch() < answers * self.policy.answer_seconds

    def _conclude(self, mailing: Mailing, outcome: Outcome) -> None:
        """Take note of an attempt; it is written down before the end of the next letter is sent."""
        self._unnoted += attempts_of(mailing, outcome)
        self._breaker.hear(outcome)
        if self._breaker.is_open:
            self._halt(self._breaker.problem)

    def _note(self, begun: Mailing | None = None) -> bool:
        """Note what was answered, and that the end of one more letter is about to be sent, in one commit.

        Gives whether it may be sent.
        """
        if stopwatch() - self._marked_at > MARK_SECONDS:
            self._mark()
        if not self._unnoted and begun is None:
            return True
        with self._database.jot("note attempts") as written:
            answered(written, self._unnoted, self._now)
            held = begun is None or begin(written, begun.rows, begun.name, self._now)
        self._unmarked += self._unnoted
        self._unnoted.clear()
        return held

    def _mark(self) -> None:
        """Draw from the notes what becomes of the notices, on the disk, for all to see."""
        self._marked_at = stopwatch()
        if not self._unmarked:
            return
        with self._database.write("mark notices") as session:
            held = ours(session, [each.row.key for each in self._unmarked])
            mine = [each for each in self._unmarked if each.row.key in held]
            states = mark(session, mine, self.policy, self._now)
        self._unmarked.clear()
        for state in states:
            name = {"delivered": "sent", "queued": "deferred"}.get(state, state)
            setattr(self.tally, name, getattr(self.tally, name) + 1)
