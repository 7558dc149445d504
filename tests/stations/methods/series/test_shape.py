"""What a series can bear: breaks, gaps, constants and series too short are dealt with as written, and it is said."""

from __future__ import annotations

import numpy as np
import pytest

from coordination.methods.series.models import Prepared, Series
from coordination.methods.series.shape import prepare


def _prepared(values: list[float | None], horizon: int = 1, *breaks: int) -> Prepared:
    return prepare(Series("one", 2010, values, frozenset(breaks)), horizon)


def _notes(of: Prepared) -> str:
    return " | ".join(each.en for each in of.notes)


def test_a_plain_series_is_taken_as_it_is() -> None:
    made = _prepared([1, 2, 4])
    assert (made.first, made.last, made.notes, made.refused) == (2010, 2012, (), None)
    assert made.scale == 1.5
    assert made.at_least_zero


def test_missing_values_at_the_ends_are_left_out_and_the_last_figure_is_named() -> None:
    made = _prepared([None, 1, 2, 4, None, float("nan"), float("inf")])
    assert (made.first, list(made.values)) == (2011, [1, 2, 4])
    assert _notes(made) == "the last figure is of 2013"


def test_short_gaps_are_bridged_by_a_straight_line() -> None:
    made = _prepared([1, None, 3, 4, None, None, 10])
    assert list(made.values) == pytest.approx([1, 2, 3, 4, 6, 8, 10])
    assert (
        _notes(made)
        == "2011 is missing and was interpolated linearly | 2014-2015 is missing and was interpolated linearly"
    )


def test_what_lies_before_a_long_gap_is_left_out_with_its_notes() -> None:
    made = _prepared([1, None, 3, None, None, None, 7, 8, 9])
    assert (made.first, list(made.values)) == (2016, [7, 8, 9])
    assert _notes(made) == "3 periods missing before 2016: only what follows is used"


def test_only_what_follows_the_last_break_is_used() -> None:
    made = _prepared([1, 2, 3, 40, 50, 60, 70], 1, 2010, 2011, 2013, 2030)
    assert (made.first, list(made.values)) == (2013, [40, 50, 60, 70])
    assert _notes(made) == "the series breaks in 2013: only what follows is used"


@pytest.mark.parametrize(("break_in", "horizon"), [(2015, 1), (2013, 5)])
def test_a_series_too_short_after_its_break_is_used_across_it_and_that_is_said(break_in: int, horizon: int) -> None:
    made = _prepared([1, 2, 3, 40, 50, 60, 70], horizon, break_in)
    assert made.refused is None
    assert len(made.values) == 7
    assert (
        _notes(made)
        == f"the series breaks in {break_in}, too little follows: all of it is used, its errors hold the step too"
    )


def test_a_series_too_short_with_all_its_values_is_refused_by_what_follows_its_break() -> None:
    made = _prepared([1, 2, 3, 40], 5, 2012)
    assert made.refused is not None
    assert "2 usable values" in made.refused.en


@pytest.mark.parametrize("missing", [1, 2, 3])
def test_a_break_may_come_with_missing_values(missing: int) -> None:
    gap: list[float | None] = [None] * missing
    made = _prepared([1, 2, 3, *gap, 50, 60, 70], 1, 2013)
    assert (made.first, list(made.values)) == (2013 + missing, [50, 60, 70])
    assert "breaks in 2013" in _notes(made)


def test_a_constant_series_is_said_to_be_one() -> None:
    made = _prepared([5, 5, 5])
    assert made.scale == 0
    assert _notes(made) == "a constant series: its value is repeated"


@pytest.mark.parametrize(("values", "count"), [([], 0), ([None, None], 0), ([1], 1), ([1, None, 2], None), ([1, 2], 2)])
def test_fewer_than_three_values_are_refused(values: list[float | None], count: int | None) -> None:
    made = _prepared(values)
    if count is None:
        assert made.refused is None
        return
    assert made.refused is not None
    assert made.refused.en == f"not forecast: {count} usable values, at least 3 are needed"


def test_a_horizon_longer_than_the_series_is_refused_with_both_numbers() -> None:
    made = _prepared([1, 2, 3, 4], 5)
    assert made.refused is not None
    assert made.refused.en == "5 periods are not forecast from 4 usable values"
    assert _prepared([1, 2, 3, 4], 4).refused is None


def test_one_negative_value_lets_forecasts_be_negative() -> None:
    assert not _prepared([1, -2, 3]).at_least_zero
    assert np.isclose(_prepared([0, 0, 3]).scale, 1.5)
