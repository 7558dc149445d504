"""A notice as the bytes that go over the wire.

Built by hand from few parts: the library's EmailMessage costs 2-5 ms each (measured), this a hundredth of that.
Mailboxes are ``email.headerregistry`` addresses, but their names are written by ``email.header``: the registry's own
folding takes 6-8 ms for one Vietnamese office, grows with the square of a name, and reads a long quoted name with
commas back as several recipients.
The HTML's styles are written inline in ``letter.html``: a style sheet could only be inlined once for each letter, for
an HTML parser moves the template's loops out of their tables.
There is no ``Precedence: bulk``: it is in no standard, asks for late delivery, and what it would silence is told by
``Auto-Submitted`` (RFC 3834) and ``X-Auto-Response-Suppress``.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.utils import format_datetime
from functools import lru_cache
from urllib.parse import quote

import idna

from coordination.kernel.canonical import sha256
from coordination.kernel.clock import VIETNAM
from coordination.kernel.text import ascii_fold, nfc, one_line, unseen


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a notice; ``media_type`` is ``application/…``, ``image/…`` or ``text/…`` (then UTF-8)."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """What a message is made of."""

    key: str
    cycle: str
    sender: str
    sender_name: str
    address: str
    office: str
    subject: str
    text: str
    html: str
    language: str
    at: datetime
    simulated: bool
    calendar: str | None = None
    """An invitation (RFC 5546): shown by mail programs with accept and decline, and attached as a file."""
    thread: str | None = None
    """The stage or cycle whose letters mail programs show together."""
    list_id: tuple[str, str] | None = None
    """Code and name of the region, by which mail programs file letters (RFC 2919)."""
    attachments: tuple[Attachment, ...] = ()


_METHOD = re.compile(r"^METHOD:([A-Z]+)\r$", re.MULTILINE)
_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_ID = re.compile(rf"(?=.{{1,200}}$){_LOCAL.pattern}", re.ASCII)
_HOST = re.compile(r"(?=.{1,253}$)[\w-]+(?:\.[\w-]+)*", re.ASCII)
_PLAIN = re.compile(r"(?!.*=\?)[!-~]{1,900}")
_MEDIA_TYPE = re.compile(r"(?:application|image|text)/[a-z0-9][a-z0-9.+-]{0,99}")
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|]+')
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,10}$")
_NOT_IN_PLAIN_FILE_NAMES = re.compile(r"[^a-z0-9_]+")
_LONGEST_LOCAL = 64
_LONGEST_STEM = 100
_UNNAMED = "tep"
_SEGMENT = 55
"""Of a file name on one line: with ``filename*10*=`` before it, it stays within 76 columns."""
_LINE = 76
_LINES = re.compile(b".{1,%d}" % _LINE)
INVITATION = "moi-hop.ics"


@lru_cache(maxsize=8192)
def wire_address(address: str) -> str:
    """Give an address as servers take it: the mailbox as it is, the host in ASCII (IDNA 2008, by UTS 46).

    ValueError for what is no address, or holds signs that cannot be seen: an address is refused, never mended.
    """
    local, _, host = nfc(address).rpartition("@")
    if unseen(address) or not _LOCAL.fullmatch(local) or len(local.encode()) > _LONGEST_LOCAL:
        raise ValueError(f"{address!r} is no address")
    try:
        ascii_host = host if host.isascii() else idna.encode(host, uts46=True).decode()
    except idna.IDNAError as error:
        raise ValueError(f"{address!r} names no host: {error}") from None
    if not _HOST.fullmatch(ascii_host):
        raise ValueError(f"{address!r} names no host")
    return Address("", local, ascii_host).addr_spec


def needs_smtputf8(message: Message) -> bool:
    """Say whether only servers with SMTPUTF8 (RFC 6531) can take a message: an address has letters outside ASCII."""
    return not (wire_address(message.sender) + wire_address(message.address)).isascii()


def message_id(key: str, sender: str) -> str:
    """Give the Message-ID of a notice: the same however often it is sent. ValueError for a sender without a host."""
    return f"<{_label(key)}@{_host(sender)}>"


def _label(key: str) -> str:
    label = key.replace("/", ".").replace(":", ".")
    return label if _ID.fullmatch(label) else sha256(key)


def _host(sender: str) -> str:
    return wire_address(sender).rpartition("@")[2]


@lru_cache(maxsize=8192)
def _mailbox(name: str, address: str) -> str:
    # Always as encoded words: an unencoded name could be read as another recipient.
    box = Address(one_line(name), *wire_address(address).rsplit("@", 1))
    return _named(_encoded(box.display_name), box.addr_spec)


def _named(words: str, what: str) -> str:
    return f"{words}\r\n <{what}>" if words else f"<{what}>"


@lru_cache(maxsize=1024)
def _encoded(words: str) -> str:
    return Header(one_line(words), "utf-8", header_name="Subject", maxlinelen=_LINE).encode(linesep="\r\n")


@lru_cache(maxsize=64)
def _date(at: datetime) -> str:
    return format_datetime(at.astimezone(VIETNAM))


def _value(words: str) -> str:
    """Give a code as it is, anything else as encoded words."""
    return words if _PLAIN.fullmatch(words) else _encoded(words)


@lru_cache(maxsize=256)
def _belonging(thread: str | None, list_id: tuple[str, str] | None, sender: str) -> tuple[str, ...]:
    """Give the headers by which mail programs group and file; the root of a thread is a letter nobody sent."""
    headers = []
    if thread is not None:
        root = message_id(f"thread.{thread}", sender)
        headers += [f"In-Reply-To: {root}", f"References: {root}"]
    if list_id is not None:
        code, name = list_id
        headers.append(f"List-Id: {_named(_encoded(name), f'{_label(code)}.{_host(sender)}')}")
    return tuple(headers)


def _part(kind: str, content: bytes) -> bytes:
    lines = _LINES.findall(base64.b64encode(content))
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
    return head + b"\r\n".join([*lines, b""])


def _words(kind: str, words: str) -> bytes:
    return _part(f"text/{kind}; charset=utf-8", words.replace("\n", "\r\n").encode())


@lru_cache(maxsize=16)
def _attached(file: Attachment) -> bytes:
    """Give a file as a part: its name by RFC 2231, and for programs that cannot read that, in ASCII in the type."""
    if not _MEDIA_TYPE.fullmatch(file.media_type):
        raise ValueError(f"{file.media_type!r} is no type of file that notices carry")
    words = _NOT_IN_FILE_NAMES.sub("-", one_line(file.name)).strip(". ")
    suffix = found[0] if (found := _SUFFIX.search(words)) else ""
    stem = words.removesuffix(suffix)[:_LONGEST_STEM].rstrip(". ") or _UNNAMED
    plain = _NOT_IN_PLAIN_FILE_NAMES.sub("-", ascii_fold(stem)).strip("-")[:_SEGMENT] or _UNNAMED
    charset = "; charset=utf-8" if file.media_type.startswith("text/") else ""
    kind = f'{file.media_type}{charset};\r\n name="{plain}{suffix}"'
    return _part(f"{kind}\r\nContent-Disposition: attachment;\r\n {_file_name(stem + suffix)}", file.content)


def _file_name(name: str) -> str:
    """Spell the parameter of a file's name (RFC 2231), in segments that hold whole signs."""
    if name.isascii() and len(name) <= _SEGMENT:
        return f'filename="{name}"'
    segments = ["utf-8''"]
    for sign in name:
        spelled = quote(sign, safe="")
        if len(segments[-1]) + len(spelled) > _SEGMENT:
            segments.append("")
        segments[-1] += spelled
    return ";\r\n ".join(f"filename*{number}*={each}" for number, each in enumerate(segments))


def _together(kind: str, boundary: str, parts: list[bytes]) -> bytes:
    """Give parts as one: its type, an empty line, the parts."""
    mark = f"--{boundary}".encode()
    head = f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n\r\n'.encode()
    return head + b"".join(mark + b"\r\n" + part for part in parts) + mark + b"--\r\n"


def _content(message: Message) -> bytes:
    """Give text and HTML of the same words; an invitation besides, as RFC 6047 (2.4, 2.6) has it; the files."""
    name = sha256(message.key)[:32]
    forms = [_words("plain", message.text), _words("html", message.html)]
    files = [_attached(each) for each in message.attachments]
    if message.calendar is not None:
        method = _METHOD.search(message.calendar)
        if method is None:
            raise ValueError(f"{message.key} carries a calendar without a method")
        calendar = message.calendar.encode()
        forms.append(_part(f"text/calendar; method={method[1]}; charset=utf-8; component=VEVENT", calendar))
        kind = f'application/ics; name="{INVITATION}"\r\nContent-Disposition: attachment; filename="{INVITATION}"'
        files.insert(0, _part(kind, calendar))
    letter = _together("alternative", f"lv-{name}", forms)
    return _together("mixed", f"lvm-{name}", [letter, *files]) if files else letter


def build(message: Message) -> bytes:
    """Give the message: text and HTML of the same words, CRLF, headers in ASCII but for mailboxes of SMTPUTF8.

    ValueError for what is no address, for a calendar that is no invitation (without METHOD), for a file of a type
    that is not carried, and for a key or a body with halves of signs: none of these can be written as it is meant.
    """
    headers = [
        f"From: {_mailbox(message.sender_name, message.sender)}",
        f"To: {_mailbox(message.office, message.address)}",
        f"Subject: {_encoded(message.subject)}",
        f"Date: {_date(message.at)}",
        f"Message-ID: {message_id(message.key, message.sender)}",
        *_belonging(message.thread, message.list_id, message.sender),
        f"X-Lienvung-Notice: {_value(message.key)}",
        f"X-Lienvung-Cycle: {_value(message.cycle)}",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
        f"Content-Language: {_value(message.language)}",
        "MIME-Version: 1.0",
    ]
    if message.simulated:
        headers.insert(-1, "X-Lienvung-Simulated: yes")
    return "\r\n".join(headers).encode() + b"\r\n" + _content(message)
