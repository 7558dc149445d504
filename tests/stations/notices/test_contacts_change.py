"""Offices change: what has not gone out goes to the new one, what went to the old one stays with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from coordination.app import Engine
from coordination.cycles.opening import open_cycle
from coordination.kernel.text import Text
from coordination.notices.sending.deliver import deliver
from coordination.notices.service import attempts_of, listed
from coordination.regions.model import Contact, Region
from coordination.settings import parse_mail_server
from tests.faults.scripted_server import ScriptedServer
from tests.stations.notices.sample_region import region
from tests.stations.notices.samples import AT, COUNCIL, HOST

SENDER = "thongbao@lien-vung.example"
LAST_DAY = date(2026, 7, 30)
NEW = Contact(
    body=HOST,
    office=Text(vi="Phòng Tổng hợp mới", en="New general division"),
    email="tonghop.moi@can-tho.example",
    valid_from=LAST_DAY + timedelta(days=1),
)


def moved() -> Region:
    """Give the sample region, in which one office ends on a day and another begins on the next."""
    made = region("vi")
    bodies = [
        body.model_copy(
            update={"contacts": [*(each.model_copy(update={"valid_to": LAST_DAY}) for each in body.contacts), NEW]}
        )
        if body.code == HOST
        else body
        for body in made.bodies
    ]
    return made.model_copy(update={"bodies": bodies})


@pytest.fixture
def engine(new_file_engine: Callable[[], Engine]) -> Engine:
    """Open a ladder two days before the office changes."""
    made = new_file_engine()
    with made.write() as session:
        open_cycle(session, moved(), COUNCIL, AT)
    return made


async def send(engine: Engine, days: int, words: str | None = None) -> list[bytes]:
    """Drain the outbox some days later; ``words`` is what the server says to each letter, if not the usual."""
    with ScriptedServer(lambda verb, _: words if verb == "MESSAGE" else None) as server:
        await deliver(engine.database, parse_mail_server(server.url), SENDER, AT + timedelta(days=days))
        return server.messages


async def test_what_waits_goes_to_the_office_of_the_day_it_goes_out(engine: Engine) -> None:
    await send(engine, 1, "451 later")
    await send(engine, 5)
    with engine.read() as session:
        row = next(each for each in listed(session) if each.recipient == HOST)
        tries = attempts_of(session, row.key)
    assert (row.state, row.address, row.office) == ("delivered", NEW.email, NEW.office.vi)
    assert [each.address for each in tries][1:] == [NEW.email]
    assert tries[0].address != NEW.email


async def test_what_the_old_office_received_stays_with_it(engine: Engine) -> None:
    await send(engine, 1)
    await send(engine, 5)
    with engine.read() as session:
        row = next(each for each in listed(session) if each.recipient == HOST)
        (only,) = attempts_of(session, row.key)
    assert row.state == "delivered"
    assert row.address == only.address != NEW.email
