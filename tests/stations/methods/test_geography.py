"""Figures told on another map: what can be told, what cannot, and that nothing is lost or invented on the way."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.kernel.cells import MISSING, SUPPRESSED, Cell
from coordination.kernel.text import Text
from coordination.methods.geography import (
    Atlas,
    Boundaries,
    Change,
    Era,
    Merge,
    Named,
    Point,
    Rename,
    Row,
    Split,
    Transfer,
    convert,
    history_on_map,
    last_day,
)
from coordination.methods.geography.atlas import BoundaryError
from coordination.methods.indicators import Indicator, Max, NotAdditive, Ratio, Sum, WeightedMean

FIRST, ACT = date(2000, 1, 1), Text(vi="Nghị quyết", en="Resolution")


def _indicator(code: str, rule: Sum | Ratio | WeightedMean | Max | NotAdditive) -> Indicator:
    words = Text(vi=code, en=code)
    return Indicator(code=code, name=words, unit=words, pillar="economy", aggregation=rule)


INDICATORS = {
    each.code: each
    for each in (
        _indicator("people", Sum()),
        _indicator("output", Sum()),
        _indicator("per_head", Ratio(numerator="output", denominator="people", scale=Decimal(1))),
        _indicator("poverty", WeightedMean(weight="people")),
        _indicator("peak", Max()),
        _indicator("rank", NotAdditive()),
    )
}


def _named(code: str) -> Named:
    return Named(code, Text(vi=code, en=code))


def _atlas(codes: str, *changes: Change, eras: tuple[Era, ...] = ()) -> Atlas:
    return Atlas(Boundaries(FIRST, tuple(map(_named, codes.split())), changes, eras))


def _merge(day: date, units: str, into: str) -> Merge:
    return Merge(day, ACT, "in_force", tuple(units.split()), _named(into))


def _split(day: date, unit: str, into: str) -> Split:
    return Split(day, ACT, "in_force", unit, tuple(map(_named, into.split())))


def _move(day: date, giver: str, taker: str, *, small: bool = False) -> Transfer:
    return Transfer(day, ACT, "in_force", giver, taker, Text(vi="xã", en="a commune"), small)


def _points(indicator: str, on: date, period: str = "2001", **values: str | Cell | None) -> list[Point]:
    return [
        Point(unit[1:], period, indicator, each if isinstance(each, Cell) else Cell.of(Decimal(each or 0)), on)
        for unit, each in values.items()
    ]


def _by_unit(rows: list[Row], indicator: str = "people") -> dict[str, Row]:
    return {row.unit: row for row in rows if row.indicator == indicator}


def _value(row: Row) -> Decimal | None:
    return row.cell.value if row.cell else None


D1, D2, D3 = date(2004, 1, 1), date(2008, 8, 1), date(2025, 7, 1)


def test_parts_are_added_and_a_published_figure_stays_as_it_is() -> None:
    atlas = _atlas("83 84 86 01", _merge(D3, "83 84 86", "86"))
    rows = _by_unit(
        convert(_points("people", D1, _83="1255.7", _84="1009.3", _86="1022.50", _01="8"), D3, atlas, INDICATORS)
    )
    assert _value(rows["86"]) == Decimal("3287.50")
    assert rows["86"].provenance.in_language("en") == "sum of 83, 84, 86 (period 2001, map of 2004-01-01)"
    assert rows["01"].provenance.in_language("vi") == "như đã công bố 01 (kỳ 2001, bản đồ 2004-01-01)"


def test_backward_over_a_merger_nothing_is_guessed() -> None:
    atlas = _atlas("83 84", _merge(D3, "83 84", "86"))
    rows = convert(_points("people", D3, _86="10"), D1, atlas, INDICATORS)
    assert [(row.unit, row.state, row.cell) for row in rows] == [
        ("83", "not_comparable", None),
        ("84", "not_comparable", None),
    ]
    assert "86" in rows[0].provenance.in_language("en")
    joined = convert(_points("people", D3, _86="10"), D1, atlas, INDICATORS, unions=True)
    assert _value(_by_unit(joined)["83+84"]) == 10


def test_a_split_whose_parts_all_come_together_again_compares_again() -> None:
    atlas = _atlas("92 94", _split(D1, "92", "92 93"), _merge(D3, "92 93 94", "92"))
    old = _points("people", FIRST, _92="1873.5", _94="1200.5")
    rows = _by_unit(convert(old, D3, atlas, INDICATORS))
    assert _value(rows["92"]) == 3074
    between = _by_unit(convert(old, D2, atlas, INDICATORS))
    assert (between["92"].state, between["93"].state, between["94"].state) == (
        "not_comparable",
        "not_comparable",
        "value",
    )
    assert between["92"].provenance.in_language("en").startswith("not comparable 92 (")


def test_one_code_on_three_maps_is_three_territories() -> None:
    atlas = _atlas("92 94", _split(D1, "92", "92 93"), _merge(D3, "92 93 94", "92"))
    lands = {atlas.on(day).units["92"].territory for day in (FIRST, D1, D3)}
    assert len(lands) == 3
    versions, changes = atlas.history("92")
    assert [(each.first, each.last) for each in versions] == [
        (None, date(2003, 12, 31)),
        (D1, date(2025, 6, 30)),
        (D3, None),
    ]
    assert [each.kind for each in changes] == ["split", "merge"]
    assert atlas.holders(versions[0], D2) == ["92", "93"]


def test_a_part_that_moved_is_not_comparable_unless_the_data_call_it_small() -> None:
    for small in (False, True):
        atlas = _atlas("17 01", _move(D2, "17", "01", small=small))
        rows = _by_unit(convert(_points("people", D1, _17="872.8", _01="3228.5"), D2, atlas, INDICATORS))
        assert [rows[unit].state for unit in ("01", "17")] == (["value"] * 2 if small else ["not_comparable"] * 2)
    joined = convert(
        _points("people", D1, _17="1", _01="2"), D2, _atlas("17 01", _move(D2, "17", "01")), INDICATORS, unions=True
    )
    assert _value(_by_unit(joined)["01+17"]) == 3


def test_a_small_part_is_told_in_the_provenance() -> None:
    atlas = _atlas("17 01", _move(D2, "17", "01", small=True))
    (row,) = convert(_points("people", D1, _17="872.8"), D2, atlas, INDICATORS)
    assert "a commune" in row.provenance.in_language("en")
    (same,) = convert(_points("people", D2, _17="872.8"), D2, atlas, INDICATORS)
    assert "a commune" not in same.provenance.in_language("en")


def test_a_new_name_is_the_same_territory() -> None:
    atlas = _atlas("46", Rename(D3, ACT, "in_force", "46", _named("47")))
    for indicator in INDICATORS:
        (row,) = convert(_points(indicator, D1, _46="7"), D3, atlas, INDICATORS)
        assert (row.unit, _value(row), row.provenance.method) == ("47", 7, "published")


def test_a_ratio_is_divided_anew_and_never_averaged() -> None:
    atlas = _atlas("1A 2A", _merge(D3, "1A 2A", "1A"))
    points = [
        *_points("output", D1, _1A="100", _2A="30"),
        *_points("people", D1, _1A="10", _2A="30"),
        *_points("per_head", D1, _1A="10", _2A="1"),
    ]
    assert _value(_by_unit(convert(points, D3, atlas, INDICATORS), "per_head")["1A"]) == Decimal("3.25")
    alone = convert(_points("per_head", D1, _1A="10", _2A="1"), D3, atlas, INDICATORS)
    assert [row.state for row in alone] == ["not_comparable"]
    assert "output" in alone[0].provenance.in_language("en")
    asked = convert(points[:4], D3, atlas, INDICATORS, ["per_head"])
    assert [(row.indicator, _value(row)) for row in asked] == [("per_head", Decimal("3.25"))]


def test_means_are_weighted_anew_maxima_taken_and_ranks_left() -> None:
    atlas = _atlas("1A 2A", _merge(D3, "1A 2A", "1A"))
    points = [
        *_points("people", D1, _1A="10", _2A="30"),
        *(point for code in ("poverty", "peak", "rank") for point in _points(code, D1, _1A="8", _2A="4")),
    ]
    rows = {row.indicator: row for row in convert(points, D3, atlas, INDICATORS)}
    assert (_value(rows["poverty"]), _value(rows["peak"]), rows["rank"].state) == (5, 8, "not_comparable")
    (unweighted,) = convert(_points("poverty", D1, _1A="8", _2A="4"), D3, atlas, INDICATORS)
    assert unweighted.state == "not_comparable"


def test_what_is_computed_of_computed_figures_says_which_they_were() -> None:
    later = D3 + timedelta(days=400)
    atlas = _atlas("1A 2A 3A", _merge(D3, "1A 2A", "1A"), _merge(later, "1A 3A", "1A"))
    points = [*_points("people", D1, _1A="10", _2A="30", _3A="5"), *_points("output", D1, _1A="1", _2A="2", _3A="3")]
    half = [point for row in convert(points, D3, atlas, INDICATORS) if (point := row.point(D3))]
    assert {(point.indicator, point.unit) for point in half if point.computed} == {("people", "1A"), ("output", "1A")}
    (row,) = convert([point for point in half if point.indicator == "people"], later, atlas, INDICATORS)
    sum_of = f"sum of 1A, 2A (period 2001, map of {D1})"
    assert row.provenance.in_language("en") == (
        f"sum of 1A, 3A (period 2001, map of {D3}); fed in as computed: 1A ({sum_of})"
    )
    (ratio,) = convert(half, later, atlas, INDICATORS, ["per_head"])
    assert f"1A ({sum_of})" in ratio.provenance.in_language("en")
    (same,) = (row for row in convert(half, D3, atlas, INDICATORS, ["people"]) if row.unit == "1A")
    assert same.provenance.in_language("en") == f"fed in as computed: {sum_of}"


@pytest.mark.parametrize(
    ("cell", "state"),
    [(MISSING, "missing"), (SUPPRESSED, "suppressed"), (Cell.of(Decimal(0)), "value"), (None, "missing")],
)
def test_what_a_part_withholds_the_whole_withholds(cell: Cell | None, state: str) -> None:
    atlas = _atlas("1A 2A", _merge(D3, "1A 2A", "1A"))
    points = _points("people", D1, _1A="10") + (_points("people", D1, _2A=cell) if cell else [])
    (row,) = convert(points, D3, atlas, INDICATORS)
    assert row.state == state
    assert ("not given: 2A" in row.provenance.in_language("en")) == (state == "missing")


def test_a_gap_is_not_called_missing_where_a_figure_covers_more() -> None:
    atlas = _atlas("1A 2A 3A", _merge(D3, "1A 2A", "1A"))
    points = _points("people", D3, _1A="10") + _points("people", D1, _3A="5")
    rows = _by_unit(convert(points, D1, atlas, INDICATORS))
    assert [rows[unit].state for unit in ("1A", "2A", "3A")] == ["not_comparable", "not_comparable", "value"]


def test_of_two_publications_the_newer_is_used_and_two_on_one_map_are_refused() -> None:
    atlas = _atlas("1A 2A", Rename(D3, ACT, "in_force", "2A", _named("2B")))
    points = _points("people", D1, _1A="10") + _points("people", D3, _1A="11")
    for order in (points, points[::-1]):
        (row,) = convert(order, D1, atlas, INDICATORS)
        assert _value(row) == 11
        assert "earlier map" in row.provenance.in_language("en")
    with pytest.raises(ValueError, match="two figures"):
        convert(_points("people", D1, _1A="10") + _points("people", D1, _1A="11"), D1, atlas, INDICATORS)
    with pytest.raises(ValueError, match="no unit 2B"):
        convert(_points("people", D1, _2B="10"), D1, atlas, INDICATORS)


def test_a_change_that_does_not_fit_its_map_is_refused() -> None:
    for change in (
        _merge(D1, "1A 9A", "1A"),
        _merge(D1, "1A 2A", "3A"),
        _split(D1, "9A", "1A 4A"),
        _move(D1, "1A", "9A"),
    ):
        with pytest.raises(BoundaryError):
            _atlas("1A 2A 3A", change)


def test_a_period_is_stated_on_its_last_day() -> None:
    days = {"2024": "2024-12-31", "2024-Q1": "2024-03-31", "2024-02": "2024-02-29", "2021-2025": "2025-12-31"}
    assert {period: last_day(period).isoformat() for period in days} == days
    for wrong in ("24", "2024-13", "2024-Q5", "2025-2021", "1024", "2024 "):
        with pytest.raises(ValueError, match=re.escape(wrong)):
            last_day(wrong)


def test_history_is_told_on_one_map_with_gaps_where_nothing_can_be_told() -> None:
    atlas = _atlas("1A 2A 3A", _merge(D3, "1A 2A", "1A"))
    points = [
        *_points("people", D1, "2001", _1A="1", _2A="2", _3A="9"),
        *_points("people", D1, "2002", _1A="1"),
        *_points("rank", D1, "2001", _1A="1", _2A="2"),
    ]
    assert history_on_map(points, D3, atlas, INDICATORS, {"1A"}) == {"people": {"1A": {2001: 3.0}}}


DAYS = [FIRST + timedelta(days=365 * year) for year in range(1, 6)]


@st.composite
def _countries(draw: st.DrawFn) -> Atlas:
    """Draw a country whose units merge, split, give parts away and change their names."""
    fresh = (f"U{number}" for number in count())
    codes = [next(fresh) for _ in range(draw(st.integers(2, 6)))]
    first, changes = " ".join(codes), list[Change]()
    for day in DAYS:
        kind = draw(st.sampled_from(("merge", "split", "move", "rename", "none")))
        if kind in ("merge", "move") and len(codes) < 2:
            continue
        one, *others = draw(st.permutations(codes))
        if kind == "merge":
            into = draw(st.sampled_from((one, next(fresh))))
            changes.append(_merge(day, f"{one} {others[0]}", into))
            codes = [into, *others[1:]]
        elif kind == "split":
            parts = [draw(st.sampled_from((one, next(fresh)))), next(fresh)]
            changes.append(_split(day, one, " ".join(parts)))
            codes = [*parts, *others]
        elif kind == "move":
            changes.append(_move(day, one, others[0]))
        elif kind == "rename":
            changes.append(Rename(day, ACT, "in_force", one, _named(name := next(fresh))))
            codes = [name, *others]
    return _atlas(first, *changes)


def _figures(atlas: Atlas, day: date, seed: int) -> list[Point]:
    """Give a figure of each indicator for each unit, all different, and some of many digits."""
    keys = [(unit, period, code) for unit in atlas.on(day).units for period in ("2001", "2002") for code in INDICATORS]
    return [
        Point(*key, Cell.of(Decimal(seed * (7919 + 104729 * number) % 10**9 + 1) / 1000), day)
        for number, key in enumerate(keys)
    ]


SEEDS = st.integers(1, 10**9)


def _told(rows: list[Row]) -> list[tuple[str, str, str, str, Decimal | None]]:
    """Give what is told as it compares, quotients to forty digits."""
    return [
        (row.indicator, row.period, row.unit, row.state, Decimal(f"{_value(row):.40e}"))
        for row in rows
        if row.cell is not None
    ]


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_sums_are_conserved_exactly_and_the_order_of_rows_is_nothing(data: st.DataObject) -> None:
    atlas = data.draw(_countries())
    start, end = data.draw(st.sampled_from([FIRST, *DAYS])), data.draw(st.sampled_from([FIRST, *DAYS]))
    points = _figures(atlas, start, data.draw(SEEDS))
    rows = convert(points, end, atlas, INDICATORS, unions=True)
    for indicator in ("people", "output"):
        before = sum(each.cell.value or 0 for each in points if each.indicator == indicator)
        after = sum(_value(row) or 0 for row in rows if row.indicator == indicator)
        assert before == after
    assert convert(data.draw(st.permutations(points)), end, atlas, INDICATORS, unions=True) == rows


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_two_steps_end_where_one_does_and_the_same_map_changes_nothing(data: st.DataObject) -> None:
    atlas = data.draw(_countries())
    start, middle, end = sorted(data.draw(st.lists(st.sampled_from([FIRST, *DAYS]), min_size=3, max_size=3)))
    points = _figures(atlas, start, data.draw(SEEDS))
    once = convert(points, end, atlas, INDICATORS, unions=True)
    halfway = [row.point(middle) for row in convert(points, middle, atlas, INDICATORS, unions=True)]
    twice = convert([each for each in halfway if each], end, atlas, INDICATORS, unions=True)
    assert _told(twice) == _told(once)
    same = convert(points, start, atlas, INDICATORS)
    assert {(row.indicator, row.period, row.unit): row.cell for row in same} == {
        (each.indicator, each.period, each.unit): each.cell for each in points
    }
