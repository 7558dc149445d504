"""``lienvung doctor``: says whether everything is here that the engine needs."""

from __future__ import annotations

import asyncio
import sys
from datetime import date
from importlib.metadata import version

import typer

from coordination.app import known
from coordination.audit.service import verify
from coordination.calendar.days import WorkCalendar
from coordination.cli.common import common, engine, out, show, t
from coordination.documents.templating import environment
from coordination.errors import LienVungError
from coordination.notices.sending.circuit import standing
from coordination.notices.sending.policy import policy_of, shipped_policy
from coordination.notices.sending.wire import Line, LineError
from coordination.notices.telling.render import PARTS
from coordination.notices.telling.rules import EVENTS
from coordination.regions.service import available, load_region
from coordination.settings import MailServer, Settings

CONNECT_SECONDS = 3
Check = tuple[str, bool, str]


def help_text() -> str:
    """Give the help of the verb."""
    return t(
        "Không ghi gì, không gửi gì. Mã thoát 3 nếu có điều cần sửa.",
        "Writes nothing, sends nothing. Exit code 3 if anything needs mending.",
    )


def command() -> None:
    """Check the installation, the configurations, the database and the mail server."""
    checks = [
        _python(),
        _days(),
        *_configurations(),
        _templates(),
        _database(),
        _sender(),
        _policy(),
        _mail(),
        _outbox(),
    ]
    data = [{"check": name, "ok": ok, "says": words} for name, ok, words in checks]

    def human() -> None:
        for name, ok, words in checks:
            out.print(f"{'✓' if ok else '✗'} {name}: {words}", markup=False)

    show({"version": version("lienvung"), "checks": data}, human)
    if not all(ok for name, ok, _ in checks if name not in {"mail", "outbox"}):
        raise typer.Exit(3)


def _python() -> Check:
    return "python", sys.version_info >= (3, 11), f"{sys.version.split()[0]}, lienvung {version('lienvung')}"


def _days() -> Check:
    tet = WorkCalendar.of(()).reason_off(date(2026, 2, 17))
    return (
        "calendar",
        tet is not None,
        tet.in_language(common.lang) if tet else t("không biết Tết 2026", "does not know Tết 2026"),
    )


def _configurations() -> list[Check]:
    return [_configuration(each.code) for each in available()]


def _configuration(code: str) -> Check:
    try:
        return f"region {code}", True, load_region(code, known()).name.in_language(common.lang)
    except LienVungError as error:
        return f"region {code}", False, error.faults[0].in_language(common.lang)


def _templates() -> Check:
    names = set(environment().list_templates())
    missing = [
        f"{event}/{lang}/{part}"
        for event in EVENTS
        for lang in ("vi", "en")
        for part in PARTS
        if f"notices/{event}/{lang}/{part}" not in names
    ]
    return (
        "templates",
        not missing,
        ", ".join(missing)
        or t(f"{len(EVENTS)} loại thông báo × 2 ngôn ngữ", f"{len(EVENTS)} kinds of notice × 2 languages"),
    )


def _database() -> Check:
    try:
        with engine(writes=False) as opened, opened.read() as session:
            verdict = verify(session)
    except LienVungError as error:
        return "database", False, error.faults[0].in_language(common.lang)
    words = t(f"{verdict.events} sự kiện, chuỗi nguyên vẹn", f"{verdict.events} events, chain intact")
    return (
        "database",
        verdict.intact,
        words if verdict.intact else t(f"sự kiện {verdict.bad_seq} bị sửa", f"event {verdict.bad_seq} was changed"),
    )


def _sender() -> Check:
    try:
        return "sender", True, Settings().mail_from
    except LienVungError as error:
        return "sender", False, error.faults[0].in_language(common.lang)


def _policy() -> Check:
    """Say whether the file that tells how notices are handed over can be used."""
    own = Settings().mail_policy
    try:
        policy = policy_of(own) if own else shipped_policy()
    except LienVungError as error:
        return "policy", False, "; ".join(fault.in_language(common.lang) for fault in error.faults)
    words = t(
        f"thử lại trong {policy.give_up_after_hours} giờ rồi thôi", f"gives up after {policy.give_up_after_hours} hours"
    )
    return "policy", True, f"{own}: {words}" if own else words


def _mail() -> Check:
    """Talk to the mail server as a delivery would, up to the first letter."""
    try:
        server = Settings().mail_server()
        offers = asyncio.run(_greeted(server))
    except LienVungError as error:
        return "mail", False, error.faults[0].in_language(common.lang)
    except LineError as error:
        said = f"{server.host}:{server.port} ({error.outcome.phase}: {error.outcome.words})"
        return (
            "mail",
            False,
            t(f"không dùng được {said}; đặt LIENVUNG_SMTP_URL", f"cannot use {said}; set LIENVUNG_SMTP_URL"),
        )
    line = "TLS" if server.tls or server.starttls else t("đường truyền không mã hóa", "the line is not encrypted")
    return "mail", True, f"{server.host}:{server.port}, {line}; {', '.join(offers)}"


async def _greeted(server: MailServer) -> list[str]:
    line = Line(server, CONNECT_SECONDS)
    try:
        await line.open()
        return line.offers
    finally:
        await line.quit()


def _outbox() -> Check:
    """Say how the outbox stands: what waits, what failed, which addresses are refused, whether the server is left alone."""
    try:
        with engine(writes=False) as opened, opened.read() as session:
            found = standing(session)
    except LienVungError as error:
        return "outbox", False, error.faults[0].in_language(common.lang)
    words = t(
        f"{found.waiting} chờ gửi, {found.failed} hỏng, {found.refused} địa chỉ bị từ chối",
        f"{found.waiting} waiting, {found.failed} failed, {found.refused} addresses refused",
    )
    if found.halted:
        words += t(f"; tạm ngừng gửi: {found.halted}", f"; sending is halted: {found.halted}")
    return "outbox", not (found.failed or found.refused or found.halted), words
