"""What a chart shows, kind by kind; what cannot be drawn is refused when the model is made."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from coordination.documents.charts.boundaries import Boundaries
from coordination.documents.charts.parts import Caption, Change, Fan, Figure, Planned, Point, Series, Trend, drawable
from coordination.errors import InvalidInputError
from coordination.kernel.cells import Cell
from coordination.kernel.text import Text

MOST_ROWS = 70
"""More rows than this cannot be read on one page; every list of provinces there ever was is shorter."""
MOST_YEARS = 200


@dataclass(frozen=True, slots=True)
class SmallMultiples:
    """A panel of lines over the years for each province; ``behind`` (region, nation) stands grey in every panel."""

    caption: Caption
    years: tuple[int, ...]
    panels: tuple[Series, ...]
    behind: tuple[Series, ...] = ()

    def __post_init__(self) -> None:
        """Refuse series that do not fit the years (InvalidInputError)."""
        _some(self.panels)
        _rising(self.years)
        for series in (*self.panels, *self.behind):
            _as_many(series.name, series.cells, self.years)


@dataclass(frozen=True, slots=True)
class Fans:
    """What is known and what is forecast with its intervals, a panel for each name, each on a scale of its own.

    One name fills the page. A figure of its own stands beside the forecast as a mark.
    """

    caption: Caption
    years: tuple[int, ...]
    panels: tuple[Fan, ...]

    def __post_init__(self) -> None:
        """Refuse lines that do not fit the years (InvalidInputError)."""
        _some(self.panels)
        _rising(self.years)
        for fan in self.panels:
            for line in fan.every:
                _as_many(fan.name, line, self.years)


@dataclass(frozen=True, slots=True)
class Slopes:
    """Two moments and what changed between them, for each province; ``references`` (region, nation) in grey."""

    caption: Caption
    before: Text
    after: Text
    rows: tuple[Change, ...]
    references: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an empty chart (InvalidInputError)."""
        _some(self.rows)


@dataclass(frozen=True, slots=True)
class Dots:
    """A dot for each province on a common scale, the greatest first; ``references`` are upright lines."""

    caption: Caption
    rows: tuple[Figure, ...]
    references: tuple[Figure, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an empty chart (InvalidInputError)."""
        _some(self.rows)
        _at_most(self.references, 3)


@dataclass(frozen=True, slots=True)
class Contributions:
    """What each part adds to a total, or takes from it; what the parts leave open is shown as such."""

    caption: Caption
    parts: tuple[Figure, ...]
    total: Figure

    def __post_init__(self) -> None:
        """Refuse an empty chart (InvalidInputError)."""
        _some(self.parts)


@dataclass(frozen=True, slots=True)
class PlanAndActual:
    """A bar for what came and a stroke for what was planned; ``shares`` draws rows of different units in % of plan."""

    caption: Caption
    rows: tuple[Planned, ...]
    shares: bool = False

    def __post_init__(self) -> None:
        """Refuse an empty chart, or different units on one scale (InvalidInputError)."""
        _some(self.rows)
        if not self.shares and any(row.unit for row in self.rows):
            raise InvalidInputError.of(
                "các dòng khác đơn vị chỉ so sánh được theo % kế hoạch (shares)",
                "rows of different units can only be compared in % of plan (shares)",
            )


@dataclass(frozen=True, slots=True)
class Scatter:
    """Two figures of each province against each other; ``centre`` is the cross of the region or the nation."""

    caption: Caption
    x_axis: Text
    y_axis: Text
    points: tuple[Point, ...]
    centre: Point | None = None
    trend: Trend | None = None
    logarithmic: bool = False
    """Whether x is drawn on a logarithmic scale."""

    def __post_init__(self) -> None:
        """Refuse an empty chart, or what has no logarithm (InvalidInputError)."""
        _some(self.points)
        for point in (*self.points, *((self.centre,) if self.centre else ())):
            if self.logarithmic and point.x.value is not None and point.x.value <= 0:
                raise InvalidInputError.of(
                    f"{point.name.vi}: giá trị {point.x.value} không vẽ được trên thang logarit",
                    f"{point.name.en}: {point.x.value} cannot be drawn on a logarithmic scale",
                )


@dataclass(frozen=True, slots=True)
class Choropleth:
    """A map of provinces coloured by a figure; ``focus`` (codes) shows one region, its neighbours pale around it.

    A unit on the map without a cell is missing. ``bounds`` fixes the classes, for maps to be compared with each other.
    """

    caption: Caption
    boundaries: Boundaries
    cells: tuple[tuple[str, Cell], ...]
    focus: tuple[str, ...] = ()
    bounds: tuple[Decimal, ...] = ()

    def __post_init__(self) -> None:
        """Refuse codes that are not on the map, codes given twice and bounds out of order (InvalidInputError)."""
        given = [code for code, _ in self.cells]
        known = {unit.code for unit in self.boundaries.units}
        if strange := sorted({*given, *self.focus} - known):
            raise InvalidInputError.of(
                f"bản đồ không có mã {', '.join(strange)}", f"the map has no code {', '.join(strange)}"
            )
        if len(set(given)) != len(given):
            raise InvalidInputError.of("mỗi mã chỉ có một ô", "each code has one cell only")
        if any(later <= earlier for earlier, later in pairwise(self.bounds)) or len(self.bounds) > 4:
            raise InvalidInputError.of(
                "ranh giới các nhóm phải tăng dần, nhiều nhất bốn", "the bounds of classes must rise, at most four"
            )
        for code, cell in self.cells:
            drawable(Text(vi=code, en=code), (cell,))


Chart = SmallMultiples | Fans | Slopes | Dots | Contributions | PlanAndActual | Scatter | Choropleth


def _rising(years: tuple[int, ...]) -> None:
    _at_most(years, MOST_YEARS)
    if not years or any(later <= earlier for earlier, later in pairwise(years)):
        raise InvalidInputError.of("các năm phải tăng dần", "the years must rise")


def _as_many(name: Text, cells: Sized, years: Sized) -> None:
    if len(cells) != len(years):
        raise InvalidInputError.of(
            f"chuỗi {name.vi!r} có {len(cells)} ô, biểu đồ có {len(years)} năm",
            f"series {name.en!r} has {len(cells)} cells, the chart {len(years)} years",
        )


def _some(rows: Sized) -> None:
    if not rows:
        raise InvalidInputError.of("biểu đồ không có số liệu nào để vẽ", "the chart has nothing to draw")
    _at_most(rows, MOST_ROWS)


def _at_most(rows: Sized, most: int) -> None:
    if len(rows) > most:
        raise InvalidInputError.of(
            f"biểu đồ có {len(rows)} dòng, một trang đọc được nhiều nhất {most}",
            f"the chart has {len(rows)} rows, a page holds at most {most}",
        )
