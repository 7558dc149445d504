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
    """Name figures out of their range, and ratios their own parts deny; of very many the first."""
    opening = tables.t(
        "Các số dưới đây nằm ngoài khoảng giá trị đã khai báo, hoặc không khớp với tử số và mẫu số của chính nó; báo cáo giữ "
        "nguyên, đề nghị nguồn cung cấp kiểm tra lại trước khi sử dụng.",
        "The figures below are out of their declared range, or do not agree with their own numerator and denominator; the "
        "report keeps them as they are, and whoever supplied them should check them before use.",
    )
    blocks: list[Block] = [
        Paragraph(text=tables.trace.words(place, opening)),
        Bullets(items=tuple(_named(tables, place, each) for each in doubts[:MOST])),
    ]
    if (more := len(doubts) - MOST) > 0:
        text = tables.t(f"Còn {more} số khác tương tự.", f"There are {more} more of the kind.")
        blocks.append(Paragraph(text=tables.trace.words(place, text, {str(more): ("count", "doubts")})))
    return Section(title=tables.t("Số liệu cần kiểm tra lại", "Figures to be checked"), blocks=tuple(blocks))


def _named(tables: Tables, place: str, doubt: Doubt) -> Paragraph:
    """Give a doubt in words; its figure leads to its cell, and what it is compared with is named as such."""
    (code, unit, year), text = doubt.key, tables.words(doubt.words)
    basis = tables.figures.basis
    indicator, point = basis.indicators[code], basis.own.point(*doubt.key)
    stated = number(abs(point.cell.value), tables.language) if point.cell.value is not None else ""
    if stated in numbers(text):
        tables.trace.figure(place, text, stated, (indicator, unit, str(year)), point, tables.words(indicator.unit))
    beside = tables.t("đối chiếu khi kiểm tra số liệu", "compared in checking")
    others = [printed for printed in numbers(text) if printed not in (stated, str(year))]
    return Paragraph(text=tables.trace.words(place, text, dict.fromkeys(others, ("reference", beside))))
