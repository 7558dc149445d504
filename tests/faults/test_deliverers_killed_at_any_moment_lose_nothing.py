"""Deliverers are killed outright, at random moments, over a real mail server and a real database file."""

from __future__ import annotations

import random
import sqlite3
import time
from pathlib import Path

from coordination.notices.message import message_id
from coordination.regions.model import Region
from coordination.settings import Settings
from coordination.simulate.sink import MailSink
from tests.faults.conftest import Seed, Start
from tests.faults.forked import Forked
from tests.faults.sink_reading import addresses, filed, how_many

KILLS = 12
PATIENCE = 30
SENDER = Settings().mail_from


def _states(database: Path) -> dict[str, int]:
    with sqlite3.connect(database) as connection:
        return dict(connection.execute("SELECT state, count(*) FROM notice GROUP BY state").fetchall())


def _expected(database: Path) -> set[str]:
    with sqlite3.connect(database) as connection:
        return {message_id(key, SENDER) for (key,) in connection.execute("SELECT key FROM notice")}


def _kill_while_delivering(process: Forked, mail: Path, draw: random.Random) -> bool:
    """Kill a deliverer a moment after its first message; say whether it was still at work."""
    before, until = how_many(mail), time.monotonic() + PATIENCE
    while how_many(mail) == before and process.poll() is None:
        assert time.monotonic() < until, "nothing is being delivered"
        time.sleep(0.001)
    time.sleep(draw.random() * 0.15)
    alive = process.poll() is None
    process.kill()
    return alive


def test_killed_deliverers_lose_no_notice_and_repeat_at_most_one_each(
    full_outbox: Seed, start: Start, region: Region, tmp_path: Path
) -> None:
    database, mail, draw = full_outbox.copy(tmp_path), tmp_path / "mail", random.Random(7)  # noqa: S311 - moments
    with MailSink(mail, addresses(region)) as server:
        environment = {"LIENVUNG_SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        command = ["notices", "deliver", "--db", str(database), "--json"]
        kills = sum(_kill_while_delivering(Forked(command, environment), mail, draw) for _ in range(KILLS))
        assert kills == KILLS, "the outbox was empty before the last kill"
        last = start(*command, **environment)
        assert last.wait(60) == 0, last.communicate()
        last.communicate()
    found = filed(mail)
    assert set(found) == _expected(database)
    assert found.total() <= full_outbox.waiting + KILLS
    assert _states(database) == {"delivered": full_outbox.waiting}
    verified = start("audit", "verify", "--db", str(database), "--json")
    assert verified.wait(60) == 0, verified.communicate()
    verified.communicate()


def test_two_deliverers_at_once_send_no_notice_twice(
    full_outbox: Seed, start: Start, region: Region, tmp_path: Path
) -> None:
    database, mail = full_outbox.copy(tmp_path), tmp_path / "mail"
    with MailSink(mail, addresses(region)) as server:
        environment = {"LIENVUNG_SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        both = [start("notices", "deliver", "--db", str(database), **environment) for _ in range(2)]
        said = [each.communicate(timeout=60) for each in both]
    found = filed(mail)
    assert set(found) == _expected(database)
    assert set(found.values()) == {1}, said
    assert _states(database) == {"delivered": full_outbox.waiting}
    assert 0 in [each.returncode for each in both]
