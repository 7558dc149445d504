"""Each province's own figures beside the unified forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordination.kernel.text import Text
from coordination.methods.forecast.models import Comparison
from coordination.methods.wording import en, vi

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coordination.methods.contract import Context, Party
    from coordination.methods.forecast.models import (
        IndicatorForecast,
        OwnForecast,
        Point,
        Settings,
        Submission,
    )


def compare(
    given: Iterable[tuple[Party, Submission]],
    forecasts: Mapping[str, IndicatorForecast],
    settings: Settings,
) -> tuple[Comparison, ...]:
    """Compare every figure of the agreed indicators, in the order of the parties."""
    points = {
        (code, unit.unit, point.year): point
        for code, forecast in forecasts.items()
        for unit in forecast.units
        for point in unit.points
    }
    order = {code: place for place, code in enumerate(settings.indicators)}
    return tuple(
        _one(party, own, points.get((own.indicator, party.unit, own.period)), settings)
        for party, submission in given
        for own in sorted(
            (own for own in submission.forecasts if own.indicator in order),
            key=lambda own: (order[own.indicator], own.period),
        )
    )


def _one(party: Party, own: OwnForecast, point: Point | None, settings: Settings) -> Comparison:
    base = {
        "body": party.body,
        "unit": party.unit,
        "indicator": own.indicator,
        "period": own.period,
        "own": own.value,
        "unified": None,
        "reason": own.reason,
    }
    if point is None:
        return Comparison.model_validate(base)
    difference = float(own.value) - point.value
    share = difference / abs(point.value) * 100 if point.value else None
    band = float(settings.band_percent)
    return Comparison.model_validate(
        base
        | {
            "unified": point.value,
            "difference": difference,
            "percent": share,
            "within_95": point.low_95 <= float(own.value) <= point.high_95,
            # Beside a forecast of zero no percentage exists, so any difference is shown.
            "beyond_band": difference != 0 if share is None else abs(share) > band,
        }
    )


def talking_point(row: Comparison, context: Context, settings: Settings) -> Text:
    """Say by how much an own figure differs, and the reason its province gives."""
    indicator = context.indicators[row.indicator]
    name = next(party.name for party in context.parties if party.body == row.body)
    places, unified = indicator.decimals, row.unified or 0.0
    share, gap = row.percent or 0.0, row.difference or 0.0
    sign = "+" if share > 0 else ""
    why = row.reason.strip().rstrip(".")
    band = settings.band_percent
    return Text(
        vi=f"{name.vi}: {indicator.name.vi} năm {row.period} địa phương dự báo "
        f"{vi(row.own, places)}, phương pháp chung {vi(unified, places)} {indicator.unit.vi}, "
        f"chênh {vi(gap, places)} ({sign}{vi(share, 1)}%, ngoài ±{vi(band)}%); "
        + (f"lý do: {why}." if why else "chưa nêu lý do."),
        en=f"{name.en}: {indicator.name.en} {row.period}, own forecast {en(row.own, places)}, "
        f"unified {en(unified, places)} {indicator.unit.en}, difference "
        f"{en(gap, places)} ({sign}{en(share, 1)}%, beyond ±{en(band)}%); "
        + (f"reason: {why}." if why else "no reason given."),
    )
