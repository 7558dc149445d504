"""How the terms of a forecast contract are put into words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from coordination.kernel.text import Text
from coordination.methods.series.candidates import NAMES
from coordination.methods.series.choosing import BETTER
from coordination.methods.wording import en, listed, vi

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from decimal import Decimal

DRAFT_RULES: Final[tuple[tuple[Text, Text], ...]] = (
    (
        Text(vi="Mức phân vị", en="Quantiles"),
        Text(vi="khoảng dự báo 80% và 95%", en="prediction intervals of 80% and 95%"),
    ),
    (
        Text(vi="Cách chọn phương pháp", en="Selection rule"),
        Text(
            vi=f"một phương pháp cho mọi tỉnh của một chỉ tiêu; giữ phương pháp cuối danh sách, trừ khi phương pháp khác có "
            f"sai số kiểm định lùi nhỏ hơn quá {vi(100 * BETTER)}% và quá một sai số chuẩn",
            en=f"one method for all provinces of an indicator; the last admitted is kept unless another errs less by more than "
            f"{en(100 * BETTER)}% and one standard error at the rolling origins",
        ),
    ),
    (
        Text(vi="Tổng hợp vùng", en="Combination into the region"),
        Text(
            vi="số của các tỉnh và của vùng được cân đối để cộng lại bằng nhau; tỷ lệ tính từ tử số và mẫu số",
            en="provinces and region are reconciled so that they add up; ratios follow from numerators and denominators",
        ),
    ),
)
"""Terms that are the rules of the forecast method itself: said, so that all know them, and not up for a figure."""


def method_names(methods: Iterable[str]) -> Text:
    """Name forecast methods in both languages, in the order given."""
    named = [NAMES[each] for each in methods]
    return Text(vi=listed(each.vi for each in named), en=listed(each.en for each in named))


def data_to(year: int | None) -> Text:
    """Say up to which year figures are used."""
    if year is None:
        return Text(vi="mọi số liệu đã công bố trước năm lập kế hoạch", en="all published before the year of planning")
    return Text(vi=f"đến hết năm {year}", en=f"up to {year}")


def _years(value: int) -> Text:
    return Text(vi=f"{value} năm", en=f"{value} years")


def _percent(value: Decimal) -> Text:
    return Text(vi=f"±{vi(value)}%", en=f"±{en(value)}%")


def _interval(value: int | None) -> Text:
    if value is None:
        return Text(vi="không đối chiếu", en="none")
    return Text(vi=f"khoảng dự báo {value}%", en=f"prediction interval of {value}%")


WORDS: Final[Mapping[str, Callable[[Any], Text]]] = {
    "horizon_years": _years,
    "band_percent": _percent,
    "interval_percent": _interval,
    "data_to": data_to,
}
"""How a number of the contract is put into words."""
