"""Checks on figures, declared with the indicators and carried out here, and some that need no declaration.

Without declaration a ratio is compared with its two terms handed in beside it, a count must be whole, and a figure is
compared with the published one of the same unit and year (`general`).

A finding never changes a figure: it says what was given, what was compared and why, with the cells compared beside it.

The defaults were tuned on published series (20 indicators of `region_configs/data/series.csv`, 34 and 63 provinces,
1995-2025), so that few good figures are questioned. Findings per 1,000 cells, 34 / 63 provinces:

| check | findings | remarks |
|---|---|---|
| range (0 and above; rates 0 to 100) | 0 / 0 | |
| parts, at most (urban in total population) | 0 / 0 | employed in labour force: 7 / 10, two vintages of one year |
| identity (GRDP per head, 0.5 %) | 333 / 282 | revised against unrevised GRDP; 5 %: 29 / 30; set the tolerance |
| jump, z 5, floor 10 % (rates: 3 points) | 5.4 / 7.6 | z 3.5: 11.8 / 13.9; z 8: 2.2 / 2.8 |
| slip | 0.1 / 0.2 | all foreign investment, which does change a thousandfold |
| slip, last figure 6 or 9 years old | 26 / 22 | farms, counted otherwise since 2011; foreign investment; budget plans |
| national sum, 1 % | 1 of 168 totals | urban population 2016, two vintages; at 2 % none |
| plan, 50 to 150 % | 608 / 627 | the final budget holds more than its plan; up to 300 %: 65 / 81 |
| digits, last, level 0.001 | 1.6 / 1.9 | budget plans and hospital beds, which are set in round numbers |
| digits, first | 0 / 0 | never 100 figures of three orders of magnitude in one year |
| frozen, 3 years | 0.2 / 0.6 | doctors and hospital beds; 2 years: 3.4 / 6.8 |
| states | 0 / 0.1 | |
| jump over years without figures | 0.5 / 0.5 | farms, counted otherwise since 2011 |
| ratio, 1 % (GRDP per head) | 260 / 312 | revisions again: published figures alone are nobody's fault |
| whole counts | 0 / 0 | |

Of single last figures made wrong, jump and slip together find 94 % of tenfold, 72 % of double and 53 % of half as great
again; jump compares with the other units where a series is short. No mirror figures are published. The checks the
registry declares give 6.6 / 8.8 findings per 1,000 cells on all its series.

The cost is linear in cells: about 4 µs for a cell and a check, so 34 provinces × 154 indicators × 20 years (104,720 cells)
under ten checks each take about 4 s on one core.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from coordination.kernel.cells import Cell
from coordination.methods.checks.between import mirror, national
from coordination.methods.checks.digits import over_submissions, over_units
from coordination.methods.checks.found import Defined, Found, Key, Known, Stated
from coordination.methods.checks.general import general
from coordination.methods.checks.jump import jump
from coordination.methods.checks.overtime import frozen, slip, states, steady
from coordination.methods.checks.table import Table
from coordination.methods.checks.within import identity, in_range, parts, plan

__all__ = ["Defined", "Found", "Key", "Known", "Stated", "run"]

_CARRIED_OUT: Final[Mapping[str, Callable[[Table, Defined, Any], Iterator[Found]]]] = {
    "range": in_range,
    "parts": parts,
    "identity": identity,
    "jump": jump,
    "slip": slip,
    "steady": steady,
    "mirror": mirror,
    "national": national,
    "plan": plan,
    "digits": over_units,
    "frozen": frozen,
    "states": states,
}

_BETTER: Final[Mapping[str, tuple[str, ...]]] = {
    "jump": ("slip", "published"),
    "steady": ("slip", "published"),
    "published": ("slip",),
    "derived": ("slip",),
}
"""Kinds of finding by the kinds that tell the same fault better: a slip gives the unit, the published figure the value."""


def run(
    figures: Mapping[Key, Cell],
    known: Known,
    catalogue: Mapping[str, Defined],
    plans: Mapping[Key, Cell] | None = None,
) -> list[Found]:
    """Carry out every check the indicators of the catalogue declare, and the general ones, on the figures handed in.

    Figures of one body or of all bodies may be given; what is compared with them but not handed in (other years, other
    units, national totals) comes from ``known``, which must be on the same map of units. Only figures handed in are
    found fault with. The findings come in the order of indicator, unit and year, whatever the order of the figures.
    """
    table = Table(figures, plans or {}, known, catalogue)
    found = [
        each
        for code in sorted(catalogue)
        for check in catalogue[code].checks
        for each in _CARRIED_OUT[check.kind](table, catalogue[code], check)
    ]
    return sorted(_once([*found, *over_submissions(table), *general(table)]), key=_order)


def _once(found: Iterable[Found]) -> list[Found]:
    """Leave out what another finding on the same figure tells better: it is one fault."""
    every = list(found)
    told = {(each.check.kind, each.indicator, each.unit, each.period) for each in every}
    return [
        each
        for each in every
        if not any((kind, each.indicator, each.unit, each.period) in told for kind in _BETTER.get(each.check.kind, ()))
    ]


def _order(found: Found) -> tuple[str, str, int, str]:
    return found.indicator, found.unit or "", found.period, found.code
