"""Trees as they are written, faults in them by place, and forecasts that are not there."""

from __future__ import annotations

import numpy as np
import pytest

from coordination.errors import InvalidInputError
from coordination.methods.coherence import Forecast, Limit, Link, Tree, grow, reconcile
from coordination.methods.coherence.tree import Floats

LINKS = (Link("r", "vn", "T:2"), Link("a", "r", "T:3"), Link("b", "r", "T:4"), Link("c", "vn", "T:5"))


def _faults(links: list[Link]) -> list[str]:
    with pytest.raises(InvalidInputError) as told:
        grow(links)
    return [each.in_language("en") for each in told.value.faults]


def test_a_tree_lists_parents_first_and_sums_its_leaves() -> None:
    (tree,) = grow(LINKS)
    assert (tree.root, tree.names) == ("vn", ("vn", "c", "r", "a", "b"))
    assert [tree.names[leaf] for leaf in tree.leaves] == ["c", "a", "b"]
    assert tree.summing().tolist() == [[1, 1, 1], [1, 0, 0], [0, 1, 1], [0, 1, 0], [0, 0, 1]]
    assert tree.weights.tolist() == [3, 1, 2, 1, 1]


def test_a_top_may_be_named_with_an_empty_parent_and_stand_alone() -> None:
    assert [each.names for each in grow([Link("vn", "", "T:2"), *LINKS, Link("x", "")])] == [
        ("vn", "c", "r", "a", "b"),
        ("x",),
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (Link("a", "vn", "T:6"), "T:6: the node 'a' has two parents: it is under 'r' by T:3 and here under 'vn'"),
        (Link("a", "r", "T:6"), "T:6: repeats T:3"),
        (Link("vn", "a", "T:6"), "T:3: the tree runs in a circle: a → r → vn → a (T:2, T:6)"),
        (Link("x", "x", "T:6"), "T:6: the tree runs in a circle: x → x"),
    ],
)
def test_faults_of_a_tree_are_told_by_place(more: Link, said: str) -> None:
    assert _faults([*LINKS, more]) == [said]


def test_a_tree_of_nothing_is_none() -> None:
    assert _faults([]) == ["the tree has no node"]


def test_a_circle_beside_a_tree_is_told_once_and_a_long_one_shortened() -> None:
    round_ = [Link(f"x{each:03}", f"x{(each + 1) % 500:03}", f"T:{each}") for each in range(500)]
    (said,) = _faults([*LINKS, *round_])
    assert said.startswith("T:0: the tree runs in a circle: x000 → x001")
    assert len(said) < 500


def _reconciled(forecasts: dict[str, float], limits: tuple[Limit, ...] = ()) -> dict[str, float]:
    told = {(node, "1"): Forecast(value) for node, value in forecasts.items()}
    return {each.node: each.mean for each in reconcile(grow(LINKS), told, "ols", limits)[0].points}


def test_a_node_above_others_without_a_forecast_gets_their_sum() -> None:
    assert _reconciled({"a": 1, "b": 2, "c": 4}) == {"vn": 7, "c": 4, "r": 3, "a": 1, "b": 2}
    made = _reconciled({"vn": 10, "a": 1, "b": 2, "c": 4})  # the three left over go to four forecasts alike
    assert made == pytest.approx({"vn": 9.25, "c": 4.75, "r": 4.5, "a": 1.75, "b": 2.75})


def test_a_leaf_without_a_forecast_must_be_decreed() -> None:
    with pytest.raises(InvalidInputError, match="the leaf 'b' has no forecast for 1 and is not fixed") as told:
        _reconciled({"a": 1, "c": 4})
    assert told.value.faults[0].where == "T:4"
    decreed = Limit("b", "1", 2.5, 2.5, "X", decreed=True)
    made = _reconciled({"a": 1, "c": 4, "vn": 9}, (decreed,))
    assert made == pytest.approx({"vn": 8.5, "c": 4.5, "r": 4.0, "a": 1.5, "b": 2.5})


def test_names_and_periods_nobody_knows_are_told_by_place() -> None:
    told = {(node, "1"): Forecast(1.0, None, f"B:{node}") for node in ("a", "b", "c", "d")}
    with pytest.raises(InvalidInputError) as first:
        reconcile(grow(LINKS), told, "ols", [Limit("e", "1", 1.0, None, "L:2")])
    assert [each.where for each in first.value.faults] == ["B:d", "L:2"]
    del told["d", "1"]
    with pytest.raises(InvalidInputError, match="period 2 has no forecast"):
        reconcile(grow(LINKS), told, "ols", [Limit("a", "2", 1.0, None, "L:2")])
    with pytest.raises(InvalidInputError, match="the tree of 'y' has no forecast at all"):
        reconcile(grow([*LINKS, Link("x", "y")]), told, "ols")


def test_residuals_that_cannot_carry_a_covariance_are_not_used_and_it_is_said() -> None:
    told = {(node, "1"): Forecast(1.0, 1.0) for node in ("vn", "r", "a", "b", "c")}
    for residuals, words in (
        ({}, "there are no residuals"),
        ({"vn": {"1": 1.0}}, "has no residuals"),
        ({node: {str(at): float(at) for at in range(3)} for node, _ in told}, "only 3 periods"),
        ({node: {str(at): 2.0 for at in range(9)} for node, _ in told}, "do not vary"),
    ):
        weights = reconcile(grow(LINKS), told, "mint", residuals=residuals)[0].weights
        assert weights.source == "sd"
        assert weights.instead is not None
        assert words in weights.instead.en


def test_an_sd_of_nought_is_nearly_certain_and_one_that_lacks_leaves_all_to_the_structure() -> None:
    told = {("vn", "1"): Forecast(10.0, 1.0), ("a", "1"): Forecast(1.0, 0.0)}
    told |= {(node, "1"): Forecast(2.0, 1.0) for node in ("b", "c")}
    (done,) = reconcile(grow(LINKS), told, "wls")
    assert {each.node: each.mean for each in done.points}["a"] == pytest.approx(1.0, abs=1e-9)
    told["b", "1"] = Forecast(2.0)
    (done,) = reconcile(grow(LINKS), told, "wls")
    assert done.weights.source == "structural"
    assert done.weights.instead is not None
    assert done.weights.instead.en == "forecasts without a standard deviation: 1"
    assert all(each.sd is None for each in done.points)


def large(regions: int, each: int, periods: int) -> tuple[Tree, dict[tuple[str, str], Forecast]]:
    random = np.random.default_rng(5)
    links = [Link(f"r{region:02}", "vn") for region in range(regions)]
    links += [Link(f"r{region:02}p{at:03}", f"r{region:02}") for region in range(regions) for at in range(each)]
    (tree,) = grow(links)
    truth: Floats = tree.summed(random.gamma(1.0, 100.0, size=(regions * each, periods)))
    sd = 0.5 * truth + 5.0
    mean = truth + random.normal(size=truth.shape) * sd * 2
    return tree, {
        (name, str(at)): Forecast(float(mean[row, at]), float(sd[row, at]))
        for row, name in enumerate(tree.names)
        for at in range(periods)
    }


def test_all_communes_of_the_country_are_reconciled_when_nothing_may_fall_below_nought() -> None:
    tree, forecasts = large(34, 100, 5)
    (done,) = reconcile([tree], forecasts, "wls", non_negative=True)
    assert max(gap for gap, _ in done.gaps) == 0
    assert sum(each.held == "lower" for each in done.points) > 500


def test_a_chain_as_deep_as_it_is_long_is_no_trouble() -> None:
    links = [Link(f"n{each + 1:05}", f"n{each:05}") for each in range(5_000)]
    (tree,) = grow(links)
    told = {(name, "1"): Forecast(float(at), 1.0) for at, name in enumerate(tree.names)}
    made = {each.mean for each in reconcile([tree], told, "wls", non_negative=True)[0].points}
    assert made == {2_500.0}
