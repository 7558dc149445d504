"""How good forecasts of provinces are: from one year after another up to 2019, on what was published since."""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from coordination.kernel.shipped import shipped
from coordination.methods.series import ADMITTED, Series, forecast_panel
from coordination.methods.series.combining import MEMBERS
from coordination.methods.series.models import Array, Base, Forecast
from coordination.methods.series.origins import Job, Mapper, fitted
from coordination.methods.series.scores import Scores, scores
from coordination.methods.series.shape import prepare
from coordination.regions.service import load_registry
from tests.benchmarks import medians

FEWEST_PROVINCES, FEWEST_YEARS = 10, 15
AHEAD: Final = 5
LAST: Final = 2019
KNOWN: Final = 10
"""Years of a panel that are known at the first origin."""
LEVELS: Final = {80: (0.1, 0.9), 95: (0.025, 0.975)}


@dataclass(frozen=True)
class Outcome:
    """What was said of one series in one year, and what came."""

    panel: str
    year: int
    said: Forecast
    came: Array


def panels(on_map: str) -> dict[str, list[Series]]:
    """Give the provinces' series of every indicator that adds up or is a ratio, where there are enough of both."""
    kinds = {each.code: each.aggregation.kind for each in load_registry().current}
    found: defaultdict[str, defaultdict[str, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
    with (shipped("region_configs") / "data" / "series.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["map"] == on_map and row["value"] and kinds.get(row["indicator"]) in ("sum", "ratio"):
                found[row["indicator"]][row["unit"]][int(row["period"])] = float(row["value"])
    return {code: _series(units) for code, units in found.items() if _enough(units)}


def _enough(units: Mapping[str, Mapping[int, float]]) -> bool:
    years = {year for own in units.values() for year in own}
    return len(units) >= FEWEST_PROVINCES and max(years) - min(years) + 1 >= FEWEST_YEARS


def _series(units: Mapping[str, Mapping[int, float]]) -> list[Series]:
    """Give what is fitted of each series, without gaps, so that it can be cut anywhere."""
    raw = [
        Series(unit, min(own), [own.get(year) for year in range(min(own), max(own) + 1)]) for unit, own in units.items()
    ]
    made = [each for each in (prepare(one, 1) for one in raw) if each.refused is None]
    return [Series(each.name, each.first, [float(value) for value in each.values]) for each in made]


class Remembered:
    """A ``map`` that fits no stretch of values twice: origins of one year are those of another."""

    def __init__(self, mapper: Mapper) -> None:
        """Fit by another map what is not known yet."""
        self.mapper = mapper
        self.known: dict[bytes, dict[Base, Array]] = {}

    def learn(self, stretches: Iterable[Array]) -> None:
        """Fit every stretch by every method."""
        new = list({values.tobytes(): values for values in stretches}.values())
        jobs: list[Job] = [(medians.QUICK, values, AHEAD) for values in new]
        for values, (means, _, _) in zip(new, self.mapper(fitted, jobs), strict=True):
            self.known[values.tobytes()] = means

    def __call__(self, _: Callable[[Any], Any], jobs: Iterable[Any]) -> Iterator[Any]:
        """Give what was learnt."""
        for methods, values, ahead in jobs:
            means = self.known[values.tobytes()]
            yield {each: means[each][:ahead] for each in methods}, {each: each for each in methods}, {}


def main(mapper: Mapper) -> None:
    """Print coverage on today's provinces, with ``--all`` also on the former ones, and how the quick method was chosen."""
    for on_map in ("34", "63") if "--all" in sys.argv[1:] else ("34",):
        found = panels(on_map)
        memory = Remembered(mapper)
        memory.learn(
            np.array(each.values[:known], dtype=float)
            for panel in found.values()
            for each in panel
            for known in range(3, len(each.values) + 1)
        )
        print(f"map {on_map}: {len(found)} panels, {sum(map(len, found.values()))} series of provinces", flush=True)
        choosing(found, memory)
        for method in ("quick", "select"):
            coverage(method, [each for code, panel in found.items() for each in outcomes(code, panel, method, memory)])


def outcomes(code: str, panel: list[Series], method: str, mapper: Mapper) -> Iterator[Outcome]:
    """Forecast a panel from every year in which enough was known, the last one 2019."""
    for year in _origins(panel):
        known = [
            (each, _until(each, year))
            for each in panel
            if each.first + KNOWN - 4 <= year < each.first + len(each.values) - 1
        ]
        if len(known) < FEWEST_PROVINCES:
            continue
        made = forecast_panel([cut for _, cut in known], AHEAD, method, ADMITTED, mapper)
        for (each, cut), said in zip(known, made.forecasts, strict=True):
            came = each.values[len(cut.values) : len(cut.values) + AHEAD]
            yield Outcome(code, year, said, np.array(came, dtype=float))


def _origins(panel: list[Series]) -> range:
    first, last = min(each.first for each in panel), max(each.first + len(each.values) for each in panel) - 1
    return range(first + KNOWN - 1, min(last - 1, LAST) + 1)


def _until(each: Series, year: int) -> Series:
    """Give a series as it was known at the end of a year."""
    return Series(each.name, each.first, each.values[: year - each.first + 1])


def coverage(method: str, found: list[Outcome]) -> None:
    """Print the share of figures inside their intervals, over all, by how far ahead, year and indicator, and the mean error."""
    kept = [each for each in found if each.said.quantiles]
    years = sorted({each.year for each in kept})
    for level in LEVELS:
        inside = [_inside(each, level) for each in kept]
        ahead = [np.mean([each[h] for each in inside if len(each) > h]) for h in range(AHEAD)]
        print(
            f"  {method:<7} {level} % intervals from {years[0]}-{years[-1]}: {_percent(np.concatenate(inside))} of"
            f" {sum(map(len, inside))} figures; 1 to {AHEAD} years ahead {' '.join(f'{100 * each:.0f}' for each in ahead)}"
        )
    by_year = {year: [_inside(each, 80) for each in kept if each.year == year] for year in years}
    off = np.concatenate([np.abs(each.came - each.said.mean[: len(each.came)]) / _units(each) for each in kept])
    print(
        f"          mean absolute error {off.mean():.3f} (of the mean change from year to year, and more further ahead)"
    )
    print(
        f"          80 % by year: {', '.join(f'{year} {_percent(np.concatenate(each))}' for year, each in by_year.items())}"
    )
    by_panel = {
        code: [_inside(each, 80) for each in kept if each.panel == code] for code in {each.panel for each in kept}
    }
    order = sorted(by_panel, key=lambda code: float(np.concatenate(by_panel[code]).mean()))
    said = (f"{code} {_percent(np.concatenate(by_panel[code]))}" for code in [*order[:3], *order[-3:]])
    print(f"          80 % by indicator, lowest and highest: {', '.join(said)}", flush=True)


def _units(each: Outcome) -> Array:
    return np.array(each.said.units[: len(each.came)], dtype=float)


def _inside(each: Outcome, level: int) -> Array:
    low, high = (np.array(each.said.quantiles[p][: len(each.came)]) for p in LEVELS[level])
    return np.asarray((low <= each.came) & (each.came <= high), dtype=float)


def _percent(inside: Array) -> str:
    return f"{100 * inside.mean():.1f} %"


def choosing(found: Mapping[str, list[Series]], memory: Remembered) -> None:
    """Show how the quick combination came to be: every median at every year before 2019, scored on what came by then."""
    cuts = [
        (
            np.array(each.values[:known], dtype=float),
            np.array(each.values[known:][: min(AHEAD, LAST - last)], dtype=float),
        )
        for panel in found.values()
        for each in panel
        for known in range(KNOWN - 2, len(each.values))
        if (last := each.first + known - 1) < LAST
    ]

    def score(of: medians.Median) -> Scores:
        return scores([medians.scored(of, memory.known[known.tobytes()], known, came) for known, came in cuts])

    print(f"  medians at {len(cuts)} origins up to {LAST}; the quick one is {'+'.join(MEMBERS['quick'])}:")
    medians.rank(medians.medians(medians.QUICK), score, MEMBERS["quick"])
