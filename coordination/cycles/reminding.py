"""Reminders: a ladder of rungs before and after a deadline, grouped by office, each rung at most once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from sqlmodel import Session, col, select

from coordination.audit.service import Entry, record_all
from coordination.calendar.days import WorkCalendar, calendar_of
from coordination.cycles.queries import bodies_of, get_cycle, procedure_of, region_of
from coordination.cycles.rules import climb
from coordination.cycles.states import OWING, ObligationState, StageState
from coordination.cycles.tables import CycleRow, ObligationRow, StageRow
from coordination.kernel.clock import local_date
from coordination.regions.model import Region, Rung

OWN_OFFICES = ("drafter", "head")


@dataclass(frozen=True, slots=True, order=True)
class Addressee:
    """An office that is written to once for all that concerns it: one of the body that owes, or another body's."""

    region: str
    body: str
    office: str
    """drafter or head of the body that owes; ``other`` for those who hear of the bodies that owe."""


def late_after(obligation: ObligationRow) -> date:
    """Give the last day on which a body is not late: its due date, or the last day of its extension."""
    return max(obligation.due, obligation.excused_until or obligation.due)


def plan_reminder(
    obligation: ObligationRow, stage: StageRow, ladder: Sequence[Rung], calendar: WorkCalendar, now: datetime
) -> None:
    """Set the moment of the next rung for a body that owes; none if the ladder is climbed."""
    moments = climb(calendar, ladder, obligation.due, late_after(obligation))
    obligation.remind_at = min((at for at, _ in moments if at > _told(obligation, stage, now)), default=None)


def _told(obligation: ObligationRow, stage: StageRow, now: datetime) -> datetime:
    """Give the moment up to which a body has been told: by a rung, or by the opening of the step."""
    return obligation.reminded_through or stage.opened_at or now


def remind_again(session: Session, obligation: ObligationRow, stage: StageRow, now: datetime) -> None:
    """Set the next reminder of a body that owes again; what went out before is not repeated."""
    cycle = get_cycle(session, stage.cycle)
    obligation.reminded_through = now
    ladder, calendar = procedure_of(session, cycle).remind, calendar_of(region_of(session, cycle), cycle.unit)
    plan_reminder(obligation, stage, ladder, calendar, now)


def last_word(obligation: ObligationRow, now: datetime) -> None:
    """See to it that a body whose time ran out hears that it is overdue, if no rung has told it yet."""
    obligation.remind_at = None if obligation.overdue_told == late_after(obligation) else now


def remind(session: Session, now: datetime) -> int:
    """Climb every rung whose moment has come; gives the number of letters.

    However long nobody looked, an office gets one letter of all that concerns it, not one for each rung.
    Bodies that owe are reminded (the office that drafts, or the head's); others hear which bodies owe.
    """
    query = (
        select(ObligationRow, StageRow)
        .join(StageRow, col(StageRow.key) == col(ObligationRow.stage))
        .where(col(ObligationRow.remind_at) <= now)
        .order_by(col(ObligationRow.due), col(ObligationRow.stage), col(ObligationRow.body))
    )
    letters: dict[Addressee, list[tuple[ObligationRow, StageRow]]] = defaultdict(list)
    for obligation, stage in session.exec(query).all():
        for addressee in _climb(session, obligation, stage, now):
            letters[addressee].append((obligation, stage))
    record_all(session, [_letter(*each, now) for each in sorted(letters.items(), key=itemgetter(0))], now)
    return len(letters)


def _climb(session: Session, obligation: ObligationRow, stage: StageRow, now: datetime) -> list[Addressee]:
    """Take an obligation past the rungs whose moment has come; gives the offices they tell."""
    cycle = get_cycle(session, stage.cycle)
    region, ladder = region_of(session, cycle), procedure_of(session, cycle).remind
    calendar = calendar_of(region, cycle.unit)
    since = _told(obligation, stage, now)
    moments = climb(calendar, ladder, obligation.due, late_after(obligation))
    if obligation.state == ObligationState.MISSING:
        after = [rung for _, rung in moments if rung.at > 0]
        rungs = [rung for at, rung in moments if rung.at > 0 and since < at <= now] or after[:1]
        obligation.remind_at = None
    elif obligation.state in OWING and stage.state == StageState.OPEN:
        rungs = [rung for at, rung in moments if since < at <= now]
        obligation.remind_at = min((at for at, _ in moments if at > now), default=None)
    else:
        obligation.remind_at = None
        return []
    obligation.reminded_through = now
    if local_date(now) > late_after(obligation):
        obligation.overdue_told = late_after(obligation)
    return _addressees(region, cycle, obligation.body, rungs)


def _addressees(region: Region, cycle: CycleRow, body: str, rungs: Iterable[Rung]) -> list[Addressee]:
    """Give whom rungs tell; a body without an office of its head is written to at its only one."""
    owing = region.body(body)
    boxes = {each.role: each.email.casefold() for each in owing.contacts} if owing else {}
    offices = {role for role, box in boxes.items() if role == "drafter" or box != boxes.get("drafter")}
    found: dict[Addressee, None] = {}
    for name in (name for rung in rungs for name in rung.to):
        if name in OWN_OFFICES:
            found[Addressee(region.code, body, name if name in offices else "drafter")] = None
            continue
        for other in bodies_of(region, [name], cycle.unit):
            office = "drafter" if other.code == body else "other"
            found[Addressee(region.code, other.code, office)] = None
    return list(found)


def _letter(addressee: Addressee, owed: list[tuple[ObligationRow, StageRow]], now: datetime) -> Entry:
    items = [_item(obligation, stage, now) for obligation, stage in owed]
    cycle = owed[0][1].cycle
    if addressee.office == "other":
        return Entry("obligation.escalated", addressee.body, cycle, {"body": addressee.body, "items": items})
    data = {"body": addressee.body, "office": addressee.office, "items": items}
    return Entry("obligation.reminded", addressee.body, cycle, data)


def _item(obligation: ObligationRow, stage: StageRow, now: datetime) -> dict[str, Any]:
    return {
        "stage": stage.key,
        "body": obligation.body,
        "state": str(obligation.state),
        "due": obligation.due.isoformat(),
        "excused_until": obligation.excused_until.isoformat() if obligation.excused_until else None,
        "what": obligation.what,
        "why": stage.explained["due"]["sentence"],
        "days": (obligation.due - local_date(now)).days,
    }
