"""What a report rests on: the figures, where each of them stands, and what provinces say of themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Final, Literal

from coordination.documents.charts.boundaries import boundaries
from coordination.errors import InvalidInputError
from coordination.kernel.cells import State
from coordination.kernel.text import Text
from coordination.methods.indicators import Indicator, Pillar, Sum, partners
from coordination.methods.joint_assessment.analysis import Ground, Options, Panel, Point, SectorGround, nation_of
from coordination.methods.joint_assessment.analysis.panel import Series, kind_of
from coordination.methods.joint_assessment.analysis.scene import NATION
from coordination.regions import series
from coordination.regions.model import Region

Key = tuple[str, str, int]
"""Indicator, unit, year."""
HERE: Final = Text(vi="vùng", en="the region")
"""What sentences call the region, which the title has named."""
SECTORS: Final = {
    "agriculture": Text(vi="nông, lâm nghiệp và thủy sản", en="agriculture, forestry and fishing"),
    "industry": Text(vi="công nghiệp và xây dựng", en="industry and construction"),
    "services": Text(vi="dịch vụ", en="services"),
}
VOLUME: Final = {sector: f"grdp_{sector}_2010" for sector in SECTORS}
VALUE: Final = {sector: f"grdp_{sector}" for sector in SECTORS}
BY_SECTOR: Final = Indicator(
    code="grdp_by_sector",
    name=Text(vi="Giá trị tăng thêm theo khu vực kinh tế", en="Value added by sector"),
    unit=Text(vi="tỷ đồng", en="billion VND"),
    pillar="economy",
    direction="higher_is_better",
    aggregation=Sum(),
    price_base="constant_2010",
)
"""Stands for the sectors' figures in citations: no figure has this code."""
OnMap = Literal["34", "63"]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a province says of itself on a pillar."""

    unit: str
    pillar: Pillar
    kind: Literal["achievement", "shortfall", "cause"]
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A province's figure beside the published one: shown, never settled here."""

    key: Key
    stated: Decimal | None
    """None where the province says that it has none: then the published figure stands in the report."""
    published: Point
    state: State = State.VALUE


@dataclass(frozen=True, slots=True)
class Published:
    """All that ships of one map: provinces, sectors and the nation."""

    on_map: OnMap
    country: tuple[str, ...]
    panel: Panel
    nation: Panel

    @classmethod
    def of(cls, region: Region) -> Published:
        """Read what is published on a region's map."""
        on_map: OnMap = "63" if series.map_of(region) == "63" else "34"
        country = tuple(unit.code for unit in boundaries(on_map).units)
        units = frozenset(country)
        rows = (row for row in (*series.everywhere(on_map), *series.by_sector(on_map)) if row.unit in units)
        return cls(on_map, country, Panel.of(rows), Panel.of(series.country()))

    def address(self, key: Key) -> str:
        """Give the row a published figure stands in: its file and the columns that are its key."""
        code, unit, year = key
        if unit == NATION:
            return f"{series.FILE.name}#vn/{NATION}/{code}/{year}"
        file = series.SECTORS_FILE if code in VOLUME.values() else series.FILE
        return f"{file.name}#{self.on_map}/{unit}/{code}/{year}"


@dataclass(frozen=True)
class Basis:
    """Everything one report is made of."""

    region: Region
    period: int
    indicators: Mapping[str, Indicator]
    own: Panel
    """The region's figures: a file's, the provinces', or the published ones."""
    plans: Panel
    published: Published
    told: Text
    """What the figures are, in a sentence of the notes."""
    places: Mapping[Key, str] = field(default_factory=dict)
    """Where figures stand that are not the published ones."""
    plan_places: Mapping[Key, str] = field(default_factory=dict)
    nation: Panel = field(default_factory=Panel)
    """Figures of the nation that come with the region's own; the rest is published."""
    derived: frozenset[Key] = frozenset()
    """Ratios nobody stated, worked out from parts that stand in the same file: they have no place of their own."""
    file: str = ""
    """The file the figures were read from, as it was named; such figures are checked before they are used."""
    column: int = 0
    """The column of the file its values stand in."""
    statements: tuple[Statement, ...] = ()
    differences: tuple[Difference, ...] = ()
    simulated: bool = False

    @property
    def units(self) -> Mapping[str, Text]:
        """Give the region's provinces by code."""
        return {unit.code: unit.name for unit in self.region.units}

    @property
    def speaks(self) -> bool:
        """Say whether there is a figure recent enough to say anything."""
        return self.latest is not None and self.latest >= self.period - Options().fresh_years

    @property
    def latest(self) -> int | None:
        """Give the latest year, up to the period, in which an indicator has a figure; None if none has."""
        rows = (points for code in self.indicators for points in self.own.data.get(code, {}).values())
        years = (year for points in rows for year, point in points.items() if point.cell.known)
        return max((year for year in years if year <= self.period), default=None)

    def must_speak(self, where: str = "") -> None:
        """Refuse a report that would rest on no figure of its time: InvalidInputError with the latest year there is."""
        if self.speaks:
            return
        years = Options().fresh_years
        fix = None
        if self.latest is not None:
            fix = Text(
                vi=f"năm gần nhất có số liệu là {self.latest}", en=f"the latest year with figures is {self.latest}"
            )
        raise InvalidInputError.of(
            f"không có số liệu nào của vùng cho năm {self.period} hay {years} năm trước đó",
            f"there is no figure of the region for {self.period} or the {years} years before",
            where,
            fix=fix,
        )

    def ground(self) -> Ground:
        """Give what the analysis asks for; the nation is what is published of it."""
        known = self.published
        nation = nation_of(known.panel, self.indicators, known.country, known.nation)
        nation |= {code: self._with_stated(code, nation[code]) for code in self.nation.data if code in nation}
        sectors = SectorGround(SECTORS, known.panel, VOLUME, VALUE, known.country, BY_SECTOR)
        return Ground(
            region=self.region.code,
            region_name=HERE,
            units=self.units,
            indicators=self.indicators,
            panel=self.own,
            nation=nation,
            plans=self.plans,
            sectors=sectors,
        )

    def _with_stated(self, code: str, known: Series) -> Series:
        """Put the nation's own figures before published ones; indices of two vintages are not multiplied together."""
        stated = self.nation.series(code, NATION)
        return stated if kind_of(self.indicators[code]) == "index" else {**known, **stated}

    def handed_in(self, code: str) -> bool:
        """Say whether figures of the region's provinces an indicator is made of are not the published ones."""
        return not self._not_published.isdisjoint(self.needed(code))

    @cached_property
    def _not_published(self) -> frozenset[str]:
        return frozenset(code for code, unit, _ in self.places if unit in self.units)

    def point(self, key: Key, *, by_sector: bool = False) -> Point:
        """Give a figure of a province or of the nation; figures by sector are always the published ones."""
        if by_sector:
            return self.published.panel.point(*key)
        if key[1] == NATION:
            stated = self.nation.point(*key)
            return stated if stated.cell.known else self.published.nation.point(*key)
        return (self.own if key[1] in self.units else self.published.panel).point(*key)

    def address(self, key: Key, *, by_sector: bool = False) -> str:
        """Give where a figure stands; nothing for one that was worked out."""
        if key in self.derived:
            return ""
        return self.published.address(key) if by_sector else self.places.get(key) or self.published.address(key)

    def where(self, key: Key) -> str:
        """Give where a figure is to be mended: file, line and column, or as of ``address``."""
        place = self.address(key)
        return f"{self.file}:{place.rpartition(':')[2]}:{self.column}" if self.file and key in self.places else place

    def parts(self, key: Key) -> tuple[Key, ...]:
        """Give the cells a figure stands in: its own, or those it was worked out from."""
        code, unit, year = key
        return tuple((each, unit, year) for each in self.needed(code)[1:]) if key in self.derived else (key,)

    def needed(self, code: str) -> tuple[str, ...]:
        """Give the codes a value of an indicator is made of: its own, and what it is worked out from."""
        if code == BY_SECTOR.code:
            return (*VOLUME.values(), *VALUE.values())
        known = self.indicators.get(code)
        return (code, *partners(known.aggregation).values()) if known else (code,)


def of_published(region: Region, period: int) -> Basis:
    """Give the basis of a report on the figures that ship with the program; InvalidInputError if none is recent."""
    known = Published.of(region)
    own = kept(known.panel, {unit.code for unit in region.units}, period)
    told = Text(
        vi="Báo cáo lập từ các chuỗi số liệu công bố đi kèm chương trình; không có số liệu nào của báo cáo các tỉnh.",
        en="The report is made of the published series that ship with the program; nothing in it was handed in by provinces.",
    )
    basis = Basis(region, period, {each.code: each for each in region.indicators}, own, Panel(), known, told)
    basis.must_speak()
    return basis


def kept(panel: Panel, units: Iterable[str], last: int) -> Panel:
    """Give what a panel holds of some units, up to a year."""
    wanted = frozenset(units)
    return Panel(
        {
            code: {
                unit: {year: point for year, point in points.items() if year <= last}
                for unit, points in rows.items()
                if unit in wanted
            }
            for code, rows in panel.data.items()
        }
    )
