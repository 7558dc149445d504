"""What happens in a planning year, told in few words: the verbs tests of several stations use."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from coordination.app import Engine, Work
from coordination.audit.service import Event, events
from coordination.cycles.opening import open_cycle
from coordination.cycles.queries import get_cycle, get_stage, obligations_of, stages_of
from coordination.cycles.tables import CycleRow, ExchangeRow, ObligationRow, StageRow
from coordination.kernel.clock import VIETNAM, end_of_day, morning_of, require_utc
from coordination.kernel.keys import CycleKey
from coordination.notices.service import listed
from coordination.notices.tables import NoticeRow
from coordination.regions.model import Region
from coordination.results.positions import take_position
from coordination.submissions.service import accept, return_, submit
from coordination.submissions.tables import SubmissionRow

LADDER = "mekong-delta:92/council-supervision/2027"
PLAN = "mekong-delta/regional-plan/2027"
MEETING = f"{LADDER}/joint-meeting"
ASSESSMENT = f"{PLAN}/joint-assessment"
VIEWPOINTS = f"{PLAN}/viewpoints"
STANDING, COMMITTEE = "92.council_standing", "92.peoples_committee"
BUDGET, FINANCE = "92.economic_budget_committee", "92.finance_department"
PROVINCES = ("82", "86", "91", "92", "96")
COMMITTEES = tuple(f"{unit}.peoples_committee" for unit in PROVINCES)


def at(text: str) -> datetime:
    """Give a moment in Viet Nam: ``2026-10-12 07:30``."""
    return require_utc(datetime.fromisoformat(text).replace(tzinfo=VIETNAM))


def morning(text: str) -> datetime:
    """Give the hour offices open on a day."""
    return morning_of(date.fromisoformat(text))


def after(text: str) -> datetime:
    """Give the first instant after a day."""
    return end_of_day(date.fromisoformat(text))


def document(words: str = "Nội dung của cơ quan", **figures: object) -> dict[str, Any]:
    """Give a document as the method ``collate`` takes it in."""
    return {
        "sections": [{"key": "contents", "title": "", "text": words}],
        "figures": [{"label": label, "value": value} for label, value in figures.items()],
    }


def viewpoint(text: str, pillar: str = "economy") -> dict[str, Any]:
    """Give one viewpoint."""
    return {"pillar": pillar, "text": text}


@dataclass
class Story:
    """An engine and the region in which things happen."""

    engine: Engine
    region: Region

    def open(self, key: str, now: datetime | None = None) -> bool:
        """Open a cycle (by default on 28 May 2026); says whether it is new."""
        with self.engine.write() as session:
            return open_cycle(session, self.region, CycleKey.parse(key), now or morning("2026-05-28"))[1]

    def tick(self, now: datetime) -> list[Work]:
        """Do all that is due."""
        return asyncio.run(self.engine.tick(now))

    def run(self, first: str, last: str) -> None:
        """Tick on every morning of a run of days."""
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            self.tick(morning_of(day))
            day += timedelta(days=1)

    def submit(self, stage: str, body: str, content: Any, now: datetime) -> tuple[SubmissionRow, bool]:
        """Hand in."""
        with self.engine.write() as session:
            return submit(session, stage, body, content, now)

    def accept(self, stage: str, body: str, now: datetime) -> SubmissionRow:
        """Accept what a body handed in."""
        with self.engine.write() as session:
            return accept(session, stage, body, now)

    def return_(self, stage: str, body: str, now: datetime, reason: str = "Đề nghị rà soát số liệu") -> SubmissionRow:
        """Return what a body handed in."""
        with self.engine.write() as session:
            return return_(session, stage, body, reason, now)

    def position(
        self, stage: str, body: str, stance: str, now: datetime, text: str | None = None, clause: str = ""
    ) -> None:
        """Take a position."""
        with self.engine.write() as session:
            take_position(session, stage, body, stance, text, clause, now)

    def all_hand_in(self, stage: str, content: Any, now: datetime, bodies: Iterable[str] | None = None) -> None:
        """Let all who owe (or some) hand in and be accepted."""
        for body in bodies or [each.body for each in self.owed(stage)]:
            self.submit(stage, body, content, now)
            self.accept(stage, body, now)

    def cycle(self, key: str) -> CycleRow:
        """Give a cycle as stored."""
        with self.engine.read() as session:
            return get_cycle(session, key)

    def stage(self, key: str) -> StageRow:
        """Give a stage as stored."""
        with self.engine.read() as session:
            return get_stage(session, key)

    def stages(self, cycle: str) -> dict[str, StageRow]:
        """Give a cycle's stages by step."""
        with self.engine.read() as session:
            return {stage.step: stage for stage in stages_of(session, cycle)}

    def owed(self, stage: str) -> list[ObligationRow]:
        """Give what is owed in a stage."""
        with self.engine.read() as session:
            return obligations_of(session, stage)

    def states(self, stage: str) -> dict[str, str]:
        """Give where each body stands in a stage."""
        return {each.body: str(each.state) for each in self.owed(stage)}

    def meetings(self, stage: str) -> list[ExchangeRow]:
        """Give a stage's meetings in order of their keys."""
        with self.engine.read() as session:
            return list(
                session.exec(select(ExchangeRow).where(ExchangeRow.stage == stage).order_by(col(ExchangeRow.key)))
            )

    def events(self, kind: str | None = None, after: int = 0) -> list[Event]:
        """Give what was recorded."""
        with self.engine.read() as session:
            return events(session, kind=kind, after=after, limit=100_000)

    def notices(self, kind: str | None = None) -> list[NoticeRow]:
        """Give what was told, to each who was told."""
        with self.engine.read() as session:
            return listed(session, kind=kind, limit=100_000)

    def written(self) -> list[tuple[Any, ...]]:
        """Give every event as it counts: number, kind, subject and hash."""
        return [(each.seq, each.type, each.subject, each.hash) for each in self.events()]


def all_rows(session: Session) -> int:
    """Count the rows of the tables a verb may write."""
    return sum(len(session.exec(select(table)).all()) for table in (CycleRow, StageRow, ObligationRow, SubmissionRow))
