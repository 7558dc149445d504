"""What the analysis of a region is asked, and what it finds: per pillar, with what is lacking."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from coordination.kernel.cells import State
from coordination.kernel.text import Strict, Text
from coordination.methods.contract import Table
from coordination.methods.indicators import Pillar
from coordination.methods.joint_assessment.analysis import tables
from coordination.methods.joint_assessment.analysis.convergence import Beta, Rules, Sigma
from coordination.methods.joint_assessment.analysis.distance import Distance
from coordination.methods.joint_assessment.analysis.drafting import Sentence, plain
from coordination.methods.joint_assessment.analysis.growth import Change, Contribution
from coordination.methods.joint_assessment.analysis.panel import Kind
from coordination.methods.joint_assessment.analysis.plan import Fulfilment
from coordination.methods.joint_assessment.analysis.quotients import Limits, Quotient
from coordination.methods.joint_assessment.analysis.shift_share import ShiftShare

if TYPE_CHECKING:
    from collections.abc import Iterable


class Options(Strict):
    """What the one who asks may decide; none of it is law."""

    span_years: int = 5
    """Average growth is taken over at most so many years."""
    fresh_years: int = 2
    """Figures that lag the period by more are tabulated but not put into sentences."""
    breaks: Mapping[str, tuple[int, ...]] = {}
    """indicator → years since which it is another thing: no growth is reckoned across them; the registry tells them."""
    convergence: tuple[str, ...] = ("grdp_per_capita",)
    convergence_weight: str | None = None
    """An indicator that weights the spread, such as population; None counts every province once."""
    rules: Rules = Rules()
    limits: Limits = Limits()
    nearly: Decimal = Decimal(5)
    """So many percent short of a plan is nearly met."""
    plausible_plan: tuple[Decimal, Decimal] = (Decimal(50), Decimal(150))
    """Percent of a plan outside of which plan and result hardly mean the same thing: no verdict, but a question."""
    seed: int = 0


class Value(Strict):
    """A figure of the region or the nation, with its state, source and status."""

    year: int
    value: Decimal | None
    state: State
    source: str = ""
    status: str = ""


class UnitGrowth(Strict):
    """How one province moved: on the year before, and over the span."""

    unit: str
    latest: Change | None
    span: Change | None


class IndicatorAnalysis(Strict):
    """What the figures of one indicator say."""

    indicator: str
    kind: Kind
    year: int | None
    """The latest year, not after the period, for which there is a value; all below is of that year."""
    fresh: bool
    region: tuple[Value, ...] = ()
    nation: tuple[Value, ...] = ()
    steps: tuple[Change, ...] = ()
    latest: Change | None = None
    span: Change | None = None
    nation_latest: Change | None = None
    nation_span: Change | None = None
    provinces: tuple[UnitGrowth, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    distances: tuple[Distance, ...] = ()
    against_nation: ShiftShare | None = None
    """The two-part shift-share, of an index that has a national one."""

    def value_in(self, year: int) -> Value | None:
        """Give the region's value of a year."""
        return next((value for value in self.region if value.year == year), None)

    def nation_in(self, year: int) -> Value | None:
        """Give the nation's value of a year."""
        return next((value for value in self.nation if value.year == year), None)


class SectorAnalysis(Strict):
    """Shift-share and location quotients, of the latest years that have sectors."""

    first: int | None = None
    last: int | None = None
    region: ShiftShare | None = None
    provinces: tuple[ShiftShare, ...] = ()
    left_out: tuple[str, ...] = ()
    """Provinces of the region without the figures shift-share needs."""
    reference_units: int = 0
    """How many provinces the reference is made of in both years."""
    quotient_year: int | None = None
    quotients: tuple[Quotient, ...] = ()
    source: str = ""
    status: str = ""


class Convergence(Strict):
    """Both measures of one indicator."""

    indicator: str
    sigma: Sigma | None
    beta: Beta
    source: str
    status: str


class Gap(Strict):
    """What is lacking for a statement."""

    indicator: str
    text: Text


class PillarAnalysis(Strict):
    """All findings on one pillar."""

    pillar: Pillar
    indicators: tuple[IndicatorAnalysis, ...] = ()
    sectors: SectorAnalysis | None = None
    convergence: tuple[Convergence, ...] = ()
    fulfilment: tuple[Fulfilment, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    gaps: tuple[Gap, ...] = ()


class Analysis(Strict):
    """The analysis of a region."""

    region: str
    region_name: Text
    period: int
    names: dict[str, Text]
    """Names of provinces, indicators and sectors, by code; provinces are under ``unit:``, sectors under ``sector:``."""
    pillars: tuple[PillarAnalysis, ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Give all sentences in the order of pillars."""
        return tuple(sentence for pillar in self.pillars for sentence in pillar.sentences)

    def name(self, code: str) -> Text:
        """Give the name of a code, or the code itself."""
        return self.names.get(code) or plain(code)

    def place(self, unit: str | None) -> Text:
        """Give the name of a province, or of the region: its code, or None."""
        return self.region_name if unit in (None, self.region) else self.name(f"unit:{unit}")

    def tables(self, pillars: Iterable[Pillar] = ("economy", "society", "environment")) -> tuple[Table, ...]:
        """Give the findings on these pillars as plain tables; a table without rows is left out."""
        chosen = set(pillars)
        made = tables.all_tables(self, [each for each in self.pillars if each.pillar in chosen])
        return tuple(table for table in made if table.rows)
