"""Growth, contributions and shift-share add up exactly; quotients and distances are those reckoned by hand."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.kernel.cells import MISSING, Cell
from coordination.methods.joint_assessment.analysis.adding import adding_up
from coordination.methods.joint_assessment.analysis.distance import better, distances
from coordination.methods.joint_assessment.analysis.growth import (
    chain,
    change,
    contributions,
    index_contributions,
    span,
    steps,
)
from coordination.methods.joint_assessment.analysis.panel import Point, Series
from coordination.methods.joint_assessment.analysis.quotients import Limits, quotients
from coordination.methods.joint_assessment.analysis.shift_share import shift_share, two_part
from coordination.methods.wording import rounded

AMOUNTS = st.decimals(min_value="0.001", max_value="10000000", places=3)
CODES = ["a", "b", "c", "d", "e"]


def _series(values: Mapping[int, str | None], source: str = "s") -> Series:
    return {
        year: Point(MISSING if value is None else Cell.of(Decimal(value)), source, "final")
        for year, value in values.items()
    }


def _figures(**values: str) -> dict[str, Decimal]:
    return {name: Decimal(value) for name, value in values.items()}


def test_growth_is_percent_of_the_base_and_its_average_is_compound() -> None:
    found = change(_series({2020: "100", 2023: "133.1"}), 2020, 2023, "level")
    assert found is not None
    assert (found.percent, found.yearly, found.change) == (Decimal("33.1"), Decimal(10), Decimal("33.1"))


def test_a_rate_moves_in_points_and_has_no_percent() -> None:
    found = change(_series({2020: "4.5", 2021: "3.2"}), 2020, 2021, "rate")
    assert found is not None
    assert (found.change, found.percent, found.yearly) == (Decimal("-1.3"), None, None)


def test_an_index_on_the_year_before_is_chained_and_one_year_lacking_breaks_the_chain() -> None:
    index = {2020: "102", 2021: "110", 2022: "90", 2023: "105"}
    assert chain(_series(index), 2020, 2023) == Decimal("103.95")
    found = change(_series(index), 2020, 2022, "index")
    assert found is not None
    assert found.percent == Decimal(-1)  # 1.10 × 0.90
    assert change(_series(index | {2022: None}), 2020, 2023, "index") is None


def test_nothing_grows_from_zero_from_less_or_from_what_is_missing() -> None:
    for base in ("0", "-5"):
        found = change(_series({2020: base, 2021: "7"}), 2020, 2021, "level")
        assert found is not None
        assert found.percent is None
    assert change(_series({2020: None, 2021: "7"}), 2020, 2021, "level") is None


def test_no_growth_is_reckoned_across_two_sources_or_a_new_definition() -> None:
    joined = {**_series({2020: "100"}, "yearbook_old_area"), **_series({2021: "150"}, "yearbook")}
    assert change(joined, 2020, 2021, "level") is None
    same = _series({2019: "99", 2020: "100", 2021: "80", 2022: "81"})
    assert change(same, 2020, 2021, "level", breaks=(2021,)) is None
    assert [step.last for step in steps(same, "level", (2021,))] == [2020, 2022]
    found = span(same, 2022, 5, "level", (2021,))
    assert found is not None
    assert (found.first, found.last) == (2021, 2022)


def test_contributions_are_those_reckoned_by_hand() -> None:
    parts = contributions(_figures(a="100", b="300", c="600"), _figures(a="110", b="290", c="660"))
    assert [part.points for part in parts] == [Decimal(1), Decimal(-1), Decimal(6)]
    assert [part.share for part in parts] == [Decimal(10), Decimal(30), Decimal(60)]


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=34))
@settings(max_examples=60)
def test_contributions_add_up_exactly_to_the_regions_growth(pairs: list[tuple[Decimal, Decimal]]) -> None:
    before = {str(n): pair[0] for n, pair in enumerate(pairs)}
    after = {str(n): pair[1] for n, pair in enumerate(pairs)}
    whole = _series({2020: str(sum(before.values())), 2021: str(sum(after.values()))})
    growth = change(whole, 2020, 2021, "level")
    assert growth is not None
    assert sum(part.points for part in contributions(before, after)) == growth.percent


def test_contributions_by_index_add_up_to_the_weighted_mean_less_a_hundred() -> None:
    index, weight = _figures(a="107.3", b="98.1", c="111.9"), _figures(a="7", b="11", c="13")
    mean = sum(index[u] * weight[u] for u in index) / sum(weight.values())
    points = sum(part.points for part in index_contributions(index, weight))
    assert points == pytest.approx(mean - 100, abs=Decimal("0.000001"))


@given(st.lists(st.decimals(min_value=-1000, max_value=1000, places=9), max_size=40))
@settings(max_examples=60)
def test_rounded_parts_add_up_to_the_rounded_total(parts: list[Decimal]) -> None:
    found = adding_up(parts)
    assert sum(found) == rounded(sum(parts, Decimal(0)))
    assert all(abs(a - b) < Decimal("0.000001") for a, b in zip(found, parts, strict=True))


def test_shift_share_is_that_of_a_worked_example() -> None:
    # Nation: farms 400 → 420 (5 %), plants 600 → 720 (20 %), all 1000 → 1140 (14 %).
    found = shift_share(
        "p", _figures(f="80", i="20"), _figures(f="88", i="23"), _figures(f="400", i="600"), _figures(f="420", i="720")
    )
    assert found is not None
    assert (found.national, found.mix, found.own) == (Decimal(14), Decimal(-6), Decimal(3))
    assert (found.national_points, found.mix_points, found.own_points) == (Decimal(14), Decimal(-6), Decimal(3))
    farms = found.parts[0]
    assert (farms.national, farms.mix, farms.own) == (Decimal("11.2"), Decimal("-7.2"), Decimal(4))
    assert farms.homothetic == Decimal(2)  # base 40 at the nation's mix × (10 % − 5 %)


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS), min_size=1, max_size=5))
@settings(max_examples=60)
def test_the_three_effects_add_up_exactly_to_the_change(rows: list[tuple[Decimal, ...]]) -> None:
    before, after, past, present = ({code: row[n] for code, row in zip(CODES, rows, strict=False)} for n in range(4))
    found = shift_share("p", before, after, past, present)
    assert found is not None
    assert found.national + found.mix + found.own == found.change == sum(after.values()) - sum(before.values())
    assert found.national_points + found.mix_points + found.own_points == found.percent


def test_without_sectors_two_parts_remain() -> None:
    found = two_part("p", Decimal(100), Decimal(107), Decimal(1000), Decimal(1100))
    assert found is not None
    assert (found.national_points, found.mix_points, found.own_points) == (Decimal(10), Decimal(0), Decimal(-3))


def test_shift_share_of_different_sectors_is_refused() -> None:
    with pytest.raises(ValueError, match="same sectors"):
        shift_share("p", _figures(f="1"), _figures(f="1"), _figures(i="1"), _figures(i="1"))


def test_location_quotients_are_shares_over_shares() -> None:
    found = quotients("p", _figures(f="60", i="35", m="5"), _figures(f="200", i="785", m="15"), Limits())
    assert [each.quotient for each in found] == [Decimal(3), Decimal("0.445860"), Decimal("3.333333")]
    assert found[0].symmetric == Decimal("0.5")
    assert [each.strength for each in found] == ["strong", "below", "strong"]
    assert [each.small_base for each in found] == [False, False, True]


def test_the_reference_against_itself_has_quotients_of_one() -> None:
    whole = _figures(f="20", i="30", s="50")
    assert {(each.quotient, each.symmetric, each.strength) for each in quotients("vn", whole, whole, Limits())} == {
        (Decimal(1), Decimal(0), "like")
    }


def test_equals_share_a_rank_and_the_next_place_is_skipped() -> None:
    values = _figures(a="5", b="9", c="9", d="2")
    high = distances(values, (Decimal(6), None), "higher_is_better")
    assert [(each.unit, each.rank, each.tied) for each in high] == [
        ("a", 3, False),
        ("b", 1, True),
        ("c", 1, True),
        ("d", 4, False),
    ]
    assert [each.rank for each in distances(values, (None, None), "lower_is_better")] == [2, 3, 3, 1]


def test_distance_knows_which_side_is_the_better_one() -> None:
    (found,) = distances(_figures(a="3"), (Decimal(4), Decimal(2)), "lower_is_better")
    assert (found.from_region, found.from_region_percent, found.better_than_region) == (Decimal(-1), Decimal(-25), True)
    assert (found.from_nation, found.from_nation_percent, found.better_than_nation) == (Decimal(1), Decimal(50), False)
    assert better(Decimal(3), Decimal(2), "neutral") is None
    (rate,) = distances(_figures(a="3"), (Decimal(4), None), "lower_is_better", relative=False)
    assert rate.from_region_percent is None
