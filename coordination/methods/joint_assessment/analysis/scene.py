"""Whom sentences are about, and how their figures are cited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from coordination.kernel.text import Text
from coordination.methods.joint_assessment.analysis.drafting import BARE, POINTS, Cited, plain
from coordination.methods.joint_assessment.analysis.panel import Panel, kind_of, origin

if TYPE_CHECKING:
    from coordination.methods.indicators import Indicator
    from coordination.methods.joint_assessment.analysis.models import Value

NATION = "vn"
PER_MILLE_POINTS = Text(vi="điểm phần nghìn", en="per mille points")
NATION_NAME = Text(vi="cả nước", en="the nation")


@dataclass(frozen=True, slots=True)
class Scene:
    """Whom the sentences are about, and the figures they rest on."""

    panel: Panel
    region: str
    region_name: Text
    units: Mapping[str, Text]

    def cite(
        self, indicator: Indicator, unit: str, period: str, value: Decimal, rest: tuple[Text, int], of: tuple[str, str]
    ) -> Cited:
        """Cite a computed figure: ``rest`` is measure and decimals, ``of`` are sources and status."""
        return Cited(
            indicator=indicator.code,
            unit=unit,
            unit_name=self.name(unit),
            period=period,
            value=value,
            measure=rest[0],
            decimals=rest[1],
            source=of[0],
            status=of[1],
            computed=True,
        )

    def name(self, unit: str) -> Text:
        """Give the name of a province, of the region, or of the nation."""
        known = {self.region: self.region_name, NATION: NATION_NAME}
        return known.get(unit) or self.units.get(unit) or plain(unit)

    def whole(self, indicator: Indicator, unit: str, value: Value) -> Cited:
        """Cite the region's or the nation's value of a year."""
        found = value.value if value.value is not None else Decimal(0)
        rest = (measure(indicator), indicator.decimals)
        return self.cite(indicator, unit, str(value.year), found, rest, (value.source, value.status))

    def own(self, indicator: Indicator, unit: str, year: int, value: Decimal) -> Cited:
        """Cite a province's published value."""
        point = self.panel.point(indicator.code, unit, year)
        of = origin([(point.source, point.status)])
        rest = (measure(indicator), indicator.decimals)
        return self.cite(indicator, unit, str(year), value, rest, of).model_copy(update={"computed": False})


def measure(indicator: Indicator) -> Text:
    """Give the unit as printed after a value: none after an index, “points” after a score."""
    return BARE if kind_of(indicator) == "index" else points(indicator)


def points(indicator: Indicator) -> Text:
    """Give the unit of a change that is no percent."""
    scored = indicator.unit.en.startswith(("score", "point"))
    return Text(vi="điểm", en="points") if scored else indicator.unit


def difference(indicator: Indicator) -> Text:
    """Give the unit of the difference of two values: of per cent and per mille the points."""
    if indicator.unit.en.startswith("‰"):
        return PER_MILLE_POINTS
    return POINTS if indicator.unit.en.startswith("%") or kind_of(indicator) == "index" else points(indicator)
