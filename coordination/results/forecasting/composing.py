"""The report of a forecast put together: what was agreed, the region, the provinces, what is to be discussed, the method."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coordination.documents.report.model import Block, Paragraph, Report, Section
from coordination.kernel.text import Language, Text
from coordination.methods.forecast.models import TOPIC_NAMES, TOPICS, IndicatorForecast
from coordination.regions.letterheads import letterhead_of
from coordination.results.assessing.tables import Kept
from coordination.results.forecasting import tables
from coordination.results.forecasting.basis import Basis
from coordination.results.forecasting.desk import Desk
from coordination.results.forecasting.drawings import Mapper, pictures
from coordination.results.forecasting.protocol import agreed, on_method

MOST = 60
"""Rows of the review that are printed; the workbook has all."""
MOST_SAID = 12
"""Sentences of the summary."""
ENDS = 2
"""Of them the last: how many figures are to be discussed, and by what contract the forecast was made."""


@dataclass(frozen=True)
class Made:
    """A report with all that is left beside it."""

    report: Report
    tables: tuple[Kept, ...]
    summary: tuple[str, ...]


def compose(basis: Basis, day: date, language: Language = "vi", mapper: Mapper = map) -> Made:
    """Make the report; the same basis on the same day gives the same report. ``mapper`` may be the map of a pool."""
    desk = Desk(basis, language, pictures=pictures(basis, language, mapper))
    opening = _summary(desk)
    sections = (agreed(desk), _region(desk), _provinces(desk), _review(desk), _words(desk), on_method(desk))
    report = _framed(desk, day, opening, tuple(each for each in sections if each.blocks or each.parts))
    return Made(report, (*desk.kept, *_in_full(desk)), tuple(_sentences(desk)))


def _sentences(desk: Desk) -> list[str]:
    return [desk.words(each) for each in desk.basis.result.summary]


def _summary(desk: Desk) -> Section:
    """Give what a leader reads first: of many indicators the first ones, and always what is said after them."""
    said = _sentences(desk)
    shown = said if len(said) <= MOST_SAID else [*said[: MOST_SAID - ENDS], *said[-ENDS:]]
    return Section(title=desk.t("Tóm tắt", "Summary"), blocks=(desk.bullets(shown),))


def _region(desk: Desk) -> Section:
    result = desk.basis.result
    blocks: list[Block] = []
    if any(region.points for region in result.regional):
        blocks.append(tables.regional(desk))
    keys = [f"region-{each.indicator}" for each in result.regional]
    blocks += [desk.pictures[key] for key in keys if key in desk.pictures]
    silent = [
        f"{desk.words(desk.basis.indicator(each.indicator).name)}: {desk.words(each.note)}"
        for each in result.regional
        if not each.points
    ]
    if silent:
        blocks.append(desk.bullets(silent))
    return Section(title=desk.t("Dự báo toàn vùng", "Forecast of the region"), blocks=tuple(blocks))


def _provinces(desk: Desk) -> Section:
    return Section(
        title=desk.t("Dự báo theo địa phương", "Forecast by province"),
        parts=tuple(
            Section(title=desk.words(desk.basis.indicator(made.indicator).name), blocks=_of_indicator(desk, made))
            for made in desk.basis.result.indicators
        ),
    )


def _of_indicator(desk: Desk, made: IndicatorForecast) -> tuple[Block, ...]:
    blocks: list[Block] = []
    table = tables.provinces(desk, made)
    if table is not None:
        blocks.append(table)
    chart = desk.pictures.get(f"provinces-{made.indicator}")
    if chart is not None:
        blocks.append(chart)
    notes = [f"{desk.words(desk.basis.units[unit.unit])}: {desk.words(unit.note)}." for unit in made.units if unit.note]
    if notes:
        blocks.append(desk.bullets(notes))
    return tuple(blocks)


def _review(desk: Desk) -> Section:
    """Give the own figures to be discussed, what else is, and what past plans were worth."""
    result = desk.basis.result
    far = tuple(row for row in result.comparisons if row.beyond_band)
    told = {row.remark.vi: row.remark for row in result.comparisons if row.remark is not None}
    count = Paragraph(
        text=desk.t(
            f"{len(result.comparisons)} số dự báo của địa phương được đặt cạnh dự báo chung; {len(far)} số cần trao đổi. Không số "
            "nào của địa phương bị sửa.",
            f"{len(result.comparisons)} figures of the provinces stand beside the unified forecast; {len(far)} are to be "
            "discussed. No province's figure was changed.",
        )
    )
    blocks: list[Block] = [count]
    if far:
        shown = tables.review(desk, far)
        if len(far) > MOST:
            more = desk.t(f"In {MOST} dòng đầu; tables.xlsx có đủ.", f"The first {MOST} rows; tables.xlsx has all.")
            shown = shown.model_copy(update={"rows": shown.rows[:MOST], "note": more})
        blocks.append(shown)
    if told:
        head = desk.t(
            "Kế hoạch trước đây so với thực hiện (để tham khảo):", "Past plans against outturns (for information):"
        )
        blocks += [Paragraph(text=head), desk.bullets([desk.words(each) for each in told.values()])]
    return Section(title=desk.t("Rà soát dự báo của địa phương", "Review of the provinces' own"), blocks=tuple(blocks))


def _words(desk: Desk) -> Section:
    parts = []
    for topic in TOPICS:
        rows = [each for each in desk.basis.result.topics if each.topic == topic]
        items = tuple(
            Paragraph(lead=f"{desk.words(desk.basis.bodies[each.body])}:", text=each.text.strip()) for each in rows
        )
        if items:
            parts.append(Section(title=desk.words(TOPIC_NAMES[topic]), blocks=items))
    return Section(title=desk.t("Nhận định của các địa phương", "The provinces' own words"), parts=tuple(parts))


def _in_full(desk: Desk) -> tuple[Kept, ...]:
    """Give the result's own tables, with every interval and every own figure."""
    return tuple(
        Kept(
            f"full-{table.key}",
            desk.words(table.title),
            tuple(desk.words(column) for column in table.columns),
            tuple(
                tuple(desk.figure(cell, 0)[1] if isinstance(cell, float) else cell for cell in row)
                for row in table.said(desk.language)
            ),
            desk.words(table.note) if table.note else "",
        )
        for table in desk.basis.result.tables()
    )


def _framed(desk: Desk, day: date, opening: Section, sections: tuple[Section, ...]) -> Report:
    """Put the head of the region's secretariat over the report; number, day and signature are for people to add."""
    region, until = desk.basis.region, desk.basis.settings.horizon_to
    name = desk.words(region.name)
    body = next((each for each in region.bodies if each.side == each.kind == "secretariat"), None)
    head = letterhead_of(region, body, day) if body else None
    place = desk.words((head.place if head else None) or Text(vi="……", en=""))
    simulated = [desk.t("SỐ LIỆU MÔ PHỎNG", "SIMULATED FIGURES")] * desk.basis.simulated
    return Report(
        language=desk.language,
        parent=desk.words((head.parent if head else None) or Text(vi="", en="")),
        issuer=desk.words((head.issuer if head else None) or (body.name if body else region.name)),
        place=desk.t(f"{place}, ngày … tháng … năm {day.year}", f"{place}, {day.year}" if place else str(day.year)),
        kind=desk.t("Báo cáo dự báo chung", "Unified forecast report"),
        subject=(
            desk.t("Các chỉ tiêu kinh tế - xã hội, môi trường", "Indicators of economy, society and environment"),
            desk.t(f"{name} đến năm {until}", f"{name} up to {until}"),
        ),
        marks=" · ".join([desk.t("DỰ THẢO", "DRAFT"), *simulated]),
        reference=desk.t(
            f"Dự báo chung {name} đến năm {until} · lập bằng Liên Vùng",
            f"{name}, unified forecast up to {until} · made with Liên Vùng",
        ),
        day=day,
        opening=opening,
        sections=sections,
    )
