"""What is asked of the database at the beginning of a simulated day: once for all steps, and no whole rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlmodel import col

from coordination.audit.tables import EventRow
from coordination.cycles.states import OWING, ObligationState, StageState
from coordination.cycles.tables import CycleRow, ExchangeRow, ObligationRow, StageRow
from coordination.notices.tables import NoticeRow, ReceiptRow
from coordination.results.tables import PositionRow, ResultRow

ASKS = ("stage.opened", "result.drafted", "exchange.scheduled", "cycle.opened")
"""Notices that ask something of who gets them."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What bodies must know of a step to say what they do today."""

    key: str
    state: str
    opens: date
    due: date
    closes: date
    positions_due: date
    synthesised_at: datetime | None
    unit: str | None
    snapshot: str


STAGES = (
    select(
        *(col(getattr(StageRow, each.name)) for each in fields(Stage)[:-2]), col(CycleRow.unit), col(CycleRow.snapshot)
    )
    .join(CycleRow, col(CycleRow.key) == col(StageRow.cycle))
    .where(col(StageRow.state).in_((StageState.OPEN, StageState.POSITIONS)))
    .order_by(col(StageRow.key))
)
OWED = (
    select(col(ObligationRow.stage), col(ObligationRow.body), col(ObligationRow.state))
    .join(StageRow, col(StageRow.key) == col(ObligationRow.stage))
    .where(col(StageRow.state) == StageState.OPEN, col(ObligationRow.state).in_((*OWING, ObligationState.SUBMITTED)))
    .order_by(col(ObligationRow.stage), col(ObligationRow.body))
)
SPOKEN = (
    select(col(ResultRow.stage), col(PositionRow.body))
    .join(ResultRow, col(ResultRow.key) == col(PositionRow.result))
    .join(StageRow, col(StageRow.key) == col(ResultRow.stage))
    .where(col(StageRow.state) == StageState.POSITIONS)
)
DELIVERED = (
    select(*(col(getattr(NoticeRow, name)) for name in ("key", "recipient", "type", "cycle", "stage")))
    .join(EventRow, col(EventRow.subject) == col(NoticeRow.key))
    .outerjoin(ReceiptRow, (col(ReceiptRow.notice) == col(NoticeRow.key)) & (col(ReceiptRow.step) == "acknowledged"))
    .where(
        col(EventRow.type) == "notice.delivered",
        col(EventRow.seq) > bindparam("seen"),
        col(NoticeRow.type).in_(ASKS),
        col(ReceiptRow.notice).is_(None),
    )
    .order_by(col(NoticeRow.event), col(NoticeRow.recipient))
)
MET = (
    select(col(ExchangeRow.key))
    .join(StageRow, col(StageRow.key) == col(ExchangeRow.stage))
    .where(
        col(ExchangeRow.state) == "scheduled",
        col(ExchangeRow.ends_at) <= bindparam("now"),
        col(StageRow.opened_at).is_not(None),
    )
    .order_by(col(ExchangeRow.key))
)


def by_stage(rows: Iterable[Row[Any]]) -> dict[str, list[tuple[str, ...]]]:
    """Give the rows of an answer by the step each begins with."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(tuple(row[1:]))
    return found
