"""The unified forecast of one indicator: one method chosen for all units, then applied to each."""

from __future__ import annotations

from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING, Final

from coordination.kernel.text import Text
from coordination.methods.contract import Context
from coordination.methods.forecast.backtest import backtest, best
from coordination.methods.forecast.candidates import SHORTEST, run
from coordination.methods.forecast.models import (
    IndicatorForecast,
    MethodName,
    Point,
    Score,
    Settings,
    UnitForecast,
)
from coordination.methods.indicators import Sum
from coordination.methods.wording import en, vi

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Z_95: Final = 1.959963984540054
FEWEST: Final = SHORTEST["drift"]

NAMES: Final[Mapping[str, Text]] = {
    "drift": Text(vi="bước ngẫu nhiên có xu thế (drift)", en="random walk with drift"),
    "damped_trend": Text(vi="xu thế tắt dần", en="damped trend"),
    "theta": Text(vi="Theta tối ưu động", en="dynamic optimised Theta"),
    "ets": Text(vi="san bằng mũ ETS tự chọn", en="automatic ETS"),
    "last_value": Text(vi="giữ nguyên giá trị cuối", en="repeating the last value"),
}


def forecast_indicator(indicator_code: str, context: Context) -> IndicatorForecast:
    """Forecast one indicator for the units of all parties, independently of other indicators."""
    settings = Settings.model_validate(dict(context.settings))
    units = list(dict.fromkeys(party.unit for party in context.parties))
    history = context.history.get(indicator_code, {})
    series = {unit: unbroken(history.get(unit, {})) for unit in units}
    long = {u: list(s.values()) for u, s in series.items() if len(s) >= settings.min_history}
    ahead = [settings.horizon_to - max(s) for u, s in series.items() if u in long]
    scores = backtest(long, max(1, *ahead)) if long else ()
    chosen = best(scores) or "drift"
    bounded = isinstance(context.indicators[indicator_code].aggregation, Sum)
    return IndicatorForecast(
        indicator=indicator_code,
        method=chosen,
        why=_why(chosen, scores, len(long), settings),
        scores=scores,
        units=tuple(
            _unit(unit, series[unit], chosen if unit in long else "drift", settings, bounded=bounded) for unit in units
        ),
    )


def unbroken(years: Mapping[int, float]) -> dict[int, float]:
    """Give the latest run of years without a gap: the methods need evenly spaced observations."""
    known = {year: float(years[year]) for year in sorted(years) if isfinite(years[year])}
    start = min(known, default=0)
    for before, after in pairwise(known):
        if after != before + 1:
            start = after
    return {year: value for year, value in known.items() if year >= start}


def _unit(
    unit: str, series: Mapping[int, float], method: MethodName, settings: Settings, *, bounded: bool
) -> UnitForecast:
    years = list(series)
    first, last = (years[0], years[-1]) if years else (None, None)
    if last is None or len(years) < FEWEST:
        return UnitForecast(unit=unit, method=None, first_year=first, last_year=last, note=_refused(len(years)))
    steps = settings.horizon_to - last
    values = list(series.values())
    return UnitForecast(
        unit=unit,
        method=method,
        first_year=first,
        last_year=last,
        points=_points(method, values, last, steps, bounded=bounded) if steps > 0 else (),
        note=_short(len(years), settings) if len(years) < settings.min_history else None,
    )


def _points(method: MethodName, values: Sequence[float], last: int, steps: int, *, bounded: bool) -> tuple[Point, ...]:
    made = run(method, values, steps)
    # A level that was never negative, such as revenue, is not forecast to be so.
    floor = 0.0 if bounded and min(values) >= 0 else float("-inf")
    return tuple(
        Point(
            year=last + 1 + i,
            value=max(floor, made.mean[i]),
            low_80=max(floor, made.low[80][i]),
            high_80=max(floor, made.high[80][i]),
            low_95=max(floor, made.low[95][i]),
            high_95=max(floor, made.high[95][i]),
            deviation=(made.high[95][i] - made.low[95][i]) / (2 * Z_95),
        )
        for i in range(steps)
    )


def _refused(years: int) -> Text:
    return Text(
        vi=f"không dự báo: chỉ có {years} năm số liệu liên tục, cần ít nhất {FEWEST}",
        en=f"not forecast: {years} unbroken years of data, at least {FEWEST} are needed",
    )


def _short(years: int, settings: Settings) -> Text:
    least = settings.min_history
    return Text(
        vi=f"chuỗi ngắn ({years} năm, dưới {least}): dùng {NAMES['drift'].vi}",
        en=f"short series ({years} years, below {least}): {NAMES['drift'].en} is used",
    )


def _why(chosen: MethodName, scores: Sequence[Score], units: int, settings: Settings) -> Text:
    known = {s.method: s.scaled_error for s in scores if s.scaled_error is not None}
    if chosen not in known:
        least = settings.min_history
        return Text(
            vi=f"không đủ số liệu biến động từ {least} năm trở lên để so sánh các phương pháp",
            en=f"too few moving series of {least} years or more to compare methods on",
        )
    tried = ", ".join(f"{NAMES[m].vi} {vi(e, 2)}" for m, e in known.items())
    compared = ", ".join(f"{NAMES[m].en} {en(e, 2)}" for m, e in known.items())
    beaten = known.get("last_value", float("inf")) < known[chosen]
    return Text(
        vi=f"sai số kiểm định lùi nhỏ nhất trên {units} địa phương ({tried})"
        + ("; kém hơn giữ nguyên giá trị cuối, cần đọc thận trọng" if beaten else ""),
        en=f"smallest backtest error over {units} units ({compared})"
        + ("; repeating the last value did better, so read with care" if beaten else ""),
    )
