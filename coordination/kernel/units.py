"""Units of measure and price bases as types: what is not of one kind is never added, and scales convert exactly."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import Final

from coordination.kernel.cells import PRECISION
from coordination.kernel.text import Text
from coordination.kernel.unit_names import UNITS, Unit, nearest, unit_by_code, unit_of

__all__ = [
    "UNITS",
    "PriceBase",
    "Quantity",
    "Unit",
    "UnitsDifferError",
    "nearest",
    "ratio",
    "slip",
    "unit_by_code",
    "unit_of",
]

SLIP_WITHIN: Final = Decimal(3)
"""How far real change may take a figure in a year, up or down: a ratio of 350 or of 2,900 is still a slip of 1,000."""
SLIP_FARTHEST: Final = 3
"""The farthest slip looked for: đồng instead of tỷ đồng is 1,000 to the power of 3."""


class UnitsDifferError(ValueError):
    """Figures of two kinds were put together; ``what`` names both and ``fix`` says what to do."""

    def __init__(self, what: Text, fix: Text) -> None:
        super().__init__(what.en)
        self.what = what
        self.fix = fix


class PriceBase(StrEnum):
    """The prices an amount is counted in; amounts at different prices are not comparable."""

    NONE = "none"
    CURRENT = "current"
    CONSTANT_1994 = "constant_1994"
    CONSTANT_2010 = "constant_2010"

    @property
    def words(self) -> Text:
        """Name it as tables do."""
        return _PRICES[self]


_PRICES: Final = {
    PriceBase.NONE: Text(vi="không theo giá", en="no prices"),
    PriceBase.CURRENT: Text(vi="giá hiện hành", en="current prices"),
    PriceBase.CONSTANT_1994: Text(vi="giá so sánh 1994", en="constant 1994 prices"),
    PriceBase.CONSTANT_2010: Text(vi="giá so sánh 2010", en="constant 2010 prices"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Quantity:
    """A figure with its unit and prices.

    Sums and orderings hold only within one dimension and price base (UnitsDifferError otherwise); the result is in the
    unit on the left. Equal are quantities of one kind that say the same, ``1 tỷ đồng`` and ``1.000 triệu đồng``.
    """

    value: Decimal
    unit: Unit
    price_base: PriceBase = PriceBase.NONE

    def __post_init__(self) -> None:
        """Refuse what is no number (ValueError)."""
        if not self.value.is_finite():
            raise ValueError(f"{self.value} is not a quantity")

    def __add__(self, other: Quantity) -> Quantity:
        with localcontext(prec=PRECISION):
            return Quantity(self.value + self.alike(other).value, self.unit, self.price_base)

    def __sub__(self, other: Quantity) -> Quantity:
        with localcontext(prec=PRECISION):
            return Quantity(self.value - self.alike(other).value, self.unit, self.price_base)

    def __lt__(self, other: Quantity) -> bool:
        return self.value < self.alike(other).value

    def __le__(self, other: Quantity) -> bool:
        return self.value <= self.alike(other).value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Quantity) and self._essence() == other._essence()

    def __hash__(self) -> int:
        return hash(self._essence())

    def to(self, unit: Unit) -> Quantity:
        """Give the same quantity in another unit of its dimension; UnitsDifferError if it is of another."""
        if unit.dimension != self.unit.dimension:
            raise _differ(self.unit.name, unit.name, _way(unit))
        with localcontext(prec=PRECISION):
            return Quantity(self.value * self.unit.factor / unit.factor, unit, self.price_base)

    def points_from(self, other: Quantity) -> Quantity:
        """Give the difference of two shares in percentage points, which are no share themselves."""
        percent, points = unit_by_code("percent"), unit_by_code("percentage_points")
        return Quantity((self.to(percent) - other.to(percent)).value, points)

    def alike(self, other: Quantity) -> Quantity:
        """Give another quantity in this one's unit; UnitsDifferError if dimension or prices are not the same."""
        converted = other.to(self.unit)
        if other.price_base is not self.price_base:
            raise _differ(
                self.price_base.words,
                other.price_base.words,
                Text(
                    vi="quy về cùng một giá bằng chỉ số giá trước", en="bring both to the same prices by a price index"
                ),
            )
        return converted

    def _essence(self) -> tuple[Decimal, str, PriceBase]:
        with localcontext(prec=PRECISION):
            return self.value * self.unit.factor, self.unit.dimension, self.price_base


def ratio(above: Quantity, below: Quantity, unit: Unit) -> Quantity:
    """Divide, giving the quotient in ``unit``: a share of like by like, or one such as “triệu đồng/người”.

    Raise UnitsDifferError if the quotient is of another kind or the prices are mixed, ZeroDivisionError by zero. An
    amount per head keeps the prices of the amount; a share has none.
    """
    kinds = (above.unit.dimension, below.unit.dimension)
    prices = above.price_base
    if kinds[0] == kinds[1] and unit.dimension == "share":
        below, prices = above.alike(below), PriceBase.NONE
    elif unit.per != kinds or below.price_base is not PriceBase.NONE:
        names = Text(
            vi=f"{above.unit.name.vi} chia cho {below.unit.name.vi}", en=f"{above.unit.name.en} by {below.unit.name.en}"
        )
        raise _differ(names, unit.name, _way(unit))
    with localcontext(prec=PRECISION):
        value = above.value * above.unit.factor / (below.value * below.unit.factor * unit.factor)
    return Quantity(value, unit, prices)


def slip(value: Decimal, last: Decimal, *, within: Decimal = SLIP_WITHIN, farthest: int = SLIP_FARTHEST) -> int | None:
    """Give the power of 1,000 by which a value seems to be off last year's: 1 for 1,000 times too great, -1 too small.

    It seems so when the ratio of both is within a factor ``within`` of that power. None when it is near last year's, in
    no such relation, or when either is zero or they differ in sign.
    """
    if not value or not last or (value < 0) is not (last < 0):
        return None
    with localcontext(prec=PRECISION):
        for power in (sign * each for each in range(1, farthest + 1) for sign in (1, -1)):
            left = value / last / Decimal(1000) ** power
            if 1 / within <= left <= within:
                return power
    return None


def _differ(one: Text, other: Text, way: Text) -> UnitsDifferError:
    what = Text(
        vi=f"không gộp hay so sánh được “{one.vi}” với “{other.vi}”",
        en=f"“{one.en}” and “{other.en}” cannot be put together or compared",
    )
    return UnitsDifferError(what, way)


def _way(unit: Unit) -> Text:
    """Say what converts to a unit."""
    if unit.dimension == "points":
        return Text(
            vi="chỉ hiệu của hai tỷ lệ mới tính bằng điểm %; hãy ghi tỷ lệ bằng % hoặc hiệu bằng điểm %",
            en="only the difference of two shares is in percentage points; give a share in % or a difference in points",
        )
    kin = [each.name for each in UNITS if each.dimension == unit.dimension]
    return Text(
        vi=f"chỉ đổi được sang “{unit.name.vi}” từ: {', '.join(each.vi for each in kin)}",
        en=f"to “{unit.name.en}” these convert: {', '.join(each.en for each in kin)}",
    )
