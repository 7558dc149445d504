"""The ladder of reminders: each rung once, grouped by office, escalating, silent once it is done."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from coordination.calendar.days import calendar_of
from coordination.cycles.rules import climb, workday_offset
from coordination.kernel.clock import local_date, morning_of
from coordination.regions.model import Contact, Region, Rung
from tests.stations.story import COMMITTEE, LADDER, MEETING, STANDING, Story, after, at, document, morning

LADDER_OF_RUNGS = [
    Rung(at=-21, to=["drafter"]),
    Rung(at=-2, to=["drafter"]),
    Rung(at=-1, to=["drafter", "head"]),
    Rung(at=1, to=["head", "region.secretariat"]),
]


def with_rungs(region: Region, rungs: list[Rung]) -> Region:
    """Give the ladder's procedure its own rungs."""
    return region.model_copy(
        update={
            "procedures": [
                each.model_copy(update={"remind": rungs}) if each.procedure == "council-supervision" else each
                for each in region.procedures
            ]
        }
    )


@pytest.fixture
def opened(story: Story) -> Story:
    """Give a ladder whose first step is open from 12/10, due on Friday 16/10, closing on Monday 19/10."""
    story.region = with_rungs(story.region, LADDER_OF_RUNGS)
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    return story


def told(story: Story) -> Counter[tuple[str, str, date]]:
    """Count reminders and escalations by office written to, body that owes, and day."""
    found: Counter[tuple[str, str, date]] = Counter()
    for event in story.events():
        if event.type in {"obligation.reminded", "obligation.escalated"}:
            office = f"{event.data['body']}:{event.data.get('office', 'other')}"
            for item in event.data["items"]:
                found[office, item["body"], local_date(event.at)] += 1
    return found


def test_each_rung_is_climbed_once_by_the_offices_it_names(opened: Story) -> None:
    opened.run("2026-10-13", "2026-10-14")
    opened.submit(MEETING, COMMITTEE, document(), at("2026-10-14 15:00"))
    opened.run("2026-10-15", "2026-10-19")
    head = f"{STANDING}:head"
    assert told(opened) == Counter(
        {
            (f"{STANDING}:drafter", STANDING, date(2026, 10, 14)): 1,
            (f"{COMMITTEE}:drafter", COMMITTEE, date(2026, 10, 14)): 1,
            (f"{STANDING}:drafter", STANDING, date(2026, 10, 15)): 1,
            (head, STANDING, date(2026, 10, 15)): 1,
            (head, STANDING, date(2026, 10, 19)): 1,
            ("mekong-delta.secretariat:other", STANDING, date(2026, 10, 19)): 1,
        }
    ), "21 working days before, the step was not open; who has handed in is silent from then on"


def test_ticking_all_day_reminds_once(opened: Story) -> None:
    for hour in range(7, 20):
        opened.tick(at(f"2026-10-15 {hour:02}:45"))
    assert set(told(opened).values()) == {1}


def test_the_head_is_written_to_at_the_heads_office(opened: Story) -> None:
    opened.run("2026-10-15", "2026-10-15")
    addresses = {
        (each.recipient, each.address) for each in opened.notices("obligation.reminded") if each.recipient == STANDING
    }
    body = opened.region.body(STANDING)
    assert body is not None
    assert addresses == {(STANDING, each.email) for each in body.contacts}
    assert len(addresses) == 2, "the office that drafts, and the head's"


def test_a_body_without_an_office_of_its_head_gets_one_letter(story: Story) -> None:
    only = Contact(body=STANDING, office=story.region.bodies[0].name, email="thuongtruc@can-tho.example")
    bodies = [
        each.model_copy(update={"contacts": [only]}) if each.code == STANDING else each for each in story.region.bodies
    ]
    story.region = with_rungs(story.region, LADDER_OF_RUNGS).model_copy(update={"bodies": bodies})
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    story.tick(morning("2026-10-15"))
    mine = [each for each in story.notices("obligation.reminded") if each.recipient == STANDING]
    assert [each.address for each in mine] == ["thuongtruc@can-tho.example"]


def test_every_late_body_hears_it_is_overdue_even_if_nobody_ticked_until_the_step_had_closed(opened: Story) -> None:
    opened.tick(morning("2026-10-26"))
    assert set(opened.states(MEETING).values()) == {"missing"}
    overdue = {
        item["body"]
        for event in opened.events("obligation.reminded")
        for item in event.data["items"]
        if item["days"] < 0
    }
    assert overdue == {STANDING, COMMITTEE}
    letters = Counter((each.data["body"], each.data["office"]) for each in opened.events("obligation.reminded"))
    assert set(letters.values()) == {1}, "one letter for all the days nobody looked"


def test_a_step_that_closes_on_its_due_day_still_tells_who_is_missing(story: Story) -> None:
    plain = with_rungs(story.region, [Rung(at=1, to=["drafter"])])
    (procedure,) = [each for each in plain.procedures if each.procedure == "council-supervision"]
    first = procedure.steps[0]
    closes = first.closes.model_copy(update={"rule": "calendar_days 0 after due"})
    steps = [first.model_copy(update={"closes": closes}), *procedure.steps[1:]]
    changed = procedure.model_copy(update={"steps": steps})
    story.region = plain.model_copy(update={"procedures": [changed]})
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    story.tick(after("2026-10-16"))
    assert {each.data["body"] for each in story.events("obligation.reminded")} == {STANDING, COMMITTEE}


def test_after_the_last_rung_nobody_is_written_to_again(opened: Story) -> None:
    opened.tick(morning("2026-10-19"))
    before = told(opened)
    opened.tick(after("2026-10-19"))
    opened.run("2026-10-20", "2026-10-30")
    mine = {key: count for key, count in told(opened).items() if key[2] > date(2026, 10, 19)}
    assert before
    assert not [key for key in mine if key[1] in {STANDING, COMMITTEE} and MEETING in str(key)]
    assert {each.remind_at for each in opened.owed(MEETING)} == {None}


def test_rungs_after_the_due_date_count_from_the_end_of_an_extension(story: Story) -> None:
    calendar = calendar_of(story.region)
    due, until = date(2026, 10, 16), date(2026, 10, 20)
    moments = climb(calendar, LADDER_OF_RUNGS, due, until)
    assert [(at_, rung.at) for at_, rung in moments] == [
        (morning_of(workday_offset(calendar, due, -21)), -21),
        (morning_of(due - timedelta(days=2)), -2),
        (morning_of(due - timedelta(days=1)), -1),
        (morning_of(until + timedelta(days=1)), 1),
    ]
