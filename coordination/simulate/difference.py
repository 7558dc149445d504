"""The difference of two played years: dates, outcomes, notices, and the work of each week.

``year_of`` reads a year from its database; everything else is pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlmodel import Session, col, select

from coordination.cycles.history import FIELDS
from coordination.cycles.queries import bodies_of, get_cycle, region_of, step_of
from coordination.cycles.states import ObligationState
from coordination.cycles.tables import ExchangeRow, ObligationRow, StageRow
from coordination.kernel.clock import local_date
from coordination.notices.tables import NoticeRow
from coordination.regions.model import Region

Kind = Literal["date", "meeting"]
Work = Literal["deadlines", "meetings", "notices"]
WORK: tuple[Work, ...] = ("deadlines", "meetings", "notices")
Named = tuple[str, Kind, str]
"""A date of a step: the step's key, whether it is a meeting, and its name within the step."""
Ending = tuple[str, str | None]
"""A step (no body), or what a body owes in it."""


@dataclass(slots=True)
class Year:
    """What a played year came to, as far as two years are compared."""

    region: str
    places: Mapping[str, str]
    """Province of each body that is of a province."""
    dates: dict[Named, date | datetime | None] = field(default_factory=dict)
    """Dates of steps as they finally stood, and meetings; None for a legal date there is not, a meeting called off."""
    endings: dict[Ending, str] = field(default_factory=dict)
    by_event: Counter[str] = field(default_factory=Counter)
    by_recipient: Counter[str] = field(default_factory=Counter)
    work: Counter[tuple[date, str, Work]] = field(default_factory=Counter)
    """How much falls in a week (its Monday), on the bodies of a province or (the region's code) on all."""

    def add(self, work: Work, day: date, bodies: Iterable[str]) -> None:
        """Count one piece of work, for the region and for each province whose bodies have it."""
        monday = day - timedelta(days=day.weekday())
        for place in {self.region, *(self.places[body] for body in bodies if body in self.places)}:
            self.work[monday, place, work] += 1

    def year_of(session: Session, region: Region) -> Year:
    """Read what a played year came to from its database."""
    units = {unit.code for unit in region.units}
    year = Year(region.code, {body.code: body.unit for body in region.bodies if body.unit in units})
    _read_stages(session, year)
    _read_owed(session, year)
    _read_meetings(session, year)
    for kind, recipient, at in session.exec(select(NoticeRow.type, NoticeRow.recipient, NoticeRow.created_at)):
        year.by_event[kind] += 1
        year.by_recipient[recipient] += 1
        year.add("notices", local_date(at), [recipient])
    return year


def _read_stages(session: Session, year: Year) -> None:
    for stage in session.exec(select(StageRow).order_by(col(StageRow.cycle), col(StageRow.position))).all():
        for name, column in FIELDS.items():
            year.dates[stage.key, "date", name] = getattr(stage, column)
        year.endings[stage.key, None] = stage.outcome or stage.state
        if stage.synthesised_at is not None:
            cycle = get_cycle(session, stage.cycle)
            for body in bodies_of(region_of(session, cycle), step_of(session, stage).agreement.by, cycle.unit):
                year.add("deadlines", stage.positions_due, [body.code])


def _read_owed(session: Session, year: Year) -> None:
    query = select(ObligationRow, StageRow.opened_at).join(StageRow, col(StageRow.key) == col(ObligationRow.stage))
    for owed, opened in session.exec(query.order_by(col(ObligationRow.stage), col(ObligationRow.body))):
        year.endings[owed.stage, owed.body] = _ending(owed)
        if opened is not None:
            year.add("deadlines", owed.excused_until or owed.due, [owed.body])


def _ending(owed: ObligationRow) -> str:
    """Give how it ended: on_time, late, missing; the state of what was never handed in nor missed."""
    if owed.state == ObligationState.MISSING or owed.handed_in_at is None:
        return owed.state
    return "late" if owed.was_late else "on_time"


def _read_meetings(session: Session, year: Year) -> None:
    for meeting in session.exec(select(ExchangeRow).order_by(col(ExchangeRow.key))):
        name = meeting.key.removeprefix(f"{meeting.stage}/")
        year.dates[meeting.stage, "meeting", name] = None if meeting.state == "cancelled" else meeting.starts_at
        if meeting.state != "cancelled":
            year.add("meetings", local_date(meeting.starts_at), meeting.parties)


def _counted(base: Counter[str], other: Counter[str]) -> dict[str, Counted]:
    return {name: Counted(base[name], other[name]) for name in sorted(base | other)}


def _day(when: date | datetime) -> date:
    return local_date(when) if isinstance(when, datetime) else when
