"""Figures of provinces that differ from published, national or neighbours' ones: shown with both values, settled by them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from sqlmodel import Session

from coordination.cycles.queries import get_body, get_cycle, get_stage, region_of, step_of
from coordination.kernel.cells import Cell, State
from coordination.kernel.period import Period
from coordination.kernel.text import Text
from coordination.methods.checks import Found, Key, run
from coordination.methods.checks.declared import Mirror, National
from coordination.methods.checks.subject import amount, places
from coordination.methods.indicators import Indicator
from coordination.methods.wording import in_year
from coordination.regions.model import Region
from coordination.regions.series import Point, map_of
from coordination.submissions.checking.figures import MEASURED, cells_in
from coordination.submissions.checking.publications import Published, published
from coordination.submissions.checking.verifying import concerned, known_of, moved
from coordination.submissions.tables import SubmissionRow

WITHOUT: Final[Mapping[State, Text]] = {
    State.MISSING: Text(vi="báo thiếu số liệu", en="reports that it has no figure"),
    State.NOT_APPLICABLE: Text(vi="báo không áp dụng", en="reports that it does not apply"),
    State.SUPPRESSED: Text(vi="báo không công bố", en="withholds its figure"),
    State.NOT_YET_DUE: Text(vi="báo chưa đến kỳ có số liệu", en="reports that it is not due yet"),
}
"""How a body says that it gives no figure."""


def differences(session: Session, stage_key: str, rows: Sequence[SubmissionRow]) -> tuple[Text, ...]:
    """Give a sentence for each indicator and year in which figures handed in differ from others, with both values.

    ``rows`` are the submissions that count. Compared are published figures of the same unit before the year of drafting, as
    precise as they were handed in, and what stays published of a figure a body says it has none of; the nation, and neighbours, where the indicator declares such a check. Each value
    carries its source: the submission, or the key of the published series. No figure is changed.
    """
    stage = get_stage(session, stage_key)
    cycle = get_cycle(session, stage.cycle)
    method = step_of(session, stage).method
    if method not in MEASURED:
        return ()
    region, before = region_of(session, cycle), Period.parse(cycle.period).drafting_year
    catalogue = {each.code: each for each in region.indicators}
    given: dict[Key, Cell] = {}
    held: dict[str, str] = {}
    for row in rows:
        unit = get_body(region, row.body).unit
        held[unit] = row.key
        cells = cells_in(method, row.content).items()
        given |= {(code, unit, year): cell for (code, year), cell in cells if code in catalogue}
    there = published(map_of(region))
    return (
        *_from_published(region, catalogue, given, there, before),
        *_kept(region, catalogue, given, there, before),
        *_between(region, catalogue, given, there, before, held),
    )


def _from_published(
    region: Region, catalogue: Mapping[str, Indicator], given: Mapping[Key, Cell], there: Published, before: int
) -> list[Text]:
    apart: dict[tuple[str, int], list[tuple[str, Decimal]]] = defaultdict(list)
    for (code, unit, year), cell in given.items():
        told = there.point(code, unit, year) if year < before else None
        if told is not None and cell.value is not None and not _same(cell.value, told.value, catalogue[code].decimals):
            apart[code, year].append((unit, cell.value))
    return [_told(region, catalogue[code], year, found, there) for (code, year), found in apart.items()]


def _same(value: Decimal, other: Decimal, decimals: int) -> bool:
    """Say whether two figures are one as precisely as the first is written and the indicator is published."""
    step = Decimal(1).scaleb(-max(0, min(decimals, places(value))))
    return value.quantize(step, ROUND_HALF_UP) == other.quantize(step, ROUND_HALF_UP)


def _told(
    region: Region, indicator: Indicator, year: int, found: Iterable[tuple[str, Decimal]], there: Published
) -> Text:
    vi, en = [], []
    for unit, value in found:
        told = there.point(indicator.code, unit, year)
        if told is None:
            continue
        name, mine, theirs = region.unit(unit).name, amount(value, indicator), amount(told.value, indicator)
        vi.append(f"{name.vi} báo cáo {mine.vi}, số đã công bố {theirs.vi} (nguồn {told.source})")
        en.append(f"{name.en} reports {mine.en}, published is {theirs.en} (source {told.source})")
    return Text(
        vi=f"{indicator.name.vi} năm {year} khác số đã công bố: {'; '.join(vi)}. Đề nghị các bên đối chiếu.",
        en=f"{indicator.name.en} {year} differs from what is published: {'; '.join(en)}. Please reconcile.",
    )


def _kept(
    region: Region, catalogue: Mapping[str, Indicator], given: Mapping[Key, Cell], there: Published, before: int
) -> list[Text]:
    """Give the figures a body says it has none of though one is published, which therefore stays beside what it says."""
    apart: dict[tuple[str, int], list[tuple[str, State, Point]]] = defaultdict(list)
    for (code, unit, year), cell in given.items():
        told = there.point(code, unit, year) if year < before else None
        if told is not None and not cell.known:
            apart[code, year].append((unit, cell.state, told))
    return [_stays(region, catalogue[code], year, found) for (code, year), found in apart.items()]


def _stays(region: Region, indicator: Indicator, year: int, found: Iterable[tuple[str, State, Point]]) -> Text:
    vi, en = [], []
    for unit, state, told in found:
        name, said, value = region.unit(unit).name, WITHOUT[state], amount(told.value, indicator)
        vi.append(f"{name.vi} {said.vi}, số đã công bố là {value.vi} (nguồn {told.source})")
        en.append(f"{name.en} {said.en}, published is {value.en} (source {told.source})")
    return Text(
        vi=f"{in_year(indicator.name.vi, year)}: {'; '.join(vi)}. Số đã công bố vẫn được ghi bên cạnh; đề nghị các bên đối "
        "chiếu.",
        en=f"{indicator.name.en} {year}: {'; '.join(en)}. What is published stays beside it; please reconcile.",
    )


def _between(
    region: Region,
    catalogue: Mapping[str, Indicator],
    given: Mapping[Key, Cell],
    there: Published,
    before: int,
    held: Mapping[str, str],
) -> list[Text]:
    """Give what neighbours report differently, and what does not fit the nation."""
    codes = concerned(region, {code for code, _, _ in given}) & catalogue.keys()
    asked = {code: _only_between(catalogue[code]) for code in codes}
    if not any(each.checks for each in asked.values()):
        return []
    years = {year for _, _, year in given}
    cells = {key: cell for code in sorted(codes) for key, cell in there.within(code, years, before)}
    found = run(given, known_of(region, there, cells, before), asked)
    return [
        _with_sources(each, there, held)
        for each in found
        if isinstance(each.check, Mirror | National) and moved(each, given, there)
    ]


def _only_between(indicator: Indicator) -> Indicator:
    """Give an indicator that declares no other checks than those of units against each other and the nation."""
    checks = tuple(each for each in indicator.checks if isinstance(each, Mirror | National))
    return indicator.model_copy(update={"checks": checks})


def _with_sources(found: Found, there: Published, held: Mapping[str, str]) -> Text:
    """Add to a finding where its two values come from."""
    units = (found.unit or "", *(unit for _, unit, _ in found.beside))
    keys = [held[unit] for unit in units if unit in held]
    if isinstance(found.check, National):
        point = there.nation.get((found.indicator, found.period))
        keys += [point.source] if point else []
    if not keys:
        return found.message
    told = ", ".join(keys)
    return Text(vi=f"{found.message.vi} (nguồn: {told})", en=f"{found.message.en} (sources: {told})")
