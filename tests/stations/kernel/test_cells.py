"""Cells: a value, a true zero, and the reasons why there is none, through every aggregation."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coordination.kernel.cells import (
    MISSING,
    NOT_APPLICABLE,
    NOT_YET_DUE,
    SUPPRESSED,
    WITHHELD,
    Cell,
    State,
    greatest,
    ratio,
    total,
    weighted_mean,
)

ZERO = Cell.of(Decimal(0))
NUMBERS = st.decimals(-(10**15), 10**15, places=4)
KNOWN = st.one_of(NUMBERS.map(Cell.of), st.just(ZERO))
CELLS = st.one_of(KNOWN, st.sampled_from([MISSING, NOT_APPLICABLE, SUPPRESSED, NOT_YET_DUE]))
TABLES = st.lists(CELLS, max_size=8)
PAIRS = st.lists(st.tuples(CELLS, CELLS), max_size=6)
CLOSE = Fraction(1, 10**40)


def amount(cell: Cell) -> Fraction:
    assert cell.value is not None
    return Fraction(cell.value)


def weightiest(cells: list[Cell]) -> State | None:
    states = {each.state for each in cells}
    for state in (State.SUPPRESSED, State.MISSING, State.NOT_YET_DUE):
        if state in states:
            return state
    return None


@given(st.lists(TABLES, max_size=5))
def test_a_total_of_totals_is_the_total_however_the_parts_are_split(groups: list[list[Cell]]) -> None:
    assert total(total(group) for group in groups) == total(cell for group in groups for cell in group)


@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_of_the_parts_does_not_matter(cells: list[Cell], shuffle: Random) -> None:
    mixed = list(cells)
    shuffle.shuffle(mixed)
    assert total(mixed) == total(cells)
    assert greatest(mixed) == greatest(cells)


@given(TABLES, st.integers(0, 8))
def test_what_does_not_apply_takes_no_part(cells: list[Cell], at: int) -> None:
    more = [*cells[:at], NOT_APPLICABLE, *cells[at:]]
    assert total(more) == total(cells)
    assert greatest(more) == greatest(cells)
    assert total([NOT_APPLICABLE, NOT_APPLICABLE]) == total([]) == NOT_APPLICABLE


@given(TABLES)
def test_a_zero_part_changes_no_sum_of_figures_and_a_missing_part_takes_it_away(cells: list[Cell]) -> None:
    figures = [each for each in cells if each.known]
    assert total([*figures, ZERO]) == (total(figures) if figures else ZERO)
    assert total([*figures, MISSING]) == MISSING != ZERO


@given(TABLES)
def test_a_total_says_exactly_what_its_parts_say(cells: list[Cell]) -> None:
    result, greatest_of = total(cells), greatest(cells)
    withheld, figures = weightiest(cells), [amount(each) for each in cells if each.known]
    if withheld:
        assert result.state is greatest_of.state is withheld
    elif not figures:
        assert result is greatest_of is NOT_APPLICABLE or result == greatest_of == NOT_APPLICABLE
    else:
        assert amount(result) == sum(figures)
        assert amount(greatest_of) == max(figures)
        assert result.state is (State.ZERO if sum(figures) == 0 else State.VALUE)


@pytest.mark.parametrize("order", list(permutations(WITHHELD)))
def test_of_several_withheld_parts_the_weightiest_is_told(order: tuple[State, ...]) -> None:
    cells = [Cell.of(Decimal(7)), *map(Cell, order), NOT_APPLICABLE]
    assert total(cells) == greatest(cells) == SUPPRESSED
    assert total(each for each in cells if each != SUPPRESSED) == MISSING
    assert ratio(total(cells), Cell.of(Decimal(1))) == SUPPRESSED


@given(CELLS, CELLS, st.sampled_from([Decimal(1), Decimal(100), Decimal(1000)]))
def test_a_ratio_equals_the_fraction_or_says_why_there_is_none(above: Cell, below: Cell, scale: Decimal) -> None:
    result = ratio(above, below, scale)
    withheld = weightiest([above, below])
    if withheld:
        assert result.state is withheld
    elif NOT_APPLICABLE in (above, below) or below == ZERO:
        assert result == NOT_APPLICABLE
    else:
        exact = amount(above) * Fraction(scale) / amount(below)
        assert abs(amount(result) - exact) <= abs(exact) * CLOSE
        assert (result.state is State.ZERO) is (above == ZERO)


@given(PAIRS)
@example([(Cell.of(Decimal(1)), Cell.of(Decimal(2))), (Cell.of(Decimal(5)), Cell.of(Decimal(-2)))])
def test_a_weighted_mean_equals_the_one_worked_out_by_hand(pairs: list[tuple[Cell, Cell]]) -> None:
    taken = [pair for pair in pairs if NOT_APPLICABLE not in pair]
    result = weighted_mean(pairs)
    if withheld := weightiest([each for pair in taken for each in pair]):
        assert result.state is withheld
    elif not (weights := sum(amount(weight) for _, weight in taken)):
        assert result == NOT_APPLICABLE
    else:
        products = [amount(value) * amount(weight) for value, weight in taken]
        exact = sum(products) / weights
        assert abs(amount(result) - exact) <= (sum(map(abs, products)) / abs(weights) + 1) * CLOSE
        assert (result.state is State.ZERO) is (exact == 0)


@given(PAIRS, st.sampled_from([MISSING, SUPPRESSED, NOT_YET_DUE]), KNOWN)
def test_a_mean_is_withheld_by_a_value_as_by_a_weight(
    pairs: list[tuple[Cell, Cell]], withheld: Cell, known: Cell
) -> None:
    figures = [pair for pair in pairs if pair[0].known and pair[1].known]
    assert weighted_mean([*figures, (withheld, known)]) == withheld
    assert weighted_mean([*figures, (known, withheld)]) == withheld
    assert weighted_mean([*figures, (NOT_APPLICABLE, withheld)]) == weighted_mean(figures)


@given(TABLES)
def test_no_state_comes_out_that_did_not_go_in_but_figures_and_not_applicable(cells: list[Cell]) -> None:
    went_in = {each.state for each in cells}
    for result in (total(cells), greatest(cells), ratio(total(cells), greatest(cells))):
        if result.state in WITHHELD:
            assert result.state in went_in
        if result.known:
            assert went_in & {State.VALUE, State.ZERO}
            assert not went_in & set(WITHHELD)


@given(NUMBERS)
def test_a_number_is_a_zero_exactly_when_it_is_nought(number: Decimal) -> None:
    cell = Cell.of(number)
    assert cell.known
    assert cell.value == number
    assert (cell.state is State.ZERO) is (number == 0)
    assert Cell.of(None) == MISSING


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("value", [None, *map(Decimal, ("1", "0", "-0.00", "NaN", "sNaN", "Infinity", "-Infinity"))])
def test_a_cell_refuses_a_value_that_contradicts_its_state(state: State, value: Decimal | None) -> None:
    finite = value is not None and value.is_finite()
    fits = {State.VALUE: finite and bool(value), State.ZERO: finite and not value}.get(state, value is None)
    if fits:
        assert Cell(state, value).known is (value is not None)
    else:
        with pytest.raises(ValueError, match=f"state {state} cannot hold"):
            Cell(state, value)


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity"])
def test_what_is_not_finite_makes_no_cell(value: str) -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        Cell.of(Decimal(value))
