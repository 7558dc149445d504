"""Units and price bases: one name, one unit; scales convert exactly; what is not of one kind is never put together."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.shipped import shipped
from coordination.kernel.unit_names import _key, _written
from coordination.kernel.units import (
    UNITS,
    PriceBase,
    Quantity,
    Unit,
    UnitsDifferError,
    nearest,
    ratio,
    slip,
    unit_by_code,
    unit_of,
)

VALUES = st.decimals(-(10**15), 10**15, places=6)
ANY_UNIT = st.sampled_from(UNITS)
PRICES = st.sampled_from(PriceBase)
CATALOGUE = """%|beds|billion VND|children per woman|enterprises|farms|million USD|million VND|million VND per person
million VND per worker|million persons|per 1000 live births|per mille|persons|previous year = 100|projects
quintal per ha|score 0-100|thousand VND|thousand ha|thousand heads|thousand persons|thousand tonnes|tonnes|transactions
"""
UNIT_IN_FILE = re.compile(r'unit: \{vi: "([^"]+)", en: "([^"]+)"\}')


def kin(unit: Unit) -> list[Unit]:
    return [each for each in UNITS if each.dimension == unit.dimension]


def named(name: str) -> Unit:
    unit = unit_of(name)
    assert unit is not None
    return unit


def test_every_way_to_write_a_unit_means_that_one_unit() -> None:
    meanings = defaultdict(set)
    for unit in UNITS:
        for written in _written(unit):
            meanings[_key(written)].add(unit.code)
            assert unit_of(written) == unit
    assert {key: codes for key, codes in meanings.items() if len(codes) > 1} == {}
    assert len({unit.code for unit in UNITS}) == len(UNITS)
    assert all(unit_by_code(unit.code) is unit for unit in UNITS)


def test_every_unit_of_the_shipped_indicators_is_known_and_both_names_mean_the_same() -> None:
    files = [shipped("region_configs") / "national.yaml", *(shipped("region_configs") / "indicators").glob("*.yaml")]
    names = {found for file in files for found in UNIT_IN_FILE.findall(file.read_text(encoding="utf-8"))}
    assert len(names) >= 10
    for vi, en in names:
        assert unit_of(vi) is unit_of(en) is not None, (vi, en)


@pytest.mark.parametrize("name", re.split(r"[|\n]", CATALOGUE.strip()))
def test_every_unit_of_the_statistical_catalogue_is_known(name: str) -> None:
    assert unit_of(name) is not None


@given(ANY_UNIT, st.sampled_from([str.upper, str.title, str.lower]), st.sampled_from(["NFC", "NFD"]))
def test_case_spaces_and_the_form_of_the_letters_do_not_count(
    unit: Unit, case: Callable[[str], str], form: str
) -> None:
    for space in ("\u00a0", "\u202f", "  ", "\u2009"):
        written = unicodedata.normalize(form, case(unit.name.vi).replace(" ", space))  # type: ignore[arg-type]
        assert unit_of(f" {written} ") == unit


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Tỉ VNĐ", "billion_dong"),
        ("1000 người", "thousand_persons"),
        ("1.000 tấn", "thousand_tonnes"),
        ("ngàn ha", "thousand_hectares"),
        ("Tr.đ", "million_dong"),
        ("ĐVT: Tỷ đồng", "billion_dong"),
        ("(Nghìn con)", "thousand_heads"),
        ("Đơn vị tính: %", "percent"),
        ("triệu đồng / người", "million_dong_per_person"),
        ("km2", "square_kilometre"),
        ("Năm trước=100", "previous_year_100"),
        ("điểm phần trăm", "percentage_points"),
    ],
)
def test_the_ways_of_clerks_are_known(written: str, code: str) -> None:
    assert named(written).code == code


@pytest.mark.parametrize(
    ("written", "code"),
    [("ty dong", "billion_dong"), ("TRIEU DONG/NGUOI", "million_dong_per_person"), ("tỷ đòng", "billion_dong")],
)
def test_a_name_without_its_diacritics_is_only_a_suggestion(written: str, code: str) -> None:
    assert unit_of(written) is None
    assert nearest(written) == unit_by_code(code)


@pytest.mark.parametrize("word", ["", "quả", "???", "kWh/m³"])
def test_what_is_no_unit_has_none(word: str) -> None:
    assert unit_of(word) is nearest(word) is None


def test_every_scale_is_a_power_of_ten() -> None:
    assert all(Decimal(1).scaleb(unit.factor.adjusted()) == unit.factor for unit in UNITS)


@given(VALUES, ANY_UNIT, st.data())
def test_changing_the_unit_and_back_loses_nothing(value: Decimal, unit: Unit, data: st.DataObject) -> None:
    other = data.draw(st.sampled_from(kin(unit)))
    there = Quantity(value, unit).to(other)
    assert Fraction(there.value) * Fraction(other.factor) == Fraction(value) * Fraction(unit.factor)
    assert there == Quantity(value, unit)
    assert hash(there) == hash(Quantity(value, unit))
    assert there.to(unit).value == value


def test_scales_are_those_that_people_know() -> None:
    for text in ("1 tỷ đồng = 1000 triệu đồng", "1 km² = 100 ha", "1 % = 10 ‰", "10 tạ/ha = 1 tấn/ha", "2 lần = 200 %"):
        left, right = (side.split(" ", 1) for side in text.split(" = "))
        one, other = (Quantity(Decimal(number), named(unit)) for number, unit in (left, right))
        assert one == other
        assert one <= other
        assert not one < other
    assert Quantity(Decimal(1), named("tỷ đồng")) > Quantity(Decimal(999), named("triệu đồng"))


@given(VALUES, VALUES, ANY_UNIT, PRICES, st.data())
def test_sums_and_orderings_are_those_of_the_amounts(
    one: Decimal, two: Decimal, unit: Unit, prices: PriceBase, data: st.DataObject
) -> None:
    other = data.draw(st.sampled_from(kin(unit)))
    left, right = Quantity(one, unit, prices), Quantity(two, other, prices)
    amounts = [Fraction(each.value) * Fraction(each.unit.factor) for each in (left, right, left + right, left - right)]
    assert amounts[2:] == [amounts[0] + amounts[1], amounts[0] - amounts[1]]
    assert (left + right).unit is unit
    assert (left + right).price_base is prices
    assert (left < right, left <= right, left == right) == (
        amounts[0] < amounts[1],
        amounts[0] <= amounts[1],
        amounts[0] == amounts[1],
    )


@pytest.mark.parametrize(
    "act",
    [Quantity.__add__, Quantity.__sub__, Quantity.__lt__, Quantity.__le__, lambda one, two: one.to(two.unit)],
    ids=["add", "subtract", "less", "at most", "convert"],
)
def test_no_two_dimensions_are_ever_put_together(act: Callable[[Quantity, Quantity], object]) -> None:
    for one, two in product(UNITS, UNITS):
        if one.dimension != two.dimension:
            with pytest.raises(UnitsDifferError) as raised:
                act(Quantity(Decimal(1), one), Quantity(Decimal(1), two))
            for language in ("vi", "en"):
                words = raised.value.what.in_language(language)
                assert one.name.in_language(language) in words
                assert two.name.in_language(language) in words
                assert raised.value.fix.in_language(language)
            assert Quantity(Decimal(1), one) != Quantity(Decimal(1), two)


@pytest.mark.parametrize(("one", "two"), [pair for pair in product(PriceBase, PriceBase) if pair[0] is not pair[1]])
def test_amounts_at_different_prices_are_not_put_together(one: PriceBase, two: PriceBase) -> None:
    left, right = (Quantity(Decimal(5), named("tỷ đồng"), prices) for prices in (one, two))
    for act in (Quantity.__add__, Quantity.__sub__, Quantity.__lt__):
        with pytest.raises(UnitsDifferError) as raised:
            act(left, right)
        assert one.words.vi in raised.value.what.vi
        assert two.words.vi in raised.value.what.vi
        assert "chỉ số giá" in raised.value.fix.vi
    assert left != right


def test_a_share_is_never_added_to_persons_nor_to_percentage_points() -> None:
    share = Quantity(Decimal("12.5"), named("%"))
    for other in ("nghìn người", "điểm %"):
        with pytest.raises(UnitsDifferError):
            share + Quantity(Decimal(1), named(other))


def test_two_shares_differ_by_percentage_points() -> None:
    gap = Quantity(Decimal("12.5"), named("%")).points_from(Quantity(Decimal(110), named("‰")))
    assert gap == Quantity(Decimal("1.5"), named("điểm %"))


def test_an_amount_per_head_keeps_the_prices_of_the_amount() -> None:
    grdp = Quantity(Decimal(126000), named("tỷ đồng"), PriceBase.CURRENT)
    people = Quantity(Decimal(1800), named("nghìn người"))
    assert ratio(grdp, people, named("triệu đồng/người")) == Quantity(
        Decimal(70), named("triệu đồng/người"), PriceBase.CURRENT
    )
    paddy = ratio(Quantity(Decimal(600), named("nghìn tấn")), Quantity(Decimal(100000), named("ha")), named("tạ/ha"))
    assert paddy.value == 60
    dense = ratio(people, Quantity(Decimal(6000), named("km²")), named("người/km²"))
    assert dense.value == 300


def test_a_share_of_like_by_like_has_no_prices() -> None:
    part, whole = (Quantity(Decimal(n), named("tỷ đồng"), PriceBase.CONSTANT_2010) for n in (50, 200))
    assert ratio(part, whole, named("%")) == Quantity(Decimal(25), named("%"))
    assert ratio(part, whole.to(named("triệu đồng")), named("‰")).value == 250


def test_a_quotient_of_another_kind_or_of_mixed_prices_is_refused() -> None:
    money = Quantity(Decimal(1), named("tỷ đồng"), PriceBase.CURRENT)
    for below, unit in (
        (Quantity(Decimal(1), named("tỷ đồng"), PriceBase.CONSTANT_2010), "%"),
        (Quantity(Decimal(1), named("nghìn người")), "%"),
        (Quantity(Decimal(1), named("tấn")), "triệu đồng/người"),
        (Quantity(Decimal(1), named("người"), PriceBase.CURRENT), "triệu đồng/người"),
    ):
        with pytest.raises(UnitsDifferError):
            ratio(money, below, named(unit))
    with pytest.raises(ZeroDivisionError):
        ratio(money, Quantity(Decimal(0), named("người")), named("triệu đồng/người"))


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_what_is_no_number_is_no_quantity(value: str) -> None:
    with pytest.raises(ValueError, match="not a quantity"):
        Quantity(Decimal(value), named("ha"))


@given(
    st.decimals("0.01", 10**9, places=2),
    st.decimals("0.34", "2.99", places=2),
    st.integers(-3, 3),
    st.sampled_from([1, -1]),
)
def test_a_slip_of_a_thousand_is_told_with_its_power(last: Decimal, growth: Decimal, power: int, sign: int) -> None:
    value = last * growth * Decimal(1000) ** power
    assert slip(sign * value, sign * last) == (power or None)
    assert slip(sign * value, -sign * last) is None


@pytest.mark.parametrize(
    ("value", "last", "power"),
    [
        ("1250000", "1210", 1),
        ("1.25", "1210", -1),
        ("1250000000", "1210", 2),
        ("40", "1", None),
        ("333", "1", None),
        ("334", "1", 1),
        ("3000", "1", 1),
        ("3001", "1", None),
        ("0", "1210", None),
        ("1210", "0", None),
        ("1e12", "1", None),
    ],
)
def test_real_growth_and_zeros_are_no_slip(value: str, last: str, power: int | None) -> None:
    assert slip(Decimal(value), Decimal(last)) == power


def test_how_near_and_how_far_a_slip_is_looked_for_can_be_said() -> None:
    assert slip(Decimal(2500), Decimal(1), within=Decimal(2)) is None
    assert slip(Decimal("1e12"), Decimal(1), farthest=4) == 4
