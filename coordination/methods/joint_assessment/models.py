"""What provinces hand in for the joint assessment, and what the region makes of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

from pydantic import Field

from coordination.kernel.text import Strict
from coordination.methods.contract import BaseResult, Table, Year
from coordination.methods.indicators import Pillar
from coordination.methods.joint_assessment import tables

VERSION: Final = "1"

State = Literal["value", "missing", "not_applicable", "suppressed", "not_yet_due"]
"""Five different things; only ``value`` carries a number, and zero is a number."""


class Figure(Strict):
    """One figure of a province: what was achieved, what was planned, or why there is none."""

    indicator: str
    period: Year
    value: Decimal | None = None
    state: State = "value"
    plan: Decimal | None = None
    note: str = ""


class Statement(Strict):
    """What a province says of itself on a pillar."""

    pillar: Pillar
    kind: Literal["achievement", "shortfall", "cause"]
    text: str


class Submission(Strict):
    """A province's own assessment."""

    figures: tuple[Figure, ...] = ()
    texts: tuple[Statement, ...] = ()


class Expected(Strict):
    """An indicator every province owes, for these periods."""

    indicator: str
    periods: tuple[int, ...]


class Settings(Strict, extra="ignore"):
    """What a region may decide about this method."""

    expected: tuple[Expected, ...] = ()
    signed: tuple[str, ...] = ()
    """Levels and ratios that may be negative, such as a balance of trade."""
    ratio_tolerance_percent: Decimal = Field(default=Decimal(1), ge=0)
    """How far a stated ratio may lie from its own numerator and denominator."""


class Growth(Strict):
    """The change since the previous period present, over units that have both periods."""

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
    growth: Growth | None = None
    plan: PlanResult | None = None


class ProvinceValue(Strict):
    """A province's figure and how it stands within the region."""

    unit: str
    indicator: str
    period: int
    value: Decimal | None
    state: State
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
