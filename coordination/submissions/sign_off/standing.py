"""Where what a body writes for a step stands, and what its offices did about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

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
    return Standing(stage, obligation, name, chain, _state(draft, submission), draft, submission)


def latest_draft(session: Session, stage: str, body: str) -> DraftRow | None:
    """Give the newest draft a body wrote for a step, whether or not it was handed in."""
    newest = (col(DraftRow.revision).desc(), col(DraftRow.number).desc())
    query = select(DraftRow).where(DraftRow.stage == stage, DraftRow.body == body).order_by(*newest)
    return session.exec(query.limit(1)).first()


def whose_turn(session: Session, here: Standing) -> Role | None:
    """Name the office whose turn it is: the drafting office also where its draft was sent back; None once approved."""
    if (
        here.state == State.DRAFT
        and here.draft is not None
        and acts_on(session, [here.draft.key])[-1].type == SENT_BACK
    ):
        return Role.DRAFTER
    return waits_for(here.chain, here.state)


def _state(draft: DraftRow | None, submission: SubmissionRow | None) -> State:
    if draft is not None:
        return State(draft.state)
    if submission is None:
        return State.NOTHING
    if submission.state != "returned":
        return State.APPROVED
    return State.TEXT_ONLY if submission.figures_frozen else State.OPEN


def acts_on(session: Session, subjects: Iterable[str]) -> list[Event]:
    """Give what was done about drafts and submissions, oldest first, as the log of events tells it."""
    query = select(EventRow.seq).where(
        col(EventRow.subject).in_(list(subjects)), col(EventRow.type).startswith("submission.", autoescape=True)
    )
    return events_at(session, session.exec(query).all())


def must_follow(session: Session, now: datetime, *rows: DraftRow | SubmissionRow | None) -> None:
    """Refuse an act dated before the last one done about a draft or a submission: ConflictError names both moments."""
    there = [row for row in rows if row is not None]
    whole = [f"{row.stage}/{row.body}" for row in there]  # what closing accepts is told of the body's whole duty
    moments = [each.at for each in acts_on(session, [*(row.key for row in there), *whole])]
    if moments:
        not_before(now, max(moments), Text(vi="việc gần nhất với bản này", en="the last act on this"))
