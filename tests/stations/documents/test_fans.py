"""Fan charts: each panel on a scale that holds it, keys for what is drawn, years where they belong, at the cost of one drawing."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from math import isfinite
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from coordination.documents.charts.fan_panels import TALL, Panel, dots, joined, placed
from coordination.documents.charts.models import Fans
from coordination.documents.charts.page import FULL, HALF
from coordination.documents.charts.palette import STEPS, lightness
from coordination.documents.charts.parts import Band, Caption, Fan
from coordination.documents.charts.pixels import to_pixels
from coordination.documents.charts.render import to_svg
from coordination.kernel.cells import MISSING, NOT_YET_DUE, Cell
from coordination.kernel.text import Text

SVG = "{http://www.w3.org/2000/svg}"
YEARS = tuple(range(2018, 2030))
LAST = 2024


def _text(words: str) -> Text:
    return Text(vi=words, en=words)


def _cells(values: Sequence[float | None]) -> tuple[Cell, ...]:
    return tuple(MISSING if each is None else Cell.of(Decimal(repr(each))) for each in values)


def _fan(name: str, level: float, *, own: float | None = None, wide: float = 0.1) -> Fan:
    """Give a line that rises, a forecast that goes on, and bands as wide as a share of the level."""
    known = [level * (1 + 0.02 * at) if year <= LAST else None for at, year in enumerate(YEARS)]
    middle = [None if year <= LAST else level * 1.15 for year in YEARS]

    def at(share: float) -> tuple[Cell, ...]:
        return _cells([None if value is None else value + level * wide * share for value in middle])

    bands = tuple(Band(each, at(-share), at(share)) for each, share in ((95, 3.0), (80, 2.0), (50, 1.0)))
    return Fan(_text(name), _cells(known), _cells(middle), bands, _cells([*[None] * (len(YEARS) - 1), own]))


def _chart(*fans: Fan, years: tuple[int, ...] = YEARS) -> Fans:
    return Fans(Caption(_text("Tiêu đề"), _text("nghìn người"), _text("Cục Thống kê"), _text("sơ bộ")), years, fans)


def _words(chart: Fans, width: float = FULL) -> list[str]:
    drawing = ET.fromstring(to_svg(chart, "vi", width))  # noqa: S314 - our own
    return ["".join(each.itertext()) for each in drawing.iter(f"{SVG}text")]


def _panels(chart: Fans, width: float = FULL) -> list[Panel]:
    return placed(chart, "vi", width, 0.0)


def _inside(panel: Panel) -> bool:
    values = [float(cell.value) for line in panel.fan.every for cell in line if cell.value is not None]
    return all(panel.top - 1e-9 <= panel.y(value) <= panel.bottom + 1e-9 for value in values)


@given(
    level=st.floats(1e-3, 1e9, allow_nan=False),
    wide=st.floats(0.0, 5.0, allow_nan=False),
    count=st.sampled_from([1, 2, 6, 35]),
)
def test_whatever_the_figures_every_line_lies_inside_its_panel(level: float, wide: float, count: int) -> None:
    panels = _panels(_chart(*[_fan("A", level, own=level * 2, wide=wide)] * count))
    assert all(_inside(panel) for panel in panels)
    assert all(len(panel.scale.ticks) > 1 for panel in panels)


def test_a_scale_with_one_round_figure_inside_reaches_to_the_next_ones_and_not_to_its_neighbours() -> None:
    """Between 3,250 and 3,550 lies one round figure, 3,400, in steps of 200."""
    fan = Fan(_text("Đồng Tháp"), _cells([3250.0, 3550.0]), _cells([None, None]))
    (panel, _) = _panels(_chart(fan, fan, years=(2024, 2025)))
    assert (panel.scale.low, panel.scale.high) == (3200.0, 3600.0)


def test_panels_stand_apart_and_leave_room_on_the_page_for_all_provinces_of_the_country() -> None:
    panels = _panels(_chart(*[_fan(f"Tỉnh {at}", 1e6 * (at + 1)) for at in range(35)]))
    assert panels[-1].bottom <= TALL
    assert max(panel.left + panel.width for panel in panels) <= FULL + 1e-9
    rows = {panel.top for panel in panels}
    for top in rows:
        row = [panel for panel in panels if panel.top == top]
        assert all(before.left + before.width < after.start for before, after in pairwise(row))


def test_years_stand_under_the_lowest_panels_alone() -> None:
    seven = _words(_chart(*[_fan("A", 100.0)] * 7))
    assert seven.count("2018") == 3
    assert seven.count("2029") == 3
    assert _words(_chart(_fan("A", 100.0))).count(str(LAST)) == 1


def test_keys_explain_what_is_drawn_and_nothing_else() -> None:
    plain = _words(_chart(_fan("A", 100.0)))
    assert {"số liệu", "dự báo chung", "khoảng 50%", "khoảng 80%", "khoảng 95%"} <= set(plain)
    assert "địa phương tự dự báo" not in plain
    assert "địa phương tự dự báo" in _words(_chart(_fan("A", 100.0, own=120.0)))
    bare = _words(_chart(Fan(_text("A"), _cells([1.0, 2.0]), _cells([None, None])), years=(2024, 2025)))
    assert not any(word.startswith("khoảng") for word in bare)


def test_keys_that_do_not_fit_on_a_line_go_on_the_next() -> None:
    drawing = ET.fromstring(to_svg(_chart(_fan("A", 100.0, own=120.0)), "vi", HALF))  # noqa: S314 - our own
    keys = [each for each in drawing.iter(f"{SVG}text") if "khoảng" in "".join(each.itertext())]
    heights = {each.attrib["transform"].split()[1] for each in keys if "transform" in each.attrib}
    assert len(heights) > 1


def test_a_panel_without_any_figure_says_why() -> None:
    empty = Fan(_text("Cà Mau"), (NOT_YET_DUE,) * 2, (NOT_YET_DUE,) * 2)
    full = Fan(_text("An Giang"), _cells([1.0, 2.0]), _cells([None, None]))
    assert _words(_chart(full, empty, years=(2024, 2025))).count("chưa đến hạn") == 2


def test_bands_begin_where_the_known_line_ends_and_a_lone_figure_is_a_dot() -> None:
    fan = _fan("A", 100.0)
    line = joined(fan, fan.middle)
    assert line[YEARS.index(LAST)] == pytest.approx(112.0)
    assert not isfinite(line[YEARS.index(LAST) - 1])
    nothing = float("nan")
    assert [isfinite(each) for each in dots([1.0, nothing, 2.0, 3.0, nothing])] == [True, False, False, True, False]


def test_bands_are_told_apart_without_colours() -> None:
    assert lightness(STEPS[0]) - lightness(STEPS[1]) > 0.1
    assert lightness(STEPS[1]) - lightness(STEPS[2]) > 0.1


def test_pixels_are_the_drawing_at_its_width_and_the_same_every_time() -> None:
    drawing = to_svg(_chart(*[_fan("Đồng Tháp", 100.0)] * 6), "vi", FULL)
    made = to_pixels(drawing, FULL)
    assert made == to_pixels(drawing, FULL)
    with Image.open(io.BytesIO(made)) as picture:
        box = ET.fromstring(drawing).attrib["viewBox"].split()  # noqa: S314 - our own
        assert picture.width == pytest.approx(FULL / 25.4 * 150, abs=2)
        assert picture.height / picture.width == pytest.approx(float(box[3]) / float(box[2]), rel=0.01)
        shades = picture.convert("L").histogram()
    assert sum(shades[:64]) > 0
    assert shades[255] > sum(shades) / 2
