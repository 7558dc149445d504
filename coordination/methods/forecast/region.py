"""The region's forecast: the sum of its provinces, or through numerator and denominator."""

from __future__ import annotations

from math import fsum, sqrt
from typing import TYPE_CHECKING, Final

from coordination.kernel.text import Text
from coordination.methods.contract import Context
from coordination.methods.forecast.indicator import Z_95, unbroken
from coordination.methods.forecast.models import RegionalForecast, RegionalPoint
from coordination.methods.indicators import Max, Ratio, Sum, WeightedMean
from coordination.methods.wording import unit_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordination.methods.forecast.models import IndicatorForecast

    Series = Mapping[int, tuple[float, float]]
    """year → value and standard deviation; an observed year deviates by nothing."""

Z_80: Final = 1.2815515655446004

_SUM: Final = Text(
    vi="Tổng các địa phương; khoảng dự báo cộng phương sai, coi sai số các địa phương là độc lập.",
    en="Sum of the units; the intervals add variances, assuming the units' errors are independent.",
)
_RATIO: Final = Text(
    vi="Tính từ tổng dự báo tử số và mẫu số; không có khoảng dự báo.",
    en="From the summed forecasts of numerator and denominator; no interval.",
)
_WEIGHTED: Final = (
    Text(
        vi="Bình quân gia quyền theo dự báo của quyền số; không có khoảng dự báo.",
        en="Mean weighted by the forecast of its weight; no interval.",
    ),
    Text(
        vi="Bình quân gia quyền, quyền số là của năm trước (đã có hoặc dự báo); không có khoảng dự báo.",
        en="Mean weighted by its weight of the year before, known or forecast; no interval.",
    ),
)
"""What is said of a weighted mean, by the lag of its weights."""
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
    """Make the region's forecast of one indicator by that indicator's own aggregation."""
    match context.indicators[code].aggregation:
        case Sum():
            known = _series(code, forecasts, context)
            points = [_summed(year, known) for year in _years(forecasts, code)]
            return _made(code, points, _SUM)
        case Ratio() as rule if {rule.numerator, rule.denominator} <= set(forecasts):
            above = _series(rule.numerator, forecasts, context)
            below = _series(rule.denominator, forecasts, context)
            years = _years(forecasts, rule.numerator, rule.denominator)
            scale = float(rule.scale)
            return _made(code, [_quotient(y, above, below, scale) for y in years], _RATIO)
        case WeightedMean() as rule if rule.weight in forecasts:
            return _mean(code, rule, forecasts, context)
        case Max():
            known = _series(code, forecasts, context)
            return _made(code, [_greatest(year, known) for year in _years(forecasts, code)], _MAX)
        case Ratio() | WeightedMean():
            return _made(code, [], _NEEDS)
        case _:
            return _made(code, [], _NOT_ADDITIVE)


def _mean(
    code: str, rule: WeightedMean, forecasts: Mapping[str, IndicatorForecast], context: Context
) -> RegionalForecast:
    """Weight the forecasts; a weight of the year before the first forecast is the one observed."""
    known, values = _series(rule.weight, forecasts, context), _series(code, forecasts, context)
    weights = {unit: {y + rule.lag: each for y, each in known.get(unit, {}).items()} for unit in values}
    products = {unit: _times(own, weights[unit]) for unit, own in values.items()}
    years = sorted({*_years(forecasts, code), *(year + rule.lag for year in _years(forecasts, rule.weight))})
    points = [_quotient(year, products, weights, 1.0) for year in years]
    lacking = {year: [u for u, own in values.items() if year in own and year not in weights[u]] for year in years}
    return _made(code, points, _weighted(rule, lacking, context))


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


def _made(code: str, points: list[RegionalPoint | None], note: Text) -> RegionalForecast:
    return RegionalForecast(indicator=code, points=tuple(p for p in points if p), note=note)


def _series(code: str, forecasts: Mapping[str, IndicatorForecast], context: Context) -> dict[str, Series]:
    history = context.history.get(code, {})
    return {
        unit.unit: {
            **{year: (value, 0.0) for year, value in unbroken(history.get(unit.unit, {})).items()},
            **{point.year: (point.value, point.deviation) for point in unit.points},
        }
        for unit in forecasts[code].units
    }


def _years(forecasts: Mapping[str, IndicatorForecast], *codes: str) -> list[int]:
    """Give every year that is forecast for some unit."""
    return sorted({point.year for code in codes for unit in forecasts[code].units for point in unit.points})


def _summed(year: int, series: Mapping[str, Series]) -> RegionalPoint | None:
    known = {unit: values[year] for unit, values in series.items() if year in values}
    if not known:
        return None
    value = fsum(value for value, _ in known.values())
    deviation = sqrt(fsum(deviation**2 for _, deviation in known.values()))
    return RegionalPoint(
        year=year,
        value=value,
        complete=len(known) == len(series),
        units=tuple(known),
        missing=tuple(unit for unit in series if unit not in known),
        low_80=value - Z_80 * deviation,
        high_80=value + Z_80 * deviation,
        low_95=value - Z_95 * deviation,
        high_95=value + Z_95 * deviation,
    )


def _greatest(year: int, series: Mapping[str, Series]) -> RegionalPoint | None:
    known = {unit: values[year][0] for unit, values in series.items() if year in values}
    if not known:
        return None
    return RegionalPoint(
        year=year,
        value=max(known.values()),
        complete=len(known) == len(series),
        units=tuple(known),
        missing=tuple(unit for unit in series if unit not in known),
    )


def _quotient(
    year: int, above: Mapping[str, Series], below: Mapping[str, Series], scale: float
) -> RegionalPoint | None:
    known = {unit: above[unit][year] for unit in above if year in above[unit] and year in below[unit]}
    whole = fsum(below[unit][year][0] for unit in known)
    if not known or whole == 0:
        return None
    value = fsum(value for value, _ in known.values()) / whole * scale
    return RegionalPoint(
        year=year,
        value=value,
        complete=len(known) == len(above),
        units=tuple(known),
        missing=tuple(unit for unit in above if unit not in known),
    )


def _times(values: Series, weights: Series) -> Series:
    return {y: (values[y][0] * weights[y][0], 0.0) for y in values if y in weights}
