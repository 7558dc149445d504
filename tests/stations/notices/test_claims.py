"""Leases that expire, and letters that kill the sender."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest

from coordination.notices.sending import deliver, wire
from coordination.notices.sending.claims import claim, worded
from coordination.notices.sending.message import Message, build
from coordination.regions.model import Region
from coordination.store.database import Database
from tests.faults.draining import NOW, ask, attempts, drain, notices, policy, states, told
from tests.faults.filling import fill
from tests.faults.forked import PRELOADED
from tests.faults.scripted_server import ScriptedServer

WAITING = 24
DEATHS = policy().most_crashes
PATIENT = policy(answer_seconds=5)
"""The machine may be busy, and no server here is silent."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, region: Region) -> Path:
    """Make an outbox with some notices."""
    path = tmp_path_factory.mktemp("claims") / "seed.db"
    fill(path, region, WAITING)
    return path


@pytest.fixture
def outbox(filled: Path, tmp_path: Path) -> Path:
    """Give that outbox afresh."""
    path = tmp_path / "lienvung.db"
    path.write_bytes(filled.read_bytes())
    return path


def _deliver_with_poison(path: str, url: str, poison: str) -> None:
    """Deliver in a process of its own, in which writing one letter ends the process at once."""

    def deadly(message: Message) -> bytes:
        if message.key == poison:
            os._exit(6)  # as a fault in a library does, without a word
        return build(message)

    wire.build = deadly  # type: ignore[attr-defined]
    drain(Path(path), url, by=PATIENT)


def _run(deliver: Callable[..., None], outbox: Path, *arguments: str) -> int | None:
    # Not forked from here: a test runner has threads, and a child takes their locks along as they happen to be.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    process = context.Process(target=deliver, args=(str(outbox), *arguments))
    process.start()
    process.join(60)
    return process.exitcode


def test_a_letter_that_kills_the_sender_three_times_is_set_aside_and_all_others_go_out(outbox: Path) -> None:
    poison = notices(outbox)[WAITING // 2]["key"]
    with ScriptedServer() as server:
        codes = [_run(_deliver_with_poison, outbox, server.url, poison) for _ in range(DEATHS + 1)]
        assert codes == [6] * DEATHS + [0]
        assert len(server.messages) >= WAITING - 1
    assert states(outbox) == {"delivered": WAITING - 1, "set_aside": 1}
    (row,) = [each for each in notices(outbox) if each["state"] == "set_aside"]
    assert (row["key"], row["reason"]) == (poison, f"the sender died {DEATHS} times with it in hand")
    assert len(told(outbox, "notice.set_aside")) == 1
    assert len(told(outbox, "delivery.failed")) == 1
    assert {each["attempts"] for each in notices(outbox) if each["key"] != poison} == {1}


def test_a_letter_that_cannot_be_written_fails_alone(outbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    poison = notices(outbox)[3]["key"]

    def impossible(message: Message) -> bytes:
        if message.key == poison:
            raise RecursionError("too deep")
        return build(message)

    monkeypatch.setattr(wire, "build", impossible)
    with ScriptedServer() as server:
        for hour in range(DEATHS):
            drain(outbox, server.url, after=timedelta(hours=hour), by=PATIENT)
    assert states(outbox) == {"delivered": WAITING - 1, "set_aside": 1}
    (row,) = [each for each in notices(outbox) if each["state"] == "set_aside"]
    assert (row["key"], row["reason"]) == (poison, "RecursionError: too deep")
    assert [each["phase"] for each in attempts(outbox, poison)] == ["letter"] * DEATHS


def _die_before_the_answer(path: str, url: str) -> None:
    async def end(_line: wire.Line) -> None:
        os._exit(9)

    wire.Line.end = end  # type: ignore[method-assign,assignment]
    drain(Path(path), url, by=PATIENT)


def test_a_death_before_the_answer_leaves_one_notice_in_doubt_and_no_other(outbox: Path) -> None:
    with ScriptedServer() as server:
        assert _run(_die_before_the_answer, outbox, server.url) == 9
        assert len(ask(outbox, "SELECT * FROM delivery WHERE outcome = 'uncertain'")) == 1
        assert drain(outbox, server.url, by=PATIENT).sent == WAITING
    doubtful = ask(outbox, "SELECT * FROM delivery WHERE outcome = 'uncertain'")
    assert [(each["phase"], each["attempt"]) for each in doubtful] == [("end", 1)]
    assert states(outbox) == {"delivered": WAITING}


def _die_before_it_is_marked(path: str, url: str) -> None:
    def mark(*_: object) -> None:
        os._exit(9)

    deliver.mark = mark  # type: ignore[attr-defined,assignment]
    drain(Path(path), url, by=PATIENT)


def test_what_was_answered_before_a_death_is_marked_by_the_next_and_not_sent_again(outbox: Path) -> None:
    with ScriptedServer() as server:
        assert _run(_die_before_it_is_marked, outbox, server.url) == 9
        assert states(outbox) == {"sending": WAITING}
        assert len(server.messages) == WAITING
        assert drain(outbox, server.url, by=PATIENT).sent == 0
        assert len(server.messages) == WAITING
    assert states(outbox) == {"delivered": WAITING}
    assert len(told(outbox, "notice.delivered")) == WAITING
    assert {each["outcome"] for each in ask(outbox, "SELECT * FROM delivery")} == {"sent"}


def test_whoever_lost_its_lease_sends_no_final_dot(outbox: Path) -> None:
    """The rows pass to another deliverer while the first waits for the server: only the other may send them."""

    def lose(verb: str, number: int) -> str | None:
        if (verb, number) == ("DATA", 1):
            with closing(sqlite3.connect(outbox)) as connection, connection:
                connection.execute("UPDATE notice SET leased_by = 'another:1:1' WHERE state = 'sending'")
        return None

    with ScriptedServer(lose) as server:
        tally = drain(outbox, server.url, by=PATIENT)
        assert server.messages == []
    assert (tally.sent, tally.remaining) == (0, WAITING)
    assert {(each["state"], each["leased_by"]) for each in notices(outbox)} == {("sending", "another:1:1")}


def test_what_killed_a_sender_before_goes_out_last_and_in_ever_smaller_groups(outbox: Path) -> None:
    with closing(sqlite3.connect(outbox)) as connection, connection:
        keys = [each["key"] for each in notices(outbox)]
        connection.execute("UPDATE notice SET crashes = 2 WHERE key IN (?, ?)", keys[:2])
        connection.executemany("UPDATE notice SET crashes = 1 WHERE key = ?", [(key,) for key in keys[2:8]])
    groups = list[list[str]]()
    by = policy(batch=9)
    with closing(Database(f"sqlite:///{outbox}")) as database:
        while rows := claim(database, by, NOW, by.batch):
            groups.append([row.key for row in rows])
            worded(database, rows)
    assert [len(each) for each in groups] == [9, 7, 3, 3, 1, 1]
    assert list(chain.from_iterable(groups)) == keys[8:] + keys[2:8] + keys[:2]
    assert {each["crashes"] for each in notices(outbox)} == {0}, "once written, a letter is in no more suspicion"
