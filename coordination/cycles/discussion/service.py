"""Threads about a province's own figures: opened, answered, read back from the events that are all there is of them.

Every entry is one event, ``forecast.discussed``, with the subject ``stage/body/number``. Nothing else is kept: what a
thread says cannot differ from what can be proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from coordination.audit.service import Entry as Recorded
from coordination.audit.service import Event, events_at, record_all
from coordination.audit.tables import EventRow
from coordination.cycles.discussion.rules import Entry, Kind, Side, rows_of
from coordination.cycles.discussion.saying import Saying, meant, must_follow, said_already, side_of, words_of
from coordination.cycles.queries import bodies_of, get_body, get_cycle, get_stage, region_of
from coordination.cycles.states import StageState
from coordination.cycles.tables import CycleRow, StageRow
from coordination.errors import ConflictError, Fault, NotFoundError
from coordination.kernel.clock import VIETNAM, end_of_day
from coordination.kernel.text import Text

EVENT: Final = "forecast.discussed"
SECRETARIAT: Final = "region.secretariat"
"""Who speaks with the provinces about their figures."""


def entries(session: Session, stage: StageRow, body: str) -> list[Entry]:
    """Give the entries of a province's thread at a step, in order; none where nothing was put up for discussion."""
    return [_entry(each) for each in _told(session, stage.cycle, f"{stage.key}/{body}/")]


def threads(session: Session, stage: StageRow) -> dict[str, list[Entry]]:
    """Give all threads of a step by body, in the order they were opened."""
    return _by_body(_told(session, stage.cycle, f"{stage.key}/"))


def running(session: Session, body: str | None = None) -> list[tuple[StageRow, str, list[Entry]]]:
    """Give every thread, or those of one body, in the cycles that run: step, body, entries."""
    query = (
        select(EventRow.seq)
        .join(CycleRow, col(CycleRow.key) == col(EventRow.cycle))
        .where(EventRow.type == EVENT, CycleRow.state == "open")
    )
    if body is not None:
        query = query.where(col(EventRow.subject).contains(f"/{body}/", autoescape=True))
    by_stage: dict[str, list[Event]] = {}
    for event in events_at(session, session.exec(query).all()):
        by_stage.setdefault(event.data["stage"], []).append(event)
    return [
        (session.get_one(StageRow, key), who, thread)
        for key, told in by_stage.items()
        for who, thread in _by_body(told).items()
    ]


def must_know(session: Session, body: str, stage: StageRow | None = None) -> None:
    """Refuse a code that is no body's of the step, or of any cycle that runs: NotFoundError with the nearest one."""
    running_ones = select(CycleRow).where(CycleRow.state == "open")
    cycles = session.exec(running_ones).all() if stage is None else [get_cycle(session, stage.cycle)]
    regions = list({each.snapshot: region_of(session, each) for each in cycles}.values())
    if regions and not any(region.body(body) for region in regions):
        get_body(regions[0], body)


def invited(session: Session, stage: StageRow, body: str) -> bool:
    """Say whether a body may hand in other figures after the common draft: while positions on it are taken."""
    return stage.state == StageState.POSITIONS and bool(entries(session, stage, body))


def secretariat_of(session: Session, stage: StageRow) -> list[str]:
    """Give the bodies that speak with provinces about their figures."""
    cycle = get_cycle(session, stage.cycle)
    return [each.code for each in bodies_of(region_of(session, cycle), [SECRETARIAT], cycle.unit)]


def put_up(
    session: Session, stage: StageRow, rows: Mapping[str, Sequence[Mapping[str, Any]]], result: str, now: datetime
) -> None:
    """Open a thread for each body with the figures put up for discussion; each body is told of its own, all at once."""
    before = threads(session, stage)
    told = []
    for body, figures in rows.items():
        about = _about(stage, body, len(before.get(body, ())) + 1, Kind.OPENED)
        data = about | {"by": None, "parties": [body], "result": result, "rows": list(figures), "text": ""}
        told.append(Recorded(EVENT, _subject(data), stage.cycle, data))
    record_all(session, told, now)


def note_revision(
    session: Session, stage: StageRow, body: str, rows: Sequence[Mapping[str, Any]], submission: str, now: datetime
) -> None:
    """Record that a body handed in other figures for what is discussed; the secretariat is told."""
    thread = entries(session, stage, body)
    about = _about(stage, body, len(thread) + 1, Kind.REVISED)
    parties = [each for each in secretariat_of(session, stage) if each != body]
    told = {"by": body, "parties": parties, "submission": submission, "rows": list(rows), "text": ""}
    data = about | told | {"late": _late(stage, now)}
    record_all(session, [Recorded(EVENT, _subject(data), stage.cycle, data)], now)


def note_lapse(session: Session, stage: StageRow, body: str, draft: str, digest: str, now: datetime) -> None:
    """Record that a body's other figures had not every signature when the step was settled and count for nothing.

    ``draft`` and ``digest`` are key and hash of what was written; the body is told.
    """
    about = _about(stage, body, len(entries(session, stage, body)) + 1, Kind.LAPSED)
    data = about | {"by": None, "parties": [body], "draft": draft, "hash": digest, "rows": [], "text": ""}
    record_all(session, [Recorded(EVENT, _subject(data), stage.cycle, data)], now)


def say(session: Session, stage_key: str, body: str, saying: Saying, now: datetime) -> tuple[Entry, bool]:
    """Add what one side says in a body's thread; gives the entry and whether it is new. The same again is the same one.

    A province may keep its figures as long as the cycle runs: what comes after the last day told is marked late. Raises
    NotFoundError where there is no such thread or figure, NotPermittedError for a body that is no side of it or may not
    answer for the other, ConflictError where a figure stands where this cannot follow or the cycle has ended,
    InvalidInputError without words.
    """
    stage = get_stage(session, stage_key)
    cycle = get_cycle(session, stage.cycle)
    get_body(region_of(session, cycle), body)
    thread = entries(session, stage, body)
    if not thread:
        raise NotFoundError.of(
            f"ở bước {stage_key} không có trao đổi về số dự báo của {body}",
            f"at {stage_key} no forecast of {body} is under discussion",
        )
    secretariat = secretariat_of(session, stage)
    side, text = side_of(body, secretariat, saying.by), words_of(saying)
    rows = rows_of(thread)
    keys = meant(rows, saying, side)
    if (there := said_already(thread, rows, saying, text, keys)) is not None:
        return there, False
    must_follow(rows, keys, saying.kind, side)
    _must_run(cycle, stage, body)
    if now < thread[-1].at:
        shown = f"{thread[-1].at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
        raise ConflictError.of(f"ý kiến trước đó là lúc {shown}", f"what was said before is of {shown}")
    data = _about(stage, body, len(thread) + 1, saying.kind) | {
        "by": saying.by,
        "parties": [each for each in secretariat if each != body] if side is Side.PROVINCE else [body],
        "text": text,
        "late": _late(stage, now),
        "rows": [dict(rows[key].now) for key in keys],
    }
    (event,) = record_all(session, [Recorded(EVENT, _subject(data), stage.cycle, data)], now)
    return _entry(event), True


def _told(session: Session, cycle: str, prefix: str) -> list[Event]:
    query = select(EventRow.seq).where(
        EventRow.type == EVENT, EventRow.cycle == cycle, col(EventRow.subject).startswith(prefix, autoescape=True)
    )
    return events_at(session, session.exec(query).all())


def _entry(event: Event) -> Entry:
    return Entry(event.seq, event.at, event.data)


def _by_body(told: Iterable[Event]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for event in told:
        found.setdefault(event.data["body"], []).append(_entry(event))
    return found


def _about(stage: StageRow, body: str, number: int, kind: Kind) -> dict[str, Any]:
    until = stage.positions_due.isoformat()
    return {"stage": stage.key, "body": body, "number": number, "kind": str(kind), "until": until}


def _late(stage: StageRow, now: datetime) -> bool:
    return now >= end_of_day(stage.positions_due)


def _must_run(cycle: CycleRow, stage: StageRow, body: str) -> None:
    if cycle.state == "open" and stage.state != StageState.CANCELLED:
        return
    if cycle.state == "closed":
        what = Text(vi=f"chu kỳ {cycle.key} đã kết thúc", en=f"cycle {cycle.key} has ended")
    elif cycle.state == "cancelled":
        what = Text(vi=f"chu kỳ {cycle.key} đã hủy", en=f"cycle {cycle.key} is cancelled")
    else:
        what = Text(vi=f"bước {stage.key} đã hủy", en=f"stage {stage.key} is cancelled")
    see = f"lienvung exchange forecast show {stage.key} {body}"
    fix = Text(vi=f"trao đổi chỉ còn để xem: {see}", en=f"the discussion can only be read: {see}")
    raise ConflictError(Fault(what, fix=fix))


def _subject(data: Mapping[str, Any]) -> str:
    return f"{data['stage']}/{data['body']}/{data['number']}"
