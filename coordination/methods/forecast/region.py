"""The region's forecast: the sum of its provinces, or through numerator and denominator."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING, Final

from coordination.kernel.text import Text
from coordination.methods.contract import Context
from coordination.methods.forecast.coherent import LEVELS, moved
from coordination.methods.forecast.models import RegionalForecast, RegionalPoint
from coordination.methods.forecast.past import known, lagged, times
from coordination.methods.indicators import Max, Ratio, Sum, WeightedMean
from coordination.methods.wording import unit_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coordination.methods.forecast.models import IndicatorForecast, Point, UnitForecast
    from coordination.methods.forecast.past import Years

_SUM: Final = Text(
    vi="Tổng các địa phương, đã làm khớp với dự báo của chính chuỗi toàn vùng; khoảng dự báo lấy từ sai số của chuỗi đó.",
    en="Sum of the units, reconciled with the forecast of the region's own series, whose errors give the intervals.",
)
_ALONE: Final = Text(
    vi="Tổng các địa phương có dự báo; không có khoảng dự báo vì không phải năm nào địa phương nào cũng có số liệu.",
    en="Sum of the units that have a forecast; no interval, since not every unit has figures of every year.",
)
_RATIO: Final = Text(
    vi="Tính từ tổng dự báo tử số và mẫu số.", en="From the summed forecasts of numerator and denominator."
)
_WEIGHTED: Final = (
    Text(vi="Bình quân gia quyền theo dự báo của quyền số.", en="Mean weighted by the forecast of its weight."),
    Text(
        vi="Bình quân gia quyền, quyền số là của năm trước (đã có hoặc dự báo).",
        en="Mean weighted by its weight of the year before, known or forecast.",
    ),
)
"""What is said of a weighted mean, by the lag of its weights."""
_GROWTH: Final = Text(
    vi="Tốc độ tăng của tổng mức theo giá so sánh, đã làm khớp giữa vùng và các địa phương.",
    en="Growth of the summed levels in constant prices, reconciled between region and units.",
)
_NO_LEVEL: Final = Text(
    vi="Mức theo giá so sánh không dự báo được hoặc không thuộc danh mục dự báo nên chỉ số dự báo riêng, chưa nối với mức.",
    en="The level in constant prices cannot be forecast or is not agreed on, so the index is forecast alone, tied to no level.",
)
_AROUND: Final = Text(
    vi="Khoảng dự báo lấy từ sai số của chính chuỗi toàn vùng.",
    en="The intervals are from the errors of the region's own series.",
)
_NONE: Final = Text(
    vi="Không có khoảng dự báo: chưa đủ năm mà mọi địa phương đều có số liệu.",
    en="No interval: too few years in which every unit has its figures.",
)
_INTERVAL: Final = {"base", *(f"{side}_{level}" for side in ("low", "high") for level in LEVELS)}
_NEEDS: Final = Text(
    vi="Không nêu giá trị vùng: tử số, mẫu số hoặc quyền số không được dự báo.",
    en="No regional value: its numerator, denominator or weight is not forecast.",
)
_MAX: Final = Text(
    vi="Giá trị lớn nhất trong các dự báo của địa phương; không có khoảng dự báo.",
    en="The greatest of the units' forecasts; no interval.",
)
_NOT_ADDITIVE: Final = Text(vi="Chỉ tiêu không tổng hợp được cho vùng.", en="The indicator has no regional value.")


def regional_forecast(code: str, forecasts: Mapping[str, IndicatorForecast], context: Context) -> RegionalForecast:
    """Make the region's forecast of one indicator by that indicator's own aggregation.

    What follows from parts has the interval of the region's own series, laid around it, in the years in which all units are
    in it; without such a series it has none, and the note says so.
    """
    total = forecasts[code].total
    match context.indicators[code].aggregation:
        case Sum():
            series = figures(code, forecasts, context)
            whole = {point.year: point for point in total.points} if total else {}
            points = [_summed(year, series, whole.get(year)) for year in _years(forecasts, code)]
            return _made(code, points, _SUM if whole else _ALONE)
        case Ratio() as rule if {rule.numerator, rule.denominator} <= set(forecasts):
            above, below = (figures(part, forecasts, context) for part in (rule.numerator, rule.denominator))
            years = _years(forecasts, rule.numerator, rule.denominator)
            points = [_quotient(year, above, below, float(rule.scale)) for year in years]
            return _around(code, points, total, _RATIO)
        case WeightedMean() as rule if {rule.level, rule.weight} & set(forecasts):
            return (_growth if rule.level in forecasts else _mean)(code, rule, forecasts, context)
        case Max():
            series = figures(code, forecasts, context)
            return _made(code, [_greatest(year, series) for year in _years(forecasts, code)], _MAX)
        case Ratio() | WeightedMean():
            return _made(code, [], _NEEDS)
        case _:
            return _made(code, [], _NOT_ADDITIVE)


def figures(code: str, forecasts: Mapping[str, IndicatorForecast], context: Context) -> dict[str, Years]:
    """Give what is known and what is forecast of each unit of an indicator that is forecast."""
    history = known(code, context)
    return {
        unit.unit: {**history.get(unit.unit, {}), **{point.year: point.value for point in unit.points}}
        for unit in forecasts[code].units
    }


def _growth(
    code: str, rule: WeightedMean, forecasts: Mapping[str, IndicatorForecast], context: Context
) -> RegionalForecast:
    """Give the growth of the summed levels: of the units that have a level of a year and of the year before.

    Where no unit has, the index is a mean like any other, and the note says that it is tied to no level.
    """
    levels = figures(rule.level or "", forecasts, context)
    points = [_quotient(year, levels, lagged(levels, 1), 100.0) for year in _years(forecasts, code)]
    if not any(points) and rule.weight in forecasts:
        return _mean(code, rule, forecasts, context)
    return _around(code, points, forecasts[code].total, _GROWTH)


def _mean(
    code: str, rule: WeightedMean, forecasts: Mapping[str, IndicatorForecast], context: Context
) -> RegionalForecast:
    """Weight the forecasts; a weight of the year before the first forecast is the one observed."""
    values = figures(code, forecasts, context)
    told = lagged(figures(rule.weight, forecasts, context), rule.lag)
    weights = {unit: told.get(unit, {}) for unit in values}
    products = {unit: times(own, weights[unit]) for unit, own in values.items()}
    years = sorted({*_years(forecasts, code), *(year + rule.lag for year in _years(forecasts, rule.weight))})
    points = [_quotient(year, products, weights, 1.0) for year in years]
    lacking = {year: [u for u, own in values.items() if year in own and year not in weights[u]] for year in years}
    note = _weighted(rule, lacking, context)
    if rule.level is not None:
        note = Text(vi=f"{note.vi} {_NO_LEVEL.vi}", en=f"{note.en} {_NO_LEVEL.en}")
    return _around(code, points, forecasts[code].total, note)


def _around(
    code: str, points: Sequence[RegionalPoint | None], total: UnitForecast | None, note: Text
) -> RegionalForecast:
    """Lay the intervals of the region's own series around values that follow from parts."""
    own = {point.year: point for point in total.points} if total else {}
    made = [
        point
        if total is None or point.year not in own or not point.complete
        else _with_interval(point, moved(own[point.year], point.value, never_negative=total.never_negative))
        for point in points
        if point
    ]
    said = _AROUND if any(point.low_80 is not None for point in made) else _NONE
    return _made(code, made, Text(vi=f"{note.vi} {said.vi}", en=f"{note.en} {said.en}") if made else note)


def _with_interval(point: RegionalPoint, whole: Point) -> RegionalPoint:
    return point.model_copy(update=whole.model_dump(include=_INTERVAL))


def _weighted(rule: WeightedMean, lacking: Mapping[int, list[str]], context: Context) -> Text:
    """Say how the mean is weighted, and of whom in which year the weight lacks: without it there is no value."""
    said = _WEIGHTED[rule.lag]
    if not any(lacking.values()):
        return said
    names = {year - rule.lag: unit_names(context, units) for year, units in lacking.items() if units}
    weight = context.indicators[rule.weight].name
    vi, en = ("; ".join(f"{year}: {who.in_language(each)}" for year, who in names.items()) for each in ("vi", "en"))
    return Text(
        vi=f"{said.vi} Thiếu quyền số “{weight.vi}” năm {vi}.", en=f"{said.en} The weight “{weight.en}” lacks: {en}."
    )


def _made(code: str, points: Sequence[RegionalPoint | None], note: Text) -> RegionalForecast:
    return RegionalForecast(indicator=code, points=tuple(p for p in points if p), note=note)


def _years(forecasts: Mapping[str, IndicatorForecast], *codes: str) -> list[int]:
    """Give every year that is forecast for some unit."""
    return sorted({point.year for code in codes for unit in forecasts[code].units for point in unit.points})


def _summed(year: int, series: Mapping[str, Years], whole: Point | None) -> RegionalPoint | None:
    there = {unit: values[year] for unit, values in series.items() if year in values}
    if not there:
        return None
    made = _point(year, fsum(there.values()) if whole is None else whole.value, there, series)
    return made if whole is None else _with_interval(made, whole)


def _point(year: int, value: float, there: Iterable[str], series: Iterable[str]) -> RegionalPoint:
    units = tuple(there)
    missing = tuple(unit for unit in series if unit not in units)
    return RegionalPoint(year=year, value=value, complete=not missing, units=units, missing=missing)


def _greatest(year: int, series: Mapping[str, Years]) -> RegionalPoint | None:
    there = {unit: values[year] for unit, values in series.items() if year in values}
    return _point(year, max(there.values()), there, series) if there else None


def _quotient(year: int, above: Mapping[str, Years], below: Mapping[str, Years], scale: float) -> RegionalPoint | None:
    there = {unit: above[unit][year] for unit in above if year in above[unit] and year in below.get(unit, {})}
    whole = fsum(below[unit][year] for unit in there)
    if not there or whole == 0:
        return None
    return _point(year, fsum(there.values()) / whole * scale, there, above)
