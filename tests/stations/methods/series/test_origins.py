"""What would have been said back then: which origins, errors measured by what was known, and the weights they give."""

from __future__ import annotations

import numpy as np
import pytest

from coordination.methods.series.combining import MEMBERS, combine
from coordination.methods.series.models import Prepared
from coordination.methods.series.origins import ENOUGH, MOST_ORIGINS, cuts, errors, fit_panel, measured, places, weights
from coordination.methods.series.pooling import pooled_drift


def _panel(*rows: list[float], horizon: int = 2) -> list[Prepared]:
    return [Prepared(f"{number:04}", 2000, np.array(row, float), horizon=horizon) for number, row in enumerate(rows)]


@pytest.mark.parametrize(
    ("length", "horizon", "expected"),
    [
        (20, 5, [5, 6, 7, 8, 9, 10, 11, 12]),
        (12, 5, [5, 6, 7, 4, 3, 2, 1]),
        (8, 5, [3, 2, 1]),
        (6, 1, [1]),
        (5, 1, []),
        (3, 3, []),
    ],
)
def test_origins_leave_out_the_horizon_first_and_never_leave_fewer_than_five_values(
    length: int, horizon: int, expected: list[int]
) -> None:
    assert cuts(length, horizon) == expected


def test_of_a_large_panel_each_series_takes_its_turn_and_all_origins_are_seen() -> None:
    count = ENOUGH // 2
    made = places(_panel(*[list(range(20))] * count))
    looked = [cut for _, cut in made if cut]
    assert ENOUGH <= len(looked) < ENOUGH * 1.4
    assert set(looked) == set(cuts(20, 2))
    assert [at for at, cut in made if not cut] == list(range(count))
    few = places(_panel(*[list(range(20))] * 10))
    assert len(few) == 10 * (1 + MOST_ORIGINS)


def test_errors_are_truth_less_what_the_method_says_of_what_was_known() -> None:
    panel = _panel([1, 2, 4, 7, 11, 16, 22, 29])
    found = {cut: list(error) for _, cut, error in errors(panel, fit_panel(panel, ["naive"]), "naive")}
    assert found == {2: [6, 13], 3: [5, 11], 1: [7]}


def test_errors_are_measured_by_the_changes_known_back_then() -> None:
    panel = _panel([0, 1, 0, 1, 0, 1, 0, 100], horizon=1)
    found = [float(each[0]) for each in measured(panel, fit_panel(panel, ["naive"]), "naive")]
    assert found == pytest.approx([100 / (1 + 1 / 6), -1 / (1 + 1 / 5), 1 / (1 + 1 / 4)])


def test_the_weighted_mean_weighs_by_the_inverse_square_of_the_errors() -> None:
    panel = _panel([1, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12], [5, 4, 6, 5, 7, 6, 8, 7, 9, 8, 10, 9, 11])
    fits = fit_panel(panel, ["weighted"])
    found = weights(panel, fits)
    assert set(found) == set(MEMBERS["weighted"])
    assert max(found.values()) == 1
    assert min(found.values()) > 0


def test_a_method_that_never_erred_has_all_the_weight() -> None:
    panel = _panel([float(each) for each in range(1, 16)])
    fits = fit_panel(panel, ["weighted"])
    found = weights(panel, fits)
    assert found["drift"] == 1
    assert found["naive"] == 0
    assert combine("weighted", fits.means[0, 0], found) == pytest.approx([16, 17], rel=1e-3)


def test_without_any_error_known_all_weigh_the_same() -> None:
    panel = _panel([1, 2, 4], horizon=1)
    fits = fit_panel(panel, ["weighted"])
    assert weights(panel, fits) == {}
    made = [fits.means[0, 0][part][0] for part in MEMBERS["weighted"]]
    assert combine("weighted", fits.means[0, 0], {})[0] == pytest.approx(np.mean(made))


def test_pooled_drift_is_drawn_to_the_panel_as_computed_by_hand() -> None:
    # Changes over their mean size: 1 1 | 1/3 5/3 | -1 1 | 1 1; means 1 1 0 1, noise (0 + 8/9 + 2 + 0)/4 each over 2 changes.
    panel = [np.array(row, float) for row in ([0, 1, 2], [0, 1, 6], [5, 3, 5], [10, 20, 30])]
    noise = (8 / 9 + 2) / 4 / 2
    between = max(0.25 - noise, 0)
    centre, keep = 0.75, between / (between + noise) if between else 0
    growth = [centre + keep * (each - centre) for each in (1, 1, 0, 1)]
    sizes = (1, 3, 2, 10)
    expected = [
        [row[-1] + g * size * step for step in (1, 2)] for row, g, size in zip(panel, growth, sizes, strict=True)
    ]
    for made, hand in zip(pooled_drift(panel, 2), expected, strict=True):
        assert made == pytest.approx(hand)


def test_pooled_drift_of_two_series_or_of_panels_alike_is_their_own() -> None:
    alone = pooled_drift([np.array([1.0, 2, 4]), np.array([3.0, 3, 3])], 1)
    assert [each[0] for each in alone] == [5.5, 3]
    alike = pooled_drift([np.arange(4.0) * size for size in (1, 5, 9)], 2)
    assert [list(each) for each in alike] == [[4, 5], [20, 25], [36, 45]]


def test_at_an_origin_the_pool_knows_nothing_later() -> None:
    calm = [float(10 + each % 2) for each in range(14)]
    leaps = [*calm[:-1], 1e6]
    first, second = (fit_panel(_panel(calm, calm, calm, last), ["pooled"]) for last in (calm, leaps))
    for place, means in first.means.items():
        if place[1]:
            assert list(second.means[place]["pooled"]) == list(means["pooled"])
