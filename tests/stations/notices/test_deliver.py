"""Draining the outbox, and what the tally, the rows and the event log say of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from coordination.app import Engine
from coordination.audit.service import events, verify
from coordination.cycles.opening import open_cycle
from coordination.kernel.clock import SystemClock
from coordination.kernel.process import alive, identity
from coordination.notices.sending import deliver as module
from coordination.notices.sending.deliver import Tally, deliver, remaining
from coordination.notices.sending.policy import MailPolicy, shipped_policy
from coordination.notices.service import attempts_of, counts, listed
from coordination.settings import parse_mail_server
from tests.faults.scripted_server import ScriptedServer
from tests.stations.notices.sample_region import region
from tests.stations.notices.samples import AT, COUNCIL

SENDER = "thongbao@lien-vung.example"
WAITING = 4


@pytest.fixture
def engine(new_file_engine: Callable[[], Engine]) -> Engine:
    """Open a ladder: its four bodies are to be told."""
    made = new_file_engine()
    with made.write() as session:
        open_cycle(session, region("vi"), COUNCIL, AT)
    return made


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """Start a mail server that takes everything."""
    with ScriptedServer() as started:
        yield started


async def _deliver(engine: Engine, server: ScriptedServer, hours: int = 0) -> Tally:
    return await deliver(engine.database, parse_mail_server(server.url), SENDER, AT + timedelta(hours=hours))


async def test_every_notice_goes_out_once_and_is_marked(engine: Engine, server: ScriptedServer) -> None:
    tally = await _deliver(engine, server)
    assert (tally.sent, tally.deferred, tally.failed, tally.remaining) == (WAITING, 0, 0, 0)
    assert len(server.messages) == WAITING
    with engine.read() as session:
        rows = listed(session)
        assert {(row.state, row.attempts, row.delivered_at, row.leased_by) for row in rows} == {
            ("delivered", 1, AT, None)
        }
        assert [each.reply for each in attempts_of(session, rows[0].key)] == ["taken"]


async def test_each_delivery_is_an_event_with_the_hash_of_the_words(engine: Engine, server: ScriptedServer) -> None:
    await _deliver(engine, server)
    with engine.read() as session:
        told = {event.subject: event.data for event in events(session, kind="notice.delivered")}
        rows = listed(session)
        assert verify(session).intact
    assert {row.key: row.text_hash for row in rows} == {key: data["text_hash"] for key, data in told.items()}
    assert {row.key: row.recipient for row in rows} == {key: data["recipient"] for key, data in told.items()}


async def test_delivering_again_finds_nothing(engine: Engine, server: ScriptedServer) -> None:
    await _deliver(engine, server)
    assert await _deliver(engine, server, hours=1) == Tally()
    assert len(server.messages) == WAITING


async def test_progress_is_told_as_messages_go_out(engine: Engine, server: ScriptedServer) -> None:
    seen: list[int] = []
    await deliver(engine.database, parse_mail_server(server.url), SENDER, AT, progress=seen.append)
    assert seen == [WAITING]


def _lease(engine: Engine, holder: str, minutes: int) -> None:
    with engine.write() as session:
        for row in listed(session):
            row.state, row.leased_by = "sending", holder
            row.leased_until = SystemClock().now() + timedelta(minutes=minutes)
            session.add(row)


async def test_what_a_living_deliverer_holds_is_left_to_it(engine: Engine, server: ScriptedServer) -> None:
    _lease(engine, identity(), 3)
    tally = await _deliver(engine, server)
    assert (tally.sent, tally.remaining) == (0, WAITING)


async def test_what_a_dead_deliverer_held_is_free_at_once(engine: Engine, server: ScriptedServer) -> None:
    host, pid, _ = identity().split(":")
    reborn = f"{host}:{pid}:1"  # the same number, another process
    assert not alive(reborn)
    _lease(engine, reborn, 3)
    assert (await _deliver(engine, server)).sent == WAITING


async def test_a_lease_that_ran_out_is_free_whoever_held_it(engine: Engine, server: ScriptedServer) -> None:
    _lease(engine, "another-machine:12:34", -1)
    assert (await _deliver(engine, server)).sent == WAITING


async def test_a_lease_on_another_machine_holds_until_it_runs_out(engine: Engine, server: ScriptedServer) -> None:
    _lease(engine, "another-machine:12:34", 3)
    assert (await _deliver(engine, server)).sent == 0


async def test_a_slow_server_never_outlasts_the_lease(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without time left to hear the answer, no final dot is sent: the rest goes back and is leased anew."""
    claims: list[int] = []
    claim = module.claim

    def counted(*arguments: Any) -> Any:
        claims.append(1)
        return claim(*arguments)

    monkeypatch.setattr(module, "claim", counted)
    monkeypatch.setattr(MailPolicy, "lease", timedelta(seconds=10.5))
    by = shipped_policy().model_copy(update={"connections": 1, "answer_seconds": 5})
    with ScriptedServer(lambda verb, _: time.sleep(0.3) if verb == "DATA" else None) as slow:
        tally = await deliver(engine.database, parse_mail_server(slow.url), SENDER, AT, policy=by)
        assert (tally.sent, tally.remaining) == (WAITING, 0)
        assert len(slow.messages) == WAITING
    assert len(claims) > 2


async def test_remaining_and_counts_agree(engine: Engine, server: ScriptedServer) -> None:
    server.answer = lambda verb, number: {1: "550 no", 2: "450 later"}.get(number) if verb == "RCPT" else None
    tally = await _deliver(engine, server)
    assert (tally.failed, tally.deferred, tally.remaining) == (1, 1, 1)
    with engine.read() as session:
        said = counts(session)
    alarms = said["created"] - WAITING
    assert remaining(engine.database) == said["queued"] == 1
    assert (said["delivered"], said["failed"], said["acknowledged"]) == (2 + alarms, 1, 0)
    assert tally.sent == 2 + alarms
