"""Who published the figures an indicator was forecast from, and what is said of the newest of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coordination.kernel.text import Language, Text
from coordination.methods.contract import Context
from coordination.methods.forecast import Result
from coordination.regions.model import Region
from coordination.regions.series import points
from coordination.results.assessing.sources import publishers, status_words

NOBODY = Text(vi="số liệu của hệ thống chỉ tiêu vùng", en="figures of the region's registry of indicators")
"""Where no source is known: a history that does not come with the program."""


@dataclass(frozen=True)
class Origin:
    """Keys of the sources of an indicator, and the certainties of its last year."""

    sources: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()

    def by(self, language: Language) -> str:
        """Name the publishers."""
        return publishers(self.sources, language) if self.sources else NOBODY.in_language(language)

    def certainty(self, language: Language) -> str:
        """Say whether the newest figures are final; empty where that is not known."""
        return ", ".join(status_words(each, language) for each in sorted(self.statuses))


def origins_of(region: Region, context: Context, result: Result) -> Mapping[str, Origin]:
    """Give the origins of the figures that ship with the program, of the years each indicator was forecast from."""
    last = {
        made.indicator: max((unit.last_year for unit in made.units if unit.last_year is not None), default=None)
        for made in result.indicators
    }
    sources: dict[str, set[str]] = {}
    statuses: dict[str, set[str]] = {}
    units = {party.unit for party in context.parties}
    for point in points(region):
        until = last.get(point.indicator)
        if until is None or point.unit not in units or point.year > until:
            continue
        sources.setdefault(point.indicator, set()).add(point.source)
        if point.year == until:
            statuses.setdefault(point.indicator, set()).add(point.status)
    return {
        code: Origin(frozenset(sources.get(code, ())), frozenset(statuses.get(code, ())))
        for code in last
        if code in sources
    }
