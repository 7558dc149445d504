"""One event in a real database, and the notices the engine itself writes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlmodel import SQLModel, select

from coordination.audit.service import record
from coordination.cycles.opening import open_cycle
from coordination.kernel.keys import CycleKey
from coordination.notices.tables import NoticeRow
from coordination.notices.telling.letters import letters_of
from coordination.notices.telling.outbox import tell
from coordination.store.database import Database
from tests.stations.notices.sample_region import region

AT = datetime(2026, 7, 28, 1, 0, tzinfo=UTC)
PLAN = CycleKey("mekong-delta", "regional-plan", "2027")
COUNCIL = CycleKey("mekong-delta", "council-supervision", "2027", "92")
HOST = "92.peoples_committee"


@cache
def opened(cycle: CycleKey, language: str, *, simulated: bool = True) -> Database:
    """Give a database in which a cycle is open; whatever else is written there is taken back."""
    database = Database("sqlite://", [tell])
    SQLModel.metadata.create_all(database.engine)
    with database.write() as session:
        open_cycle(session, region(language), cycle, datetime(2026, 6, 15, 1, 0, tzinfo=UTC), simulated=simulated)
    database.dry_run = True
    return database


def notices(
    cycle: CycleKey,
    kind: str,
    subject: str,
    data: Mapping[str, Any],
    *,
    language: str,
    simulated: bool = True,
) -> dict[str, NoticeRow]:
    """Let one event happen in an open cycle, and give the notices it made with their letters, by recipient."""
    with opened(cycle, language, simulated=simulated).write() as session:
        event = record(session, kind, subject, str(cycle), dict(data), AT)
        found = session.exec(select(NoticeRow).where(NoticeRow.event == event.seq)).all()
        letters = letters_of(session, found)
        return {row.recipient: NoticeRow(**row.model_dump() | asdict(letters[row.key])) for row in found}
