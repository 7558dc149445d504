"""The small country, fresh for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stations.regions.small_country import FILES, Country


@pytest.fixture
def country(tmp_path: Path) -> Country:
    """Give a small country in which nothing is wrong."""
    small = Country(tmp_path / "country")
    for name, text in FILES.items():
        small.write(name, text)
    return small
