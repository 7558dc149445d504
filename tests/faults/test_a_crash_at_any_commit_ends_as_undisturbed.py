"""Every commit of a tick and of an amendment is a named fault point; a crash there and a rerun end as undisturbed."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from itertools import count
from pathlib import Path

import pytest

from coordination.app import Engine
from coordination.cycles import extending
from coordination.cycles.amend import amend
from coordination.kernel.clock import morning_of
from coordination.kernel.keys import CycleKey
from coordination.kernel.text import Text
from coordination.regions.model import Basis, CouncilSession, Holiday, Region
from coordination.settings import Settings
from tests.faults.conftest import Seed, seeded

LADDER = CycleKey("mekong-delta", "council-supervision", "2027", "92")
OPENED = date(2026, 10, 12)
WEEKS_LATER = morning_of(date(2026, 11, 6))
BASIS = Basis(text="Nghị quyết của Hội đồng nhân dân", status="in_force")
TABLES = (
    "event", "cycle", "stage", "obligation", "extension", "date_change", "exchange", "notice", "result", "position",
    "submission",
)  # fmt: skip


class Crash(BaseException):
    """The machine stops here."""


Work = Callable[[Engine], None]


@contextmanager
def _opened(path: Path) -> Iterator[Engine]:
    engine = Engine.open(Settings(database_url=f"sqlite:///{path}"))
    try:
        yield engine
    finally:
        engine.close()


def _everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        return {table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr) for table in TABLES}  # noqa: S608


def _points(path: Path, work: Work) -> list[str]:
    """Do the work undisturbed; gives the fault points it passed, in order."""
    passed: list[str] = []
    with _opened(path) as engine:
        engine.database.at_fault_point = passed.append
        work(engine)
    return passed


def _crash_at(path: Path, work: Work, number: int, name: str) -> None:
    """Do the work and crash at the fault point of that number."""
    numbers = count()

    def stop(point: str) -> None:
        if next(numbers) == number:
            assert point == name, "the same work passes the same points"
            raise Crash

    with _opened(path) as engine:
        engine.database.at_fault_point = stop
        with pytest.raises(Crash):
            work(engine)


@pytest.fixture(scope="module")
def one_ladder(tmp_path_factory: pytest.TempPathFactory, region: Region) -> Seed:
    """Give a database with one province's ladder whose first step is open, and an application for more time."""
    path = tmp_path_factory.mktemp("ladder") / "seed.db"
    seed = seeded(path, region, {LADDER: date(2026, 10, 1)}, [OPENED])
    with _opened(path) as engine, engine.write() as session:
        stage, body = f"{LADDER}/joint-meeting", "92.peoples_committee"
        extending.ask(session, stage, body, date(2026, 10, 21), "other", "Chờ số liệu", _at(2026, 10, 13))
    return seed


def _at(year: int, month: int, day: int) -> datetime:
    return morning_of(date(year, month, day))


def _changed(region: Region) -> Region:
    others = [each for each in region.council_sessions if each.unit != "92"]
    moved = CouncilSession(unit="92", kind="year_end", opens=date(2026, 11, 29), basis=BASIS)
    storm = Holiday(date=date(2026, 10, 15), name=Text(vi="Nghỉ bão", en="Storm"), kind="off", basis=BASIS)
    return region.model_copy(update={"council_sessions": [*others, moved], "holidays": [*region.holidays, storm]})


def _tick(engine: Engine) -> None:
    asyncio.run(engine.tick(WEEKS_LATER))


def _amend(region: Region) -> Work:
    def work(engine: Engine) -> None:
        with engine.write(f"amend {LADDER}") as session:
            amend(session, str(LADDER), region, _at(2026, 10, 13))

    return work


def _extend(engine: Engine) -> None:
    with engine.write("extend") as session:
        extending.grant(
            session, f"{LADDER}/joint-meeting", "92.peoples_committee", "92.council_standing", _at(2026, 10, 13),
            hold_open=True,
        )  # fmt: skip


@pytest.mark.parametrize("kind", ["tick", "amend", "extend"])
def test_a_crash_at_every_named_fault_point_changes_nothing_in_the_end(
    kind: str, one_ladder: Seed, region: Region, tmp_path: Path
) -> None:
    work: Work = {"tick": _tick, "amend": _amend(_changed(region)), "extend": _extend}[kind]
    (tmp_path / "calm").mkdir()
    calm = one_ladder.copy(tmp_path / "calm")
    points = _points(calm, work)
    expected = _everything(calm)
    assert len(points) == 2 * len({each.partition(": ")[2] for each in points}) or kind == "tick"
    assert points
    assert all(each.startswith(("before commit: ", "after commit: ")) for each in points)
    for number, name in enumerate(points):
        disturbed = one_ladder.copy(tmp_path)
        for leftover in ("lienvung.db-wal", "lienvung.db-shm"):
            (tmp_path / leftover).unlink(missing_ok=True)
        _crash_at(disturbed, work, number, name)
        with _opened(disturbed) as engine:
            work(engine)
        assert _everything(disturbed) == expected, f"after a crash {name}"
