"""What can be said of one province's forecast before it is compared."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from coordination.kernel.period import Period
from coordination.kernel.text import Text
from coordination.methods.forecast.models import TOPIC_NAMES, TOPICS, Settings
from coordination.methods.forecast.plausible import implausible
from coordination.methods.indicators import Ratio
from coordination.methods.parties import finding
from coordination.methods.wording import in_year, listed, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coordination.methods.contract import Context, Finding
    from coordination.methods.forecast.models import OwnForecast, Submission


def check(submission: Submission, context: Context) -> list[Finding]:
    """Give the findings on one body's forecast."""
    settings = Settings.model_validate(dict(context.settings))
    return [
        *_duplicates(submission, context),
        *(f for own in submission.forecasts for f in _figure(own, context, settings)),
        *implausible(submission, context),
        *_owed(submission, context, settings),
        *_topics(submission),
    ]


def _named(code: str, context: Context) -> Text:
    """Name an indicator as people call it."""
    known = context.indicators.get(code)
    return known.name if known else Text(vi=f"“{code}”", en=f"“{code}”")


def _duplicates(submission: Submission, context: Context) -> list[Finding]:
    times = Counter((own.indicator, own.period) for own in submission.forecasts)
    return [
        finding(
            "error",
            "duplicate_forecast",
            f"forecasts.{code}.{period}",
            vi=f"Dự báo {in_year(_named(code, context).vi, period)} được nêu {count} lần.",
            en=f"The forecast of {_named(code, context).en} for {period} is given {count} times.",
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
        name = context.indicators[own.indicator].name
        vi = f"Chỉ tiêu “{name.vi}” không thuộc nội dung dự báo đã thống nhất."
        en = f"Indicator “{name.en}” is not part of the agreed forecast."
        return [finding("warning", "indicator_not_agreed", where, vi=vi, en=en)]
    if own.period > settings.horizon_to:
        vi = f"Năm {own.period} vượt thời kỳ dự báo (đến {settings.horizon_to})."
        en = f"Year {own.period} lies beyond the horizon ({settings.horizon_to})."
        return [finding("warning", "beyond_horizon", where, vi=vi, en=en)]
    return []


def _owed(submission: Submission, context: Context, settings: Settings) -> Iterator[Finding]:
    """Name what was agreed and is not given: whole indicators, then single years, together where they are the same."""
    given = _given(submission, context, settings)
    agreed = frozenset(range(Period.parse(context.period).first, settings.horizon_to + 1))
    lacking: dict[tuple[int, ...], list[Text]] = defaultdict(list)
    for code, years in given.items():
        name = _named(code, context)
        if not years:
            vi, en = f"Chưa có dự báo {name.vi}.", f"No forecast of {name.en}."
            yield finding("warning", "forecast_missing", f"forecasts.{code}", vi=vi, en=en)
        elif agreed - years:
            lacking[tuple(sorted(agreed - years))].append(name)
    for lacked, names in lacking.items():
        when = listed(map(str, lacked))
        yield finding(
            "note",
            "years_missing",
            "forecasts",
            vi=f"Chưa có dự báo năm {when} của {len(names)} chỉ tiêu: {'; '.join(each.vi for each in names)}.",
            en=f"No forecast for {when} of {len(names)} indicator(s): {'; '.join(each.en for each in names)}.",
        )


def _given(submission: Submission, context: Context, settings: Settings) -> Mapping[str, set[int]]:
    """Give the years each agreed indicator is forecast for; a ratio is, by itself, where both its parts are."""
    own: dict[str, set[int]] = defaultdict(set)
    for each in submission.forecasts:
        own[each.indicator].add(each.period)
    found: dict[str, set[int]] = {}
    for code in settings.indicators:
        rule = context.indicators[code].aggregation if code in context.indicators else None
        follows = own[rule.numerator] & own[rule.denominator] if isinstance(rule, Ratio) else set()
        found[code] = own[code] | follows
    return found


def _topics(submission: Submission) -> list[Finding]:
    return [
        finding(
            "note",
            "topic_empty",
            f"topics.{topic}",
            vi=f"Chưa có nội dung dự báo “{TOPIC_NAMES[topic].vi}”.",
            en=f"Nothing is said on “{TOPIC_NAMES[topic].en}”.",
        )
        for topic in TOPICS
        if not tidy(getattr(submission.topics, topic))
    ]
