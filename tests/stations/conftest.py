"""An engine with the shipped region, on each kind of database."""

from __future__ import annotations

import pytest

from coordination.app import Engine
from coordination.regions.model import Region
from tests.stations.story import Story


@pytest.fixture
def story(engine: Engine, region: Region) -> Story:
    """Begin a story on SQLite, then the same on PostgreSQL."""
    return Story(engine, region)


@pytest.fixture
def file_story(file_engine: Engine, region: Region) -> Story:
    """Begin a story on SQLite, for what the kind of database does not touch."""
    return Story(file_engine, region)
