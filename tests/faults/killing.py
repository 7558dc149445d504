"""Deliverers killed outright at random moments, and several at once: what the mail server then has."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from coordination.notices.sending.message import message_id
from coordination.regions.model import Region
from coordination.simulate.sink import MailSink
from tests.faults.draining import SENDER, ask, states
from tests.faults.forked import Forked
from tests.faults.sink_reading import addresses, filed, how_many

PATIENCE = 120
LONGEST = 0.012
"""Seconds a deliverer lives, at most, after its first letter: only a few of the next go out."""
AT_THE_START = 0.2
"""Share of kills that do not wait for a first letter."""


@dataclass(frozen=True)
class Aftermath:
    """What was found when all was over."""

    notices: int
    kills: int
    lost: int
    repeated: int
    strange: int
    """Messages under a name no notice has."""
    states: dict[str, int]
    crashed: int
    """Attempts that ended with the death of the sender."""


def kill_deliverers(database: Path, mail: Path, region: Region, kills: int, seed: int) -> Aftermath:
    """Kill deliverers until so many died at work, then let one finish."""
    draw, done = random.Random(seed), 0  # noqa: S311 - moments, not secrets
    with MailSink(mail, addresses(region)) as server:
        environment = {"LIENVUNG_SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        command = ["notices", "deliver", "--db", str(database), "--json"]
        while done < kills:
            assert states(database) != {"delivered": sum(states(database).values())}, f"all out after {done} kills"
            done += _kill(Forked(command, environment), mail, draw)
        _finish([Forked(command, environment)])
    return _aftermath(database, mail, kills)


def deliver_at_once(database: Path, mail: Path, region: Region, deliverers: int) -> Aftermath:
    """Let several deliverers drain one outbox."""
    with MailSink(mail, addresses(region)) as server:
        environment = {"LIENVUNG_SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        command = ["notices", "deliver", "--db", str(database), "--json"]
        _finish([Forked(command, environment) for _ in range(deliverers)])
    return _aftermath(database, mail, 0)


def _kill(process: Forked, mail: Path, draw: random.Random) -> bool:
    """Kill a deliverer at a random moment; say whether it was still at work."""
    before, until = how_many(mail), time.monotonic() + PATIENCE
    if draw.random() < AT_THE_START:
        time.sleep(draw.random() * 0.3)
    else:
        while how_many(mail) == before and process.poll() is None:
            assert time.monotonic() < until, "nothing is being delivered"
            time.sleep(0.001)
        time.sleep(draw.random() * LONGEST)
    alive = process.poll() is None
    process.kill()
    return alive


def _finish(processes: list[Forked]) -> None:
    until = time.monotonic() + 10 * PATIENCE
    while any(each.poll() is None for each in processes):
        assert time.monotonic() < until, "the outbox is not being drained"
        time.sleep(0.02)


def _aftermath(database: Path, mail: Path, kills: int) -> Aftermath:
    keys = [each["key"] for each in ask(database, "SELECT key FROM notice")]
    names, found = {message_id(key, SENDER) for key in keys}, filed(mail)
    (died,) = ask(database, "SELECT count(*) n FROM delivery WHERE outcome = 'uncertain'")
    return Aftermath(
        notices=len(keys),
        kills=kills,
        lost=len(names - set(found)),
        repeated=sum(times - 1 for times in found.values()),
        strange=len(set(found) - names),
        states=dict(Counter(states(database))),
        crashed=died["n"],
    )
