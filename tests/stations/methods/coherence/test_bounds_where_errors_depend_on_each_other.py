"""Bounds under a full covariance: the quick way and the sure way end at the same figures, as another solver does."""

from __future__ import annotations

import highspy
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

from coordination.methods.coherence import Link, bounded, curves, grow
from coordination.methods.coherence.dense import System
from coordination.methods.coherence.limits import Limits
from coordination.methods.coherence.tree import Floats, Tree
from coordination.methods.coherence.weights import choose, shrunk
from tests.stations.methods.coherence.conftest import PERIOD, Case, cases

quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _arrays(case: Case) -> tuple[Floats, Floats, Limits]:
    tree = case.tree
    told = [case.forecasts.get((name, PERIOD)) for name in tree.names]
    mean = np.array([np.nan if each is None else each.mean for each in told])
    sd = np.array([np.nan if each is None else each.sd for each in told], dtype=float)
    return mean, sd, Limits.of(tree, [PERIOD], case.limits, non_negative=case.non_negative)


@quick
@given(cases())
def test_guessing_and_taking_in_one_by_one_agree(case: Case) -> None:
    mean, _, limits = _arrays(case)
    tree = case.tree
    random = np.random.default_rng(len(tree))
    covariance, _ = shrunk(random.normal(size=(len(tree), 12)) + random.normal(size=12))
    system = System.of(tree, mean, covariance, limits.fixed[:, 0])
    low, high = limits.lower[:, 0], limits.upper[:, 0]
    guessed = bounded._guessed(system, low, high)
    assume(guessed is not None)
    assert guessed is not None
    sure = bounded._one_by_one(system, low, high)
    assert guessed == pytest.approx(sure, rel=1e-8, abs=1e-8 * np.nanmax(np.abs(mean)))


@quick
@given(cases())
def test_curves_and_the_general_way_agree_where_errors_are_independent(case: Case) -> None:
    mean, sd, limits = _arrays(case)
    tree = case.tree
    weights = choose("wls", tree, mean[:, None], sd[:, None], {})
    system = System.of(tree, mean, np.diag(np.where(np.isnan(mean), 0.0, weights.variances[:, 0])), limits.fixed[:, 0])
    low, high = limits.lower[:, 0], limits.upper[:, 0]
    by_curves = curves.within_bounds(tree, mean, weights.variances[:, 0], low, high)
    general = bounded._one_by_one(system, low, high)
    assert by_curves == pytest.approx(general, rel=1e-7, abs=1e-7 * np.nanmax(np.abs(mean)))


def test_highs_finds_the_same_figures_and_none_better() -> None:
    random = np.random.default_rng(11)
    links = [(f"r{region}", "vn") for region in range(3)] + [
        (f"r{r}p{each}", f"r{r}") for r in range(3) for each in range(4)
    ]
    (tree,) = grow(Link(*pair) for pair in links)
    mean = tree.summed(random.normal(20, 30, size=(12, 1)))[:, 0] + random.normal(size=len(tree)) * 20
    covariance, _ = shrunk(random.normal(size=(len(tree), 15)) * 9 + random.normal(size=15) * 6)
    low, high = np.full(len(tree), -np.inf), np.full(len(tree), np.inf)
    low[tree.leaves], high[2] = 0.0, 60.0
    made = bounded.within_bounds(System.of(tree, mean, covariance, np.full(len(tree), np.nan)), low, high)
    assert (made[tree.leaves] == 0).sum() >= 2
    theirs = _highs(tree, mean, covariance, low, high)
    assert made == pytest.approx(theirs, abs=2e-3)  # it adds 1e-7 to the curvature

    def far(figures: Floats) -> float:
        return float((figures - mean) @ np.linalg.solve(covariance, figures - mean))

    assert far(made) <= far(theirs) * (1 + 1e-9)


def _highs(tree: Tree, mean: Floats, covariance: Floats, low: Floats, high: Floats) -> Floats:
    """Solve the quadratic programme over the leaves with a general solver, to its own tolerance."""
    summing, inverse = tree.summing(), np.linalg.inv(covariance)
    hessian, pull = summing.T @ inverse @ summing, -(summing.T @ inverse @ mean)
    solver = highspy.Highs()
    solver.silent()
    number = summing.shape[1]
    solver.addVars(number, np.full(number, -np.inf), np.full(number, np.inf))
    solver.changeColsCost(number, np.arange(number, dtype=np.int32), pull)
    for node in range(len(tree)):
        columns = np.flatnonzero(summing[node]).astype(np.int32)
        solver.addRow(low[node], high[node], columns.size, columns, np.ones(columns.size))
    starts, rows, values = [], [], []
    for column in range(number):
        starts.append(len(rows))
        rows += list(range(column, number))
        values += hessian[column:, column].tolist()
    told = highspy.HighsHessian()
    told.dim_, told.format_ = number, highspy.HessianFormat.kTriangular
    told.start_, told.index_, told.value_ = [*starts, len(rows)], rows, values
    solver.passHessian(told)
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return np.asarray(summing @ np.array(solver.getSolution().col_value))
