"""What no indicator needs to declare: ratios fit their terms, counts are whole, published figures are met."""

from __future__ import annotations

from decimal import Decimal

import pytest

from coordination.kernel.cells import Cell
from coordination.methods.checks import Found, Key, Known, Stated, run
from coordination.methods.checks.base import Tolerance
from coordination.methods.checks.declared import Identity
from coordination.methods.checks.general import COUNTED
from coordination.methods.indicators import Indicator, Ratio
from coordination.regions.service import load_registry

REGISTRY = {each.code: each.model_copy(update={"checks": ()}) for each in load_registry().current}
"""The shipped indicators, declaring nothing."""
RATIOS = sorted(code for code, each in REGISTRY.items() if isinstance(each.aggregation, Ratio))


def check(known: Known | None = None, /, **figures: str) -> list[Found]:
    """Check figures of one unit and year."""
    given: dict[Key, Cell] = {(code, "92", 2026): Cell.of(Decimal(value)) for code, value in figures.items()}
    return run(given, known or Known(), REGISTRY)


def published(value: str, *, derived: bool = False) -> Known:
    """Know a published population."""
    return Known(published={("population_avg", "92", 2026): Stated(Decimal(value), "nso_population", derived)})


@pytest.mark.parametrize("code", RATIOS)
def test_every_ratio_of_the_registry_is_held_against_its_terms_in_their_units(code: str) -> None:
    rule = REGISTRY[code].aggregation
    assert isinstance(rule, Ratio)
    terms = {rule.numerator: "250000", rule.denominator: "340000"}
    due = Decimal(250000) * rule.scale / 340000
    assert check(**terms, **{code: str(round(due, 6))}) == []
    (found,) = check(**terms, **{code: str(round(due * Decimal("1.2"), 6))})
    assert (found.code, found.severity, found.indicator) == ("ratio_differs", "warning", code)
    assert found.expected == pytest.approx(due, rel=Decimal("0.1"))
    assert found.beside == ((rule.numerator, "92", 2026), (rule.denominator, "92", 2026))


def test_a_ratio_is_told_with_both_terms_and_their_units() -> None:
    (found,) = check(grdp_current="250000", population_avg="3403.8", grdp_per_capita="84")
    assert found.expected == Decimal("73.4")
    assert found.message.vi == (
        "GRDP bình quân đầu người năm 2026 của 92 là 84 triệu đồng/người, trong khi “GRDP theo giá hiện hành” "
        "(250.000 tỷ đồng) chia cho “Dân số trung bình” (3.403,8 nghìn người) là 73,4 triệu đồng/người; "
        "chênh lệch 10,6 triệu đồng/người."
    )


@pytest.mark.parametrize("rounded", ["73.45", "73.4", "73", "74.1"])
def test_a_ratio_within_one_per_cent_or_as_precise_as_it_is_written_passes(rounded: str) -> None:
    assert check(grdp_current="250000", population_avg="3403.8", grdp_per_capita=rounded) == []


def test_a_small_ratio_may_be_rounded() -> None:
    given = {"population_avg": "3403.8", "population_urban": "12"}  # 0.3525 %
    assert check(**given, urbanisation_rate="0.4") == []
    assert [each.code for each in check(**given, urbanisation_rate="0.5")] == ["ratio_differs"]


def test_a_ratio_is_not_judged_by_terms_of_another_source_or_by_zero() -> None:
    known = Known({("population_avg", "92", 2026): Cell.of(Decimal("3403.8"))})
    assert check(known, grdp_current="250000", grdp_per_capita="84") == []
    assert check(grdp_current="250000", population_avg="0", grdp_per_capita="84") == []


def test_an_indicator_that_declares_the_ratio_itself_is_not_told_twice() -> None:
    own = Identity(ratio=("grdp_current", "population_avg"), tolerance=Tolerance(percent=Decimal(20)))
    catalogue = REGISTRY | {"grdp_per_capita": REGISTRY["grdp_per_capita"].model_copy(update={"checks": (own,)})}
    values = {"grdp_current": "250000", "population_avg": "3403.8", "grdp_per_capita": "84"}
    given = {(code, "92", 2026): Cell.of(Decimal(value)) for code, value in values.items()}
    assert run(given, Known(), catalogue) == []


def test_what_is_counted_one_by_one_is_whole_and_what_has_a_scale_need_not_be() -> None:
    counts = ("fdi_new_projects", "enterprises_new", "doctors", "hospital_beds", "fdi_share_purchases", "farms")
    for code in counts:
        (found,) = check(**{code: "9.5"})
        assert (found.code, found.severity, found.expected) == ("not_whole", "error", None)
        assert found.message.vi.endswith("; số đếm phải là số nguyên.")
        assert check(**{code: "9.0"}) == []
    assert check(population_avg="3403.8", fishery_production="12.5", pigs="120.25") == []
    assert {"person", "project", "enterprise", "bed", "farm"} <= COUNTED


def test_a_figure_unlike_the_published_one_is_told_with_both_and_the_source() -> None:
    (found,) = check(published("3224.94"), population_avg="3300")
    assert (found.code, found.severity, found.expected) == ("published_differs", "warning", Decimal("3224.94"))
    assert "3.300 nghìn người, khác số đã công bố là 3.224,94 nghìn người (nguồn nso_population)" in found.message.vi
    assert check(published("3224.94"), population_avg="3250") == []
    assert check(published("3.6"), population_avg="4") == []
    assert check(published("3224.94"), grdp_current="1") == []


def test_a_figure_unlike_one_worked_out_from_published_ones_is_only_noted() -> None:
    (found,) = check(published("3224.94", derived=True), population_avg="3300")
    assert (found.severity, found.expected) == ("note", None)


def test_a_slip_of_the_unit_is_told_rather_than_the_difference_it_makes() -> None:
    catalogue: dict[str, Indicator] = {each.code: each for each in load_registry().current}
    known = Known({("population_avg", "92", 2025): Cell.of(Decimal(3200))}, published=published("3224.94").published)
    given = {("population_avg", "92", 2026): Cell.of(Decimal(3224940))}
    assert [each.code for each in run(given, known, catalogue)] == ["unit_slip"]
