"""Steps that ask for sign-off, opened once and copied: opening a year takes longer than what is done in it here."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from coordination.app import Engine
from coordination.regions.model import Region
from coordination.settings import Settings
from tests.stations.submissions.figures_story import FiguresStory, asking_all
from tests.stations.submissions.signing_story import FULL, SigningStory, with_sign_off

Begin = Callable[[Sequence[str]], SigningStory]


@pytest.fixture(scope="session")
def begun_files(
    blank: Path, region: Region, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Sequence[str]], Path]:
    """Open the ladder that asks for some signatures, once for each demand."""
    made: dict[tuple[str, ...], Path] = {}
    folder = tmp_path_factory.mktemp("signing")

    def file(asked: Sequence[str]) -> Path:
        key = tuple(asked)
        if key not in made:
            made[key] = Path(shutil.copy(blank, folder / f"{len(made)}.db"))
            with closing(Engine.open(Settings(database_url=f"sqlite:///{made[key]}"))) as engine:
                SigningStory(engine, region).begin(key)
        return made[key]

    return file


@pytest.fixture
def begin(begun_files: Callable[[Sequence[str]], Path], region: Region, tmp_path: Path) -> Iterator[Begin]:
    """Begin where the joint meeting of the ladder takes drafts, on SQLite, as often as wanted."""
    opened: list[Engine] = []
    number = count()

    def _begin(asked: Sequence[str]) -> SigningStory:
        copy = shutil.copy(begun_files(asked), tmp_path / f"signing-{next(number)}.db")
        opened.append(Engine.open(Settings(database_url=f"sqlite:///{copy}")))
        return SigningStory(opened[-1], with_sign_off(region, asked))

    yield _begin
    for engine in opened:
        engine.close()


@pytest.fixture
def file_signing(begin: Begin) -> SigningStory:
    """Begin on SQLite where all three signatures are asked for."""
    return begin(FULL)


@pytest.fixture(scope="session")
def assessment_file(blank: Path, region: Region, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Open the regional plan and its joint assessment, once."""
    path = Path(shutil.copy(blank, tmp_path_factory.mktemp("figures") / "begun.db"))
    with closing(Engine.open(Settings(database_url=f"sqlite:///{path}"))) as engine:
        FiguresStory(engine, asking_all(region)).begin()
    return path


@pytest.fixture
def figures(assessment_file: Path, region: Region, tmp_path: Path) -> Iterator[FiguresStory]:
    """Begin where the joint assessment takes figures, on SQLite."""
    copy = shutil.copy(assessment_file, tmp_path / "figures.db")
    with closing(Engine.open(Settings(database_url=f"sqlite:///{copy}"))) as engine:
        yield FiguresStory(engine, asking_all(region))
