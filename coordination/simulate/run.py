"""One simulated year from an empty folder to a finished one."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import ExitStack
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
from coordination.simulate.world import Conductor, Played, Progress, World

MARK = "SIMULATED.txt"
OURS = (
    MARK, "lienvung.db", "lienvung.db-wal", "lienvung.db-shm", "mail", "stages", "prefect", "summary.json", "summary.html",
)  # fmt: skip


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
    begun = stopwatch()
    found = load_region(region, known())
    if language != "vi":
        found = _in_language(found, language)
    period = Period(year, year)
    material = Material.of(found, period.drafting_year, seed, behaviour)
    if not material.series:
        raise InvalidInputError.of(
            f"không có số liệu công bố trước năm {period.drafting_year} cho vùng {found.code}",
            f"nothing was published before {period.drafting_year} for region {found.code}",
        )
    prepare(folder)
    played = asyncio.run(
        _play(
            found, period, folder, Actors(material, behaviour, seed), conductor, hold_mail=hold_mail, progress=progress
        )
    )
    engine = _engine(folder)
    try:
        run = Run(found, str(period), seed, language, prefect, stopwatch() - begun, mail=not hold_mail)
        return write(engine, run, played, folder)
    finally:
        engine.close()


def prepare(folder: Path) -> None:
    """Make the folder empty; a folder with anything but an earlier simulation is left alone.

    An earlier simulation is known by its label: a working database bears the same name as a simulated one.
    """
    if folder.exists() and not folder.is_dir():
        raise ConflictError.of(f"{folder} không phải là thư mục", f"{folder} is not a folder")
    there = sorted(folder.iterdir()) if folder.is_dir() else []
    strangers = [each.name for each in there if not _is_ours(each.name) or not (folder / MARK).is_file()]
    if strangers:
        raise ConflictError.of(
            f"{folder} có tệp không phải của mô phỏng ({strangers[0]}); chọn thư mục khác",
            f"{folder} holds what no simulation made ({strangers[0]}); choose another folder",
        )
    for each in there:
        shutil.rmtree(each) if each.is_dir() and not each.is_symlink() else each.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("\n".join(LABEL.values()) + "\n", encoding="utf-8")


def _is_ours(name: str) -> bool:
    return name in OURS or (name.startswith("calendar-") and name.endswith(".svg"))


def _engine(folder: Path) -> Engine:
    return Engine.open(Settings(database_url=f"sqlite:///{folder / 'lienvung.db'}"))


async def _play(
    region: Region,
    period: Period,
    folder: Path,
    actors: Actors,
    conductor: Conductor,
    *,
    hold_mail: bool,
    progress: Progress,
) -> Played:
    addresses = {contact.email: body.code for body in region.bodies for contact in body.contacts}
    engine = _engine(folder)
    try:
        with ExitStack() as stack:
            server = None if hold_mail else stack.enter_context(MailSink(folder / "mail", addresses))
            world = World(engine, region, period, actors, conductor, server, progress)
            return await world.play()
    finally:
        engine.close()


def _in_language(region: Region, language: str) -> Region:
    bodies = [
        body.model_copy(update={"contacts": [each.model_copy(update={"language": language}) for each in body.contacts]})
        for body in region.bodies
    ]
    return region.model_copy(update={"bodies": bodies})
