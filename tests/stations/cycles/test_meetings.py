"""Meetings: no party in two at once, moved with their step, called off with it, held once."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from coordination.calendar.days import WorkCalendar
from coordination.cycles.meetings import hold_exchange
from coordination.cycles.queries import get_exchange
from coordination.cycles.rules import meeting_slots, workday_offset
from coordination.cycles.tables import ExchangeRow
from coordination.cycles.views import exchanges
from coordination.errors import ConflictError, NotFoundError
from coordination.kernel.clock import local_date
from tests.stations.story import LADDER, MEETING, PLAN, PROVINCES, Story, at, morning

PARTIES = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=4, unique=True)
CONFERENCE = f"{MEETING}/joint-conference"


@given(st.lists(PARTIES, max_size=14))
def test_meetings_of_one_party_never_collide(groups: list[list[str]]) -> None:
    slots = meeting_slots(groups)
    for (one, slot), (other, its) in combinations(zip(groups, slots, strict=True), 2):
        assert slot != its or not set(one) & set(other)


@given(st.lists(PARTIES, max_size=14))
def test_a_meeting_takes_the_first_half_day_its_parties_have_free(groups: list[list[str]]) -> None:
    slots = meeting_slots(groups)
    for place, (group, slot) in enumerate(zip(groups, slots, strict=True)):
        taken = {its for other, its in zip(groups[:place], slots[:place], strict=True) if set(group) & set(other)}
        assert set(range(slot)) <= taken


@pytest.mark.parametrize("unit", PROVINCES)
def test_no_body_of_a_cycle_is_in_two_meetings_at_once(file_story: Story, unit: str) -> None:
    for key in (PLAN, LADDER.replace(":92/", f":{unit}/")):
        file_story.open(key)
        with file_story.engine.read() as session:
            rows = session.exec(select(ExchangeRow).where(col(ExchangeRow.stage).startswith(f"{key}/"))).all()
        assert rows
        for one, other in combinations(rows, 2):
            apart = one.ends_at <= other.starts_at or other.ends_at <= one.starts_at
            assert apart or not set(one.parties) & set(other.parties), (one.key, other.key)


def test_neighbours_meet_in_pairs_on_working_days(file_story: Story) -> None:
    file_story.open(PLAN)
    pairs = [each for each in file_story.meetings(f"{PLAN}/investment") if "/investment-neighbours/" in each.key]
    assert [each.key.rpartition("/")[2] for each in pairs] == [
        f"{one}-{other}" for one, other in sorted(file_story.region.neighbours)
    ]
    calendar = WorkCalendar.of(file_story.region.holidays)
    for each in pairs:
        assert calendar.is_working(local_date(each.starts_at))
        assert {body.partition(".")[0] for body in each.parties} == set(each.key.rpartition("/")[2].split("-"))
        assert each.ends_at - each.starts_at == timedelta(hours=2)


def test_meetings_are_announced_when_their_step_opens(story: Story) -> None:
    story.open(LADDER)
    assert story.events("exchange.scheduled") == []
    story.tick(morning("2026-10-12"))
    (told,) = story.events("exchange.scheduled")
    assert told.subject == CONFERENCE
    assert told.data["kind"] == "N-H3"
    assert len(told.data["parties"]) == 4
    assert told.data["agenda"][0]["vi"].startswith("Nội dung, thời gian kỳ họp")


def test_a_meeting_held_twice_with_the_same_minutes_is_held_once(story: Story) -> None:
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    before = len(story.events())
    for _ in range(2):
        with story.engine.write() as session:
            hold_exchange(session, get_exchange(session, CONFERENCE), "Đã họp", ["Thống nhất"], at("2026-10-20 17:00"))
    (held,) = story.events(after=before)
    assert (held.type, held.data["agreed"]) == ("exchange.held", ["Thống nhất"])
    with pytest.raises(ConflictError, match="is already held"), story.engine.write() as session:
        hold_exchange(session, get_exchange(session, CONFERENCE), "Biên bản khác", [], at("2026-10-21 09:00"))
    with story.engine.read() as session:
        (shown,) = [each for each in exchanges(session, LADDER) if each["exchange"] == CONFERENCE]
    assert (shown["state"], shown["minutes"]) == ("held", "Đã họp")


def test_an_unknown_meeting_names_the_nearest(file_story: Story) -> None:
    file_story.open(LADDER)
    with file_story.engine.read() as session, pytest.raises(NotFoundError, match=f"nearest: {CONFERENCE}"):
        get_exchange(session, CONFERENCE.replace("joint-conf", "join-conf"))


@given(st.dates(at("2024-01-01 00:00").date(), at("2028-01-01 00:00").date()), st.integers(1, 20))
def test_working_days_ahead_and_back_are_inverse(day: object, offset: int) -> None:
    calendar = WorkCalendar()
    start = workday_offset(calendar, day, 1)  # type: ignore[arg-type]
    assert workday_offset(calendar, workday_offset(calendar, start, offset), -offset) == start
    assert workday_offset(calendar, start, 0) == start
