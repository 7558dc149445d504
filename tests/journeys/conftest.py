"""Simulated years, each played once and shared by all tests and by all workers of a run."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from coordination.simulate.behaviour import Behaviour
from coordination.simulate.run import simulate
from coordination.simulate.world import Direct
from tests.journeys.small_region import write_small_region

Play = Callable[..., "Year"]


@dataclass(frozen=True)
class Year:
    """A played year: its folder and its summary."""

    folder: Path
    summary: dict[str, Any]


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder that all workers of this run see."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if (base / "..").resolve().name.startswith("pytest-of") else base.parent) / "years"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def small_region(shared: Path) -> Path:
    """Write the region of two provinces."""
    with _alone(shared / "small.lock"):
        path = shared / "small" / "regions" / "two-provinces.yaml"
        return path if path.exists() else write_small_region(shared / "small")


@pytest.fixture(scope="session")
def play(shared: Path) -> Play:
    """Play a year, or find it played already under the same name."""

    def _play(  # the options of a simulation
        name: str, region: str | Path, year: int = 2027, *, seed: int = 1, hold_mail: bool = True,
        behaviour: Behaviour | None = None, language: str = "vi",
    ) -> Year:  # fmt: skip
        folder = shared / name
        with _alone(shared / f"{name}.lock"):
            if not (folder / "summary.html").exists():
                simulate(
                    region=str(region), year=year, folder=folder, seed=seed, behaviour=behaviour or Behaviour(),
                    conductor=Direct(), language=language, hold_mail=hold_mail, prefect=False,
                    progress=lambda _done, _days, _day: None,
                )  # fmt: skip
        return Year(folder, json.loads((folder / "summary.json").read_text(encoding="utf-8")))

    return _play
