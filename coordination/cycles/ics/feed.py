"""What stands in the calendars of bodies, offices and regions: deadlines, meetings, council sessions.

All of it follows from what is stored, never from the present moment: the same state gives the same entries. An
entry is named by natural keys, so that a date that moves moves in people's calendars instead of standing there twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from difflib import get_close_matches

from sqlmodel import Session, col, select

from coordination.calendar.days import WorkCalendar, calendar_of
from coordination.cycles.history import FIELDS
from coordination.cycles.ics.council_days import session_entries
from coordination.cycles.ics.invitations import SIMULATED, meeting_entry, uid
from coordination.cycles.queries import bodies_of, obligations_of, procedure_of, region_of, stages_of
from coordination.cycles.rules import workday_offset
from coordination.cycles.states import StageState
from coordination.cycles.tables import (
    CycleRow,
    DateChangeRow,
    ExchangeRow,
    ExtensionRow,
    ObligationRow,
    StageRow,
)
from coordination.documents.ics import Entry, Status
from coordination.errors import Fault, NotFoundError
from coordination.kernel.clock import morning_of, start_of_day
from coordination.kernel.text import Text
from coordination.regions.model import Procedure, Region, Step

LAST_DAY = {"due": Text(vi="Hạn nộp", en="Due"), "positions": Text(vi="Hạn cho ý kiến", en="Positions until")}


def entries_for_body(session: Session, body: str, language: str = "vi") -> list[Entry]:
    """Give what concerns one body: what it owes, positions it may take, its meetings, its council's sessions."""
    return _gathered(session, language, lambda _: frozenset({body}))


def entries_for_address(session: Session, email: str, language: str = "vi") -> list[Entry]:
    """Give what concerns an office: that of all bodies that have, or had, this mailbox as a contact."""
    return _gathered(session, language, lambda region: _reached_at(region, email))


def entries_for_region(session: Session, region: str, language: str = "vi") -> list[Entry]:
    """Give a region's whole year: every deadline once, whoever owes, and all meetings."""
    rows = session.exec(select(CycleRow).where(CycleRow.region == region).order_by(col(CycleRow.key)))
    return [entry for row in rows.all() for entry in _entries(_scene(session, row, language), None)]


def entries_for(session: Session, who: str, language: str = "vi") -> tuple[str, list[Entry]]:
    """Give the name and the entries of whoever ``who`` is: a region's code, a body's code or a mailbox.

    NotFoundError with the nearest one, if no cycle knows it.
    """
    regions = {
        row.region: region_of(session, row) for row in session.exec(select(CycleRow).order_by(col(CycleRow.key)))
    }
    bodies = {body.code: body for region in regions.values() for body in region.bodies}
    mailboxes = {contact.email.casefold() for body in bodies.values() for contact in body.contacts}
    if who in regions:
        return regions[who].name.in_language(language), entries_for_region(session, who, language)
    if who in bodies:
        return bodies[who].name.in_language(language), entries_for_body(session, who, language)
    if who.casefold() in mailboxes:
        return who.casefold(), entries_for_address(session, who, language)
    near = get_close_matches(who, [*regions, *bodies, *sorted(mailboxes)], n=1, cutoff=0.4)
    what = Text(
        vi=f"không chu kỳ nào có cơ quan, hộp thư hay vùng {who}", en=f"no cycle has a body, mailbox or region {who}"
    )
    fix = Text(vi=f"gần nhất: {near[0]}", en=f"nearest: {near[0]}") if near else None
    raise NotFoundError(Fault(what, fix=fix))


@dataclass(frozen=True, slots=True)
class _Scene:
    """A cycle with all that its entries are made of."""

    session: Session
    cycle: CycleRow
    region: Region
    procedure: Procedure
    calendar: WorkCalendar
    language: str
    moves: Mapping[tuple[str, str], Sequence[datetime]]
    """When each date (step, field) moved."""
    extensions: Mapping[tuple[str, str], Sequence[datetime]]
    """When each body (step, body) was given more time."""

    def say(self, text: Text) -> str:
        return text.in_language(self.language)


def _scene(session: Session, cycle: CycleRow, language: str) -> _Scene:
    region = region_of(session, cycle)
    mine = select(StageRow.key).where(StageRow.cycle == cycle.key)
    moves: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for move in session.exec(select(DateChangeRow).where(col(DateChangeRow.stage).in_(mine))):
        moves[move.stage, move.field].append(move.at)
    given: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    granted = select(ExtensionRow).where(col(ExtensionRow.stage).in_(mine), ExtensionRow.state == "granted")
    for extension in session.exec(granted):
        given[extension.stage, extension.body].append(extension.decided_at or extension.asked_at)
    return _Scene(
        session, cycle, region, procedure_of(session, cycle), calendar_of(region, cycle.unit), language, moves, given
    )


def _gathered(session: Session, language: str, whose: Callable[[Region], frozenset[str]]) -> list[Entry]:
    """Give the entries of the bodies that ``whose`` names in each region, each once."""
    found: dict[str, Entry] = {}
    regions: dict[str, Region] = {}
    units: dict[str, set[str]] = defaultdict(set)
    for row in session.exec(select(CycleRow).order_by(col(CycleRow.key))).all():
        scene = _scene(session, row, language)
        codes = whose(scene.region)
        found |= {entry.uid: entry for entry in _entries(scene, codes)}
        regions[row.region] = scene.region
        units[row.region] |= {b.unit for b in scene.region.bodies if b.code in codes and b.level == "province"}
    for code, region in regions.items():
        if units[code]:
            found |= {entry.uid: entry for entry in session_entries(session, region, units[code], language)}
    return list(found.values())


def _entries(scene: _Scene, codes: frozenset[str] | None) -> Iterator[Entry]:
    """Give a cycle's entries for some bodies, or (None) for the region as a whole."""
    steps = {step.code: step for step in scene.procedure.steps}
    for stage in stages_of(scene.session, scene.cycle.key):
        step = steps[stage.step]
        yield from _dues(scene, stage, step, codes)
        yield from _positions(scene, stage, step, codes)
        yield from _meetings(scene, stage, codes)


def _dues(scene: _Scene, stage: StageRow, step: Step, codes: frozenset[str] | None) -> Iterator[Entry]:
    owed = obligations_of(scene.session, stage.key)
    if codes is None:
        if owed:
            what = dict.fromkeys(each.what[scene.language] for each in owed)
            yield _last_day(_Day(stage, step, "due", stage.due, tuple(what)), scene)
        return
    for each in owed:
        if each.body in codes:
            yield _last_day(_owed_by(scene, stage, step, each), scene)


def _owed_by(scene: _Scene, stage: StageRow, step: Step, owed: ObligationRow) -> _Day:
    extended = scene.extensions.get((stage.key, owed.body), ())
    lines = [owed.what[scene.language]]
    if extended:
        lines.append(scene.say(Text(vi=f"Đã gia hạn đến {owed.due:%d/%m/%Y}", en=f"Extended to {owed.due:%d/%m/%Y}")))
    return _Day(stage, step, "due", owed.due, tuple(lines), owed.body, tuple(extended))


def _positions(scene: _Scene, stage: StageRow, step: Step, codes: frozenset[str] | None) -> Iterator[Entry]:
    taking = [body.code for body in bodies_of(scene.region, step.agreement.by, scene.cycle.unit)]
    if codes is None:
        if taking:
            yield _last_day(_Day(stage, step, "positions", stage.positions_due), scene)
        return
    for body in taking:
        if body in codes:
            yield _last_day(_Day(stage, step, "positions", stage.positions_due, body=body), scene)


@dataclass(frozen=True, slots=True)
class _Day:
    """The last day for something in a step, for one body or for all."""

    stage: StageRow
    step: Step
    name: str
    day: date
    lines: tuple[str, ...] = ()
    body: str = ""
    extended: tuple[datetime, ...] = ()


def _last_day(last: _Day, scene: _Scene) -> Entry:
    stage, cycle = last.stage, scene.cycle
    moved = [*scene.moves.get((stage.key, FIELDS[last.name]), ()), *last.extended]
    cancelled = stage.state == StageState.CANCELLED
    ended = [stage.closed_at] if cancelled and stage.closed_at else []
    place = scene.say(scene.region.unit(cycle.unit).full_name if cycle.unit else scene.region.name)
    plan = scene.say(Text(vi=f"kế hoạch {cycle.period}", en=f"plan {cycle.period}"))
    mark = scene.say(SIMULATED) if cycle.simulated else ""
    kind = scene.say(LAST_DAY[last.name])
    why: dict[str, str] = stage.explained[last.name]["sentence"]
    return Entry(
        uid=uid(stage.key, last.name, *([last.body] if last.body else [])),
        summary=f"{mark}{kind}: {scene.say(last.step.name)} ({place}, {plan})",
        description="\n".join([*last.lines, why[scene.language], stage.key]),
        starts=last.day,
        sequence=len(moved) + cancelled,
        changed_at=max([cycle.opened_at, *moved, *ended]),
        created_at=cycle.opened_at,
        status="CANCELLED" if cancelled else "CONFIRMED",
        alarms=tuple(_alarms(scene, last.day)),
        category=kind,
    )


def _alarms(scene: _Scene, day: date) -> Iterator[timedelta]:
    """Ring when offices open on each day of the ladder on which the drafting office is reminded before the date."""
    for rung in scene.procedure.remind:
        if rung.at < 0 and "drafter" in rung.to:
            yield start_of_day(day) - morning_of(workday_offset(scene.calendar, day, rung.at))


def _meetings(scene: _Scene, stage: StageRow, codes: frozenset[str] | None) -> Iterator[Entry]:
    status: Status = "CONFIRMED" if stage.opened_at else "TENTATIVE"
    query = select(ExchangeRow).where(ExchangeRow.stage == stage.key).order_by(col(ExchangeRow.key))
    for row in scene.session.exec(query):
        if codes is None or codes.intersection(row.parties):
            simulated = scene.cycle.simulated
            entry = meeting_entry(scene.region, row, scene.language, status=status, simulated=simulated)
            # A meeting is settled when its step opens: that changes the entry, though not its hour.
            changed = max(row.changed_at, stage.opened_at or row.changed_at)
            yield replace(entry, changed_at=changed, created_at=scene.cycle.opened_at)


def _reached_at(region: Region, email: str) -> frozenset[str]:
    """Give the bodies that have a mailbox as a contact, at any time and for any office."""
    wanted = email.casefold()
    return frozenset(
        body.code for body in region.bodies if any(each.email.casefold() == wanted for each in body.contacts)
    )
