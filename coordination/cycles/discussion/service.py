"""Threads about a province's own figures: opened, answered, read back from the events that are all there is of them.

Every entry is one event, ``forecast.discussed``, with the subject ``stage/body/number``. Nothing else is kept: what a
thread says cannot differ from what can be proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from coordination.audit.service import Entry as Recorded
from coordination.audit.service import Event, events_at, record_all
from coordination.audit.tables import EventRow
from coordination.cycles.discussion.rules import WORDS, Entry, Key, Kind, Row, Side, State, may, rows_of
from coordination.cycles.queries import bodies_of, get_body, get_cycle, get_stage, region_of
from coordination.cycles.states import StageState
from coordination.cycles.tables import CycleRow, StageRow
from coordination.errors import ConflictError, Fault, InvalidInputError, NotFoundError, NotPermittedError
from coordination.kernel.clock import VIETNAM, end_of_day
from coordination.kernel.text import Text, plain_words

EVENT: Final = "forecast.discussed"
SECRETARIAT: Final = "region.secretariat"
"""Who speaks with the provinces about their figures."""
LONGEST: Final = 20_000
"""Signs of what is said at once; a longer text is a document and goes with what is handed in."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What a body says in a thread: it keeps figures, with the reason, or asks and answers in words.

    ``keys`` are the figures meant; none: with a reservation all that are open, with words the thread.
    """

    kind: Kind
    by: str
    text: str
    keys: tuple[Key, ...] = ()


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
    data = about | {"by": body, "parties": parties, "submission": submission, "rows": list(rows), "text": ""}
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
    side, text = _side(body, secretariat, saying.by), _words(saying)
    rows = rows_of(thread)
    keys = _meant(rows, saying, side)
    if (there := _said_already(thread, rows, saying, text, keys)) is not None:
        return there, False
    _must_follow(rows, keys, saying.kind, side)
    if cycle.state != "open" or stage.state == StageState.CANCELLED:
        raise ConflictError.of(f"chu kỳ {cycle.key} đã {cycle.state}", f"the cycle {cycle.key} is {cycle.state}")
    if now < thread[-1].at:
        shown = f"{thread[-1].at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
        raise ConflictError.of(f"ý kiến trước đó là lúc {shown}", f"what was said before is of {shown}")
    data = _about(stage, body, len(thread) + 1, saying.kind) | {
        "by": saying.by,
        "parties": [each for each in secretariat if each != body] if side is Side.PROVINCE else [body],
        "text": text,
        "late": now >= end_of_day(stage.positions_due),
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


def _subject(data: Mapping[str, Any]) -> str:
    return f"{data['stage']}/{data['body']}/{data['number']}"


def _side(body: str, secretariat: Sequence[str], by: str) -> Side:
    if by == body:
        return Side.PROVINCE
    if by in secretariat:
        return Side.SECRETARIAT
    both = ", ".join([body, *secretariat])
    raise NotPermittedError.of(f"trao đổi này là của {both}", f"this discussion is between {both}")


def _words(saying: Saying) -> str:
    text = plain_words(saying.text)
    if not text:
        raise InvalidInputError.of(
            "bảo lưu phải nêu lý do" if saying.kind is Kind.RESERVED else "phải có lời",
            "keeping a figure needs a reason" if saying.kind is Kind.RESERVED else "words are needed",
        )
    if len(text) > LONGEST:
        raise InvalidInputError.of(f"quá dài (trên {LONGEST} ký tự)", f"too long (over {LONGEST} characters)")
    return text


def _meant(rows: Mapping[Key, Row], saying: Saying, side: Side) -> tuple[Key, ...]:
    """Give the figures meant; InvalidInputError where a reservation means none."""
    if unknown := [key for key in saying.keys if key not in rows]:
        shown, known = (", ".join(f"{code}/{year}" for code, year in keys) for keys in (unknown, rows))
        fix = Text(vi=f"đang trao đổi: {known}", en=f"under discussion: {known}")
        words = Text(vi=f"không có số liệu {shown} trong trao đổi này", en=f"this discussion has no figure {shown}")
        raise NotFoundError(Fault(words, fix=fix))
    if saying.keys or saying.kind is not Kind.RESERVED or side is not Side.PROVINCE:
        return tuple(dict.fromkeys(saying.keys))
    return tuple(key for key, row in rows.items() if row.state is State.OPEN)


def _said_already(
    thread: Sequence[Entry], rows: Mapping[Key, Row], saying: Saying, text: str, keys: tuple[Key, ...]
) -> Entry | None:
    """Give the entry that said the same: the last one, or the reservation that still stands for every figure meant."""
    last = thread[-1]
    if saying.kind is Kind.SAID:
        alike = (last.kind, last.data["by"], last.data["text"], last.keys) == (saying.kind, saying.by, text, keys)
        return last if alike else None
    kept = [each for each in thread if each.kind is Kind.RESERVED and each.data["text"] == text]
    standing = [each for each in kept if set(keys or each.keys) <= set(each.keys)]
    if not standing or saying.by != standing[-1].data["by"]:
        return None
    stands = all(key in rows and rows[key].reason == text for key in keys or standing[-1].keys)
    return standing[-1] if stands else None


def _must_follow(rows: Mapping[Key, Row], keys: tuple[Key, ...], kind: Kind, side: Side) -> None:
    if kind not in (Kind.RESERVED, Kind.SAID) or not any(may(state, kind, side) for state in State):
        raise NotPermittedError.of(
            "chỉ địa phương được sửa hoặc bảo lưu số của mình; sửa là nộp bản mới của bước",
            "only the province revises or keeps its own figures; revising is handing in anew",
        )
    if kind is Kind.RESERVED and not keys:
        raise ConflictError.of("mọi số liệu đã được trả lời", "every figure is answered")
    for key in keys:
        state = rows[key].state
        if not may(state, kind, side):
            named = f"{key[0]}/{key[1]}"
            raise ConflictError.of(f"{named}: {WORDS[state].vi}", f"{named} is {WORDS[state].en}")
