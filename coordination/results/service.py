"""Making a common result, taking positions on it, settling it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from coordination import methods
from coordination.audit.service import hashes_told, record
from coordination.cycles.moves import move
from coordination.cycles.queries import bodies_of, get_cycle, get_stage, region_of, step_of
from coordination.cycles.service import give_time
from coordination.cycles.states import StageState
from coordination.cycles.tables import StageRow
from coordination.errors import ConflictError, InvalidInputError, NotFoundError, NotPermittedError
from coordination.kernel.canonical import content_hash
from coordination.kernel.clock import end_of_day
from coordination.kernel.keys import result_key
from coordination.kernel.period import Period
from coordination.kernel.remember import remembered
from coordination.kernel.text import Text, plain_words
from coordination.methods.contract import BaseResult, Context
from coordination.results.rules import NEEDS_WORDS, STANCES, WHOLE, Position, complete, decide, silent
from coordination.results.tables import PositionRow, ResultRow
from coordination.submissions.checking.differing import differences
from coordination.submissions.service import accepted, context_of
from coordination.submissions.tables import SubmissionRow

# Asked for every body that speaks: put together once, they cost half.
_OF_STAGE = col(ResultRow.stage) == bindparam("stage")
_NEWEST = select(ResultRow.key).where(_OF_STAGE).order_by(col(ResultRow.version).desc()).limit(1)
_POSITIONS = (
    select(PositionRow)
    .where(PositionRow.result == bindparam("result"))
    .order_by(col(PositionRow.body), col(PositionRow.clause))
)

History = Mapping[str, Mapping[str, Mapping[int, float]]]


@dataclass(frozen=True)
class Inputs:
    """All that goes into one result: read first, computed outside any transaction, recorded after."""

    stage: str
    method: str
    context: Context
    submissions: Mapping[str, BaseModel]
    hashes: Mapping[str, str]
    differences: tuple[Text, ...] = ()
    """Figures that differ from published, national or neighbours' ones, with both values; put up for discussion."""


def gather(session: Session, stage_key: str, history: History, seed: int = 0) -> Inputs:
    """Read what the method of a stage needs: accepted submissions and published history.

    Figures later than the year in which the plan is made are left out: nobody could know them.
    """
    stage = get_stage(session, stage_key)
    _in_state(stage, StageState.SYNTHESIS)
    year = Period.parse(get_cycle(session, stage.cycle).period).drafting_year
    known, published = _known(history, year)
    context = context_of(session, stage).model_copy(update={"history": known, "seed": seed})
    name = step_of(session, stage).method
    rows = accepted(session, stage_key)
    hashes = {row.key: row.content_hash for row in rows} | {"published-history": published}
    form = methods.get(name).Submission
    submissions = {row.body: form.model_validate(row.content) for row in rows}
    return Inputs(stage_key, name, context, submissions, hashes, differences(session, stage_key, rows))


@remembered
def _known(history: History, year: int) -> tuple[History, str]:
    """Give what was published before a year, and its hash; a year has hundreds of results and one history."""
    known = {
        indicator: {unit: {at: value for at, value in series.items() if at < year} for unit, series in units.items()}
        for indicator, units in history.items()
    }
    spelled = {
        name: {unit: {str(at): value for at, value in series.items()} for unit, series in units.items()}
        for name, units in known.items()
    }
    return known, content_hash(spelled)


def compute(inputs: Inputs) -> BaseResult:
    """Run the method; pure, so it may run anywhere and as often as one likes."""
    result = methods.get(inputs.method).synthesise(inputs.submissions, inputs.context)
    discussed = (*result.for_discussion, *inputs.differences)
    return result.model_copy(update={"for_discussion": discussed}) if inputs.differences else result


def keep(session: Session, inputs: Inputs, result: BaseResult, now: datetime) -> ResultRow:
    """Store a draft result and put it to the bodies for their position; twice is once."""
    stage = get_stage(session, inputs.stage)
    before = latest(session, stage.key)
    if stage.state != StageState.SYNTHESIS and before is not None:
        return before
    _in_state(stage, StageState.SYNTHESIS)
    content = result.model_dump(mode="json")
    row = ResultRow(
        key=result_key(stage.key, before.version + 1 if before else 1),
        stage=stage.key,
        version=before.version + 1 if before else 1,
        method=inputs.method,
        method_version=result.method_version,
        content=content,
        content_hash=content_hash(content),
        inputs=dict(inputs.hashes),
        made_at=now,
    )
    session.add(row)
    session.flush()
    stage.synthesised_at = now
    parties = parties_of(session, stage)
    if parties and inputs.submissions:
        move(stage, StageState.POSITIONS)
        if now >= end_of_day(stage.positions_due):
            give_time(session, stage, now)
        stage.wake_at = end_of_day(stage.positions_due)
        data = {
            "result": row.key,
            "hash": row.content_hash,
            "method": row.method,
            "method_version": row.method_version,
            "until": stage.positions_due.isoformat(),
            "why": stage.explained["positions"]["sentence"],
            "summary": [each.model_dump() for each in result.summary],
            "clauses": [each.model_dump() for each in result.clauses],
            "for_discussion": [each.model_dump() for each in result.for_discussion],
            "missing": list(result.missing),
            "tacit_consent": step_of(session, stage).agreement.tacit_consent,
        }
        record(session, "result.drafted", row.key, stage.cycle, data, now)
    else:
        _settle(session, stage, row, now)
    return row


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

    Raises InvalidInputError for an unknown stance, or a reservation or objection without words.
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
    row = session.get(PositionRow, (result, body, clause))
    if row is not None and (row.stance, row.text) == (stance, text):
        return row
    if row is None:
        row = PositionRow(result=result, body=body, clause=clause, stance=stance, text=text, at=now)
        session.add(row)
    row.stance, row.text, row.at = stance, text, now
    session.flush()
    data = {"body": body, "stance": stance, "text": text, "clause": clause, "result": result}
    record(session, "position.taken", f"{result}/{body}/{clause}", stage.cycle, data, now)
    if complete(session.exec(select(PositionRow.body).where(PositionRow.result == result)), parties):
        stage.wake_at = now
    return row


def _newest(session: Session, stage_key: str) -> str | None:
    return session.exec(_NEWEST, params={"stage": stage_key}).first()


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


def settle(session: Session, stage: StageRow, now: datetime) -> ResultRow:
    """Count tacit consent and say what is agreed."""
    _in_state(stage, StageState.POSITIONS)
    row = latest(session, stage.key)
    if row is None:
        raise RuntimeError(f"{stage.key} takes positions on no result")
    if step_of(session, stage).agreement.tacit_consent:
        for body in silent(positions_on(session, row.key), parties_of(session, stage)):
            session.add(PositionRow(result=row.key, body=body, stance="agree", tacit=True, at=now))
        session.flush()
    return _settle(session, stage, row, now)


def _settle(session: Session, stage: StageRow, row: ResultRow, now: datetime) -> ResultRow:
    step = step_of(session, stage)
    taken = positions_on(session, row.key)
    clauses = [each["key"] for each in row.content.get("clauses", [])]
    handed_in = len(row.inputs) - 1  # published history is always an input
    parties = parties_of(session, stage) if stage.state == StageState.POSITIONS else []
    decision = decide(
        taken, clauses, submissions=handed_in, tacit_consent=step.agreement.tacit_consent, parties=parties
    )
    outcome: dict[str, Any] = {
        "outcome": decision.outcome,
        "reservations": [
            {"body": each.body, "text": each.text, "clause": each.clause} for each in decision.reservations
        ],
        "objections": [{"body": each.body, "text": each.text, "clause": each.clause} for each in decision.objections],
        "referred_clauses": list(decision.referred_clauses),
        "referred_to": step.agreement.refer_to if decision.objections or decision.outcome == "referred" else None,
        "tacit": [each.body for each in taken if each.tacit],
        "positions": len(taken),
    }
    row.state, row.outcome = decision.outcome, outcome
    move(stage, decision.outcome)
    stage.outcome, stage.settled_at, stage.wake_at = decision.outcome, now, now
    data = outcome | {
        "result": row.key,
        "hash": row.content_hash,
        "method": row.method,
        "summary": row.content["summary"],
        "exceptions": stage.exceptions,
        "missing": row.content.get("missing", []),
    }
    record(session, "result.settled", row.key, stage.cycle, data, now)
    return row


def altered(session: Session) -> list[str]:
    """Name the stored submissions and results that no longer are what the chain of events recorded."""
    handed_in, settled = hashes_told(session, "submission.received"), hashes_told(session, "result.settled")
    submissions = session.exec(select(SubmissionRow).order_by(col(SubmissionRow.key)))
    results = session.exec(select(ResultRow).order_by(col(ResultRow.key)))
    return [
        *(row.key for row in submissions if content_hash(row.content) != handed_in.get(row.key)),
        *(row.key for row in results if content_hash(row.content) != settled.get(row.key, row.content_hash)),
    ]


def _in_state(stage: StageRow, state: StageState) -> None:
    if stage.state != state:
        raise ConflictError.of(
            f"bước {stage.key} đang ở trạng thái {stage.state}, không phải {state}",
            f"stage {stage.key} is {stage.state}, not {state}",
        )
