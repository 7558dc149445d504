"""A tick that is killed outright and run again leaves what one undisturbed tick leaves, to the letter."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.conftest import Seed
from tests.faults.forked import Forked

TABLES = ("event", "cycle", "stage", "obligation", "exchange", "notice", "result", "position", "submission")
PATIENCE = 120
TURNS = 5
"""How often it is tried to hit ticks at work: on a busy machine some have ended before they are killed."""


def _everything(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """Give all rows of all tables, in order; the event log with its hashes is one of them."""
    with closing(sqlite3.connect(database)) as connection:
        return {table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr) for table in TABLES}  # noqa: S608


def _done(event: tuple[object, ...]) -> tuple[object, ...]:
    """Give an event without its place in the chain: when, what, about what, in which words."""
    return event[1:6]


def _events(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("SELECT count(*) FROM event").fetchone()[0])


def _kill_within(process: Forked, database: Path, seconds: float) -> bool:
    """Kill a tick some time after it wrote its first event; say whether it was still at work."""
    before, until = _events(database), time.monotonic() + PATIENCE
    while _events(database) == before and process.poll() is None:
        assert time.monotonic() < until, "the tick does nothing"
        time.sleep(0.002)
    time.sleep(seconds)
    alive = process.poll() is None
    process.kill()
    return alive


@pytest.mark.parametrize(
    ("seed", "now", "kills", "longest"),
    [("weeks_behind", "2026-12-05", 4, 0.25), ("synthesis_due", "2026-07-03", 4, 0.03)],
    ids=["ladders six weeks behind", "a joint assessment to make"],
)
def test_a_killed_tick_run_again_ends_as_an_undisturbed_one(
    seed: str, now: str, kills: int, longest: float, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    given: Seed = request.getfixturevalue(seed)
    draw = random.Random(seed)  # noqa: S311 - moments, not secrets
    (tmp_path / "calm").mkdir()
    calm = given.copy(tmp_path / "calm")
    undisturbed = Forked(["cycle", "tick", "--db", str(calm), "--now", now, "--json"], {})
    for turn in range(TURNS):
        (tmp_path / str(turn)).mkdir()
        disturbed = given.copy(tmp_path / str(turn))
        command = ["cycle", "tick", "--db", str(disturbed), "--now", now, "--json"]
        killed = sum(_kill_within(Forked(command, {}), disturbed, draw.random() * longest) for _ in range(kills))
        if killed >= kills // 2:
            break
    assert Forked(command, {}).wait(PATIENCE) == 0
    assert undisturbed.wait(PATIENCE) == 0
    assert killed >= kills // 2, "too few kills hit a tick at work"
    assert _everything(disturbed) == _everything(calm)


def test_two_ticks_at_once_do_each_thing_once(weeks_behind: Seed, tmp_path: Path) -> None:
    (tmp_path / "calm").mkdir()
    calm, shared = weeks_behind.copy(tmp_path / "calm"), weeks_behind.copy(tmp_path)
    commands = [(calm, 1), (shared, 2)]
    started = [
        Forked(["cycle", "tick", "--db", str(path), "--now", "2026-11-10", "--json"], {})
        for path, n in commands
        for _ in range(n)
    ]
    assert [each.wait(PATIENCE) for each in started] == [0, 0, 0]
    done, alone = _everything(shared), _everything(calm)
    # Which of two ticks comes first to what tells nobody is chance: the same was done, each once.
    assert sorted(map(_done, done["event"]), key=repr) == sorted(map(_done, alone["event"]), key=repr)
    assert {table: len(rows) for table, rows in done.items()} == {table: len(rows) for table, rows in alone.items()}
