"""The council's ladder: every milestone counted back from the session, and who is still missing on it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.cycles.states import OUTCOMES, StageState
from coordination.errors import NotFoundError
from coordination.supervision.rules import rung
from coordination.supervision.service import ladder
from tests.stations.story import COMMITTEE, LADDER, MEETING, PLAN, STANDING, Story, after, at, document, morning

DUE, SESSION = date(2026, 11, 11), date(2026, 12, 8)


def climb(story: Story, now_: str = "2026-10-13 09:00", unit: str = "92") -> dict[str, dict[str, object]]:
    """Give the rungs of a province's one ladder, by step."""
    with story.engine.read() as session:
        (found,) = ladder(session, unit, at(now_))
    return {str(each["stage"]).rpartition("/")[2]: each for each in found["rungs"]}


def test_the_ladder_counts_back_from_the_day_the_council_fixed(story: Story) -> None:
    story.open(LADDER)
    with story.engine.read() as session:
        (found,) = ladder(session, "92", at("2026-10-13 09:00"))
    assert (found["cycle"], found["session_opens"]) == (LADDER, "2026-12-08")
    assert {each["stage"].rpartition("/")[2]: each["days_before_session"] for each in found["rungs"]} == {
        "joint-meeting": 53, "budget-draft": 27, "investment-draft": 27, "budget-verification": 13,
        "investment-verification": 13, "dossier": 6, "explanation": 1, "resolution": -6,
    }  # fmt: skip
    assert found["rungs"][0]["milestone"] == "M1"
    assert found["rungs"][1]["why"]["vi"].startswith("11/11/2026: 27 ngày trước ngày khai mạc kỳ họp cuối năm")


def test_who_is_outstanding_is_named_until_handed_in(story: Story) -> None:
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    assert climb(story)["joint-meeting"]["outstanding"] == [STANDING, COMMITTEE]
    story.submit(MEETING, STANDING, document(), at("2026-10-13 09:00"))
    assert climb(story)["joint-meeting"]["outstanding"] == [COMMITTEE]
    story.return_(MEETING, STANDING, at("2026-10-13 10:00"))
    assert climb(story)["joint-meeting"]["outstanding"] == [STANDING, COMMITTEE], "what was returned is owed again"
    story.submit(MEETING, STANDING, document("lại"), at("2026-10-13 11:00"))
    story.tick(after("2026-10-19"))
    assert climb(story, "2026-10-20 09:00")["joint-meeting"]["outstanding"] == [COMMITTEE], (
        "and stays missing on record"
    )


def test_a_milestone_becomes_overdue_the_day_after_and_is_done_when_settled(file_story: Story) -> None:
    file_story.open(LADDER)
    assert climb(file_story)["joint-meeting"]["standing"] == "waiting"
    file_story.tick(morning("2026-10-12"))
    seen = {
        day: climb(file_story, f"{day} 09:00")["joint-meeting"] for day in ("2026-10-13", "2026-10-16", "2026-10-17")
    }
    assert [(each["standing"], each["days_to_due"]) for each in seen.values()] == [
        ("running", 3),
        ("running", 0),
        ("overdue", -1),
    ]
    file_story.all_hand_in(MEETING, document(), at("2026-10-17 09:00"))
    file_story.tick(at("2026-10-17 09:00"))
    assert climb(file_story, "2026-10-18 09:00")["joint-meeting"]["standing"] == "running", "positions are being taken"
    for body in (STANDING, COMMITTEE):
        file_story.position(MEETING, body, "agree", at("2026-10-18 09:00"))
    file_story.tick(at("2026-10-18 09:00"))
    assert climb(file_story, "2026-10-18 10:00")["joint-meeting"]["standing"] == "done"


def test_a_province_without_a_cycle_of_its_own_is_not_found(file_story: Story) -> None:
    file_story.open(PLAN)
    with (
        file_story.engine.read() as session,
        pytest.raises(NotFoundError, match="no council cycle has been opened for unit 92"),
    ):
        ladder(session, "92", at("2026-10-13 09:00"))


def test_a_province_sees_its_own_ladders_one_a_period(file_story: Story) -> None:
    for key in (LADDER, LADDER.replace("2027", "2028"), LADDER.replace(":92/", ":82/")):
        file_story.open(key)
    with file_story.engine.read() as session:
        assert [each["cycle"] for each in ladder(session, "92", at("2026-10-13 09:00"))] == [
            LADDER,
            LADDER.replace("2027", "2028"),
        ]


def test_looking_changes_nothing(file_story: Story) -> None:
    file_story.open(LADDER)
    before = file_story.written()
    climb(file_story)
    assert file_story.written() == before


# The rule alone, over every state and day


@pytest.mark.parametrize(("state", "days"), list(product(StageState, (-1, 0, 1))))
def test_how_a_milestone_stands_on_a_day(state: StageState, days: int) -> None:
    today = DUE + timedelta(days=days)
    outcome = str(state) if state in OUTCOMES else "adopted" if state == "closed" else None
    expected = {
        "cancelled": "cancelled", "closed": "done", "adopted": "done", "adopted_with_reservations": "done",
        "referred": "referred", "synthesis": "running", "positions": "running",
        "scheduled": "overdue" if days > 0 else "waiting", "open": "overdue" if days > 0 else "running",
    }  # fmt: skip
    seen = rung(state, outcome, DUE, SESSION, today)
    assert (seen.standing, seen.days_to_due, seen.days_before_session) == (expected[state], -days, 27)


def test_what_was_referred_shows_as_referred_after_it_is_closed() -> None:
    assert rung("closed", "referred", DUE, SESSION, DUE).standing == "referred"
    assert rung("closed", "adopted_with_reservations", DUE, None, DUE).days_before_session is None


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.sampled_from(list(StageState)))
def test_days_to_the_due_date_and_to_the_session_do_not_depend_on_the_state(today: date, state: StageState) -> None:
    seen = rung(state, None, DUE, SESSION, today)
    assert today + timedelta(days=seen.days_to_due) == DUE
    assert seen.days_before_session == 27
