"""The unified forecast of all indicators, and the review of the provinces' own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordination.kernel.text import Text
from coordination.methods.forecast import collected
from coordination.methods.forecast.coherent import through_levels, through_parts
from coordination.methods.forecast.compare import compare, talking_point
from coordination.methods.forecast.indicator import forecast_indicator
from coordination.methods.forecast.models import (
    TOPICS,
    IndicatorForecast,
    RegionalForecast,
    Result,
    Settings,
    Submission,
    SurveyFigure,
    TopicText,
)
from coordination.methods.forecast.region import figures, regional_forecast
from coordination.methods.indicators import Ratio, level_of
from coordination.methods.parties import absent, handed_in, one_body_per_unit, participation
from coordination.methods.series.candidates import NAMES
from coordination.methods.wording import en, names_of, tidy, unit_names, vi, with_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coordination.methods.contract import Context, Party
    from coordination.methods.forecast.models import Comparison
    from coordination.methods.indicators import Aggregation


def synthesise(
    submissions: Mapping[str, Submission],
    context: Context,
    forecasts: Mapping[str, IndicatorForecast] | None = None,
) -> Result:
    """Forecast by the unified method and review each province's own figures against it.

    ``forecasts`` takes what ``forecast_indicator`` gave elsewhere; what it lacks is computed here.
    """
    one_body_per_unit(context)
    settings = Settings.model_validate(dict(context.settings))
    given = handed_in(submissions, context)
    ready = forecasts or {}
    made = _through({c: ready.get(c) or forecast_indicator(c, context) for c in settings.indicators}, context)
    regional = tuple(regional_forecast(code, made, context) for code in made)
    compared = compare(given, made, context)
    silent = absent(submissions, context)
    surveys = tuple(SurveyFigure.model_validate(each) for each in collected.from_surveys(made, context))
    return Result(
        summary=(
            participation(submissions, context),
            *_silent_units(silent),
            *(_headline(made[row.indicator], row, context) for row in regional),
            *collected.summary(surveys),
            *_reminded(compared, context),
            *_beyond(compared, settings),
        ),
        for_discussion=(
            *(talking_point(row, context) for row in compared if row.beyond_band),
            *(text for forecast in made.values() for text in _refused(forecast, context)),
            *collected.differing(surveys, context),
        ),
        missing=tuple(party.body for party in silent),
        indicators=tuple(made.values()),
        regional=regional,
        comparisons=compared,
        topics=tuple(
            TopicText(topic=topic, body=party.body, text=getattr(submission.topics, topic))
            for topic in TOPICS
            for party, submission in given
            if tidy(getattr(submission.topics, topic))
        ),
        surveyed=surveys,
    )


def _through(made: Mapping[str, IndicatorForecast], context: Context) -> dict[str, IndicatorForecast]:
    """Let ratios follow from their parts, and growth from its levels, where these are forecast too."""
    return {code: _from_parts(each, context.indicators[code].aggregation, made, context) for code, each in made.items()}


def _from_parts(
    each: IndicatorForecast, rule: Aggregation, made: Mapping[str, IndicatorForecast], context: Context
) -> IndicatorForecast:
    if isinstance(rule, Ratio) and {rule.numerator, rule.denominator} <= set(made):
        return through_parts(
            each, rule, figures(rule.numerator, made, context), figures(rule.denominator, made, context)
        )
    level = level_of(rule)
    return through_levels(each, figures(level, made, context)) if level is not None and level in made else each


def _silent_units(silent: Sequence[Party]) -> Iterable[Text]:
    if silent:
        yield Text(
            vi=f"Vẫn lập dự báo theo phương pháp chung cho bên chưa gửi: {names_of(silent, 'vi')}.",
            en=f"The unified forecast is still made for {names_of(silent, 'en')}, who sent none.",
        )


def _headline(forecast: IndicatorForecast, region: RegionalForecast, context: Context) -> Text:
    indicator = context.indicators[forecast.indicator]
    method = NAMES[forecast.method]
    if not region.points:
        return Text(
            vi=f"{indicator.name.vi}, phương pháp {method.vi}. {region.note.vi}",
            en=f"{indicator.name.en}, method {method.en}. {region.note.en}",
        )
    last, places = region.points[-1], indicator.decimals
    total = len(last.units) + len(last.missing)
    known = max((unit.last_year for unit in forecast.units if unit.last_year), default="–")
    whole = Text(
        vi=f"{len(last.units)}/{total} địa phương; số liệu đến {known}",
        en=f"{len(last.units)} of {total} units; figures up to {known}",
    )
    interval = Text(vi="", en="")
    if last.low_95 is not None and last.high_95 is not None:
        interval = Text(
            vi=f", khoảng 95%: {vi(last.low_95, places)} đến {vi(last.high_95, places)}",
            en=f", 95% interval {en(last.low_95, places)} to {en(last.high_95, places)}",
        )
    return Text(
        vi=f"{indicator.name.vi} toàn vùng năm {last.year}: {with_unit(vi(last.value, places), indicator.unit.vi)}"
        f"{interval.vi} ({whole.vi}; phương pháp {method.vi}).",
        en=f"{indicator.name.en}, region, {last.year}: {with_unit(en(last.value, places), indicator.unit.en)}"
        f"{interval.en} ({whole.en}; method {method.en}).",
    )


def _beyond(compared: Sequence[Comparison], settings: Settings) -> Iterable[Text]:
    if not compared:
        return
    beyond = sum(row.beyond_band for row in compared)
    band, level = settings.band_percent, settings.interval_percent
    outside = Text(vi="", en="")
    if level is not None:
        outside = Text(
            vi=f" hoặc nằm ngoài khoảng dự báo {level}%", en=f" or lie outside the {level}% prediction interval"
        )
    alone = sum(row.unified is None for row in compared)
    if alone:
        yield Text(
            vi=f"{alone}/{len(compared)} số dự báo của địa phương không có dự báo chung để so.",
            en=f"{alone} of {len(compared)} own figures have no unified forecast to be compared with.",
        )
    yield Text(
        vi=f"{beyond}/{len(compared)} số dự báo của địa phương cần trao đổi: chênh quá ±{vi(band)}% so với phương pháp "
        f"chung{outside.vi}.",
        en=f"{beyond} of {len(compared)} own figures are to be discussed: they differ by more than ±{en(band)}% from the "
        f"unified forecast{outside.en}.",
    )


def _reminded(compared: Sequence[Comparison], context: Context) -> Iterable[Text]:
    """Say that past plans are told beside own figures, and of what; they change none."""
    told = [row for row in compared if row.remark is not None]
    if told:
        names = [context.indicators[code].name for code in dict.fromkeys(row.indicator for row in told)]
        yield Text(
            vi=f"Bên cạnh {len(told)} số của địa phương có ghi kết quả thực hiện kế hoạch những năm trước "
            f"({', '.join(each.vi for each in names)}), chỉ để tham khảo.",
            en=f"Beside {len(told)} own figures stands what came of past plans ({', '.join(each.en for each in names)}), for "
            "information alone.",
        )


def _refused(forecast: IndicatorForecast, context: Context) -> Iterable[Text]:
    name = context.indicators[forecast.indicator].name
    for unit in forecast.units:
        if unit.method is None and unit.note is not None:
            who = unit_names(context, [unit.unit])
            yield Text(vi=f"{who.vi}: {name.vi} {unit.note.vi}.", en=f"{who.en}: {name.en} {unit.note.en}.")
