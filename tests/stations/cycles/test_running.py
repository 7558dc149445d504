"""What happens while a cycle runs: steps open, are late, close; bodies are reminded; all of it once."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from coordination.app import Engine
from coordination.audit.service import verify
from coordination.cycles.closing import cancel_cycle
from coordination.cycles.tables import StageRow
from coordination.errors import ConflictError, InvalidInputError
from coordination.kernel.clock import end_of_day, morning_of
from tests.conftest import NewEngine
from tests.stations.story import (
    ASSESSMENT,
    COMMITTEE,
    COMMITTEES,
    FINANCE,
    LADDER,
    MEETING,
    PLAN,
    STANDING,
    Story,
    after,
    at,
    document,
    morning,
)

BUDGET_DRAFT = f"{LADDER}/budget-draft"


def kinds(story: Story, since: int = 0) -> Counter[str]:
    """Count what was recorded."""
    return Counter(each.type for each in story.events(after=since))


def test_nothing_happens_before_its_hour(story: Story) -> None:
    story.open(LADDER)
    assert story.tick(morning("2026-10-12") - timedelta(seconds=1)) == []
    assert story.stage(MEETING).state == "scheduled"
    (work,) = story.tick(morning("2026-10-12"))
    assert (work.kind, work.key) == ("advance", MEETING)
    assert story.stage(MEETING).state == "open"


def test_a_step_that_opens_tells_who_owes_what_by_when_and_why(file_story: Story) -> None:
    file_story.open(LADDER)
    file_story.tick(morning("2026-10-12"))
    (opened,) = file_story.events("stage.opened")
    assert {each["body"] for each in opened.data["owes"]} == {STANDING, COMMITTEE}
    assert (opened.data["due"], opened.data["closes"]) == ("2026-10-16", "2026-10-19")
    assert opened.data["why"]["vi"].startswith("16/10/2026: 4 ngày làm việc")


def test_a_second_tick_at_the_same_moment_does_nothing(story: Story) -> None:
    story.open(LADDER)
    for moment in (morning("2026-10-12"), morning("2026-10-15"), after("2026-10-16"), after("2026-12-23")):
        story.tick(moment)
        before = story.written()
        assert story.tick(moment) == []
        assert story.written() == before


def test_a_body_is_late_from_the_first_instant_after_its_last_day(story: Story) -> None:
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    story.tick(after("2026-10-16") - timedelta(seconds=1))
    assert set(story.states(MEETING).values()) == {"pending"}
    story.submit(MEETING, STANDING, document(), after("2026-10-16") - timedelta(seconds=1))
    story.tick(after("2026-10-16"))
    assert story.states(MEETING) == {STANDING: "submitted", COMMITTEE: "late"}
    (late,) = story.events("obligation.late")
    assert late.data == {"body": COMMITTEE, "due": "2026-10-16"}
    assert {each.body: each.was_late for each in story.owed(MEETING)} == {STANDING: False, COMMITTEE: True}


def test_a_due_date_does_not_move_when_a_body_is_late(story: Story) -> None:
    """A date that was told stays, or the reminder that it has passed would never go out."""
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    story.tick(after("2026-10-16"))
    story.submit(MEETING, COMMITTEE, document(), at("2026-10-17 09:00"))
    assert {each.due for each in story.owed(MEETING)} == {date(2026, 10, 16)}
    story.tick(morning("2026-10-19"))
    reminded = [each.data["body"] for each in story.events("obligation.reminded")]
    assert reminded[-1] == STANDING, "one working day after the due date"
    assert story.events("obligation.reminded")[-1].data["items"][0]["days"] == -3


def test_a_gate_that_goes_on_short_of_its_parties_is_a_recorded_exception(story: Story) -> None:
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    story.submit(MEETING, COMMITTEE, document(), at("2026-10-13 09:00"))
    story.tick(after("2026-10-19"))
    assert story.states(MEETING) == {STANDING: "missing", COMMITTEE: "accepted"}
    short = {"kind": "short_of_parties", "missing": [STANDING], "accepted": 1, "owed": 2}
    assert story.stage(MEETING).exceptions == [short]
    (collected,) = story.events("stage.collected")
    assert collected.data == {"accepted": 1, "owed": 2, "missing": [STANDING]}
    (missing,) = story.events("obligation.missing")
    assert missing.data["body"] == STANDING


def test_a_gate_with_all_its_parties_is_no_exception(file_story: Story) -> None:
    file_story.open(LADDER)
    file_story.tick(morning("2026-10-12"))
    file_story.all_hand_in(MEETING, document(), at("2026-10-16 09:00"))
    assert file_story.stage(MEETING).state == "synthesis", "the due day has come and all are accepted: no need to wait"
    assert file_story.stage(MEETING).exceptions == []


def test_collection_is_not_closed_before_the_due_day_even_if_all_are_in(file_story: Story) -> None:
    file_story.open(LADDER)
    file_story.tick(morning("2026-10-12"))
    file_story.all_hand_in(MEETING, document(), at("2026-10-13 09:00"))
    file_story.tick(at("2026-10-15 09:00"))
    assert file_story.stage(MEETING).state == "open", "until then a body may think again"
    file_story.tick(after("2026-10-19"))
    assert file_story.stage(MEETING).state == "positions"


def test_who_has_handed_in_is_not_reminded(file_story: Story) -> None:
    file_story.open(LADDER)
    file_story.tick(morning("2026-10-12"))
    file_story.submit(MEETING, STANDING, document(), at("2026-10-12 09:00"))
    for day in ("2026-10-13", "2026-10-14", "2026-10-15", "2026-10-16", "2026-10-19"):
        file_story.tick(morning(day))
    reminded = Counter((each.data["body"], each.data["office"]) for each in file_story.events("obligation.reminded"))
    assert reminded == {(COMMITTEE, "drafter"): 3, (COMMITTEE, "head"): 2}, (
        "the day before, on the day and the day after; five days before, it was not open"
    )


def test_who_is_returned_is_reminded_again(file_story: Story) -> None:
    file_story.open(LADDER)
    file_story.tick(morning("2026-10-12"))
    file_story.submit(MEETING, STANDING, document(), at("2026-10-12 09:00"))
    file_story.return_(MEETING, STANDING, at("2026-10-13 09:00"))
    file_story.tick(morning("2026-10-15"))
    reminded = {each.data["body"] for each in file_story.events("obligation.reminded")}
    assert reminded == {STANDING, COMMITTEE}


def test_a_body_that_owes_in_several_cycles_gets_one_reminder_of_all(story: Story) -> None:
    story.open(LADDER)
    story.open(PLAN)
    for day in ("2026-10-01", "2026-10-12", "2026-10-15"):
        story.tick(morning(day))
    before = len(story.events())
    story.tick(morning("2026-10-16"))
    mine = [each for each in story.events("obligation.reminded", after=before) if each.data["body"] == COMMITTEE]
    assert [each.data["office"] for each in mine] == ["drafter", "head"], "one letter an office"
    for each in mine:
        assert {item["stage"] for item in each.data["items"]} == {MEETING, ASSESSMENT, f"{PLAN}/forecast-contract"}


def test_after_ten_days_of_silence_all_is_caught_up_in_order(story: Story) -> None:
    story.open(PLAN)
    for day in ("2026-06-02", "2026-06-11", "2026-06-12"):
        story.tick(morning(day))
    before = len(story.events())
    done = story.tick(morning("2026-06-22"))
    found = story.events(after=before)
    letters = ("obligation.reminded", "obligation.escalated")
    order = [(each.type, each.subject) for each in found if each.type in letters or each.subject.startswith(ASSESSMENT)]
    assert [work.kind for work in done if work.key in {"", ASSESSMENT}] == ["advance", "advance", "remind"]
    assert order[:5] == [("obligation.late", f"{ASSESSMENT}/{body}") for body in COMMITTEES]
    assert order[5] == ("stage.progressed", ASSESSMENT), "one working day after the due date"
    reminded = Counter((each.data["body"], each.data["office"]) for each in found if each.type == "obligation.reminded")
    offices = [(body, office) for body in COMMITTEES for office in ("drafter", "head")]
    assert reminded == Counter(dict.fromkeys(offices, 1)), "one letter, not one for each date passed over"
    (escalated,) = [each for each in found if each.type == "obligation.escalated"]
    assert escalated.data["body"] == "mekong-delta.secretariat"
    assert {item["body"] for item in escalated.data["items"]} == set(COMMITTEES), "all in one letter"
    assert len(order) == 6 + len(offices) + 1
    assert all(each.at == morning("2026-06-22") for each in found), "what is done is dated when it is done"


def test_progress_is_told_once_however_long_nobody_looked(file_story: Story) -> None:
    """Five working days before the due date and one after: of both, only the second; after the end, none."""
    file_story.open(PLAN)
    file_story.tick(morning("2026-06-02"))
    file_story.tick(morning("2026-06-19"))
    told = Counter(each.subject for each in file_story.events("stage.progressed"))
    assert told[ASSESSMENT] == 1
    file_story.tick(morning("2026-07-03"))
    assert Counter(each.subject for each in file_story.events("stage.progressed"))[ASSESSMENT] == 1


def test_a_whole_cycle_nobody_looked_at_is_closed_in_one_tick(story: Story) -> None:
    story.open(LADDER)
    story.tick(morning("2027-03-01"))
    assert story.cycle(LADDER).state == "closed"
    assert {row.state for row in story.stages(LADDER).values()} <= {"closed", "cancelled"}
    with story.engine.read() as session:
        assert verify(session).intact
    assert story.tick(morning("2027-03-01")) == []


def test_steps_open_only_after_those_they_wait_for_have_ended(file_story: Story) -> None:
    file_story.open(LADDER)
    file_story.run("2026-10-12", "2026-12-24")
    rows = file_story.stages(LADDER)
    procedure = file_story.region.procedure("council-supervision")
    assert procedure is not None
    for step in procedure.steps:
        for earlier in step.after:
            opened, closed = rows[step.code].opened_at, rows[earlier].closed_at
            assert opened is not None
            assert closed is not None
            assert closed <= opened


def test_a_silent_year_ends_with_everything_referred_and_every_body_missing(file_story: Story) -> None:
    """Silence is not consent where nothing was handed in."""
    file_story.open(LADDER)
    file_story.run("2026-10-12", "2026-12-24")
    rows = file_story.stages(LADDER)
    assert {(row.state, row.outcome) for row in rows.values()} == {("closed", "referred")}
    assert {state for row in rows.values() for state in file_story.states(row.key).values()} == {"missing"}
    (closed,) = file_story.events("cycle.closed")
    assert [each["stage"] for each in closed.data["outcomes"]] == [row.key for row in rows.values()]


# Opening later than planned


def test_a_late_opening_moves_only_the_dates_counted_from_it(story: Story) -> None:
    story.open(LADDER)
    story.tick(morning("2026-10-14"))
    meeting = story.stage(MEETING)
    assert (meeting.planned_opens, meeting.opens) == (date(2026, 10, 12), date(2026, 10, 14))
    assert (meeting.planned_due, meeting.due) == (date(2026, 10, 16), date(2026, 10, 20)), (
        "4 working days after opening"
    )
    assert (meeting.closes, meeting.positions_due) == (date(2026, 10, 21), date(2026, 10, 26))
    assert {each.due for each in story.owed(MEETING)} == {date(2026, 10, 20)}
    assert meeting.explained["due"]["date"] == "2026-10-20"
    story.all_hand_in(MEETING, document(), at("2026-10-20 09:00"))
    for day in ("2026-10-21", "2026-10-27"):
        story.tick(morning(day))
    draft = story.stage(BUDGET_DRAFT)
    assert draft.state == "open"
    assert (draft.planned_opens, draft.opens) == (date(2026, 10, 23), date(2026, 10, 27)), "it waited for the positions"
    assert (draft.due, draft.closes) == (date(2026, 11, 11), date(2026, 11, 12)), (
        "counted from the session, so they stay"
    )


def test_meetings_counted_from_the_opening_move_with_it(file_story: Story) -> None:
    file_story.open(LADDER)
    before = file_story.meetings(MEETING)[0].starts_at
    file_story.tick(morning("2026-10-14"))
    (meeting,) = file_story.meetings(MEETING)
    assert before == at("2026-10-20 14:00")
    assert meeting.starts_at == at("2026-10-22 14:00"), "one working day after collection closes"
    (told,) = file_story.events("exchange.scheduled")
    assert told.data["starts"] == meeting.starts_at.isoformat()


def test_a_step_whose_fixed_date_has_passed_opens_as_planned_and_all_are_late(file_story: Story) -> None:
    file_story.open(LADDER)
    file_story.run("2026-10-12", "2026-10-22")
    file_story.tick(morning("2026-11-12"))
    draft = file_story.stage(BUDGET_DRAFT)
    assert (draft.opens, draft.due) == (date(2026, 10, 23), date(2026, 11, 11))
    assert set(file_story.states(BUDGET_DRAFT).values()) == {"late"}
    (called_off, *_) = file_story.events("exchange.cancelled")
    assert "had passed" in called_off.data["reason"]["en"]
    assert file_story.meetings(BUDGET_DRAFT)[0].state == "cancelled"


def test_no_meeting_is_announced_for_an_hour_that_has_passed(file_story: Story) -> None:
    file_story.open(LADDER)
    file_story.run("2026-10-12", "2026-10-22")
    file_story.run("2026-11-20", "2026-11-30")
    for event in file_story.events("exchange.scheduled"):
        assert datetime.fromisoformat(event.data["starts"]) > event.at


# The end


def test_on_its_last_day_a_cycle_is_closed_as_it_stands(story: Story) -> None:
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    ends = story.cycle(LADDER).ends_on
    with story.engine.write() as session:
        row = session.get_one(StageRow, MEETING)
        row.wake_at = None  # as if nobody ever came back to it
    story.submit(MEETING, STANDING, document(), at("2026-10-13 09:00"))
    story.tick(end_of_day(ends) - timedelta(seconds=1))
    assert story.cycle(LADDER).state == "open"
    story.tick(end_of_day(ends))
    assert story.cycle(LADDER).state == "closed"
    assert {row.state for row in story.stages(LADDER).values()} == {"cancelled"}
    assert story.states(MEETING) == {STANDING: "submitted", COMMITTEE: "missing"}, "what was handed in stays"
    reasons = {each.data["reason"]["en"] for each in story.events("stage.cancelled")}
    assert reasons == {"the cycle ended on 23/12/2026"}
    assert story.events()[-1].type == "cycle.closed"


def test_a_cancelled_cycle_stops_with_its_reason(story: Story) -> None:
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    with story.engine.write() as session:
        cancel_cycle(session, LADDER, "Sáp nhập quy trình", at("2026-10-13 09:00"))
    assert story.cycle(LADDER).state == "cancelled"
    assert {row.state for row in story.stages(LADDER).values()} == {"cancelled"}
    assert {each.state for row in story.stages(LADDER) for each in story.meetings(f"{LADDER}/{row}")} == {"cancelled"}
    assert story.events()[-1].data == {"reason": "Sáp nhập quy trình"}
    before = story.written()
    assert story.tick(morning("2026-12-24")) == []
    with story.engine.write() as session:
        cancel_cycle(session, LADDER, "lần nữa", at("2026-10-14 09:00"))
    assert story.written() == before, "twice is once"


def test_cancelling_needs_a_reason_and_a_running_cycle(file_story: Story) -> None:
    file_story.open(LADDER)
    with pytest.raises(InvalidInputError, match="needs a reason"), file_story.engine.write() as session:
        cancel_cycle(session, LADDER, "  ", at("2026-10-13 09:00"))
    file_story.tick(morning("2027-03-01"))
    with pytest.raises(ConflictError, match="has ended"), file_story.engine.write() as session:
        cancel_cycle(session, LADDER, "muộn", at("2027-03-02 09:00"))


def test_a_step_that_was_settled_is_closed_with_its_outcome_when_its_cycle_is_cancelled(file_story: Story) -> None:
    file_story.open(LADDER)
    file_story.tick(morning("2026-10-12"))
    file_story.tick(after("2026-10-19"))
    with file_story.engine.write() as session:
        row = session.get_one(StageRow, MEETING)
        row.state, row.closed_at, row.wake_at = "referred", None, at("2026-10-20 07:30")
        cancel_cycle(session, LADDER, "dừng", at("2026-10-20 00:00"))
    assert (file_story.stage(MEETING).state, file_story.stage(MEETING).outcome) == ("closed", "referred")
    assert MEETING not in {each.subject for each in file_story.events("stage.cancelled")}


# Two at once


def _twice_at_once(engine: Engine, other: Engine, now: datetime) -> list[BaseException]:
    start = threading.Barrier(2)
    faults: list[BaseException] = []

    def tick(each: Engine) -> None:
        start.wait()
        try:
            asyncio.run(each.tick(now))
        except BaseException as error:  # noqa: BLE001 - a thread's error must reach the test
            faults.append(error)

    threads = [threading.Thread(target=tick, args=(each,)) for each in (engine, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_two_ticks_at_once_do_each_thing_once(new_engine: NewEngine, story: Story) -> None:
    alone = Story(new_engine(), story.region)
    for each in (story, alone):
        each.open(LADDER)
        each.tick(morning("2026-10-12"))
        each.submit(MEETING, COMMITTEE, document(), at("2026-10-13 09:00"))
    other = Engine.open(story.engine.settings)
    try:
        for moment in (morning("2026-11-13"), morning("2027-01-04")):
            alone.tick(moment)
            assert _twice_at_once(story.engine, other, moment) == []
            assert Counter(_told(story)) == Counter(_told(alone))
    finally:
        other.close()
    assert [each.seq for each in story.events()] == list(range(1, len(story.events()) + 1))
    with story.engine.read() as session:
        assert verify(session).intact
    assert story.cycle(LADDER).state == "closed"


def _told(story: Story) -> list[tuple[str, str]]:
    return [(each.type, each.subject) for each in story.events()]


def test_the_ladders_and_the_region_tick_apart_and_together(story: Story) -> None:
    story.open(LADDER)
    story.open(PLAN)
    now = morning_of(date(2026, 10, 12))
    done = asyncio.run(story.engine.tick(now, scope="province"))
    assert {work.cycle for work in done} == {LADDER}
    done = asyncio.run(story.engine.tick(now, scope="region"))
    assert {work.cycle for work in done} == {PLAN}
    assert {work.kind for work in story.tick(now)} <= {"remind", "end"}


def test_a_finance_department_owes_only_where_the_procedure_says(file_story: Story) -> None:
    file_story.open(LADDER)
    assert FINANCE not in file_story.states(MEETING)
    assert FINANCE in file_story.states(BUDGET_DRAFT)
