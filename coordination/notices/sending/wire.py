"""One connection to a mail server, phase by phase, so that every attempt can say where it ended.

What a letter is worth after a fault depends on the phase: before its final dot it is not with the server and may be
sent again; after the dot, without an answer, nobody knows (RFC 5321, 4.5.3.2.6 and RFC 1047).
"""

from __future__ import annotations

import ssl
from base64 import b64encode
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPNotSupported,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from coordination.notices.sending.message import Message, build, needs_smtputf8, wire_address
from coordination.notices.sending.outcome import CLOSING, PERMANENT, REFUSALS, TOO_LARGE, Outcome, Phase, said
from coordination.settings import MailServer

GO_ON, TAKEN = range(354, 355), range(200, 300)
NOTIFY = "NOTIFY=SUCCESS,FAILURE,DELAY"
UNASKED = "an answer nobody asked for"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A letter as it goes over the wire; ``wide`` if only servers with SMTPUTF8 (RFC 6531) can take it."""

    name: str
    """By which reports of its delivery call it."""
    sender: str
    address: str
    content: bytes
    wide: bool


def parcel_of(message: Message) -> Parcel | Outcome:
    """Give a letter as it goes over the wire, or say why it cannot be written."""
    try:
        sender, address = wire_address(message.sender), wire_address(message.address)
        return Parcel(message.key, sender, address, _stuffed(build(message)), needs_smtputf8(message))
    except (ValueError, LookupError) as error:
        return Outcome("failed", "letter", said(f"cannot be written as mail: {error}"))


class LineError(Exception):
    """The server cannot be talked to."""

    def __init__(self, phase: Phase, words: str, code: int | None = None) -> None:
        super().__init__(words)
        self.outcome = Outcome("deferred", phase, said(words), code)


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
        self.is_fresh = True
        """Whether it has carried no letter since it was opened: what fails then is not an old line that went dead."""
        self._secrets = _forms(server.user or "", server.password) if server.password else ()

    @property
    def is_open(self) -> bool:
        """Say whether the connection can be used."""
        return self._smtp.is_connected

    @property
    def offers(self) -> list[str]:
        """Give the extensions the server names (RFC 5321, 2.2): SIZE, STARTTLS, SMTPUTF8 and such."""
        return sorted(name.upper() for name in self._smtp.esmtp_extensions)

    async def open(self) -> None:
        """Connect, protect the line if asked to, log in; LineError says in which phase it failed.

        Credentials go over a protected line only, or over loopback: where the server does not offer STARTTLS that
        was asked for, or shows a certificate that does not hold, they are not sent.
        """
        server, smtp = self._server, self._smtp
        self.is_fresh = True
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

    async def _step(self, phase: Phase, act: Callable[[], Awaitable[object]]) -> None:
        try:
            await act()
            self._in_order()
        except (SMTPException, ssl.SSLError, OSError, ValueError) as error:
            await self.close()
            code = error.code if isinstance(error, SMTPResponseException) else None
            raise LineError(phase, self._said(_named(error)), code) from None
        except BaseException:
            await self.close()
            raise

    def _said(self, words: str) -> str:
        """Give the server's words; one that says back what it was told at the login does not bring it into a row."""
        for secret in self._secrets:
            words = words.replace(secret, "…")
        return said(words)

    def _in_order(self) -> None:
        """Hang up on a server that says more than was asked: its next answer would be taken for another's."""
        protocol = self._smtp.protocol
        if protocol is None:
            raise SMTPServerDisconnected("connection lost")
        if protocol._buffer:  # noqa: SLF001 - the library keeps what came too early for the next command
            raise SMTPServerDisconnected(UNASKED)

    async def offer(self, parcel: Parcel) -> Outcome | None:
        """Hand over all of a letter but its end; None if the server now waits for it, else how it ended."""
        self.is_fresh = False
        if parcel.wide and self.is_open and not self._smtp.supports_extension("smtputf8"):
            words = f"the server takes no address outside ASCII: {parcel.address}"
            return Outcome("failed", "letter", self._said(words))
        sender, address = [f"MAIL FROM:<{parcel.sender}>"], [f"RCPT TO:<{parcel.address}>"]
        if parcel.wide:
            sender += ["SMTPUTF8", "BODY=8BITMIME"]
        if self._smtp.supports_extension("dsn"):  # RFC 3461: tell what becomes of it, and by which name
            sender += ["RET=HDRS", f"ENVID={_xtext(parcel.name)}"]
            address += [NOTIFY]
        steps: tuple[tuple[Phase, Callable[[], Awaitable[object]]], ...] = (
            ("sender", lambda: self._ask(" ".join(sender).encode(), TAKEN)),
            ("recipient", lambda: self._ask(" ".join(address).encode(), TAKEN)),
            ("content", lambda: self._content(parcel.content)),
        )
        for phase, act in steps:
            try:
                await act()
                self._in_order()
            except SMTPResponseException as error:
                return await self._refused(phase, error.code, error.message)
            except (SMTPException, OSError) as error:
                await self.close()  # a late answer must not be taken for the answer to the next letter
                return Outcome("deferred", phase, self._said(_named(error)))
            except BaseException:
                await self.close()
                raise
        return None

    async def _ask(self, command: bytes, good: range) -> None:
        """Send a command and hear the answer; SMTPResponseException for another than a good one."""
        answer = await self._smtp.execute_command(command)
        if answer.code not in good:
            raise SMTPResponseException(answer.code, answer.message)

    async def _content(self, content: bytes) -> None:
        await self._ask(b"DATA", GO_ON)
        self._in_order()
        if self._smtp.protocol is not None:
            self._smtp.protocol.write(content)

    async def end(self) -> Outcome:
        """Send the final dot and hear what becomes of the letter; what is neither yes nor no leaves it in doubt."""
        try:
            answer = await self._smtp.execute_command(b".")
        except (SMTPException, OSError) as error:
            await self.close()
            return Outcome("uncertain", "end", self._said(f"no answer after the end of the letter ({_named(error)})"))
        except BaseException:
            await self.close()
            raise
        try:
            self._in_order()
        except SMTPServerDisconnected:
            await self.close()
        if answer.code in REFUSALS:
            return await self._refused("end", answer.code, answer.message)
        if answer.code in TAKEN:
            return Outcome("sent", "end", self._said(answer.message), answer.code)
        await self.close()
        return Outcome("uncertain", "end", self._said(f"an answer that means nothing here: {answer}"), answer.code)

    async def _refused(self, phase: Phase, code: int, words: str) -> Outcome:
        """Tell a refusal: of the letter (for good from 500), or of us, which may be mended (phase sender, 421)."""
        final = code in REFUSALS and code >= PERMANENT and (phase != "sender" or code == TOO_LARGE)
        if code not in REFUSALS or code == CLOSING:
            await self.close()
        elif self.is_open:
            try:
                await self._smtp.rset()
                self._in_order()
            except (SMTPException, OSError):
                await self.close()
        return Outcome("failed" if final else "deferred", phase, self._said(words), code)

    async def close(self) -> None:
        """Hang up without a word."""
        self._smtp.close()

    async def quit(self) -> None:
        """Say goodbye; how the server says it is its own affair."""
        if self.is_open:
            with suppress(SMTPException, OSError):
                await self._smtp.quit()
        self._smtp.close()


def _forms(user: str, password: str) -> tuple[str, ...]:
    """Give a password in the forms in which it goes over the wire (RFC 4616, and AUTH LOGIN)."""
    plain = f"\0{user}\0{password}"
    return (*(b64encode(each.encode()).decode() for each in (plain, password)), password)


def _named(error: Exception) -> str:
    if isinstance(error, SMTPResponseException):
        return str(error.message)
    if isinstance(error, SMTPTimeoutError):
        return "no answer in time"
    if isinstance(error, SMTPNotSupported):
        return f"not offered: {error}"
    return f"{type(error).__name__}: {error}"


def _xtext(words: str) -> str:
    """Give words as parameters of SMTP carry them (RFC 3461, 4)."""
    return "".join(
        chr(each) if 0x21 <= each <= 0x7E and each not in b"+=" else f"+{each:02X}" for each in words.encode()
    )


def _stuffed(content: bytes) -> bytes:
    """Give a message as it goes over the wire: a dot that begins a line is doubled (RFC 5321, 4.5.2)."""
    dotted = content.replace(b"\r\n.", b"\r\n..")
    dotted = b"." + dotted if dotted.startswith(b".") else dotted
    return dotted if dotted.endswith(b"\r\n") else dotted + b"\r\n"
