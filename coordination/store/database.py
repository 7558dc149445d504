"""Opens the database and hands out units of work."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Mapping, MutableSequence, Sequence
from contextlib import contextmanager
from functools import partial
from time import sleep
from typing import Any, Literal

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlmodel import Session

from coordination.errors import LienVungError, TryLaterError, UsageError

WRITER_LOCK = 0x11E7  # any number; all writers of this application take the same one
BUSY_SECONDS = 30
SWITCH_ATTEMPTS, SWITCH_PAUSE = 100, 0.02
DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
SQLITE_OPTIONS = {"uri", "timeout", "cached_statements", "mode", "cache", "immutable", "nolock", "vfs"}
MOST_HELD = 20_000
"""How many rows a session that lives long keeps at hand."""

Listener = Callable[[Session, Any], None]


class Database:
    """A database and those who listen to what is recorded in it.

    ``write()`` is the unit of work: one transaction, begun as writer, committed at the end, rolled
    back on any error (and always when ``dry_run`` is set). A deferred BEGIN would lose competing
    read-then-write transactions.
    """

    def __init__(self, url: str, listeners: Sequence[Listener] = (), *, durable: bool = True) -> None:
        """Open a database; one that need not be durable does not wait for the disk: a power cut may cost it."""
        self.url = url
        self.listeners = list(listeners)
        self.engine = _engine(url, waits="always" if durable else "never")
        apart = durable and self.engine.url.database not in {None, "", ":memory:"}
        hasty = _engine(url, waits="sometimes") if apart else self.engine
        self._writer = self.engine.execution_options(writer=True)
        self._jotter = hasty.execution_options(writer=True)
        self.dry_run = False
        self.at_fault_point: Callable[[str], None] = lambda _name: None
        """Called right before and right after every commit with the name of the work: tests crash here."""
        self._jotting: Connection | None = None
        self._together: Session | None = None
        self._only: Session | None = None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let all units of work of a block share one session, so that rows read once need not be read again.

        Only for a database nobody else writes meanwhile, like that of a simulated year.
        """
        with self._session() as session:
            _hold(session, deque(maxlen=MOST_HELD))
            self._only = session
            try:
                yield
            finally:
                self._only = None

    def _session(self) -> Session:
        session = Session(self._writer, expire_on_commit=False)
        session.info["listeners"] = self.listeners  # who hears what is recorded; "unit": what a unit of work knows
        return session

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let all units of work of a block be parts of one: a day of a simulated year.

        An error in any part takes back the whole. Nobody else can write meanwhile, so this is not for daily use.
        """
        with self._unit("together") as session:
            self._together = session
            try:
                yield
            finally:
                self._together = None

    @contextmanager
    def write(self, work: str = "command") -> Iterator[Session]:
        """Give a session that commits at the end of the block; ``work`` names it at the fault points."""
        if self._together is None:
            with self._unit(work) as session:
                yield session
        else:
            yield self._together
            self._together.flush()

    @contextmanager
    def _unit(self, work: str) -> Iterator[Session]:
        if self._only is not None:
            with _or_busy(), self._transaction(self._only, work):
                yield self._only
            return
        with self._session() as session:
            _hold(session, [])
            with _or_busy(), self._transaction(session, work):
                yield session

    @contextmanager
    def _transaction(self, session: Session, work: str) -> Iterator[None]:
        session.info["unit"] = {}
        try:
            session.connection()
            yield
            if self.dry_run:
                session.rollback()
            else:
                self.at_fault_point(f"before commit: {work}")
                session.commit()
                self.at_fault_point(f"after commit: {work}")
        except BaseException:
            session.rollback()
            raise

    @contextmanager
    def jot(self, work: str) -> Iterator[Connection]:
        """Give a connection for one short unit of work that does not wait for the disk.

        What it writes is seen by all and outlives this process however that ends; a power cut may take it, up to the
        last ``write``, which waits for the disk for all before it. For notes that are put right by what they note.
        """
        if self._together is not None:
            yield self._together.connection()
            return
        if self._jotting is None:
            self._jotting = self._jotter.connect()  # kept: there is one such unit for every letter
        with _or_busy(), self._jotting.begin():
            yield self._jotting
            self.at_fault_point(f"before commit: {work}")
        self.at_fault_point(f"after commit: {work}")

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that changes nothing."""
        if self._together is not None:
            yield self._together
            return
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @property
    def is_sqlite(self) -> bool:
        """Say whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Let go of all connections."""
        if self._jotting is not None:
            self._jotting.close()
        self.engine.dispose()
        self._jotter.dispose()


@contextmanager
def _or_busy() -> Iterator[None]:
    """Say in words that others held the database too long."""
    try:
        yield
    except OperationalError as error:
        if "locked" not in str(error):
            raise
        raise TryLaterError.of(
            "Cơ sở dữ liệu đang bận; hãy chạy lại sau.", "The database is busy; run the same command again."
        ) from error


def _hold(session: Session, rows: MutableSequence[Any]) -> None:
    """Keep the rows of a session at hand, which it would let go and read again."""
    for moment in ("loaded_as_persistent", "pending_to_persistent"):
        event.listen(session, moment, lambda _session, row: rows.append(row))


Waits = Literal["always", "sometimes", "never"]
"""Whether a commit waits for the disk: each; only those of the other kind, on which it depends (WAL); none at all."""
_SYNCHRONOUS: Mapping[Waits, str] = {"always": "FULL", "sometimes": "NORMAL", "never": "OFF"}


def _engine(url: str, *, waits: Waits) -> Engine:
    parsed = _parsed(url)
    on_server = parsed.get_backend_name() == "postgresql"
    options: dict[str, Any] = (
        {"pool_pre_ping": True}
        if on_server
        else {"connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False}}
    )
    try:
        engine = create_engine(parsed, **options)
    except (ArgumentError, ValueError, TypeError):
        raise _refused() from None  # its words may hold the password
    if on_server:
        event.listen(engine, "begin", partial(_postgres_begin, waits=waits))
        return engine
    event.listen(engine, "connect", partial(_sqlite_connect, waits=waits))
    event.listen(engine, "begin", _sqlite_begin)
    return engine


def _parsed(url: str) -> URL:
    """Read the address of a database; UsageError says what is wrong, without its password."""
    try:
        parsed = make_url(url)
    except Exception:  # noqa: BLE001 - whatever keeps it from being read
        raise _refused() from None  # its words may hold the password
    driver = DRIVERS.get(parsed.drivername)
    if driver is None or _misread(url, parsed):
        raise _refused()
    parsed = parsed.set(drivername=driver)
    if unknown := _unknown_options(parsed):
        words = ", ".join(unknown)
        raise UsageError.of(f"cơ sở dữ liệu không có tùy chọn: {words}", f"the database has no such option: {words}")
    return parsed


def _misread(url: str, parsed: URL) -> bool:
    """Say whether a file has a user, or a password an unescaped @: what follows it errors would tell as host or option."""
    if parsed.get_backend_name() == "sqlite":
        return bool(parsed.host or parsed.username or parsed.password or parsed.port)
    return url.count("@") > 1


def _unknown_options(parsed: URL) -> list[str]:
    """Give the options of an address that its database does not take."""
    if parsed.get_backend_name() == "sqlite":
        return sorted(set(parsed.query) - SQLITE_OPTIONS)
    from psycopg.pq import Conninfo  # noqa: PLC0415 - comes with PostgreSQL only

    known = {each.keyword.decode() for each in Conninfo.get_defaults()}
    return sorted(set(parsed.query) - known)


def _refused() -> LienVungError:
    return UsageError.of(
        "địa chỉ cơ sở dữ liệu không hợp lệ; viết sqlite:///tep.db hoặc postgresql://nguoidung:matkhau@may/ten, "
        "trong mật khẩu viết @ / : thành %40 %2F %3A",
        "this is not a database URL the engine can use; write sqlite:///file.db or postgresql://user:password@host/name, "
        "in the password write @ / : as %40 %2F %3A",
    )


def _sqlite_connect(connection: Any, _record: Any, *, waits: Waits) -> None:
    connection.isolation_level = None  # transactions are ours to begin
    cursor = connection.cursor()
    _write_ahead(cursor)
    cursor.execute(f"PRAGMA synchronous={_SYNCHRONOUS[waits]}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    cursor.close()


def _write_ahead(cursor: sqlite3.Cursor) -> None:
    """Switch to write-ahead logging; SQLite does not itself wait when several switch a new file at once."""
    for _ in range(SWITCH_ATTEMPTS):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            sleep(SWITCH_PAUSE)
        else:
            return
    cursor.execute("PRAGMA journal_mode=WAL")


def _sqlite_begin(connection: Connection) -> None:
    writer = connection.get_execution_options().get("writer")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")


def _postgres_begin(connection: Connection, *, waits: Waits) -> None:
    if connection.get_execution_options().get("writer"):
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITER_LOCK})
        if waits == "sometimes":
            connection.execute(text("SET LOCAL synchronous_commit TO off"))
