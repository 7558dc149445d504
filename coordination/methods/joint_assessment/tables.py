"""The tables of a joint assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordination.kernel.text import Text
from coordination.methods.contract import Table
from coordination.methods.wording import PILLAR_NAMES, listed

if TYPE_CHECKING:
    from coordination.methods.joint_assessment.models import Result

_INDICATOR = Text(vi="Chỉ tiêu", en="Indicator")
_PERIOD = Text(vi="Năm", en="Year")
_VALUE = Text(vi="Giá trị", en="Value")
_UNIT = Text(vi="Đơn vị", en="Unit")
_STATE = Text(vi="Tình trạng", en="State")
_PLAN = Text(vi="Kế hoạch", en="Plan")
_PLAN_PERCENT = Text(vi="% kế hoạch", en="% of plan")
_GROWTH = Text(vi="Tăng trưởng (%)", en="Growth (%)")

_KINDS = {
    "achievement": Text(vi="Kết quả đạt được", en="Achievement"),
    "shortfall": Text(vi="Hạn chế", en="Shortfall"),
    "cause": Text(vi="Nguyên nhân", en="Cause"),
}


def regional(result: Result) -> Table:
    """Give the region's values."""
    return Table(
        key="regional",
        title=Text(vi="Kết quả toàn vùng", en="Regional results"),
        columns=(
            _INDICATOR,
            _PERIOD,
            _VALUE,
            _STATE,
            Text(vi="Số đơn vị", en="Units"),
            _GROWTH,
            _PLAN,
            _PLAN_PERCENT,
        ),
        rows=tuple(
            (
                row.indicator,
                row.period,
                row.value,
                row.status,
                f"{len(row.units)}/{len(row.units) + len(row.missing)}",
                row.growth.percent if row.growth else None,
                row.plan.plan if row.plan else None,
                row.plan.percent if row.plan else None,
            )
            for row in result.regional
        ),
        note=Text(
            vi="Chỉ tính tăng trưởng của vùng khi mọi đơn vị có đủ số của cả hai năm; chỉ số (năm trước = 100) vượt 100 bao "
            "nhiêu là tăng trưởng bấy nhiêu. Tỷ lệ so kế hoạch tính trên các đơn vị có cả hai số.",
            en="The region's growth is given only where all units have figures of both years; of an index (previous year = "
            "100) it is what lies above 100. Percent of plan covers the units that have both figures.",
        ),
    )


def provinces(result: Result) -> Table:
    """Give each province's figure with its part in the region's."""
    return Table(
        key="provinces",
        title=Text(vi="Đóng góp của từng địa phương", en="Each province's contribution"),
        columns=(
            _INDICATOR,
            _PERIOD,
            _UNIT,
            _VALUE,
            _STATE,
            _PLAN_PERCENT,
            Text(vi="Tỷ trọng (%)", en="Share (%)"),
            _GROWTH,
            Text(vi="Đóng góp (điểm %)", en="Contribution (points)"),
            Text(vi="Chênh lệch so với vùng", en="Distance from the region"),
        ),
        rows=tuple(
            (
                row.indicator,
                row.period,
                row.unit,
                row.value,
                row.state,
                row.plan_percent,
                row.share_percent,
                row.growth_percent,
                row.contribution_points,
                row.distance,
            )
            for row in result.provinces
        ),
    )


def completeness(result: Result) -> Table:
    """Give what is still missing, and from whom."""
    return Table(
        key="completeness",
        title=Text(vi="Mức độ đầy đủ", en="Completeness"),
        columns=(
            _INDICATOR,
            _PERIOD,
            _STATE,
            Text(vi="Đã có", en="Given"),
            Text(vi="Còn thiếu", en="Missing"),
            Text(vi="Không áp dụng", en="Not applicable"),
            Text(vi="Quyền số, mẫu số lấy từ số công bố", en="Base taken from published series"),
            Text(vi="Lấy từ bản nộp ở bước khác", en="Taken from a submission to another step"),
        ),
        rows=tuple(
            (
                row.indicator,
                row.period,
                row.status,
                listed(row.units),
                listed(row.missing),
                listed(row.not_applicable),
                listed(row.published),
                listed(row.served),
            )
            for row in result.regional
        ),
    )


def texts(result: Result) -> Table:
    """Give all statements side by side, by pillar and kind."""
    rows = sorted(
        result.texts,
        key=lambda t: (list(PILLAR_NAMES).index(t.pillar), list(_KINDS).index(t.kind)),
    )
    return Table(
        key="texts",
        title=Text(vi="Đánh giá của các địa phương", en="Provinces' statements"),
        columns=(
            Text(vi="Trụ cột", en="Pillar"),
            Text(vi="Loại", en="Kind"),
            Text(vi="Cơ quan", en="Body"),
            Text(vi="Nội dung", en="Words"),
        ),
        rows=tuple((t.pillar, _KINDS[t.kind].vi, t.body, t.text) for t in rows),
    )
