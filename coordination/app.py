"""The composition root: settings → database → services, and who listens to which event."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from coordination.calendar.rules import RuleError, parse
from coordination.cycles.closing import end_overdue
from coordination.cycles.queries import region_of
from coordination.cycles.reminding import remind
from coordination.cycles.service import advance, hold_up
from coordination.cycles.states import StageState
from coordination.cycles.tables import CycleRow, ObligationRow, StageRow
from coordination.errors import LienVungError
from coordination.kernel.clock import local_date
from coordination.kernel.text import Text
from coordination.methods import names as method_names
from coordination.methods.contract import BaseResult
from coordination.notices.returning.acknowledging import chase
from coordination.notices.sending.policy import MailPolicy, policy_of, shipped_policy
from coordination.notices.tables import NoticeRow
from coordination.notices.telling.outbox import tell
from coordination.notices.telling.rules import EVENTS
from coordination.regions.boundaries import past_of
from coordination.regions.checks import Known
from coordination.regions.model import Region
from coordination.results import service as results
from coordination.results.binding import note_contract
from coordination.results.discussing import note_review
from coordination.settings import MailServer, Settings
from coordination.store.database import Database
from coordination.store.schema import ensure
from coordination.submissions.service import note_acceptance


@dataclass(frozen=True, slots=True)
class Work:
    """One thing that is due: a step's next move, a result to make, a cycle to end, bodies to remind, receipts to ask for."""

    kind: str
    key: str
    cycle: str


_NEXT = {StageState.SYNTHESIS: "synthesise", StageState.POSITIONS: "settle"}
"""What a step waits for when its moment comes; in every other state it advances."""

Scope = Literal["all", "region", "province"]
Perform = Callable[["Engine", Work, datetime], Awaitable[None]]


def logger(name: str) -> Any:
    """Give a log. It goes to stderr: stdout is for results, and with --json for one document alone."""
    import structlog  # noqa: PLC0415 - slow to load, and most commands have nothing to log

    structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))
    return structlog.get_logger(name)


def rule_fault(text: str) -> Text | None:
    """Say what is wrong with a deadline rule; None if nothing."""
    try:
        parse(text)
    except RuleError as error:
        return error.text
    return None


def known() -> Known:
    """Give what configurations are checked against: methods, events and the grammar of deadlines."""
    return Known(methods=method_names(), events=EVENTS, rule_fault=rule_fault)


_DUE = (
    columns(col(StageRow.key), col(StageRow.state), col(StageRow.cycle))
    .where(col(StageRow.wake_at) <= bindparam("now"))
    .order_by(col(StageRow.wake_at), col(StageRow.position), col(StageRow.key))
    .limit(1)
)
_OF_CYCLE = _DUE.join(CycleRow, col(CycleRow.key) == col(StageRow.cycle))
_NEXT_STAGE = {
    "all": _DUE,
    "region": _OF_CYCLE.where(col(CycleRow.unit).is_(None)),
    "province": _OF_CYCLE.where(col(CycleRow.unit).is_not(None)),
}
_OVER = (
    columns(col(CycleRow.key))
    .where(col(CycleRow.state) == "open", col(CycleRow.ends_on) < bindparam("today"))
    .order_by(col(CycleRow.key))
    .limit(1)
)
_REMIND = columns(col(ObligationRow.stage)).where(col(ObligationRow.remind_at) <= bindparam("now"))
_CHASE = columns(col(NoticeRow.key)).where(col(NoticeRow.chase_at) <= bindparam("now"))
_REST = columns(_OVER.scalar_subquery(), _REMIND.exists(), _CHASE.exists())
"""What is looked for once no step is due, asked at once."""


@dataclass
class Engine:
    """A database with its listeners; everything users can do goes through one."""

    database: Database
    settings: Settings
    server: MailServer | None = None
    """Mail server to use instead of the settings' (a simulation's own)."""
    regions: dict[str, Region] = field(default_factory=dict)
    """Configurations at hand that no shipped file holds, by code."""
    history: Callable[[Region], results.History] = past_of

    @classmethod
    def open(cls, settings: Settings | None = None, *, durable: bool = True) -> Engine:
        """Open the engine on its database, making the tables of an empty one."""
        settings = settings or Settings()
        database = Database(
            settings.database_url, listeners=[note_acceptance, tell, note_contract, note_review], durable=durable
        )
        ensure(database)
        return cls(database, settings)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    @contextmanager
    def write(self, work: str = "command") -> Iterator[Session]:
        """Give a unit of work; ``work`` names it at the fault points of tests."""
        with self.database.write(work) as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that changes nothing."""
        with self.database.read() as session:
            yield session

    @property
    def mail_server(self) -> MailServer:
        """Give the mail server notices are handed to."""
        return self.server or self.settings.mail_server()

    @property
    def mail_policy(self) -> MailPolicy:
        """Give how notices are handed over: the settings' file, or the one that comes along."""
        own = self.settings.mail_policy
        return policy_of(own) if own else shipped_policy()

    def has_mail(self) -> bool:
        """Say whether the outbox holds anything to send."""
        with self.database.read() as session:
            return session.exec(select(NoticeRow.key).where(NoticeRow.state == "queued").limit(1)).first() is not None

    def next_work(self, now: datetime, scope: Scope = "all") -> Work | None:
        """Give what is due first, in order of its moment; None when all is done for now.

        ``scope`` narrows to the steps of regional cycles or of the provinces' ladders.
        """
        with self.database.read() as session:
            asked = session.connection()
            stage = asked.execute(_NEXT_STAGE[scope], {"now": now}).first()
            if stage is not None:
                key, state, cycle = stage
                return Work(_NEXT.get(StageState(state), "advance"), key, cycle)
            if scope != "all":
                return None
            over, late, unanswered = asked.execute(_REST, {"today": local_date(now), "now": now}).one()
            if over is not None:
                return Work("end", over, over)
            kind = "remind" if late else "chase" if unanswered else None
            return Work(kind, "", "") if kind else None

    async def tick(self, now: datetime, perform: Perform | None = None, scope: Scope = "all") -> list[Work]:
        """Do all that is due, in order, each once and each in its own transaction; gives what was done.

        A second tick at the same moment finds nothing; two at once do each thing once.
        """
        done = []
        while (work := self.next_work(now, scope)) is not None:
            try:
                await (perform or perform_directly)(self, work, now)
            except LienVungError:
                raise
            except Exception as error:
                if work.kind != "synthesise" or self.database.dry_run:
                    raise
                self._hold_up(work, f"{type(error).__name__}: {error}", now)
            done.append(work)
        return done

    def do(self, work: Work, now: datetime) -> None:
        """Do one thing that is due, unless it has been done meanwhile."""
        if work.kind == "synthesise":
            self.synthesise(work.key, now)
            return
        with self.database.write(f"{work.kind} {work.key}") as session:
            if work.kind == "remind":
                remind(session, now)
            elif work.kind == "chase":
                chase(session, now)
            elif work.kind == "end":
                cycle = session.get_one(CycleRow, work.key)
                if cycle.state == "open":
                    end_overdue(session, cycle, now)
            else:
                self._move_stage(session, work, now)

    def _hold_up(self, work: Work, reason: str, now: datetime) -> None:
        """Let one region's result that cannot be made stop nobody else."""
        logger("lienvung").error("the result of a step could not be made", stage=work.key, reason=reason)
        with self.database.write(f"hold up {work.key}") as session:
            stage = session.get_one(StageRow, work.key)
            if stage.state == StageState.SYNTHESIS:
                hold_up(session, stage, reason, now)

    @staticmethod
    def _move_stage(session: Session, work: Work, now: datetime) -> None:
        stage = session.get_one(StageRow, work.key)
        if stage.wake_at is None or stage.wake_at > now:
            return
        if work.kind == "settle" and stage.state == StageState.POSITIONS:
            results.settle(session, stage, now)
        elif work.kind == "advance" and stage.state not in {StageState.POSITIONS, StageState.SYNTHESIS}:
            advance(session, stage, now)

    def synthesise(
        self, stage: str, now: datetime, compute: Callable[[results.Inputs], BaseResult] = results.compute
    ) -> BaseResult | None:
        """Make a stage's common result: read, compute outside any transaction, record. None if done already."""
        inputs = self.gather(stage)
        if inputs is None:
            return None
        result = compute(inputs)
        self.keep(inputs, result, now)
        return result

    def gather(self, stage: str) -> results.Inputs | None:
        """Read all that goes into a stage's result; None if the stage does not wait for one."""
        with self.database.read() as session:
            row = session.get_one(StageRow, stage)
            if row.state != StageState.SYNTHESIS:
                return None
            region = region_of(session, session.get_one(CycleRow, row.cycle))
            return results.gather(session, stage, self.history(region))

    def keep(self, inputs: results.Inputs, result: BaseResult, now: datetime) -> None:
        """Record a result that was computed."""
        with self.database.write(f"synthesise {inputs.stage}") as session:
            results.keep(session, inputs, result, now)


async def perform_directly(engine: Engine, work: Work, now: datetime) -> None:
    """Do the work in this process, without Prefect."""
    engine.do(work, now)
