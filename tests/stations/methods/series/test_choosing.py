"""A method is left for another only if that is clearly better: by a tenth, and by more than chance would make it."""

from __future__ import annotations

from math import inf, sqrt

import numpy as np
import pytest
from scipy.stats import t

from coordination.methods.series import Series, forecast_panel
from coordination.methods.series.choosing import ONE_SIDE, choose, standard_error
from coordination.methods.series.models import Prepared
from coordination.methods.series.origins import fit_panel
from coordination.methods.series.shape import prepare


def _lines(count: int, noise: float, seed: int = 1, years: int = 16) -> list[Series]:
    """Give straight lines with noise: the drift is right, the last value repeated is wrong."""
    draw = np.random.default_rng(seed)
    values = 100 + 10 * np.arange(years) + draw.normal(0, noise, (count, years))
    return [Series(f"{number:02}", 2005, [float(value) for value in own]) for number, own in enumerate(values)]


def _prepared(series: list[Series], horizon: int = 3) -> list[Prepared]:
    return [prepare(each, horizon) for each in series]


def test_a_method_that_errs_far_less_everywhere_takes_the_place_of_the_preferred_one() -> None:
    made = forecast_panel(_lines(8, 2.0), 3, "select", ("drift", "naive"))
    assert made.method == "drift"
    assert "smallest backtest error" in made.why.en
    errors = {each.method: each.error or 0 for each in made.tried}
    assert errors["drift"] < 0.9 * errors["naive"]


def test_the_preferred_one_is_kept_where_it_is_no_worse() -> None:
    made = forecast_panel(_lines(8, 2.0), 3, "select", ("naive", "drift"))
    assert made.method == "drift"
    assert "no method clearly better (by more than 10% and one standard error" in made.why.en


def test_a_tenth_less_by_chance_over_few_comparisons_changes_nothing() -> None:
    """Random walks, of which the naive forecast is the best there is: what the drift gains on a few of them is chance."""
    chance = kept = 0
    for seed in range(40):
        draw = np.random.default_rng(seed)
        walks = np.cumsum(draw.normal(0, 5, (2, 9)), axis=1) + 100
        series = [Series(str(at), 2010, [float(value) for value in walk]) for at, walk in enumerate(walks)]
        made = forecast_panel(series, 2, "select", ("pooled", "drift", "naive"))
        errors = {each.method: each.error or 0 for each in made.tried}
        if min(errors.values()) < 0.9 * errors["naive"]:
            chance += 1
            kept += made.method == "naive"
    assert chance >= 5
    assert kept >= 0.6 * chance


def test_the_standard_error_is_that_of_a_mean_where_each_series_tells_once() -> None:
    panel = _prepared(_lines(6, 3.0))
    gaps = np.array([0.3, -0.1, 0.4, 0.2, 0.0, 0.5])
    one = {(at, at + 1): np.array([1 + gap]) for at, gap in enumerate(gaps)}
    other = {place: np.array([1.0]) for place in one}
    plain = gaps.std(ddof=1) / sqrt(6)
    assert standard_error(panel, one, other) == pytest.approx(plain * t.ppf(ONE_SIDE, 5))


def test_what_all_provinces_meet_in_one_year_counts_once() -> None:
    panel = _prepared(_lines(20, 3.0))
    same = {(at, cut): np.array([1.0]) for at in range(20) for cut in (1, 2, 3)}
    one_year = {(at, cut): np.array([1.9 if cut == 2 else 1.0]) for at, cut in same}
    # Every series gains 0.3 on average: as if it were sure. But it is one year of three.
    assert standard_error(panel, one_year, same) > 0.3


def test_one_origin_tells_nothing_however_many_series_it_is_seen_in() -> None:
    panel = _prepared(_lines(5, 3.0))
    one = {(at, 1): np.array([2.0 + at]) for at in range(5)}
    assert standard_error(panel, one, {place: np.array([0.1]) for place in one}) == inf


def test_one_series_alone_is_judged_by_its_origins() -> None:
    (only,) = _lines(1, 0.5, years=24)
    made = forecast_panel([only], 3, "select", ("drift", "naive"))
    assert made.method == "drift"


def test_another_order_of_series_chooses_the_same() -> None:
    panel = _prepared(_lines(7, 30.0))
    turned = panel[::-1]
    admitted = ("drift", "ses", "naive")
    one, other = (choose(each, fit_panel(each, admitted), admitted) for each in (panel, turned))
    assert one.method == other.method
    assert [each.error for each in one.tried] == pytest.approx([each.error for each in other.tried])
