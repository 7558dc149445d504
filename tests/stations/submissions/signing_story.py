"""A step that asks for sign-off, and the ways to each state of what a body writes there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from coordination.regions.model import Region
from coordination.submissions.sign_off import views
from coordination.submissions.sign_off.acts import Comment, hand_in, reopen, send_back, sign
from coordination.submissions.sign_off.rules import Act, State
from coordination.submissions.sign_off.standing import standing
from coordination.submissions.tables import DraftRow, SubmissionRow
from tests.stations.story import LADDER, MEETING, STANDING, Story, at, document, morning

NOW = at("2026-10-13 09:00")
FULL = ("drafter", "statistician", "head")
LOOK = (Comment(text="Đối chiếu niên giám"),)
WAYS: dict[State, tuple[tuple[Act, str], ...]] = {
    State.NOTHING: (),
    State.DRAFT: ((Act.WRITE, "drafter"),),
    State.SENT_BACK: ((Act.WRITE, "drafter"), (Act.SEND_BACK, "head")),
    State.CHECKED: ((Act.WRITE, "drafter"), (Act.SIGN, "statistician")),
    State.APPROVED: ((Act.WRITE, "drafter"), (Act.SIGN, "statistician"), (Act.SIGN, "head")),
}
WAYS[State.OPEN] = (*WAYS[State.APPROVED], (Act.REOPEN, "secretariat"))
WAYS[State.TEXT_ONLY] = (*WAYS[State.APPROVED], (Act.REOPEN_TEXT, "secretariat"))


def with_sign_off(region: Region, asked: Sequence[str]) -> Region:
    """Let every step of the council's ladder ask for signatures."""
    procedures = [
        each.model_copy(
            update={
                "steps": [
                    step.model_copy(update={"settings": step.settings | {"sign_off": list(asked)}})
                    for step in each.steps
                ]
            }
        )
        if each.procedure == "council-supervision"
        else each
        for each in region.procedures
    ]
    return region.model_copy(update={"procedures": procedures})


@dataclass
class SigningStory(Story):
    """A story whose ladder asks for sign-off; its verbs are those of one body at the joint meeting."""

    def begin(self, asked: Sequence[str] = FULL) -> SigningStory:
        """Open the ladder and its first step."""
        self.region = with_sign_off(self.region, asked)
        self.open(LADDER)
        self.tick(morning("2026-10-12"))
        return self

    def write(self, content: Any = None, now: datetime = NOW) -> tuple[SubmissionRow | DraftRow, bool]:
        """Write a draft."""
        with self.engine.write() as session:
            return hand_in(session, MEETING, STANDING, content or document(), now)

    def sign(self, role: str, now: datetime = NOW) -> State:
        """Sign; gives where it then stands."""
        with self.engine.write() as session:
            return sign(session, MEETING, STANDING, role, now)[0].state

    def send_back(self, role: str, comments: Sequence[Comment] = LOOK, now: datetime = NOW) -> State:
        """Send back; gives where it then stands."""
        with self.engine.write() as session:
            return send_back(session, MEETING, STANDING, role, comments, now)[0].state

    def reopen(self, reason: str = "Sai biểu", now: datetime = NOW, *, text_only: bool = False) -> State:
        """Reopen; gives where it then stands."""
        with self.engine.write() as session:
            return reopen(session, MEETING, STANDING, reason, now, text_only=text_only)[0].state

    def approve(self, content: Any = None, now: datetime = NOW) -> None:
        """Write and give every signature."""
        self.write(content, now)
        self.sign("statistician", now)
        self.sign("head", now)

    def state(self) -> State:
        """Give where it stands."""
        with self.engine.read() as session:
            return standing(session, MEETING, STANDING).state

    def history(self) -> dict[str, Any]:
        """Give every act."""
        with self.engine.read() as session:
            return views.history(session, MEETING, STANDING)

    def rows(self, table: type[Any]) -> list[Any]:
        """Give all drafts, or all submissions."""
        with self.engine.read() as session:
            return list(session.exec(select(table).order_by(table.key)))


def do(session: Session, act: Act, role: str, words: str) -> tuple[Any, bool]:
    """Do one act in a session, as an office, saying these words."""
    if act == Act.WRITE:
        return hand_in(session, MEETING, STANDING, document(words), NOW)
    if act == Act.SIGN:
        return sign(session, MEETING, STANDING, role, NOW)
    if act == Act.SEND_BACK:
        return send_back(session, MEETING, STANDING, role, [Comment(text=words)], NOW)
    text_only = act == Act.REOPEN_TEXT
    return reopen(session, MEETING, STANDING, "Sai biểu", NOW, text_only=text_only, role=role)
