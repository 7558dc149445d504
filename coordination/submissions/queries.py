"""Finding what bodies handed in."""

from __future__ import annotations

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from coordination.cycles.queries import get_body, get_cycle, get_obligation, get_stage, region_of
from coordination.cycles.states import ObligationState
from coordination.cycles.tables import ObligationRow, StageRow
from coordination.errors import NotFoundError
from coordination.submissions.tables import SubmissionRow

# Asked several times for each thing handed in: put together once and asked past the mapper, it costs a fifth.
_NEWEST = (
    columns(col(SubmissionRow.key))
    .where(col(SubmissionRow.stage) == bindparam("stage"), col(SubmissionRow.body) == bindparam("body"))
    .order_by(col(SubmissionRow.revision).desc())
    .limit(1)
)
_ACCEPTED = (
    select(SubmissionRow)
    .join(
        ObligationRow,
        (col(ObligationRow.stage) == col(SubmissionRow.stage)) & (col(ObligationRow.body) == col(SubmissionRow.body)),
    )
    .where(col(SubmissionRow.stage) == bindparam("stage"), col(ObligationRow.state) == ObligationState.ACCEPTED)
    .order_by(col(SubmissionRow.body), col(SubmissionRow.revision))
)


def latest(session: Session, stage: str, body: str) -> SubmissionRow | None:
    """Give the newest revision a body handed in for a stage; ``submit`` writes each at once, so nothing need be flushed."""
    key = session.connection().execute(_NEWEST, {"stage": stage, "body": body}).scalar()
    return session.get(SubmissionRow, key) if key else None


def handed_in(session: Session, stage_key: str, body: str) -> tuple[StageRow, ObligationRow, SubmissionRow]:
    """Give a step, what a body owes there and its newest revision; NotFoundError if it handed nothing in."""
    stage = get_stage(session, stage_key)
    obligation = get_obligation(session, stage_key, body)
    row = latest(session, stage_key, body)
    if row is None:
        name = get_body(region_of(session, get_cycle(session, stage.cycle)), body).short
        raise NotFoundError.of(
            f"{name.vi} chưa nộp gì ở bước {stage_key}", f"{name.en} has handed nothing in at {stage_key}"
        )
    return stage, obligation, row


def accepted(session: Session, stage_key: str) -> list[SubmissionRow]:
    """Give the newest revision of each body whose submission counts, by body."""
    return list({row.body: row for row in session.exec(_ACCEPTED, params={"stage": stage_key})}.values())
