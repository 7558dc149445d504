"""What holds of the checks whatever the figures: order, scale, cells without a number, and the statistics by hand."""

from __future__ import annotations

import math
import random
import statistics
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.kernel.cells import MISSING, NOT_YET_DUE, SUPPRESSED, Cell
from coordination.kernel.text import Text
from coordination.methods.checks import Found, Key, Known, run
from coordination.methods.checks.declared import (
    Check,
    Frozen,
    Identity,
    Jump,
    Mirror,
    National,
    Parts,
    Plan,
    Range,
    Slip,
    States,
)
from coordination.methods.checks.robust import NORMAL, Usual, chance, chi_square, median

UNITS = tuple(f"{number:02}" for number in range(1, 9))
YEARS = range(2014, 2024)
"""Small enough to be checked a hundred times."""
WORD = Text(vi="tỷ đồng", en="billion đồng")


@dataclass(frozen=True)
class Indicator:
    """An indicator as the checks see one."""

    code: str
    checks: tuple[Check, ...]
    name: Text = WORD
    unit: Text = WORD
    decimals: int = 1


CATALOGUE = {
    each.code: each
    for each in (
        Indicator("part", (Jump(), Slip(), National(), Plan(), States(), Frozen(), Mirror(counterpart="part"))),
        Indicator("rest", (Jump(against="own"), Frozen(years=2))),
        Indicator("whole", (Parts(of=("part", "rest")), Parts(of=("part",), at_most=True), Jump(against="others"))),
        Indicator("share", (Identity(ratio=("part", "whole")), Range(least=Decimal(0), most=Decimal(1)))),
    )
}
Figures = dict[Key, Cell]


def table(faults: int, seed: int, scale: Decimal = Decimal(1)) -> tuple[Figures, Known, Figures]:
    """Make figures that agree, put faults among them, and express all but the share on another scale."""
    chance = random.Random(seed)  # noqa: S311  # figures, not secrets
    values: dict[Key, Decimal] = {}
    for unit in UNITS:
        for year in YEARS:
            grown = Decimal(1000 + 40 * (year - 2014) + chance.randrange(-8, 9))
            part = rest = grown
            values |= {("part", unit, year): part, ("rest", unit, year): rest, ("whole", unit, year): part + rest}
            values["share", unit, year] = Decimal("0.5")
    nation = {("part", year): scale * sum((values["part", unit, year] for unit in UNITS), Decimal(0)) for year in YEARS}
    plans = {key: Cell.of(value * scale) for key, value in values.items()}
    for key in chance.sample(sorted(key for key in values if key[0] != "share"), faults):
        values[key] *= Decimal(chance.choice(["0.001", "0.3", "1.3", "2", "15", "1000"]))
    cells = {key: Cell.of(value if key[0] == "share" else value * scale) for key, value in values.items()}
    border = frozenset({(UNITS[0], UNITS[1])})
    return cells, Known(nation=nation, units=dict.fromkeys(UNITS, WORD), neighbours=border), plans


def places(found: list[Found]) -> list[tuple[str, str, str | None, int]]:
    """Reduce findings to what was found where."""
    return [(each.code, each.indicator, each.unit, each.period) for each in found]


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 30))
def test_the_order_of_the_rows_does_not_matter(seed: int, faults: int) -> None:
    figures, known, plans = table(faults, seed)
    shuffled = list(figures.items())
    random.Random(seed).shuffle(shuffled)  # noqa: S311
    backwards = dict(reversed(CATALOGUE.items()))
    found = run(figures, known, CATALOGUE, plans)
    assert found
    assert run(dict(shuffled), known, backwards, plans) == found


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["0.001", "0.1", "10", "1000", "1000000"]))
def test_a_change_of_the_unit_changes_no_finding(seed: int, scale: str) -> None:
    figures, known, plans = table(12, seed)
    larger, around, planned = table(12, seed, Decimal(scale))
    found, again = run(figures, known, CATALOGUE, plans), run(larger, around, CATALOGUE, planned)
    assert places(found) == places(again)
    assert [each.value * Decimal(scale) for each in found if each.value and each.indicator != "share"] == [
        each.value for each in again if each.value and each.indicator != "share"
    ]


@settings(max_examples=10, deadline=None)
@given(
    st.integers(0, 2**32), st.floats(0, 1), st.lists(st.sampled_from([MISSING, SUPPRESSED, NOT_YET_DUE]), min_size=1)
)
def test_cells_without_a_number_never_make_a_finding(seed: int, share: float, states: list[Cell]) -> None:
    figures, known, plans = table(0, seed)
    chance = random.Random(seed)  # noqa: S311
    left = {key: chance.choice(states) if chance.random() < share else cell for key, cell in figures.items()}
    kept = {
        code: replace(each, checks=tuple(check for check in each.checks if check.kind != "states"))
        for code, each in CATALOGUE.items()
    }
    assert run(left, known, kept, plans) == []
    assert all(each.value is None for each in run(left, known, CATALOGUE, plans))


@pytest.mark.parametrize("withheld", [SUPPRESSED, NOT_YET_DUE])
def test_what_is_withheld_or_not_due_is_not_called_missing(withheld: Cell) -> None:
    figures, known, plans = table(0, 1)
    figures["part", "03", YEARS[-1]] = withheld
    assert run(figures, known, CATALOGUE, plans) == []
    figures["part", "03", YEARS[-1]] = MISSING
    assert places(run(figures, known, CATALOGUE, plans)) == [("state_unlike_before", "part", "03", YEARS[-1])]


def test_a_known_figure_is_not_put_in_the_place_of_one_handed_in_as_missing() -> None:
    figures, known, plans = table(0, 1)
    known = replace(known, cells={("whole", "03", YEARS[-1]): Cell.of(Decimal(9))})
    figures["whole", "03", YEARS[-1]] = MISSING
    assert run(figures, known, CATALOGUE, plans) == []
    del figures["whole", "03", YEARS[-1]]
    assert ("parts_differ", "whole", "03", YEARS[-1]) in places(run(figures, known, CATALOGUE, plans))


def test_the_jump_told_is_the_one_worked_out_by_hand() -> None:
    series = [Decimal(each) for each in (100, 104, 103, 108, 111, 115, 118, 122, 160)]
    changes = [math.log(now / before) for before, now in pairwise(series)]
    middle = statistics.median(changes)
    spread = 1.4826 * statistics.median(abs(change - middle) for change in changes)
    figures = {("rest", "02", 2015 + at): Cell.of(value) for at, value in enumerate(series)}
    (found,) = run(figures, Known(), {"rest": Indicator("rest", (Jump(),))})
    assert (found.period, found.value, found.beside) == (2023, Decimal(160), (("rest", "02", 2022),))
    assert found.expected is None
    assert f"(z-score {(changes[-1] - middle) / spread:.1f})" in found.message.en
    assert run(figures, Known(), {"rest": Indicator("rest", (Jump(threshold=30),))}) == []
    assert run(figures, Known(), {"rest": Indicator("rest", (Jump(least_history=9),))}) == []


@settings(max_examples=40)
@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=40), st.integers(-(10**6), 10**6))
def test_the_z_score_equals_one_worked_out_in_fractions(values: list[int], value: int) -> None:
    usual = Usual.of([float(each) for each in values])
    middle = statistics.median([Fraction(each) for each in values])
    away = statistics.median([abs(Fraction(each) - middle) for each in values])
    assert usual.middle == middle
    assert usual.spread == pytest.approx(float(Fraction(str(NORMAL)) * away))
    if away:
        assert usual.z(value) == pytest.approx(float((value - middle) / (Fraction(str(NORMAL)) * away)))
    else:
        assert usual.z(value) == (0 if value == middle else math.copysign(math.inf, value - middle))


def test_nothing_has_no_median() -> None:
    with pytest.raises(ValueError, match="no median"):
        median([])


@pytest.mark.parametrize(
    ("degrees", "statistic", "probability"),
    [
        (9, 16.919, 0.05),
        (9, 27.877, 0.001),
        (8, 15.507, 0.05),
        (8, 26.124, 0.001),
        (1, 3.841, 0.05),
        (2, 5.991, 0.05),
        (9, 0, 1),
    ],
)
def test_probabilities_of_chi_square_are_those_of_the_printed_tables(
    degrees: int, statistic: float, probability: float
) -> None:
    assert chance(statistic, degrees) == pytest.approx(probability, rel=1e-3)


def test_chi_square_is_the_sum_worked_out_in_fractions() -> None:
    seen = [12, 8, 10, 3, 17, 10, 9, 11, 12, 8]
    exact = sum(Fraction((each - 10) ** 2, 10) for each in seen)
    assert chi_square(seen, [0.1] * 10) == pytest.approx(float(exact))
