"""Offices that act at random: no content is lost, no signature is skipped, and the log tells the same as the rows."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import select

from coordination.audit.service import Event, events, verify
from coordination.errors import LienVungError
from coordination.kernel.canonical import content_hash
from coordination.methods import get
from coordination.submissions.sign_off.acts import Comment
from coordination.submissions.sign_off.frozen import changed
from coordination.submissions.sign_off.standing import standing
from coordination.submissions.tables import DraftRow, SubmissionRow
from tests.stations.story import MEETING, STANDING, document
from tests.stations.submissions.conftest import Begin
from tests.stations.submissions.signing_story import FULL, NOW

SIGNING = st.sampled_from(("statistician", "statistician", "head", "head", "drafter", "secretariat"))
COLLATE = get("collate").Submission


class Offices(RuleBasedStateMachine):
    """The offices of one body and the secretariat above it, on one day."""

    make: Begin

    @initialize(asked=st.sampled_from((FULL, FULL, ("drafter", "head"))))
    def begin(self, asked: tuple[str, ...]) -> None:
        """Open the step."""
        self.asked = asked
        self.story = self.make(asked)
        self.first = len(self.story.events())
        self.kept: dict[str, str] = {}
        self.said: list[str] = []

    def _try(self, verb, *words, **options) -> bool:  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN003
        """Do something; says whether it left an event, of which there is at most one."""
        before = len(self.story.events())
        try:
            verb(*words, **options)
        except LienVungError:
            assert len(self.story.events()) == before, "what is refused leaves nothing"
        added = len(self.story.events()) - before
        assert added <= 1
        return added == 1

    @rule(times=st.integers(1, 4))
    def whose_turn_it_is_goes_on(self, times: int) -> None:
        """Let the office act for which it waits: it always may, and each act leaves its event."""
        for _ in range(times):
            with self.story.engine.read() as session:
                here = standing(session, MEETING, STANDING)
            role = here.turn
            if role == "drafter":
                kept = here.submission.content["figures"][0]["value"] if here.submission else "1"
                assert self._try(self.story.write, document(f"bản {len(self.kept)}", dân_số=kept))
            elif role:
                assert self._try(self.story.sign, role)

    @rule(words=st.sampled_from(("một", "hai")), figure=st.sampled_from(("1", "1", "2")))
    def the_drafter_writes(self, words: str, figure: str) -> None:
        """Write, whatever the state."""
        self._try(self.story.write, document(words, dân_số=figure))

    @precondition(lambda self: self.kept)
    @rule(role=SIGNING)
    def an_office_signs(self, role: str) -> None:
        """Sign, whoever."""
        self._try(self.story.sign, role)

    @precondition(lambda self: self.kept)
    @rule(role=SIGNING, words=st.sampled_from(("nguồn", "đơn vị")))
    def an_office_sends_back(self, role: str, words: str) -> None:
        """Send back."""
        if self._try(self.story.send_back, role, [Comment(text=words)]):
            self.said.append(words)

    @precondition(lambda self: self.kept)
    @rule(text_only=st.booleans(), reason=st.sampled_from(("sai", "thiếu")))
    def the_secretariat_reopens(self, reason: str, *, text_only: bool) -> None:
        """Reopen."""
        self._try(self.story.reopen, reason, text_only=text_only)

    @precondition(lambda self: self.kept)
    @rule(accepts=st.booleans())
    def the_secretariat_accepts_or_returns(self, *, accepts: bool) -> None:
        """Accept or return, as at any step."""
        self._try(self.story.accept if accepts else self.story.return_, MEETING, STANDING, NOW)

    @invariant()
    def the_same_things_hold(self) -> None:
        """Look once at all there is, and compare."""
        with self.story.engine.read() as session:
            here = standing(session, MEETING, STANDING)
            drafts, submissions = (list(session.exec(select(table))) for table in (DraftRow, SubmissionRow))
            log = events(session, after=self.first)
        self._no_content_is_lost([*drafts, *submissions])
        self._nothing_is_handed_in_without_the_signatures_asked_for(log)
        self._frozen_figures_stay(sorted(submissions, key=lambda row: row.revision))
        assert (here.state == "approved") == (here.obligation.state in {"submitted", "accepted"})
        assert (here.obligation.state == "pending") == (not submissions)

    def _no_content_is_lost(self, rows: list[DraftRow | SubmissionRow]) -> None:
        """Compare every draft and submission with what it was."""
        assert all(content_hash(row.content) == row.content_hash for row in rows)
        now = {row.key: row.content_hash for row in rows}
        assert {key: now.get(key) for key in self.kept} == self.kept
        self.kept = now

    def _nothing_is_handed_in_without_the_signatures_asked_for(self, log: list[Event]) -> None:
        """Read the log as a clerk would: what is received bears every signature, under this very content."""
        signed: list[str] = []
        content = ""
        for event in log:
            if event.type == "submission.drafted":
                signed, content = ["drafter"], event.data["hash"]
            elif event.type == "submission.sent_back":
                signed = []  # nor does the drafter stand by it, before it is handed in again
            elif event.type in ("submission.checked", "submission.received"):
                signed.append(event.data["as"])
                assert event.data["hash"] == content
                assert event.type == "submission.checked" or tuple(signed) == self.asked

    def _frozen_figures_stay(self, rows: list[SubmissionRow]) -> None:
        """Compare each revision with the one before it, where that was reopened for its words."""
        assert [row.revision for row in rows] == list(range(1, len(rows) + 1))
        for before, after in pairwise(rows):
            if before.figures_frozen:
                assert changed(*(COLLATE.model_validate(each.content) for each in (before, after))) == []

    def teardown(self) -> None:
        """Verify the log; history tells every comment, in order."""
        if not hasattr(self, "story"):
            return
        with self.story.engine.read() as session:
            assert verify(session).intact
        told = [each["text"] for act in self.story.history()["acts"] for each in act.get("comments", ())]
        assert told == self.said


def test_whatever_offices_do_no_content_is_lost_and_no_signature_skipped(begin: Begin) -> None:
    machine = type("TheseOffices", (Offices,), {"make": staticmethod(begin)})
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(max_examples=10, stateful_step_count=20, suppress_health_check=slow, phases=[Phase.generate]),
    )
