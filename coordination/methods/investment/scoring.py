"""The weighted score of the eligible works, from 0 to 100."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coordination.methods.investment.merge import Work
    from coordination.methods.investment.models import Criterion, Settings

FULL = Decimal(100)


def spreadless(works: Sequence[Work], settings: Settings) -> list[Criterion]:
    """Give the criteria that do not tell works apart, and so are dropped."""
    return [c for c in settings.criteria if len({w.criteria[c.code] for w in works if c.code in w.criteria}) <= 1]


def scores(works: Sequence[Work], settings: Settings) -> dict[str, Decimal]:
    """Score each work by min-max per criterion and relative weights.

    A criterion a work does not state earns it nothing, for silence must not pay. Where no criterion
    tells works apart, all are equal and all score 100.
    """
    dropped = {criterion.code for criterion in spreadless(works, settings)}
    kept = [criterion for criterion in settings.criteria if criterion.code not in dropped]
    if not kept:
        return {work.project: FULL.quantize(Decimal("0.01")) for work in works}
    whole = sum((criterion.weight for criterion in kept), Decimal(0))
    ranges = {c.code: _range(works, c.code) for c in kept}
    with localcontext(prec=60):
        return {
            work.project: sum((FULL * c.weight / whole * _share(work, c, ranges) for c in kept), Decimal(0)).quantize(
                Decimal("0.01"), ROUND_HALF_UP
            )
            for work in works
        }


def _range(works: Sequence[Work], code: str) -> tuple[Decimal, Decimal]:
    values = [work.criteria[code] for work in works if code in work.criteria]
    return min(values), max(values)


def _share(work: Work, criterion: Criterion, ranges: Mapping[str, tuple[Decimal, Decimal]]) -> Decimal:
    if criterion.code not in work.criteria:
        return Decimal(0)
    low, high = ranges[criterion.code]
    share = (work.criteria[criterion.code] - low) / (high - low)
    return share if criterion.direction == "higher_is_better" else 1 - share
