"""Putting the figures a body hands in to the checks its region's registry declares.

A figure is compared with what is published and with what was handed in before, never changed. Only what a check declares
to be an error keeps a figure out; a warning asks for a word of explanation, a note informs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from coordination.cycles.queries import get_body, get_cycle, get_stage, procedure_of, region_of, stages_of
from coordination.cycles.tables import CycleRow, ObligationRow, StageRow
from coordination.kernel.cells import Cell
from coordination.kernel.period import Period
from coordination.kernel.remember import remembered
from coordination.kernel.text import Text
from coordination.methods.checks import Found, Key, Known, Stated, run
from coordination.methods.checks.declared import Mirror, National, Parts
from coordination.methods.checks.general import RATIO
from coordination.methods.contract import Finding
from coordination.methods.indicators import Indicator
from coordination.regions.model import Region
from coordination.regions.series import map_of
from coordination.submissions.checking.figures import MEASURED, Place, cells_in, plans_in
from coordination.submissions.checking.publications import Published, published
from coordination.submissions.tables import SubmissionRow


def verify(
    session: Session,
    stage_key: str,
    body: str,
    figures: Mapping[Place, Cell],
    plans: Mapping[Place, Cell] | None = None,
) -> list[Found]:
    """Give what the declared checks find in figures of a body, keyed by indicator and year.

    They are compared with what was published before the year of drafting on the region's map (of the very cell, of the
    body's unit, of all units, of the nation), with what the body had accepted before, and, where mirror figures are
    declared, with what its neighbours handed in last. Contradictions among published figures are nobody's fault. An
    indicator the region does not know is passed over: the method refuses it.
    Raises NotFoundError for an unknown step or body.
    """
    stage = get_stage(session, stage_key)
    cycle = get_cycle(session, stage.cycle)
    region = region_of(session, cycle)
    unit, catalogue = get_body(region, body).unit, _catalogue(region)
    given: dict[Key, Cell] = {(code, unit, year): cell for (code, year), cell in figures.items() if code in catalogue}
    planned = {(code, unit, year): cell for (code, year), cell in (plans or {}).items() if code in catalogue}
    codes = concerned(region, {code for code, _, _ in given})
    before, there = Period.parse(cycle.period).drafting_year, published(map_of(region))
    years = {year for _, _, year in given}
    cells = {key: cell for code in codes for key, cell in there.around(code, unit, years, before) if key not in given}
    cells |= _neighbours_cells(session, stage, region, unit, codes)
    cells |= {(code, unit, year): cell for (code, year), cell in accepted_before(session, stage, cycle, body).items()}
    known = known_of(region, there, cells, before) if unit in there.units else Known(cells, neighbours=_borders(region))
    known = replace(known, published=_published(there, given, before))
    found = run(given, known, {code: catalogue[code] for code in codes if code in catalogue}, planned)
    return [each for each in found if moved(each, given, there)]


def _published(there: Published, given: Iterable[Key], before: int) -> dict[Key, Stated]:
    """Give what is published of the cells handed in."""
    told = ((key, there.point(*key)) for key in given if key[2] < before)
    return {
        key: Stated(point.value, point.source, point.status == "derived") for key, point in told if point is not None
    }


def known_of(region: Region, there: Published, cells: Mapping[Key, Cell], before: int) -> Known:
    """Give what checks compare with: cells at hand, the nation before a year, its units and the region's borders."""
    names = {each.code: each.name for each in region.units}
    units = {code: names.get(code) or Text(vi=code, en=code) for code in sorted(there.units)}
    return Known(cells, there.nation_before(before), units, _borders(region))


def found_in(session: Session, stage_key: str, body: str, method: str, content: Mapping[str, Any]) -> list[Finding]:
    """Give what is found in the figures of a document, as methods give findings; nothing where they tell no past."""
    if method not in MEASURED:
        return []
    found = verify(session, stage_key, body, cells_in(method, content), plans_in(method, content))
    return [as_finding(each) for each in found]


def as_finding(found: Found) -> Finding:
    """Give a finding as methods give theirs, at the figure it concerns."""
    where = f"figures.{found.indicator}.{found.period}"
    return Finding(severity=found.severity, code=found.code, where=where, message=found.message)


def accepted_before(session: Session, stage: StageRow, cycle: CycleRow, body: str) -> dict[Place, Cell]:
    """Give the figures a body had accepted in other steps of its region; of one given twice the later counts."""
    steps = _measured_steps(session, cycle)
    # By what the body owes, which has an index: a country's hand-ins are many.
    owed = columns(col(ObligationRow.stage)).where(col(ObligationRow.body) == body)
    query = (
        select(SubmissionRow)
        .join(StageRow, col(StageRow.key) == col(SubmissionRow.stage))
        .join(CycleRow, col(CycleRow.key) == col(StageRow.cycle))
        .where(CycleRow.region == cycle.region, CycleRow.procedure == cycle.procedure, col(StageRow.step).in_(steps))
        .where(col(SubmissionRow.stage).in_(owed), SubmissionRow.body == body)
        .where(SubmissionRow.state == "accepted", SubmissionRow.stage != stage.key)
        .order_by(col(SubmissionRow.handed_in_at), col(SubmissionRow.key))
    )
    found: dict[Place, Cell] = {}
    for row in session.exec(query):
        found |= cells_in(steps[session.get_one(StageRow, row.stage).step], row.content)
    return found


def _measured_steps(session: Session, cycle: CycleRow) -> dict[str, str]:
    """Give the method of each step of a procedure whose figures tell what was."""
    return {step.code: step.method for step in procedure_of(session, cycle).steps if step.method in MEASURED}


def _neighbours_cells(
    session: Session, stage: StageRow, region: Region, unit: str, codes: Iterable[str]
) -> dict[Key, Cell]:
    """Give what the units a mirror figure is shared with handed in last in this cycle."""
    others = _partners(region, unit, codes)
    if not others:
        return {}
    steps = _measured_steps(session, get_cycle(session, stage.cycle))
    found: dict[Key, Cell] = {}
    for each in stages_of(session, stage.cycle):
        if each.step not in steps:
            continue
        rows = select(SubmissionRow).where(SubmissionRow.stage == each.key, col(SubmissionRow.body).in_(others))
        for row in session.exec(rows.order_by(col(SubmissionRow.revision))):
            cells = cells_in(steps[each.step], row.content)
            found |= {(code, others[row.body], year): cell for (code, year), cell in cells.items()}
    return found


def _partners(region: Region, unit: str, codes: Iterable[str]) -> dict[str, str]:
    """Give the bodies, with their units, whose figures mirror a unit's."""
    catalogue = _catalogue(region)
    checks = [each for code in codes if code in catalogue for each in catalogue[code].checks]
    pairs = {pair for each in checks if isinstance(each, Mirror) for pair in each.pairs or region.neighbours}
    units = {code for pair in pairs if unit in pair for code in pair} - {unit}
    return {body.code: body.unit for body in region.bodies if body.unit in units}


def moved(found: Found, given: Mapping[Key, Cell], there: Published) -> bool:
    """Say whether a finding comes from these figures: published ones that contradict each other are nobody's fault.

    That may be so of all units together, and of ratios and parts, whose figures come from several publications.
    """
    if found.unit is not None:
        if not found.beside or not (isinstance(found.check, Parts) or found.code == RATIO):
            return True
        cells = ((found.indicator, found.unit, found.period), *found.beside)
        return any(key in given and given[key] != there.cell(*key) for key in cells)
    codes = {found.indicator, *found.check.mentions}
    years = {found.period, found.period - found.check.lag} if isinstance(found.check, National) else {found.period}
    return any(
        cell != there.cell(code, unit, year)
        for (code, unit, year), cell in given.items()
        if code in codes and year in years
    )


@remembered
def _catalogue(region: Region) -> dict[str, Indicator]:
    return {each.code: each for each in region.indicators}


@remembered
def _borders(region: Region) -> frozenset[tuple[str, str]]:
    return frozenset(region.neighbours)


def concerned(region: Region, codes: Iterable[str]) -> set[str]:
    """Give the indicators some check reads together with one of these, and these."""
    read = _read_together(region)
    return {each for code in codes for each in read.get(code, {code})}


@remembered
def _read_together(region: Region) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for code, members in _members(region.indicators):
        found[code] |= members
    return dict(found)


def _members(indicators: Iterable[Indicator]) -> Iterator[tuple[str, set[str]]]:
    for indicator in indicators:
        yield indicator.code, {indicator.code}
        for check in indicator.checks:
            members = {indicator.code, *check.mentions}
            for code in members:
                yield code, members
