"""Whether the unit and prices of an indicator fit what it is, and a ratio the two it is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from coordination.errors import Fault
from coordination.kernel.text import Text
from coordination.kernel.units import UNITS, Unit, unit_of
from coordination.methods.indicators import Indicator, Ratio
from coordination.regions.faults import fault, unknown

UNIT = Text(vi="đơn vị tính", en="unit of measurement")
PRICED = ("dong", "usd", "index")
"""What prices are of: money, by itself or per something, and indices of volume, which leave prices out."""
Where = Callable[..., str]


def check_measures(where: Where, it: Indicator, others: Mapping[str, Indicator]) -> Iterator[Fault]:
    """Check one indicator's unit and prices; ``where`` gives the place of its values, ``others`` are all by code."""
    unit = unit_of(it.unit.vi)
    if unit is None:
        yield unknown(where("unit", "vi"), UNIT, it.unit.vi, [each.name.vi for each in UNITS])
        return
    if it.price_base != "none" and unit.dimension.partition("/")[0] not in PRICED:
        vi = f"'{it.unit.vi}' không phải là tiền nên không có giá '{it.price_base}'"
        yield fault(where("price_base"), vi, f"'{it.unit.en}' is no money, so it has no prices '{it.price_base}'")
    if isinstance(it.aggregation, Ratio):
        yield from _check_ratio(where, it, it.aggregation, unit, others)


def _check_ratio(
    where: Where, it: Indicator, rule: Ratio, unit: Unit, others: Mapping[str, Indicator]
) -> Iterator[Fault]:
    above, below = others.get(rule.numerator), others.get(rule.denominator)
    over, under = (unit_of(each.unit.vi) if each else None for each in (above, below))
    if above is None or below is None or over is None or under is None:
        return  # told elsewhere
    kinds = (over.dimension, under.dimension)
    share = kinds[0] == kinds[1] and unit.dimension == "share"
    quotient = f"{over.name.vi} : {under.name.vi}", f"{over.name.en} : {under.name.en}"
    if not share and unit.per != kinds:
        vi = f"{quotient[0]} không thành '{it.unit.vi}'"
        yield fault(where("aggregation"), vi, f"{quotient[1]} does not make '{it.unit.en}'")
        return
    scale = over.factor / under.factor / unit.factor
    if rule.scale != scale:
        spelled = format(scale.normalize(), "f")
        vi, en = f"{quotient[0]} ra '{it.unit.vi}' cần scale {spelled}", f"{quotient[1]} in '{it.unit.en}' needs scale"
        yield fault(where("aggregation", "scale"), vi, f"{en} {spelled}")
    yield from _check_prices(where, it, (above, below), share=share)


def _check_prices(where: Where, it: Indicator, made_of: tuple[Indicator, Indicator], *, share: bool) -> Iterator[Fault]:
    """Check that a share is of amounts in the same prices, and that an amount per head keeps the amount's prices."""
    above, below = made_of
    if share and above.price_base != below.price_base:
        vi = f"tử số theo giá '{above.price_base}', mẫu số theo giá '{below.price_base}': phải cùng một giá"
        en = f"the numerator is in prices '{above.price_base}', the denominator in '{below.price_base}'"
        yield fault(where("aggregation"), vi, f"{en}: they must be the same")
    elif not share and above.price_base != it.price_base:
        vi = f"tử số theo giá '{above.price_base}' mà chỉ tiêu ghi '{it.price_base}'"
        en = f"the numerator is in prices '{above.price_base}' and the indicator says '{it.price_base}'"
        yield fault(where("price_base"), vi, en)
