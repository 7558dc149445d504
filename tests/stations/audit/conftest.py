"""A forger at work on a chain of twelve events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.stations.audit.forger import LENGTH, Forger, unlocked


@pytest.fixture(scope="module")
def original(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Make a database with a chain that anybody may change; as bytes."""
    return unlocked(blank, tmp_path_factory.mktemp("chain") / "chain.db", LENGTH)


@pytest.fixture
def forger(original: bytes, tmp_path: Path) -> Iterator[Forger]:
    """Give a forger a database."""
    with closing(Forger(tmp_path / "forged.db", original)) as made:
        yield made
