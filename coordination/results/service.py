"""Making a common result and settling it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlmodel import Session, col, select

from coordination import methods
from coordination.audit.service import hashes_told, record
from coordination.cycles.moves import move
from coordination.cycles.queries import get_cycle, get_stage, obligations_of, region_of, step_of
from coordination.cycles.service import give_time
from coordination.cycles.states import StageState
from coordination.cycles.tables import StageRow
from coordination.errors import ConflictError
from coordination.kernel.canonical import content_hash
from coordination.kernel.clock import end_of_day
from coordination.kernel.keys import result_key, stage_key
from coordination.kernel.period import Period
from coordination.kernel.remember import remembered
from coordination.kernel.text import Text
from coordination.methods.contract import BaseResult, Context
from coordination.results.binding import ground_of
from coordination.results.positions import latest, parties_of, positions_on
from coordination.results.remarks import REMINDED, remarks
from coordination.results.rules import decide, silent
from coordination.results.surveyed import surveyed
from coordination.results.tables import PositionRow, ResultRow
from coordination.submissions.asking.completing import completed, sources
from coordination.submissions.checking.differing import differences
from coordination.submissions.checking.figures import MEASURED
from coordination.submissions.context import context_of
from coordination.submissions.queries import accepted
from coordination.submissions.tables import SubmissionRow

History = Mapping[str, Mapping[str, Mapping[int, float]]]
BUILDING = frozenset({"balances"})
"""Methods that read the adopted results of the steps theirs builds on."""
EXTENDED = frozenset({"forecast"})
"""Methods whose history basic surveys extend."""
ADOPTED = ("adopted", "adopted_with_reservations")


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


def gather(session: Session, key: str, history: History, seed: int = 0) -> Inputs:
    """Read what the method of a stage needs: accepted submissions and published history.

    Figures later than the year in which the plan is made are left out: nobody could know them.
    """
    stage = get_stage(session, key)
    _in_state(stage, StageState.SYNTHESIS)
    year = Period.parse(get_cycle(session, stage.cycle).period).drafting_year
    known, published = known_before(history, year)
    context = context_of(session, stage).model_copy(update={"history": known, "seed": seed})
    name = step_of(session, stage).method
    rows = accepted(session, key)
    hashes = {row.key: row.content_hash for row in rows} | {"published-history": published}
    form = methods.get(name).Submission
    submissions: dict[str, BaseModel] = {row.body: form.model_validate(row.content) for row in rows}
    if name in MEASURED:
        filled = {row.body: completed(session, row) for row in rows}
        held = {source: session.get_one(SubmissionRow, source) for each in filled.values() for source in sources(each)}
        hashes |= {key: row.content_hash for key, row in held.items()}
        submissions |= filled
    if name in REMINDED:
        told = remarks(
            region_of(session, get_cycle(session, stage.cycle)), context.settings.get("indicators", ()), year
        )
        context = context.model_copy(update={"remarks": told})
    if name in BUILDING or stage.agreed:
        earlier = _earlier(session, stage)
        hashes |= {row.key: row.content_hash for row in earlier.values()}
        context = context.model_copy(update={"earlier": {step: row.content for step, row in earlier.items()}})
    if name in EXTENDED:
        surveys = surveyed(session, stage)
        hashes |= {row.key: row.content_hash for row in surveys.values()}
        earlier_ones = dict(context.earlier) | {key: row.content for key, row in surveys.items()}
        context = context.model_copy(update={"earlier": earlier_ones})
    return Inputs(key, name, context, submissions, hashes, differences(session, key, rows))


def _earlier(session: Session, stage: StageRow) -> dict[str, ResultRow]:
    """Give the adopted results of the steps a stage builds on; what was referred is agreed by nobody."""
    found = {step: latest(session, stage_key(stage.cycle, step)) for step in step_of(session, stage).after}
    return {step: row for step, row in found.items() if row is not None and row.state in ADOPTED}


@remembered
def known_before(history: History, year: int) -> tuple[History, str]:
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
    return with_differences(inputs, methods.get(inputs.method).synthesise(inputs.submissions, inputs.context))


def with_differences(inputs: Inputs, result: BaseResult) -> BaseResult:
    """Put figures that differ from published or neighbours' ones up for discussion with the rest."""
    discussed = (*result.for_discussion, *inputs.differences)
    return result.model_copy(update={"for_discussion": discussed}) if inputs.differences else result


def keep(session: Session, inputs: Inputs, result: BaseResult, now: datetime) -> ResultRow:
    """Store a draft result and put it to the bodies for their position; twice is once."""
    stage = get_stage(session, inputs.stage)
    before = latest(session, stage.key)
    if stage.state != StageState.SYNTHESIS and before is not None:
        return before
    _in_state(stage, StageState.SYNTHESIS)
    if (ground := ground_of(session, stage)) is not None:
        result = result.model_copy(update={"summary": (*result.summary, ground)})
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
    handed_in = sum(key.startswith(f"{stage.key}/") for key in row.inputs)  # history and earlier results are inputs too
    parties = parties_of(session, stage) if stage.state == StageState.POSITIONS else []
    # Where nobody was asked for anything, nothing is missing that could be referred.
    handed_in = handed_in if obligations_of(session, stage.key) else 1
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
