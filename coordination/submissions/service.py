"""The acts on what bodies hand in: it is submitted, accepted, or returned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col

from coordination.audit.service import Event, record
from coordination.cycles.moves import move
from coordination.cycles.queries import step_of
from coordination.cycles.reminding import late_after, remind_again
from coordination.cycles.service import begin_synthesis
from coordination.cycles.states import ObligationState, StageState
from coordination.cycles.tables import ObligationRow
from coordination.errors import ConflictError, InvalidInputError
from coordination.kernel.clock import end_of_day, local_date
from coordination.kernel.keys import submission_key
from coordination.kernel.text import plain_words
from coordination.submissions.queries import handed_in, latest
from coordination.submissions.sign_off.rules import Role, chain_of
from coordination.submissions.sign_off.standing import must_follow
from coordination.submissions.tables import SubmissionRow
from coordination.submissions.taking_in import prepare, remarks
from coordination.submissions.windows import must_take, still_open

_WAITED_FOR = (
    columns(col(ObligationRow.body))
    .where(col(ObligationRow.stage) == bindparam("stage"), col(ObligationRow.state) != ObligationState.ACCEPTED)
    .limit(1)
)
IN_DISCUSSION = "figures under discussion; no error found"
"""Ground on which what a province hands in after the common draft is accepted: its own figures are its own to change."""


def submit(
    session: Session,
    stage_key: str,
    body: str,
    content: Any,
    now: datetime,
    signed: Mapping[str, Any] | None = None,
) -> tuple[SubmissionRow, bool]:
    """Take in what a body hands in; gives the revision and whether it is new.

    The same content again is the same revision. Raises NotFoundError where the body owes nothing, ConflictError when the
    step takes no submissions, which is said before anything is checked, InvalidInputError with every fault. Where the step
    asks for sign-off, only the last signature hands in (``submissions.sign_off.acts``); ``signed`` is what the event says of it.
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
    must_take(session, stage, obligation)
    discussed = stage.state == StageState.POSITIONS
    must_follow(session, now, before)
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
    if not discussed:  # what is owed was accepted before the draft was made, and stays so
        _hand_in(obligation, now)
    session.flush()
    data = {
        "body": body,
        "revision": revision,
        "hash": digest,
        "late": obligation.was_late,
        "warnings": sum(each.severity == "warning" for each in findings),
    }
    data |= {"discussed": True} if discussed else {}
    record(session, "submission.received", row.key, stage.cycle, data | dict(signed or {}), now)
    if discussed:
        data = {"body": body, "revision": revision, "ground": IN_DISCUSSION}
        record(session, "submission.accepted", row.key, stage.cycle, data, now)
    return row, True


def _hand_in(obligation: ObligationRow, now: datetime) -> None:
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
    must_follow(session, now, row)
    move(obligation, ObligationState.ACCEPTED)
    row.state = "accepted"
    record(
        session,
        "submission.accepted",
        row.key,
        stage.cycle,
        {"body": body, "revision": row.revision, "as": Role.SECRETARIAT, "ground": "accepted by the secretariat"},
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
    session.flush()
    return session.connection().execute(_WAITED_FOR, {"stage": stage_key}).first() is not None


def note_acceptance(session: Session, event: Event) -> None:
    """Mark the newest revision as accepted when its step accepts it at the closing of collection."""
    if event.type == "submission.accepted":
        named = "revision" in event.data  # closing of collection names what the body owed, and not the revision
        stage = "/".join(event.subject.split("/")[:4])
        row = session.get(SubmissionRow, event.subject) if named else latest(session, stage, event.data["body"])
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
    must_follow(session, now, row)
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
