"""Positions of bodies on a common result: who takes one, on what, in which words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from coordination.audit.service import record
from coordination.cycles.queries import bodies_of, get_cycle, get_stage, region_of, step_of
from coordination.cycles.states import StageState
from coordination.cycles.tables import StageRow
from coordination.errors import ConflictError, InvalidInputError, NotFoundError, NotPermittedError
from coordination.kernel.text import Text, plain_words
from coordination.results.rules import NEEDS_WORDS, STANCES, WHOLE, Position, complete
from coordination.results.tables import PositionRow, ResultRow
from coordination.submissions.windows import not_before

# Asked for every body that speaks: put together once, they cost half.
_OF_STAGE = col(ResultRow.stage) == bindparam("stage")
_NEWEST = columns(col(ResultRow.key)).where(_OF_STAGE).order_by(col(ResultRow.version).desc()).limit(1)
_MADE = columns(col(ResultRow.made_at)).where(col(ResultRow.key) == bindparam("result"))
_SPOKEN = columns(col(PositionRow.body)).where(col(PositionRow.result) == bindparam("result"))
_POSITIONS = (
    select(PositionRow)
    .where(col(PositionRow.result) == bindparam("result"))
    .order_by(col(PositionRow.body), col(PositionRow.clause))
)


def parties_of(session: Session, stage: StageRow) -> list[str]:
    """Give the bodies that take a position on a stage's result."""
    cycle = get_cycle(session, stage.cycle)
    region = region_of(session, cycle)
    return [body.code for body in bodies_of(region, step_of(session, stage).agreement.by, cycle.unit)]


def latest(session: Session, stage_key: str) -> ResultRow | None:
    """Give a stage's newest result."""
    key = _newest(session, stage_key)
    return session.get(ResultRow, key) if key else None


def clauses_of(session: Session, stage_key: str) -> list[str]:
    """Give the keys of the clauses of a stage's newest result, without reading all the rest of it."""
    query = select(col(ResultRow.content)["clauses"]).where(ResultRow.stage == stage_key)
    return [each["key"] for each in session.exec(query.order_by(col(ResultRow.version).desc()).limit(1)).first() or ()]


def positions_on(session: Session, result: str) -> list[Position]:
    """Give the positions taken on a result, by body and clause."""
    rows = session.exec(_POSITIONS, params={"result": result})
    return [Position(row.body, row.stance, row.text, row.clause, row.tacit) for row in rows]


def take_position(
    session: Session, stage_key: str, body: str, stance: str, text: str | None, clause: str, now: datetime
) -> PositionRow:
    """Record a body's stance on the draft (``clause`` empty) or on one clause; a later word replaces it.

    Raises InvalidInputError for an unknown stance, or a reservation or objection without words, ConflictError where no
    position is asked for or the result is of a later moment.
    """
    text = plain_words(text) if text else None
    stage = get_stage(session, stage_key)
    result = _newest(session, stage_key)
    if result is None or stage.state != StageState.POSITIONS:
        raise ConflictError.of(
            f"bước {stage_key} không lấy ý kiến lúc này", f"stage {stage_key} takes no positions now"
        )
    parties = parties_of(session, stage)
    _check_position(session, stage, parties, body, stance, text, clause)
    session.flush()
    spoken = set(session.connection().execute(_SPOKEN, {"result": result}).scalars())
    row = session.get(PositionRow, (result, body, clause)) if body in spoken else None
    if row is not None and (row.stance, row.text) == (stance, text):
        return row
    made = session.connection().execute(_MADE, {"result": result}).scalar_one()
    not_before(now, made, Text(vi="kết quả được nêu ý kiến", en="the result it is about"))
    if row is not None:
        not_before(now, row.at, Text(vi="ý kiến đã nêu trước đó", en="the position taken before"))
    if row is None:
        row = PositionRow(result=result, body=body, clause=clause, stance=stance, text=text, at=now)
        session.add(row)
    row.stance, row.text, row.at = stance, text, now
    data = {"body": body, "stance": stance, "text": text, "clause": clause, "result": result}
    record(session, "position.taken", f"{result}/{body}/{clause}", stage.cycle, data, now)
    if complete({*spoken, body}, parties):
        stage.wake_at = now
    return row


def _newest(session: Session, stage_key: str) -> str | None:
    key: str | None = session.connection().execute(_NEWEST, {"stage": stage_key}).scalar()
    return key


def _check_position(
    session: Session, stage: StageRow, parties: list[str], body: str, stance: str, text: str | None, clause: str
) -> None:
    if body not in parties:
        raise NotPermittedError.of(
            f"{body} không thuộc diện nêu ý kiến ở bước {stage.key}", f"{body} has no position to take at {stage.key}"
        )
    if stance not in STANCES:
        raise InvalidInputError.of(
            f"ý kiến {stance!r} không có; chọn: {', '.join(STANCES)}",
            f"{stance!r} is no stance; choose: {', '.join(STANCES)}",
        )
    if stance in NEEDS_WORDS and not (text or "").strip():
        raise InvalidInputError.of(
            "bảo lưu hoặc không đồng ý phải nêu nội dung", "a reservation or an objection needs words"
        )
    if clause != WHOLE and clause not in (known := clauses_of(session, stage.key)):
        raise NotFoundError.of(
            f"không có điều khoản {clause}; có: {', '.join(known)}",
            f"no clause {clause}; there are: {', '.join(known)}",
        )
