"""The tables on what a region is made of: shift-share, location quotients and convergence."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from coordination.kernel.text import Text
from coordination.methods.contract import Said, Table
from coordination.methods.joint_assessment.analysis.convergence import Interval
from coordination.methods.joint_assessment.analysis.quotients import WORDS
from coordination.methods.wording import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordination.methods.joint_assessment.analysis.models import Analysis, PillarAnalysis
    from coordination.methods.joint_assessment.analysis.shift_share import ShiftShare

Cells = tuple[Said | Text, ...]

INDICATOR = Text(vi="Chỉ tiêu", en="Indicator")
UNIT = Text(vi="Địa phương", en="Territory")
YEAR = Text(vi="Năm", en="Year")
SPAN = Text(vi="Năm gốc - năm cuối", en="Base year - last year")
SECTOR = Text(vi="Khu vực kinh tế", en="Sector")
SMALL = Text(vi="Gốc so sánh nhỏ, cần thận trọng", en="Small base, take care")


def short(value: Decimal | float | None, places: int = 2) -> Decimal | None:
    """Round a figure for reading."""
    return None if value is None else rounded(Decimal(str(value)), places)


def _range(found: Interval | None) -> Text | None:
    """Write an interval as each language writes decimals."""
    if found is None:
        return None
    written = "; ".join(f"{bound:.3f}" for bound in found)
    return Text(vi=written.replace(".", ","), en=written)


def shift(of: Analysis, pillars: Sequence[PillarAnalysis]) -> Table:
    """Give the effects of region and provinces."""

    def cells(name: Text, span: str, found: ShiftShare) -> Cells:
        points = (found.percent, found.national_points, found.mix_points, found.own_points)
        return (name, span, *(short(value) for value in points))

    rows = [
        cells(of.place(found.unit), f"{s.first} - {s.last}", found)
        for pillar in pillars
        if (s := pillar.sectors) is not None
        for found in ((s.region, *s.provinces) if s.region else ())
    ]
    return Table(
        key="analysis-shift-share",
        title=Text(vi="Phân tích chuyển dịch - tỷ trọng (shift-share)", en="Shift-share"),
        columns=(
            UNIT,
            SPAN,
            Text(vi="Tăng (%)", en="Growth (%)"),
            Text(vi="Theo nhịp chung cả nước (điểm)", en="National growth (points)"),
            Text(vi="Do cơ cấu ngành (điểm)", en="Industry mix (points)"),
            Text(vi="Do yếu tố riêng (điểm)", en="Own effect (points)"),
        ),
        rows=tuple(rows),
        note=Text(
            vi="Giá trị tăng thêm ba khu vực theo giá so sánh 2010, không kể thuế sản phẩm. Phương pháp: Dunn (1960).",
            en="Value added of three sectors at 2010 prices, without taxes on products. Method: Dunn (1960).",
        ),
    )


def quotients(of: Analysis, pillars: Sequence[PillarAnalysis]) -> Table:
    """Give every quotient with its word."""
    return Table(
        key="analysis-quotients",
        title=Text(vi="Lợi thế so sánh (thương số vị trí, LQ)", en="Comparative advantage (location quotients)"),
        columns=(
            UNIT,
            SECTOR,
            YEAR,
            Text(vi="Tỷ trọng (%)", en="Share (%)"),
            Text(vi="Tỷ trọng cả nước (%)", en="Share in the nation (%)"),
            Text(vi="LQ", en="LQ"),
            Text(vi="LQ đối xứng", en="Symmetric LQ"),
            Text(vi="Nhận định", en="Reading"),
            Text(vi="Ghi chú", en="Note"),
        ),
        rows=tuple(
            (
                of.place(each.unit),
                of.name(f"sector:{each.sector}"),
                pillar.sectors.quotient_year,
                short(each.share),
                short(each.reference_share),
                short(each.quotient),
                short(each.symmetric),
                WORDS[each.strength],
                SMALL if each.small_base else None,
            )
            for pillar in pillars
            if pillar.sectors is not None
            for each in pillar.sectors.quotients
        ),
    )


def sigma(of: Analysis, pillars: Sequence[PillarAnalysis]) -> Table:
    """Give the spread year by year."""
    return Table(
        key="analysis-sigma",
        title=Text(vi="Chênh lệch giữa các địa phương (hội tụ σ)", en="Spread between provinces (σ-convergence)"),
        columns=(
            INDICATOR,
            YEAR,
            Text(vi="Số địa phương", en="Provinces"),
            Text(vi="Hệ số biến thiên", en="Coefficient of variation"),
            Text(vi="Khoảng tin cậy", en="Interval"),
            Text(vi="Độ lệch chuẩn của lôgarit", en="Standard deviation of logs"),
            Text(vi="Khoảng tin cậy", en="Interval"),
        ),
        rows=tuple(
            (
                of.name(found.indicator),
                each.year,
                each.units,
                short(each.cv, 3),
                _range(each.cv_interval),
                short(each.sd_log, 3),
                _range(each.sd_log_interval),
            )
            for pillar in pillars
            for found in pillar.convergence
            if found.sigma is not None
            for each in found.sigma.spreads
        ),
    )


def beta(of: Analysis, pillars: Sequence[PillarAnalysis]) -> Table:
    """Give the regressions, or why there is none."""
    return Table(
        key="analysis-beta",
        title=Text(vi="Hội tụ β", en="β-convergence"),
        columns=(
            INDICATOR,
            SPAN,
            Text(vi="Số địa phương", en="Provinces"),
            Text(vi="Hệ số", en="Slope"),
            Text(vi="Sai số chuẩn (HC3)", en="Standard error (HC3)"),
            Text(vi="Khoảng tin cậy", en="Interval"),
            Text(vi="Thời gian rút ngắn một nửa (năm)", en="Half-life (years)"),
            Text(vi="Lưu ý", en="Note"),
        ),
        rows=tuple(
            (
                of.name(found.indicator),
                f"{found.beta.first} - {found.beta.last}",
                found.beta.units,
                short(found.beta.slope, 4),
                short(found.beta.error, 4),
                _range(found.beta.interval),
                short(found.beta.half_life, 1),
                found.beta.refused or found.beta.caution,
            )
            for pillar in pillars
            for found in pillar.convergence
        ),
    )
