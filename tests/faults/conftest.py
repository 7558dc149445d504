"""Real database files with work waiting in them, and the program's own command as a process to disturb."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session

from coordination.app import Engine
from coordination.cycles.opening import open_cycle
from coordination.kernel.clock import morning_of
from coordination.kernel.keys import CycleKey
from coordination.regions.model import Region
from coordination.settings import Settings
from tests.faults.certificates import Certificate, certificate
from tests.faults.filling import fill
from tests.faults.holding import WAITING

AUTUMN = date(2026, 10, 20)
PROGRAM = [sys.executable, "-c", "from coordination.cli.main import run; run()"]
Start = Callable[..., subprocess.Popen[str]]


@dataclass(frozen=True)
class Seed:
    """A database file to copy, and how many notices wait in it."""

    path: Path
    waiting: int

    def copy(self, folder: Path) -> Path:
        """Copy the file into a folder."""
        return Path(shutil.copy(self.path, folder / "lienvung.db"))


def seeded(path: Path, region: Region, openings: Mapping[CycleKey, date], days: Iterable[date] = ()) -> Seed:
    """Open cycles on their days and do all that is due on some days after."""
    engine = Engine.open(Settings(database_url=f"sqlite:///{path}"))
    try:
        for key, day in openings.items():
            with engine.write() as session:
                open_cycle(session, region, key, morning_of(day))
        for day in days:
            asyncio.run(engine.tick(morning_of(day)))
        with engine.read() as session:
            waiting = _count(session)
    finally:
        engine.close()
    return Seed(path, waiting)


def _count(session: Session) -> int:
    return int(session.connection().exec_driver_sql("SELECT count(*) FROM notice").scalar_one())


def ladders(region: Region) -> dict[CycleKey, date]:
    """Give the ladder of every province, opened when the first of them begins."""
    return {CycleKey(region.code, "council-supervision", "2027", unit.code): date(2026, 9, 1) for unit in region.units}


@pytest.fixture(scope="session")
def full_outbox(tmp_path_factory: pytest.TempPathFactory, region: Region) -> Seed:
    """Give a database in which more than three hundred notices wait."""
    path = tmp_path_factory.mktemp("outbox") / "seed.db"
    seed = seeded(path, region, ladders(region), [AUTUMN, date(2026, 11, 10), date(2026, 11, 20), date(2026, 12, 5)])
    assert seed.waiting >= 300
    return seed


@pytest.fixture(scope="session")
def weeks_behind(tmp_path_factory: pytest.TempPathFactory, region: Region) -> Seed:
    """Give a database with five ladders that nobody looked at for the six weeks before the session."""
    return seeded(tmp_path_factory.mktemp("behind") / "seed.db", region, ladders(region), [AUTUMN])


@pytest.fixture(scope="session")
def synthesis_due(tmp_path_factory: pytest.TempPathFactory, region: Region) -> Seed:
    """Give a database whose regional cycle has a joint assessment to make."""
    opening = {CycleKey(region.code, "regional-plan", "2027"): date(2026, 5, 28)}
    return seeded(tmp_path_factory.mktemp("synthesis") / "seed.db", region, opening, [date(2026, 6, 2)])


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory, region: Region) -> Path:
    """Make an outbox in which a few notices wait."""
    path = tmp_path_factory.mktemp("few") / "few.db"
    fill(path, region, WAITING)
    return path


@pytest.fixture
def few_waiting(few: Path, tmp_path: Path) -> Path:
    """Give that outbox afresh."""
    return Path(shutil.copy(few, tmp_path / "lienvung.db"))


@pytest.fixture(scope="session")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """Make a certificate for loopback."""
    return certificate(tmp_path_factory.mktemp("trusted"), "127.0.0.1")


@pytest.fixture
def start() -> Start:
    """Start the command as a process of its own."""

    def _start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*PROGRAM, *arguments],
            env=os.environ | environment | {"PYTHONPATH": str(Path(__file__).parents[2])},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return _start
