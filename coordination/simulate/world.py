"""The virtual year: a clock that goes from morning to evening, day by day, and asks the engine each time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Protocol, TypeVar

from sqlmodel import Session

from coordination.app import Engine, Work, perform_directly
from coordination.cycles import views
from coordination.cycles.amend import amend
from coordination.cycles.opening import open_cycle, planned
from coordination.cycles.replanning import preview
from coordination.cycles.rules import schedule_cycle
from coordination.kernel.clock import VIETNAM, morning_of, require_utc, start_of_day, stopwatch
from coordination.kernel.keys import CycleKey
from coordination.kernel.period import Period
from coordination.notices.sending.deliver import Tally, deliver
from coordination.regions.model import Procedure, Region
from coordination.settings import MailServer
from coordination.simulate.actors import Actors

T = TypeVar("T")
MIDDAY, EVENING = time(10, 30), time(16, 30)
DAYS_AFTER = 2


def evening_of(day: date) -> datetime:
    """Give the hour at which the work of a day is done and the mail goes out."""
    return require_utc(datetime.combine(day, EVENING, VIETNAM))


class Conductor(Protocol):
    """How the engine is driven: directly, or through Prefect's flows as production does."""

    flow_runs: int

    def running(self, engine: Engine) -> AbstractAsyncContextManager[None]:
        """Hold what driving needs for as long as the year is played."""

    def day(self, engine: Engine) -> AbstractContextManager[None]:
        """Hold what a day's work shares."""

    async def open_cycles(self, engine: Engine, region: Region, keys: list[CycleKey], now: datetime) -> None:
        """Open cycles."""

    async def tick(self, engine: Engine, now: datetime) -> list[Work]:
        """Do all that is due."""

    async def deliver(self, engine: Engine, server: MailServer, now: datetime) -> Tally:
        """Drain the outbox."""


class Direct:
    """Calls the services themselves."""

    flow_runs = 0

    @asynccontextmanager
    async def running(self, engine: Engine) -> AsyncIterator[None]:
        """Let one session serve the whole year: nobody else is there."""
        with engine.database.alone():
            yield

    def day(self, engine: Engine) -> AbstractContextManager[None]:
        """Let a day be one unit of work: a simulated year is played again, not mended."""
        return engine.database.together()

    async def open_cycles(self, engine: Engine, region: Region, keys: list[CycleKey], now: datetime) -> None:
        """Open cycles in one unit of work."""
        with engine.write() as session:
            for key in keys:
                open_cycle(session, region, key, now, simulated=True)

    async def tick(self, engine: Engine, now: datetime) -> list[Work]:
        """Do all that is due: the ladders first, as their own flow does."""
        ladders = await engine.tick(now, perform_directly, "province")
        return ladders + await engine.tick(now, perform_directly)

    async def deliver(self, engine: Engine, server: MailServer, now: datetime) -> Tally:
        """Drain the outbox."""
        return await deliver(engine.database, server, engine.settings.mail_from, now, policy=engine.mail_policy)


@dataclass
class Played:
    """What a simulated year came to."""

    first: date
    last: date
    cycles: list[str]
    seconds: dict[str, float] = field(default_factory=dict)
    sent: int = 0
    flow_runs: int = 0


Progress = Callable[[int, int, date], None]


@dataclass(frozen=True, slots=True)
class Turn:
    """A configuration that becomes known on a day: what runs is amended to it, what opens later opens with it."""

    day: date
    region: Region
    reason: str = ""


@dataclass
class World:
    """One region, one year, one engine, the actors in it, and the mail server they read from."""

    engine: Engine
    region: Region
    period: Period
    actors: Actors
    conductor: Conductor
    server: MailServer | None
    progress: Progress = lambda _done, _all, _day: None
    turn: Turn | None = None

    def region_on(self, day: date) -> Region:
        """Give the configuration known on a day."""
        return self.turn.region if self.turn and day >= self.turn.day else self.region

    def last_day(self) -> date:
        """Give the day on which the last cycle has ended."""
        regions = [self.region, self.turn.region] if self.turn else [self.region]
        return max(span_of(region, self.period)[1] for region in regions)

    async def play(self) -> Played:
        """Play the year, day by day."""
        openings, last = openings_of(self.region, self.period, self.turn), self.last_day()
        first = min(openings)
        played = Played(first, last, sorted(str(key) for keys in openings.values() for key in keys))
        days = (last - first).days + 1
        async with self.conductor.running(self.engine):
            for number in range(days):
                day = first + timedelta(days=number)
                await self._day(day, openings.get(day, []), played)
                self.progress(number + 1, days, day)
        played.flow_runs = self.conductor.flow_runs
        return played

    async def _day(self, day: date, opening: list[CycleKey], played: Played) -> None:
        with self.conductor.day(self.engine):
            await self._live(day, opening, played)
        await self._deliver(played, evening_of(day))

    async def _live(self, day: date, opening: list[CycleKey], played: Played) -> None:
        morning = morning_of(day)
        if self.turn and day == self.turn.day:
            # What fell due in the night is done first: it was due by the dates that held until then.
            await self._timed(played, "tick", self.conductor.tick(self.engine, start_of_day(day)))
            self._take(self.turn, morning)
        if opening:
            region = self.region_on(day)
            await self._timed(played, "open", self.conductor.open_cycles(self.engine, region, opening, morning))
        await self._timed(played, "tick", self.conductor.tick(self.engine, morning))
        midday = require_utc(datetime.combine(day, MIDDAY, VIETNAM))
        begun = stopwatch()
        with self.engine.write() as session:
            acted = self.actors.act(session, midday)
        played.seconds["bodies"] = played.seconds.get("bodies", 0) + stopwatch() - begun
        if acted:
            await self._timed(played, "tick", self.conductor.tick(self.engine, evening_of(day)))

    def _take(self, turn: Turn, now: datetime) -> None:
        """Amend all running cycles in one unit of work, as a secretariat that moves every date it is asked about."""
        with self.engine.write("amend") as session:
            for key in sorted(each["cycle"] for each in views.cycles(session) if each["state"] == "open"):
                decisions = _all_move(session, key, turn.region, now)
                amend(session, key, turn.region, now, decisions=decisions, reason=turn.reason, anyway=True)

    async def _deliver(self, played: Played, now: datetime) -> None:
        if self.server is not None and self.engine.has_mail():
            tally = await self._timed(played, "deliver", self.conductor.deliver(self.engine, self.server, now))
            played.sent += tally.sent

    @staticmethod
    async def _timed(played: Played, what: str, work: Awaitable[T]) -> T:
        begun = stopwatch()
        done = await work
        played.seconds[what] = played.seconds.get(what, 0) + stopwatch() - begun
        return done


def openings_of(region: Region, period: Period, turn: Turn | None) -> dict[date, list[CycleKey]]:
    """Give which cycles open on which day: the region's own, and each province's ladder.

    A cycle that should have opened already when a configuration becomes known opens on that day.
    """
    found: dict[date, list[CycleKey]] = {}
    for procedure, unit in _cycles(region):
        begins = _ends_of(region, procedure, period, unit)[0]
        if turn and begins >= turn.day:
            begins = max(_ends_of(turn.region, procedure, period, unit)[0], turn.day)
        found.setdefault(begins, []).append(CycleKey(region.code, procedure.procedure, str(period), unit))
    return found


def rehearse(region: Region, period: Period, turn: Turn | None) -> None:
    """See that every cycle of a year can be opened, on paper: nothing is written. Raises what opening them raises."""
    for day, keys in openings_of(region, period, turn).items():
        for key in keys:
            planned(turn.region if turn and day >= turn.day else region, key, morning_of(day))


def span_of(region: Region, period: Period) -> tuple[date, date]:
    """Give the first day on which a region's year is played, and the last, some days after its last cycle ends."""
    ends = [_ends_of(region, procedure, period, unit) for procedure, unit in _cycles(region)]
    return min(first for first, _ in ends), max(last for _, last in ends) + timedelta(days=DAYS_AFTER)


def _cycles(region: Region) -> Iterator[tuple[Procedure, str | None]]:
    for procedure in region.procedures:
        for unit in [each.code for each in region.units] if procedure.scope == "province" else [None]:
            yield procedure, unit


def _ends_of(region: Region, procedure: Procedure, period: Period, unit: str | None) -> tuple[date, date]:
    begins, ends, _ = schedule_cycle(region, procedure, period, unit)
    return begins.day, ends.day


def _all_move(session: Session, key: str, region: Region, now: datetime) -> dict[str, bool]:
    """Decide that every date somebody must decide about moves.

    One by one in the order of the year, because what counts from a date that moves may only then have to be asked.
    """
    decisions: dict[str, bool] = {}
    while asked := preview(session, key, region, now, decisions).asked:
        decisions[asked[0]] = True
    return decisions
