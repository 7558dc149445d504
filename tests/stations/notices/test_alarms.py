"""The schedule of retries, giving up, and what the secretariat is told of it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from coordination.regions.model import Region
from tests.faults.draining import NOW, ask, attempts, drain, notices, policy, told
from tests.faults.filling import fill
from tests.faults.scripted_server import Answer, ScriptedServer

FOUR_HOURS, FIVE_DAYS = timedelta(hours=4), timedelta(days=5)
WAITING = 4
LATER, NEVER = "451 4.3.0 later", "550 5.1.1 no such mailbox"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, region: Region) -> Path:
    """Make an outbox in which a few notices wait."""
    path = tmp_path_factory.mktemp("alarms") / "seed.db"
    fill(path, region, WAITING)
    return path


@pytest.fixture
def outbox(filled: Path, tmp_path: Path) -> Path:
    """Give that outbox afresh."""
    path = tmp_path / "lienvung.db"
    path.write_bytes(filled.read_bytes())
    return path


def _to(address: str, words: str, server: ScriptedServer) -> Answer:
    """Answer so to the letters for one address."""

    def answer(verb: str, _number: int) -> str | None:
        return words if verb == "RCPT" and address in server.heard_in_clear[-1].decode() else None

    return answer


def _moment(stored: str) -> datetime:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)


def _first(path: Path) -> dict[str, Any]:
    return notices(path)[0]


def test_waits_grow_to_an_hour_and_after_five_days_a_notice_has_failed_with_the_last_words(outbox: Path) -> None:
    waits, at = list[timedelta](), timedelta(0)
    with ScriptedServer() as server:
        server.answer = _to(_first(outbox)["address"], LATER, server)
        for _ in range(8):
            drain(outbox, server.url, after=at)
            waits.append(_moment(_first(outbox)["retry_at"]) - NOW - at)
            at += waits[-1]
        assert not [each for each in told(outbox, "delivery.delayed") if _moment(each["at"]) - NOW < FOUR_HOURS]
        drain(outbox, server.url, after=FIVE_DAYS - timedelta(seconds=1))
        assert _first(outbox)["state"] == "queued"
        drain(outbox, server.url, after=FIVE_DAYS + timedelta(hours=1))
    assert [each / timedelta(minutes=1) for each in waits] == [5, 10, 20, 40, 60, 60, 60, 60]
    row = _first(outbox)
    assert (row["state"], row["reason"]) == ("failed", "given up after 120 hours; last: 4.3.0 later")
    assert len(attempts(outbox, row["key"])) == row["attempts"] == len(waits) + 2
    (delayed,), (failed,) = told(outbox, "delivery.delayed"), told(outbox, "delivery.failed")
    assert json.loads(delayed["data"])["notices"][0]["attempts"] == len(waits)
    assert json.loads(failed["data"])["notices"][0]["reason"] == row["reason"]


def test_a_refusal_for_good_is_told_once_with_every_notice_it_hits(outbox: Path) -> None:
    with ScriptedServer(lambda verb, n: NEVER if verb == "RCPT" and n <= 2 else None) as server:
        for day in range(3):
            drain(outbox, server.url, after=timedelta(days=day))
    (event,) = told(outbox, "delivery.failed")
    keys = [each["key"] for each in notices(outbox)[:2]]
    items = json.loads(event["data"])["notices"]
    assert [each["notice"] for each in items] == keys
    assert {(each["state"], each["reason"], each["attempts"]) for each in items} == {
        ("failed", "5.1.1 no such mailbox", 1)
    }
    assert not told(outbox, "delivery.delayed")


def test_a_mailbox_refused_for_good_is_marked_until_a_letter_arrives_there(outbox: Path) -> None:
    address = _first(outbox)["address"]
    with ScriptedServer(lambda verb, n: NEVER if (verb, n) == ("RCPT", 1) else None) as server:
        drain(outbox, server.url)
        (marked,) = ask(outbox, "SELECT * FROM mailbox")
        assert (marked["address"], marked["reason"]) == (address, "5.1.1 no such mailbox")
        ask_and_change(outbox, "UPDATE notice SET state = 'queued' WHERE address = ?", address)
        drain(outbox, server.url)
    assert ask(outbox, "SELECT * FROM mailbox") == []


def ask_and_change(path: Path, statement: str, *given: Any) -> None:
    """Change rows past the engine, as a person with a database tool would."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement, given)


def test_a_server_that_cannot_be_reached_is_a_delay_told_after_four_hours(outbox: Path) -> None:
    nowhere = "smtp://127.0.0.1:1"
    drain(outbox, nowhere)
    drain(outbox, nowhere, after=FOUR_HOURS - timedelta(seconds=1))
    assert not told(outbox, "delivery.delayed")
    for _ in range(2):
        drain(outbox, nowhere, after=FOUR_HOURS)
    (event,) = told(outbox, "delivery.delayed")
    assert len(json.loads(event["data"])["notices"]) == WAITING


def test_a_notice_in_doubt_is_not_sent_again_for_ever(outbox: Path) -> None:
    by = policy(answer_seconds=1)
    with ScriptedServer(lambda verb, n: "hang up" if verb == "MESSAGE" and n % WAITING == 1 else None) as server:
        drain(outbox, server.url, by=by)
        assert _first(outbox)["retry_at"]
        server.answer = lambda verb, _: "hang up" if verb == "MESSAGE" else None
        drain(outbox, server.url, after=FIVE_DAYS, by=by)
        row, heard = _first(outbox), server.verbs.count("MAIL")
        assert (row["state"], row["retry_at"]) == ("uncertain", None)
        drain(outbox, server.url, after=2 * FIVE_DAYS, by=by)
        assert _first(outbox)["attempts"] == row["attempts"]
        assert server.verbs.count("MAIL") >= heard
