"""A result that cannot be made holds up its own step, and nobody else's."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from sqlmodel import Session

from coordination.app import Engine, Work, perform_directly
from coordination.cycles.queries import get_stage
from coordination.results.service import altered
from coordination.submissions.tables import SubmissionRow
from tests.stations.story import COMMITTEE, LADDER, MEETING, STANDING, Story, after, at, document, morning


async def _cannot_compute(engine: Engine, work: Work, now: datetime) -> None:
    if work.kind == "synthesise":
        raise ArithmeticError("a figure no method can use")
    await perform_directly(engine, work, now)


def _collected(story: Story) -> datetime:
    story.open(LADDER)
    story.tick(morning("2026-10-12"))
    for body in (STANDING, COMMITTEE):
        story.submit(MEETING, body, document(), at("2026-10-13 09:00"))
    return after("2026-10-19")


def test_the_step_is_named_and_tried_again_an_hour_later(file_story: Story) -> None:
    now = _collected(file_story)
    asyncio.run(file_story.engine.tick(now, _cannot_compute))
    with file_story.engine.read() as session:
        stage = get_stage(session, MEETING)
    assert stage.state == "synthesis"
    assert stage.exceptions[-1] == {"kind": "held_up", "reason": "ArithmeticError: a figure no method can use"}
    asyncio.run(file_story.engine.tick(now + timedelta(minutes=59)))
    assert _state(file_story) == "synthesis"
    asyncio.run(file_story.engine.tick(now + timedelta(hours=1)))
    assert _state(file_story) != "synthesis"


def test_other_steps_go_on_meanwhile(file_story: Story) -> None:
    _collected(file_story)
    file_story.open("mekong-delta/regional-plan/2027")
    done = asyncio.run(file_story.engine.tick(after("2026-10-22"), _cannot_compute))
    assert any(work.cycle.startswith("mekong-delta/regional-plan") for work in done)


def test_a_submission_may_be_returned_and_mended_while_the_step_is_held_up(file_story: Story) -> None:
    now = _collected(file_story)
    asyncio.run(file_story.engine.tick(now, _cannot_compute))
    file_story.return_(MEETING, STANDING, now)
    row, new = file_story.submit(MEETING, STANDING, document("đã xem lại"), now)
    assert (row.revision, new) == (2, True)
    file_story.accept(MEETING, STANDING, now)
    asyncio.run(file_story.engine.tick(now))
    assert _state(file_story) != "synthesis"


def test_a_stored_submission_that_was_altered_is_named(file_story: Story) -> None:
    _collected(file_story)
    key = f"{MEETING}/{STANDING}/1"
    with file_story.engine.write() as session:
        assert altered(session) == []
        _alter(session, key)
    with file_story.engine.read() as session:
        assert altered(session) == [key]


def _alter(session: Session, key: str) -> None:
    session.get_one(SubmissionRow, key).content = document("sửa lén")


def _state(story: Story) -> str:
    with story.engine.read() as session:
        return get_stage(session, MEETING).state
