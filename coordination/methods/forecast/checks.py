"""What can be said of one province's forecast before it is compared."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from coordination.methods.forecast.models import TOPICS, Settings
from coordination.methods.parties import finding
from coordination.methods.wording import tidy

if TYPE_CHECKING:
    from coordination.methods.contract import Context, Finding
    from coordination.methods.forecast.models import OwnForecast, Submission


def check(submission: Submission, context: Context) -> list[Finding]:
    """Give the findings on one body's forecast."""
    settings = Settings.model_validate(dict(context.settings))
    return [
        *_duplicates(submission),
        *(f for own in submission.forecasts for f in _figure(own, context, settings)),
        *_owed(submission, settings),
        *_topics(submission),
    ]


def _duplicates(submission: Submission) -> list[Finding]:
    times = Counter((own.indicator, own.period) for own in submission.forecasts)
    return [
        finding(
            "error",
            "duplicate_forecast",
            f"forecasts.{code}.{period}",
            vi=f"Dự báo {code} năm {period} được nêu {count} lần.",
            en=f"The forecast of {code} for {period} is given {count} times.",
        )
        for (code, period), count in times.items()
        if count > 1
    ]


def _figure(own: OwnForecast, context: Context, settings: Settings) -> list[Finding]:
    where = f"forecasts.{own.indicator}.{own.period}"
    if own.indicator not in context.indicators:
        vi = f"Chỉ tiêu “{own.indicator}” không có trong danh mục."
        en = f"Indicator “{own.indicator}” is not in the catalogue."
        return [finding("error", "unknown_indicator", where, vi=vi, en=en)]
    if own.indicator not in settings.indicators:
        vi = f"Chỉ tiêu “{own.indicator}” không thuộc nội dung dự báo đã thống nhất."
        en = f"Indicator “{own.indicator}” is not part of the agreed forecast."
        return [finding("warning", "indicator_not_agreed", where, vi=vi, en=en)]
    if own.period > settings.horizon_to:
        vi = f"Năm {own.period} vượt thời kỳ dự báo (đến {settings.horizon_to})."
        en = f"Year {own.period} lies beyond the horizon ({settings.horizon_to})."
        return [finding("warning", "beyond_horizon", where, vi=vi, en=en)]
    return []


def _owed(submission: Submission, settings: Settings) -> list[Finding]:
    given = {own.indicator for own in submission.forecasts}
    return [
        finding(
            "warning",
            "forecast_missing",
            f"forecasts.{code}",
            vi=f"Chưa có dự báo {code}.",
            en=f"No forecast of {code}.",
        )
        for code in settings.indicators
        if code not in given
    ]


def _topics(submission: Submission) -> list[Finding]:
    return [
        finding(
            "note",
            "topic_empty",
            f"topics.{topic}",
            vi=f"Chưa có nội dung dự báo “{topic}”.",
            en=f"Nothing is said on “{topic}”.",
        )
        for topic in TOPICS
        if not tidy(getattr(submission.topics, topic))
    ]
