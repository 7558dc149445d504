"""What checking, assessing and reconciling figures costs, and finding all communes a circular goes to.

Checked and assessed: 34 provinces, 154 indicators, 5 to 20 years of made-up series.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from time import process_time
from typing import TYPE_CHECKING

from coordination.app import known
from coordination.kernel.cells import Cell
from coordination.kernel.clock import stopwatch
from coordination.methods.checks import Found, Key, Known, run
from coordination.methods.coherence import Link, grow, reconcile
from coordination.methods.indicators import Indicator, Ratio, Sum
from coordination.methods.joint_assessment.analysis import Ground, Panel, analyse, nation_of
from coordination.regions.communes import addressees
from coordination.regions.service import COUNTRY, available, load_national, load_region, load_registry
from tests.stations.methods.coherence.test_trees_and_what_lacks import large

if TYPE_CHECKING:
    from coordination.kernel.text import Text

INDICATORS, LAST_YEAR = 154, 2025
SPANS = (5, 10, 20)


@dataclass(frozen=True)
class MadeUp:
    """A made-up figure in the form published ones have."""

    unit: str
    indicator: str
    year: int
    value: Decimal
    status: str = "final"
    source: str = "made_up"


def catalogue() -> dict[str, Indicator]:
    """Give the registry's indicators, each as often as it takes to have enough of them; copies keep their checks."""
    shipped = load_registry().current
    made = {each.code: each for each in shipped}
    number = 2
    while len(made) < INDICATORS:
        for each in shipped[: INDICATORS - len(made)]:
            made[f"{each.code}_{number}"] = each.model_copy(update={"code": f"{each.code}_{number}"})
        number += 1
    return made


def figures(indicators: Mapping[str, Indicator], units: Mapping[str, Text], years: int, seed: int) -> list[MadeUp]:
    """Give series that move at random as such series do: amounts grow, rates hover, ratios are what they say."""
    draw = random.Random(seed)  # noqa: S311 - figures, not secrets
    rows: dict[Key, MadeUp] = {}
    ratios = [each for each in indicators.values() if isinstance(each.aggregation, Ratio)]
    for each in (one for one in indicators.values() if one not in ratios):
        amount = isinstance(each.aggregation, Sum)
        for unit in units:
            value = (1_000 if amount else 20) * draw.lognormvariate(0, 0.3)
            for year in range(LAST_YEAR - years + 1, LAST_YEAR + 1):
                value *= draw.lognormvariate(0.05 if amount else 0, 0.02)
                rows[each.code, unit, year] = MadeUp(unit, each.code, year, Decimal(f"{value:.1f}"))
    for each in ratios:
        rule = each.aggregation
        if isinstance(rule, Ratio):
            for _, unit, year in [key for key in rows if key[0] == rule.numerator]:
                above, below = (rows[code, unit, year].value for code in (rule.numerator, rule.denominator))
                rows[each.code, unit, year] = MadeUp(unit, each.code, year, round(above * rule.scale / below, 4))
    return list(rows.values())


def main() -> None:
    """Print seconds; for checking and assessing also the cost of a cell beside that of the shortest span."""
    checking()
    reconciling()
    finding()


def checking() -> None:
    """Print what checking and assessing take, by the number of years."""
    regions = [load_region(each.code, known()) for each in available()]
    now = [region for region in regions if not any(unit.valid_to for unit in region.units)]
    units = {unit.code: unit.name for region in now for unit in region.units}
    indicators = catalogue()
    least: tuple[float, float] | None = None
    for years in SPANS:
        rows = figures(indicators, units, years, seed=1)
        panel = Panel.of(rows)
        cells: dict[Key, Cell] = {
            (each.indicator, each.unit, each.year): panel.cell(each.indicator, each.unit, each.year) for each in rows
        }
        begun = stopwatch()
        found: list[Found] = run(cells, Known(units=units), indicators)
        checked = stopwatch()
        ground = Ground(now[0].code, now[0].name, units, indicators, panel, nation_of(panel, indicators, list(units)))
        analysis = analyse(ground, LAST_YEAR)
        assessed = stopwatch()
        each = ((checked - begun) / len(rows), (assessed - checked) / len(rows))
        least = least or each
        print(
            f"{len(units)} provinces x {len(indicators)} indicators x {years:>2} years = {len(rows):>7} cells:"
            f"  check {checked - begun:.2f} s (a cell x{each[0] / least[0]:.2f}, {len(found)} findings)"
            f"  assess {assessed - checked:.2f} s (a cell x{each[1] / least[1]:.2f}, {len(analysis.sentences)} sentences)",
            flush=True,
        )


def reconciling() -> None:
    """Print what reconciling takes: all communes with nothing below nought, and many indicators of the provinces."""
    tree, forecasts = large(34, 100, 5)
    begun = process_time()
    reconcile([tree], forecasts, "wls", non_negative=True)
    print(
        f"reconcile {len(tree.names)} nodes x 5 years, none below nought: {process_time() - begun:.2f} s (may take 10.0 s)"
    )
    tree, forecasts = large(6, 6, 5)
    pairs = [(tree.names[child], tree.names[node]) for node in tree.inner for child in tree.children[node]]
    trees = grow([Link(f"{at}/{child}", f"{at}/{node}") for at in range(50) for child, node in pairs])
    told = {(f"{at}/{node}", period): each for (node, period), each in forecasts.items() for at in range(50)}
    begun = process_time()
    reconcile(trees, told, "wls")
    print(
        f"reconcile {len(trees)} indicators of {len(tree.names)} nodes x 5 years: {process_time() - begun:.2f} s (may take 2.0 s)"
    )


def finding() -> None:
    """Print what finding the bodies of all communes takes."""
    national, whole = load_national(known()), load_region(COUNTRY, known())
    begun = process_time()
    bodies = addressees(national, whole, ["commune.peoples_council", "commune.peoples_committee"])
    print(f"find {len(bodies)} bodies of communes: {process_time() - begun:.2f} s (may take 1.0 s)")
