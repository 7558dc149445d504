"""What a year costs with 14, 34 and 340 provinces: each played in a process of its own, after all imports."""

from __future__ import annotations

import asyncio
import gc
import resource
import tempfile
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from coordination import methods
from coordination.app import Engine
from coordination.cli.main import GARBAGE
from coordination.kernel.clock import stopwatch
from coordination.methods.series import candidates
from coordination.settings import Settings
from coordination.simulate.actors import Actors
from coordination.simulate.behaviour import Behaviour
from coordination.simulate.report import Run, write
from coordination.simulate.sink import MailSink
from coordination.simulate.world import Direct, World
from tests.benchmarks.countries import PERIOD, SEED, Country, real, repeated

ALL = 34


@dataclass(frozen=True)
class Cost:
    """What one year came to."""

    provinces: int
    mail: bool
    seconds: float
    processor: float
    events: int
    notices: int
    memory: int
    """Most memory the process held, in MB."""
    parts: dict[str, float]

    def line(self, least: float) -> str:
        """Give the figures in one line; ``least`` is the processor time a province costs in the smallest country."""
        mail = "delivered" if self.mail else "held"
        return (
            f"year {self.provinces:>4} provinces, mail {mail:<9} {self.seconds:>7.1f} s  processor {self.processor:>7.1f} s"
            f"  {self.events:>7} events  {self.notices:>7} notices  {1000 * self.processor / self.provinces:>6.0f}"
            f" ms/province (×{self.each / least:.2f})  {self.memory:>5} MB  {self.parts}"
        )

    @property
    def each(self) -> float:
        """Give the processor time a province costs."""
        return self.processor / self.provinces


def cost(provinces: int, *, mail: bool) -> Cost:
    """Play a year in a process of its own, so that its memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_played, provinces, mail=mail).result()


def _played(provinces: int, *, mail: bool) -> Cost:
    _import_all()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        begun, used = stopwatch(), _processor()
        country = real(min(provinces, ALL), folder)
        if provinces > ALL:
            country = repeated(country, provinces // ALL)
        engine = Engine.open(Settings(database_url=f"sqlite:///{folder / 'lienvung.db'}"), durable=False)
        engine.history = lambda _region: country.history
        try:
            data = _play(engine, country, folder, mail=mail)
        finally:
            engine.close()
        seconds, processor = stopwatch() - begun, _processor() - used
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Cost(
        provinces, mail, seconds, processor, data["events"], data["notices"]["created"], memory, data["seconds_by_work"]
    )


def _play(engine: Engine, country: Country, folder: Path, *, mail: bool) -> dict[str, Any]:
    region = country.region
    actors = Actors(country.material, Behaviour(), SEED)
    addresses = {contact.email: body.code for body in region.bodies for contact in body.contacts}
    with ExitStack() as stack:
        server = stack.enter_context(MailSink(folder / "mail", addresses)) if mail else None
        played = asyncio.run(World(engine, region, PERIOD, actors, Direct(), server).play())
    return write(engine, Run(region, str(PERIOD), SEED, "vi", prefect=False, seconds=0, mail=mail), played, folder)


def _import_all() -> None:
    """Load what is loaded only when it is needed: the question is what a year costs, not what imports do.

    Garbage is looked for as rarely as under the command line.
    """
    gc.set_threshold(GARBAGE)
    for name in ("alembic.command", "holidays"):
        import_module(name)
    for name in methods.names():
        methods.get(name)
    candidates.ready()


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
