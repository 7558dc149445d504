"""More time for one body: asked for, granted or refused; whoever counts days knows of it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from coordination.cycles import extending, views
from coordination.cycles.amend import amend
from coordination.cycles.history import dates_of
from coordination.cycles.queries import extensions_of, get_stage
from coordination.errors import ConflictError, InvalidInputError, NotFoundError, NotPermittedError
from coordination.notices.inbox import inbox
from tests.stations.cycles.test_amending import with_storm
from tests.stations.story import BUDGET, COMMITTEE, LADDER, MEETING, STANDING, Story, after, at, document, morning

SECRETARIAT = "mekong-delta.secretariat"
ASKED_AT = at("2026-10-13 09:00")
LATER = date(2026, 10, 19)
"""One working day after the due date of 16/10: the last day on which late submissions are taken."""


@pytest.fixture
def opened(story: Story) -> Story:
    """Give a ladder whose first step is open: due on 16/10, closing on 19/10."""
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    assert (story.stage(MEETING).due, story.stage(MEETING).closes) == (date(2026, 10, 16), date(2026, 10, 19))
    return story


def ask(story: Story, until: date = LATER, now: datetime = ASKED_AT, body: str = COMMITTEE) -> bool:
    """Ask for more time; says whether the application is new."""
    with story.engine.write() as session:
        return extending.ask(session, MEETING, body, until, "awaiting_data", "Chờ số liệu", now)[1]


def grant(story: Story, now: datetime = ASKED_AT, **said: object) -> list[str]:
    """Grant what the committee asked for; gives the dates that moved."""
    with story.engine.write() as session:
        found = extending.grant(session, MEETING, COMMITTEE, STANDING, now, **said)[1]  # type: ignore[arg-type]
    return [f"{each.stage.rpartition('/')[2]}.{each.name}" for each in found.changes]


def test_a_body_asks_and_those_who_may_grant_are_told(opened: Story) -> None:
    assert ask(opened)
    assert not ask(opened), "the same application again is the same one"
    (event,) = opened.events("extension.asked")
    assert event.data["until"] == "2026-10-19"
    assert event.data["due"] == "2026-10-16"
    told = {each.recipient for each in opened.notices("extension.asked")}
    assert STANDING in told
    assert COMMITTEE not in told


def test_an_extended_body_is_never_shown_overdue(opened: Story) -> None:
    ask(opened)
    assert grant(opened) == [], "within the time for late submissions nothing else moves"
    opened.tick(after("2026-10-16"))
    assert opened.states(MEETING) == {STANDING: "late", COMMITTEE: "excused"}
    with opened.engine.read() as session:
        view = views.stage(session, MEETING)
        mine = next(each for each in view["owes"] if each["body"] == COMMITTEE)
        assert (mine["state"], mine["late"], mine["due"], mine["excused_until"]) == (
            "excused", False, "2026-10-19", "2026-10-19",
        )  # fmt: skip
        assert view["late"] == 1, "only the other"
        assert inbox(session, COMMITTEE, at("2026-10-17 09:00"))["owes"][0]["days_left"] == 2
    opened.tick(morning("2026-10-19"))
    overdue = [
        (each.data["body"], item["body"])
        for each in opened.events()
        if each.type in {"obligation.reminded", "obligation.escalated"}
        for item in each.data["items"]
        if item["days"] < 0
    ]
    assert COMMITTEE not in {body for _, body in overdue}
    assert STANDING in {body for _, body in overdue}


def test_what_comes_within_the_extension_is_on_time_and_after_it_late(opened: Story) -> None:
    ask(opened)
    grant(opened)
    row, _ = opened.submit(MEETING, COMMITTEE, document(), at("2026-10-19 16:00"))
    assert row.revision == 1
    (received,) = opened.events("submission.received")
    assert received.data["late"] is False
    assert {each.body: each.was_late for each in opened.owed(MEETING)}[COMMITTEE] is False


def test_a_body_that_was_late_already_is_excused_from_then_on(opened: Story) -> None:
    opened.tick(after("2026-10-16"))
    assert opened.states(MEETING)[COMMITTEE] == "late"
    ask(opened, now=at("2026-10-17 08:00"))
    grant(opened, at("2026-10-17 09:00"))
    assert opened.states(MEETING)[COMMITTEE] == "excused"
    assert {each.body: each.was_late for each in opened.owed(MEETING)}[COMMITTEE] is False


def test_beyond_the_closing_day_the_step_must_be_held_open_and_the_rest_follows(opened: Story) -> None:
    ask(opened, date(2026, 10, 21))
    before = opened.stage(MEETING)
    with pytest.raises(ConflictError, match="closes on 19/10/2026"):
        grant(opened)
    moved = grant(opened, hold_open=True)
    assert moved[:2] == ["joint-meeting.closes", "joint-meeting.positions"]
    assert "budget-draft.opens" in moved, "the next step opens after the positions on this one"
    assert not any(each.endswith(".due") for each in moved if each.startswith("budget-draft")), (
        "counted from the session"
    )
    row = opened.stage(MEETING)
    assert (row.due, row.closes) == (before.due, date(2026, 10, 21)), "the others owe by their own day"
    assert "gia hạn" in row.explained["closes"]["sentence"]["vi"]
    assert {each.body: each.due for each in opened.owed(MEETING)} == {
        STANDING: date(2026, 10, 16),
        COMMITTEE: date(2026, 10, 21),
    }
    (granted,) = opened.events("extension.granted")
    assert granted.data["closes"] == "2026-10-21"
    (amended,) = opened.events("cycle.amended")
    assert {each.recipient for each in opened.notices("cycle.amended")} == set(amended.data["affected"])
    opened.tick(after("2026-10-19"))
    assert opened.stage(MEETING).state == "open"
    opened.tick(after("2026-10-21"))
    assert opened.stage(MEETING).state != "open"
    with opened.engine.read() as session:
        history = dates_of(session, get_stage(session, MEETING))["closes"]["history"]
    assert [(each["before"], each["after"], each["cause"]) for each in history] == [
        ("2026-10-19", "2026-10-21", "extended")
    ]


def test_a_later_amendment_keeps_the_step_open_that_an_extension_holds_open(opened: Story) -> None:
    ask(opened, date(2026, 10, 21))
    grant(opened, hold_open=True)
    with opened.engine.write() as session:
        amend(session, LADDER, with_storm(opened.region, date(2026, 11, 3)), at("2026-10-14 09:00"))
    assert opened.stage(MEETING).closes == date(2026, 10, 21)


def test_after_its_last_day_an_extension_protects_no_longer(opened: Story) -> None:
    ask(opened, date(2026, 10, 20))
    grant(opened, hold_open=True, expires_on=date(2026, 10, 21))
    opened.tick(after("2026-10-20"))
    assert opened.states(MEETING)[COMMITTEE] == "excused", "owed by the 20th, not late before the end of the 21st"
    opened.tick(after("2026-10-21"))
    assert opened.states(MEETING)[COMMITTEE] == "missing", "the step closes with its last day, too"
    assert [each.data["body"] for each in opened.events("obligation.late")] == [STANDING]


def test_an_extension_that_ends_before_the_closing_day_leaves_the_body_late(opened: Story) -> None:
    ask(opened, date(2026, 10, 17))
    grant(opened, expires_on=date(2026, 10, 17))
    opened.tick(after("2026-10-16"))
    assert opened.states(MEETING)[COMMITTEE] == "excused"
    opened.tick(after("2026-10-17"))
    assert opened.states(MEETING)[COMMITTEE] == "late"
    (late,) = [each for each in opened.events("obligation.late") if each.data["body"] == COMMITTEE]
    assert late.data["due"] == "2026-10-17"


def test_an_extension_to_a_day_off_excuses_until_the_next_working_day(opened: Story) -> None:
    """Civil Code 2015 art. 148: a period that would end on a day off ends with the next working day."""
    ask(opened, date(2026, 10, 17))
    grant(opened)
    opened.tick(morning("2026-10-19"))
    assert opened.states(MEETING)[COMMITTEE] == "excused"
    assert {each.body: each.excused_until for each in opened.owed(MEETING)}[COMMITTEE] == date(2026, 10, 19)


def test_more_time_is_not_granted_beyond_the_end_of_the_cycle(opened: Story) -> None:
    with opened.engine.write() as session, pytest.raises(InvalidInputError, match="after the cycle's last day"):
        extending.ask(session, MEETING, COMMITTEE, date(2100, 12, 31), "other", "vì", ASKED_AT)


def test_a_step_is_not_held_open_so_long_that_the_next_ones_no_longer_fit(opened: Story) -> None:
    before = opened.written()
    ask(opened, date(2026, 12, 18))
    asked = opened.written()
    with pytest.raises(InvalidInputError) as refused:
        grant(opened, hold_open=True)
    assert len(asked) == len(before) + 1
    assert opened.written() == asked, "refused whole: nothing is half granted"
    assert {each.fix.en for each in refused.value.faults if each.fix} == {"grant an earlier day"}


def test_an_extension_is_used_up_when_the_deadline_of_all_moves_beyond_it(opened: Story) -> None:
    ask(opened)
    grant(opened)
    days = [date(2026, 10, day) for day in (14, 15, 16, 19)]
    region = opened.region
    for day in days:
        region = with_storm(region, day)
    with opened.engine.write() as session:
        amend(session, LADDER, region, at("2026-10-13 10:00"), anyway=True)
    assert opened.stage(MEETING).due > LATER
    mine = {each.body: each for each in opened.owed(MEETING)}[COMMITTEE]
    assert (mine.state, mine.due, mine.excused_until) == ("pending", opened.stage(MEETING).due, None)


def test_a_body_with_more_time_is_not_reminded_of_what_was_passed_over(opened: Story) -> None:
    opened.tick(morning("2026-10-15"))
    ask(opened, now=at("2026-10-15 09:00"))
    grant(opened, at("2026-10-15 10:00"))
    before = len(opened.events())
    opened.tick(at("2026-10-15 11:00"))
    assert opened.events(after=before) == []


def test_a_refusal_leaves_the_date_and_says_why(opened: Story) -> None:
    ask(opened)
    with opened.engine.write() as session:
        extending.refuse(session, MEETING, COMMITTEE, STANDING, "Kỳ họp không thể lùi", ASKED_AT)
        extending.refuse(session, MEETING, COMMITTEE, STANDING, "Kỳ họp không thể lùi", ASKED_AT)
    (refused,) = opened.events("extension.refused")
    assert refused.data["answer"] == "Kỳ họp không thể lùi"
    assert {each.due for each in opened.owed(MEETING)} == {date(2026, 10, 16)}
    assert {each.recipient for each in opened.notices("extension.refused")} == {COMMITTEE}
    assert ask(opened, date(2026, 10, 18)), "it may ask anew"
    with opened.engine.read() as session:
        assert [each.state for each in extensions_of(session, MEETING)] == ["refused", "asked"]


def test_only_the_bodies_the_procedure_names_may_decide(opened: Story) -> None:
    ask(opened)
    with opened.engine.write() as session, pytest.raises(NotPermittedError, match="may not grant more time"):
        extending.grant(session, MEETING, COMMITTEE, BUDGET, ASKED_AT)
    with opened.engine.write() as session:
        extending.grant(session, MEETING, COMMITTEE, SECRETARIAT, ASKED_AT)
    assert opened.states(MEETING)[COMMITTEE] == "excused"


def test_granting_twice_is_granting_once(opened: Story) -> None:
    ask(opened)
    grant(opened)
    before = opened.written()
    grant(opened)
    assert opened.written() == before


@pytest.mark.parametrize(
    ("until", "ground", "reason", "words"),
    [
        (date(2026, 10, 16), "other", "vì", "no later than the due date"),
        (date(2026, 10, 12), "other", "vì", "no later than the due date"),
        (LATER, "weather", "vì", "is no ground"),
        (LATER, "other", " \n ", "needs a reason"),
    ],
)
def test_an_application_that_asks_nothing_is_refused(
    opened: Story, until: date, ground: str, reason: str, words: str
) -> None:
    with opened.engine.write() as session, pytest.raises(InvalidInputError, match=words):
        extending.ask(session, MEETING, COMMITTEE, until, ground, reason, ASKED_AT)


def test_who_owes_nothing_cannot_ask_and_what_was_not_asked_cannot_be_granted(opened: Story) -> None:
    with pytest.raises(NotFoundError):
        ask(opened, body=BUDGET)
    with pytest.raises(NotFoundError, match="has not asked"):
        grant(opened)
    opened.submit(MEETING, COMMITTEE, document(), ASKED_AT)
    with pytest.raises(ConflictError, match="owes nothing that could be extended"):
        ask(opened)
