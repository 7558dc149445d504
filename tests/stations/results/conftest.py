"""A draft forecast under discussion, made once and copied: making it takes longer than what is said about it here."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from coordination.app import Engine, known
from coordination.regions.model import Region
from coordination.regions.service import load_region
from coordination.settings import Settings
from tests.journeys.small_region import write_small_region
from tests.stations.results.discussion_story import DiscussionStory, with_little_to_forecast


@pytest.fixture(scope="session")
def forecasting_region(tmp_path_factory: pytest.TempPathFactory) -> Region:
    """Give the region of two provinces that forecast together; a later step keeps their plan open."""
    path = write_small_region(tmp_path_factory.mktemp("discussion"), "forecast", "policy-frame")
    return with_little_to_forecast(load_region(str(path), known()))


@pytest.fixture(scope="session")
def drafted_file(blank: Path, forecasting_region: Region, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Bring the forecast to where positions on its draft are taken, once."""
    path = Path(shutil.copy(blank, tmp_path_factory.mktemp("drafted") / "drafted.db"))
    with closing(Engine.open(Settings(database_url=f"sqlite:///{path}"))) as engine:
        DiscussionStory(engine, forecasting_region).begin()
    return path


@pytest.fixture
def drafted(drafted_file: Path, forecasting_region: Region, tmp_path: Path) -> Iterator[DiscussionStory]:
    """Begin where positions are taken, on SQLite."""
    copy = shutil.copy(drafted_file, tmp_path / "discussion.db")
    with closing(Engine.open(Settings(database_url=f"sqlite:///{copy}"))) as engine:
        yield DiscussionStory(engine, forecasting_region)
