"""The only reader of the environment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from coordination.errors import UsageError

PORTS = {"smtp": 25, "smtps": 465}
SWITCH = {"true": True, "1": True, "false": False, "0": False}


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
    mail_from: str = "thongbao@lien-vung.example"
    mail_policy: Path | None = None
    lang: str = "vi"

    def mail_server(self) -> MailServer:
        """Read ``LIENVUNG_SMTP_URL``: ``smtp[s]://user:pass@host:port?starttls=true&ca=FILE``."""
        return parse_mail_server(self.smtp_url.get_secret_value())


def parse_mail_server(url: str) -> MailServer:
    """Read the address of a mail server; UsageError says what is wrong, without its password."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    starttls = SWITCH.get(options.pop("starttls", "false"))
    ca = options.pop("ca", None)
    if parts.scheme not in PORTS or not parts.hostname or port == -1 or starttls is None or options:
        raise UsageError.of(
            "LIENVUNG_SMTP_URL phải có dạng smtp[s]://nguoidung:matkhau@may:cong[?starttls=true][&ca=TEP]",
            "LIENVUNG_SMTP_URL must read smtp[s]://user:password@host:port[?starttls=true][&ca=FILE]",
        )
    return MailServer(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        tls=parts.scheme == "smtps",
        starttls=starttls,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        ca=ca,
    )
