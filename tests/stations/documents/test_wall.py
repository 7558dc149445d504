"""The sheet for the wall: all is on it, nothing runs over its place, and printers get what they expect."""

from __future__ import annotations

import json
import re
import struct
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.documents.drawing import in_levels
from coordination.documents.lettering import REGULAR, STRONG, fit, width_of, wrap
from coordination.documents.press import PAGE, to_pdf, to_png, write_wall
from coordination.documents.sheet import STANDINGS, UNSURE, Cell, Duty, Event, Line, Sheet, date_form
from coordination.documents.wall import wall_svg
from coordination.errors import UsageError

SVG = "{http://www.w3.org/2000/svg}"
FIRST = date(2026, 5, 25)
NAMES = (
    "Hà Nội", "Thành phố Hồ Chí Minh", "Đắk Lắk", "Thừa Thiên Huế", "Cần Thơ", "Quảng Ngãi", "Tuyên Quang", "Phú Thọ",
)  # fmt: skip
STEPS = (
    "Thực trạng theo quan điểm phát triển và quan điểm chung của vùng",
    "Xác định mục tiêu, các phương án phát triển",
    "Kế hoạch phát triển kinh tế - xã hội có sự tham gia của cộng đồng dân cư và các tổ chức xã hội trong vùng",
)
WHAT = "Danh mục dự án của tỉnh đề nghị đưa vào chương trình chung, kèm thứ tự ưu tiên, vốn theo nguồn"
SIGNS = tuple(STANDINGS)


def line(number: int, name: str = STEPS[0]) -> Line:
    """Make a step that opens the later the higher its number."""
    opens = FIRST + timedelta(days=8 + 17 * (number - 1) % 190)
    due = opens + timedelta(days=14)
    return Line(
        number,
        name,
        opens,
        due,
        due + timedelta(days=4),
        due + timedelta(days=9),
        legal=due + timedelta(days=3 * number) if number % 2 else None,
        spare="dư 12 ngày",
        status="thông qua, có bảo lưu",
        meetings=(opens + timedelta(days=5), opens + timedelta(days=6)),
    )


def duty(row: Line, columns: int) -> Duty:
    """Make a row in which every sign comes in turn, some with a date of their own."""
    own = row.due + timedelta(days=2)
    cells = [
        Cell(SIGNS[(row.number + place) % len(SIGNS)], own if place % 3 == 0 else None) for place in range(columns)
    ]
    return Duty(row.number, WHAT, row.due, (*cells[:-1], None) if columns > 2 else tuple(cells))


def sheet(columns: int = 5, rows: int = 9, *, simulated: bool = True, today: date = date(2026, 10, 12)) -> Sheet:
    """Make a sheet as a region of so many provinces would have it."""
    lines = tuple(line(number, STEPS[number % 3]) for number in range(1, rows + 1))
    heads = tuple(f"{NAMES[number % len(NAMES)]}{number // len(NAMES) or ''}" for number in range(columns))
    named = ", ".join(heads)
    return Sheet(
        title="LỊCH KỲ KẾ HOẠCH 2027 – VÙNG ĐỒNG BẰNG SÔNG CỬU LONG",
        procedure="Phối hợp lập kế hoạch phát triển kinh tế - xã hội hằng năm trong vùng",
        source="Nguồn: cấu hình 40a606ba3cb9",
        printed=today,
        first=FIRST,
        last=date(2027, 1, 17),
        lines=lines,
        heads=heads,
        duties=tuple(duty(each, columns) for each in lines),
        matrix="của từng tỉnh, thành phố",
        sittings=tuple(
            Event(date(2026, 12, day), date(2026, 12, day), f"kỳ họp cuối năm: {named}") for day in (3, 8, 9)
        ),
        days_off=(
            Event(date(2026, 8, 31), date(2026, 8, 31), "nghỉ bù cho thứ Bảy 22/08/2026 làm việc"),
            Event(date(2026, 9, 1), date(2026, 9, 2), "Quốc khánh"),
            Event(date(2027, 1, 1), date(2027, 1, 1), "Tết Dương lịch"),
        ),
        note="Ngày nghỉ sau năm 2026 được tính trước, chưa có thông báo chính thức.",
        simulated=simulated,
    )


@dataclass(frozen=True)
class Placed:
    """A text of a picture with the rectangle its letters fill."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    def touches(self, other: Placed) -> bool:
        """Say whether two texts share more than an edge."""
        across = min(self.right, other.right) - max(self.left, other.left)
        return across > 0.05 and min(self.bottom, other.bottom) - max(self.top, other.top) > 0.05


def placed(picture: str) -> list[Placed]:
    """Measure every text of a picture from its coordinates: capitals above, half a descender below."""
    found = []
    for each in root_of(picture).iter(f"{SVG}text"):
        x, y, size = (float(each.attrib[name]) for name in ("x", "y", "font-size"))
        wide = width_of(each.text or "", size, int(each.get("font-weight", REGULAR)))
        start = {"start": 0.0, "middle": wide / 2, "end": wide}[each.get("text-anchor", "start")]
        box = (x - start, x - start + wide, y - 0.7 * size, y + 0.18 * size)
        if "transform" in each.attrib:
            assert each.attrib["transform"] == f"rotate(-90 {each.attrib['x']} {each.attrib['y']})"
            box = (x - 0.7 * size, x + 0.18 * size, y - wide, y)
        found.append(Placed(each.text or "", *box))
    return found


def root_of(picture: str) -> ET.Element:
    """Read a picture as any reader of XML would."""
    return ET.fromstring(picture)  # noqa: S314 - our own picture


def texts(picture: str) -> str:
    """Give all words of a picture."""
    return " ".join(each.text for each in placed(picture))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("columns", "rows"), [(1, 1), (4, 15), (5, 9), (9, 9), (13, 12), (34, 9), (340, 9), (5, 40)])
def test_no_text_leaves_the_page_or_touches_another(columns: int, rows: int, language: str) -> None:
    found = placed(wall_svg(sheet(columns, rows), language))
    for each in found:
        assert each.left >= 9.9, each
        assert each.right <= PAGE[0] - 9.4, each
        assert each.top >= 9, each
        assert each.bottom <= PAGE[1] - 9, each
    assert [(one.text, other.text) for one, other in combinations(found, 2) if one.touches(other)] == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_names_of_days_keep_clear_of_the_lines_of_sessions_and_of_the_edge(language: str) -> None:
    culture = Event(date(2026, 11, 24), date(2026, 11, 24), "Ngày Văn hóa Việt Nam")
    made = sheet(6, today=date(2026, 11, 27))
    picture = wall_svg(replace(made, days_off=(culture, made.days_off[2])), language)
    names = [each for each in placed(picture) if any(name in each.text for name in ("Văn hóa", "Tết", "kỳ họp"))]
    assert len(names) >= 5
    lines = [
        tuple(float(each.attrib[name]) for name in ("x1", "y1", "x2", "y2"))
        for each in root_of(picture).iter(f"{SVG}line")
        if each.get("stroke-dasharray") or each.get("stroke-width") == "0.5"
    ]
    assert len(lines) >= 4
    for name in names:
        assert name.right <= PAGE[0] - 12, name
        for x, top, _, bottom in lines:
            assert not (name.left <= x <= name.right and top < name.bottom + 0.7 and bottom > name.top - 0.7), name


def test_lines_of_weeks_do_not_run_through_the_names_of_days_off() -> None:
    picture = wall_svg(sheet(), "vi")
    papers = [
        tuple(float(each.attrib[name]) for name in ("x", "y", "width", "height"))
        for each in root_of(picture).iter(f"{SVG}rect")
        if each.get("fill-opacity")
    ]
    for name in (each for each in placed(picture) if "Quốc khánh" in each.text or "Tết" in each.text):
        assert any(
            x <= name.left and name.right <= x + wide and y <= name.top and name.bottom <= y + high
            for x, y, wide, high in papers
        ), name


def test_a_date_that_binds_nobody_for_certain_has_a_hollow_mark_and_no_days_to_spare() -> None:
    first = replace(line(1), binding=False)
    made = replace(sheet(), lines=(first, line(2), line(3)))
    for language in ("vi", "en"):
        picture = wall_svg(made, language)
        signs = [each.attrib["href"][1:] for each in root_of(picture).iter(f"{SVG}use")]
        assert (signs.count("unsure"), signs.count("legal")) == (3, 2)
        assert texts(picture).count("dư 12 ngày") == 1
        assert UNSURE.in_language(language) in texts(picture)


def test_a_step_that_waits_is_drawn_as_planned_only() -> None:
    made = replace(sheet(), lines=(replace(line(1), waits=True, status="chờ bước trước"), line(2)))
    dashed = [each for each in root_of(wall_svg(made, "vi")).iter(f"{SVG}rect") if each.get("stroke-dasharray")]
    assert len(dashed) == 2  # in the calendar and in the legend
    assert "theo kế hoạch, còn chờ bước trước" in texts(wall_svg(made, "vi"))


def test_years_are_written_in_full_where_the_sheet_leaves_the_century() -> None:
    made = sheet(rows=3)
    ahead = replace(made, first=made.first.replace(year=2100), last=made.last.replace(year=2101))
    lines = tuple(replace(each, due=date(2101, 1, 5), legal=date(2101, 1, 9)) for each in made.lines)
    words = texts(wall_svg(replace(ahead, lines=lines, duties=()), "vi"))
    assert words.count("05/01/2101") == words.count("09/01/2101") == 3
    assert "05/01/01" not in words
    assert date_form(made.first, made.last) == "%d/%m/%y"


def test_every_step_province_date_session_and_day_off_is_on_the_sheet() -> None:
    made = sheet(9)
    words = texts(wall_svg(made, "vi"))
    for each in made.lines:
        assert f"{each.due:%d/%m/%y}" in words
        assert " ".join(each.name.split()[:4]) in words
    for head in made.heads:
        assert head in words
    for wanted in ("LỊCH KỲ KẾ HOẠCH 2027", "Ngày in: 12/10/2026", "cấu hình 40a606ba3cb9", "03/12 kỳ họp cuối năm",
                   "01/09–02/09 Quốc khánh", "chưa có thông báo chính thức", "MÔ PHỎNG", "12/2026", "08/06"):  # fmt: skip
        assert wanted in words


def test_every_cell_is_drawn_with_the_sign_of_its_standing() -> None:
    made = sheet(13, 10)
    signs = [each.attrib["href"][1:] for each in root_of(wall_svg(made, "vi")).iter(f"{SVG}use")]
    for standing in STANDINGS:
        owed = sum(cell.standing == standing for row in made.duties for cell in row.cells if cell)
        assert signs.count(standing) == owed + 1, standing  # and one in the legend


def test_each_sign_and_colour_that_is_used_is_defined() -> None:
    root = root_of(wall_svg(sheet(13, 10), "vi"))
    defined = {each.attrib["id"] for each in root.find(f"{SVG}defs") or ()}
    assert {each.attrib["href"][1:] for each in root.iter(f"{SVG}use")} == defined


def test_today_stands_on_the_sheet_only_within_its_months() -> None:
    def lines(today: date) -> int:
        return sum(
            each.get("stroke-width") == "0.5" for each in root_of(wall_svg(sheet(today=today), "vi")).iter(f"{SVG}line")
        )

    first, last = sheet().first, sheet().last
    assert [lines(day) for day in (first, last)] == [2, 2]  # in the calendar and in the legend
    assert [lines(day) for day in (first - timedelta(days=1), last + timedelta(days=1))] == [0, 0]


def test_bars_follow_their_days_and_end_within_the_calendar() -> None:
    made = sheet(5, 3)
    bars = [
        (float(each.attrib["x"]), float(each.attrib["width"]), each.attrib["fill"])
        for each in root_of(wall_svg(made, "vi")).iter(f"{SVG}rect")
        if each.get("fill") in {"#1f4e86", "#8fb0d6"} and float(each.get("width", "0")) != 5
    ]
    day = (410 - 156) / ((made.last - made.first).days + 1)
    for row, (x, wide, fill) in zip(made.lines, bars[::2], strict=True):
        assert fill == "#1f4e86"
        assert x == pytest.approx(156 + day * (row.opens - made.first).days, abs=0.02)
        assert wide == pytest.approx(day * 15, abs=0.02)  # the due date is included
    for x, wide, _ in bars:
        assert 156 <= x <= x + wide <= 410


def test_simulated_years_say_so_and_others_do_not() -> None:
    assert "MÔ PHỎNG" in texts(wall_svg(sheet(), "vi"))
    assert "SIMULATED" in texts(wall_svg(sheet(), "en"))
    assert "MÔ PHỎNG" not in texts(wall_svg(sheet(simulated=False), "vi"))


EVIL = '</text><script>alert("x")</script>&\x00\x1b[31m\u202e'


def test_names_that_look_like_markup_are_words() -> None:
    made = sheet()
    evil = replace(
        made, title=EVIL, procedure=EVIL, source=EVIL, heads=(EVIL,) * 5, note=EVIL, matrix=EVIL,
        lines=tuple(replace(each, name=EVIL, status=EVIL, spare=EVIL) for each in made.lines),
        duties=tuple(replace(each, what=EVIL) for each in made.duties),
        sittings=(Event(FIRST, FIRST, EVIL),), days_off=(Event(FIRST, FIRST, EVIL),),
    )  # fmt: skip
    picture = wall_svg(evil, "vi")
    assert {each.tag.removeprefix(SVG) for each in root_of(picture).iter()} <= {
        "svg", "title", "defs", "path", "circle", "g", "rect", "line", "use", "text"
    }  # fmt: skip
    assert "<script" not in picture
    assert to_pdf(picture).startswith(b"%PDF")


@settings(max_examples=25)
@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cn")), max_size=200), min_size=3, max_size=3))
def test_whatever_the_names_the_sheet_is_well_formed_and_nothing_touches(names: list[str]) -> None:
    made = sheet(5, 4)
    changed = replace(
        made,
        title=names[0],
        heads=tuple(names[1] for _ in made.heads),
        lines=tuple(replace(each, name=names[2], status=names[1]) for each in made.lines),
    )
    found = placed(wall_svg(changed, "vi"))
    assert not any(one.touches(other) for one, other in combinations(found, 2))


def test_the_same_sheet_gives_the_same_bytes_in_every_format() -> None:
    first, again = wall_svg(sheet(), "vi"), wall_svg(sheet(), "vi")
    assert first == again
    assert to_pdf(first) == to_pdf(again)
    assert to_png(first, 40) == to_png(again, 40)


# The press


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """Press one sheet."""
    return to_pdf(wall_svg(sheet(), "vi"))


def test_the_pdf_is_one_page_of_a3_landscape_with_its_fonts_in_it(pdf: bytes) -> None:
    boxes = re.findall(rb"/MediaBox\s*\[([^\]]+)\]", pdf)
    assert len(boxes) == 1
    left, bottom, right, top = map(float, boxes[0].split())
    assert (left, bottom) == (0, 0)
    assert right == pytest.approx(420 / 25.4 * 72, abs=0.01)
    assert top == pytest.approx(297 / 25.4 * 72, abs=0.01)
    assert b"/FontFile3" in pdf
    assert set(re.findall(rb"/BaseFont\s*/[A-Z]{6}\+([A-Za-z]+)", pdf)) == {b"LibertinusSerif"}


def test_pixels_are_as_many_as_asked_for() -> None:
    picture = wall_svg(sheet(), "vi")
    for dpi in (50, 72):
        png = to_png(picture, dpi)
        assert png.startswith(b"\x89PNG")
        width, height = struct.unpack(">II", png[16:24])
        assert abs(width - 420 / 25.4 * dpi) <= 1
        assert abs(height - 297 / 25.4 * dpi) <= 1


@pytest.mark.parametrize(("name", "start"), [("a.svg", b"<svg"), ("a.PDF", b"%PDF"), ("a.png", b"\x89PNG")])
def test_a_file_is_what_its_name_says(tmp_path: Path, name: str, start: bytes) -> None:
    path = tmp_path / name
    path.write_text("cũ", "utf-8")
    write_wall(path, wall_svg(sheet(), "vi"))
    assert path.read_bytes().startswith(start)
    assert [each.name for each in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["a.jpg", "a", "a.svg.txt"])
def test_another_ending_is_refused_with_the_three_there_are(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"\.svg, \.png or \.pdf"):
        write_wall(tmp_path / name, wall_svg(sheet(), "vi"))
    assert list(tmp_path.iterdir()) == []


def test_a_place_nothing_can_be_written_to_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    (tmp_path / "folder.svg").mkdir()
    for path in (tmp_path / "none" / "a.svg", tmp_path / "file" / "a.svg", tmp_path / "folder.svg"):
        with pytest.raises(UsageError, match="cannot write"):
            write_wall(path, "<svg/>")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "folder.svg"]


# Letters

MEASURE = b"""#set text(font: "Libertinus Serif", size: 1000pt, kerning: false, ligatures: false)
#context [#metadata(json(bytes(sys.inputs.words)).map(
  it => (measure(text(weight: 400, it)).width.pt(), measure(text(weight: 600, it)).width.pt())
)) <widths>]"""


def test_letters_are_as_wide_as_the_font_that_presses_them_has_them() -> None:
    words = [
        *STEPS,
        WHAT,
        *NAMES,
        "Ừ Ử Ữ Ự ế ợ ữ ặ ỹ đ Đ",
        "0123456789/–…·",
        'The quick brown fox: "jumps" (over) [it]',
    ]
    measured: Any = json.loads(
        typst.query(
            MEASURE,
            "<widths>",
            field="value",
            one=True,
            ignore_system_fonts=True,
            sys_inputs={"words": json.dumps(words)},
        )
    )
    for text, (regular, strong) in zip(words, measured, strict=True):
        assert width_of(text, 1000, REGULAR) == pytest.approx(regular, rel=0.005), text
        assert width_of(text, 1000, STRONG) == pytest.approx(strong, rel=0.005), text


@given(st.text(max_size=60), st.floats(0, 80), st.sampled_from([REGULAR, STRONG]), st.integers(1, 4))
def test_what_is_fitted_fits_and_what_fits_is_whole(text: str, width: float, weight: int, most: int) -> None:
    shown = fit(text, width, 3, weight)
    assert width_of(shown, 3, weight) <= width
    assert (shown == text) or (width_of(text, 3, weight) > width and (shown == "" or shown.endswith("…")))
    made = wrap(text, width, 3, most=most, weight=weight)
    assert len(made) <= most
    assert all(width_of(each, 3, weight) <= width for each in made)
    if not any(each.endswith("…") for each in made) and width > 200:
        assert " ".join(made) == " ".join(text.split())


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 40)), max_size=12))
def test_labels_on_one_level_do_not_touch_and_none_leaves_on_the_right(labels: list[tuple[float, float]]) -> None:
    made = in_levels(labels, 100)
    boxes = [(level, x, x + width) for (x, level), (_, width) in zip(made, labels, strict=True)]
    assert all(end <= 100 + 1e-9 for _, _, end in boxes)
    for (level, left, right), (other, begin, end) in combinations(boxes, 2):
        assert level != other or right <= begin or end <= left
