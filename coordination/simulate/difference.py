"""The difference of two played years: dates, outcomes, notices, and the work of each week.

``year_of`` reads a year from its database; everything else is pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
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

    def peak(self) -> date | None:
        """Give the Monday of the week in which most deadlines and meetings fall in the region; the first of several."""
        load: Counter[date] = Counter()
        for (monday, place, work), number in self.work.items():
            load[monday] += number if place == self.region and work != "notices" else 0
        return min(load, key=lambda monday: (-load[monday], monday), default=None)


@dataclass(frozen=True, slots=True)
class Moved:
    """A date of a step, or a meeting, that stands otherwise in the other year."""

    stage: str
    kind: Kind
    name: str
    before: date | datetime | None
    after: date | datetime | None

    @property
    def days(self) -> int | None:
        """Give by how many days it moved; None where one of the years does not have it."""
        if self.before is None or self.after is None:
            return None
        return (_day(self.after) - _day(self.before)).days

    def as_json(self) -> dict[str, Any]:
        """Give it as plain data."""
        before, after = (each.isoformat() if each else None for each in (self.before, self.after))
        place = {"stage": self.stage, "kind": self.kind, "name": self.name}
        return place | {"before": before, "after": after, "days": self.days}


@dataclass(frozen=True, slots=True)
class Ended:
    """A step with another outcome, or what a body owed that ended otherwise: on time, late, missing."""

    stage: str
    body: str | None
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Counted:
    """How often something happened in each of the two years."""

    base: int
    what_if: int

    @property
    def differs(self) -> bool:
        """Say whether the years differ in it."""
        return self.base != self.what_if

    def as_json(self) -> dict[str, int]:
        """Give it as plain data."""
        return {"base": self.base, "what_if": self.what_if, "difference": self.what_if - self.base}


@dataclass(frozen=True, slots=True)
class Week:
    """The work of one week in both years: of the whole region, or of one province's bodies."""

    monday: date
    place: str
    work: Mapping[Work, Counted]

    @property
    def differs(self) -> bool:
        """Say whether the years differ in this week."""
        return any(each.differs for each in self.work.values())

    def as_json(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {"week": self.monday.isoformat(), "place": self.place} | _plain(self.work)


@dataclass(frozen=True, slots=True)
class Difference:
    """All in which two years differ, with the counts of both."""

    dates: list[Moved]
    endings: list[Ended]
    by_event: Mapping[str, Counted]
    by_recipient: Mapping[str, Counted]
    weeks: list[Week]

    @property
    def nothing(self) -> bool:
        """Say whether the two years came to the same."""
        counted: list[Counted | Week] = [*self.by_event.values(), *self.by_recipient.values(), *self.weeks]
        return not (self.dates or self.endings or any(each.differs for each in counted))

    def as_json(self) -> dict[str, Any]:
        """Give it as plain data."""
        told = self.by_event.values()
        total = Counted(sum(each.base for each in told), sum(each.what_if for each in told))
        by_event, by_recipient = _plain(self.by_event), _plain(self.by_recipient)
        return {
            "dates": [each.as_json() for each in self.dates],
            "outcomes": [asdict(each) for each in self.endings],
            "notices": {"total": total.as_json(), "by_event": by_event, "by_recipient": by_recipient},
            "weeks": [each.as_json() for each in self.weeks],
        }


def difference(base: Year, other: Year) -> Difference:
    """Give all in which a year differs from the base year."""
    dates = {key: (base.dates.get(key), other.dates.get(key)) for key in base.dates | other.dates}
    endings = {key: (base.endings.get(key), other.endings.get(key)) for key in base.endings | other.endings}
    weeks = sorted({(monday, place) for monday, place, _ in base.work | other.work})
    return Difference(
        [Moved(*key, *pair) for key, pair in dates.items() if pair[0] != pair[1]],
        [Ended(*key, *pair) for key, pair in endings.items() if pair[0] != pair[1]],
        _counted(base.by_event, other.by_event),
        _counted(base.by_recipient, other.by_recipient),
        [
            Week(*week, {work: Counted(base.work[*week, work], other.work[*week, work]) for work in WORK})
            for week in weeks
        ],
    )


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


def _plain(counts: Mapping[Any, Counted]) -> dict[str, Any]:
    return {name: each.as_json() for name, each in counts.items()}


def _day(when: date | datetime) -> date:
    return local_date(when) if isinstance(when, datetime) else when
