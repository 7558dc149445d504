"""The unified forecast of one indicator: one method chosen for all units, then units and region made to add up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coordination.kernel.text import Text
from coordination.methods.contract import Context
from coordination.methods.forecast.coherent import coherent
from coordination.methods.forecast.collected import notes_on
from coordination.methods.forecast.models import IndicatorForecast, Point, Score, Settings, UnitForecast
from coordination.methods.forecast.past import known, of_region
from coordination.methods.indicators import Sum, breaks_of
from coordination.methods.series.models import Series
from coordination.methods.series.panel import forecast_panel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coordination.methods.series.models import Forecast

TOTAL: Final = "Σ"
"""Name of the region's own series among those of its units."""


def forecast_indicator(indicator_code: str, context: Context) -> IndicatorForecast:
    """Forecast one indicator for the units of all parties, independently of other indicators' forecasts.

    The region's own series is forecast with them, where its value is a sum, a quotient or a weighted mean: sums are then
    reconciled with their units; of the others it gives the interval alone, since the value follows from their parts.
    """
    settings = Settings.model_validate(dict(context.settings))
    history: dict[str, dict[int, float]] = known(indicator_code, context)
    whole = of_region(indicator_code, context) if len(history) > 1 else None
    every = history if whole is None else history | {TOTAL: whole}
    breaks = frozenset(breaks_of(context.indicators[indicator_code], context.indicators))
    panel = forecast_panel(
        [_series(name, years, breaks) for name, years in every.items()],
        {name: _ahead(years, settings.horizon_to) for name, years in every.items()},
        "select",
        settings.methods,
    )
    notes = notes_on(indicator_code, context)
    made = {
        each.name: _unit(each, every[each.name], settings.horizon_to, notes.get(each.name, ()))
        for each in panel.forecasts
    }
    total = made.pop(TOTAL, None)
    forecasts = tuple(made.values())
    if total is not None and isinstance(context.indicators[indicator_code].aggregation, Sum):
        forecasts, total = coherent(forecasts, total, history)
    return IndicatorForecast(
        indicator=indicator_code,
        method=panel.method,
        why=panel.why,
        scores=tuple(Score(method=each.method, scaled_error=each.error, errors=each.count) for each in panel.tried),
        units=forecasts,
        total=total if total is not None and total.points else None,
        spread=panel.spread.grid(),
    )


def _ahead(years: Mapping[int, float], until: int) -> int:
    return max(1, until - max(years, default=until))


def _series(name: str, years: Mapping[int, float], breaks: frozenset[int]) -> Series:
    if not years:
        return Series(name, 0, [])
    return Series(name, min(years), [years.get(year) for year in range(min(years), max(years) + 1)], breaks)


def _unit(made: Forecast, years: Mapping[int, float], until: int, notes: Sequence[Text]) -> UnitForecast:
    points = [_point(made, at) for at in range(len(made.mean))]
    said = (*notes, *made.notes, *([made.refused] if made.refused else []))
    return UnitForecast(
        unit=made.name,
        method=made.method,
        first_year=min(years, default=None),
        last_year=max(years, default=None),
        points=tuple(point for point in points if point.year <= until),
        never_negative=min(years.values(), default=-1.0) >= 0,
        note=joined(said),
    )


def joined(notes: Sequence[Text]) -> Text | None:
    """Give several remarks as one; None of none."""
    return Text(vi="; ".join(each.vi for each in notes), en="; ".join(each.en for each in notes)) if notes else None


def _point(made: Forecast, at: int) -> Point:
    def quantile(probability: float) -> float | None:
        return made.quantiles[probability][at] if probability in made.quantiles else None

    return Point(
        year=made.first + at,
        value=made.mean[at],
        base=made.mean[at],
        low_50=quantile(0.25),
        high_50=quantile(0.75),
        low_80=quantile(0.1),
        high_80=quantile(0.9),
        low_95=quantile(0.025),
        high_95=quantile(0.975),
        unit=made.units[at],
        deviation=made.deviations[at] if made.deviations else None,
    )
