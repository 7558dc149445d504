"""One connection to a mail server, phase by phase, so that every attempt can say where it ended.

What a letter is worth after a fault depends on the phase: before its final dot it is not with the server and may be
sent again; after the dot, without an answer, nobody knows (RFC 5321, 4.5.3.2.6 and RFC 1047).
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupported,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from coordination.kernel.text import one_line
from coordination.notices.message import Message, build, needs_smtputf8, wire_address
from coordination.settings import MailServer

Verdict = Literal["sent", "deferred", "failed", "uncertain"]
Phase = Literal["letter", "connect", "hello", "tls", "login", "sender", "recipient", "content", "end"]
PERMANENT, GO_ON, TOO_LARGE, CLOSING, TOO_MANY = 500, 354, 552, 421, 452
LONGEST_WORDS = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended: what it means, in which phase, and the server's own words."""

    verdict: Verdict
    phase: Phase
    words: str
    code: int | None = None

    @property
    def of_server(self) -> bool:
        """Say whether it is the server that failed, not this letter."""
        return self.phase in {"connect", "hello", "tls", "login", "sender"} or self.code in {None, CLOSING}

    @property
    def bad_address(self) -> bool:
        """Say whether the address itself was refused for good, and not our being allowed to write to it."""
        return self.phase == "recipient" and self.verdict == "failed" and not self.words.startswith("5.7")


class LineError(Exception):
    """The server cannot be talked to."""

    def __init__(self, phase: Phase, words: str, code: int | None = None) -> None:
        super().__init__(words)
        self.outcome = Outcome("deferred", phase, _said(words), code)


def _said(words: object) -> str:
    return one_line(str(words))[:LONGEST_WORDS]


class Line:
    """A connection that is opened once and reused; after any silence it is closed and must be opened anew."""

    def __init__(self, server: MailServer, patience: float) -> None:
        self._server = server
        self._smtp = SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.tls,
            start_tls=False,
            timeout=patience,
            local_hostname="lienvung",
            cert_bundle=server.ca,
        )

    @property
    def is_open(self) -> bool:
        """Say whether the connection can be used."""
        return self._smtp.is_connected

    async def open(self) -> None:
        """Connect, protect the line if asked to, log in; LineError says in which phase it failed.

        Credentials go over a protected line only, or over loopback: where the server does not offer STARTTLS that
        was asked for, or shows a certificate that does not hold, they are not sent.
        """
        server, smtp = self._server, self._smtp
        await self._step("connect", smtp.connect)
        await self._step("hello", smtp.ehlo)
        if server.starttls:
            await self._step("tls", smtp.starttls)
            await self._step("hello", smtp.ehlo)
        if server.user is None:
            return
        if not server.may_log_in:
            await self.close()
            raise LineError("login", "the line is not protected: the password was not sent (use smtps or starttls)")
        user, password = server.user, server.password or ""
        await self._step("login", lambda: smtp.login(user, password))

    async def _step(self, phase: Phase, act: Callable[[], object]) -> None:
        try:
            await act()  # type: ignore[misc]
        except SMTPAuthenticationError as error:
            await self.close()
            raise LineError("login", "the server refused user or password", error.code) from None
        except SMTPResponseException as error:
            await self.close()
            raise LineError(phase, error.message, error.code) from error
        except (SMTPException, ssl.SSLError, OSError, ValueError) as error:
            await self.close()
            found: Phase = "hello" if isinstance(error, SMTPHeloError) else phase
            raise LineError(found, f"{type(error).__name__}: {error}") from error

    async def offer(self, message: Message) -> Outcome | None:
        """Hand over all of a letter but its end; None if the server now waits for it, else how it ended."""
        try:
            content = build(message)
            wide = needs_smtputf8(message)
        except (ValueError, LookupError) as error:
            return Outcome("failed", "letter", _said(f"cannot be written as mail: {error}"))
        if wide and self.is_open and not self._smtp.supports_extension("smtputf8"):
            return Outcome(
                "failed", "recipient", _said(f"the server takes no address outside ASCII: {message.address}")
            )
        try:
            return await self._hand_over(message, content, wide=wide)
        except UnicodeError as error:
            await self.close()
            return Outcome("failed", "recipient", _said(f"the address cannot be used: {error}"))

    async def _hand_over(self, message: Message, content: bytes, *, wide: bool) -> Outcome | None:
        options, encoding = (["SMTPUTF8", "BODY=8BITMIME"], "utf-8") if wide else ([], "ascii")
        phase: Phase = "sender"
        try:
            await self._smtp.mail(message.sender, options=options, encoding=encoding)
            phase = "recipient"
            await self._smtp.rcpt(wire_address(message.address), encoding=encoding)
            phase = "content"
            answer = await self._smtp.execute_command(b"DATA")
            if answer.code != GO_ON:
                return await self._refused(phase, answer.code, answer.message)
            if self._smtp.protocol is None:
                raise SMTPServerDisconnected("connection lost")
            self._smtp.protocol.write(_stuffed(content))
        except SMTPResponseException as error:
            return await self._refused(phase, error.code, error.message)
        except (SMTPException, OSError) as error:
            await self.close()  # a late answer must not be taken for the answer to the next letter
            return Outcome("deferred", phase, _said(_named(error)))
        return None

    async def end(self) -> Outcome:
        """Send the final dot and hear what becomes of the letter."""
        try:
            answer = await self._smtp.execute_command(b".")
        except (SMTPException, OSError) as error:
            await self.close()
            return Outcome("uncertain", "end", _said(f"no answer after the end of the letter ({_named(error)})"))
        if answer.code >= 400:
            return await self._refused("end", answer.code, answer.message)
        return Outcome("sent", "end", _said(answer.message), answer.code)

    async def _refused(self, phase: Phase, code: int, words: str) -> Outcome:
        """Tell a refusal: of the letter (for good from 500), or of us, which may be mended (phase sender, 421)."""
        final = code >= PERMANENT and (phase != "sender" or code == TOO_LARGE)
        if code == CLOSING:
            await self.close()
        elif self.is_open:
            with suppress(SMTPException, OSError):
                await self._smtp.rset()
        return Outcome("failed" if final else "deferred", phase, _said(words), code)

    async def close(self) -> None:
        """Hang up without a word."""
        self._smtp.close()

    async def quit(self) -> None:
        """Say goodbye; how the server says it is its own affair."""
        if self.is_open:
            with suppress(SMTPException, OSError):
                await self._smtp.quit()
        self._smtp.close()


def _named(error: Exception) -> str:
    if isinstance(error, SMTPTimeoutError):
        return "no answer in time"
    if isinstance(error, SMTPNotSupported):
        return f"not offered: {error}"
    return f"{type(error).__name__}: {error}"


def _stuffed(content: bytes) -> bytes:
    """Give a message as it goes over the wire: a dot that begins a line is doubled (RFC 5321, 4.5.2)."""
    dotted = content.replace(b"\r\n.", b"\r\n..")
    dotted = b"." + dotted if dotted.startswith(b".") else dotted
    return dotted if dotted.endswith(b"\r\n") else dotted + b"\r\n"
