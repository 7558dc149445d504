"""A letter is set when it is sent, from what stood when its event happened, and is kept as it went out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta

import pytest
from sqlmodel import select

from coordination.app import Engine
from coordination.cycles.opening import open_cycle
from coordination.cycles.queries import stages_of
from coordination.notices.sending.deliver import Tally, deliver
from coordination.notices.service import attempts_of, listed
from coordination.notices.tables import NoticeRow, TellingRow
from coordination.notices.telling import letters
from coordination.notices.telling.letters import Letter, letters_of
from coordination.notices.telling.render import Wording, Words
from coordination.regions.model import Body
from coordination.settings import parse_mail_server
from tests.faults.scripted_server import ScriptedServer
from tests.stations.notices.sample_region import region
from tests.stations.notices.samples import AT, COUNCIL

SENDER = "thongbao@lien-vung.example"


@pytest.fixture
def engine(new_file_engine: Callable[[], Engine]) -> Engine:
    """Open a ladder and its first step: bodies are to be told of both."""
    made = new_file_engine()
    with made.write() as session:
        open_cycle(session, region("vi"), COUNCIL, AT)
    return made


async def tick(engine: Engine, days: int) -> None:
    """Do what is due some days later."""
    await engine.tick(AT + timedelta(days=days))


async def send(engine: Engine) -> Tally:
    """Drain the outbox into a server that takes everything."""
    with ScriptedServer() as server:
        return await deliver(engine.database, parse_mail_server(server.url), SENDER, AT + timedelta(days=400))


def read(engine: Engine) -> dict[str, Letter]:
    """Give all letters, as they were sent or as they would be."""
    with engine.read() as session:
        return letters_of(session, listed(session, limit=10_000))


def kept(engine: Engine) -> list[NoticeRow]:
    """Give the rows of all notices."""
    with engine.read() as session:
        return listed(session, limit=10_000)


async def test_what_is_read_before_is_what_is_sent_and_kept(engine: Engine) -> None:
    await tick(engine, 90)
    assert {row.text for row in kept(engine)} == {None}
    before = read(engine)
    assert len(before) > 10
    assert (await send(engine)).sent == len(before)
    assert {
        row.key: Letter(**{each.name: getattr(row, each.name) for each in fields(Letter)}) for row in kept(engine)
    } == before
    assert read(engine) == before


async def test_dates_that_move_later_do_not_change_what_was_told(engine: Engine) -> None:
    await tick(engine, 90)
    before = read(engine)
    with engine.write() as session:
        for stage in stages_of(session, str(COUNCIL)):
            stage.due += timedelta(days=9)
            stage.closes += timedelta(days=9)
            stage.explained = {
                name: each | {"sentence": {"vi": "", "en": ""}} for name, each in stage.explained.items()
            }
    assert read(engine) == before


async def test_an_event_nobody_hears_of_leaves_nothing_to_tell(engine: Engine) -> None:
    with engine.read() as session:
        told = set(session.exec(select(TellingRow.event)))
        assert told == {row.event for row in session.exec(select(NoticeRow))}


async def test_a_letter_that_cannot_be_set_is_named_and_the_others_go_out(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = kept(engine)[0]

    class Torn(Wording):
        def to(self, recipient: Body, key: str) -> Words:
            if key == bad.key:
                raise LookupError("no such word")
            return super().to(recipient, key)

    monkeypatch.setattr(letters, "Wording", Torn)
    tally = await send(engine)
    assert (tally.failed, tally.remaining) == (1, 0)
    assert tally.sent == len(kept(engine)) - 1
    with engine.read() as session:
        (attempt,) = attempts_of(session, bad.key)
        assert attempt.reply == "cannot be worded: LookupError: no such word"
        assert session.get_one(NoticeRow, bad.key).state == "failed"
