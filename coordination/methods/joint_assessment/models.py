"""What provinces hand in for the joint assessment, and what the region makes of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

from pydantic import Field

from coordination.kernel.cells import Cell
from coordination.kernel.cells import State as CellState
from coordination.kernel.text import Strict
from coordination.methods.contract import BaseResult, Context, Table, Year
from coordination.methods.indicators import Pillar
from coordination.methods.joint_assessment import tables
from coordination.methods.joint_assessment.owed import Expected, owed

VERSION: Final = "1"

State = Literal["value", "missing", "not_applicable", "suppressed", "not_yet_due"]
"""Five different things; only ``value`` carries a number, and zero is a number. A row may also leave it unsaid."""


class Figure(Strict):
    """One figure of a province: what was achieved, what was planned, or why there is none."""

    indicator: str
    period: Year
    value: Decimal | None = None
    state: State = "value"
    plan: Decimal | None = None
    plan_state: State = "value"
    """Why the plan has no number; ``value`` without one says nothing of a plan."""
    note: str = ""

    @property
    def planned(self) -> Cell | None:
        """Give the plan as a cell; None where nothing is said of one."""
        if self.plan_state != "value":
            return Cell(CellState(self.plan_state))
        return None if self.plan is None else Cell.of(self.plan)

    @property
    def unsaid(self) -> bool:
        """Say whether nothing is said of the figure itself: a remark or a plan stands alone in its row.

        That is not the same as saying that there is none, which takes the state ``missing``.
        """
        alone = self.planned is not None or bool(self.note.strip())
        return self.state == "value" and self.value is None and alone


class ServedFigure(Figure):
    """A figure left out here because the body gave it in another step, and the submission it was given in."""

    source: str


class Statement(Strict):
    """What a province says of itself on a pillar."""

    pillar: Pillar
    kind: Literal["achievement", "shortfall", "cause"]
    text: str


class Submission(Strict):
    """A province's own assessment."""

    figures: tuple[Figure, ...] = ()
    texts: tuple[Statement, ...] = ()


class Settings(Strict, extra="ignore"):
    """What a region may decide about this method."""

    expected: tuple[Expected, ...] = ()
    """Figures every province owes; none: all may be given, and none is missed."""
    signed: tuple[str, ...] = ()
    """Levels and ratios that may be negative, such as a balance of trade."""
    ratio_tolerance_percent: Decimal = Field(default=Decimal(1), ge=0)
    """How far a stated ratio may lie from its own numerator and denominator."""

    @classmethod
    def of(cls, context: Context) -> Settings:
        """Give the settings of a step in a cycle: what is expected by the years it means there, each indicator once."""
        found = cls.model_validate(dict(context.settings))
        years = owed(found.expected, context.period, context.indicators) if found.expected else {}
        expected = tuple(Expected(indicator=code, periods=periods) for code, periods in years.items())
        return found.model_copy(update={"expected": expected})


class Growth(Strict):
    """The change since the previous period present, where all units have both; of an index, what lies above 100."""

    base_period: int
    change: Decimal
    percent: Decimal | None
    """None where the base is zero or negative, since a percentage would mislead."""
    units: tuple[str, ...]


class PlanResult(Strict):
    """The plan against the actual, over units that have both."""

    plan: Decimal
    actual: Decimal
    percent: Decimal | None
    met: bool | None
    """None where the indicator has no better direction."""
    units: tuple[str, ...]


class RegionalValue(Strict):
    """The region's value of an indicator in a period, and of which units it is made."""

    indicator: str
    period: int
    value: Decimal | None
    status: Literal["complete", "partial", "missing", "not_additive"]
    complete: bool
    units: tuple[str, ...]
    missing: tuple[str, ...]
    not_applicable: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    """Units whose weight or denominator was taken from the published series."""
    served: tuple[str, ...] = ()
    """Units whose figure was taken from another submission of theirs, since it is asked but once."""
    unweighted: tuple[str, ...] = ()
    """Those among the missing that have a figure and lack the weight of the year their indicator's rule asks for."""
    growth: Growth | None = None
    plan: PlanResult | None = None


class ProvinceValue(Strict):
    """A province's figure and how it stands within the region."""

    unit: str
    indicator: str
    period: int
    value: Decimal | None
    state: State
    source: str = ""
    """The submission it was taken from where that is another one than the step's own."""
    plan: Decimal | None = None
    plan_percent: Decimal | None = None
    share_percent: Decimal | None = None
    """Share of the regional level stated (a sum)."""
    growth_percent: Decimal | None = None
    contribution_points: Decimal | None = None
    """Percentage points of the region's growth that come from this province (a sum)."""
    distance: Decimal | None = None
    """Value less the region's, in the indicator's unit (a ratio or mean)."""
    distance_percent: Decimal | None = None
    growth_distance_points: Decimal | None = None


class BodyText(Strict):
    """A statement with the body that makes it."""

    body: str
    pillar: Pillar
    kind: Literal["achievement", "shortfall", "cause"]
    text: str


class Result(BaseResult):
    """The region's assessment on the basis of the provinces' own."""

    method: Literal["joint_assessment"] = "joint_assessment"
    method_version: str = VERSION
    regional: tuple[RegionalValue, ...] = ()
    provinces: tuple[ProvinceValue, ...] = ()
    texts: tuple[BodyText, ...] = ()

    def tables(self) -> tuple[Table, ...]:
        """Give the region, the provinces' contributions, completeness and texts as tables."""
        return (
            tables.regional(self),
            tables.provinces(self),
            tables.completeness(self),
            tables.texts(self),
        )
