"""The tables of a priority list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordination.kernel.text import Text
from coordination.methods.contract import Table
from coordination.methods.wording import listed

if TYPE_CHECKING:
    from coordination.methods.investment.models import Result

_RANK = Text(vi="Thứ tự", en="Rank")
_CODE = Text(vi="Mã dự án", en="Project")
_NAME = Text(vi="Tên dự án", en="Name")
_REASON = Text(vi="Lý do", en="Reason")
_SELECTED = Text(vi="Được chọn", en="Selected")
_YEAR = Text(vi="Năm", en="Year")
_BODY = Text(vi="Cơ quan", en="Body")
_MONEY = Text(vi="Đơn vị: triệu đồng.", en="In million đồng.")


def priorities(result: Result) -> Table:
    """Give the region's list in rank order."""
    return Table(
        key="priorities",
        title=Text(vi="Danh mục ưu tiên toàn vùng", en="The region's priority list"),
        columns=(
            _RANK,
            _CODE,
            _NAME,
            Text(vi="Bậc ưu tiên", en="Tier"),
            Text(vi="Điểm", en="Score"),
            Text(vi="Địa bàn", en="Units"),
            Text(vi="Nhu cầu vốn", en="Capital needed"),
            _SELECTED,
            _REASON,
        ),
        rows=tuple(
            (
                p.rank,
                p.project,
                p.name,
                p.tier,
                p.score,
                listed(p.units),
                sum(p.needs.values()),
                "×" if p.selected else None,
                p.reason,
            )
            for p in result.projects
        ),
        note=_MONEY,
    )


def balance(result: Result) -> Table:
    """Give budget, use and rest by year."""
    return Table(
        key="balance",
        title=Text(vi="Cân đối vốn theo năm", en="Budget by year"),
        columns=(
            _YEAR,
            Text(vi="Khả năng vốn", en="Budget"),
            Text(vi="Bố trí", en="Used"),
            Text(vi="Còn lại", en="Left"),
        ),
        rows=tuple((y.year, y.budget_mvnd, y.used_mvnd, y.left_mvnd) for y in result.balance),
        note=_MONEY,
    )


def own_lists(result: Result) -> Table:
    """Give each province's own list beside the region's."""
    return Table(
        key="own_lists",
        title=Text(vi="Danh mục của địa phương và của vùng", en="Provinces' lists and the region's"),
        columns=(
            _BODY,
            _CODE,
            Text(vi="Thứ tự của tỉnh", en="Own rank"),
            Text(vi="Thứ tự của vùng", en="Regional rank"),
            _SELECTED,
        ),
        rows=tuple(
            (own.body, e.project, e.own_rank, e.regional_rank, "×" if e.selected else None)
            for own in result.own_lists
            for e in own.entries
        ),
    )


def ineligible(result: Result) -> Table:
    """Give the proposals that are not the region's."""
    return Table(
        key="ineligible",
        title=Text(vi="Đề xuất không thuộc danh mục vùng", en="Proposals outside the region's list"),
        columns=(_CODE, _NAME, _BODY, _REASON),
        rows=tuple((p.project, p.name, listed(p.proposers), p.reason) for p in result.ineligible),
    )
