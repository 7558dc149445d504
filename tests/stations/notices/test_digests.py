"""Offices choose to be told at once, daily or weekly: together they hear of exactly the same events."""

from __future__ import annotations

import asyncio
import email
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import timedelta
from email import policy
from functools import cache

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from coordination.app import Engine
from coordination.audit.service import events
from coordination.cycles.opening import open_cycle
from coordination.notices.sending.deliver import Tally, deliver
from coordination.notices.sending.policy import shipped_policy
from coordination.notices.service import listed
from coordination.notices.tables import DeliveryRow, NoticeRow
from coordination.regions.model import Region
from coordination.settings import Settings, parse_mail_server
from tests.faults.scripted_server import ScriptedServer
from tests.stations.notices.sample_region import region
from tests.stations.notices.samples import AT, COUNCIL

SENDER = "thongbao@lien-vung.example"
CHOICES = ("immediate", "daily", "weekly")
BODIES = [body.code for body in region("vi").bodies if body.unit == "92"]
DAYS = 100


def chosen(choices: Mapping[str, str]) -> Region:
    """Give the sample region in which some bodies chose how often they are written to."""
    made = region("vi")
    bodies = [
        body.model_copy(
            update={
                "contacts": [
                    each.model_copy(update={"digest": choices.get(body.code, "immediate")}) for each in body.contacts
                ]
            }
        )
        for body in made.bodies
    ]
    return made.model_copy(update={"bodies": bodies})


async def year(engine: Engine, server: ScriptedServer, choices: Mapping[str, str], step: int = 5) -> list[Tally]:
    """Let a ladder run, and mail go out every fifth evening; a last time when the last digest is due."""
    with engine.write() as session:
        open_cycle(session, chosen(choices), COUNCIL, AT)
    tallies = []
    for day in range(0, DAYS, step):
        await engine.tick(AT + timedelta(days=day))
        tallies.append(await send(engine, server, day))
    tallies.append(await send(engine, server, DAYS + 8))
    return tallies


async def send(engine: Engine, server: ScriptedServer, day: int) -> Tally:
    """Drain the outbox in the evening of a day."""
    return await deliver(engine.database, parse_mail_server(server.url), SENDER, AT + timedelta(days=day, hours=9))


@cache
def told_at_once() -> tuple[set[tuple[str, str, str]], int]:
    """Give the same where every office is told at once."""
    return told({})


def told(choices: Mapping[str, str]) -> tuple[set[tuple[str, str, str]], int]:
    """Give which body was told which event, and in how many messages."""
    with ScriptedServer() as server, closing(Engine.open(Settings(database_url="sqlite://"))) as engine:
        asyncio.run(year(engine, server, choices))
        with engine.read() as session:
            rows = session.exec(select(NoticeRow)).all()
            assert {row.state for row in rows} == {"delivered"}
            keys = {row.key for row in rows}
            assert {row.notice for row in session.exec(select(DeliveryRow))} == keys
        spoken = "\n".join(_text(each) for each in server.messages)
        assert {key for key in keys if key in spoken} == keys
        with engine.read() as session:
            subjects = {each.seq: each.subject for each in events(session, limit=100_000)}
        return {(row.type, subjects[row.event], row.recipient) for row in rows}, len(server.messages)


def _text(message: bytes) -> str:
    plain = email.message_from_bytes(message, policy=policy.default).get_body(("plain",))
    return plain.get_content() if plain else ""


@settings(max_examples=3, phases=[Phase.generate])
@given(st.fixed_dictionaries({body: st.sampled_from(CHOICES) for body in BODIES}))
def test_whatever_offices_choose_they_are_told_of_the_same_events(choices: dict[str, str]) -> None:
    assert told(choices)[0] == told_at_once()[0]


def test_a_weekly_digest_is_fewer_messages_and_holds_each_letter_whole(new_file_engine: Callable[[], Engine]) -> None:
    everyone = dict.fromkeys(BODIES, "weekly")
    _, alone = told_at_once()
    _, together = told(everyone)
    assert together < alone


async def test_what_cannot_wait_goes_out_at_once(new_file_engine: Callable[[], Engine]) -> None:
    engine, at_once = new_file_engine(), set(shipped_policy().digest.at_once)
    with ScriptedServer() as server:
        await year(engine, server, dict.fromkeys(BODIES, "weekly"), step=1)
    with engine.read() as session:
        rows = listed(session, limit=10_000)
    waited = [row.delivered_at - row.created_at for row in rows if row.delivered_at]
    urgent = [row for row in rows if row.type in at_once]
    assert urgent
    assert all(row.delivered_at and row.delivered_at - row.created_at < timedelta(days=1) for row in urgent)
    assert any(each > timedelta(days=1) for each in waited)
    assert all(row.mail == row.key for row in urgent), "under a subject of its own"


async def test_a_digest_that_is_sent_again_is_the_same_message(new_file_engine: Callable[[], Engine]) -> None:
    engine = new_file_engine()
    with engine.write() as session:
        open_cycle(session, chosen(dict.fromkeys(BODIES, "daily")), COUNCIL, AT)
    await engine.tick(AT + timedelta(days=60))
    with ScriptedServer(lambda verb, _: "451 later" if verb == "MESSAGE" else None) as busy:
        assert (await send(engine, busy, 61)).deferred > 0
    await engine.tick(AT + timedelta(days=75))
    with ScriptedServer() as server:
        await send(engine, server, 76)
    with engine.read() as session:
        attempts = session.exec(select(DeliveryRow).order_by(DeliveryRow.notice, DeliveryRow.attempt)).all()
    first = {row.notice: row.mail for row in attempts if row.attempt == 1}
    again = {row.notice: row.mail for row in attempts if row.attempt == 2}
    assert again
    assert all(first[key] == mail for key, mail in again.items())
    assert any(mail.startswith("digest/") for mail in again.values())
