"""The tables of a forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordination.kernel.text import Text
from coordination.methods.contract import Table
from coordination.methods.series.candidates import NAMES

if TYPE_CHECKING:
    from coordination.methods.forecast.models import Result

_INDICATOR = Text(vi="Chỉ tiêu", en="Indicator")
_PERIOD = Text(vi="Năm", en="Year")
_UNIT = Text(vi="Địa phương", en="Unit")
_VALUE = Text(vi="Dự báo", en="Forecast")
_METHOD = Text(vi="Phương pháp", en="Method")
_BASE = Text(vi="Trước khi làm khớp", en="Before reconciling")
_BODY = Text(vi="Cơ quan", en="Body")
_BOUNDS = (
    Text(vi="Thấp 80%", en="Low 80%"),
    Text(vi="Cao 80%", en="High 80%"),
    Text(vi="Thấp 95%", en="Low 95%"),
    Text(vi="Cao 95%", en="High 95%"),
)


def _named(method: str | None) -> Text | None:
    return NAMES[method] if method else None


def regional(result: Result) -> Table:
    """Give the region's forecasts."""
    return Table(
        key="regional",
        title=Text(vi="Dự báo toàn vùng", en="Regional forecast"),
        columns=(_INDICATOR, _PERIOD, _VALUE, _BASE, *_BOUNDS, Text(vi="Số địa phương", en="Units")),
        rows=tuple(
            (
                row.indicator,
                point.year,
                point.value,
                point.base,
                point.low_80,
                point.high_80,
                point.low_95,
                point.high_95,
                f"{len(point.units)}/{len(point.units) + len(point.missing)}",
            )
            for row in result.regional
            for point in row.points
        ),
        note=Text(
            vi=" ".join(dict.fromkeys(row.note.vi for row in result.regional)),
            en=" ".join(dict.fromkeys(row.note.en for row in result.regional)),
        ),
    )


def units(result: Result) -> Table:
    """Give each unit's unified forecast."""
    return Table(
        key="units",
        title=Text(vi="Dự báo chung theo địa phương", en="Unified forecast by unit"),
        columns=(_INDICATOR, _UNIT, _METHOD, _PERIOD, _VALUE, _BASE, *_BOUNDS),
        rows=tuple(
            (
                forecast.indicator,
                unit.unit,
                _named(unit.method),
                point.year,
                point.value,
                point.base,
                point.low_80,
                point.high_80,
                point.low_95,
                point.high_95,
            )
            for forecast in result.indicators
            for unit in forecast.units
            for point in unit.points
        ),
    )


def comparison(result: Result) -> Table:
    """Give each province's own figures beside the unified ones."""
    return Table(
        key="comparison",
        title=Text(vi="Rà soát dự báo của địa phương", en="Review of provinces' own forecasts"),
        columns=(
            _BODY,
            _INDICATOR,
            _PERIOD,
            Text(vi="Tự dự báo", en="Own"),
            Text(vi="Dự báo chung", en="Unified"),
            Text(vi="Chênh lệch", en="Difference"),
            Text(vi="%", en="%"),
            Text(vi="Phân vị", en="Percentile"),
            Text(vi="Cần trao đổi", en="To be discussed"),
            Text(vi="Lý do", en="Reason"),
            Text(vi="Kế hoạch trước đây", en="Past plans"),
        ),
        rows=tuple(
            (
                row.body,
                row.indicator,
                row.period,
                row.own,
                row.unified,
                row.difference,
                row.percent,
                row.percentile,
                "×" if row.beyond_band else None,
                row.reason,
                row.remark,
            )
            for row in result.comparisons
        ),
        note=Text(
            vi="Phân vị: phần trăm khả năng theo phương pháp chung thấp hơn số của địa phương. Kế hoạch trước đây chỉ để tham khảo.",
            en="Percentile: percent of what the unified method holds possible that lies below the province's figure. Past plans are "
            "for information alone.",
        ),
    )


def backtest(result: Result) -> Table:
    """Give the error of each method on each indicator, and which was chosen."""
    return Table(
        key="backtest",
        title=Text(vi="Kiểm định lùi các phương pháp", en="Backtest of the methods"),
        columns=(
            _INDICATOR,
            _METHOD,
            Text(vi="Sai số chuẩn hóa", en="Scaled error"),
            Text(vi="Số phép so", en="Comparisons"),
            Text(vi="Được chọn", en="Chosen"),
        ),
        rows=tuple(
            (
                forecast.indicator,
                _named(score.method),
                score.scaled_error,
                score.errors,
                "×" if score.method == forecast.method else None,
            )
            for forecast in result.indicators
            for score in forecast.scores
        ),
        note=Text(
            vi="Sai số chia cho bước thay đổi bình quân hằng năm của mỗi chuỗi; nhỏ hơn là tốt hơn.",
            en="Errors are divided by the mean yearly step; smaller is better.",
        ),
    )


def topics(result: Result) -> Table:
    """Give the provinces' words on each topic side by side."""
    return Table(
        key="topics",
        title=Text(vi="Nội dung dự báo bằng lời", en="Forecast in words"),
        columns=(Text(vi="Nội dung", en="Topic"), _BODY, Text(vi="Ý kiến", en="Words")),
        rows=tuple((row.topic, row.body, row.text) for row in result.topics),
    )
