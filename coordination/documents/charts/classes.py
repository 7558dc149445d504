"""Classes of a map: few, of provinces that are alike, with round bounds that no province is moved across."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal, localcontext
from itertools import accumulate

from coordination.documents.charts.words import figure
from coordination.kernel.text import Text

_DIGITS = 60


def bounds_of(values: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Give the bounds between the classes: two for few values, three from five on, four from eight, five from sixteen.

    Natural breaks (Fisher 1958; Jenks): the classes with the least squared distance from their means, so that one
    colour stands for provinces that are alike. Each bound is the roundest number in the gap it lies in and belongs to
    the class above. Equal values stay together; values that are all equal make one class.
    """
    ordered = sorted(values)
    classes = next(most for most, fewest in ((5, 16), (4, 8), (3, 5), (2, 0)) if len(ordered) >= fewest)
    cuts = _breaks(ordered, min(classes, len(set(ordered))))
    return tuple(_roundest(ordered[cut - 1], ordered[cut]) for cut in cuts)


def class_of(value: Decimal, bounds: Sequence[Decimal]) -> int:
    """Give the number of the class a value is in; a bound belongs to the class above it."""
    return bisect_right(bounds, value)


def named(number: int, bounds: Sequence[Decimal], decimals: int) -> Text:
    """Name a class by its bounds, ``1.000 đến dưới 2.500``."""
    written = [figure(bound, max(decimals, _places(bound))) for bound in bounds]
    if not bounds:
        return Text(vi="có số liệu", en="with a figure")
    if number == 0:
        return Text(vi=f"dưới {written[0].vi}", en=f"under {written[0].en}")
    if number == len(bounds):
        return Text(vi=f"từ {written[-1].vi} trở lên", en=f"{written[-1].en} and over")
    low, high = written[number - 1], written[number]
    return Text(vi=f"{low.vi} đến dưới {high.vi}", en=f"{low.en} to under {high.en}")


def _breaks(ordered: Sequence[Decimal], classes: int) -> list[int]:
    """Give where classes begin, other than the first; values that are equal are not parted."""
    given = [float(value) for value in ordered]
    sums = list(accumulate(given, initial=0.0))
    squares = list(accumulate((value * value for value in given), initial=0.0))

    def apart(start: int, end: int) -> float:
        return squares[end] - squares[start] - (sums[end] - sums[start]) ** 2 / (end - start)

    count = len(given)
    least: list[tuple[float, list[int]]] = [(apart(0, end) if end else 0.0, []) for end in range(count + 1)]
    for number in range(1, classes):
        least = [
            min(
                (
                    (least[start][0] + apart(start, end), [*least[start][1], start])
                    for start in range(number, end)
                    if ordered[start - 1] != ordered[start] and len(least[start][1]) == number - 1
                ),
                default=(float("inf"), []),
            )
            for end in range(count + 1)
        ]
    return least[count][1]


def _roundest(low: Decimal, high: Decimal) -> Decimal:
    """Give the number above ``low`` and not above ``high`` with the fewest digits."""
    with localcontext(prec=_DIGITS):
        exponent = max(abs(low), abs(high)).adjusted() + 1
        while True:
            for step in (Decimal(multiple).scaleb(exponent) for multiple in (5, 2, 1)):
                found = (high / step).to_integral_value(ROUND_FLOOR) * step
                if low < found:
                    return found or Decimal(0)
            exponent -= 1


def _places(bound: Decimal) -> int:
    exponent = bound.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0
