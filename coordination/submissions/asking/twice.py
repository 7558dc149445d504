"""One body's two answers to the same figure: asked once it has one value, so two that differ ask for a word.

The same figure is the same definition, year, vintage and part (``asks.Ask``), in two steps of one cycle. What an earlier
cycle was told may have been revised since; within a cycle, one of the two is wrong or needs to be explained.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any, Final

from sqlmodel import Session, col, select

from coordination.cycles.queries import get_cycle, get_stage, region_of, step_of
from coordination.cycles.tables import StageRow
from coordination.kernel.cells import PRECISION
from coordination.kernel.period import Period
from coordination.kernel.text import Text
from coordination.kernel.units import unit_of
from coordination.methods.checks.subject import amount, places
from coordination.methods.contract import Finding
from coordination.methods.wording import in_year
from coordination.regions.model import Step
from coordination.submissions.asking.asks import PLAN, VALUE, Ask, Catalogue, ask_for
from coordination.submissions.asking.register import catalogue_of
from coordination.submissions.checking.figures import MEASURED, ROWS, cells_in, plans_in
from coordination.submissions.tables import SubmissionRow

TWO_ANSWERS: Final = "two_answers"


@dataclass(frozen=True, slots=True)
class _Answer:
    """A figure given, and its place in the document."""

    value: Decimal
    where: str


def two_answers(session: Session, stage_key: str, body: str, content: Mapping[str, Any]) -> list[Finding]:
    """Warn of each figure of a document that the body gave otherwise in another step of the same cycle.

    Each warning names both values and both steps. Compared are figures of the registry as precisely as both are written;
    of a step what was handed in last, unless it was returned. Raises NotFoundError for an unknown step.
    """
    stage = get_stage(session, stage_key)
    cycle = get_cycle(session, stage.cycle)
    catalogue, step = catalogue_of(region_of(session, cycle)), step_of(session, stage)
    own = dict(_answers(step, cycle.period, content, catalogue))
    return [
        _finding(catalogue, ask, (step, own[ask]), (other, theirs))
        for other, row in (_others(session, stage, body) if own else ())
        for ask, theirs in _answers(other, cycle.period, row.content, catalogue)
        if ask in own and not _same(own[ask].value, theirs.value)
    ]


def _others(session: Session, stage: StageRow, body: str) -> Iterator[tuple[Step, SubmissionRow]]:
    """Give the other steps of a cycle with what a body handed in there last, in the order of the steps."""
    query = (
        select(StageRow, SubmissionRow)
        .join(SubmissionRow, col(SubmissionRow.stage) == col(StageRow.key))
        .where(StageRow.cycle == stage.cycle, StageRow.key != stage.key, SubmissionRow.body == body)
        .order_by(col(StageRow.position), col(SubmissionRow.revision))
    )
    last = {there.key: (there, row) for there, row in session.exec(query)}
    return ((step_of(session, there), row) for there, row in last.values() if row.state != "returned")


def _answers(
    step: Step, period: str, content: Mapping[str, Any], catalogue: Catalogue
) -> Iterator[tuple[Ask, _Answer]]:
    """Give the figures of the registry that a document holds, by what they answer."""
    vintage = "" if step.method in MEASURED else period
    for part, cells in ((VALUE, cells_in(step.method, content)), (PLAN, plans_in(step.method, content))):
        for (code, year), cell in cells.items():
            if cell.value is not None and code in catalogue:
                place = f"{ROWS[step.method]}.{code}.{year}"
                where = place if part == VALUE else f"{place}.{part}"
                yield ask_for(code, year, vintage, catalogue, part), _Answer(cell.value, where)
    if step.method == "collate":
        yield from _labelled(period, content, catalogue)


def _labelled(period: str, content: Mapping[str, Any], catalogue: Catalogue) -> Iterator[tuple[Ask, _Answer]]:
    """Give the figures a compilation calls by the name of an indicator, where they are in that indicator's unit."""
    first = Period.parse(period).first
    for each in content.get("figures") or ():
        ask = ask_for(str(each.get("label", "")), first, period, catalogue)
        indicator = catalogue.get(ask.indicator)
        unit = unit_of(str(each.get("unit") or ""))
        if indicator is not None and each.get("value") is not None and unit == unit_of(indicator.unit.vi) is not None:
            yield ask, _Answer(Decimal(str(each["value"])), f"figures.{each['label']}")


def _same(one: Decimal, other: Decimal) -> bool:
    """Say whether two figures are one as precisely as the coarser of them is written."""
    step = Decimal(1).scaleb(-min(places(one), places(other)))
    with localcontext(prec=PRECISION):
        return one.quantize(step, ROUND_HALF_UP) == other.quantize(step, ROUND_HALF_UP)


def _finding(catalogue: Catalogue, ask: Ask, here: tuple[Step, _Answer], there: tuple[Step, _Answer]) -> Finding:
    indicator = catalogue[ask.indicator]
    (step, mine), (other, theirs) = here, there
    said, before = amount(mine.value, indicator), amount(theirs.value, indicator)
    plan = Text(vi=" (kế hoạch)", en=" (plan)") if ask.part == PLAN else Text(vi="", en="")
    message = Text(
        vi=f"{in_year(indicator.name.vi, ask.year)}{plan.vi}: bước “{step.name.vi}” ghi {said.vi}, bước “{other.name.vi}” của "
        f"cùng chu kỳ ghi {before.vi}; một số liệu chỉ có một giá trị, đề nghị thống nhất hoặc giải trình.",
        en=f"{indicator.name.en} {ask.year}{plan.en}: the step “{step.name.en}” says {said.en}, the step “{other.name.en}” of "
        f"the same cycle {before.en}; a figure has one value, so make them agree or explain.",
    )
    return Finding(severity="warning", code=TWO_ANSWERS, where=mine.where, message=message)
