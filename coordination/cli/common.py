"""What every verb shares: the common options, one way to show things, one way to fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console

from coordination.errors import LienVungError, UsageError
from coordination.kernel.clock import VIETNAM, SystemClock, morning_of, require_utc
from coordination.settings import Settings

if TYPE_CHECKING:
    from sqlmodel import Session

    from coordination.app import Engine

OPTIONS = {"--json": "json", "--dry-run": "dry_run"}
VALUED = {"--db": "db", "--now": "now", "--lang": "lang"}


@dataclass
class Common:
    """The options every verb understands, wherever they stand on the line."""

    json: bool = False
    dry_run: bool = False
    db: str | None = None
    now: str | None = None
    lang: str = "vi"


common = Common()
out = Console(highlight=False, soft_wrap=True)
talk = Console(stderr=True, highlight=False)


def take_common(arguments: list[str]) -> list[str]:
    """Take the common options out of a command line, set them, and give the rest."""
    given = Common(lang=Settings().lang)
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        name, equals, value = word.partition("=")
        if word == "--":
            rest += [word, *words]
        elif word in OPTIONS:
            setattr(given, OPTIONS[word], True)
        elif name in VALUED:
            setattr(given, VALUED[name], value if equals else next(words, ""))
        else:
            rest.append(word)
    common.__dict__.update(given.__dict__)
    if given.lang not in ("vi", "en"):
        common.lang = "vi"
        raise UsageError.of(
            f"--lang phải là vi hoặc en, không phải {given.lang!r}", f"--lang is vi or en, not {given.lang!r}"
        )
    return rest


def t(vi: str, en: str) -> str:
    """Give the words in the language of this run."""
    return en if common.lang == "en" else vi


def say(text: dict[str, str] | None) -> str:
    """Give a bilingual text of a view in the language of this run."""
    return text[common.lang] if text else ""


def now() -> datetime:
    """Give the moment this run takes for the present: ``--now``, else the clock."""
    if common.now is None:
        return SystemClock().now()
    try:
        if len(common.now) == len("2026-05-28"):
            return morning_of(date.fromisoformat(common.now))
        moment = datetime.fromisoformat(common.now)
    except ValueError:
        raise UsageError.of(
            f"--now {common.now!r} không phải là thời điểm; viết 2026-05-28 hoặc 2026-05-28T08:00:00+07:00",
            f"--now {common.now!r} is no moment; write 2026-05-28 or 2026-05-28T08:00:00+07:00",
        ) from None
    return require_utc(moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM))


@contextmanager
def engine() -> Iterator[Engine]:
    """Open the engine on the database of this run."""
    from coordination.app import Engine  # noqa: PLC0415 - kept out of --help, which must be quick

    settings = Settings()
    if common.db is not None:
        settings = settings.model_copy(
            update={"database_url": common.db if "://" in common.db else f"sqlite:///{common.db}"}
        )
    opened = Engine.open(settings)
    opened.database.dry_run = common.dry_run
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def reading() -> Iterator[Session]:
    """Give a session that changes nothing."""
    with engine() as opened, opened.read() as session:
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    """Give a unit of work; with ``--dry-run`` it is taken back at the end."""
    with engine() as opened, opened.write() as session:
        yield session
    if common.dry_run:
        talk.print(t("Chạy thử: chưa ghi gì.", "Dry run: nothing was written."))


def show(data: Any, human: Callable[[], None]) -> None:
    """Show a result: one JSON document with ``--json``, else tables for people."""
    if common.json:
        print_json(data)
    else:
        human()


def print_json(data: Any) -> None:
    """Write exactly one JSON document to standard output."""
    out.file.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")


def fail(error: LienVungError) -> int:
    """Show an error and give its exit code."""
    if common.json:
        faults = [fault.as_json(common.lang) for fault in error.faults]
        print_json({"error": {"code": error.code, "exit_code": error.exit_code, "faults": faults}})
    else:
        for fault in error.faults:
            talk.print(f"{t('lỗi', 'error')}: {fault.in_language(common.lang)}", markup=False, soft_wrap=True)
    return error.exit_code
