"""Looking up dialogues about assigned targets: one, those of a step, those that wait for a body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, or_, select

from coordination.cycles.dialogue import views
from coordination.cycles.queries import get_cycle, get_stage, region_of
from coordination.cycles.tables import CycleRow, StageRow, TargetEntryRow
from coordination.regions.model import Region


@dataclass(frozen=True, slots=True)
class Topic:
    """What a dialogue is about: an indicator's figure for a unit and a year, discussed in a step."""

    stage: str
    indicator: str
    unit: str
    year: int

    @property
    def key(self) -> str:
        """Name it as people and events do."""
        return f"{self.stage}/{self.indicator}/{self.unit}/{self.year}"


def entries(session: Session, topic: Topic) -> list[TargetEntryRow]:
    """Give the entries of a dialogue in order."""
    query = select(TargetEntryRow).where(
        TargetEntryRow.stage == topic.stage,
        TargetEntryRow.indicator == topic.indicator,
        TargetEntryRow.unit == topic.unit,
        TargetEntryRow.year == topic.year,
    )
    return list(session.exec(query.order_by(col(TargetEntryRow.number))))


def all_entries(session: Session, stage: str | None = None) -> list[TargetEntryRow]:
    """Give all entries, or those of a step, dialogue by dialogue."""
    query = select(TargetEntryRow)
    if stage is not None:
        query = query.where(TargetEntryRow.stage == stage)
    row = TargetEntryRow
    order = col(row.stage), col(row.indicator), col(row.unit), col(row.year), col(row.number)
    return list(session.exec(query.order_by(*order)))


def awaiting(session: Session, body: str) -> list[dict[str, Any]]:
    """Give the dialogues of running cycles that wait for a body's word, the longest first, without their entries."""
    row = TargetEntryRow
    query = (
        select(row)
        .join(StageRow, col(StageRow.key) == col(row.stage))
        .join(CycleRow, col(CycleRow.key) == col(StageRow.cycle))
        .where(CycleRow.state == "open", or_(col(row.body) == body, col(row.addressee) == body))
        .order_by(col(row.stage), col(row.indicator), col(row.unit), col(row.year), col(row.number))
    )
    found = [each for each in told(session, session.exec(query).all()) if each["awaits"] == body]
    found.sort(key=lambda each: str(each["last"]["said_on"]))
    return [{name: value for name, value in each.items() if name != "entries"} for each in found]


def told(session: Session, rows: Sequence[TargetEntryRow]) -> list[dict[str, Any]]:
    """Give dialogues as plain data, with the names their cycles know things by."""
    return views.dialogues(rows, {each: _region(session, each) for each in {row.stage for row in rows}})


def added(session: Session, row: TargetEntryRow, *, new: bool) -> dict[str, Any]:
    """Give an entry as plain data, with the dialogue it belongs to and whether it was recorded just now."""
    return views.added(row, _region(session, row.stage), new=new)


def _region(session: Session, stage: str) -> Region:
    return region_of(session, get_cycle(session, get_stage(session, stage).cycle))
