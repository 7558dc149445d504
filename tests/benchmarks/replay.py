"""The plan of 2020 made again in 2019: what the unified forecast said of 2019 to 2022, and what came.

The provinces' own figures are simulated, as ``simulate`` makes them; the others are published. Nothing is left out because it
looks bad: 2020 and 2021 are the years of the pandemic.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from coordination.app import Engine, known
from coordination.methods.forecast import Result
from coordination.regions import service
from coordination.regions.boundaries import past_of
from coordination.results.tables import ResultRow
from coordination.settings import Settings
from coordination.simulate.behaviour import Behaviour
from coordination.simulate.run import simulate
from coordination.simulate.world import Direct

REGION, PERIOD = "mekong-delta-2019", 2020
Outturn = Mapping[str, Mapping[int, float]]


def main() -> None:
    """Play the year and print, by indicator and year, the mean absolute error of provinces in percent."""
    with tempfile.TemporaryDirectory() as name:
        result, history = _played(Path(name))
    print(f"replay of {REGION}, figures up to {PERIOD - 2}; mean absolute error of provinces in %")
    print(
        f"{'':<22} {'year':>4} {'unified':>8} {'own*':>8} {'naive':>8} {'in 80 %':>8}   region: outturn, unified (error in %)"
    )
    own = {(each.indicator, each.unit, each.period): float(each.own) for each in result.comparisons}
    regional = {(each.indicator, point.year): point.value for each in result.regional for point in each.points}
    for forecast in result.indicators:
        outturn = history.get(forecast.indicator, {})
        for year in sorted({point.year for unit in forecast.units for point in unit.points}):
            _line(
                forecast.indicator, year, _rows(forecast, year, outturn, own), regional.get((forecast.indicator, year))
            )
    print("* simulated: the provinces' own figures are drawn around their published past, none is a real forecast")


def _played(folder: Path) -> tuple[Result, Mapping[str, Outturn]]:
    simulate(
        region=REGION, year=PERIOD, folder=folder / "year", seed=1, behaviour=Behaviour(), conductor=Direct(),
        language="vi", hold_mail=True, prefect=False, progress=lambda _done, _all, _day: None,
    )  # fmt: skip
    engine = Engine.open(Settings(database_url=f"sqlite:///{folder / 'year' / 'lienvung.db'}"))
    try:
        with engine.read() as session:
            stage = f"{REGION}/regional-plan/{PERIOD}/forecast"
            found = session.exec(select(ResultRow).where(col(ResultRow.stage) == stage)).all()[-1]
            result = Result.model_validate(found.content)
    finally:
        engine.close()
    return result, past_of(service.load_region(REGION, known()))


def _rows(
    forecast: Any, year: int, outturn: Outturn, own: Mapping[tuple[str, str, int], float]
) -> list[dict[str, float]]:
    """Give, for every province with an outturn, what was said of it."""
    rows = []
    for unit in forecast.units:
        known = outturn.get(unit.unit, {})
        point = next((each for each in unit.points if each.year == year), None)
        if point is None or year not in known or unit.last_year is None:
            continue
        row = {"outturn": known[year], "unified": point.value, "naive": known[unit.last_year]}
        if (forecast.indicator, unit.unit, year) in own:
            row["own"] = own[forecast.indicator, unit.unit, year]
        if point.low_80 is not None:
            row["inside"] = float(point.low_80 <= known[year] <= point.high_80)
        rows.append(row)
    return rows


def _line(indicator: str, year: int, rows: list[dict[str, float]], region: float | None) -> None:
    if not rows:
        print(f"{indicator:<22} {year:>4}  no outturn published")
        return
    errors = " ".join(f"{_error(rows, of):>8}" for of in ("unified", "own", "naive"))
    inside = [row["inside"] for row in rows if "inside" in row]
    covered = f"{100 * sum(inside) / len(inside):>7.0f} " if inside else f"{'–':>8}"
    whole = sum(row["outturn"] for row in rows)
    said = "" if region is None else f"   {whole:,.1f}, {region:,.1f} ({100 * (region / whole - 1):+.1f})"
    additive = abs(sum(row["unified"] for row in rows) - (region or 0)) < 1e-6 * abs(whole)
    print(f"{indicator:<22} {year:>4} {errors} {covered}{said if additive else ''}")


def _error(rows: list[dict[str, float]], of: str) -> str:
    known = [abs(row[of] / row["outturn"] - 1) for row in rows if of in row and row["outturn"]]
    return f"{100 * sum(known) / len(known):.1f}" if known else "–"
