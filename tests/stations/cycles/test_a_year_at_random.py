"""A whole cycle driven at random: whatever bodies do and whenever the engine wakes, the same things hold."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

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

from coordination.audit.service import verify
from coordination.cycles import extending
from coordination.cycles.amend import amend
from coordination.cycles.history import moves_of
from coordination.cycles.queries import stages_of
from coordination.cycles.replanning import preview
from coordination.cycles.states import OBLIGATION_MOVES, OWING, STAGE_MOVES, ObligationState, StageState
from coordination.cycles.tables import ObligationRow, StageRow
from coordination.errors import LienVungError
from coordination.kernel.clock import end_of_day, local_date
from coordination.regions.model import Region
from coordination.results.rules import STANCES
from tests.conftest import NewEngine
from tests.stations.cycles.test_amending import with_session, with_storm
from tests.stations.story import BUDGET, COMMITTEE, FINANCE, LADDER, STANDING, Story, document, morning

STEPS = (
    "joint-meeting", "budget-draft", "investment-draft", "budget-verification", "investment-verification", "dossier",
    "explanation", "resolution",
)  # fmt: skip
# A good half of what is done concerns a step that is open; the rest tries doors that should be locked.
PLACES = st.one_of(st.none(), st.sampled_from(STEPS))
BODIES = st.sampled_from((STANDING, COMMITTEE, BUDGET, FINANCE))
HOURS = st.sampled_from((1, 8, 24, 24, 72, 240))
FINAL = {ObligationState.ACCEPTED, ObligationState.SUBMITTED, ObligationState.MISSING}


def reachable(moves: dict[str, frozenset[str]], state: str) -> set[str]:
    """Give all states a life can still come to."""
    found, new = {state}, {state}
    while new:
        new = {to for each in new for to in moves[each]} - found
        found |= new
    return found


STAGE_FUTURES = {state: reachable(dict(STAGE_MOVES), state) for state in StageState}
OBLIGATION_FUTURES = {state: reachable(dict(OBLIGATION_MOVES), state) for state in ObligationState}


class Year(RuleBasedStateMachine):
    """One ladder of one council; time only goes forward."""

    make: NewEngine
    region: Region

    @initialize()
    def begin(self) -> None:
        """Open the cycle."""
        self.story = Story(self.make(), self.region)
        self.now = morning("2026-10-09")
        self.story.open(LADDER, self.now)
        self.stages = {row.key: row for row in self.story.stages(LADDER).values()}
        self.obligations: dict[tuple[str, str], ObligationRow] = {}
        self.length = 1
        self.changed = self.region
        self.after = {step.code: step.after for step in self._steps()}

    def _steps(self):  # type: ignore[no-untyped-def]  # noqa: ANN202
        procedure = self.region.procedure("council-supervision")
        return procedure.steps if procedure else []

    def _place(self, step: str | None) -> str:
        """Give the step meant; none: the first that is neither waiting nor ended."""
        awake = (each.step for each in self.stages.values() if each.state in {"open", "positions"})
        return f"{LADDER}/{step or next(awake, STEPS[0])}"

    def _try(self, verb, *words) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002
        """Do something; what is refused in words leaves nothing behind."""
        before = len(self.story.events())
        try:
            verb(*words)
        except LienVungError:
            assert len(self.story.events()) == before

    @rule(hours=HOURS)
    def time_passes(self, hours: int) -> None:
        """Go on to another moment."""
        self.now += timedelta(hours=hours)

    @rule()
    def the_engine_wakes(self) -> None:
        """Tick, and tick again."""
        self.story.tick(self.now)
        before = self.story.written()
        assert self.story.tick(self.now) == [], "a second tick at the same moment does nothing"
        assert self.story.written() == before

    @rule(step=PLACES, body=BODIES, words=st.sampled_from(("một", "hai")))
    def a_body_hands_in(self, step: str | None, body: str, words: str) -> None:
        """Hand in, whoever and wherever."""
        self._try(self.story.submit, self._place(step), body, document(words), self.now)

    @rule(step=PLACES, body=BODIES)
    def the_secretariat_accepts(self, step: str | None, body: str) -> None:
        """Accept."""
        self._try(self.story.accept, self._place(step), body, self.now)

    @rule(step=PLACES, body=BODIES)
    def the_secretariat_returns(self, step: str | None, body: str) -> None:
        """Return."""
        self._try(self.story.return_, self._place(step), body, self.now)

    @precondition(lambda self: any(each.state == "positions" for each in self.stages.values()))
    @rule(step=PLACES, body=BODIES, stance=st.sampled_from(STANCES))
    def a_body_takes_a_position(self, step: str | None, body: str, stance: str) -> None:
        """Take a position."""
        self._try(self.story.position, self._place(step), body, stance, self.now, "vì số liệu chưa khớp")

    @rule(body=BODIES, days=st.integers(-3, 12), ground=st.sampled_from(("other", "awaiting_data")))
    def a_body_asks_for_time(self, body: str, days: int, ground: str) -> None:
        """Ask for more time in a step that is open."""
        until = local_date(self.now) + timedelta(days=days)
        self._try(self._in_session, extending.ask, self._place(None), body, until, ground, "chờ số liệu", self.now)

    @rule(body=BODIES, hold_open=st.booleans(), grants=st.booleans())
    def the_standing_committee_decides(self, body: str, *, hold_open: bool, grants: bool) -> None:
        """Grant or refuse."""
        place = self._place(None)
        if not grants:
            self._try(self._in_session, extending.refuse, place, body, STANDING, "không thể lùi", self.now)
            return
        grant = partial(extending.grant, hold_open=hold_open)
        self._try(self._in_session, grant, place, body, STANDING, self.now)

    @rule(opens=st.dates(date(2026, 11, 20), date(2026, 12, 18)))
    def the_session_is_moved(self, opens: date) -> None:
        """Amend; dates that ask are kept."""
        self.changed = with_session(self.changed, opens)
        self._amend()

    @rule(off=st.dates(date(2026, 10, 10), date(2026, 12, 20)))
    def a_day_off_is_decreed(self, off: date) -> None:
        """Amend; dates that ask are kept."""
        if off not in {each.date for each in self.changed.holidays}:
            self.changed = with_storm(self.changed, off)
            self._amend()

    def _amend(self) -> None:
        if self.story.cycle(LADDER).state != "open":
            return
        with self.story.engine.write() as session:
            decisions: dict[str, bool] = {}
            while asked := preview(session, LADDER, self.changed, self.now, decisions).asked:
                decisions |= dict.fromkeys(asked, False)
            amend(session, LADDER, self.changed, self.now, decisions=decisions, anyway=True)

    def _in_session(self, verb, *words) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002
        with self.story.engine.write() as session:
            verb(session, *words)

    @invariant()
    def who_has_more_time_is_not_overdue(self) -> None:
        """Compare states with the days until which bodies are excused."""
        for each in self.obligations.values():
            if each.excused_until is not None and self.now < end_of_day(each.excused_until):
                assert each.state != ObligationState.LATE
                assert not (each.was_late and each.state in OWING)

    @invariant()
    def the_lives_of_steps_and_obligations_are_lawful(self) -> None:
        """Compare each row with what it was."""
        for row in self.story.stages(LADDER).values():
            before = self.stages.get(row.key)
            self.stages[row.key] = row
            for each in self.story.owed(row.key):
                was = self.obligations.get((row.key, each.body))
                self.obligations[row.key, each.body] = each
                assert was is None or each.state in OBLIGATION_FUTURES[ObligationState(was.state)]
                assert was is None or was.handed_in_at in {None, each.handed_in_at}, "the first time stays"
            if before is not None:
                assert row.state in STAGE_FUTURES[StageState(before.state)]
                self._told_dates_move_only_by_recorded_changes(before, row)

    def _told_dates_move_only_by_recorded_changes(self, before: StageRow, row: StageRow) -> None:
        if before.opened_at is None or before.state in {"closed", "cancelled"}:
            return
        with self.story.engine.read() as session:
            moves = moves_of(session, row.key)
        for field in ("opens", "due", "closes", "positions_due"):
            was, stands = getattr(before, field), getattr(row, field)
            chain = [was, *(each.after for each in moves if each.field == field)]
            assert stands in chain, "a date that was told stays, or its move is on record"
            assert field != "opens" or stands == was, "a step that has opened has opened"

    @invariant()
    def each_step_opens_only_after_those_it_waits_for(self) -> None:
        """Look at when each step opened."""
        rows = {row.step: row for row in self.stages.values()}
        for step, earlier in self.after.items():
            if rows[step].opened_at is not None:
                ended = [rows[each].closed_at for each in earlier]
                assert all(closed is not None and closed <= rows[step].opened_at for closed in ended)

    @invariant()
    def the_chain_is_whole(self) -> None:
        """Verify the log."""
        with self.story.engine.read() as session:
            verdict = verify(session)
        assert verdict.intact
        assert verdict.events >= self.length
        self.length = verdict.events

    @invariant()
    def nothing_is_done_before_its_time(self) -> None:
        """Look for moments still to come."""
        for row in self.stages.values():
            for moment in (row.opened_at, row.synthesised_at, row.settled_at, row.closed_at):
                assert moment is None or moment <= self.now
            if row.state == StageState.OPEN:
                assert row.wake_at is not None, "an open step is always looked at again"

    def teardown(self) -> None:
        """Let the year end, and look at what it leaves."""
        if not hasattr(self, "story"):
            return
        ends = end_of_day(self.story.cycle(LADDER).ends_on)
        self.story.tick(max(self.now, ends))  # drafts put to the bodies only now get their time; the end waits for none
        self.now = max(self.now, ends)
        assert self.story.cycle(LADDER).state == "closed"
        self.the_lives_of_steps_and_obligations_are_lawful()
        self.each_step_opens_only_after_those_it_waits_for()
        self.the_chain_is_whole()
        with self.story.engine.read() as session:
            assert {row.state for row in stages_of(session, LADDER)} <= {"closed", "cancelled"}
        assert {each.state for each in self.obligations.values()} <= FINAL
        self._every_missing_body_was_told()
        assert not {each.state for each in self.obligations.values()} & set(OWING)
        assert all(each.remind_at is None for each in self.obligations.values())
        for row in self.stages.values():
            assert row.wake_at is None
            assert row.state == "cancelled" or row.outcome is not None
        self._every_event_has_its_state()

    def _every_missing_body_was_told(self) -> None:
        """Overdue reminders reach every body that let its time run out."""
        reminded = {
            (item["stage"], item["body"])
            for event in self.story.events("obligation.reminded")
            for item in event.data["items"]
            if item["days"] < 0
        }
        missing = {(each.data["body"], each.subject) for each in self.story.events("obligation.missing")}
        assert {(subject.rpartition("/")[0], body) for body, subject in missing} <= reminded

    def _every_event_has_its_state(self) -> None:
        """Count what the rows say against what the log says."""
        told: dict[str, list[str]] = {}
        for each in self.story.events():
            told.setdefault(each.type, []).append(each.subject)
        opened = [row.key for row in self.stages.values() if row.opened_at is not None]
        closed = [row.key for row in self.stages.values() if row.state == "closed"]
        assert sorted(told.get("stage.opened", [])) == sorted(opened), "each opens once"
        assert sorted(told.get("stage.closed", [])) == sorted(closed), "each closes once"
        assert len(told.get("result.settled", [])) == len(closed)
        assert told["cycle.closed"] == [LADDER]


def test_whatever_happens_in_a_year_the_same_things_hold(new_file_engine: NewEngine, region: Region) -> None:
    machine = type("ThisYear", (Year,), {"make": staticmethod(new_file_engine), "region": region})
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(max_examples=6, stateful_step_count=24, suppress_health_check=slow, phases=[Phase.generate]),
    )


def test_the_moments_of_a_random_year_reach_every_part_of_it(new_file_engine: NewEngine, region: Region) -> None:
    """Played as bodies should: every step is adopted, so that the random year is a year in which things can go well."""
    story = Story(new_file_engine(), region)
    story.open(LADDER, morning("2026-10-09"))
    now = morning("2026-10-12")
    while now < morning("2026-12-24"):
        story.tick(now)
        for row in story.stages(LADDER).values():
            _do_ones_duty(story, row, now)
        now += timedelta(days=1)
    assert {(row.state, row.outcome) for row in story.stages(LADDER).values()} == {("closed", "adopted")}
    assert story.cycle(LADDER).state == "closed"
    assert {state for step in STEPS for state in story.states(f"{LADDER}/{step}").values()} == {"accepted"}


def _do_ones_duty(story: Story, row: StageRow, now: datetime) -> None:
    for each in story.owed(row.key) if row.state == "open" else []:
        if each.state in OWING:
            story.submit(row.key, each.body, document(), now)
            story.accept(row.key, each.body, now)
