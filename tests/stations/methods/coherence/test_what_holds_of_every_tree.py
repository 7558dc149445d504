"""What holds of coherent forecasts whatever the tree: sums, decrees, bounds, the optimum, order and scale."""

from __future__ import annotations

from dataclasses import replace
from math import fsum

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize, nnls

from coordination.methods.coherence import Forecast, Link, grow, reconcile
from coordination.methods.coherence.tree import Floats
from tests.stations.methods.coherence.conftest import PERIOD, Case, cases

quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _bounds(case: Case) -> tuple[Floats, Floats]:
    tree = case.tree
    low, high = np.full(len(tree), -np.inf), np.full(len(tree), np.inf)
    if case.non_negative:
        low[tree.leaves] = 0.0
    for each in case.limits:
        at = tree.at[each.node]
        low[at] = low[at] if each.lower is None else max(low[at], each.lower)
        high[at] = high[at] if each.upper is None else min(high[at], each.upper)
    return low, high


def _pull(case: Case, made: Floats) -> tuple[Floats, float]:
    """Give the gradient of the weighted squares by the leaves, and the size of what it is the sum of."""
    done = case.done()
    tree, weights = done.tree, done.weights
    heard = np.isfinite(weights.variances[:, 0])
    base = np.array([case.forecasts.get((name, PERIOD), Forecast(0.0)).mean for name in tree.names])
    whole = np.diag(weights.variances[:, 0]) if weights.covariance is None else weights.covariance
    force = np.linalg.solve(whole[np.ix_(heard, heard)], (made - base)[heard])
    summing = tree.summing()[heard]
    least = 1e-7 * float(np.abs(base).max() + 1e-6) / float(weights.variances[heard, 0].min())
    return summing.T @ force, max(float((np.abs(summing).T @ np.abs(force)).max()), least)


@quick
@given(cases())
def test_sums_decrees_and_bounds_hold(case: Case) -> None:
    tree, made = case.tree, case.solved()
    for node in tree.inner:
        parts = [made[tree.names[child]] for child in tree.children[node]]
        gap = abs(fsum([made[tree.names[node]], *(-part for part in parts)]))
        assert gap <= 1e-14 * fsum(map(abs, parts))
    for each in case.limits:
        if each.decreed:
            assert made[each.node] == each.lower
        assert each.lower is None or made[each.node] >= each.lower
        assert each.upper is None or made[each.node] <= each.upper
    assert not case.non_negative or min(made.values()) >= 0


@quick
@given(cases())
def test_no_direction_that_is_allowed_comes_nearer_to_the_forecasts(case: Case) -> None:
    """Karush, Kuhn and Tucker: the pull towards the forecasts is held by the bounds reached, each from its own side."""
    tree = case.tree
    made = np.array([case.solved()[name] for name in tree.names])
    pull, size = _pull(case, made)
    low, high = _bounds(case)
    near = 1e-9 * max(np.abs(made).max(), 1e-6)
    summing = tree.summing()
    held = [*summing[made - low <= near], *(-summing[high - made <= near])]
    rest = nnls(np.array(held).T, pull / size)[1] if held else float(np.linalg.norm(pull / size))
    assert rest < 1e-6


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases(most=6))
def test_a_general_optimiser_finds_nothing_better(case: Case) -> None:
    done = case.done()
    tree, weights = done.tree, done.weights
    made = np.array([each.mean for each in done.points])
    low, high = _bounds(case)
    heard = np.isfinite(weights.variances[:, 0])
    base = np.array([case.forecasts.get((name, PERIOD), Forecast(0.0)).mean for name in tree.names])
    whole = np.diag(weights.variances[:, 0]) if weights.covariance is None else weights.covariance
    inverse = np.linalg.inv(whole[np.ix_(heard, heard)])
    summing = tree.summing()
    scale = max(float(np.abs(made).max()), float(np.abs(base).max()), 1e-6)

    def far(leaves: Floats) -> float:
        away = (summing @ leaves * scale - base)[heard]
        return float(away @ inverse @ away)

    least = far(made[tree.leaves] / scale)
    slack = [
        {"type": "ineq", "fun": lambda leaves, row=row, sign=sign, at=at: sign * (summing[row] @ leaves - at / scale)}
        for sign, limits in ((1.0, low), (-1.0, high))
        for row, at in enumerate(limits)
        if np.isfinite(at)
    ]
    size = max(least, 1e-9)
    found = minimize(
        lambda leaves: far(leaves) / size, made[tree.leaves] / scale * 0.9, constraints=slack, method="SLSQP"
    )
    broken = max((-each["fun"](found.x) for each in slack), default=0.0)
    if found.success and broken <= 1e-9:
        assert far(found.x) >= least * (1 - 1e-5) - 1e-9


@quick
@given(cases())
def test_what_is_coherent_and_within_bounds_stays_as_it_is(case: Case) -> None:
    made = case.solved()
    again = replace(case, forecasts={key: replace(each, mean=made[key[0]]) for key, each in case.forecasts.items()})
    size = max(map(abs, made.values()))
    for node, value in again.solved().items():
        assert value == pytest.approx(made[node], rel=1e-9, abs=1e-9 * size + 1e-12)


@quick
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(case: Case, random: object) -> None:
    def mixed(values: list[object]) -> list[object]:
        random.shuffle(values)  # type: ignore[attr-defined]
        return values

    other = replace(
        case,
        links=tuple(mixed(list(case.links))),
        forecasts=dict(mixed(list(case.forecasts.items()))),  # type: ignore[arg-type]
        limits=tuple(mixed(list(case.limits))),
        residuals={name: dict(mixed(list(told.items()))) for name, told in mixed(list(case.residuals.items()))},  # type: ignore[arg-type, attr-defined]
    )
    assert other.solved() == case.solved()


@quick
@given(cases(), st.sampled_from([-10, 7, 20]))
def test_the_unit_of_measurement_changes_nothing(case: Case, power: int) -> None:
    factor = 2.0**power
    other = replace(
        case,
        forecasts={
            key: Forecast(each.mean * factor, (each.sd or 0.0) * factor) for key, each in case.forecasts.items()
        },
        limits=tuple(
            replace(
                each,
                lower=None if each.lower is None else each.lower * factor,
                upper=None if each.upper is None else each.upper * factor,
            )
            for each in case.limits
        ),
        residuals={name: {at: one * factor for at, one in told.items()} for name, told in case.residuals.items()},
    )
    size = max(map(abs, case.solved().values())) * factor
    for node, value in case.solved().items():
        assert other.solved()[node] == pytest.approx(value * factor, rel=1e-9, abs=1e-9 * size)


@quick
@given(cases())
def test_the_sd_never_grows_by_hearing_more_and_is_nothing_where_decreed(case: Case) -> None:
    done = replace(case, method="wls").done()
    fixed = {each.node for each in case.limits if each.decreed}
    for each in done.points:
        assert each.sd is not None
        if each.node in fixed:
            assert each.sd == 0
        elif each.base_sd is not None:
            assert each.sd <= each.base_sd * (1 + 1e-9)


def test_periods_are_solved_each_by_itself(provinces: Case) -> None:
    whole = {(each.node, each.period): each.mean for each in provinces.done().points}
    for period in ("2026", "2030"):
        alone = {key: each for key, each in provinces.forecasts.items() if key[1] == period}
        for each in replace(provinces, forecasts=alone).done().points:
            assert each.mean == pytest.approx(whole[each.node, each.period], rel=1e-12)


def test_large_figures_add_up_without_any_rounding_in_whatever_order() -> None:
    random = np.random.default_rng(3)
    links = [Link(f"p{each:02}", "vn") for each in range(34)]
    values = random.gamma(2.0, 2e12, size=34)
    forecasts = {(f"p{each:02}", "1"): Forecast(float(values[each]), 1e11) for each in range(34)}
    forecasts["vn", "1"] = Forecast(float(values.sum() * 1.01), 1e12)
    made = {each.node: each.mean for each in reconcile(grow(links), forecasts, "wls")[0].points}
    parts = [made[f"p{each:02}"] for each in range(34)]
    for _ in range(20):
        random.shuffle(parts)
        assert sum(parts) == made["vn"]


def test_trees_of_one_forest_are_reconciled_each_by_itself(provinces: Case) -> None:
    others = [Link(f"x{each.child}", f"x{each.parent}") for each in provinces.links]
    forecasts = provinces.forecasts | {
        (f"x{node}", period): Forecast(each.mean * 2, each.sd) for (node, period), each in provinces.forecasts.items()
    }
    both = reconcile(grow([*provinces.links, *others]), forecasts, "wls")
    assert [done.tree.root for done in both] == ["vn", "xvn"]
    alone = replace(provinces, method="wls").done()
    assert [each.mean for each in both[0].points] == [each.mean for each in alone.points]
