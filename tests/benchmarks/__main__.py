"""Prints what a year costs by the number of provinces, how fast the outbox drains, how long verification takes."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from aiosmtplib import SMTP
from sqlalchemy import update
from sqlmodel import select

from coordination.app import Engine
from coordination.audit.service import verify
from coordination.kernel.clock import stopwatch
from coordination.notices.deliver import SENDER_NAME, deliver
from coordination.notices.letters import letters_of
from coordination.notices.message import Message, build
from coordination.notices.tables import DeliveryRow, NoticeRow
from coordination.settings import Settings
from coordination.simulate.behaviour import Behaviour
from coordination.simulate.run import simulate
from coordination.simulate.sink import MailSink
from coordination.simulate.world import Direct
from tests.benchmarks.years import cost

SENDER = "thongbao@lien-vung.example"
NOW = datetime(2027, 2, 1, tzinfo=UTC)


def year(region: str, of: int, folder: Path) -> None:
    """Play one year with mail, without Prefect."""
    data = simulate(
        region=region, year=of, folder=folder, seed=1, behaviour=Behaviour(), conductor=Direct(), language="vi",
        hold_mail=False, prefect=False, progress=lambda _done, _all, _day: None,
    )  # fmt: skip
    print(
        f"year {region:<18} {data['seconds']:>7.1f} s  {data['events']:>6} events  {data['notices']['created']:>6} notices  {data['seconds_by_work']}"
    )


async def bare(letters: list[tuple[str, bytes]], server: tuple[str, int]) -> float:
    """Send pre-rendered messages with aiosmtplib alone, over one connection."""
    client = SMTP(hostname=server[0], port=server[1], start_tls=False)
    await client.connect()
    begun = stopwatch()
    for address, message in letters:
        await client.sendmail(SENDER, [address], message)
    seconds = stopwatch() - begun
    await client.quit()
    return seconds


def outbox(source: Path, folder: Path) -> None:
    """Drain the outbox of a played year again, and send the same messages bare to the same sink."""
    engine = Engine.open(Settings(database_url=f"sqlite:///{source}"))
    with engine.write() as session:
        session.connection().execute(DeliveryRow.__table__.delete())
        session.connection().execute(update(NoticeRow).values(state="queued", attempts=0, retry_at=None))
        rows = session.exec(select(NoticeRow)).all()
        words = letters_of(session, rows)
    letters = [
        (
            row.address,
            build(
                Message(
                    row.key,
                    row.cycle,
                    SENDER,
                    SENDER_NAME,
                    row.address,
                    row.office,
                    words[row.key].subject,
                    words[row.key].text,
                    words[row.key].html,
                    row.language,
                    row.created_at,
                    simulated=True,
                )
            ),
        )
        for row in rows
    ]
    addresses = {row.address: row.recipient for row in rows}
    with MailSink(folder / "bare", addresses) as server:
        alone = asyncio.run(bare(letters, (server.host, server.port)))
    with MailSink(folder / "ours", addresses) as server:
        begun = stopwatch()
        tally = asyncio.run(deliver(engine.database, server, SENDER, NOW))
        ours = stopwatch() - begun
    print(
        f"outbox {tally.sent} notices: {tally.sent / ours:.0f}/s; bare aiosmtplib {len(letters) / alone:.0f}/s; ratio {alone / ours:.2f}"
    )
    begun = stopwatch()
    with engine.read() as session:
        verdict = verify(session)
    print(f"verify {verdict.events} events: {stopwatch() - begun:.2f} s")
    engine.close()


def main() -> None:
    """Run all benchmarks; everything stays in a temporary folder and on loopback.

    340 provinces with their mail take half an hour and are played only if asked for: ``--all``.
    """
    for mail in (False, True):
        least = None
        for provinces in (14, 34, 340):
            if provinces < 340 or not mail or "--all" in sys.argv[1:]:
                found = cost(provinces, mail=mail)
                least = least or found.each
                print(found.line(least), flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        year("mekong-delta", 2027, folder / "year")
        outbox(folder / "year" / "lienvung.db", folder)


if __name__ == "__main__":
    main()
