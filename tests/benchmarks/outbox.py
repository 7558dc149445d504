"""How fast the outbox drains, beside a bare aiosmtplib loop and beside Prefect; and how that grows."""

from __future__ import annotations

import asyncio
import resource
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiosmtplib import SMTP
from sqlmodel import select

from coordination.app import Engine, known
from coordination.kernel.clock import stopwatch
from coordination.notices.deliver import deliver
from coordination.notices.mailings import mailings_of
from coordination.notices.message import Message, build
from coordination.notices.tables import NoticeRow
from coordination.regions.model import Region
from coordination.regions.service import load_region
from coordination.settings import MailServer, Settings
from coordination.simulate.sink import MailSink
from tests.faults.filling import OPENED, fill
from tests.faults.sink_reading import addresses

SENDER = "thongbao@lien-vung.example"
TASKS = 100


@dataclass(frozen=True)
class Drained:
    """What draining an outbox took."""

    notices: int
    seconds: float
    megabytes: float

    @property
    def rate(self) -> float:
        """Give notices a second."""
        return self.notices / self.seconds


@contextmanager
def _sink(folder: Path, region: Region) -> Iterator[MailServer]:
    with MailSink(folder, addresses(region)) as server:
        yield server


def drain(database: Path, folder: Path, region: Region) -> Drained:
    """Drain an outbox into a sink on loopback."""
    with (
        closing(Engine.open(Settings(database_url=f"sqlite:///{database}"))) as engine,
        _sink(folder, region) as server,
    ):
        begun = stopwatch()
        tally = asyncio.run(deliver(engine.database, server, SENDER, OPENED))
        seconds = stopwatch() - begun
    return Drained(tally.sent, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def bare(database: Path, folder: Path, region: Region) -> Drained:
    """Send the same messages, rendered beforehand, with aiosmtplib alone to the same sink."""
    with closing(Engine.open(Settings(database_url=f"sqlite:///{database}"))) as engine:
        with engine.read() as session:
            rows = list(session.exec(select(NoticeRow)))
        mailings = mailings_of(engine.database, rows, SENDER, OPENED)
    letters = [(each.message.address, build(each.message)) for each in mailings if isinstance(each.message, Message)]

    async def send(server: MailServer) -> float:
        client = SMTP(hostname=server.host, port=server.port, start_tls=False)
        await client.connect()
        begun = stopwatch()
        for address, message in letters:
            await client.sendmail(SENDER, [address], message)
        seconds = stopwatch() - begun
        await client.quit()
        return seconds

    with _sink(folder, region) as server:
        return Drained(len(letters), asyncio.run(send(server)), 0)


def main(*, every: bool) -> None:
    """Print the figures."""
    region = load_region("mekong-delta", known())
    sizes = (1_000, 10_000, 100_000) if every else (1_000, 10_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder / "bare.db", region, sizes[0])
        alone = bare(folder / "bare.db", folder / "bare", region)
        least = None
        for size in sizes:
            fill(folder / f"{size}.db", region, size)
            ours = drain(folder / f"{size}.db", folder / f"mail-{size}", region)
            least = least or ours
            print(
                f"outbox {ours.notices:>7} notices {ours.seconds:>7.1f} s  {ours.rate:>5.0f}/s  {ours.megabytes:>5.0f} MB"
                f"  {ours.rate / alone.rate:.2f} of bare aiosmtplib ({alone.rate:.0f}/s)"
                f"  {least.rate / ours.rate:.2f} of the smallest's cost each",
                flush=True,
            )


if __name__ == "__main__":
    main(every=False)
