"""By when each office inside a body signs, whose turn it is, and what a step's sign-off came to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.calendar.days import WorkCalendar
from coordination.cycles.extending import ask, grant
from coordination.submissions.service import return_
from coordination.submissions.sign_off.deadlines import days_of
from coordination.submissions.sign_off.record import Done, counted, outcome_of
from coordination.submissions.sign_off.rules import FULL, NO_SIGN_OFF, WITHOUT_STATISTICS, Role
from coordination.submissions.sign_off.standing import standing
from coordination.submissions.sign_off.views import of_body, sign_off
from tests.stations.story import MEETING, STANDING, at
from tests.stations.submissions.signing_story import NOW, SigningStory

CALENDAR = WorkCalendar.of([], None)
FRIDAY = date(2026, 10, 16)


def day_of(story: SigningStory, role: str) -> str:
    """Give by when an office of the body signs."""
    with story.engine.read() as session:
        stands = of_body(session, MEETING, STANDING)
    assert stands is not None
    found: str = stands["sign_by"][role]
    return found


def test_each_office_leaves_the_next_a_working_day() -> None:
    monday = date(2026, 10, 19)
    assert days_of(FULL, monday, date(2026, 10, 1), CALENDAR) == {
        Role.DRAFTER: date(2026, 10, 15), Role.STATISTICIAN: FRIDAY, Role.HEAD: monday
    }  # fmt: skip
    assert days_of(WITHOUT_STATISTICS, FRIDAY, FRIDAY, CALENDAR) == {Role.DRAFTER: FRIDAY, Role.HEAD: FRIDAY}
    assert days_of(NO_SIGN_OFF, FRIDAY, FRIDAY, CALENDAR) == {}


@given(st.integers(0, 40), st.sampled_from((FULL, WITHOUT_STATISTICS)))
def test_days_follow_the_chain_end_on_the_deadline_and_never_lie_before_the_opening(
    width: int, chain: tuple[Role]
) -> None:
    opens = FRIDAY - timedelta(days=width)
    days = list(days_of(chain, FRIDAY, opens, CALENDAR).values())
    assert days == sorted(days)
    assert days[-1] == FRIDAY
    assert days[0] >= opens


def test_the_days_follow_what_the_body_owes(file_signing: SigningStory) -> None:
    due = file_signing.owed(MEETING)[0].due
    assert day_of(file_signing, "head") == due.isoformat()
    until = due + timedelta(days=4)
    with file_signing.engine.write() as session:
        ask(session, MEETING, STANDING, until, "other", "Chờ số liệu", NOW)
        grant(session, MEETING, STANDING, STANDING, NOW, until=until, expires_on=until, hold_open=True)
    assert day_of(file_signing, "head") == until.isoformat()


def test_what_was_returned_is_signed_until_collection_closes(file_signing: SigningStory) -> None:
    file_signing.approve()
    with file_signing.engine.write() as session:
        return_(session, MEETING, STANDING, "Sai biểu", NOW)
    assert day_of(file_signing, "head") == file_signing.stage(MEETING).closes.isoformat()


def test_a_draft_sent_back_waits_for_its_drafter_until_it_is_handed_in_again(file_signing: SigningStory) -> None:
    def turn() -> Role | None:
        with file_signing.engine.read() as session:
            return standing(session, MEETING, STANDING).turn

    assert turn() == Role.DRAFTER
    file_signing.write()
    assert turn() == Role.STATISTICIAN
    file_signing.send_back("statistician")
    assert turn() == Role.DRAFTER
    file_signing.write()
    assert turn() == Role.STATISTICIAN
    assert file_signing.sign("statistician") == "checked"
    assert turn() == Role.HEAD


def test_every_body_that_owes_has_its_line_in_words(file_signing: SigningStory) -> None:
    with file_signing.engine.read() as session:
        told = sign_off(session, MEETING)
    assert told is not None
    assert [each["body"] for each in told["bodies"]] == [each.body for each in file_signing.owed(MEETING)]
    assert all(each["name"]["vi"] and each["name"]["vi"] != each["body"] for each in told["bodies"])
    assert {each["waits_for"] for each in told["bodies"]} == {"drafter"}


def test_what_a_step_came_to_is_counted_by_act_and_office(file_signing: SigningStory) -> None:
    opened = file_signing.stage(MEETING).opens.isoformat()
    file_signing.write(now=at(f"{opened} 09:00") + timedelta(days=1))
    file_signing.send_back("statistician", now=at(f"{opened} 09:00") + timedelta(days=2))
    file_signing.write(now=at(f"{opened} 09:00") + timedelta(days=3))  # as it was: the drafter's act, no other draft
    file_signing.sign("statistician", now=at(f"{opened} 09:00") + timedelta(days=3))
    file_signing.sign("head", now=at(f"{opened} 09:00") + timedelta(days=3))
    file_signing.reopen(text_only=True, now=at(f"{opened} 10:00") + timedelta(days=3))
    with file_signing.engine.read() as session:
        told = outcome_of(session, MEETING)
    assert told == {
        "signatures": list(FULL), "drafts": 1, "signed": 1, "approved": 1, "sent_back": {"statistician": 1, "head": 0},
        "returned": 1, "reopened_for_words": 1, "days": {"drafter": 1.0, "statistician": 0.5, "head": 0.0},
    }  # fmt: skip


@pytest.mark.parametrize("chain", [FULL, WITHOUT_STATISTICS])
def test_a_step_in_which_nothing_was_done_counts_nothing(chain: tuple[Role, ...]) -> None:
    told = counted(chain, [], FRIDAY)
    assert (told["drafts"], told["approved"], set(told["days"].values())) == (0, 0, {None})
    late = counted(chain, [Done("a", "drafted", "drafter", FRIDAY + timedelta(days=2))], FRIDAY)
    assert late["days"]["drafter"] == 2.0
