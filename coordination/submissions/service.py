"""Handing in, returning and accepting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from coordination import methods
from coordination.audit.service import Event, record
from coordination.cycles.moves import move
from coordination.cycles.queries import (
    bodies_of,
    get_body,
    get_cycle,
    get_obligation,
    get_stage,
    region_of,
    step_of,
)
from coordination.cycles.reminding import late_after, remind_again
from coordination.cycles.service import begin_synthesis
from coordination.cycles.states import ObligationState, StageState
from coordination.cycles.tables import CycleRow, ObligationRow, StageRow
from coordination.errors import ConflictError, InvalidInputError, NotFoundError
from coordination.kernel.canonical import content_hash
from coordination.kernel.clock import end_of_day, local_date
from coordination.kernel.keys import submission_key
from coordination.kernel.period import Period
from coordination.kernel.text import plain_words
from coordination.methods.contract import Context, Finding, Party
from coordination.regions.forms.procedure import SIGN_OFF
from coordination.submissions.checking.verifying import found_in
from coordination.submissions.rules import as_document, examine, refuse, refuse_form, unfit
from coordination.submissions.sign_off.rules import chain_of
from coordination.submissions.tables import SubmissionRow

SECRETARIAT = "secretariat"
# Asked several times for each thing handed in: put together once, it costs half.
_NEWEST = (
    select(SubmissionRow.key)
    .where(SubmissionRow.stage == bindparam("stage"), SubmissionRow.body == bindparam("body"))
    .order_by(col(SubmissionRow.revision).desc())
    .limit(1)
)


def context_of(session: Session, stage: StageRow) -> Context:
    """Give what the method of a stage may know; published history is added where a result is made.

    Kept for the unit of work: on the last day of a step everybody hands in.
    """
    cycle = get_cycle(session, stage.cycle)
    held: dict[tuple[str, str], Context] = session.info.setdefault("unit", {}).setdefault("contexts", {})
    if (stage.key, cycle.snapshot) not in held:
        held[stage.key, cycle.snapshot] = _context(session, stage, cycle)
    return held[stage.key, cycle.snapshot]


def _context(session: Session, stage: StageRow, cycle: CycleRow) -> Context:
    region = region_of(session, cycle)
    step = step_of(session, stage)
    owing = set(session.exec(select(ObligationRow.body).where(ObligationRow.stage == stage.key)))
    parties = [body for body in bodies_of(region, [duty.body for duty in step.owes], cycle.unit) if body.code in owing]
    return Context(
        region=region.code,
        region_name=region.name,
        period=cycle.period,
        parties=tuple(Party(body=each.code, unit=each.unit, name=each.short) for each in parties),
        indicators={each.code: each for each in region.indicators},
        settings={name: each for name, each in step.settings.items() if name != SIGN_OFF}
        | planned_years(cycle.period, step.settings),
    )


def planned_years(period: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Give the years a horizon counted in years, as procedures write it, means in a cycle; nothing without one."""
    horizon = settings.get("horizon_years")
    if not isinstance(horizon, int):
        return {}
    first = Period.parse(period).first
    return {"horizon_to": first + horizon - 1, "years": list(range(first, first + horizon))}


def latest(session: Session, stage: str, body: str) -> SubmissionRow | None:
    """Give the newest revision a body handed in for a stage."""
    key = session.exec(_NEWEST, params={"stage": stage, "body": body}).first()
    return session.get(SubmissionRow, key) if key else None


def submit(
    session: Session,
    stage_key: str,
    body: str,
    content: Any,
    now: datetime,
    signed: Mapping[str, Any] | None = None,
) -> tuple[SubmissionRow, bool]:
    """Take in what a body hands in; gives the revision and whether it is new.

    The same content again is the same revision. Raises InvalidInputError with every fault, NotFoundError
    where the body owes nothing, ConflictError when the step does not take submissions. Where the step asks for
    sign-off, only the last signature hands in (``submissions.sign_off.acts``); ``signed`` is what the event says of it.
    """
    stage, obligation, content, digest = prepare(session, stage_key, body, content)
    before = latest(session, stage_key, body)
    if before is not None and before.content_hash == digest and before.state != "returned":
        return before, False
    if signed is None and (chain := chain_of(step_of(session, stage).settings)):
        raise ConflictError.of(
            f"bước {stage_key} yêu cầu ký trình ({' → '.join(chain)}); chữ ký sau cùng mới là nộp",
            f"stage {stage_key} asks for sign-off ({' → '.join(chain)}); only the last signature hands in",
        )
    must_take(stage, obligation)
    findings = remarks(session, stage, body, content, before)
    revision = before.revision + 1 if before else 1
    row = SubmissionRow(
        key=submission_key(stage_key, body, revision),
        stage=stage_key,
        body=body,
        revision=revision,
        content=content,
        content_hash=digest,
        findings=[each.model_dump(mode="json") for each in findings],
        handed_in_at=now,
    )
    session.add(row)
    _hand_in(obligation, now)
    data = {
        "body": body,
        "revision": revision,
        "hash": digest,
        "late": obligation.was_late,
        "warnings": sum(each.severity == "warning" for each in findings),
    }
    record(session, "submission.received", row.key, stage.cycle, data | dict(signed or {}), now)
    return row, True


def prepare(session: Session, stage_key: str, body: str, content: Any) -> tuple[StageRow, ObligationRow, Any, str]:
    """Give the step, what the body owes there, and its document with its hash; every part no form could hold is named.

    Raises NotFoundError where the body owes nothing, InvalidInputError with every fault.
    """
    stage = get_stage(session, stage_key)
    get_body(region_of(session, get_cycle(session, stage.cycle)), body)
    obligation = get_obligation(session, stage_key, body)
    method = methods.get(step_of(session, stage).method)
    content = as_document(method, content)
    if faults := unfit(content):
        refuse_form(method, content, faults, context_of(session, stage))
    return stage, obligation, content, content_hash(content)


def remarks(session: Session, stage: StageRow, body: str, content: Any, before: SubmissionRow | None) -> list[Finding]:
    """Give what the method remarks on a document, and what the checks declared with its indicators find in its figures.

    Figures frozen by the revision before must be the same. Raises InvalidInputError with every fault, ConflictError
    with every figure that changed.
    """
    name = step_of(session, stage).method
    kept = before.content if before is not None and before.figures_frozen else None
    said = examine(methods.get(name), content, context_of(session, stage), kept)
    found = found_in(session, stage.key, body, name, content)
    refuse(found, content)
    return [*said, *found]


def must_take(stage: StageRow, obligation: ObligationRow) -> None:
    """Refuse where a step takes no hand-in: while open it does, and afterwards what a held-up result had returned.

    Raises ConflictError.
    """
    mended = stage.state == StageState.SYNTHESIS and obligation.state == ObligationState.RETURNED
    if stage.state != StageState.OPEN and not mended:
        raise ConflictError.of(
            f"bước {stage.key} đang ở trạng thái {stage.state}, không nhận bản nộp",
            f"stage {stage.key} is {stage.state} and takes no submissions",
        )


def _hand_in(obligation: ObligationRow, now: datetime) -> None:
    if obligation.state == ObligationState.ACCEPTED:
        raise ConflictError.of(
            f"bản nộp của {obligation.body} đã được tiếp nhận; đề nghị thư ký trả lại trước khi nộp bản mới",
            f"the submission of {obligation.body} is accepted; have it returned before handing in another",
        )
    move(obligation, ObligationState.SUBMITTED)
    obligation.remind_at = None
    if obligation.handed_in_at is None:
        obligation.handed_in_at = now
        obligation.was_late = now >= end_of_day(late_after(obligation))


def accept(session: Session, stage_key: str, body: str, now: datetime) -> SubmissionRow:
    """Accept a body's newest revision; when all are accepted the common work can begin early."""
    stage, obligation, row = handed_in(session, stage_key, body)
    if obligation.state == ObligationState.ACCEPTED:
        return row
    still_open(stage)
    move(obligation, ObligationState.ACCEPTED)
    row.state = "accepted"
    record(
        session,
        "submission.accepted",
        row.key,
        stage.cycle,
        {"body": body, "ground": "accepted by the secretariat"},
        now,
    )
    if stage.state == StageState.SYNTHESIS:
        stage.wake_at = now
        return row
    if local_date(now) >= stage.due and not _waited_for(session, stage_key):
        begin_synthesis(session, stage, now, missing=[])
    return row


def _waited_for(session: Session, stage_key: str) -> bool:
    """Say whether anything owed in a stage is not accepted yet."""
    query = select(ObligationRow.body).where(
        ObligationRow.stage == stage_key, ObligationRow.state != ObligationState.ACCEPTED
    )
    return session.exec(query.limit(1)).first() is not None


def note_acceptance(session: Session, event: Event) -> None:
    """Mark the newest revision as accepted when its step accepts it at the closing of collection."""
    if event.type == "submission.accepted":
        row = latest(session, "/".join(event.subject.split("/")[:4]), event.data["body"])
        if row is not None:
            row.state = "accepted"


def return_(session: Session, stage_key: str, body: str, reason: str, now: datetime) -> SubmissionRow:
    """Return a body's newest revision with what it should look at again."""
    reason = plain_words(reason)
    if not reason:
        raise InvalidInputError.of("trả lại phải nêu lý do", "returning needs a reason")
    stage, obligation, row = handed_in(session, stage_key, body)
    if row.state == "returned" and row.reason == reason:
        return row
    still_open(stage)
    move(obligation, ObligationState.RETURNED)
    remind_again(session, obligation, stage, now)
    row.state, row.reason = "returned", reason
    record(
        session,
        "submission.returned",
        row.key,
        stage.cycle,
        {"body": body, "revision": row.revision, "reason": reason},
        now,
    )
    return row


def handed_in(session: Session, stage_key: str, body: str) -> tuple[StageRow, ObligationRow, SubmissionRow]:
    """Give a step, what a body owes there and its newest revision; NotFoundError if it handed nothing in."""
    stage = get_stage(session, stage_key)
    obligation = get_obligation(session, stage_key, body)
    row = latest(session, stage_key, body)
    if row is None:
        raise NotFoundError.of(f"{body} chưa nộp gì ở bước {stage_key}", f"{body} has handed nothing in at {stage_key}")
    return stage, obligation, row


def still_open(stage: StageRow) -> None:
    """Refuse where what was handed in can be neither accepted nor returned any more: ConflictError."""
    if stage.state not in {StageState.OPEN, StageState.SYNTHESIS}:
        raise ConflictError.of(
            f"bước {stage.key} đang ở trạng thái {stage.state}", f"stage {stage.key} is {stage.state}"
        )


def accepted(session: Session, stage_key: str) -> list[SubmissionRow]:
    """Give the newest revision of each body whose submission counts, by body."""
    query = (
        select(SubmissionRow)
        .join(
            ObligationRow,
            (col(ObligationRow.stage) == col(SubmissionRow.stage))
            & (col(ObligationRow.body) == col(SubmissionRow.body)),
        )
        .where(SubmissionRow.stage == stage_key, ObligationRow.state == ObligationState.ACCEPTED)
        .order_by(col(SubmissionRow.body), col(SubmissionRow.revision))
    )
    return list({row.body: row for row in session.exec(query)}.values())
