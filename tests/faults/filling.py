"""Outboxes of any size: real events of a real cycle, recorded as often as it takes."""

from __future__ import annotations

import math
from contextlib import closing
from datetime import date
from pathlib import Path

from sqlalchemy import func
from sqlmodel import Session, col, select

from coordination.app import Engine
from coordination.audit.service import events, record
from coordination.cycles.opening import open_cycle
from coordination.kernel.clock import morning_of
from coordination.kernel.keys import CycleKey
from coordination.notices.tables import NoticeRow
from coordination.notices.telling.rules import EVENTS
from coordination.regions.model import Region
from coordination.settings import Settings

OPENED = morning_of(date(2026, 9, 1))
AT_ONCE = 200


def fill(path: Path, region: Region, notices: int) -> None:
    """Make an SQLite file in which exactly so many notices wait."""
    with closing(Engine.open(Settings(database_url=f"sqlite:///{path}"), durable=False)) as engine:
        with engine.write() as session:
            cycle, _ = open_cycle(session, region, CycleKey(region.code, "council-supervision", "2027", "92"), OPENED)
            told = [each for each in events(session, cycle=cycle.key) if each.type in EVENTS]
            each_time = waiting(session)
        for begun in range(1, math.ceil(notices / each_time), AT_ONCE):
            with engine.write() as session:
                for _ in range(begun, min(begun + AT_ONCE, math.ceil(notices / each_time))):
                    for each in told:
                        record(session, each.type, each.subject, each.cycle, each.data, OPENED)
        with engine.write() as session:
            order = (col(NoticeRow.event).desc(), col(NoticeRow.recipient).desc())
            for row in session.exec(select(NoticeRow).order_by(*order).limit(waiting(session) - notices)):
                session.delete(row)


def waiting(session: Session) -> int:
    """Count the notices of an outbox."""
    return session.exec(select(func.count()).select_from(NoticeRow)).one()
