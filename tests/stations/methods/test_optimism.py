"""The optimism ledger: pairs that count, shrinkage that does what it says, and sentences with their figures."""

from __future__ import annotations

import random
from math import exp, log, sqrt
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.text import Text
from coordination.methods.optimism import Figure, Panel, estimates, ledger, pair
from coordination.methods.optimism.ledger import percent

X = "state_budget_revenue"
Errors = dict[str, dict[int, float]]


def _figures(errors: Errors, indicator: str = X) -> tuple[list[Figure], list[Figure]]:
    """Give plans of 100 and the outturns that make these errors."""
    places = [(unit, year, each) for unit, years in errors.items() for year, each in years.items()]
    plans = [Figure(unit, indicator, year, 100) for unit, year, _ in places]
    return plans, [Figure(unit, indicator, year, 100 * exp(each)) for unit, year, each in places]


def _panel(units: int, years: int, between: float, within: float, seed: int) -> tuple[Errors, dict[str, float]]:
    """Draw errors of a panel; gives them and each unit's true own part."""
    dice = random.Random(seed)  # noqa: S311 - chance that can be drawn again
    own = {f"{unit:02}": dice.gauss(0, between) for unit in range(units)}
    shock = {2000 + year: dice.gauss(0.5, 0.3) for year in range(years)}
    drawn = {
        unit: {year: up + each + dice.gauss(0, within) for year, up in shock.items()} for unit, each in own.items()
    }
    centre = fmean(own.values())
    return drawn, {unit: each - centre for unit, each in own.items()}


def _own(panel: Panel) -> dict[str, float]:
    return {each.unit: each.own for each in panel.estimates if each.own is not None}


HAND: Errors = {
    "a": {2014: 0.10, 2015: 0.40},
    "b": {2014: 0.20, 2015: 0.60},
    "c": {2014: 0.60, 2015: 0.80},
    "d": {2014: 0.70, 2015: 1.00},
}


def test_a_case_by_hand() -> None:
    # Year means 0.4 and 0.7; the rest: a −0.3 −0.3, b −0.2 −0.1, c 0.2 0.1, d 0.3 0.3; means −0.30 −0.15 0.15 0.30.
    # Within: b and c 2·0.05² each = 0.01 over (4−1)(2−1) = 3 degrees: σ² = 1/300, ψ = 1/600.
    # Between: (0.225 − 4·(1/600)·(3/4)) ÷ 3 = (0.225 − 0.005) ÷ 3 = 0.22/3.
    panel = estimates(HAND)
    assert panel.within == pytest.approx(1 / 300)
    assert panel.between == pytest.approx(0.22 / 3)
    weight = (0.22 / 3) / (0.22 / 3 + 1 / 600)
    assert _own(panel) == pytest.approx(
        {"a": -0.30 * weight, "b": -0.15 * weight, "c": 0.15 * weight, "d": 0.30 * weight}
    )
    assert panel.common == pytest.approx(0.55)
    assert panel.common_sd == pytest.approx(0.15)  # 0.3/√2 ÷ √2
    assert [each.level for each in panel.estimates] == pytest.approx([0.55 + each for each in _own(panel).values()])
    total, psi = 0.22 / 3 + 1 / 600, 1 / 600
    # g1 + g2 + 2·g3 of Prasad and Rao, with V(τ²) = 2·Σ total² ÷ m²
    expected = weight * psi + (1 - weight) ** 2 * total / 4 + 2 * psi**2 / total**3 * (2 * 4 * total**2 / 16)
    own_sds = [each.own_sd for each in panel.estimates]
    assert own_sds == pytest.approx([sqrt(expected)] * 4)
    assert panel.estimates[0].level_sd == pytest.approx(sqrt(expected + 0.15**2))


def test_with_many_years_nothing_is_drawn_in() -> None:
    few, many = (estimates(_panel(12, years, 0.2, 0.2, 4)[0]) for years in (2, 400))
    assert all(each.weight > 0.99 for each in many.estimates)
    assert max(each.weight for each in few.estimates) < 0.9
    for each in many.estimates:
        assert each.level == pytest.approx(each.raw, abs=0.003)


def test_one_year_leaves_a_province_near_the_others() -> None:
    errors, _ = _panel(20, 10, 0.1, 0.4, 7)
    errors["99"] = {2005: errors["00"][2005] + 0.8}
    panel = estimates(errors)
    lone = next(each for each in panel.estimates if each.unit == "99")
    assert lone.years == (2005,)
    assert lone.own is not None
    assert lone.weight < 0.35
    assert abs(lone.own) < 0.5 * abs(lone.raw - panel.common)
    others = [each.weight for each in panel.estimates if each.unit != "99"]
    assert lone.weight < min(others)
    sds = [each.own_sd for each in panel.estimates if each.unit != "99" and each.own_sd is not None]
    assert lone.own_sd is not None
    assert lone.own_sd > fmean(sds)


def test_a_shrunken_estimate_is_nearer_the_truth_than_the_plain_mean() -> None:
    plain = drawn = 0.0
    for seed in range(20):
        errors, truth = _panel(30, 3, 0.15, 0.3, seed)
        panel = estimates(errors)
        year_means = {year: fmean(each[year] for each in errors.values()) for year in errors["00"]}
        for unit, own in _own(panel).items():
            mean = fmean(each - year_means[year] for year, each in errors[unit].items())
            plain += (mean - truth[unit]) ** 2
            drawn += (own - truth[unit]) ** 2
    assert drawn < 0.8 * plain


def test_intervals_cover_what_they_say() -> None:
    hits = count = 0
    for seed in range(40):
        errors, truth = _panel(25, 6, 0.2, 0.3, 100 + seed)
        for each in estimates(errors).estimates:
            assert each.own is not None
            ends = each.interval(each.own, each.own_sd)
            assert ends is not None
            hits, count = hits + (ends[0] <= truth[each.unit] <= ends[1]), count + 1
    assert 0.93 <= hits / count <= 0.99


@given(st.integers(0, 1000), st.floats(-2, 2))
def test_what_all_share_moves_the_common_part_alone(seed: int, shift: float) -> None:
    errors, _ = _panel(6, 4, 0.2, 0.2, seed)
    moved = {unit: {year: each + shift for year, each in years.items()} for unit, years in errors.items()}
    before, after = estimates(errors), estimates(moved)
    assert after.common == pytest.approx(before.common + shift, abs=1e-9)
    assert _own(after) == pytest.approx(_own(before), abs=1e-9)


@given(st.integers(0, 1000), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(seed: int, dice: random.Random) -> None:
    plans, outturns = _figures(_panel(5, 4, 0.2, 0.2, seed)[0])
    one = ledger(pair(plans, outturns))
    other = ledger(pair(dice.sample(plans, len(plans)), dice.sample(outturns, len(outturns))))
    assert [each.estimate for each in other.entries] == [each.estimate for each in one.entries]


def test_a_year_in_which_all_took_in_more_is_held_against_nobody() -> None:
    errors, _ = _panel(8, 5, 0.1, 0.1, 3)
    boom = {
        unit: {year: each + (1.0 if year == 2002 else 0.0) for year, each in of.items()} for unit, of in errors.items()
    }
    assert _own(estimates(boom)) == pytest.approx(_own(estimates(errors)), abs=1e-9)


def test_too_few_to_compare_are_told_as_they_are() -> None:
    two = estimates({"a": {2014: 0.1, 2015: 0.3}, "b": {2014: 0.5}})
    assert two.between is None
    assert [each.own for each in two.estimates] == [None, None]
    assert two.estimates[0].level == pytest.approx(0.2)
    assert two.estimates[0].level_sd == pytest.approx(0.1)  # √0.02 ÷ √2
    assert two.estimates[1].level_sd is None
    single_year = estimates({unit: {2014: 0.1 * number} for number, unit in enumerate("abcd")})
    assert single_year.within is None
    with pytest.raises(ValueError):  # noqa: PT011
        estimates({})


def test_all_the_same_is_no_division_by_nought() -> None:
    panel = estimates({unit: {2014: 0.25, 2015: 0.25} for unit in "abc"})
    assert [each.level for each in panel.estimates] == pytest.approx([0.25] * 3)
    assert [each.own_sd for each in panel.estimates] == [0.0] * 3


def test_an_erratic_province_is_called_so_and_believed_less() -> None:
    errors, _ = _panel(15, 8, 0.2, 0.1, 11)
    errors["00"] = {year: each + (1.5 if year % 2 else -1.5) for year, each in errors["00"].items()}
    panel = estimates(errors)
    wild = next(each for each in panel.estimates if each.unit == "00")
    assert wild.uneven
    assert wild.weight < min(each.weight for each in panel.estimates if each.unit != "00")
    assert [each.unit for each in panel.estimates if each.uneven] == ["00"]


def test_what_is_left_out_is_left_out_for_its_reason() -> None:
    plans = [Figure("01", X, year, 100) for year in range(2006, 2012)]
    outturns = [Figure("01", X, year, 110) for year in range(2006, 2013)]
    plans[0] = Figure("01", X, 2006, 100, "revised")
    outturns[1] = Figure("01", X, 2007, 90, "partial")
    outturns[3] = Figure("01", X, 2009, 0)
    outturns[4] = Figure("01", X, 2010, 110, "estimate")
    found = pair(plans, outturns, lambda _unit, year: year >= 2008)
    assert [(each.year, each.reason) for each in found.left_out] == [
        (2006, "revised"),
        (2007, "partial"),
        (2008, "boundary"),
        (2009, "not_positive"),
        (2010, "partial"),
    ]
    assert [each.year for each in found.kept] == [2011]
    assert found.former == frozenset()


def test_the_plan_that_was_voted_goes_before_the_revised_one() -> None:
    revised, voted = Figure("01", X, 2011, 120, "revised"), Figure("01", X, 2011, 100)
    for plans in ([revised, voted], [voted, revised]):
        (kept,) = pair(plans, [Figure("01", X, 2011, 110)]).kept
        assert kept.plan == 100
        assert kept.error == pytest.approx(log(1.1))


def test_units_confused_a_thousandfold_are_no_optimism() -> None:
    errors: Errors = {f"{unit:02}": {2010: 0.1 * unit, 2011: 0.2} for unit in range(5)}
    errors["04"][2011] += log(1000)
    errors["03"][2010] -= log(1000)
    found = pair(*_figures(errors))
    assert [(each.unit, each.year, each.reason) for each in found.left_out] == [
        ("03", 2010, "slip"),
        ("04", 2011, "slip"),
    ]
    assert len(found.kept) == 8


def test_years_of_a_former_territory_compare_and_are_marked() -> None:
    plans = [Figure("01", X, year, 100) for year in (2005, 2006, 2009)]
    outturns = [Figure("01", X, year, 110) for year in (2005, 2006, 2009)]
    found = pair(plans, outturns, lambda _unit, year: year >= 2008)
    assert found.former == {("01", 2005), ("01", 2006)}
    assert ledger(found).entries[0].former == (2005, 2006)


def test_a_note_says_how_much_how_sure_and_that_nothing_is_changed() -> None:
    names = {"a": Text(vi="Tỉnh A", en="Province A"), X: Text(vi="Thu ngân sách", en="Revenue")}
    caveat = Text(vi="Có chuyển nguồn.", en="With carry-overs.")
    found = ledger(pair(*_figures(HAND)), names, caveat)
    note = found.notes("a", X)
    assert note is not None
    entry = found.entry("a", X)
    assert entry is not None
    assert note.vi.startswith("Tỉnh A, Thu ngân sách: 2 năm có số (2014–2015), thực hiện bình quân cao hơn ")
    assert note.vi.endswith("Có chuyển nguồn. Để tham khảo; dự báo không bị sửa theo số này.")
    assert note.en.endswith("With carry-overs. For information; no forecast is changed by it.")
    of = f"{percent(entry.estimate.own or 0):.1f}".replace("-", "−")
    assert f"own part: {of}%" in note.en
    assert "All provinces together: 73.3% above the plan" in note.en  # e^0.55
    assert found.notes("z", X) is None
    assert found.notes("a", "gdp") is None


def test_years_are_told_in_runs() -> None:
    plans, outturns = _figures({"a": {2003: 0.1, 2004: 0.1, 2006: 0.2, 2008: 0.1, 2009: 0.1}})
    note = ledger(pair(plans, outturns)).notes("a", X)
    assert note is not None
    assert "(2003–2004, 2006, 2008–2009)" in note.en
