"""Leaving a mail server alone that fails again and again, and finding out that it is back."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from coordination.regions.model import Region
from tests.faults.draining import ask, drain, notices, policy, states, told
from tests.faults.filling import fill
from tests.faults.scripted_server import Answer, ScriptedServer

MANY = 30
OPENS = policy().circuit.failures
PROBE = timedelta(minutes=policy().circuit.probe_minutes)
BUSY = "452 4.3.1 no room"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, region: Region) -> Path:
    """Make an outbox with more notices than failures open the circuit."""
    path = tmp_path_factory.mktemp("circuit") / "seed.db"
    fill(path, region, MANY)
    return path


@pytest.fixture
def outbox(filled: Path, tmp_path: Path) -> Path:
    """Give that outbox afresh."""
    path = tmp_path / "lienvung.db"
    path.write_bytes(filled.read_bytes())
    return path


def _after(failures: int) -> Answer:
    """Be busy for so many letters, then well."""
    return lambda verb, number: BUSY if verb == "MAIL" and number <= failures else None


def test_twenty_failures_in_a_row_open_the_circuit_with_one_alert(outbox: Path) -> None:
    with ScriptedServer(lambda verb, _: BUSY if verb == "MAIL" else None) as server:
        tally = drain(outbox, server.url)
        assert server.verbs.count("MAIL") == OPENS
        assert drain(outbox, server.url).sent == 0
        assert drain(outbox, server.url, after=PROBE - timedelta(seconds=1)).problem
        assert server.verbs.count("MAIL") == OPENS, "left alone until the probe"
    assert (tally.sent, tally.deferred, tally.remaining) == (0, MANY, MANY)
    (alert,) = told(outbox, "delivery.halted")
    assert json.loads(alert["data"]) == {"failures": OPENS, "problem": "4.3.1 no room"}
    assert {each["attempts"] for each in notices(outbox)} == {0, 1}
    assert all(each["reason"] for each in notices(outbox))


def test_one_notice_probes_and_a_failure_leaves_the_server_alone_again(outbox: Path) -> None:
    with ScriptedServer(lambda verb, _: BUSY if verb == "MAIL" else None) as server:
        drain(outbox, server.url)
        drain(outbox, server.url, after=PROBE)
        assert server.verbs.count("MAIL") == OPENS + 1
        drain(outbox, server.url, after=1.5 * PROBE)
        assert server.verbs.count("MAIL") == OPENS + 1
    assert len(told(outbox, "delivery.halted")) == 1


def test_a_probe_that_goes_through_closes_the_circuit_and_all_goes_out(outbox: Path) -> None:
    with ScriptedServer(_after(OPENS)) as server:
        drain(outbox, server.url)
        tally = drain(outbox, server.url, after=timedelta(hours=1))
    assert tally.remaining == 0
    assert states(outbox) == {"delivered": MANY}
    assert len(told(outbox, "delivery.resumed")) == 1
    (circuit,) = ask(outbox, "SELECT * FROM circuit")
    assert (circuit["failures"], circuit["open_since"], circuit["probe_at"]) == (0, None, None)


def test_a_success_in_between_begins_the_count_anew(outbox: Path) -> None:
    with ScriptedServer(lambda verb, n: BUSY if verb == "MAIL" and n != OPENS else None) as server:
        drain(outbox, server.url)
        assert server.verbs.count("MAIL") == MANY
    assert not told(outbox, "delivery.halted")


def test_mailboxes_that_do_not_exist_say_nothing_against_the_server(outbox: Path) -> None:
    with ScriptedServer(lambda verb, _: "550 5.1.1 unknown" if verb == "RCPT" else None) as server:
        drain(outbox, server.url)
    assert not told(outbox, "delivery.halted")
    assert states(outbox) == {"failed": MANY}


def test_a_server_that_takes_nothing_from_us_is_left_alone_too(outbox: Path) -> None:
    with ScriptedServer(lambda verb, _: "550 5.7.1 relaying denied" if verb == "RCPT" else None) as server:
        drain(outbox, server.url)
        assert server.verbs.count("RCPT") == OPENS
    assert states(outbox) == {"failed": OPENS, "queued": MANY - OPENS}
    assert ask(outbox, "SELECT * FROM mailbox") == []


def test_runs_that_find_no_server_count_too(outbox: Path) -> None:
    for minute in range(OPENS):
        drain(outbox, "smtp://127.0.0.1:1", after=timedelta(minutes=minute))
    assert len(told(outbox, "delivery.halted")) == 1
    assert sum(each["attempts"] for each in notices(outbox)) == OPENS
