"""The report of a forecast put together: what was agreed, the region, what is to be discussed, each indicator, the method."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coordination.documents.report.model import Block, Report, Section
from coordination.kernel.text import Language, Text
from coordination.methods.forecast.models import IndicatorForecast
from coordination.regions.letterheads import letterhead_of
from coordination.results.forecasting import tables
from coordination.results.forecasting.basis import Basis
from coordination.results.forecasting.desk import Desk
from coordination.results.forecasting.drawings import Mapper, pictures
from coordination.results.forecasting.full import sheets
from coordination.results.forecasting.protocol import agreed, on_method
from coordination.results.forecasting.reviewing import foremost, in_words, review
from coordination.results.forecasting.sheet import Sheet

MOST_SAID = 12
"""Sentences of the summary."""
ENDS = 2
"""Of them the last: how many figures are to be discussed, and by what contract the forecast was made."""


@dataclass(frozen=True)
class Made:
    """A report with the full tables that are left beside it."""

    report: Report
    sheets: tuple[Sheet, ...]
    summary: tuple[str, ...]


def compose(basis: Basis, day: date, language: Language = "vi", mapper: Mapper = map) -> Made:
    """Make the report; the same basis on the same day gives the same report. ``mapper`` may be the map of a pool."""
    desk = Desk(basis, language, pictures=pictures(basis, language, mapper))
    sections = (agreed(desk), _region(desk), review(desk), in_words(desk), _indicators(desk), on_method(desk))
    report = _framed(desk, day, _summary(desk), tuple(each for each in sections if each.blocks or each.parts))
    return Made(report, sheets(desk), tuple(_sentences(desk)))


def _sentences(desk: Desk) -> list[str]:
    return [desk.words(each) for each in desk.basis.result.summary]


def _summary(desk: Desk) -> Section:
    """Give what a leader reads first: of many indicators the first ones, and always what is said after them."""
    said = _sentences(desk)
    if len(said) > MOST_SAID:
        left = len(said) - MOST_SAID + 1
        more = desk.t(f"Còn {left} nhận định khác: xem mục II và III.", f"{left} more: see parts II and III.")
        said = [*said[: MOST_SAID - ENDS - 1], more, *said[-ENDS:]]
    return Section(title=desk.t("Tóm tắt", "Summary"), blocks=(desk.bullets(said),))


def _region(desk: Desk) -> Section:
    """Give the region's forecast, and how it comes about, said once of all indicators it holds of."""
    regional = desk.basis.result.regional
    blocks: list[Block] = [tables.regional(desk)] if any(region.points for region in regional) else []
    told: dict[str, list[str]] = {}
    for region in regional:
        told.setdefault(desk.words(region.note), []).append(desk.name(region.indicator))
    if told:
        every = desk.t("Mọi chỉ tiêu", "All indicators")
        blocks.append(
            desk.bullets(
                f"{every if len(names) == len(regional) > 1 else '; '.join(names)}: {_small(note)}"
                for note, names in told.items()
            )
        )
    return Section(title=desk.t("Dự báo toàn vùng", "Forecast of the region"), blocks=tuple(blocks))


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _indicators(desk: Desk) -> Section:
    return Section(
        title=desk.t("Dự báo theo chỉ tiêu và địa phương", "Forecast by indicator and province"),
        parts=tuple(
            Section(title=desk.name(made.indicator), blocks=blocks)
            for made in desk.basis.result.indicators
            if (blocks := _of_indicator(desk, made))
        ),
    )


def _of_indicator(desk: Desk, made: IndicatorForecast) -> tuple[Block, ...]:
    """Give the chart before the tables: it alone can not be parted, so that an indicator begins where there is room for it."""
    region = next(each for each in desk.basis.result.regional if each.indicator == made.indicator)
    table = tables.provinces(desk, made, region)
    if table is None:
        notes = [f"{each[:1].upper()}{each[1:]}." for each in desk.notes(made)]
        return (desk.bullets(notes),) if notes else ()
    first = foremost(desk.discussed(made.indicator))
    return (desk.pictures[made.indicator], table, *([tables.review(desk, made, first)] if first else []))


def _framed(desk: Desk, day: date, opening: Section, sections: tuple[Section, ...]) -> Report:
    """Put the head of the region's secretariat over the report; number, day and signature are for people to add."""
    region, until = desk.basis.region, desk.basis.settings.horizon_to
    name = desk.words(desk.basis.context.region_name)
    body = next((each for each in region.bodies if each.side == each.kind == "secretariat"), None) if region else None
    head = letterhead_of(region, body, day) if region and body else None
    place = desk.words((head.place if head else None) or Text(vi="……", en=""))
    simulated = [desk.t("SỐ LIỆU MÔ PHỎNG", "SIMULATED FIGURES")] * desk.basis.simulated
    return Report(
        language=desk.language,
        parent=desk.words((head.parent if head else None) or Text(vi="", en="")),
        issuer=desk.words((head.issuer if head else None) or (body.name if body else desk.basis.context.region_name)),
        place=desk.t(f"{place}, ngày … tháng … năm {day.year}", f"{place}, {day.year}" if place else str(day.year)),
        kind=desk.t("Báo cáo dự báo chung", "Unified forecast report"),
        subject=(
            desk.t("Các chỉ tiêu kinh tế - xã hội, môi trường", "Indicators of economy, society and environment"),
            desk.t(f"{name} đến năm {until}", f"{name} up to {until}"),
        ),
        marks=" · ".join([_standing(desk), *simulated]),
        reference=desk.t(
            f"Dự báo chung {name} đến năm {until} · lập bằng Liên Vùng",
            f"{name}, unified forecast up to {until} · made with Liên Vùng",
        ),
        day=day,
        opening=opening,
        sections=sections,
    )


def _standing(desk: Desk) -> str:
    """Say that it is a draft, or that nobody has signed what was settled."""
    return desk.t("DỰ THẢO", "DRAFT") if desk.basis.state == "draft" else desk.t("CHƯA KÝ", "UNSIGNED")
