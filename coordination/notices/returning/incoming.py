"""Mail that comes in, written by strangers: mailboxes, messages, parts and fields, read within bounds.

By hand, from few parts. The library's parser calls itself once a level of nesting and asks every open boundary about
every line; its ``mailbox.mbox`` keeps a list of all messages and reads lines of any length. Here size, depth and
number are bounded before anything is looked at, and whatever stands in a message, reading it is no error.
"""

from __future__ import annotations

import os
import re
from binascii import a2b_base64, a2b_qp
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header
from email.utils import parsedate_to_datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from coordination.errors import Fault, InvalidInputError, NotFoundError
from coordination.kernel.text import Text, one_line

LARGEST = 5_000_000
"""Bytes of a message that are looked at; a report stands before the letter it gives back."""
LONGEST_HEAD = 65_536
LONGEST_WORDS = 500
DEEPEST = 8
ADDRESS = r"[^\s<>@,;:()\"]{1,64}@[^\s<>@,;:()\"]{1,255}"

_FIELD = re.compile(r"^([!-9;-~]+)[ \t]*:[ \t]*(.*(?:\n[ \t].*)*)", re.MULTILINE)
_BOUNDARY = re.compile(r'\bboundary\s*=\s*(?:"([^"\n]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE)
_CODED_SIGN = re.compile(r"\\x\{(10[0-9A-F]{4}|[0-9A-F]{2,5})\}")
"""How a sign outside ASCII is written in an address of a report in ASCII (RFC 6533, 3)."""
_SECRET = re.compile(
    r"(?i)(://)[^/\s]+@|(?<![a-z])((?:auth(?:orization)?[:=]?\s*(?:plain|login|basic|bearer|cram-md5)"
    r"|(?:pass(?:word|wd)?|pwd|token|secret|api[-_]?key)[\"']?\s*[:=])\s*)\S+"
)
_BEGINS_MAIL = re.compile(rb"From \S.*[0-9]{2}:[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Part:
    """A message or a part of one: its fields by name in small letters, and the bytes below them."""

    head: dict[str, str]
    body: bytes

    @property
    def type(self) -> str:
        """Give its type, in small letters: ``text/plain`` unless it says another."""
        return self.head.get("content-type", "text/plain").partition(";")[0].strip().lower()

    @property
    def content(self) -> bytes:
        """Give its bytes decoded; what is not base64 although it says so is given as it stands."""
        encoding = self.head.get("content-transfer-encoding", "").strip().lower()
        with suppress(ValueError):
            if encoding == "base64":
                return a2b_base64(self.body + b"==").replace(b"\r\n", b"\n")
        return a2b_qp(self.body) if encoding == "quoted-printable" else self.body


def message_of(content: bytes) -> Part:
    """Give a message from its bytes, with lines that end in LF."""
    return _part(content[:LARGEST].replace(b"\r\n", b"\n").lstrip(b"\n"))


def parts_of(part: Part, levels: int = DEEPEST) -> Iterator[Part]:
    """Give a message and what it is made of; letters in it are not opened, nor is what is nested too deep."""
    yield part
    boundary = _BOUNDARY.search(part.head.get("content-type", "")) if part.type.startswith("multipart/") else None
    if boundary is None or not levels:
        return
    mark = re.compile(rb"^--%b(--)?[ \t]*$" % re.escape((boundary[1] or boundary[2]).encode()), re.MULTILINE)
    start = None
    for found in mark.finditer(part.body):
        if start is not None:
            yield from parts_of(_part(part.body[start : found.start()]), levels - 1)
        start = found.end() + 1
        if found[1]:
            return
    if start is not None:  # cut off, or never closed
        yield from parts_of(_part(part.body[start:]), levels - 1)


def _part(content: bytes) -> Part:
    head, _, body = (b"", b"", content[1:]) if content.startswith(b"\n") else content.partition(b"\n\n")
    return Part(fields_of(head), body)


def fields_of(head: bytes) -> dict[str, str]:
    """Give fields by name in small letters, the first of each; lines that are none are passed over."""
    found = list(_FIELD.finditer(head[:LONGEST_HEAD].decode("utf-8", "replace")))
    return {each[1].lower(): each[2] for each in reversed(found)}


def words_of(text: str) -> str:
    """Give words fit to be kept and shown: decoded (RFC 2047), one line of bounded length, without passwords."""
    line = one_line(_decoded(text[: 4 * LONGEST_WORDS]))
    return _SECRET.sub(r"\1\2…", line)[:LONGEST_WORDS]


def _decoded(text: str) -> str:
    with suppress(MessageError, LookupError, ValueError):  # a broken or unknown encoding: the words as they stand
        return "".join(
            piece if isinstance(piece, str) else piece.decode(charset or "raw-unicode-escape", "replace")
            for piece, charset in decode_header(text)
        )
    return text


def address_in(words: str) -> str | None:
    """Give the first address in a field, if there is one."""
    decoded = _CODED_SIGN.sub(lambda sign: chr(int(sign[1], 16)), words[:LONGEST_WORDS])
    found = re.search(ADDRESS, one_line(decoded))
    return found[0] if found else None


def moment_of(date: str) -> datetime | None:
    """Give the moment a date field tells, in UTC; None if it tells none."""
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        moment = parsedate_to_datetime(date[:100])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    return None


def messages_in(path: Path) -> Iterator[tuple[str, bytes]]:
    """Give the messages of a Maildir (new, then cur), an mbox, a folder of .eml files or one file, each by its name.

    One at a time, up to LARGEST bytes of each; in an mbox the name is ``file#position``. NotFoundError if there is
    no such place; InvalidInputError if it cannot be read or is no mailbox. Nothing is moved, marked or deleted.
    """
    with _readable(path):
        if path.is_file():
            return _in_file(path)
        boxes = [path / name for name in ("new", "cur") if (path / name).is_dir()]
        if boxes:
            return chain.from_iterable(_in_folder(box, "") for box in boxes)
        if path.is_dir() and any(each.suffix.lower() == ".eml" for each in path.iterdir()):
            return _in_folder(path, ".eml")
        if path.exists():
            raise InvalidInputError(_fault(path, "không phải hộp thư", "this is no mailbox"))
    raise _missing(path)


def _in_folder(folder: Path, ending: str) -> Iterator[tuple[str, bytes]]:
    with _readable(folder), os.scandir(folder) as entries:
        names = sorted(each.name for each in entries if each.name.lower().endswith(ending) and each.is_file())
    for name in names:
        with suppress(NotFoundError):  # a mail program moved it from new to cur meanwhile: it is read there
            yield one_line(name), _content(folder / name)


def _content(path: Path) -> bytes:
    with _readable(path), path.open("rb") as stream:
        return stream.read(LARGEST)


def _in_file(path: Path) -> Iterator[tuple[str, bytes]]:
    with _readable(path), path.open("rb") as stream:
        first = stream.readline(LONGEST_HEAD)
        stream.seek(0)
        if _BEGINS_MAIL.match(first):
            yield from _in_mbox(stream, one_line(path.name))
        elif first:
            yield one_line(path.name), stream.read(LARGEST)


def _in_mbox(stream: BinaryIO, name: str) -> Iterator[tuple[str, bytes]]:
    number, held, begins = 0, bytearray(), True
    for line in iter(partial(stream.readline, LONGEST_HEAD), b""):
        if begins and _BEGINS_MAIL.match(line):
            if number:
                yield f"{name}#{number}", bytes(held)
            number, held = number + 1, bytearray()
        else:
            held += line[: LARGEST - len(held)]
        begins = line.endswith(b"\n")
    yield f"{name}#{number}", bytes(held)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise _missing(path) from error
    except OSError as error:
        fault = _fault(path, f"không đọc được ({error.strerror})", f"cannot be read ({error.strerror})")
        raise InvalidInputError(fault) from error


def _missing(path: Path) -> NotFoundError:
    return NotFoundError(_fault(path, "không có tệp hay thư mục này", "there is no such file or folder"))


def _fault(path: Path, vi: str, en: str) -> Fault:
    fix = Text(
        vi="chỉ tới một Maildir, một tệp mbox, một thư mục tệp .eml hoặc một tệp .eml đọc được",
        en="point to a Maildir, an mbox file, a folder of .eml files or one .eml file that can be read",
    )
    return Fault(Text(vi=vi, en=en), one_line(str(path)), None, fix)
