"""Growth and what each province contributes to it.

Sources: System of National Accounts 2008, chapter 15 (volume indices, chaining, contributions to growth);
average annual growth is the geometric mean. Units: growth in percent, contributions in percentage points.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal, localcontext

from coordination.kernel.text import Strict
from coordination.methods.joint_assessment.analysis.adding import adding_up
from coordination.methods.joint_assessment.analysis.panel import Kind, Series, comparable, known_years
from coordination.methods.wording import exact_sum, rounded

HUNDRED = Decimal(100)
WIDE = 60


class Change(Strict):
    """The move of one territory's figure from one year to another."""

    first: int
    last: int
    change: Decimal
    """In the indicator's unit; of a chained index, in points of an index whose first year is 100."""
    percent: Decimal | None = None
    """Growth over the span; None for rates and scores, and where the base is not positive."""
    yearly: Decimal | None = None
    """Average growth a year (compound), percent."""


class Contribution(Strict):
    """A province's part of the region's growth."""

    unit: str
    points: Decimal
    """Percentage points; those of all provinces add up exactly to the region's growth."""
    share: Decimal | None
    """Its share of the base, percent."""


def change(series: Series, first: int, last: int, kind: Kind, breaks: Collection[int] = ()) -> Change | None:
    """Give the change between two years, or None where a figure lacks or comes from another source.

    An index (previous year = 100) is chained over the years after ``first``, each of which it needs; as each holds its
    own base, its sources may differ. ``breaks`` are years since which the definition is another.
    """
    if any(first < year <= last for year in breaks):
        return None
    if kind == "index":
        return _chained(series, first, last)
    before, after = series.get(first), series.get(last)
    if first >= last or before is None or after is None or not comparable(before, after):
        return None
    then, now = before.cell.value, after.cell.value
    if then is None or now is None:
        return None
    if kind == "rate" or then <= 0 or now < 0:
        return Change(first=first, last=last, change=now - then)
    return Change(first=first, last=last, change=now - then, **_pace(now, then, last - first))


def chain(series: Series, first: int, last: int) -> Decimal | None:
    """Give the volume of ``last`` with that of ``first`` as 100, by multiplying the yearly indices."""
    years = range(first + 1, last + 1)
    points = [series[year] for year in years if year in series]
    values = [point.cell.value for point in points if point.cell.value is not None]
    if first >= last or len(values) != len(years):
        return None
    with localcontext(prec=WIDE):
        level = HUNDRED
        for value in values:
            level *= value / HUNDRED
        return level


def _chained(series: Series, first: int, last: int) -> Change | None:
    level = chain(series, first, last)
    if level is None or level <= 0:
        return None
    return Change(first=first, last=last, change=rounded(level - HUNDRED), **_pace(level, HUNDRED, last - first))


def _pace(now: Decimal, then: Decimal, years: int) -> dict[str, Decimal]:
    with localcontext(prec=WIDE):
        times = now / then
        percent = rounded((times - 1) * HUNDRED)
    if years == 1 or times == 0:
        return {"percent": percent, "yearly": percent}
    root = float(times) ** (1 / years)  # a root in decimals costs more than all the rest, and six places are kept
    return {"percent": percent, "yearly": rounded(Decimal((root - 1) * 100))}


def steps(series: Series, kind: Kind, breaks: Collection[int] = ()) -> tuple[Change, ...]:
    """Give the growth of every year over the one before, where both can be had."""
    found = (change(series, year - 1, year, kind, breaks) for year in known_years(series))
    return tuple(each for each in found if each is not None)


def span(series: Series, until: int, years: int, kind: Kind, breaks: Collection[int] = ()) -> Change | None:
    """Give the change over the longest span of at most ``years`` years that ends in ``until``."""
    for first in range(until - years, until):
        if (found := change(series, first, until, kind, breaks)) is not None:
            return found
    return None


def contributions(before: Mapping[str, Decimal], after: Mapping[str, Decimal]) -> tuple[Contribution, ...]:
    """Split the growth of a sum: the change of each part in percent of the whole at the base.

    Both mappings must hold the same territories (ValueError); of a base that is not positive nothing comes.
    """
    if before.keys() != after.keys():
        message = "contributions need the same territories in both years"
        raise ValueError(message)
    whole = exact_sum(before.values())
    if whole <= 0:
        return ()
    with localcontext(prec=WIDE):
        points = adding_up([(after[unit] - before[unit]) * HUNDRED / whole for unit in before])
        return tuple(
            Contribution(unit=unit, points=part, share=rounded(before[unit] * HUNDRED / whole))
            for unit, part in zip(before, points, strict=True)
        )


def index_contributions(index: Mapping[str, Decimal], weight: Mapping[str, Decimal]) -> tuple[Contribution, ...]:
    """Split the growth that a weighted mean of indices (previous year = 100) says: weight share × (index − 100)."""
    whole = exact_sum(weight[unit] for unit in index)
    if whole <= 0:
        return ()
    with localcontext(prec=WIDE):
        points = adding_up([weight[unit] * (value - HUNDRED) / whole for unit, value in index.items()])
        return tuple(
            Contribution(unit=unit, points=part, share=rounded(weight[unit] * HUNDRED / whole))
            for unit, part in zip(index, points, strict=True)
        )
