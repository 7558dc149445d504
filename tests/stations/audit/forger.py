"""Somebody with the file of the events in hand, who has dropped the triggers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from coordination.audit.rules import Link, Verdict
from coordination.audit.service import record, verify
from coordination.audit.told import Head
from coordination.store.database import Database

NOW = datetime(2026, 5, 28, 0, 30, tzinfo=UTC)
COLUMNS = ("at", "type", "subject", "cycle", "data", "previous", "hash")
LENGTH = 12


def fill(database: Database, number: int) -> None:
    """Record some events with words that are more than ASCII."""
    with database.write() as session:
        for each in range(number):
            data = {"lời": f"Ý kiến số {each} của tỉnh Đồng Tháp", "number": each}
            record(session, "position.taken", f"r/p/2027/s/r1/{each}", "r/p/2027", data, NOW + timedelta(hours=each))


def judge(database: Database, told: Iterable[Head] = ()) -> Verdict:
    """Walk the chain."""
    with database.read() as session:
        return verify(session, told)


def unlocked(blank: Path, path: Path, number: int) -> bytes:
    """Make a database with a chain, its triggers dropped and its log folded in; as bytes."""
    path.write_bytes(blank.read_bytes())
    with closing(Database(f"sqlite:///{path}")) as database:
        fill(database, number)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER event_no_update")
        connection.execute("DROP TRIGGER event_no_delete")
        connection.execute("PRAGMA journal_mode=DELETE")
    return path.read_bytes()


class Forger:
    """One database and a hand that changes it; every forgery begins with the original."""

    def __init__(self, path: Path, original: bytes) -> None:
        self.path, self._original = path, original
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._database = Database(f"sqlite:///{path}")
        self.restore()

    def restore(self) -> None:
        """Put the chain back as it was."""
        with closing(sqlite3.connect(":memory:")) as memory:
            memory.deserialize(self._original)
            memory.backup(self._connection)

    def cell(self, seq: int, column: str) -> bytes:
        """Give the bytes of a cell."""
        query = f"SELECT CAST({column} AS BLOB) FROM event WHERE seq = ?"  # noqa: S608 - names are ours
        return bytes(self._connection.execute(query, (seq,)).fetchone()[0])

    def put(self, seq: int, column: str, data: bytes) -> None:
        """Overwrite a cell with bytes, whatever they are."""
        self.do(f"UPDATE event SET {column} = CAST(? AS TEXT) WHERE seq = ?", data, seq)  # noqa: S608

    def insert(self, row: Link, *cells: bytes) -> None:
        """Write one more event; ``cells`` instead of its own words, whatever bytes they are."""
        values = cells or tuple(str(getattr(row, column)).encode() for column in COLUMNS)
        marks = ", ".join(["CAST(? AS TEXT)"] * len(values))
        self.do(f"INSERT INTO event (seq, {', '.join(COLUMNS)}) VALUES (?, {marks})", row.seq, *values)  # noqa: S608

    def do(self, statement: str, *values: object) -> None:
        """Run a statement."""
        self._connection.execute(statement, values)

    def rows(self) -> list[Link]:
        """Give the chain as it now stands."""
        names = ", ".join(COLUMNS)
        return [Link(*row) for row in self._connection.execute(f"SELECT seq, {names} FROM event ORDER BY seq")]  # noqa: S608

    def judge(self, told: Iterable[Head] = ()) -> Verdict:
        """Let the engine verify."""
        return judge(self._database, told)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
        self._database.close()
