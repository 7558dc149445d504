"""Where what a body writes for a step stands, and what its offices did about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from coordination.audit.service import Event, events_at
from coordination.audit.tables import EventRow
from coordination.cycles.queries import get_body, get_cycle, get_obligation, get_stage, region_of, step_of
from coordination.cycles.tables import ObligationRow, StageRow
from coordination.kernel.text import Text
from coordination.submissions.queries import latest
from coordination.submissions.sign_off.rules import Chain, Role, State, chain_of, waits_for
from coordination.submissions.tables import DraftRow, SubmissionRow
from coordination.submissions.windows import not_before

SENT_BACK = "submission.sent_back"
_NEWEST = (
    select(DraftRow)
    .where(col(DraftRow.stage) == bindparam("stage"), col(DraftRow.body) == bindparam("body"))
    .order_by(col(DraftRow.revision).desc(), col(DraftRow.number).desc())
    .limit(1)
)
_ABOUT = col(EventRow.subject).in_(bindparam("subjects", expanding=True))
_ACTS = col(EventRow.type).startswith("submission.", autoescape=True)
_ABOUT_THESE = columns(col(EventRow.seq)).where(_ABOUT, _ACTS)
_LAST = columns(func.max(EventRow.at)).where(_ABOUT, _ACTS)
"""Moments are all spelled alike (``audit.rules.written``): the greatest as text is the last."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A body's writing for a step: the signatures asked for, where it stands, the draft that circulates."""

    stage: StageRow
    obligation: ObligationRow
    name: Text
    """How the body is called."""
    chain: Chain
    state: State
    draft: DraftRow | None
    """The newest draft, while it has not become a submission and no other has overtaken it."""
    submission: SubmissionRow | None

    @property
    def turn(self) -> Role | None:
        """Name the office whose turn it is; None once it is approved."""
        return waits_for(self.chain, self.state)

    @property
    def frozen(self) -> bool:
        """Say whether the figures last handed in must stay as they are."""
        return self.submission is not None and self.submission.figures_frozen


def standing(session: Session, stage_key: str, body: str) -> Standing:
    """Give where a body's writing stands; NotFoundError where it owes nothing."""
    stage = get_stage(session, stage_key)
    name = get_body(region_of(session, get_cycle(session, stage.cycle)), body).short
    obligation = get_obligation(session, stage_key, body)
    submission = latest(session, stage_key, body)
    draft = latest_draft(session, stage_key, body)
    if draft is not None and submission is not None and draft.revision <= submission.revision:
        draft = None
    chain = chain_of(step_of(session, stage).settings)
    return Standing(stage, obligation, name, chain, _state(session, draft, submission), draft, submission)


def latest_draft(session: Session, stage: str, body: str) -> DraftRow | None:
    """Give the newest draft a body wrote for a step, whether or not it was handed in."""
    return session.exec(_NEWEST, params={"stage": stage, "body": body}).first()


def _state(session: Session, draft: DraftRow | None, submission: SubmissionRow | None) -> State:
    if draft is not None:
        written = State(draft.state)
        # Who handed the draft in last stands in the log, and so does whether that was before it was sent back.
        returned = written == State.DRAFT and acts_on(session, [draft.key])[-1].type == SENT_BACK
        return State.SENT_BACK if returned else written
    if submission is None:
        return State.NOTHING
    if submission.state != "returned":
        return State.APPROVED
    return State.TEXT_ONLY if submission.figures_frozen else State.OPEN


def acts_on(session: Session, subjects: Iterable[str]) -> list[Event]:
    """Give what was done about drafts and submissions, oldest first, as the log of events tells it."""
    found = session.connection().execute(_ABOUT_THESE, {"subjects": list(subjects)})
    return events_at(session, found.scalars().all())


def must_follow(session: Session, now: datetime, *rows: DraftRow | SubmissionRow | None) -> None:
    """Refuse an act dated before the last one done about a draft or a submission: ConflictError names both moments."""
    there = [row for row in rows if row is not None]
    whole = [f"{row.stage}/{row.body}" for row in there]  # what closing accepts is told of the body's whole duty
    subjects = [*(row.key for row in there), *whole]
    last = session.connection().execute(_LAST, {"subjects": subjects}).scalar() if subjects else None
    if last is not None:
        done = Text(vi="việc gần nhất với bản này", en="the last act on this")
        not_before(now, datetime.fromisoformat(last), done)
