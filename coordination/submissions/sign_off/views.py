"""Sign-off of a step, and of one body in it, as plain data for people and for ``--json``."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session, select

from coordination.audit.service import Event
from coordination.cycles.queries import get_stage, obligations_of, step_of
from coordination.submissions.sign_off.deadlines import sign_by
from coordination.submissions.sign_off.rules import chain_of
from coordination.submissions.sign_off.standing import Standing, acts_on, standing
from coordination.submissions.tables import DraftRow, SubmissionRow

TOLD = ("revision", "draft", "hash", "unchanged", "as", "office", "comments", "reason", "reopened", "late", "ground")
"""What an act says of itself besides its body and its moment."""


def sign_off(session: Session, stage: str) -> dict[str, Any] | None:
    """Give the signatures a step asks for and where each body's writing stands; None if it asks for none."""
    row = get_stage(session, stage)
    chain = chain_of(step_of(session, row).settings)
    if not chain:
        return None
    bodies = [summary(session, standing(session, stage, each.body)) for each in obligations_of(session, stage)]
    return {"signatures": list(chain), "bodies": bodies}


def summary(session: Session, here: Standing) -> dict[str, Any]:
    """Give where one body's writing stands, in one line: whose turn it is, and by when each office is to have acted."""
    last, role, days = here.draft or here.submission, here.turn, sign_by(session, here)
    return {
        "stage": here.stage.key,
        "body": here.obligation.body,
        "name": here.name.model_dump(),
        "state": here.state,
        "waits_for": role,
        "until": days[role].isoformat() if role and role in days else None,
        "sign_by": {office: day.isoformat() for office, day in days.items()},
        "figures_frozen": here.frozen,
        "revision": last.revision if last else None,
        "draft": here.draft.number if here.draft else None,
        "hash": last.content_hash if last else None,
        "handed_in": here.submission.handed_in_at.isoformat() if here.submission and not here.draft else None,
    }


def of_body(session: Session, stage: str, body: str) -> dict[str, Any] | None:
    """Give where one body's writing for a step stands; None if the step asks for no sign-off."""
    asked = chain_of(step_of(session, get_stage(session, stage)).settings)
    return summary(session, standing(session, stage, body)) if asked else None


def history(session: Session, stage: str, body: str) -> dict[str, Any]:
    """Give where a body's writing stands and every act on it, oldest first; NotFoundError where it owes nothing."""
    here = standing(session, stage, body)
    keys = [f"{stage}/{body}"]
    for table in (DraftRow, SubmissionRow):
        keys += session.exec(select(table.key).where(table.stage == stage, table.body == body))
    acts = [_act(each) for each in acts_on(session, keys)]
    return summary(session, here) | {"signatures": list(here.chain), "acts": acts}


def _act(event: Event) -> dict[str, Any]:
    told = {name: event.data[name] for name in TOLD if name in event.data}
    return {"at": event.at.isoformat(), "act": event.type.partition(".")[2], "event": event.seq} | told
