"""The figures of basic surveys as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordination.kernel.text import Text
from coordination.methods.contract import Table
from coordination.methods.surveys.states import STATE_NAMES

if TYPE_CHECKING:
    from coordination.methods.surveys.models import Result


def collected(result: Result) -> Table:
    """Give every figure with who surveyed it, and how it stands beside the published one."""
    return Table(
        key="collected",
        title=Text(vi="Số liệu điều tra cơ bản", en="Figures of the basic surveys"),
        columns=(
            Text(vi="Chỉ tiêu", en="Indicator"),
            Text(vi="Đơn vị", en="Unit"),
            Text(vi="Năm", en="Year"),
            Text(vi="Điều tra", en="Surveyed"),
            Text(vi="Công bố", en="Published"),
            Text(vi="Cơ quan", en="Body"),
            Text(vi="Sử dụng", en="Use"),
            Text(vi="Ghi chú", en="Note"),
        ),
        rows=tuple(
            (
                row.indicator,
                row.unit,
                row.period,
                row.value,
                row.published,
                row.body,
                STATE_NAMES[row.state],
                row.note,
            )
            for row in result.collected
        ),
        note=Text(
            vi="Số công bố luôn được giữ; số điều tra chỉ bổ sung năm chưa có số công bố.",
            en="A published figure always stays; a survey only fills years without one.",
        ),
    )
