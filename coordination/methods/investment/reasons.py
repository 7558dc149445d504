"""Why a work is on the list, off it, or not chosen; each sentence carries its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coordination.kernel.text import Text
from coordination.methods.wording import en, listed, vi

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coordination.methods.investment.merge import Work
    from coordination.methods.investment.models import (
        Criterion,
        RankedProject,
        Settings,
        YearBalance,
    )
    from coordination.methods.investment.selection import Selection


def one_province() -> Text:
    """Say that a work concerns its own province only."""
    return Text(
        vi="chỉ nằm trong một tỉnh của vùng và không nêu tác động có căn cứ đến tỉnh khác",
        en="lies in one province of the region and states no grounded impact on another",
    )


def outside_region() -> Text:
    """Say that a work lies in no province of the region."""
    return Text(vi="không nằm trong tỉnh nào của vùng", en="lies in no province of the region")


def unknown_tier(code: int) -> Text:
    """Say that a work's legal tier is not among those ordered."""
    return Text(vi=f"bậc ưu tiên {code} không có trong quy định", en=f"legal tier {code} is unknown")


def choice(work: Work, selection: Selection, balance: Sequence[YearBalance], settings: Settings) -> Text:
    """Say why an eligible work was chosen or not."""
    tier = next(tier for tier in settings.tiers if tier.code == work.tier)
    if work.project in selection.projects:
        return Text(
            vi=f"thuộc bậc “{tier.name.vi}”, nằm trong khả năng vốn hằng năm",
            en=f"of tier “{tier.name.en}”, within every year's budget",
        )
    return (
        _coupled(work, selection, settings)
        or _too_dear(work, balance)
        or Text(
            vi="còn đủ vốn nhưng việc tìm kiếm dừng trước khi chứng minh phương án tốt nhất",
            en="money is left, but the search stopped before the best list was proven",
        )
    )


def _coupled(work: Work, selection: Selection, settings: Settings) -> Text | None:
    needed = settings.prerequisites.get(work.project, ())
    lacking = [project for project in needed if project not in selection.projects]
    if lacking:
        return Text(
            vi=f"dự án phải có trước chưa được chọn: {listed(lacking)}",
            en=f"its prerequisite is not chosen: {listed(lacking)}",
        )
    for group in settings.exclusive:
        rivals = [p for p in group if p in selection.projects and p != work.project]
        if work.project in group and rivals:
            return Text(
                vi=f"loại trừ với dự án đã chọn: {listed(rivals)}",
                en=f"excludes, and is excluded by, the chosen {listed(rivals)}",
            )
    return None


def _too_dear(work: Work, balance: Sequence[YearBalance]) -> Text | None:
    left = {year.year: year.left_mvnd for year in balance}
    over = [year for year, need in sorted(work.needs.items()) if need > left.get(year, 0)]
    if not over:
        return None
    year, rest = over[0], left.get(over[0], 0)
    need = work.needs[year]
    return Text(
        vi=f"vượt khả năng vốn năm {listed(map(str, over))}: năm {year} cần {vi(need)}, sau các "
        f"dự án đã chọn còn {vi(rest)} triệu đồng",
        en=f"exceeds the budget of {listed(map(str, over))}: {year} needs {en(need)}, the chosen "
        f"works leave {en(rest)} million đồng",
    )


def outcome(projects: Sequence[RankedProject], barred: int) -> Text:
    """Count what was proposed, eligible and chosen."""
    chosen = sum(project.selected for project in projects)
    total = len(projects) + barred
    return Text(
        vi=f"{total} dự án được đề xuất, {len(projects)} dự án đủ điều kiện vào danh mục vùng, "
        f"{chosen} dự án được chọn.",
        en=f"{total} projects proposed, {len(projects)} eligible for the region's list, {chosen} chosen.",
    )


def money(balance: Sequence[YearBalance]) -> Text:
    """Sum what is used of what there is."""
    used, budget = sum(y.used_mvnd for y in balance), sum(y.budget_mvnd for y in balance)
    return Text(
        vi=f"Bố trí {vi(used)} trên {vi(budget)} triệu đồng vốn cả kỳ; không năm nào vượt.",
        en=f"{en(used)} of {en(budget)} million đồng are used; no year's budget is exceeded.",
    )


def basis(settings: Settings, *, given: int, parties: int) -> Text:
    """Say where the budget comes from."""
    if settings.budget is not None:
        return Text(
            vi="Khả năng vốn từng năm do vùng xác định trước.",
            en="The yearly budgets were fixed by the region beforehand.",
        )
    return Text(
        vi=f"Khả năng vốn là tổng mức vốn của {given}/{parties} bên đã gửi.",
        en=f"The budget is the sum of the ceilings of {given} of {parties} parties.",
    )


def unproven(*, proven: bool) -> Iterable[Text]:
    """Say so if a better list may exist."""
    if not proven:
        yield Text(
            vi="Dừng tìm ở giới hạn tính toán: chưa chứng minh được danh mục là tốt nhất.",
            en="The search stopped at its limit: the list is not proven to be the best.",
        )


def unstated(work: Work, settings: Settings) -> Text:
    """Name the criteria a work does not state."""
    absent = [c for c in settings.criteria if c.code not in work.criteria]
    return Text(
        vi=f"{work.first.name} ({work.project}) chưa nêu {listed(c.name.vi for c in absent)}: "
        f"không được tính điểm ở đó.",
        en=f"{work.first.name} ({work.project}) does not state {listed(c.name.en for c in absent)} "
        f"and earns nothing there.",
    )


def dropped(criterion: Criterion) -> Text:
    """Say that a criterion tells no works apart."""
    return Text(
        vi=f"Tiêu chí {criterion.name.vi} không phân biệt được các dự án nên không dùng để chấm.",
        en=f"Criterion {criterion.name.en} tells no projects apart and is not scored.",
    )


def no_money(year: int) -> Text:
    """Say that no budget is known for a year."""
    return Text(
        vi=f"Năm {year} chưa có mức vốn: dự án cần vốn năm đó không thể được chọn.",
        en=f"No budget is known for {year}: projects that need money then cannot be chosen.",
    )
