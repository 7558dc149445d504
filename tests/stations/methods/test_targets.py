"""Equal-stretch targets: one percentile for all, sums that are exact, and what a negotiated figure changes."""

from __future__ import annotations

import random
from math import fsum, inf, nextafter
from statistics import NormalDist

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coordination.methods.targets import REACH, Curve, Outlook, Stretch, stretch

NORMAL = NormalDist()
LEVELS = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)


def _normal(*pairs: tuple[float, float]) -> list[Outlook]:
    return [Outlook(f"{number:02}", Curve.normal(*pair)) for number, pair in enumerate(pairs)]


def _values(found: Stretch) -> list[float]:
    assert all(each.value is not None for each in found.asks)
    return [each.value for each in found.asks if each.value is not None]


@st.composite
def quantile_curves(draw: st.DrawFn) -> Curve:
    """Make a curve through rising quantiles, some of them equal."""
    start = draw(st.floats(-1e4, 1e4))
    steps = draw(st.lists(st.one_of(st.just(0.0), st.floats(0.01, 1e3)), min_size=6, max_size=6))
    values = [start]
    for step in steps:
        values.append(values[-1] + step)
    return Curve.of(dict(zip(LEVELS, values, strict=True)))


normals = st.builds(Curve.normal, st.floats(-1e5, 1e5), st.floats(0.01, 1e4))
curves = st.lists(st.one_of(normals, quantile_curves()), min_size=1, max_size=12)
share = st.floats(0.0, 1.0)


def _within(found: list[Curve], part: float) -> float:
    """Give a target that lies so far along what is reachable."""
    whole = stretch([Outlook(str(number), each) for number, each in enumerate(found)], 0.0)
    return whole.least + part * (whole.most - whole.least)


def _of(found: list[Curve], target: float) -> Stretch:
    return stretch([Outlook(str(number), each) for number, each in enumerate(found)], target)


@given(st.lists(st.tuples(st.floats(-1e5, 1e5), st.floats(0.5, 1e4)), min_size=1, max_size=34), st.floats(-2.9, 2.9))
def test_normal_forecasts_have_their_closed_form(pairs: list[tuple[float, float]], score: float) -> None:
    mean, sd = fsum(each for each, _ in pairs), fsum(each for _, each in pairs)
    found = stretch(_normal(*pairs), mean + score * sd)
    z = (found.target - mean) / sd
    assert found.percentile == pytest.approx(NORMAL.cdf(z), abs=1e-9)
    for value, (mu, sigma) in zip(_values(found), pairs, strict=True):
        assert value == pytest.approx(mu + z * sigma, rel=1e-9, abs=1e-6)
    assert found.total.together == pytest.approx(1 - NORMAL.cdf(z), abs=1e-9)
    independent = 1 - NORMAL.cdf((found.target - mean) / fsum(each**2 for _, each in pairs) ** 0.5)
    assert found.total.independent == pytest.approx(independent, abs=1e-9)


@given(curves, share)
def test_figures_add_up_to_the_target(found: list[Curve], part: float) -> None:
    target = _within(found, part)
    made = _of(found, target)
    assert made.reachable
    assert abs(fsum(_values(made)) - target) <= 1e-9 * max(1.0, fsum(abs(each) for each in _values(made)))


@given(curves, share, share)
def test_a_higher_target_asks_nobody_for_less(found: list[Curve], one: float, other: float) -> None:
    low, high = sorted((_within(found, one), _within(found, other)))
    assume(low < high)
    for less, more in zip(_values(_of(found, low)), _values(_of(found, high)), strict=True):
        assert more >= less - 1e-9 * max(1.0, abs(less))


@given(curves, share, st.randoms(use_true_random=False))
def test_the_order_of_provinces_does_not_matter(found: list[Curve], part: float, dice: random.Random) -> None:
    outlooks = [Outlook(str(number), each) for number, each in enumerate(found)]
    target = _within(found, part)
    mixed = dice.sample(outlooks, len(outlooks))
    one = {each.outlook.unit: each.value for each in stretch(outlooks, target).asks}
    other = {each.outlook.unit: each.value for each in stretch(mixed, target).asks}
    assert other == pytest.approx(one, rel=1e-9, abs=1e-9)


@given(st.lists(st.tuples(st.floats(-1e4, 1e4), st.floats(0.5, 1e3)), min_size=1, max_size=10), st.floats(-3, 3))
def test_another_unit_of_measurement_scales_every_figure(pairs: list[tuple[float, float]], score: float) -> None:
    target = fsum(mu + score * sigma for mu, sigma in pairs)
    plain = stretch(_normal(*pairs), target)
    scaled = stretch(_normal(*((1000 * mu, 1000 * sigma) for mu, sigma in pairs)), 1000 * target)
    assert scaled.percentile == pytest.approx(plain.percentile, abs=1e-9)
    assert _values(scaled) == pytest.approx([1000 * each for each in _values(plain)], rel=1e-9, abs=1e-5)


def test_the_same_forecast_by_quantiles_and_by_deviation_is_one_curve() -> None:
    told = NormalDist(120, 15)
    by_quantiles, by_deviation = Curve.of({level: told.inv_cdf(level) for level in LEVELS}), Curve.normal(120, 15)
    for level in (0.05, 0.07, 0.31, 0.5, 0.66, 0.95):
        score = NORMAL.inv_cdf(level)
        assert by_quantiles.at(score) == pytest.approx(by_deviation.at(score), abs=1e-9)
    assert by_quantiles.moments is not None
    assert by_quantiles.moments == pytest.approx((120, 15), rel=2e-3)


def test_a_case_by_hand() -> None:
    # Σμ = 300, Σσ = 40, T = 320: z = 0.5, α = Φ(0.5) = 0.6914625
    found = stretch(_normal((100, 10), (200, 30)), 320)
    assert found.percentile == pytest.approx(0.6914625, abs=1e-7)
    assert _values(found) == pytest.approx([105, 215])
    assert found.reached == pytest.approx(0.3085375, abs=1e-7)
    assert found.total.independent == pytest.approx(1 - NORMAL.cdf(20 / 1000**0.5))
    assert [each.above_mean for each in found.asks] == pytest.approx([5, 15])


def test_one_negotiates_and_the_rest_carry_the_difference() -> None:
    # The second settles on 209, 6 less than 215: the first has one σ of 10, so z goes from 0.5 to 1.1
    found = stretch(_normal((100, 10), (200, 30)), 320, {"01": 209})
    first, second = found.asks
    assert (first.value, first.before, first.difference) == pytest.approx((111, 105, 6))
    assert (second.value, second.before, second.difference) == pytest.approx((209, 215, -6))
    assert found.percentile == pytest.approx(NORMAL.cdf(1.1))
    assert found.percentile_before == pytest.approx(NORMAL.cdf(0.5))
    assert second.fixed
    assert second.percentile == pytest.approx(NORMAL.cdf(0.3))
    assert second.reached == pytest.approx(1 - NORMAL.cdf(0.3))


@given(curves, share)
def test_settling_on_what_one_was_asked_for_changes_nothing(found: list[Curve], part: float) -> None:
    assume(len(found) > 1)
    target = _within(found, part)
    outlooks = [Outlook(str(number), each) for number, each in enumerate(found)]
    before = stretch(outlooks, target)
    settled = stretch(outlooks, target, {"0": _values(before)[0]})
    if settled.reachable:  # at the very end of the range the last digit may tip it over
        assert _values(settled) == pytest.approx(_values(before), rel=1e-6, abs=1e-4)
    else:
        assert part in (0.0, 1.0) or min(part, 1 - part) < 1e-6


def test_all_have_settled_and_the_sum_is_or_is_not_the_target() -> None:
    both = {"00": 110.0, "01": 210.0}
    met = stretch(_normal((100, 10), (200, 30)), 320, both)
    assert met.reachable
    assert met.percentile is None
    missed = stretch(_normal((100, 10), (200, 30)), 321, both)
    assert not missed.reachable
    assert (missed.least, missed.most) == (320, 320)


def test_a_target_beyond_every_forecast_is_unreachable_and_the_ends_are_said() -> None:
    quantiles = [
        Outlook("a", Curve.of({0.05: 1, 0.5: 2, 0.95: 4})),
        Outlook("b", Curve.of({0.1: 10, 0.5: 20, 0.9: 30})),
    ]
    edge = stretch(quantiles, 0)
    # the percentiles both know are the 10th to the 90th
    share_of_a = NORMAL.inv_cdf(0.9) / NORMAL.inv_cdf(0.95)
    assert edge.most == pytest.approx(30 + 2 + 2 * share_of_a)
    assert not edge.reachable
    assert {each.value for each in edge.asks} == {None}
    assert stretch(quantiles, edge.most).reachable
    assert stretch(quantiles, edge.least).reachable
    assert not stretch(quantiles, edge.most + 1e-6).reachable
    assert not stretch(quantiles, edge.least - 1e-6).reachable
    assert edge.total.together is None


def test_a_negotiation_may_leave_the_rest_with_too_much() -> None:
    found = stretch(_normal((100, 10), (200, 30)), 380, {"01": 150})
    assert not found.reachable
    assert found.percentile_before is not None
    assert found.most == pytest.approx(250 + 10 * NORMAL.inv_cdf(1 - REACH))
    assert found.asks[1].beyond is None
    low = stretch(_normal((100, 10), (200, 30)), 300, {"01": 20})
    assert low.asks[1].beyond == "below"
    assert low.asks[1].percentile is None


def test_where_lower_is_better_the_probability_is_the_other_side() -> None:
    higher, lower = (stretch(_normal((100, 10), (200, 30)), 320, None, way) for way in ("higher", "lower"))
    assert _values(higher) == _values(lower)
    assert higher.reached is not None
    assert lower.reached == pytest.approx(1 - higher.reached)
    assert lower.total.independent == pytest.approx(1 - (higher.total.independent or 0))


def test_what_is_certain_is_asked_for_as_it_is() -> None:
    found = stretch(_normal((50, 0), (100, 10)), 160)
    assert _values(found) == pytest.approx([50, 110])
    assert found.asks[0].reached == 1.0
    certain = stretch(_normal((50, 0), (100, 0)), 150)
    assert (certain.reachable, certain.total.independent, certain.total.together) == (True, 1.0, 1.0)
    above = stretch(_normal((50, 0), (100, 0)), 151)
    assert (above.reachable, above.total.independent, above.total.together) == (False, 0.0, 0.0)


def test_a_flat_piece_gives_the_percentile_nearest_the_median() -> None:
    found = stretch([Outlook("a", Curve.of({0.05: 1, 0.25: 5, 0.75: 5, 0.95: 9}))], 5)
    assert found.percentile == pytest.approx(0.5)
    high = stretch([Outlook("a", Curve.of({0.05: 1, 0.6: 5, 0.75: 5, 0.95: 9}))], 5)
    assert high.percentile == pytest.approx(0.6)


def test_three_points_tell_mean_and_deviation_or_nothing_does() -> None:
    # Pearson–Tukey: 0.185·(10 + 50) + 0.63·20 = 23.7
    skew = Curve.of({0.05: 10, 0.5: 20, 0.95: 50})
    assert skew.moments is not None
    assert skew.moments[0] == pytest.approx(23.7)
    # Swanson–Megill: 0.3·(10 + 50) + 0.4·20 = 26
    narrower = Curve.of({0.1: 10, 0.5: 20, 0.9: 50})
    assert narrower.moments is not None
    assert narrower.moments[0] == pytest.approx(26)
    narrow = Curve.of({0.25: 10, 0.5: 20, 0.75: 50})
    assert narrow.moments is None
    found = stretch([Outlook("a", narrow)], 20)
    assert found.total.independent is None
    assert found.total.together == pytest.approx(0.5)


@pytest.mark.parametrize(
    "quantiles",
    [{}, {0.5: 1.0}, {0.6: 1.0, 0.9: 2.0}, {0.05: 2.0, 0.95: 1.0}, {0.0: 1.0, 0.9: 2.0}, {0.1: 1.0, 1.0: 2.0}],
)
def test_what_is_no_quantile_function_is_refused(quantiles: dict[float, float]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the levels are its words
        Curve.of(quantiles)
    with pytest.raises(ValueError):  # noqa: PT011
        Curve.normal(1, nextafter(0, -inf))


def test_units_are_named_once_and_settled_only_if_forecast() -> None:
    one = _normal((1, 1))
    for outlooks, fixed in (([], {}), (one * 2, {}), (one, {"99": 1.0})):
        with pytest.raises(ValueError):  # noqa: PT011
            stretch(outlooks, 1, fixed)
