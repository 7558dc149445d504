"""Whether plans were met, nearly met or missed, by the region and by each province.

The comparison itself (over units that have plan and result, by each indicator's rule and direction) is that of the
joint assessment's regional value; here only the word for it is added. Units: percent of the plan. For an indicator of
which less is better, less than 100 % is good; one without a better direction gets no verdict.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, Protocol

from coordination.kernel.text import Strict, Text
from coordination.methods.contract import Context, Party
from coordination.methods.indicators import lag_of, partners
from coordination.methods.joint_assessment.book import Book
from coordination.methods.joint_assessment.models import Figure, Submission
from coordination.methods.joint_assessment.regional import province_value, regional_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordination.methods.indicators import Indicator
    from coordination.methods.joint_assessment.analysis.distance import Direction
    from coordination.methods.joint_assessment.analysis.panel import Panel

Verdict = Literal["met", "nearly", "not"]
VERDICTS: dict[Verdict, Text] = {
    "met": Text(vi="đạt", en="met"),
    "nearly": Text(vi="gần đạt", en="nearly met"),
    "not": Text(vi="chưa đạt", en="not met"),
}
HUNDRED = Decimal(100)


class PlanLimits(Protocol):
    """What decides on a verdict."""

    @property
    def nearly(self) -> Decimal:
        """So many percent short of a plan is nearly met."""

    @property
    def plausible_plan(self) -> tuple[Decimal, Decimal]:
        """Percent of a plan outside of which plan and result hardly measure the same thing."""


class Fulfilment(Strict):
    """A plan against its result."""

    indicator: str
    year: int
    unit: str | None
    """The province; None for the region as a whole."""
    plan: Decimal
    actual: Decimal
    percent: Decimal | None
    verdict: Verdict | None
    units: tuple[str, ...]
    """The provinces that have both figures and were counted in."""


def verdict(percent: Decimal | None, direction: Direction, nearly: Decimal) -> Verdict | None:
    """Give the word for a percent of the plan; ``nearly`` is how many percent may lack (or exceed, if less is better)."""
    if percent is None or direction == "neutral":
        return None
    short = HUNDRED - percent if direction == "higher_is_better" else percent - HUNDRED
    if short <= 0:
        return "met"
    return "nearly" if short <= nearly else "not"


def fulfilment(
    indicator: Indicator, year: int, panels: tuple[Panel, Panel], context: Context, limits: PlanLimits
) -> tuple[Fulfilment, ...]:
    """Give the region's fulfilment and each province's, from the results and the plans (in this order).

    The region comes first. Outside the plausible band there is a percent but no verdict.
    """
    results, plans = panels
    book = _book(indicator, year, results, plans, context)
    region = regional_value(book, indicator.code, year)
    if region.plan is None:
        return ()
    found = region.plan
    rows: list[tuple[str | None, Decimal, Decimal, Decimal | None, tuple[str, ...]]] = [
        (None, found.plan, found.actual, found.percent, found.units)
    ]
    for unit in found.units:
        own = province_value(book, region, unit)
        if own.plan is not None and own.value is not None:
            rows.append((unit, own.plan, own.value, own.plan_percent, (unit,)))
    return tuple(
        Fulfilment(
            indicator=indicator.code,
            year=year,
            unit=unit,
            plan=plan,
            actual=actual,
            percent=percent,
            verdict=_judged(percent, indicator, limits),
            units=units,
        )
        for unit, plan, actual, percent, units in rows
    )


def _judged(percent: Decimal | None, indicator: Indicator, limits: PlanLimits) -> Verdict | None:
    low, high = limits.plausible_plan
    if percent is None or not low <= percent <= high:
        return None
    return verdict(percent, indicator.direction, limits.nearly)


def parties(units: Mapping[str, Text]) -> tuple[Party, ...]:
    """Let every territory speak for itself."""
    return tuple(Party(body=unit, unit=unit, name=name) for unit, name in units.items())


def _book(indicator: Indicator, year: int, results: Panel, plans: Panel, context: Context) -> Book:
    rule = indicator.aggregation
    codes = (indicator.code, *(c for c in partners(rule).values() if c in context.indicators))
    places = [(code, year - lag_of(rule, code)) for code in dict.fromkeys(codes)]
    return Book.of(
        ((party, Submission(figures=tuple(_figures(places, party.unit, results, plans)))) for party in context.parties),
        context,
    )


def _figures(places: Iterable[tuple[str, int]], unit: str, results: Panel, plans: Panel) -> Iterable[Figure]:
    for code, year in places:
        cell = results.cell(code, unit, year)
        plan = plans.cell(code, unit, year).value
        state = "value" if cell.known else cell.state.value
        if cell.known or plan is not None:
            yield Figure.model_validate(
                {"indicator": code, "period": year, "value": cell.value, "state": state, "plan": plan}
            )
