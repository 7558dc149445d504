"""What every verb shares: the common options, one way to show things, one way to fail."""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from coordination.cli.days import read_moment
from coordination.errors import InvalidInputError, LienVungError, TryLaterError, UsageError
from coordination.kernel.clock import SystemClock
from coordination.kernel.text import one_line
from coordination.settings import Settings

if TYPE_CHECKING:
    from sqlmodel import Session

    from coordination.app import Engine

OPTIONS = {"--json": "json", "--dry-run": "dry_run"}
VALUED = {"--db": "db", "--now": "now", "--lang": "lang"}
SQLITE_FILE = "sqlite:///"
IN_MEMORY = "sqlite://"


@dataclass
class Common:
    """The options every verb understands, wherever they stand on the line."""

    json: bool = False
    dry_run: bool = False
    db: str | None = None
    now: str | None = None
    lang: str = "vi"


common = Common()
# Without markup: brackets in what people wrote are theirs, "[mô phỏng]" too.
# Without emoji: ":100:" in the place of a fault is a line of a file.
out = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
talk = Console(stderr=True, highlight=False, markup=False, emoji=False)


def take_common(arguments: list[str]) -> list[str]:
    """Take the common options out of a command line, set them, and give the rest."""
    given = Common(lang=Settings().lang)
    rest: list[str] = []
    words = deque(arguments)
    while words:
        word = words.popleft()
        name, equals, value = word.partition("=")
        if word == "--":
            rest += [word, *words]
            break
        if word in OPTIONS:
            setattr(given, OPTIONS[word], True)
        elif name in VALUED:
            there = words and not words[0].startswith("--")
            setattr(given, VALUED[name], value if equals else words.popleft() if there else "")
        else:
            rest.append(word)
    common.__dict__.update(given.__dict__)
    _check_values(given)
    return rest


def _check_values(given: Common) -> None:
    if given.lang not in ("vi", "en"):
        common.lang = "vi"
        raise UsageError.of(
            f"--lang phải là vi hoặc en, không phải {given.lang!r}", f"--lang is vi or en, not {given.lang!r}"
        )
    for name in ("db", "now"):
        if getattr(given, name) == "":
            raise UsageError.of(f"--{name} cần một giá trị", f"--{name} needs a value")


def t(vi: str, en: str) -> str:
    """Give the words in the language of this run."""
    return en if common.lang == "en" else vi


def say(text: dict[str, str] | None) -> str:
    """Give a bilingual text of a view in the language of this run."""
    return text[common.lang] if text else ""


def now() -> datetime:
    """Give the moment this run takes for the present: ``--now``, else the clock."""
    return SystemClock().now() if common.now is None else read_moment("--now", common.now)


def settings() -> Settings:
    """Give the settings with the database of this run: ``--db``, else the environment's."""
    found = Settings()
    if common.db is None:
        return found
    return found.model_copy(update={"database_url": common.db if "://" in common.db else f"{SQLITE_FILE}{common.db}"})


@contextmanager
def engine(*, writes: bool = True) -> Iterator[Engine]:
    """Open the engine on the database of this run; one that only reads makes no file that is not there."""
    from coordination.app import Engine  # noqa: PLC0415 - kept out of --help, which must be quick

    wanted = settings()
    if common.dry_run or not writes:
        wanted = would_be(wanted)
    with understood():
        opened = Engine.open(wanted)
        opened.database.dry_run = common.dry_run
        try:
            yield opened
        finally:
            opened.close()


def would_be(wanted: Settings) -> Settings:
    """Give the same settings, with an empty database in memory for a file that is not there yet."""
    url = wanted.database_url
    if url.startswith(SQLITE_FILE) and not Path(url.removeprefix(SQLITE_FILE)).exists():
        return wanted.model_copy(update={"database_url": IN_MEMORY})
    return wanted


@contextmanager
def understood() -> Iterator[None]:
    """Say what is wrong with a database that cannot be opened or read."""
    from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError  # noqa: PLC0415 - kept out of --help

    try:
        yield
    except (ArgumentError, ModuleNotFoundError) as error:
        raise UsageError.of(
            f"không dùng được địa chỉ cơ sở dữ liệu ({error}); viết sqlite:///tep.db hoặc postgresql://...",
            f"cannot use the database URL ({error}); write sqlite:///file.db or postgresql://...",
        ) from error
    except OperationalError as error:
        words = str(error.orig).strip()
        raise TryLaterError.of(f"không mở được cơ sở dữ liệu: {words}", f"cannot open the database: {words}") from error
    except DatabaseError as error:
        if type(error) is not DatabaseError:  # a broken constraint is a fault of ours, not of the file
            raise
        words = str(error.orig)
        raise InvalidInputError.of(f"tệp cơ sở dữ liệu hỏng: {words}", f"the database is damaged: {words}") from error


@contextmanager
def reading() -> Iterator[Session]:
    """Give a session that changes nothing."""
    with engine(writes=False) as opened, opened.read() as session:
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
    if common.json and sys.stdout is not None:
        faults = [fault.as_json(common.lang) for fault in error.faults]
        print_json({"error": {"code": error.code, "exit_code": error.exit_code, "faults": faults}})
    else:
        for fault in error.faults:
            words = one_line(fault.in_language(common.lang))  # it may repeat what was typed, signs for terminals too
            talk.print(f"{t('lỗi', 'error')}: {words}", markup=False, soft_wrap=True)
    return error.exit_code
