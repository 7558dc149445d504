"""The sentences of a joint assessment; each carries its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordination.kernel.text import Text
from coordination.methods.contract import Context
from coordination.methods.indicators import Indicator, Sum, WeightedMean
from coordination.methods.joint_assessment.analysis.panel import kind_of
from coordination.methods.wording import number, unit_names, with_unit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from coordination.methods.joint_assessment.models import Growth, PlanResult, RegionalValue


def amount(value: Decimal, indicator: Indicator, language: str) -> str:
    """Write a value with its unit."""
    return with_unit(number(value, language, indicator.decimals), indicator.unit.in_language(language))


def headline(row: RegionalValue, context: Context) -> Text:
    """State the region's latest value with its completeness, growth and plan."""
    indicator = context.indicators[row.indicator]
    if row.value is None:
        return unheard(row, context)
    asked = len(row.units) + len(row.missing)
    have = f"{len(row.units)}/{asked}"
    whole = Text(
        vi=f"đủ {have} đơn vị" if row.complete else f"mới có {have} đơn vị",
        en=f"all {asked} units" if row.complete else f"partial, {len(row.units)} of {asked} units",
    )
    growth, plan = _growth(row.growth, indicator), _plan(row.plan, indicator)
    return Text(
        vi=f"{indicator.name.vi} năm {row.period}: {amount(row.value, indicator, 'vi')} "
        f"({whole.vi}){growth.vi}{plan.vi}.",
        en=f"{indicator.name.en} {row.period}: {amount(row.value, indicator, 'en')} ({whole.en}){growth.en}{plan.en}.",
    )


def _growth(growth: Growth | None, indicator: Indicator) -> Text:
    if growth is None:
        return Text(vi="", en="")
    size = _change(growth, indicator)
    return Text(vi=f", {size.vi} so với năm {growth.base_period}", en=f", {size.en} on {growth.base_period}")


def _change(growth: Growth, indicator: Indicator) -> Text:
    if growth.change == 0:
        return Text(vi="không đổi", en="unchanged")
    up = growth.change > 0
    verb = Text(vi="tăng" if up else "giảm", en="up" if up else "down")
    relative = isinstance(indicator.aggregation, Sum) or kind_of(indicator) == "index"
    if relative and growth.percent is not None:
        size = abs(growth.percent)
        return Text(vi=f"{verb.vi} {number(size, 'vi', 1)}%", en=f"{verb.en} {number(size, 'en', 1)}%")
    size = abs(growth.change)
    if indicator.unit.en.startswith("%"):
        vi = f"{verb.vi} {number(size, 'vi', indicator.decimals)} điểm phần trăm"
        en = f"{verb.en} {number(size, 'en', indicator.decimals)} percentage points"
        return Text(vi=vi, en=en)
    vi, en = amount(size, indicator, "vi"), amount(size, indicator, "en")
    return Text(vi=f"{verb.vi} {vi}", en=f"{verb.en} {en}")


def _plan(plan: PlanResult | None, indicator: Indicator) -> Text:
    if plan is None:
        return Text(vi="", en="")
    goal_vi, goal_en = amount(plan.plan, indicator, "vi"), amount(plan.plan, indicator, "en")
    share_vi = "" if plan.percent is None else f" bằng {number(plan.percent, 'vi', 1)}%"
    share_en = "" if plan.percent is None else f" {number(plan.percent, 'en', 1)}% of"
    verdict = {
        True: Text(vi=", đạt", en=", met"),
        False: Text(vi=", chưa đạt", en=", not met"),
        None: Text(vi="", en=""),
    }[plan.met]
    count = len(plan.units)
    return Text(
        vi=f";{share_vi} kế hoạch {goal_vi}{verdict.vi} ({count} đơn vị có cả hai số)",
        en=f";{share_en} the plan of {goal_en}{verdict.en} ({count} units with both figures)",
    )


def plan_count(met: Sequence[bool]) -> Text:
    """Count the indicators that reached their plan."""
    have, total = sum(met), len(met)
    return Text(
        vi=f"{have}/{total} chỉ tiêu toàn vùng đạt và vượt kế hoạch.",
        en=f"{have} of {total} regional indicators met or exceeded the plan.",
    )


def incomplete(row: RegionalValue, context: Context) -> Text:
    """Name the units a partial value lacks."""
    name = context.indicators[row.indicator].name
    units = unit_names(context, row.missing)
    asked, weight = len(row.units) + len(row.missing), _unweighted(row, context)
    return Text(
        vi=f"{name.vi} năm {row.period} mới tính trên {len(row.units)}/{asked} đơn vị; còn thiếu: {units.vi}{weight.vi}.",
        en=f"{name.en} {row.period} covers {len(row.units)} of {asked} units; missing: {units.en}{weight.en}.",
    )


def unheard_of(rows: Sequence[RegionalValue], context: Context) -> Text:
    """Say once of several indicators that none of them can be given for a year."""
    if len(rows) == 1:
        return unheard(rows[0], context)
    names = [context.indicators[row.indicator].name for row in rows]
    return Text(
        vi=f"Năm {rows[0].period} chưa có số liệu để tính cho toàn vùng: {'; '.join(each.vi for each in names)}.",
        en=f"No figures from which regional values for {rows[0].period} could be made: "
        f"{'; '.join(each.en for each in names)}.",
    )


def unheard(row: RegionalValue, context: Context) -> Text:
    """Say that a regional value cannot be given."""
    name, weight = context.indicators[row.indicator].name, _unweighted(row, context)
    return Text(
        vi=f"{name.vi} năm {row.period}: chưa có số liệu để tính cho toàn vùng{weight.vi}.",
        en=f"{name.en} {row.period}: no figures from which a regional value could be made{weight.en}.",
    )


def _unweighted(row: RegionalValue, context: Context) -> Text:
    """Say which weight lacks of whom, and of which year."""
    rule = context.indicators[row.indicator].aggregation
    if not row.unweighted or not isinstance(rule, WeightedMean):
        return Text(vi="", en="")
    units, year, known = unit_names(context, row.unweighted), row.period - rule.lag, context.indicators.get(rule.weight)
    name = known.name if known else Text(vi=rule.weight, en=rule.weight)
    return Text(
        vi=f"; thiếu quyền số “{name.vi}” năm {year} của {units.vi}",
        en=f"; the weight “{name.en}” of {year} lacks for {units.en}",
    )


def contradiction(name: Text, indicator: Indicator, period: int, stated: Decimal, found: Decimal) -> Text:
    """Show a stated ratio beside the one its numerator and denominator give."""
    return Text(
        vi=f"{name.vi}: {indicator.name.vi} năm {period} nêu {amount(stated, indicator, 'vi')}, "
        f"tính từ tử số và mẫu số là {amount(found, indicator, 'vi')}.",
        en=f"{name.en}: {indicator.name.en} {period} is stated as "
        f"{amount(stated, indicator, 'en')}, its numerator and denominator give "
        f"{amount(found, indicator, 'en')}.",
    )
