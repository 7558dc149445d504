"""Results, positions and submissions of a step as plain data."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, col, select

from coordination.results.positions import latest, positions_on
from coordination.submissions.tables import SubmissionRow


def result(session: Session, stage: str) -> dict[str, Any] | None:
    """Give a step's newest result with the positions taken on it; None if there is none."""
    row = latest(session, stage)
    if row is None:
        return None
    return {
        "result": row.key,
        "state": row.state,
        "method": row.method,
        "method_version": row.method_version,
        "hash": row.content_hash,
        "inputs": row.inputs,
        "made": row.made_at.isoformat(),
        "outcome": row.outcome,
        "content": row.content,
        "positions": [
            {"body": each.body, "clause": each.clause, "stance": each.stance, "text": each.text, "tacit": each.tacit}
            for each in positions_on(session, row.key)
        ],
    }


def submissions(session: Session, stage: str) -> list[dict[str, Any]]:
    """Give every revision handed in for a step, in order."""
    rows = session.exec(
        select(SubmissionRow)
        .where(SubmissionRow.stage == stage)
        .order_by(col(SubmissionRow.body), col(SubmissionRow.revision))
    )
    return [submission(row) for row in rows]


def submission(row: SubmissionRow) -> dict[str, Any]:
    """Give one revision as plain data."""
    return {
        "submission": row.key,
        "body": row.body,
        "revision": row.revision,
        "state": row.state,
        "reason": row.reason,
        "handed_in": row.handed_in_at.isoformat(),
        "hash": row.content_hash,
        "findings": row.findings,
        "content": row.content,
    }
