"""The provinces' own figures and words in the report: what is to be discussed first, and what they say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from coordination.cycles.discussion.rules import WORDS, State
from coordination.documents.report.model import Block, Paragraph, Section
from coordination.methods.forecast.models import TOPIC_NAMES, TOPICS, Comparison
from coordination.results.discussing import Standing
from coordination.results.forecasting import tables
from coordination.results.forecasting.desk import Desk

MOST = 3
"""Provinces of an indicator whose own figures are printed; the workbook has all."""
MOST_TOLD = 10
"""Remarks on past plans that are printed."""
_SENTENCE = re.compile(r"(?<=\.) (?=[^\W\d_])")
"""Between sentences: after a stop, before a letter."""


def review(desk: Desk) -> Section:
    """Give the own figures to be discussed first, what was not forecast, and what past plans were worth."""
    result = desk.basis.result
    blocks: list[Block] = [_count(desk)]
    if result.comparisons:
        blocks += [tables.counts(desk), Paragraph(text=_reading(desk)), *_answers(desk)]
    refused = list(_refused(desk))
    if refused:
        blocks += [Paragraph(text=desk.t("Chưa dự báo được:", "Not forecast:")), desk.bullets(refused)]
    blocks += _past_plans(desk)
    return Section(title=desk.t("Rà soát dự báo của địa phương", "Review of the provinces' own"), blocks=tuple(blocks))


def _past_plans(desk: Desk) -> list[Block]:
    """Give what past plans were worth: of each remark its first sentence, and once what all of them say."""
    remarks = dict.fromkeys(desk.words(row.remark) for row in desk.basis.result.comparisons if row.remark is not None)
    told = [_SENTENCE.split(each) for each in remarks]
    if not told:
        return []
    shared = [each for each in told[0][1:] if all(each in rest[1:] for rest in told)]
    head = desk.t("Kế hoạch trước đây so với thực hiện:", "Past plans against outturns:")
    full = desk.t("Đầy đủ: tables.xlsx, trang “Rà soát”.", "In full: tables.xlsx, sheet “Review”.")
    firsts = [each[0] for each in told[:MOST_TOLD]]
    return [Paragraph(lead=head, text=" ".join([*shared, full])), desk.bullets(firsts)]


def foremost(rows: Iterable[Comparison]) -> list[Comparison]:
    """Give of each province the year that is furthest off, of the provinces that are furthest off; the rows are in order."""
    worst: dict[str, Comparison] = {}
    for row in rows:
        worst.setdefault(row.unit, row)
    return list(worst.values())[:MOST]


def _count(desk: Desk) -> Paragraph:
    told = desk.basis.result.comparisons
    far = [row for row in told if row.beyond_band]
    codes = len({row.indicator for row in far})
    return Paragraph(
        text=desk.t(
            f"{len(told)} số dự báo của địa phương được đặt cạnh dự báo chung; {len(far)} số cần trao đổi"
            + (f", thuộc {codes} chỉ tiêu" if far else "")
            + ". Hệ thống không sửa số nào của địa phương.",
            f"{len(told)} figures of the provinces stand beside the unified forecast; {len(far)} are to be discussed"
            + (f", of {codes} indicators" if far else "")
            + ". The system changes no figure of a province.",
        )
    )


def _reading(desk: Desk) -> str:
    return desk.t(
        f"Ở từng chỉ tiêu (mục V) nêu nhiều nhất {MOST} địa phương chênh nhiều nhất, mỗi địa phương một năm chênh nhiều nhất, xếp "
        "từ chênh nhiều đến chênh ít; lý do dài được rút gọn. Toàn bộ số của các địa phương: tables.xlsx, trang “Rà soát”.",
        f"Under each indicator (part V) stand the {MOST} provinces furthest off at most, each with the year it is furthest off in, "
        "the furthest first; long reasons are shortened. All figures of the provinces: tables.xlsx, sheet “Review”.",
    )


def _answers(desk: Desk) -> list[Block]:
    """Say what the provinces answered of the figures put up for discussion, each with its reasons."""
    by_body: dict[str, list[Standing]] = {}
    for (body, _, _), found in desk.basis.answers.items():
        by_body.setdefault(body, []).append(found)
    if not by_body:
        return []
    lead = Paragraph(
        lead=desk.t("Kết quả trao đổi:", "The discussion:"),
        text=desk.t("từng số ở tables.xlsx, trang “Rà soát”.", "each figure in tables.xlsx, sheet “Review”."),
    )
    return [lead, desk.bullets(f"{desk.called(body)}: {_answer(desk, found)}" for body, found in by_body.items())]


def _answer(desk: Desk, found: Sequence[Standing]) -> str:
    of = Counter(each.state for each in found)
    said = [f"{desk.words(WORDS[state])} {of[state]}" for state in State if of[state]]
    still = sum(each.state is State.REVISED and each.beyond_band for each in found)
    if still:
        said.append(desk.t(f"{still} số đã sửa vẫn ngoài ngưỡng", f"{still} revised still out of the band"))
    reasons = dict.fromkeys(tables.shortly(each.reason) for each in found if each.reason)
    why = desk.t("lý do bảo lưu", "kept because")
    told = "; ".join([*said, *([f"{why}: {' / '.join(reasons)}"] if reasons else [])]).rstrip(".")
    return told if told.endswith("…") else f"{told}."


def _refused(desk: Desk) -> Iterator[str]:
    for made in desk.basis.result.indicators:
        silent = [(unit.unit, unit.note) for unit in made.units if unit.method is None]
        for said in desk.sharing(silent, len(made.units)):
            yield f"{desk.name(made.indicator)}, {said}."


def in_words(desk: Desk) -> Section:
    """Give what the provinces say on each topic."""
    parts = []
    for topic in TOPICS:
        items = tuple(
            Paragraph(lead=f"{desk.words(desk.basis.bodies[each.body])}:", text=each.text.strip())
            for each in desk.basis.result.topics
            if each.topic == topic
        )
        if items:
            parts.append(Section(title=desk.words(TOPIC_NAMES[topic]), blocks=(desk.items(items),)))
    return Section(title=desk.t("Nhận định của các địa phương", "The provinces' own words"), parts=tuple(parts))
