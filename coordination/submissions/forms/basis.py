"""All a form is made of: the step and its settings, the body and its unit, what was handed in before, what is published.

A form that comes back is made again from the same basis, the revision and the configuration its machine's sheet names,
whatever has happened since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from coordination.cycles.queries import as_agreed, get_body, get_cycle, get_obligation, get_stage, region_at
from coordination.cycles.tables import ObligationRow, StageRow
from coordination.kernel.period import Period
from coordination.methods.indicators import Indicator
from coordination.regions.model import Body, Region, Step
from coordination.submissions.asking.register import Served, served_cells
from coordination.submissions.context import planned_years
from coordination.submissions.forms.published import Published, published
from coordination.submissions.sign_off.standing import standing
from coordination.submissions.tables import DraftRow, SubmissionRow


@dataclass(frozen=True)
class Base:
    """What a form builds on: the revision and draft last written (0: none) and the configuration by its hash."""

    revision: int
    draft: int
    snapshot: str


@dataclass(frozen=True)
class Basis:
    """The material of one form."""

    stage: StageRow
    obligation: ObligationRow
    region: Region
    step: Step
    body: Body
    period: Period
    base: Base
    content: Mapping[str, Any]
    """What the body wrote last; empty where it wrote nothing, or a blank form is wanted."""
    settings: Mapping[str, Any]
    published: Mapping[str, Published]
    served: Mapping[tuple[Any, ...], Served]
    """Figures the body handed in elsewhere, by their places."""

    @property
    def indicators(self) -> Mapping[str, Indicator]:
        """Give the indicators of the configuration by their code."""
        return {each.code: each for each in self.region.indicators}

    def told_elsewhere(self, part: str = "") -> Mapping[tuple[str, int], Served]:
        """Give the figures (or plans) handed in elsewhere, but none worked out: the form works them out itself."""
        return {
            (place[0], place[1]): each
            for place, each in self.served.items()
            if place[2:] == ((part,) if part else ()) and not each.derived
        }

    @property
    def due(self) -> date:
        """Give the last day on which the body is in time."""
        return max(self.obligation.due, self.obligation.excused_until or self.obligation.due)


def latest_base(session: Session, stage: str, body: str) -> Base:
    """Give what a form given out now builds on; NotFoundError where the body owes nothing."""
    here = standing(session, stage, body)
    last = here.draft or here.submission
    draft = here.draft.number if here.draft else 0
    return Base(last.revision if last else 0, draft, get_cycle(session, here.stage.cycle).snapshot)


def gather(session: Session, stage_key: str, body_code: str, base: Base) -> Basis:
    """Gather the material of a form. NotFoundError where the body owes nothing or the base is not known here."""
    stage = get_stage(session, stage_key)
    cycle, region = get_cycle(session, stage.cycle), region_at(session, base.snapshot)
    body, obligation = get_body(region, body_code), get_obligation(session, stage_key, body_code)
    procedure = region.procedure(cycle.procedure)
    step = as_agreed(next(each for each in (procedure.steps if procedure else ()) if each.code == stage.step), stage)
    period = Period.parse(cycle.period)
    units = {each.code for each in region.units}
    return Basis(
        stage=stage,
        obligation=obligation,
        region=region,
        step=step,
        body=body,
        period=period,
        base=base,
        content=written_as(session, stage_key, body_code, base),
        settings=step.settings | planned_years(cycle.period, step.settings),
        published=published(region, body.unit, period.drafting_year - 1) if body.unit in units else {},
        served=served_cells(session, stage_key, body_code),
    )


def written_as(session: Session, stage: str, body: str, base: Base) -> Mapping[str, Any]:
    """Give the document of a revision or draft; empty where there is none."""
    key = f"{stage}/{body}/{base.revision}"
    row = session.get(DraftRow, f"{key}/{base.draft}") if base.draft else session.get(SubmissionRow, key)
    return row.content if row else {}
