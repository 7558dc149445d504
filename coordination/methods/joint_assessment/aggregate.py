"""How one regional value is made of the units' values, by each indicator's own rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal, localcontext

from coordination.methods.indicators import Aggregation, Max, Ratio, Sum, WeightedMean
from coordination.methods.wording import exact_sum, rounded

Lookup = Callable[[str, str], Decimal | None]
"""indicator, unit → value, or None where nobody gave it; of a weight, the value of the year the rule takes it of."""

HUNDRED = Decimal(100)


def aggregate(code: str, rule: Aggregation, units: Iterable[str], value: Lookup) -> Decimal | None:
    """Give the value over exactly these units, each of which must have what the rule needs."""
    chosen = tuple(units)
    if not chosen:
        return None
    match rule:
        case Sum():
            return exact_sum(_need(value(code, unit)) for unit in chosen)
        case Ratio():
            above = exact_sum(_need(value(rule.numerator, unit)) for unit in chosen)
            below = exact_sum(_need(value(rule.denominator, unit)) for unit in chosen)
            return quotient(product(above, rule.scale), below)
        case WeightedMean():
            weights = {unit: _need(value(rule.weight, unit)) for unit in chosen}
            products = (product(_need(value(code, unit)), weights[unit]) for unit in chosen)
            return quotient(exact_sum(products), exact_sum(weights.values()))
        case Max():
            return max(_need(value(code, unit)) for unit in chosen)
        case _:
            return None


def ready(code: str, rule: Aggregation, unit: str, value: Lookup) -> bool:
    """Tell whether a unit has everything the rule needs of it."""
    match rule:
        case Ratio():
            needed: tuple[str, ...] = (rule.numerator, rule.denominator)
        case WeightedMean():
            needed = (code, rule.weight)
        case _:
            needed = (code,)
    return all(value(name, unit) is not None for name in needed)


def quotient(above: Decimal, below: Decimal) -> Decimal | None:
    """Divide and round; nothing comes of dividing by zero."""
    if below == 0:
        return None
    with localcontext(prec=60):
        return rounded(above / below)


def percent(part: Decimal, whole: Decimal) -> Decimal | None:
    """Give a part as percent of a positive whole; of anything else a percentage would mislead."""
    return quotient(part * HUNDRED, whole) if whole > 0 else None


def product(left: Decimal, right: Decimal) -> Decimal:
    """Multiply without losing a digit."""
    with localcontext(prec=60):
        return left * right


def _need(value: Decimal | None) -> Decimal:
    if value is None:
        message = "a unit without the figures its rule needs was counted in"
        raise ValueError(message)
    return value
