"""What the figures of one indicator say, in sentences a report can print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from coordination.kernel.text import Text
from coordination.methods.indicators import Sum
from coordination.methods.joint_assessment.analysis.drafting import (
    PERCENT,
    POINTS,
    Cited,
    Sentence,
    compose,
    joined,
    plain,
)
from coordination.methods.joint_assessment.analysis.panel import origin
from coordination.methods.joint_assessment.analysis.scene import NATION, Scene, difference

if TYPE_CHECKING:
    from coordination.methods.indicators import Indicator
    from coordination.methods.joint_assessment.analysis.distance import Distance
    from coordination.methods.joint_assessment.analysis.growth import Change
    from coordination.methods.joint_assessment.analysis.models import IndicatorAnalysis, Value

LEADERS = 3
"""So many provinces are named in a sentence on contributions."""


def indicator_sentences(scene: Scene, indicator: Indicator, found: IndicatorAnalysis) -> Iterator[Sentence]:
    """Give the sentences the figures carry; none for figures too old to be called the present state."""
    if found.year is None or not found.fresh:
        return
    value = found.value_in(found.year)
    if value is not None and value.value is not None:
        yield (
            _growth_alone(scene, indicator, found, value)
            if found.kind == "index"
            else _headline(scene, indicator, found, value)
        )
        yield from _against_nation(scene, indicator, found, value)
    yield from _contributions(scene, indicator, found)
    yield from _extremes(scene, indicator, found)


def _headline(scene: Scene, indicator: Indicator, found: IndicatorAnalysis, value: Value) -> Sentence:
    figures = {"value": scene.whole(indicator, scene.region, value)}
    verb = _verb(value.status)
    vi, en = (
        f"{{name}} của {{region}} năm {{year}} {verb.vi} {{value}}",
        f"{{name}}, {{region}}, {{year}}: {{value}}{verb.en}",
    )
    words = {"name": indicator.name, "region": scene.region_name, "year": plain(value.year)}
    for change, tail in ((found.latest, _step), (found.span, _pace)):
        if change is not None:
            vi, en = tail(scene, indicator, found, change, (figures, words), (vi, en))
    nominal = found.kind == "level" and indicator.price_base == "current" and len(figures) > 1
    vi += " (theo giá hiện hành, chưa loại trừ yếu tố giá)." if nominal else "."
    en += " (at current prices, including the change of prices)." if nominal else "."
    return compose(vi, en, figures, words)


def _verb(status: str) -> Text:
    return {
        "estimate": Text(vi="ước đạt", en=" (estimate)"),
        "preliminary": Text(vi="(số sơ bộ) là", en=" (preliminary)"),
        "derived": Text(vi="(số tính toán) là", en=" (derived)"),
    }.get(status, Text(vi="là", en=""))


Bag = tuple[dict[str, Cited], dict[str, Text]]


def _step(
    scene: Scene, indicator: Indicator, found: IndicatorAnalysis, change: Change, bag: Bag, said: tuple[str, str]
) -> tuple[str, str]:
    figures, words = bag
    size, rest = _size(indicator, found, change)
    words["before"] = plain(change.first)
    if round(size, rest[1]) == 0:
        if (then := found.value_in(change.first)) is not None:
            figures["then"] = scene.whole(
                indicator, scene.region, then
            )  # that nothing changed is a claim on both years
            return said[0] + ", không đổi so với năm {before} ({then})", said[1] + ", unchanged on {before} ({then})"
        return said
    figures["step"] = scene.cite(
        indicator, scene.region, f"{change.first}-{change.last}", size, rest, _between(found, change)
    )
    vi, en = ("tăng", "up") if size > 0 else ("giảm", "down")
    return said[0] + f", {vi} {{step_abs}} so với năm {{before}}", said[1] + f", {en} {{step_abs}} on {{before}}"


def _pace(
    scene: Scene, indicator: Indicator, found: IndicatorAnalysis, change: Change, bag: Bag, said: tuple[str, str]
) -> tuple[str, str]:
    if change.yearly is None or change.last - change.first <= 1:
        return said
    if round(change.yearly, 1) == 0:
        return said  # "grew by 0.0%" says nothing
    figures, words = bag
    words |= {"first": plain(change.first + 1), "last": plain(change.last)}  # a span is named by the years that grew
    figures["pace"] = scene.cite(
        indicator, scene.region, f"{change.first}-{change.last}", change.yearly, (PERCENT, 1), _between(found, change)
    )
    vi, en = ("tăng", "up") if change.yearly > 0 else ("giảm", "down")
    return (
        said[0] + f"; giai đoạn {{first}} - {{last}} bình quân mỗi năm {vi} {{pace_abs}}",
        said[1] + f"; on average {en} {{pace_abs}} a year over {{first}}-{{last}}",
    )


def _size(indicator: Indicator, found: IndicatorAnalysis, change: Change) -> tuple[Decimal, tuple[Text, int]]:
    if found.kind != "rate" and change.percent is not None:
        return change.percent, (PERCENT, 1)
    return change.change, (difference(indicator), indicator.decimals)


def _between(found: IndicatorAnalysis, change: Change) -> tuple[str, str]:
    years = range(change.first + 1, change.last + 1) if found.kind == "index" else (change.first, change.last)
    return _merged(value for value in found.region if value.year in years)


def _merged(values: Iterable[Value]) -> tuple[str, str]:
    return origin((value.source, value.status) for value in values)


def _growth_alone(scene: Scene, indicator: Indicator, found: IndicatorAnalysis, value: Value) -> Sentence:
    """State a volume index as the growth it is."""
    pace = (value.value or Decimal(0)) - 100
    up = pace >= 0
    figures = {
        "pace_now": scene.cite(
            indicator, scene.region, str(value.year), pace, (PERCENT, indicator.decimals), (value.source, value.status)
        )
    }
    words = {"name": indicator.name, "region": scene.region_name, "year": plain(value.year)}
    note = {"estimate": " (số ước tính)", "preliminary": " (số sơ bộ)", "derived": " (số tính toán)"}.get(
        value.status, ""
    )
    vi = f"{{name}} của {{region}} năm {{year}}{note} cho thấy mức {'tăng' if up else 'giảm'} {{pace_now_abs}} so với năm trước"
    en = f"{{name}}, {{region}}, {{year}}{_verb(value.status).en}: {'up' if up else 'down'} {{pace_now_abs}} on the year before"
    if found.span is not None:
        vi, en = _pace(scene, indicator, found, found.span, (figures, words), (vi, en))
    return compose(vi + ".", en + ".", figures, words)


def _against_nation(scene: Scene, indicator: Indicator, found: IndicatorAnalysis, value: Value) -> Iterator[Sentence]:
    nation = found.nation_in(value.year)
    if isinstance(indicator.aggregation, Sum) or nation is None or nation.value is None or value.value is None:
        return
    gap = value.value - nation.value
    figures = {
        "nation": scene.whole(indicator, NATION, nation),
        "gap": scene.cite(
            indicator,
            scene.region,
            str(value.year),
            gap,
            (difference(indicator), indicator.decimals),
            _merged([value, nation]),
        ),
    }
    words = {"name": indicator.name, "region": scene.region_name, "year": plain(value.year)}
    if round(gap, indicator.decimals) == 0:
        del figures["gap"]
        vi, en = "bằng mức chung của cả nước ({nation})", "equals the nation's ({nation})"
    elif found.kind == "level" and nation.value > 0:
        share = value.value / nation.value * 100
        figures["gap"] = scene.cite(
            indicator, scene.region, str(value.year), share, (PERCENT, 1), _merged([value, nation])
        )
        vi, en = "bằng {gap} mức chung của cả nước ({nation})", "is {gap} of the nation's ({nation})"
    else:
        more, higher = ("cao hơn", "above") if gap > 0 else ("thấp hơn", "below")
        vi = f"{more} mức chung của cả nước ({{nation}}) là {{gap_abs}}"
        en = f"is {{gap_abs}} {higher} the nation's ({{nation}})"
    yield compose(
        f"{{name}} của {{region}} năm {{year}} {vi}.", f"{{name}}, {{region}}, {{year}}, {en}.", figures, words
    )


def _contributions(scene: Scene, indicator: Indicator, found: IndicatorAnalysis) -> Iterator[Sentence]:
    """Name the provinces that carry the change of the year: the growth, or the fall."""
    change = found.latest
    if indicator.direction == "neutral":
        return
    if change is None or change.percent is None or len(found.contributions) < LEADERS or round(change.percent, 1) == 0:
        return
    up = change.percent > 0
    period, sources = f"{change.first}-{change.last}", _between(found, change)
    places, by = (indicator.decimals, ("theo", "by")) if found.kind == "index" else (1, ("của", "in"))
    ranked = sorted(found.contributions, key=lambda part: part.points, reverse=up)
    figures = {"whole": scene.cite(indicator, scene.region, period, change.percent, (PERCENT, places), sources)}
    words = {"name": indicator.name, "region": scene.region_name, "year": plain(change.last)}
    named: list[str] = []
    for letter, part in zip("abc", ranked[:LEADERS], strict=False):
        if part.points == 0 or (part.points > 0) != up:
            continue
        words[f"unit_{letter}"] = scene.name(part.unit)
        figures[f"part_{letter}"] = scene.cite(indicator, part.unit, period, part.points, (POINTS, 2), sources)
        named.append(f"{{unit_{letter}}} ({{part_{letter}_abs}})")
    if not named:
        return
    vi = f"Trong mức {'tăng' if up else 'giảm'} {{whole_abs}} {by[0]} chỉ tiêu “{{name}}” toàn {{region}} năm {{year}}, phần lớn nhất là của"
    en = f"Of the {'rise' if up else 'fall'} of {{whole_abs}} {by[1]} “{{name}}”, {{region}}, {{year}}, the largest parts are those of"
    against = ranked[-1]
    tail_vi = tail_en = ""
    if (against.points < 0) == up and round(against.points, 2) != 0:
        words["unit_z"] = scene.name(against.unit)
        figures["part_z"] = scene.cite(indicator, against.unit, period, against.points, (POINTS, 2), sources)
        tail_vi = "; {unit_z} tác động ngược chiều {part_z_abs}"
        tail_en = "; {unit_z} moved the other way by {part_z_abs}"
    yield compose(f"{vi} {joined(named, 'vi')}{tail_vi}.", f"{en} {joined(named, 'en')}{tail_en}.", figures, words)


def _extremes(scene: Scene, indicator: Indicator, found: IndicatorAnalysis) -> Iterator[Sentence]:
    """Name the highest and the lowest province; of totals, which follow size, nothing is said."""
    spread = sorted(found.distances, key=lambda each: each.value)
    if isinstance(indicator.aggregation, Sum) or len(spread) < LEADERS or found.year is None:
        return
    low, high = spread[0], spread[-1]
    if high.value in (low.value, spread[-2].value) or low.value == spread[1].value:
        return  # a place that is shared has no one name
    figures = {"high": _own(scene, indicator, found, high), "low": _own(scene, indicator, found, low)}
    words = {
        "name": indicator.name,
        "year": plain(found.year),
        "top": scene.name(high.unit),
        "end": scene.name(low.unit),
    }
    yield compose(
        "{name} năm {year} trong vùng: cao nhất là {top} ({high}), thấp nhất là {end} ({low}).",
        "{name}, {year}, within the region: highest in {top} ({high}), lowest in {end} ({low}).",
        figures,
        words,
    )


def _own(scene: Scene, indicator: Indicator, found: IndicatorAnalysis, each: Distance) -> Cited:
    return scene.own(indicator, each.unit, found.year or 0, each.value)
