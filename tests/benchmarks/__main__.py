"""Prints what a year costs by the number of provinces, how fast the outbox drains, what proof, figures, forecasts and hostile files take."""

from __future__ import annotations

import sys
import tempfile
from contextlib import closing
from pathlib import Path

from coordination.app import Engine
from coordination.audit.service import verify
from coordination.kernel.clock import stopwatch
from coordination.settings import Settings
from coordination.simulate.behaviour import Behaviour
from coordination.simulate.run import simulate
from coordination.simulate.world import Direct
from tests.benchmarks import figures, forecasts, hostile, outbox, replay
from tests.benchmarks.proof import proof
from tests.benchmarks.years import cost


def year(region: str, of: int, folder: Path) -> None:
    """Play one year with mail, without Prefect."""
    data = simulate(
        region=region, year=of, folder=folder, seed=1, behaviour=Behaviour(), conductor=Direct(), language="vi",
        hold_mail=False, prefect=False, progress=lambda _done, _all, _day: None,
    )  # fmt: skip
    print(
        f"year {region:<18} {data['seconds']:>7.1f} s  {data['events']:>6} events  {data['notices']['created']:>6} notices  {data['seconds_by_work']}"
    )


def verifying(source: Path) -> None:
    """Verify the chain of a played year."""
    with closing(Engine.open(Settings(database_url=f"sqlite:///{source}"))) as engine, engine.read() as session:
        begun = stopwatch()
        verdict = verify(session)
        print(f"verify {verdict.events} events: {stopwatch() - begun:.2f} s")


def main() -> None:
    """Run all benchmarks; everything stays in a temporary folder and on loopback.

    340 provinces with their mail, and 100,000 notices, take long and are done only if asked for: ``--all``. Parts
    alone: ``years``, ``outbox``, ``proof``, ``figures``, ``forecasts``, ``replay``, ``hostile``, ``kills`` (not among those
    run by default).
    """
    parts = {
        "kills": outbox.kills,
        "outbox": lambda: outbox.main(every="--all" in sys.argv[1:]),
        "years": years,
        "proof": lambda: print(proof().line()),
        "figures": figures.main,
        "forecasts": forecasts.main,
        "replay": replay.main,
        "hostile": hostile.main,
    }
    for name in [each for each in sys.argv[1:] if each in parts] or [
        "years",
        "outbox",
        "proof",
        "figures",
        "forecasts",
        "replay",
        "hostile",
    ]:
        parts[name]()


def years() -> None:
    """Play years of 14, 34 and 340 provinces, and verify the chain of one."""
    for mail in (False, True):
        least = None
        for provinces in (14, 34, 340):
            if provinces < 340 or not mail or "--all" in sys.argv[1:]:
                found = cost(provinces, mail=mail)
                least = least or found.each
                print(found.line(least), flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        year("mekong-delta", 2027, folder / "year")
        verifying(folder / "year" / "lienvung.db")


if __name__ == "__main__":
    main()
