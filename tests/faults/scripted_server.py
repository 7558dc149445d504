"""A small real SMTP server whose answers a test writes down beforehand."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

HANG_UP = "hang up"
Answer = Callable[[str, int], str | None]


def _as_usual(_verb: str, _number: int) -> str | None:
    return None


@dataclass
class ScriptedServer:
    """Context manager. ``answer(verb, number)`` may give a reply of its own, HANG_UP, or None for the usual one.

    The verb ``MESSAGE`` stands for the end of the message; ``number`` counts messages begun, from 1.
    """

    answer: Answer = _as_usual
    messages: list[bytes] = field(default_factory=list)

    def __enter__(self) -> Self:
        script = self

        class Conversation(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                _converse(script, self)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation)
        self._server.daemon_threads = True
        self._begun = 0
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """Give the address in the form ``LIENVUNG_SMTP_URL`` takes."""
        return f"smtp://127.0.0.1:{self._server.server_address[1]}"

    def begin(self) -> int:
        """Count one more message."""
        self._begun += 1
        return self._begun


USUAL = {
    "EHLO": "250 scripted",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}


def _converse(script: ScriptedServer, peer: socketserver.StreamRequestHandler) -> None:
    def say(verb: str, number: int, usual: str) -> str:
        words = script.answer(verb, number) or usual
        if words != HANG_UP:
            peer.wfile.write(f"{words}\r\n".encode())
        return words

    number = 0
    last = say("CONNECT", 0, "220 scripted ESMTP")
    while last != HANG_UP and (line := peer.rfile.readline()):
        verb = line.split()[0].decode().upper()
        number = script.begin() if verb == "MAIL" else number
        last = say(verb, number, USUAL.get(verb, "502 no"))
        if verb == "QUIT":
            return
        if verb == "DATA" and last.startswith("354"):
            content = _content(peer)
            last = say("MESSAGE", number, "250 taken")
            if last.startswith("250"):
                script.messages.append(content)


def _content(peer: socketserver.StreamRequestHandler) -> bytes:
    lines = []
    while (line := peer.rfile.readline()) not in (b".\r\n", b""):
        lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
    return b"".join(lines)
