"""All provinces' figures in one place, looked up by indicator, period and unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from coordination.methods.indicators import Aggregation, Ratio, WeightedMean, lag_of
from coordination.methods.joint_assessment.aggregate import product, quotient
from coordination.methods.joint_assessment.models import Figure, Settings

if TYPE_CHECKING:
    from coordination.methods.contract import Context, Party
    from coordination.methods.joint_assessment.aggregate import Lookup
    from coordination.methods.joint_assessment.models import Submission

Pick = Callable[[Figure], Decimal | None]


def actual(figure: Figure) -> Decimal | None:
    """Pick what was achieved."""
    return figure.value if figure.state == "value" else None


def planned(figure: Figure) -> Decimal | None:
    """Pick what was planned; a plan that is withheld, or does not apply, is no number."""
    return figure.planned.value if figure.planned else None


@dataclass(frozen=True)
class Book:
    """The figures handed in, and the published series behind them."""

    figures: dict[tuple[str, int, str], Figure]
    context: Context

    @classmethod
    def of(cls, given: Iterable[tuple[Party, Submission]], context: Context) -> Book:
        """Enter all figures; one of an unknown indicator or given twice cannot be entered."""
        figures: dict[tuple[str, int, str], Figure] = {}
        for party, submission in given:
            for figure in submission.figures:
                entry = (figure.indicator, figure.period, party.unit)
                if entry in figures or figure.indicator not in context.indicators:
                    message = f"{party.body}: {figure.indicator} {figure.period} unknown or twice"
                    raise ValueError(message)
                figures[entry] = figure
        return cls(figures, context)

    def figure(self, code: str, period: int, unit: str) -> Figure | None:
        """Give a unit's figure, if it handed one in."""
        return self.figures.get((code, period, unit))

    def pairs(self, settings: Settings) -> list[tuple[str, int]]:
        """Give the indicators and periods to assess: those handed in and those owed."""
        found = {(code, period) for code, period, _ in self.figures}
        found |= {(e.indicator, period) for e in settings.expected for period in e.periods}
        order = {code: place for place, code in enumerate(self.context.indicators)}
        return sorted((p for p in found if p[0] in order), key=lambda p: (order[p[0]], p[1]))

    def lookup(self, code: str, period: int, pick: Pick = actual) -> Lookup:
        """Give the values an indicator's rule works on.

        A weight or denominator nobody handed in comes from the published series, and a numerator
        from the unit's own ratio times its denominator; a mean of ratios is never taken. A weight of the year before
        is what was achieved in it, whatever is picked of the period itself.
        """
        rule = self.context.indicators[code].aggregation

        def value(name: str, unit: str) -> Decimal | None:
            if lag := lag_of(rule, name):
                return self._base(name, period - lag, unit)
            figure = self.figure(name, period, unit)
            own = pick(figure) if figure else None
            if own is not None:
                return own
            if name == base_of(rule):
                return self._base(name, period, unit)
            if isinstance(rule, Ratio) and name == rule.numerator:
                return _implied(rule, value(code, unit), value(rule.denominator, unit))
            return None

        return value

    def from_published(self, code: str, period: int, unit: str) -> bool:
        """Tell whether a unit's weight or denominator comes from the published series."""
        rule = self.context.indicators[code].aggregation
        base = base_of(rule)
        figure = self.figure(base, period - lag_of(rule, base), unit) if base else None
        return base is not None and (figure is None or actual(figure) is None)

    def _base(self, name: str, period: int, unit: str) -> Decimal | None:
        figure = self.figure(name, period, unit)
        if figure is not None and actual(figure) is not None:
            return actual(figure)
        published = self.context.history.get(name, {}).get(unit, {}).get(period)
        return None if published is None else Decimal(str(published))


def base_of(rule: Aggregation) -> str | None:
    """Name the indicator that weighs a unit within the region."""
    if isinstance(rule, Ratio):
        return rule.denominator
    return rule.weight if isinstance(rule, WeightedMean) else None


def _implied(rule: Ratio, ratio: Decimal | None, below: Decimal | None) -> Decimal | None:
    if ratio is None or below is None:
        return None
    return quotient(product(ratio, below), rule.scale)
