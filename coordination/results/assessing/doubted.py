"""Figures in doubt as a section of the notes: each named with what it was compared with, and traced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from coordination.documents.report.model import Block, Bullets, Paragraph, Section
from coordination.methods.wording import number
from coordination.results.assessing.doubts import Doubt
from coordination.results.assessing.tables import Tables
from coordination.results.assessing.tracing import numbers

MOST: Final = 30
"""Figures that are named one by one."""


def doubted(tables: Tables, place: str, doubts: Sequence[Doubt]) -> Section:
    """Name the figures the checks found; of very many the first."""
    opening = tables.t(
        "Các số dưới đây không khớp với các số liên quan, nằm ngoài khoảng giá trị thường gặp hoặc thay đổi khác thường so với "
        "các năm trước; báo cáo giữ nguyên, đề nghị nơi cung cấp kiểm tra lại hoặc giải trình trước khi sử dụng.",
        "The figures below do not agree with those they belong to, are out of the usual range or changed unlike the years "
        "before; the report keeps them as they are, and whoever supplied them should check or explain them before use.",
    )
    blocks: list[Block] = [
        Paragraph(text=tables.trace.words(place, opening)),
        Bullets(items=tuple(_named(tables, place, each) for each in doubts[:MOST])),
    ]
    if (more := len(doubts) - MOST) > 0:
        text = tables.t(f"Còn {more} số khác tương tự.", f"There are {more} more of the kind.")
        blocks.append(Paragraph(text=tables.trace.words(place, text, {str(more): ("count", "doubts")})))
    return Section(title=tables.t("Số liệu cần làm rõ", "Figures to be explained"), blocks=tuple(blocks))


def _named(tables: Tables, place: str, doubt: Doubt) -> Paragraph:
    """Give a doubt in words; its figure leads to its cell, and what it is compared with is named as such."""
    (code, unit, year), text = doubt.key, tables.words(doubt.words)
    basis = tables.figures.basis
    indicator, point = basis.indicators[code], basis.point(doubt.key)
    stated = number(abs(point.cell.value), tables.language) if point.cell.value is not None else ""
    if stated in numbers(text):
        tables.trace.figure(place, text, stated, (indicator, unit, str(year)), point, tables.words(indicator.unit))
    beside = tables.t("đối chiếu khi kiểm tra số liệu", "compared in checking")
    others = [printed for printed in numbers(text) if printed not in (stated, str(year))]
    return Paragraph(text=tables.trace.words(place, text, dict.fromkeys(others, ("reference", beside))))
