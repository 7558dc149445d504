"""The report put together: its head, its summary, its pillars, the provinces' own words and the notes, all traced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coordination.documents.charts.models import Chart
from coordination.documents.report.model import Bullets, Paragraph, Report, Section
from coordination.kernel.text import Language, Text
from coordination.methods.joint_assessment.analysis import Analysis
from coordination.regions.letterheads import letterhead_of
from coordination.results.assessing.basis import Basis
from coordination.results.assessing.desk import Desk
from coordination.results.assessing.doubts import Doubt, doubts, must_hold
from coordination.results.assessing.notes import notes
from coordination.results.assessing.outline import ASIDE, HEADLINES, LEAST_HEADLINES, PILLARS
from coordination.results.assessing.pillars import pillar_section
from coordination.results.assessing.questions import doubtful
from coordination.results.assessing.tables import Kept
from coordination.results.assessing.tracing import Kind, Trace
from coordination.results.assessing.views import views

SUMMARY = "summary"


@dataclass(frozen=True)
class Made:
    """A report with all that is left beside it."""

    report: Report
    analysis: Analysis
    tables: tuple[Kept, ...]
    charts: dict[str, Chart]
    trace: Trace
    doubts: tuple[Doubt, ...] = ()

    @property
    def summary(self) -> tuple[Paragraph, ...]:
        """Give what the first page says."""
        return tuple(item for block in self.report.opening.blocks if isinstance(block, Bullets) for item in block.items)


def compose(basis: Basis, day: date, language: Language = "vi") -> Made:
    """Make the report of a region; the same basis on the same day gives the same report.

    InvalidInputError if a file's figures are wrong by a check that says so.
    ValueError if a number could not be traced: that is a fault of ours, and no report leaves with it.
    """
    must_hold(found := doubts(basis))
    desk = Desk.of(basis, language)
    opening = _opening(desk)
    pillars = tuple(pillar_section(desk, pillar) for pillar in desk.analysis.pillars)
    report = _framed(desk, day, opening, (*pillars, views(desk), notes(desk.tables, found)))
    return Made(report, desk.analysis, tuple(desk.tables.kept), desk.drawings.kept, desk.trace, found)


def _framed(desk: Desk, day: date, opening: Section, sections: tuple[Section, ...]) -> Report:
    """Put the head of the region's secretariat over a report; number, day and signature are for people to add."""
    period = desk.basis.period
    name = desk.words(desk.basis.region.name)
    parent, issuer, place = _letterhead(desk, day)
    subject = (
        desk.t("Tình hình kinh tế - xã hội, môi trường", "Economy, society and environment"),
        desk.t(f"{name} năm {period}", f"{name}, {period}"),
    )
    reference = desk.t(
        f"Đánh giá chung {name} năm {period} · lập bằng Liên Vùng", f"{name}, {period} · made with Liên Vùng"
    )
    dated = desk.t(f"{place}, ngày … tháng … năm {day.year}", f"{place}, {day.year}" if place else str(day.year))
    for words in (*subject, reference, dated):
        desk.trace.words("cover", words)
    simulated = [desk.t("SỐ LIỆU MÔ PHỎNG", "SIMULATED FIGURES")] * desk.basis.simulated
    return Report(
        language=desk.language,
        parent=parent,
        issuer=issuer,
        place=dated,
        kind=desk.t("Báo cáo đánh giá chung", "Joint assessment report"),
        subject=subject,
        marks=" · ".join([desk.t("DỰ THẢO", "DRAFT"), *simulated]),
        reference=reference,
        day=day,
        opening=opening,
        sections=sections,
    )


def _letterhead(desk: Desk, day: date) -> tuple[str, str, str]:
    """Give the parent, the issuer and the place of the region's secretariat, as its letters bear them."""
    region = desk.basis.region
    body = next((each for each in region.bodies if each.side == each.kind == "secretariat"), None)
    head = letterhead_of(region, body, day) if body else None
    issuer = (head.issuer if head else None) or (body.name if body else region.name)
    parent = (head.parent if head else None) or Text(vi="", en="")
    place = (head.place if head else None) or Text(vi="……", en="")
    return desk.words(parent), desk.words(issuer), desk.words(place)


def _opening(desk: Desk) -> Section:
    """Give the summary: each sentence with its figures, what is doubtful, and how much the figures carry."""
    known = desk.basis.indicators
    items: list[Paragraph] = []
    for lead, code, roles in HEADLINES:
        sentences = desk.told.of(code, *roles)[: len(roles)]
        if code in known and sentences:
            items.append(desk.spoken(SUMMARY, known[code], sentences, lead))
    told = {*ASIDE, *(code for _, code, _ in HEADLINES)}
    for code in desk.told.codes:
        sentences = desk.told.of(code, "headline")[:1]
        if len(items) < LEAST_HEADLINES and code in known and code not in told and sentences:
            items.append(desk.spoken(SUMMARY, known[code], sentences))
    items += doubtful(desk, SUMMARY, desk.t("Cần đối chiếu:", "To be checked:"))
    items.append(_coverage(desk))
    return Section(title=desk.t("Tóm tắt", "Summary"), blocks=(Bullets(items=tuple(items)),))


def _coverage(desk: Desk) -> Paragraph:
    """Say how much of the registry the figures carry: what is not there was not judged."""
    rows = [row for pillar in desk.analysis.pillars for row in pillar.indicators]
    fresh = sum(desk.figures.year(row.indicator) is not None for row in rows)
    telling = {row.indicator for row in rows if row.fresh and row.indicator not in ASIDE}
    bare = [each for each in desk.analysis.pillars if not telling & {row.indicator for row in each.indicators}]
    oldest = desk.figures.oldest
    vi = f"{fresh} trong {len(rows)} chỉ tiêu của sổ chỉ tiêu có số liệu từ năm {oldest} trở lại đây"
    en = f"{fresh} of {len(rows)} indicators of the registry have figures since {oldest}"
    if bare:
        names = ", ".join(desk.words(PILLARS[each.pillar]).lower() for each in bare)
        vi += f"; số liệu chưa đủ để đánh giá chung toàn vùng về {names}"
        en += f"; they do not suffice to assess the region's {names}"
    counts: dict[str, tuple[Kind, str]] = {
        str(count): ("count", desk.t("số chỉ tiêu", "indicators")) for count in (fresh, len(rows))
    }
    return desk.said(SUMMARY, desk.t(f"{vi}.", f"{en}."), counts, desk.t("Số liệu:", "Figures:"))
