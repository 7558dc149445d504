"""A real SMTP server on loopback, in a process of its own, that files every message in a Maildir."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections import Counter
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from coordination.errors import TryLaterError
from coordination.settings import MailServer

START_SECONDS = 20


class _Filing:
    """Puts each message into the Maildir of the body its address belongs to.

    Written by hand: the library's Maildir waits for the disk at every message (fsync), which real post must and a
    simulation need not. Names count up, so that the same year files the same names.
    """

    def __init__(self, root: Path, bodies: Mapping[str, str]) -> None:
        self._bodies = bodies
        self._root = root
        self._filed: Counter[str] = Counter()
        root.mkdir(parents=True, exist_ok=True)

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address not in self._bodies:
            return "550 5.1.1 no such mailbox in this simulation"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.content or b""
        for address in envelope.rcpt_tos:
            self._file(self._bodies[address], content if isinstance(content, bytes) else content.encode())
        return "250 OK"

    def _file(self, body: str, content: bytes) -> None:
        box = self._root / body
        if body not in self._filed:
            for part in ("tmp", "new", "cur"):
                (box / part).mkdir(parents=True, exist_ok=True)
            self._filed[body] = sum(1 for _ in (box / "new").iterdir())
        self._filed[body] += 1
        name = f"{self._filed[body]:06}.simulated"
        (box / "tmp" / name).write_bytes(content)
        (box / "tmp" / name).rename(box / "new" / name)


def _serve(root: Path, bodies: Mapping[str, str], pipe: Connection) -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        filing = _Filing(root, bodies)
        server = await loop.create_server(lambda: SMTP(filing, hostname="localhost", loop=loop), "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await loop.run_in_executor(None, pipe.recv)  # anything, or the far end closing, says stop
        server.close()

    try:
        asyncio.run(run())
    except (EOFError, KeyboardInterrupt):
        return


class MailSink:
    """Context manager: a mail server for the bodies of a simulation; gives where to reach it."""

    def __init__(self, root: Path, bodies: Mapping[str, str]) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(root, dict(bodies), theirs), daemon=True)
        self._theirs = theirs

    def __enter__(self) -> MailServer:
        self._process.start()
        self._theirs.close()
        if not self._pipe.poll(START_SECONDS):
            self._process.terminate()
            raise TryLaterError.of(
                "máy chủ thư của mô phỏng không khởi động được", "the simulation's mail server did not start"
            )
        port: Any = self._pipe.recv()
        return MailServer("127.0.0.1", port, tls=False, starttls=False)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pipe.close()
        self._process.join(START_SECONDS)
        if self._process.is_alive():
            self._process.terminate()
