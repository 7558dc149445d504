"""The only reader of the environment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import idna
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from coordination.errors import UsageError
from coordination.kernel.text import nfc, unseen

PORTS = {"smtp": 25, "smtps": 465}
SWITCH = {"true": True, "1": True, "false": False, "0": False}
_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_HOST = re.compile(r"(?=.{1,253}$)[\w-]+(?:\.[\w-]+)*", re.ASCII)
_LONGEST_LOCAL = 64


@dataclass(frozen=True, slots=True, repr=False)
class MailServer:
    """Where mail is handed over; the password never shows in its representation."""

    host: str
    port: int
    tls: bool
    starttls: bool
    user: str | None = None
    password: str | None = None
    ca: str | None = None
    """File of the authorities whose certificates count; None: the machine's."""

    @property
    def may_log_in(self) -> bool:
        """Say whether a password may be sent: over a protected line, or without leaving the machine."""
        return (
            self.tls or self.starttls or self.host == "localhost" or self.host.startswith("127.") or self.host == "::1"
        )

    def __repr__(self) -> str:
        return f"MailServer({self.host}:{self.port})"


class Settings(BaseSettings):
    """Settings by environment variables with the prefix ``LIENVUNG_``."""

    model_config = SettingsConfigDict(env_prefix="LIENVUNG_", extra="ignore")

    database_url: str = "sqlite:///lienvung.db"
    smtp_url: SecretStr = SecretStr("smtp://127.0.0.1:25")
    sender: str = Field("thongbao@lien-vung.example", validation_alias="LIENVUNG_MAIL_FROM")
    """What was given; ``mail_from`` is what may be used. A wrong one must not keep verbs without mail from working."""
    mail_policy: Path | None = None
    lang: str = "vi"

    @property
    def mail_from(self) -> str:
        """Give the sender of notices; UsageError if ``LIENVUNG_MAIL_FROM`` is no address."""
        if not _is_address(self.sender):
            raise UsageError.of(
                f"LIENVUNG_MAIL_FROM là {self.sender!r}, không phải địa chỉ thư; "
                "chỉ viết địa chỉ, không kèm tên, như thongbao@lien-vung.example",
                f"LIENVUNG_MAIL_FROM is {self.sender!r}, which is no mail address; "
                "write the address alone, without a name, as thongbao@lien-vung.example",
            )
        return self.sender

    def mail_server(self) -> MailServer:
        """Read ``LIENVUNG_SMTP_URL``: ``smtp[s]://user:pass@host:port?starttls=true&ca=FILE``."""
        return parse_mail_server(self.smtp_url.get_secret_value())


def _is_address(text: str) -> bool:
    """Say whether letters can be sent from what was given: a mailbox and a host (IDNA 2008), nothing else."""
    local, _, host = nfc(text).rpartition("@")
    if unseen(text) or not _LOCAL.fullmatch(local) or len(local.encode()) > _LONGEST_LOCAL:
        return False
    try:
        return _HOST.fullmatch(host if host.isascii() else idna.encode(host, uts46=True).decode()) is not None
    except idna.IDNAError:
        return False


def parse_mail_server(url: str) -> MailServer:
    """Read the address of a mail server; UsageError says what is wrong, without its password."""
    try:
        server = _mail_server(url)
    except ValueError:  # its words may hold the password, and so may those of what led to it
        server = None
    if server is None:
        raise UsageError.of(
            "LIENVUNG_SMTP_URL phải có dạng smtp[s]://nguoidung:matkhau@may:cong[?starttls=true][&ca=TEP]; "
            "trong tên và mật khẩu, viết / # ? % @ : [ ] thành %2F %23 %3F %25 %40 %3A %5B %5D",
            "LIENVUNG_SMTP_URL must read smtp[s]://user:password@host:port[?starttls=true][&ca=FILE]; "
            "in user and password, write / # ? % @ : [ ] as %2F %23 %3F %25 %40 %3A %5B %5D",
        )
    if server.ca is not None and not Path(server.ca).is_file():
        raise UsageError.of(
            f"LIENVUNG_SMTP_URL: không có tệp ca={server.ca!r}", f"LIENVUNG_SMTP_URL: there is no file ca={server.ca!r}"
        )
    return server


def _mail_server(url: str) -> MailServer | None:
    """Read an address; None or ValueError if it is none. What an unescaped password would be cut into is refused."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    starttls = SWITCH.get(options.pop("starttls", "false"))
    ca = options.pop("ca", None)
    extra = parts.path or parts.fragment or options
    if parts.scheme not in PORTS or not parts.hostname or extra or starttls is None:
        return None
    return MailServer(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        tls=parts.scheme == "smtps",
        starttls=starttls,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        ca=ca,
    )
