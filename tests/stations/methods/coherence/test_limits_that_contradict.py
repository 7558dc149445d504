"""Decrees and bounds that no figures keep: told which, and no more than it takes."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from scipy.optimize import linprog

from coordination.errors import InvalidInputError
from coordination.methods.coherence import Forecast, Limit, Link, Tree, grow, reconcile
from tests.stations.methods.coherence.conftest import PERIOD, Case, cases

LINKS = (Link("a", "vn"), Link("b", "vn"), Link("a1", "a"), Link("a2", "a"))
NAMED = re.compile(r"(?:^| )(\w+) ([=≥≤]) [-\d.,]+ \((\w+)\)")


def _said(limits: Sequence[Limit], *, non_negative: bool = False) -> list[str]:
    forecasts = {(name, PERIOD): Forecast(10.0) for name in ("vn", "a", "b", "a1", "a2")}
    with pytest.raises(InvalidInputError) as told:
        reconcile(grow(LINKS), forecasts, "ols", limits, non_negative=non_negative)
    return [each.in_language("en") for each in told.value.faults]


def _fixed(node: str, value: float) -> Limit:
    return Limit(node, PERIOD, value, value, f"X{node}", decreed=True)


def _bound(node: str, low: float | None, high: float | None) -> Limit:
    return Limit(node, PERIOD, low, high, f"L{node}")


def test_a_decree_against_the_decrees_below_it() -> None:
    (words,) = _said([_fixed("a", 10), _fixed("a1", 4), _fixed("a2", 5), _bound("b", 0, 100), _fixed("vn", 30)])
    assert words == (
        "Xa: period 2026: the node 'a' is at least 10 by a = 10 (Xa), but at most 9 by a1 = 4 (Xa1), a2 = 5 (Xa2)"
        " · take out or change one of the figures that are named"
    )


def test_a_decree_over_bounds_two_levels_below() -> None:
    (words,) = _said([_fixed("vn", 30), _bound("b", None, 12), _fixed("a1", 4), _bound("a2", 1, 5)])
    assert NAMED.findall(words) == [("vn", "=", "Xvn"), ("a1", "=", "Xa1"), ("a2", "≤", "La2"), ("b", "≤", "Lb")]


def test_a_decree_outside_its_own_bound() -> None:
    (words,) = _said([_fixed("b", 30), _bound("b", None, 12), _fixed("a1", 4)])
    assert words.startswith("Xb: period 2026: b = 30 (Xb) contradicts b ≤ 12 (Lb)")


def test_a_decree_below_nought_where_nothing_may_be() -> None:
    (words,) = _said([_fixed("a", -3), _bound("b", None, 12)], non_negative=True)
    assert "a1 ≥ 0 (non-negativity), a2 ≥ 0 (non-negativity), but at most -3 by a = -3 (Xa)" in words


def test_each_period_tells_its_own() -> None:
    other = Limit("b", "2027", 9.0, 9.0, "X9", decreed=True), Limit("b", "2027", None, 3.0, "L9")
    forecasts = {(name, period): Forecast(1.0) for name in ("b", "a1", "a2") for period in ("2026", "2027")}
    with pytest.raises(InvalidInputError) as told:
        reconcile(grow(LINKS), forecasts, "ols", [*other, _fixed("a", 1), _bound("a", 5, None)])
    assert [each.where for each in told.value.faults] == ["La", "X9"]


def test_decimals_that_floating_point_cannot_hold_are_no_contradiction() -> None:
    done = reconcile(
        grow(LINKS),
        {(name, PERIOD): Forecast(1.0) for name in ("b", "a1", "a2")},
        "ols",
        [_fixed("a1", 0.1), _fixed("a2", 0.2), _fixed("a", 0.3)],
    )
    made = {each.node: each.mean for each in done[0].points}
    assert (made["a1"], made["a2"], made["a"]) == (0.1, 0.2, 0.3)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(cases(compatible=False))
def test_what_is_named_contradicts_and_nothing_of_it_can_be_spared(case: Case) -> None:
    """A linear programme says of every case whether it can be kept, and of what is named that it is irreducible."""
    try:
        case.done()
    except InvalidInputError as error:
        (fault,) = error.faults
        named = [(node, sign) for node, sign, _ in NAMED.findall(fault.in_language("en"))]
        sides = [one for node, sign in named for one in _sides(case, node, sign)]
        assert not _possible(case.tree, sides)
        for spared in range(len(named)):
            rest = [one for at, (node, sign) in enumerate(named) if at != spared for one in _sides(case, node, sign)]
            assert _possible(case.tree, rest)
    else:
        assert _possible(case.tree, [one for each in case.limits for one in _both(each)])


def _both(limit: Limit) -> list[tuple[str, float, float]]:
    low = [] if limit.lower is None else [(limit.node, 1.0, limit.lower)]
    return low if limit.upper is None else [*low, (limit.node, -1.0, -limit.upper)]


def _sides(case: Case, node: str, sign: str) -> list[tuple[str, float, float]]:
    (limit,) = (each for each in case.limits if each.node == node)
    wanted = {"=": (1.0, -1.0), "≥": (1.0,), "≤": (-1.0,)}[sign]
    return [each for each in _both(limit) if each[1] in wanted]


def _possible(tree: Tree, sides: Sequence[tuple[str, float, float]]) -> bool:
    summing = tree.summing()
    size = max((abs(least) for _, _, least in sides), default=1.0) or 1.0
    rows = np.array([-sign * summing[tree.at[node]] for node, sign, _ in sides]).reshape(-1, summing.shape[1])
    least = np.array([-least / size for _, _, least in sides])
    nothing = np.zeros(summing.shape[1])
    return bool(linprog(nothing, A_ub=rows, b_ub=least, bounds=(None, None), method="highs").status == 0)


def test_what_is_left_over_by_floating_point_never_falls_below_nought() -> None:
    forecasts = {(name, PERIOD): Forecast(1.0, 1.0) for name in ("b", "a1", "a2", "vn")}
    decrees = [_fixed("vn", 0.3), _fixed("a1", 0.1), _fixed("a2", 0.2)]
    (done,) = reconcile(grow(LINKS), forecasts, "wls", decrees, non_negative=True)
    made = {each.node: each.mean for each in done.points}
    assert made["b"] == 0.0
    assert made["a"] == pytest.approx(0.3, rel=1e-15)


@pytest.mark.parametrize("scale", [1e-2, 1.0, 1e7])
def test_a_small_province_keeps_its_bound_beside_a_large_one(scale: float) -> None:
    """By its own size, not by that of the nation: what is near nothing for the whole may be much for a part."""
    random = np.random.default_rng(2)
    sizes = {"vn": 500_000.0, "a": 499_999.97, "b": 0.03, "a1": 0.02, "a2": 499_999.95}
    residuals = {
        name: {str(at): float(random.normal() * size * 0.1) for at in range(9)} for name, size in sizes.items()
    }
    base = {name: size * factor for (name, size), factor in zip(sizes.items(), (1, 1.02, 0.8, 0.7, 1), strict=True)}
    (done,) = reconcile(
        grow(LINKS),
        {(name, PERIOD): Forecast(value * scale) for name, value in base.items()},
        "mint",
        [_bound("b", 0.0299 * scale, None), _bound("a1", None, 0.0141 * scale), _bound("vn", 505_000.0 * scale, None)],
        {name: {at: value * scale for at, value in told.items()} for name, told in residuals.items()},
    )
    made = {each.node: each.mean / scale for each in done.points}
    assert made["b"] >= 0.0299 * (1 - 1e-15)
    assert made["a1"] <= 0.0141 * (1 + 1e-15)
    assert made["vn"] >= 505_000.0 * (1 - 1e-15)
    assert max(relative for _, relative in done.gaps) < 1e-15
