"""Convergence equals what numpy and scipy reckon, and is refused where provinces are too few."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import stdtrit  # type: ignore[import-untyped]

from coordination.methods.joint_assessment.analysis.convergence import Rules, _student, beta, sigma

LEVELS = [31.2, 40.5, 44.1, 47.9, 52.3, 58.8, 63.0, 71.7, 80.4, 95.2, 110.9, 36.6]
GAINS = [1.62, 1.51, 1.66, 1.43, 1.55, 1.41, 1.47, 1.36, 1.44, 1.30, 1.35, 1.49]
BEFORE = {str(n): level for n, level in enumerate(LEVELS)}
AFTER = {str(n): level * gain for n, (level, gain) in enumerate(zip(LEVELS, GAINS, strict=True))}


def test_beta_equals_the_matrix_formula_with_hc3_errors() -> None:
    years = 5
    found = beta(BEFORE, AFTER, 2020, 2020 + years, Rules())
    paces = np.log(np.array(list(AFTER.values())) / np.array(LEVELS)) / years
    given = np.column_stack([np.ones(len(LEVELS)), np.log(LEVELS)])
    inverse = np.linalg.inv(given.T @ given)
    fitted = inverse @ given.T @ paces
    rests = (paces - given @ fitted) / (1 - np.diag(given @ inverse @ given.T))
    spread = inverse @ (given.T * rests**2) @ given @ inverse
    error, reach = math.sqrt(spread[1, 1]), stdtrit(len(LEVELS) - 2, 0.975)
    assert found.slope == pytest.approx(fitted[1], rel=1e-9)
    assert found.error == pytest.approx(error, rel=1e-9)
    assert found.interval == pytest.approx((fitted[1] - reach * error, fitted[1] + reach * error), rel=1e-9)
    assert found.converging is True


def test_the_half_life_is_that_of_an_economy_that_closes_five_percent_of_its_gap_a_year() -> None:
    years, speed, goal = 10, 0.05, math.log(100)
    after = {u: math.exp(goal - (goal - math.log(x)) * math.exp(-speed * years)) for u, x in BEFORE.items()}
    found = beta(BEFORE, after, 2010, 2020, Rules())
    assert found.speed == pytest.approx(speed)
    assert found.half_life == pytest.approx(math.log(2) / speed)


def test_provinces_that_drift_apart_have_no_half_life() -> None:
    after = {unit: level**1.2 for unit, level in BEFORE.items()}
    found = beta(BEFORE, after, 2020, 2025, Rules())
    assert (found.converging, found.half_life) == (False, None)


@pytest.mark.parametrize("count", [2, 5, 7])
def test_too_few_provinces_give_no_slope_and_say_how_many_are_needed(count: int) -> None:
    some = dict(list(BEFORE.items())[:count])
    found = beta(some, AFTER, 2020, 2025, Rules())
    assert (found.slope, found.interval, found.converging) == (None, None, None)
    assert found.refused is not None
    assert str(count) in found.refused.vi
    assert "8" in found.refused.vi


def test_few_provinces_give_a_slope_with_a_warning() -> None:
    found = beta(BEFORE, AFTER, 2020, 2025, Rules())
    assert found.caution is not None
    assert "12" in found.caution.vi
    assert beta(BEFORE, AFTER, 2020, 2025, Rules(few=10)).caution is None


def test_equal_starting_levels_are_refused_rather_than_divided_by_zero() -> None:
    assert beta(dict.fromkeys(BEFORE, 50.0), AFTER, 2020, 2025, Rules()).refused is not None


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 7, 10, 31, 32, 61])
def test_students_quantile_equals_scipys(freedom: int) -> None:
    assert _student(freedom, 0.95) == pytest.approx(stdtrit(freedom, 0.975), rel=1e-9)


def test_the_spread_equals_numpys() -> None:
    found = sigma({2020: BEFORE, 2025: AFTER}, 1, Rules(draws=50), None)
    assert found is not None
    late = np.array(list(AFTER.values()))
    assert found.spreads[0].cv == pytest.approx(np.std(LEVELS) / np.mean(LEVELS))
    assert found.spreads[1].sd_log == pytest.approx(np.std(np.log(late)))
    assert found.change == pytest.approx(np.std(late) / late.mean() - np.std(LEVELS) / np.mean(LEVELS))


def test_weights_count_a_province_as_often_as_it_has_people() -> None:
    weights = {2020: {"a": 3.0, "b": 1.0}}
    found = sigma({2020: {"a": 10.0, "b": 20.0}}, 1, Rules(), weights)
    assert found is not None
    assert found.spreads[0].cv == pytest.approx(np.std([10, 10, 10, 20]) / np.mean([10, 10, 10, 20]))
    assert found.weighted is True


def test_the_bootstrap_depends_on_the_seed_alone_and_holds_the_figure() -> None:
    first, again, other = (sigma({2020: BEFORE, 2025: AFTER}, seed, Rules(draws=300), None) for seed in (7, 7, 8))
    assert first is not None
    assert other is not None
    assert first == again
    assert first.change_interval != other.change_interval
    interval = first.spreads[0].cv_interval
    assert interval is not None
    assert interval[0] < first.spreads[0].cv < interval[1]


def test_a_spread_that_shrinks_for_all_is_told_and_one_that_may_be_chance_is_not() -> None:
    middle = math.fsum(LEVELS) / len(LEVELS)
    nearer = {unit: middle + (level - middle) * 0.5 for unit, level in BEFORE.items()}
    told = sigma({2020: BEFORE, 2025: nearer}, 3, Rules(draws=300), None)
    mixed = {unit: level * (1.2 if int(unit) % 2 else 1.0) for unit, level in BEFORE.items()}
    chance = sigma({2020: BEFORE, 2025: mixed}, 3, Rules(draws=300), None)
    assert told is not None
    assert chance is not None
    assert told.narrowed is True
    assert chance.narrowed is None


def test_four_provinces_have_a_spread_without_an_interval() -> None:
    some = dict(list(BEFORE.items())[:4])
    found = sigma({2020: some, 2025: AFTER}, 1, Rules(), None)
    assert found is not None
    assert found.spreads[0].units == len(some)
    assert (found.spreads[0].cv_interval, found.change_interval, found.narrowed) == (None, None, None)
