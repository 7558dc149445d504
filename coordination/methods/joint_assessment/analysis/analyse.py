"""The whole analysis of a region: every indicator once, pillar by pillar. Cost is linear in the number of figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from coordination.kernel.text import Text
from coordination.methods.contract import Context
from coordination.methods.indicators import PILLARS, Indicator, Pillar, breaks_of
from coordination.methods.joint_assessment.analysis import one, structure
from coordination.methods.joint_assessment.analysis.models import (
    Analysis,
    Convergence,
    Gap,
    Options,
    PillarAnalysis,
)
from coordination.methods.joint_assessment.analysis.panel import Panel, Series, known_years, origin
from coordination.methods.joint_assessment.analysis.plan import Fulfilment, fulfilment, parties
from coordination.methods.joint_assessment.analysis.scene import NATION, Scene
from coordination.methods.joint_assessment.analysis.sentences import indicator_sentences
from coordination.methods.joint_assessment.analysis.structure import SectorGround
from coordination.methods.joint_assessment.analysis.structure_sentences import (
    convergence_sentences,
    plan_sentences,
    sector_sentences,
)
from coordination.methods.wording import in_year

__all__ = ["Ground", "SectorGround", "analyse", "nation_of"]
PLAN = "_plan"
"""How the code of an indicator ends that is the plan of the one named before it."""


@dataclass(frozen=True, slots=True)
class Ground:
    """All that an analysis rests on."""

    region: str
    region_name: Text
    units: Mapping[str, Text]
    """The region's provinces by code, with their names."""
    indicators: Mapping[str, Indicator]
    panel: Panel
    nation: Mapping[str, Series] = field(default_factory=dict)
    """indicator → year → the nation's figure; see :func:`nation_of`."""
    plans: Panel = field(default_factory=Panel)
    """Planned values, under the codes of their results."""
    sectors: SectorGround | None = None


def nation_of(
    panel: Panel, indicators: Mapping[str, Indicator], units: Sequence[str], published: Panel | None = None
) -> dict[str, Series]:
    """Give the nation's series: what is published for the country (unit ``vn``), else made of all provinces' figures."""
    known = published or Panel()
    made = {code: panel.wholes(indicator, units) for code, indicator in indicators.items() if code in panel.data}
    return {code: {**made.get(code, {}), **known.series(code, NATION)} for code in indicators}


def analyse(ground: Ground, period: int, options: Options | None = None) -> Analysis:
    """Analyse a region's figures as of a year; what is lacking becomes a gap, never a guess."""
    chosen = (options or Options()).model_copy(
        update={
            "breaks": {code: breaks_of(indicator, ground.indicators) for code, indicator in ground.indicators.items()}
        }
    )
    names = {f"unit:{code}": name for code, name in ground.units.items()}
    names |= {code: indicator.name for code, indicator in ground.indicators.items()}
    names |= {f"sector:{code}": name for code, name in (ground.sectors.names if ground.sectors else {}).items()}
    return Analysis(
        region=ground.region,
        region_name=ground.region_name,
        period=period,
        names=names,
        pillars=tuple(_pillar(ground, pillar, period, chosen) for pillar in PILLARS),
    )


def _pillar(ground: Ground, pillar: Pillar, period: int, options: Options) -> PillarAnalysis:
    scene = Scene(ground.panel, ground.region, ground.region_name, ground.units)
    mine = [each for each in ground.indicators.values() if each.pillar == pillar and not _is_plan(ground, each.code)]
    rows = [
        one.assess(ground.panel, tuple(ground.units), ground.nation.get(each.code, {}), each, period, options)
        for each in mine
    ]
    said = [s for each, row in zip(mine, rows, strict=True) for s in indicator_sentences(scene, each, row)]
    gaps = [gap for each, row in zip(mine, rows, strict=True) for gap in one.gaps(ground, each, row, period)]
    nearing = list(_convergence(ground, pillar, period, options))
    for found in nearing:
        said += convergence_sentences(scene, ground.indicators[found.indicator], found)
        gaps += structure.convergence_gaps(found)
    sectors = structure.sectors(ground.sectors, ground.region, tuple(ground.units), period, options)
    if sectors is not None and ground.sectors is not None and ground.sectors.measure.pillar == pillar:
        said += sector_sentences(scene, ground.sectors.measure, sectors, dict(ground.sectors.names))
        gaps += structure.sector_gaps(ground.sectors, sectors, ground.units, period - options.fresh_years)
    else:
        sectors = None
    plans = list(_plans(ground, mine, period, options))
    for indicator, met in plans:
        if met[0].year >= period - options.fresh_years:
            said += plan_sentences(scene, indicator, met, _plan_origin(ground, met))
        gaps += _plan_gaps(indicator, met)
    return PillarAnalysis(
        pillar=pillar,
        indicators=tuple(rows),
        sectors=sectors,
        convergence=tuple(nearing),
        fulfilment=tuple(row for _, met in plans for row in met),
        sentences=tuple(said),
        gaps=tuple(gaps),
    )


def _is_plan(ground: Ground, code: str) -> bool:
    return code.endswith(PLAN) and code.removesuffix(PLAN) in ground.indicators


def _convergence(ground: Ground, pillar: Pillar, period: int, options: Options) -> Iterator[Convergence]:
    for code in options.convergence:
        indicator = ground.indicators.get(code)
        if indicator is not None and indicator.pillar == pillar:
            found = structure.convergence(ground.panel, tuple(ground.units), indicator, period, options)
            if found is not None:
                yield found


def _plans(
    ground: Ground, mine: Sequence[Indicator], period: int, options: Options
) -> Iterator[tuple[Indicator, tuple[Fulfilment, ...]]]:
    """Compare each indicator that has plans with them, in the latest year that has both."""
    for indicator in mine:
        plans = _plans_of(ground, indicator.code)
        years = [y for unit in ground.units for y in known_years(plans.series(indicator.code, unit)) if y <= period]
        both = [y for y in set(years) if any(ground.panel.cell(indicator.code, u, y).known for u in ground.units)]
        if not both:
            continue
        context = Context(
            region=ground.region,
            region_name=ground.region_name,
            period=str(period),
            parties=parties(ground.units),
            indicators=dict(ground.indicators),
        )
        rows = fulfilment(indicator, max(both), (ground.panel, plans), context, options)
        if rows:
            yield indicator, rows


def _plans_of(ground: Ground, code: str) -> Panel:
    """Give the plans of an indicator: those given, or the indicator that is named as its plan."""
    if code in ground.plans.data:
        return ground.plans
    named = ground.panel.data.get(code + PLAN)
    return Panel({code: named}) if named is not None and code + PLAN in ground.indicators else ground.plans


def _plan_origin(ground: Ground, rows: Sequence[Fulfilment]) -> tuple[str, str]:
    code, year, units = rows[0].indicator, rows[0].year, rows[0].units
    plans = _plans_of(ground, code)
    points = [panel.point(code, unit, year) for panel in (ground.panel, plans) for unit in units]
    return origin((point.source, point.status) for point in points)


def _plan_gaps(indicator: Indicator, rows: Sequence[Fulfilment]) -> Iterator[Gap]:
    whole = rows[0]
    if whole.percent is not None and whole.verdict is None and indicator.direction != "neutral":
        yield Gap(
            indicator=indicator.code,
            text=Text(
                vi=f"{in_year(indicator.name.vi, whole.year)}: thực hiện và kế hoạch chênh lệch quá lớn, có thể không cùng "
                "phạm vi tính; chưa kết luận về mức hoàn thành.",
                en=f"{indicator.name.en} {whole.year}: result and plan are so far apart that they may not measure the "
                "same thing; no verdict is given.",
            ),
        )
