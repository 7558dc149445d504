"""A small real SMTP server whose answers, and lapses, a test writes down beforehand."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

HANG_UP = "hang up"
SILENCE = "silence"


@dataclass(frozen=True)
class Says:
    """A reply that is more than its words: followed by a hang-up, or sent byte by byte."""

    words: str
    then_hang_up: bool = False
    in_bytes: bool = False


Answer = Callable[[str, int], str | Says | None]


def _as_usual(_verb: str, _number: int) -> str | None:
    return None


@dataclass
class ScriptedServer:
    """Context manager. ``answer(verb, number)`` may give a reply of its own, HANG_UP, SILENCE, or None for the usual.

    The verb ``BODY`` stands for the first line of the message, ``MESSAGE`` for its end; ``number`` counts messages
    begun, from 1, and before the first of a connection, connections.
    """

    answer: Answer = _as_usual
    offers: tuple[str, ...] = ()
    tls: ssl.SSLContext | None = None
    most_at_once: int = 100
    messages: list[bytes] = field(default_factory=list)
    heard_in_clear: list[bytes] = field(default_factory=list)
    verbs: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        script = self

        class Conversation(socketserver.StreamRequestHandler):
            disable_nagle_algorithm = True

            def handle(self) -> None:
                with suppress(OSError, ValueError):  # the client has gone
                    _Talk(script, self).run()

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation)
        self._server.daemon_threads = True
        self._lock = threading.Lock()
        self._begun = self._connected = self._at_once = 0
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
    def port(self) -> int:
        """Give where it listens."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Give the address in the form ``LIENVUNG_SMTP_URL`` takes."""
        return f"smtp://127.0.0.1:{self.port}"

    def begin(self) -> int:
        """Count one more message."""
        with self._lock:
            self._begun += 1
            return self._begun

    def enter(self) -> tuple[int, bool]:
        """Count one more connection; gives its number and whether there is room for it."""
        with self._lock:
            self._connected += 1
            self._at_once += 1
            return self._connected, self._at_once <= self.most_at_once

    def leave(self) -> None:
        """Count one connection less."""
        with self._lock:
            self._at_once -= 1


USUAL = {
    "CONNECT": "220 scripted ESMTP",
    "STARTTLS": "220 go ahead",
    "AUTH": "235 welcome",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "MESSAGE": "250 taken",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}


class _GoneError(OSError):
    """The server has hung up."""


class _Talk:
    """One connection."""

    def __init__(self, script: ScriptedServer, peer: socketserver.StreamRequestHandler) -> None:
        self._script = script
        self._socket = peer.connection
        self._reader = peer.rfile
        self._clear = True
        self._number = 0

    def run(self) -> None:
        self._number, room = self._script.enter()
        try:
            if not room:
                self._say(Says("421 too many connections", then_hang_up=True))
            self._answer("CONNECT", USUAL["CONNECT"])
            while line := self._line():
                self._hear(line)
        finally:
            self._script.leave()
            with suppress(OSError):
                self._socket.close()

    def _line(self) -> bytes:
        line = self._reader.readline()
        if self._clear:
            self._script.heard_in_clear.append(line)
        return line

    def _hear(self, line: bytes) -> None:
        verb = line.split()[0].decode().upper()
        self._script.verbs.append(verb)
        if verb == "MAIL":
            self._number = self._script.begin()
        said = self._answer(verb, self._hello() if verb == "EHLO" else USUAL.get(verb, "502 no"))
        if verb == "QUIT":
            raise _GoneError
        if verb == "STARTTLS" and said.startswith("220"):
            self._protect()
        if verb == "DATA" and said.startswith("354"):
            self._take()

    def _hello(self) -> str:
        offers = [each for each in self._script.offers if each != "STARTTLS" or self._clear]
        lines = ["scripted", *offers]
        return "\r\n".join(f"250{' ' if each is lines[-1] else '-'}{each}" for each in lines)

    def _protect(self) -> None:
        assert self._script.tls is not None
        self._socket = self._script.tls.wrap_socket(self._socket, server_side=True)
        self._reader = self._socket.makefile("rb")
        self._clear = False

    def _take(self) -> None:
        lines = [self._reader.readline()]
        self._answer("BODY", "")
        while lines[-1] not in {b".\r\n", b""}:
            lines.append(self._reader.readline())
        if lines[-1] == b"":
            raise _GoneError
        said = self._answer("MESSAGE", USUAL["MESSAGE"])
        if said.startswith("250"):
            content = (line.removeprefix(b".") if line.startswith(b"..") else line for line in lines[:-1])
            self._script.messages.append(b"".join(content))

    def _answer(self, verb: str, usual: str) -> str:
        """Say what the script has for a verb, or the usual; gives the words."""
        found = self._script.answer(verb, self._number)
        return self._say(usual if found is None else found)

    def _say(self, reply: str | Says) -> str:
        says = reply if isinstance(reply, Says) else Says(reply)
        if says.words == HANG_UP:
            raise _GoneError
        if says.words == SILENCE:
            while self._reader.readline():
                pass
            raise _GoneError
        content = f"{says.words}\r\n".encode() if says.words else b""
        for piece in [content[at : at + 1] for at in range(len(content))] if says.in_bytes else [content]:
            self._socket.sendall(piece)
        if says.then_hang_up:
            raise _GoneError
        return says.words
