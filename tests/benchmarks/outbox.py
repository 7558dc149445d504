"""How fast the outbox drains, beside a bare aiosmtplib loop and beside Prefect; and how that grows."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection, socket
from subprocess import Popen

from aiosmtplib import SMTP
from sqlmodel import select

from coordination.app import Engine, known
from coordination.kernel.clock import stopwatch
from coordination.notices.sending.deliver import deliver
from coordination.notices.sending.mailings import mailings_of
from coordination.notices.sending.message import Message, build
from coordination.notices.tables import NoticeRow
from coordination.regions.model import Region
from coordination.regions.service import load_region
from coordination.settings import MailServer, Settings
from coordination.simulate.sink import MailSink
from tests.faults.filling import OPENED, fill
from tests.faults.killing import deliver_at_once, kill_deliverers
from tests.faults.sink_reading import addresses

SENDER = "thongbao@lien-vung.example"
TASKS, AT_ONCE = 100, 100
PATIENCE = 10


@dataclass(frozen=True)
class Drained:
    """What draining an outbox took."""

    notices: int
    seconds: float

    @property
    def rate(self) -> float:
        """Give notices a second."""
        return self.notices / self.seconds


def worded(database: Path) -> Drained:
    """Set and keep all letters, as a deliverer does before it sends them."""
    with closing(Engine.open(Settings(database_url=f"sqlite:///{database}"), durable=False)) as engine:
        with engine.read() as session:
            rows = list(session.exec(select(NoticeRow)))
        begun = stopwatch()
        for at in range(0, len(rows), AT_ONCE):
            mailings_of(engine.database, rows[at : at + AT_ONCE], SENDER, OPENED)
        return Drained(len(rows), stopwatch() - begun)


@contextmanager
def sink(folder: Path, region: Region) -> Iterator[MailServer]:
    """Give a mail server on loopback: Postfix's smtp-sink where it is installed, else the simulation's own.

    The simulation's own is Python and files every message: it takes about 300 a second, whoever sends.
    """
    program = smtp_sink()
    if program is None:
        with MailSink(folder, addresses(region)) as server:
            yield server
        return
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [program, *(["-u", "nobody"] if os.geteuid() == 0 else []), f"127.0.0.1:{port}", "1000"]
    with Popen(command) as process:
        try:
            _await(port)
            yield MailServer("127.0.0.1", port, tls=False, starttls=False)
        finally:
            process.terminate()


def smtp_sink() -> str | None:
    """Give where Postfix's own sink is installed, if it is."""
    return shutil.which("smtp-sink", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def _await(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def drain(database: Path, folder: Path, region: Region) -> Drained:
    """Drain an outbox into a sink on loopback."""
    with (
        closing(Engine.open(Settings(database_url=f"sqlite:///{database}"))) as engine,
        sink(folder, region) as server,
    ):
        begun = stopwatch()
        tally = asyncio.run(deliver(engine.database, server, SENDER, OPENED))
        return Drained(tally.sent, stopwatch() - begun)


def rendered(database: Path) -> list[tuple[str, bytes]]:
    """Give the letters as they go over the wire, with their addresses."""
    with closing(Engine.open(Settings(database_url=f"sqlite:///{database}"))) as engine:
        with engine.read() as session:
            rows = list(session.exec(select(NoticeRow)))
        mailings = mailings_of(engine.database, rows, SENDER, OPENED)
    return [(each.message.address, build(each.message)) for each in mailings if isinstance(each.message, Message)]


def bare(letters: list[tuple[str, bytes]], folder: Path, region: Region) -> Drained:
    """Send rendered letters with aiosmtplib alone, over one connection."""

    async def send(server: MailServer) -> float:
        async with SMTP(hostname=server.host, port=server.port, start_tls=False) as client:
            begun = stopwatch()
            for address, message in letters:
                await client.sendmail(SENDER, [address], message)
            return stopwatch() - begun

    with sink(folder, region) as server:
        return Drained(len(letters), asyncio.run(send(server)))


def prefect(letters: list[tuple[str, bytes]], folder: Path, region: Region) -> Drained:
    """Send rendered letters with one Prefect task each, on Prefect's own server; until it has recorded them all."""
    os.environ |= {"PREFECT_LOGGING_LEVEL": "CRITICAL", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    from prefect import flow, task  # noqa: PLC0415 - slow to import, and only here
    from prefect.client.orchestration import get_client  # noqa: PLC0415
    from prefect.client.schemas.filters import TaskRunFilter, TaskRunFilterStateName  # noqa: PLC0415
    from prefect.testing.utilities import prefect_test_harness  # noqa: PLC0415

    async def send_all(server: MailServer) -> float:
        async with SMTP(hostname=server.host, port=server.port, start_tls=False) as client:

            @task
            async def send(address: str, message: bytes) -> None:
                await client.sendmail(SENDER, [address], message)

            @flow
            async def every() -> None:
                for address, message in letters:
                    await send(address, message)

            begun = stopwatch()
            await every()
            done = TaskRunFilter(state={"name": TaskRunFilterStateName(any_=["Completed"])})
            async with get_client() as asked:
                while len(await asked.read_task_runs(task_run_filter=done, limit=len(letters))) < len(letters):  # noqa: ASYNC110 - of another process
                    await asyncio.sleep(0.05)
            return stopwatch() - begun

    with prefect_test_harness(server_startup_timeout=90), sink(folder, region) as server:
        return Drained(len(letters), asyncio.run(send_all(server)))


def main(*, every: bool) -> None:
    """Print the figures. The bare loop runs before and after each drain: other work on the machine meets both."""
    region = load_region("mekong-delta", known())
    sizes = (1_000, 10_000, 100_000) if every else (1_000, 10_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder / "first.db", region, 100)  # what is loaded and compiled once is not a letter's cost
        letters = rendered(folder / "first.db") * 10
        drain(folder / "first.db", folder / "first", region)
        tasks = prefect(letters[:TASKS], folder / "prefect", region)
        print(
            f"into {'smtp-sink' if smtp_sink() else 'the sink of simulations'}, letters of {_size(letters)} KB;", end=""
        )
        print(f" a Prefect task each: {tasks.rate:.1f}/s", flush=True)
        least = None
        for size in sizes:
            database = folder / f"{size}.db"
            fill(database, region, size)
            words = worded(database)
            before = bare(letters, folder / f"before-{size}", region)
            ours = drain(database, folder / f"mail-{size}", region)
            after = bare(letters, folder / f"after-{size}", region)
            alone, least = (before.rate + after.rate) / 2, least or ours
            print(
                f"outbox {ours.notices:>7} notices  {ours.rate:>5.0f}/s  {ours.rate / alone:.2f} of bare aiosmtplib"
                f" ({before.rate:.0f}, {after.rate:.0f}/s)  {ours.rate / tasks.rate:>4.0f} times Prefect"
                f"  cost of each {least.rate / ours.rate:.2f}  (letters set before at {words.rate:.0f}/s)",
                flush=True,
            )


def _size(letters: list[tuple[str, bytes]]) -> int:
    return round(sum(len(content) for _, content in letters) / len(letters) / 1_000)


def kills() -> None:
    """Print what 200 kills over 1,000 notices do, and two deliverers at once on 5,000."""
    region = load_region("mekong-delta", known())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder / "kills.db", region, 1_000)
        print(kill_deliverers(folder / "kills.db", folder / "kills", region, 200, seed=1), flush=True)
        fill(folder / "two.db", region, 5_000)
        print(deliver_at_once(folder / "two.db", folder / "two", region, 2), flush=True)
