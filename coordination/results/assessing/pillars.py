"""A pillar of the report: theme by theme what the figures say, then convergence, structure and plans."""

from __future__ import annotations

from collections.abc import Iterator

from coordination.documents.report.model import Block, Paragraph, Section
from coordination.methods.joint_assessment.analysis.models import Options, PillarAnalysis
from coordination.results.assessing import fits, structure
from coordination.results.assessing.basis import BY_SECTOR
from coordination.results.assessing.desk import Desk
from coordination.results.assessing.outline import ASIDE, OTHER, PILLARS, THEMES, Of, Theme
from coordination.results.assessing.questions import doubtful, uneven
from coordination.results.assessing.saying import Role
from coordination.results.assessing.tracing import Kind

ROLES: tuple[Role, ...] = ("headline", "nation", "contributions", "extremes")
WIDE = 7
"""Columns of the table of indicators no theme names."""


def pillar_section(desk: Desk, pillar: PillarAnalysis) -> Section:
    """Give the section of a pillar; one without recent figures says so."""
    parts = [theme_section(desk, theme) for theme in _themes(desk, pillar)]
    parts += [_convergence(desk, pillar), _sectors(desk, pillar), _plans(desk, pillar)]
    shown = tuple(part for part in parts if part.blocks)
    text = desk.t(
        "Chưa có số liệu đủ mới của trụ cột này để đánh giá; xem phần Ghi chú về số liệu.",
        "There are no recent figures on this pillar to assess; see the notes on figures.",
    )
    blocks = () if shown else (desk.said(pillar.pillar, text),)
    return Section(title=desk.words(PILLARS[pillar.pillar]), blocks=blocks, parts=shown)


def _themes(desk: Desk, pillar: PillarAnalysis) -> Iterator[Theme]:
    yield from (theme for theme in THEMES if theme.pillar == pillar.pillar)
    named = {*ASIDE, *(code for theme in THEMES for code in theme.codes)}
    codes = [row.indicator for row in pillar.indicators if row.indicator not in named]
    rest = tuple(code for code in codes if desk.figures.year(code) is not None)
    of: Of = "value"
    if rest:
        yield Theme(f"other-{pillar.pillar}", pillar.pillar, OTHER, rest, tuple((code, of) for code in rest[:WIDE]))


def theme_section(desk: Desk, theme: Theme) -> Section:
    """Give what the figures of a theme say, then its table, then its charts."""
    known = desk.basis.indicators
    blocks: list[Block] = []
    for code in theme.codes:
        if code not in known or code in ASIDE:
            continue
        sentences = desk.told.of(code, *ROLES)
        said = desk.spoken(theme.key, known[code], sentences) if sentences else uneven(desk, theme.key, known[code])
        if said and len(sentences) == 1 and blocks and isinstance(before := blocks[-1], Paragraph):
            blocks[-1] = Paragraph(text=f"{before.text} {said.text}")  # a sentence is no paragraph
        elif said:
            blocks.append(said)
    if theme.key == "growth":
        blocks += doubtful(desk, theme.key)
    table = desk.tables.theme(theme)
    pictures = [desk.drawings.of(drawn, known[code]) for drawn, code in theme.charts if code in known]
    blocks += [each for each in (table, *pictures) if each is not None]
    return Section(title=desk.words(theme.title), blocks=tuple(blocks))


def _convergence(desk: Desk, pillar: PillarAnalysis) -> Section:
    blocks: list[Block] = []
    for found in pillar.convergence:
        indicator = desk.basis.indicators[found.indicator]
        blocks += [desk.cited("convergence", each) for each in desk.told.of(found.indicator, "convergence")]
        if found.beta.refused is not None:
            refused = desk.words(found.beta.refused)
            counts: dict[str, tuple[Kind, str]] = {
                str(found.beta.units): ("count", desk.t("địa phương", "provinces")),
                str(Options().rules.least_for_beta): ("reference", desk.t("số tối thiểu", "least number")),
            }
            text = f"{refused[:1].upper()}{refused[1:]}."
            blocks.append(desk.said("convergence", text, counts))
        table = structure.spread(desk.tables, indicator, found)
        picture = None if found.beta.refused else fits.scatter(desk.drawings, indicator, found)
        blocks += [each for each in (table, picture) if each is not None]
    title = desk.t("Mức chênh lệch và hội tụ giữa các địa phương", "Disparity and convergence")
    return Section(title=title, blocks=tuple(blocks))


def _sectors(desk: Desk, pillar: PillarAnalysis) -> Section:
    found = pillar.sectors
    blocks: list[Block] = []
    if found is not None and (found.region is not None or found.quotients):
        blocks += [desk.cited("sectors", each) for each in desk.told.of(BY_SECTOR.code, "sectors")]
        year = found.quotient_year
        if year is not None and year < desk.figures.oldest:
            text = desk.t(
                f"Số liệu theo khu vực kinh tế của các tỉnh mới nhất là năm {year}: chỉ cho biết cơ cấu khi đó, cần cập nhật trước "
                "khi dùng để định hướng.",
                f"Figures by sector of provinces are of {year} at the latest: they tell the structure of that time and want "
                "updating before they guide anything.",
            )
            blocks.append(desk.said("sectors", text))
        tables = (structure.quotients(desk.tables, found), structure.shift_share(desk.tables, found))
        blocks += [each for each in tables if each is not None]
    title = desk.t("Cơ cấu kinh tế và lợi thế so sánh", "Structure and comparative advantage")
    return Section(title=title, blocks=tuple(blocks))


def _plans(desk: Desk, pillar: PillarAnalysis) -> Section:
    rows = [row for row in pillar.fulfilment if row.year >= desk.figures.oldest]
    codes = tuple(dict.fromkeys(row.indicator for row in rows))
    said = [desk.cited("plans", each) for code in codes for each in desk.told.of(code, "plan")]
    table = structure.fulfilment(desk.tables, tuple(rows))
    pictures = [
        fits.plan(desk.drawings, desk.basis.indicators[code], [row for row in rows if row.indicator == code])
        for code in codes[:2]
    ]
    blocks = tuple(each for each in (*said, table, *pictures) if each is not None)
    return Section(title=desk.t("Thực hiện kế hoạch", "Plan fulfilment"), blocks=blocks)
