"""Each province's own figures beside the unified forecast; nobody's figure is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coordination.kernel.text import Text
from coordination.methods.forecast.models import Comparison, Settings
from coordination.methods.series.intervals import below
from coordination.methods.wording import en, vi, with_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coordination.methods.contract import Context, Party
    from coordination.methods.forecast.models import (
        IndicatorForecast,
        OwnForecast,
        Point,
        Submission,
        UnitForecast,
    )

_HIGHEST = 99
"""Percent beyond which no number of possibilities is told: so far out the errors that were seen are few."""


def compare(
    given: Iterable[tuple[Party, Submission]], forecasts: Mapping[str, IndicatorForecast], context: Context
) -> tuple[Comparison, ...]:
    """Compare every figure of the agreed indicators, in the order of the parties.

    What is known of the unit's past plans (``context.remarks``) stands beside it as a remark.
    """
    settings = Settings.model_validate(dict(context.settings))
    order = {code: place for place, code in enumerate(settings.indicators)}
    units = {(code, unit.unit): unit for code, made in forecasts.items() for unit in made.units}
    return tuple(
        Comparison.model_validate(
            {
                "body": party.body,
                "unit": party.unit,
                "indicator": own.indicator,
                "period": own.period,
                "own": own.value,
                "unified": None,
                "reason": own.reason,
                "remark": context.remarks.get(own.indicator, {}).get(party.unit),
            }
            | _beside(own, units.get((own.indicator, party.unit)), forecasts[own.indicator], settings)
        )
        for party, submission in given
        for own in sorted(
            (own for own in submission.forecasts if own.indicator in order),
            key=lambda own: (order[own.indicator], own.period),
        )
    )


def _beside(own: OwnForecast, unit: UnitForecast | None, made: IndicatorForecast, settings: Settings) -> dict[str, Any]:
    """Give what can be said of an own figure beside the unified one; nothing where there is none."""
    point = next((each for each in unit.points if each.year == own.period), None) if unit else None
    if unit is None or point is None:
        return {}
    difference = float(own.value) - point.value
    share = difference / abs(point.value) * 100 if point.value else None
    # Beside a forecast of zero no percentage exists, so any difference is shown.
    far = difference != 0 if share is None else abs(share) > float(settings.band_percent)
    inside = {level: _within(own, point, level) for level in (80, 95)}
    level = settings.interval_percent
    return {
        "unified": point.value,
        "difference": difference,
        "percent": share,
        "percentile": _percentile(own, point, unit, made),
        "within_80": inside[80],
        "within_95": inside[95],
        "beyond_band": far or (level is not None and inside[level] is False),
    }


def _within(own: OwnForecast, point: Point, level: int) -> bool | None:
    low, high = getattr(point, f"low_{level}"), getattr(point, f"high_{level}")
    return None if low is None or high is None else bool(low <= float(own.value) <= high)


def _percentile(own: OwnForecast, point: Point, unit: UnitForecast, made: IndicatorForecast) -> float | None:
    """Give how much of the predictive distribution lies below an own figure, in percent; None where there is none."""
    if not point.unit or unit.last_year is None:
        return None
    share = below(made.spread, own.period - unit.last_year, (float(own.value) - point.value) / point.unit)
    return None if share is None else 100 * share


def talking_point(row: Comparison, context: Context) -> Text:
    """Say by how much an own figure differs, how likely it is, and the reason its province gives."""
    indicator = context.indicators[row.indicator]
    name = next(party.name for party in context.parties if party.body == row.body)
    places, unified = indicator.decimals, row.unified or 0.0
    share, gap = row.percent, row.difference or 0.0
    percent = Text(vi="", en="")
    if share is not None:
        sign = "+" if share > 0 else ""
        percent = Text(vi=f" ({sign}{vi(share, 1)}%)", en=f" ({sign}{en(share, 1)}%)")
    likely = likelihood(row.percentile)
    why = row.reason.strip().rstrip(".")
    return Text(
        vi=f"{name.vi}: {indicator.name.vi} năm {row.period} địa phương dự báo "
        f"{vi(row.own, places)}, phương pháp chung {with_unit(vi(unified, places), indicator.unit.vi)}, "
        f"chênh {vi(gap, places)}{percent.vi}"
        + (f", {likely.vi}; " if likely else "; ")
        + (f"lý do: {why}." if why else "chưa nêu lý do."),
        en=f"{name.en}: {indicator.name.en} {row.period}, own forecast {en(row.own, places)}, "
        f"unified {with_unit(en(unified, places), indicator.unit.en)}, difference "
        f"{en(gap, places)}{percent.en}"
        + (f", {likely.en}; " if likely else "; ")
        + (f"reason: {why}." if why else "no reason given."),
    )


def why_discussed(row: Comparison, settings: Settings) -> Text:
    """Say by which part of the agreed rule a figure is put up for discussion: the band, the interval, or both."""
    band, level = settings.band_percent, settings.interval_percent
    reasons = []
    if row.percent is None or abs(row.percent) > float(band):
        reasons.append(Text(vi=f"chênh quá ±{vi(band)}%", en=f"differs by more than ±{en(band)}%"))
    if level is not None and (row.within_80 if level == 80 else row.within_95) is False:
        reasons.append(Text(vi=f"ngoài khoảng dự báo {level}%", en=f"lies outside the {level}% prediction interval"))
    return Text(vi="; ".join(each.vi for each in reasons), en="; ".join(each.en for each in reasons))


def likelihood(percentile: float | None) -> Text | None:
    """Say in words where in the predictive distribution a figure lies; None where that is not known."""
    if percentile is None:
        return None
    high = percentile >= 50
    share = round(percentile if high else 100 - percentile)
    of = Text(vi="gần như mọi", en="nearly all") if share > _HIGHEST else Text(vi=f"{share}%", en=f"{share}%")
    return Text(
        vi=f"{'cao' if high else 'thấp'} hơn {of.vi} khả năng theo phương pháp chung",
        en=f"{'higher' if high else 'lower'} than {of.en} of what the unified method holds possible",
    )
