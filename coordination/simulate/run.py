"""One simulated year from an empty folder to a finished one."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coordination.app import Engine, known
from coordination.errors import ConflictError, InvalidInputError
from coordination.kernel.clock import stopwatch
from coordination.kernel.period import Period
from coordination.regions.model import Region
from coordination.regions.service import load_region
from coordination.settings import Settings
from coordination.simulate.actors import Actors
from coordination.simulate.behaviour import Behaviour
from coordination.simulate.material import Material
from coordination.simulate.report import LABEL, Run, write
from coordination.simulate.sink import MailSink
from coordination.simulate.world import Conductor, Played, Progress, Turn, World, rehearse

MARK = "SIMULATED.txt"
YEARS = ("base", "what-if")
"""Folders of the two years that are compared."""
OURS = (
    MARK, "lienvung.db", "lienvung.db-wal", "lienvung.db-shm", "mail", "stages", "prefect", "summary.json", "summary.html",
    "difference.json", *YEARS,
)  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """A year to be played: where, with whom, what becomes known on the way."""

    region: Region
    period: Period
    seed: int
    behaviour: Behaviour
    language: str
    turn: Turn | None = None


def simulate(  # noqa: PLR0913 - the options of one verb
    *,
    region: str,
    year: int,
    folder: Path,
    seed: int,
    behaviour: Behaviour,
    conductor: Conductor,
    language: str,
    hold_mail: bool,
    prefect: bool,
    progress: Progress,
) -> dict[str, Any]:
    """Play the plan year ``year`` of a region into a folder; gives the summary.

    Raises ConflictError if the folder holds anything but an earlier simulation, InvalidInputError for
    a year in which the region's map did not hold or for which nothing was published.
    """
    scene = scene_of(region, year, seed, behaviour, language)
    rehearse(scene.region, scene.period, scene.turn)
    return perform(scene, folder, conductor, hold_mail=hold_mail, prefect=prefect, progress=progress)


def scene_of(region: str, year: int, seed: int, behaviour: Behaviour, language: str) -> Scene:
    """Give the year of a region as it is configured, with mail in a language."""
    found = load_region(region, known())
    if language != "vi":
        found = _in_language(found, language)
    return Scene(found, Period(year, year), seed, behaviour, language)


def material_of(scene: Scene) -> Material:
    """Gather what bodies will hand in; InvalidInputError if nothing was published before that year."""
    drafting = scene.period.drafting_year
    material = Material.of(scene.region, drafting, scene.seed, scene.behaviour)
    if not material.series:
        raise InvalidInputError.of(
            f"không có số liệu công bố trước năm {drafting} cho vùng {scene.region.code}",
            f"nothing was published before {drafting} for region {scene.region.code}",
        )
    return material


def perform(
    scene: Scene, folder: Path, conductor: Conductor, *, hold_mail: bool, prefect: bool, progress: Progress
) -> dict[str, Any]:
    """Play a year into a folder and leave all that people may want to open; gives the summary."""
    begun = stopwatch()
    actors = Actors(material_of(scene), scene.behaviour, scene.seed)
    prepare(folder)
    played = asyncio.run(_play(scene, folder, actors, conductor, hold_mail=hold_mail, progress=progress))
    engine = engine_of(folder)
    try:
        seconds = stopwatch() - begun
        run = Run(scene.region, str(scene.period), scene.seed, scene.language, prefect, seconds, mail=not hold_mail)
        return write(engine, run, played, folder)
    finally:
        engine.close()


def prepare(folder: Path) -> None:
    """Make the folder empty; a folder with anything but an earlier simulation is left alone.

    An earlier simulation is known by its label: a working database bears the same name as a simulated one.
    """
    if folder.exists() and not folder.is_dir():
        raise ConflictError.of(f"{folder} không phải là thư mục", f"{folder} is not a folder")
    strangers = _strangers(folder) if folder.is_dir() else []
    if strangers:
        raise ConflictError.of(
            f"{folder} có tệp không phải của mô phỏng ({strangers[0]}); chọn thư mục khác",
            f"{folder} holds what no simulation made ({strangers[0]}); choose another folder",
        )
    for each in folder.iterdir() if folder.is_dir() else ():
        shutil.rmtree(each) if each.is_dir() and not each.is_symlink() else each.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("\n".join(LABEL.values()) + "\n", encoding="utf-8")


def _strangers(folder: Path) -> list[str]:
    """Give what no simulation made in a folder, or in the folders of the two years of a what-if."""
    labelled = (folder / MARK).is_file()
    found = []
    for each in sorted(folder.iterdir()):
        if not labelled or not _is_ours(each.name):
            found.append(each.name)
        elif each.name in YEARS and each.is_dir() and not each.is_symlink():
            found += [f"{each.name}/{name}" for name in _strangers(each)]
    return found


def _is_ours(name: str) -> bool:
    return name in OURS or (name.startswith("calendar-") and name.endswith(".svg"))


def engine_of(folder: Path) -> Engine:
    """Open the engine on the database of a simulation's folder; what is lost with the power is played again."""
    return Engine.open(Settings(database_url=f"sqlite:///{folder / 'lienvung.db'}"), durable=False)


async def _play(
    scene: Scene, folder: Path, actors: Actors, conductor: Conductor, *, hold_mail: bool, progress: Progress
) -> Played:
    addresses = {contact.email: body.code for body in scene.region.bodies for contact in body.contacts}
    engine = engine_of(folder)
    try:
        with ExitStack() as stack:
            server = None if hold_mail else stack.enter_context(MailSink(folder / "mail", addresses))
            world = World(engine, scene.region, scene.period, actors, conductor, server, progress, scene.turn)
            return await world.play()
    finally:
        engine.close()


def _in_language(region: Region, language: str) -> Region:
    bodies = [
        body.model_copy(update={"contacts": [each.model_copy(update={"language": language}) for each in body.contacts]})
        for body in region.bodies
    ]
    return region.model_copy(update={"bodies": bodies})
