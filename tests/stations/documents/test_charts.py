"""Charts: each kind draws whatever it is given, says where figures lack, and gives the same bytes every time."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import warnings
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from coordination.documents.charts.boundaries import boundaries
from coordination.documents.charts.contributions import REST, laid_out
from coordination.documents.charts.described import described
from coordination.documents.charts.models import (
    Chart,
    Choropleth,
    Contributions,
    Dots,
    Fans,
    PlanAndActual,
    Scatter,
    Slopes,
    SmallMultiples,
)
from coordination.documents.charts.page import HALF
from coordination.documents.charts.parts import Band, Caption, Change, Fan, Figure, Planned, Point, Series, Trend
from coordination.documents.charts.plans import share
from coordination.documents.charts.render import to_both, to_png, to_svg
from coordination.errors import InvalidInputError
from coordination.kernel.cells import MISSING, NOT_APPLICABLE, NOT_YET_DUE, SUPPRESSED, Cell
from coordination.kernel.text import Text

SVG = "{http://www.w3.org/2000/svg}"
ALPHABET = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
HOSTILE = '<script>alert(1)</script> $\\frac{1}{0}$ & "quote" %s {x} \x00\u202e]]> \\N{TAB} _^~ 😀'
SHOWN = '<script>alert(1)</script> $\\frac{1}{0}$ & "quote" %s {x} ]]> \\N{TAB} _^~ □'


def text(words: str) -> Text:
    return Text(vi=words, en=words)


def cell(value: str) -> Cell:
    return Cell.of(Decimal(value))


def caption(title: str = "GRDP bình quân đầu người, năm 2025", decimals: int = 1) -> Caption:
    return Caption(
        text(title), text("triệu đồng/người, giá hiện hành"), text("Cục Thống kê"), text("ước tính"), None, decimals
    )


def charts(names: tuple[str, ...], cells: tuple[Cell, ...], title: str = "Tiêu đề") -> dict[str, Chart]:
    """Make a chart of each kind that lists its figures by name."""
    rows = [(text(name), each) for name, each in zip(names, cells, strict=True)]
    head = caption(title)
    return {
        "multiples": SmallMultiples(
            head, (2024, 2025), tuple(Series(n, (c, c)) for n, c in rows), (Series(rows[0][0], (cells[0],) * 2),)
        ),
        "fans": Fans(
            head,
            (2024, 2025, 2026),
            tuple(
                Fan(n, (c, c, NOT_YET_DUE), (NOT_YET_DUE, NOT_YET_DUE, c), (Band(80, (c,) * 3, (c,) * 3),), (c,) * 3)
                for n, c in rows
            ),
        ),
        "slopes": Slopes(
            head, text("2024"), text("2025"), tuple(Change(n, cells[0], c) for n, c in rows), (Change(*rows[0], cells[-1]),)
        ),
        "dots": Dots(head, tuple(Figure(n, c) for n, c in rows), (Figure(text("Vùng"), cells[0]),)),
        "contributions": Contributions(head, tuple(Figure(n, c) for n, c in rows), Figure(text("Vùng"), cells[0])),
        "plans": PlanAndActual(head, tuple(Planned(n, cells[0], c) for n, c in rows)),
        "scatter": Scatter(
            head, text("x"), text("y"), tuple(Point(n, c, c) for n, c in rows), Point(text("Vùng"), cells[0], cells[0]),
            Trend(1.0, 0.5, text("β = 0,5")),
        ),
    }  # fmt: skip


KINDS = tuple(charts(("A",), (cell("1"),)))
DELTA = ("82", "86", "91", "92", "96")
VALUES = ("84.028", "82.381", "80.246", "94.875", "1234.56")
NAMES = ("Đồng Tháp", "Vĩnh Long", "An Giang", "Cần Thơ", "Cà Mau")


def words_of(svg: bytes) -> list[str]:
    return ["".join(each.itertext()) for each in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own


def the_map(*, focus: tuple[str, ...] = DELTA, cells: tuple[Cell, ...] = tuple(map(cell, VALUES))) -> Choropleth:
    return Choropleth(caption(), boundaries("34"), tuple(zip(DELTA, cells, strict=True)), focus)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_writes_names_and_figures_the_vietnamese_way_and_draws_at_half_width_in_english(kind: str) -> None:
    chart = charts(NAMES, tuple(map(cell, VALUES)))[kind]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        shown, narrow = " ".join(words_of(to_svg(chart))), to_svg(chart, "en", HALF)
    assert all(name in shown for name in NAMES)
    assert "1.234,6" in shown or kind == "scatter"
    assert "Nguồn: Cục Thống kê · ước tính" in shown
    assert "Source: Cục Thống kê" in " ".join(words_of(narrow))


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_drawn_once_for_both_is_the_same_as_drawn_for_each(kind: str) -> None:
    chart = charts(NAMES, tuple(map(cell, VALUES)))[kind]
    assert to_both(chart, "vi", HALF, 60) == (to_svg(chart, "vi", HALF), to_png(chart, "vi", HALF, 60))


@pytest.mark.parametrize("kind", KINDS)
def test_words_are_shown_as_they_are_never_read_as_markup_or_mathematics(kind: str) -> None:
    chart = charts((HOSTILE, "$a$"), (cell("1"), cell("2")), HOSTILE)[kind]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        svg = to_svg(chart)
    root = ET.fromstring(svg)  # noqa: S314 - our own
    assert root.findtext(f"{SVG}title") == SHOWN
    assert not list(root.iter(f"{SVG}script"))
    assert any(words.startswith(SHOWN[:40]) for words in words_of(svg))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("values", [("0",), ("-3", "0", "2"), ("999999999999999", "0.000001")])
def test_any_figures_make_a_chart(kind: str, values: tuple[str, ...]) -> None:
    assert to_svg(charts(tuple(f"Tỉnh {number}" for number in range(len(values))), tuple(map(cell, values)))[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_without_any_figure_says_so(kind: str) -> None:
    chart = charts(("A", "B"), (MISSING, SUPPRESSED))[kind]
    shown = " ".join(words_of(to_svg(chart)))
    assert "chưa có số liệu" in shown or kind == "plans"
    assert "chưa có số liệu" in described(chart).vi
    assert "not published" in described(chart).en


def test_names_of_any_length_stay_on_the_page() -> None:
    long = "Ủy ban nhân dân thành phố " * 20
    for chart in charts((long, "B"), (cell("1"), cell("2")), long).values():
        assert any("…" in words for words in words_of(to_svg(chart)))


def test_the_same_chart_gives_the_same_bytes_in_another_process_and_the_library_is_loaded_only_to_draw() -> None:
    program = (
        "import sys, hashlib\n"
        "from decimal import Decimal\n"
        "from coordination.documents.charts import boundaries, described, models, parts, render\n"
        "from coordination.kernel.cells import Cell\n"
        "from coordination.kernel.text import Text\n"
        "t = lambda w: Text(vi=w, en=w)\n"
        "assert 'matplotlib' not in sys.modules and 'numpy' not in sys.modules\n"
        "c = parts.Caption(t('T'), t('%'), t('S'), t('V'))\n"
        "chart = models.Contributions(c, (parts.Figure(t('A'), Cell.of(Decimal(2))),"
        " parts.Figure(t('B'), Cell.of(Decimal(-1)))), parts.Figure(t('C'), Cell.of(Decimal(1))))\n"
        "described.described(chart)\n"
        "assert 'matplotlib' not in sys.modules\n"
        "print(hashlib.sha256(render.to_svg(chart) + render.to_png(chart)).hexdigest())\n"
    )
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    plain = Caption(text("T"), text("%"), text("S"), text("V"))
    chart = Contributions(
        plain, (Figure(text("A"), cell("2")), Figure(text("B"), cell("-1"))), Figure(text("C"), cell("1"))
    )
    to_svg(charts(("X",), (cell("5"),))["dots"])
    assert other.stdout.strip() == hashlib.sha256(to_svg(chart) + to_png(chart)).hexdigest()


def test_files_say_nothing_of_when_and_with_what_they_were_made() -> None:
    chart = charts(("A",), (cell("1"),))["dots"]
    svg, png = to_svg(chart).lower(), to_png(chart)
    assert b"matplotlib" not in svg + png.lower()
    assert b"<metadata" not in svg
    assert b"<!doctype" not in svg
    assert png.startswith(b"\x89PNG")


def test_an_svg_carries_its_description_for_those_who_cannot_see_it() -> None:
    chart = charts(NAMES, tuple(map(cell, VALUES)))["dots"]
    root = ET.fromstring(to_svg(chart))  # noqa: S314 - our own
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}desc") == described(chart).vi
    ids = [root.find(f"{SVG}{name}").get("id") for name in ("title", "desc")]  # type: ignore[union-attr]
    assert root.get("aria-labelledby") == " ".join(map(str, ids))
    assert "Cà Mau 1.234,6; Cần Thơ 94,9; Đồng Tháp 84,0" in described(chart).vi
    assert "Cà Mau 1,234.6" in described(chart).en


def test_dots_stand_by_value_and_those_without_a_figure_last() -> None:
    chart = Dots(
        caption(),
        (Figure(text("B"), NOT_YET_DUE), Figure(text("C"), cell("1")), Figure(text("A"), cell("3"))),
    )
    shown = [words for words in words_of(to_svg(chart)) if words in "ABC"]
    assert shown == ["A", "C", "B"]


def test_what_the_parts_leave_open_of_a_total_is_a_row_of_its_own_but_rounding_is_not() -> None:
    def rows(total: str) -> list[tuple[str, str]]:
        parts = (Figure(text("A"), cell("4.04")), Figure(text("B"), cell("-1")), Figure(text("C"), NOT_APPLICABLE))
        made = laid_out(Contributions(caption(), parts, Figure(text("Vùng"), cell(total))))
        return [(bar.name.vi, bar.words.vi) for bar in made]

    ends = [("C", "không áp dụng"), ("Vùng", "+3,1")]
    assert rows("3.1") == [("A", "+4,0"), ("B", "-1,0"), *ends]
    assert rows("5.6") == [("A", "+4,0"), ("B", "-1,0"), (REST.vi, "+2,6"), ends[0], ("Vùng", "+5,6")]


@pytest.mark.parametrize(
    ("plan", "actual", "found"),
    [("50", "60", cell("120")), ("0", "60", NOT_APPLICABLE), ("-5", "60", NOT_APPLICABLE), ("50", "0", cell("0"))],
)
def test_the_share_of_a_plan_is_given_where_there_was_one(plan: str, actual: str, found: Cell) -> None:
    assert share(Planned(text("A"), cell(plan), cell(actual))) == found


def test_rows_of_different_units_are_compared_in_shares_of_their_plans_only() -> None:
    rows = (
        Planned(text("GRDP"), cell("100"), cell("104"), text("tỷ đồng")),
        Planned(text("Hộ nghèo"), cell("3"), cell("2.5"), text("%")),
    )
    with pytest.raises(InvalidInputError, match="different units"):
        PlanAndActual(caption(), rows)
    shown = words_of(to_svg(PlanAndActual(caption(), rows, shares=True)))
    assert {"104,0%", "83,3%", "GRDP (tỷ đồng)"} <= set(shown)


def test_every_vietnamese_letter_is_in_the_font_in_both_cases() -> None:
    both = ALPHABET + ALPHABET.upper() + "₫–…‰−≤≥βσ"
    chart = charts((both[:40], both[40:80]), (cell("1"), cell("2")), both)["dots"]
    assert ET.fromstring(to_svg(chart)).findtext(f"{SVG}title") == both  # noqa: S314 - our own


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: Dots(caption(), ()), "nothing to draw"),
        (lambda: Dots(caption(), (Figure(text("A"), cell("1")),) * 71), "at most 70"),
        (lambda: Figure(text("A"), cell("1e15")), "too large"),
        (lambda: SmallMultiples(caption(), (2025, 2024), (Series(text("A"), (MISSING,) * 2),)), "must rise"),
        (lambda: SmallMultiples(caption(), (2024,), (Series(text("A"), (MISSING,) * 2),)), "2 cells"),
        (
            lambda: Scatter(
                caption(), text("x"), text("y"), (Point(text("A"), cell("0"), cell("1")),), logarithmic=True
            ),
            "logarithmic",
        ),
        (lambda: Choropleth(caption(), boundaries("34"), (("99", MISSING),)), "no code 99"),
        (lambda: Choropleth(caption(), boundaries("34"), (("01", MISSING),) * 2), "one cell"),
        (lambda: to_svg(the_map(), width=HALF), "at least 120 mm"),
        (lambda: caption(decimals=9), "decimal places"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(made: object, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said):
        made()  # type: ignore[operator]
