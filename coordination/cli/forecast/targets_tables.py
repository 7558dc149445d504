"""What ``lienvung forecast targets`` shows: sentences, and a row for each province."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from coordination.cli.common import common
from coordination.cli.forecast.figures import figure
from coordination.kernel.text import Text
from coordination.methods.contract import Table
from coordination.methods.targets import Ask, Stretch

Value: TypeAlias = str | float | Text | None
SETTLED = Text(vi="đã thống nhất", en="settled")
_SMALLEST = 0.1
"""Per cent below which a share is not told as nought."""
_PAIRS = (
    (Text(vi="Đơn vị", en="Unit"), Text(vi="Ghi chú", en="Remark")),
    (Text(vi="Mức để bàn", en="To discuss"), Text(vi="Xác suất đạt", en="Probability")),
    (Text(vi="Phân vị", en="Percentile"), Text(vi="Trung vị", en="Median")),
    (Text(vi="Dự báo bình quân", en="Mean forecast"), Text(vi="So bình quân", en="Above mean")),
    (Text(vi="Kỳ trước", en="Before"), Text(vi="Tăng %", en="Growth %")),
)
_NEGOTIATED = (Text(vi="Khi chưa bàn", en="None settled"), Text(vi="Thay đổi", en="Difference"))
COLUMNS: Final = (
    "period", "unit", "remark", "value", "probability", "percentile", "median", "mean", "above_mean", "last",
    "growth_percent", "before", "difference",
)  # fmt: skip
"""Names of a file's columns, the same in every language; the last two where somebody negotiated."""
Row: TypeAlias = tuple[tuple[Value, Value], ...]


def head(*, negotiated: bool) -> tuple[tuple[Text, Text], ...]:
    """Give the columns in pairs, as people see one above the other."""
    return (*_PAIRS, _NEGOTIATED) if negotiated else _PAIRS


def rows(found: Stretch, *, negotiated: bool) -> Iterator[Row]:
    """Give the cells of each unit, in pairs; shares as fractions."""
    for each in found.asks:
        row: Row = (
            (each.outlook.unit, SETTLED if each.fixed else None),
            (each.value, each.reached),
            (_level(each), each.outlook.curve.median),
            (each.mean, each.above_mean),
            (each.outlook.last, each.growth),
        )
        yield (*row, (each.before, each.difference)) if negotiated else row


def shown(row: Row) -> list[tuple[str, str]]:
    """Write the cells of a row as people read them, in pairs."""
    (unit, remark), (value, chance), (level, median), *rest = row
    pairs = [(_cell(value), percent(chance)), (percent(level), _cell(median)), *((_cell(a), _cell(b)) for a, b in rest)]
    return [(str(unit), _cell(remark) if remark else ""), *pairs]


def _cell(value: Value) -> str:
    if value is None:
        return "–"
    if isinstance(value, Text):
        return value.in_language(common.lang)
    return value if isinstance(value, str) else figure(value, 1)


def sentences(period: str, found: Stretch) -> Iterator[Text]:
    """Say at what percentile a target is met, how likely the region reaches it, and what was negotiated."""
    goal = _both(found.target)
    if not found.reachable:
        yield _unreachable(period, found, goal)
    elif found.percentile is not None and found.reached is not None:
        vi, en = (percent(found.percentile, language) for language in ("vi", "en"))
        chance, rest = _share(found.reached), negotiated(found)
        each = Text(vi="mỗi tỉnh còn lại", en="each of the rest") if rest else Text(vi="mỗi tỉnh", en="each province")
        if any(one.outlook.curve.certain and not one.fixed for one in found.asks):
            each = Text(vi=f"{each.vi} có dự báo còn dao động", en=f"{each.en} whose forecast varies")
        yield Text(
            vi=f"Kỳ {period}: mục tiêu vùng {goal.vi} ứng với phân vị chung {vi}; {each.vi} có xác suất đạt {chance.vi}.",
            en=f"{period}: the regional target {goal.en} is at the common percentile {en}; {each.en} reaches its own "
            f"figure with probability {chance.en}.",
        )
    total = found.total
    if total.independent is not None and total.together is not None:
        apart, together = _share(total.independent), _share(total.together)
        yield Text(
            vi=f"Xác suất cả vùng đạt mục tiêu: {apart.vi} nếu sai số các tỉnh độc lập; {together.vi} nếu một cú sốc chung tác "
            "động đến mọi tỉnh.",
            en=f"Probability that the region reaches it: {apart.en} if the provinces' errors are independent; {together.en} "
            "if one shock moves them all.",
        )
    if negotiated(found) and found.percentile is not None and found.percentile_before is not None:
        units = ", ".join(each.outlook.unit for each in found.asks if each.fixed)
        before, after = _share(found.percentile_before), _share(found.percentile)
        yield Text(
            vi=f"Đã thống nhất riêng: {units}; phân vị chung của các tỉnh còn lại từ {before.vi} thành {after.vi}.",
            en=f"Settled: {units}; the common percentile of the rest goes from {before.en} to {after.en}.",
        )


def tables(found: Mapping[str, Stretch], note: Text) -> list[Table]:
    """Give one table of all periods, with every digit; shares as fractions."""
    settled = any(map(negotiated, found.values()))
    columns = tuple(Text(vi=each, en=each) for each in (COLUMNS if settled else COLUMNS[:-2]))
    made = [
        (period, *(value for pair in row for value in pair))
        for period, each in found.items()
        for row in rows(each, negotiated=settled)
    ]
    title = Text(vi="Mục tiêu vùng theo cùng một mức phấn đấu", en="A regional target, equally ambitious for all")
    return [Table(key="targets", title=title, columns=columns, rows=tuple(made), note=note)]


def percent(value: Value, language: str | None = None) -> str:
    """Write a share as per cent; what is not a number as itself, a dash for none."""
    language = language or common.lang
    if value is None:
        return "–"
    if not isinstance(value, float):
        return value.in_language(language) if isinstance(value, Text) else str(value)
    sign = "%" if language == "en" else " %"
    of = 100 * value
    least, most = figure(_SMALLEST, 1, language), figure(100 - _SMALLEST, 1, language)
    if 0 < of < _SMALLEST:
        return f"<{least}{sign}"
    return f">{most}{sign}" if 100 - _SMALLEST < of < 100 else f"{figure(of, 1, language)}{sign}"


def _unreachable(period: str, found: Stretch, goal: Text) -> Text:
    least, most = _both(found.least), _both(found.most)
    if all(each.fixed for each in found.asks):
        beyond = found.least - found.target
        rest = _both(abs(beyond))
        if beyond > 0:
            return Text(
                vi=f"Kỳ {period}: mọi tỉnh đã thống nhất, cộng {least.vi}; vượt mục tiêu {goal.vi} là {rest.vi}.",
                en=f"{period}: all provinces have settled, on {least.en} together; {rest.en} above the target {goal.en}.",
            )
        return Text(
            vi=f"Kỳ {period}: mọi tỉnh đã thống nhất, cộng {least.vi}; còn cách mục tiêu {goal.vi} là {rest.vi}.",
            en=f"{period}: all provinces have settled, on {least.en} together; {rest.en} from the target {goal.en}.",
        )
    return Text(
        vi=f"Kỳ {period}: mục tiêu {goal.vi} nằm ngoài khoảng dự báo, không phân vị chung nào cho tổng này; tổng nhỏ nhất "
        f"{least.vi}, lớn nhất {most.vi}.",
        en=f"{period}: the target {goal.en} is outside what is forecast, no common percentile adds up to it; the smallest "
        f"sum is {least.en}, the largest {most.en}.",
    )


def _level(each: Ask) -> Value:
    if each.beyond is None:
        return each.percentile
    above = each.beyond == "above"
    return Text(vi="trên khoảng" if above else "dưới khoảng", en="above range" if above else "below range")


def negotiated(found: Stretch) -> bool:
    """Say whether somebody negotiated."""
    return any(each.fixed for each in found.asks)


def _both(value: float) -> Text:
    return Text(vi=figure(value, 1, "vi"), en=figure(value, 1, "en"))


def _share(value: float) -> Text:
    return Text(vi=percent(value, "vi"), en=percent(value, "en"))
