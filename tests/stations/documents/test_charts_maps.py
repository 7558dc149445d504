"""Maps of the provinces: all are named, Hoàng Sa and Trường Sa are on every one, classes are honest."""

from __future__ import annotations

import warnings
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.documents.charts.boundaries import boundaries
from coordination.documents.charts.classes import bounds_of, class_of, named
from coordination.documents.charts.labels import Box, Label, around, spread
from coordination.documents.charts.models import Choropleth
from coordination.documents.charts.palette import (
    AGAINST,
    CHOSEN,
    INK,
    LINE,
    MAIN,
    PAPER,
    SOFT,
    STEPS,
    contrast,
    ink_on,
    lightness,
)
from coordination.documents.charts.parts import Caption
from coordination.documents.charts.render import to_png, to_svg
from coordination.documents.charts.scales import decades, scale_of
from coordination.kernel.cells import MISSING, NOT_APPLICABLE, NOT_YET_DUE, SUPPRESSED, Cell
from coordination.kernel.text import Text

SVG = "{http://www.w3.org/2000/svg}"
CAPTION = Caption(*(Text(vi=words, en=words) for words in ("Tiêu đề", "%", "Nguồn", "2025")))
SOUTH_CENTRAL = ("48", "51", "52", "56", "66", "68")
ISLANDS = ("Quần đảo Hoàng Sa", "Quần đảo Trường Sa")
FIGURES = st.lists(st.decimals(-(10**6), 10**6, places=2), min_size=1, max_size=40)


def words_of(svg: bytes) -> list[str]:
    return ["".join(each.itertext()) for each in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own


def test_the_map_of_the_country_names_every_province_and_both_archipelagos_with_their_provinces() -> None:
    units = boundaries("34").units
    chart = Choropleth(CAPTION, boundaries("34"), tuple((each.code, Cell.of(Decimal(each.code))) for each in units))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        shown = words_of(to_svg(chart))
    assert {each.name for each in units} <= set(shown)
    assert {*ISLANDS, "(Đà Nẵng)", "(Khánh Hòa)", "BIỂN ĐÔNG"} <= set(shown)
    assert to_png(chart).startswith(b"\x89PNG")


@pytest.mark.parametrize("focus", [("82", "86", "91", "92", "96"), SOUTH_CENTRAL])
def test_the_map_of_a_region_names_its_provinces_and_shows_the_archipelagos_in_the_country(
    focus: tuple[str, ...],
) -> None:
    chart = Choropleth(CAPTION, boundaries("34"), tuple((code, Cell.of(Decimal(code))) for code in focus), focus)
    shown = words_of(to_svg(chart))
    names = {each.name for each in boundaries("34").units if each.code in focus}
    assert names <= set(shown)
    own = 2 if focus == SOUTH_CENTRAL else 1
    assert [shown.count(name) for name in ISLANDS] == [own, own]


def test_what_is_not_known_is_hatched_and_each_state_named_in_the_legend() -> None:
    cells = (MISSING, SUPPRESSED, NOT_APPLICABLE, NOT_YET_DUE, Cell.of(Decimal(0)), Cell.of(Decimal("1234.5")))
    chart = Choropleth(CAPTION, boundaries("34"), tuple(zip(SOUTH_CENTRAL, cells, strict=True)), SOUTH_CENTRAL)
    svg = to_svg(chart)
    states = {"chưa có số liệu", "không công bố", "không áp dụng", "chưa đến hạn"}
    assert states <= set(words_of(svg))
    assert {"0,0", "1.234,5", "dưới 1.000", "từ 1.000 trở lên"} <= set(words_of(svg))
    assert len(list(ET.fromstring(svg).iter(f"{SVG}pattern"))) >= len(states)  # noqa: S314 - our own


def test_a_map_without_any_figure_is_hatched_whole() -> None:
    focus = ("82", "86")
    shown = words_of(to_svg(Choropleth(CAPTION, boundaries("34"), (), focus)))
    assert "chưa có số liệu" in shown
    assert not any("trở lên" in words for words in shown)


@pytest.mark.parametrize(("on_map", "count"), [("34", 34), ("63", 63)])
def test_the_archipelagos_belong_to_da_nang_and_khanh_hoa_on_both_maps(on_map: str, count: int) -> None:
    units = boundaries(on_map).units  # type: ignore[arg-type]
    assert len({unit.code for unit in units}) == count
    owners = {unit.archipelago: unit.name for unit in units if unit.archipelago}
    assert owners == {"hoang_sa": "Đà Nẵng", "truong_sa": "Khánh Hòa"}
    assert all(unit.mainland for unit in units)


@given(FIGURES)
def test_bounds_part_the_figures_and_none_stands_between_classes(values: list[Decimal]) -> None:
    bounds = bounds_of(values)
    assert all(low < high for low, high in pairwise(bounds))
    assert {class_of(value, bounds) for value in values} == set(range(len(bounds) + 1))
    assert len(bounds) < 5
    assert all(class_of(bound, bounds) == number + 1 for number, bound in enumerate(bounds))


def test_provinces_that_are_alike_share_a_class_and_its_bounds_are_round() -> None:
    values = [Decimal(each) for each in ("78.6", "80.2", "82.4", "84.0", "94.9")]
    bounds = bounds_of(values)
    assert bounds == (Decimal(82), Decimal(90))
    assert [named(number, bounds, 0).vi for number in range(3)] == ["dưới 82", "82 đến dưới 90", "từ 90 trở lên"]
    assert bounds_of([Decimal(5)] * 9) == ()
    assert named(1, (Decimal("-1200.5"), Decimal(3000)), 0).vi == "-1.200,5 đến dưới 3.000"


def test_inks_are_told_apart_by_lightness_and_words_can_be_read_on_every_ground() -> None:
    assert all(contrast(ink, PAPER) >= 4.5 for ink in (INK, SOFT, MAIN, AGAINST))
    assert contrast(LINE, PAPER) >= 3
    assert all(contrast(ink_on(step), step) >= 4.5 for step in STEPS)
    for chosen in CHOSEN.values():
        ladder = [lightness(STEPS[number]) for number in chosen]
        assert all(light - dark > 0.1 for light, dark in pairwise(ladder))


@given(st.lists(st.floats(0, 100), min_size=1, max_size=20))
def test_labels_along_a_line_keep_apart_and_in_order(wanted: list[float]) -> None:
    placed = spread(wanted, 3, 0, 100)
    assert all(-1e-9 <= place <= 100 + 1e-9 for place in placed)
    ordered = [place for _, place in sorted(zip(wanted, placed, strict=True))]
    assert all(later - earlier >= 3 - 1e-9 for earlier, later in pairwise(ordered))


@settings(max_examples=30)
@given(st.lists(st.tuples(st.floats(20, 80), st.floats(20, 80)), min_size=1, max_size=8))
def test_labels_around_points_do_not_cover_each_other(points: list[tuple[float, float]]) -> None:
    frame, taken = Box(50, 50, 100, 100), list[Box]()
    for x, y in points:
        taken.append(around(Label(x, y, 12, 3, 1), taken, frame, lambda _: 0.0))
    assert all(not one.over(other) for number, one in enumerate(taken) for other in taken[number + 1 :])


@given(st.lists(st.floats(-1e12, 1e12), max_size=10), st.booleans())
def test_a_scale_holds_its_figures_and_has_few_round_ticks(values: list[float], zero: bool) -> None:  # noqa: FBT001
    scale = scale_of(values, zero=zero)
    assert scale.low < scale.high
    assert all(scale.low <= value <= scale.high for value in values)
    assert 1 <= len(scale.ticks) <= 7
    assert not zero or scale.low <= 0 <= scale.high


def test_a_logarithmic_scale_has_round_ticks() -> None:
    assert [str(tick.normalize().__format__("f")) for tick in decades(3, 120)] == ["5", "10", "20", "50", "100"]
    assert len(decades(41, 47)) >= 3
