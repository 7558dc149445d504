"""What a report of a forecast is made of: the stored result of its step, and the figures it was made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pydantic import ValidationError
from sqlmodel import Session

from coordination.cycles.queries import get_cycle, get_stage, region_of, step_of
from coordination.errors import ConflictError
from coordination.kernel.period import Period
from coordination.kernel.text import Text
from coordination.methods.contract import Context
from coordination.methods.forecast import Result, Settings
from coordination.methods.forecast.models import Comparison
from coordination.methods.forecast.past import known, of_region
from coordination.methods.indicators import Indicator
from coordination.regions.model import Region
from coordination.results.discussing import Standing, standings
from coordination.results.forecasting.origins import Origin, origins_of
from coordination.results.positions import latest
from coordination.results.service import History, known_before
from coordination.results.surveyed import surveyed
from coordination.submissions.context import context_of

METHOD = "forecast"
LARGE = 100_000
"""Where a forecast is so large its decimals say nothing, and would break the lines of tables."""


@dataclass(frozen=True)
class Basis:
    """One result with what it was made from, and what came of it."""

    stage: str
    region: Region | None
    """None: there is no region configured, whose secretariat would head the report."""
    context: Context
    result: Result
    state: str
    """Of the result: ``draft`` until it is settled."""
    reservations: tuple[tuple[str, str], ...] = ()
    """Body and words of each."""
    same_history: bool = True
    """The published figures are still those the result was made from."""
    simulated: bool = False
    origins: Mapping[str, Origin] = field(default_factory=dict)
    """Indicator → who published the figures it was forecast from."""
    answers: Mapping[tuple[str, str, int], Standing] = field(default_factory=dict)
    """Body, indicator and year → what became of each own figure put up for discussion."""

    @cached_property
    def settings(self) -> Settings:
        """Give the protocol that was agreed."""
        return Settings.model_validate(dict(self.context.settings))

    @cached_property
    def units(self) -> Mapping[str, Text]:
        """Give the names of units by code."""
        return {party.unit: self.context.units.get(party.unit, party.name) for party in self.context.parties}

    @cached_property
    def bodies(self) -> Mapping[str, Text]:
        """Give the names bodies are called by."""
        return {party.body: party.name for party in self.context.parties}

    @cached_property
    def own(self) -> Mapping[str, Mapping[str, Mapping[int, Comparison]]]:
        """Give the provinces' own figures beside the unified ones: indicator → unit → year."""
        told: dict[str, dict[str, dict[int, Comparison]]] = {}
        for row in self.result.comparisons:
            told.setdefault(row.indicator, {}).setdefault(row.unit, {})[row.period] = row
        return told

    @cached_property
    def _largest(self) -> Mapping[str, float]:
        return {
            made.indicator: max((abs(point.value) for unit in made.units for point in unit.points), default=0.0)
            for made in self.result.indicators
        }

    def places(self, code: str) -> int:
        """Give the decimals an indicator is printed with: none where its figures have six digits without them."""
        return 0 if self._largest.get(code, 0.0) >= LARGE else self.indicator(code).decimals

    def indicator(self, code: str) -> Indicator:
        """Give an indicator."""
        return self.context.indicators[code]

    def past(self, code: str) -> Mapping[str, Mapping[int, float]]:
        """Give the figures an indicator was forecast from, by unit."""
        return known(code, self.context)

    def past_of_region(self, code: str) -> Mapping[int, float]:
        """Give the region's own past, in the years in which every unit has its figures."""
        return of_region(code, self.context) or {}


def of_stage(session: Session, stage_key: str, past: Callable[[Region], History]) -> Basis:
    """Give the basis of a report on the newest result of a step; ``past`` gives what is published of a region.

    NotFoundError for a stage there is not; ConflictError for one of another method, without a result, or whose result was
    made by an older version of the method.
    """
    stage = get_stage(session, stage_key)
    if step_of(session, stage).method != METHOD:
        raise ConflictError.of(f"bước {stage_key} không phải là bước dự báo", f"stage {stage_key} is no forecast")
    row = latest(session, stage_key)
    if row is None:
        raise ConflictError.of(f"bước {stage_key} chưa có kết quả", f"stage {stage_key} has no result yet")
    try:
        result = Result.model_validate(row.content)
    except ValidationError as error:
        raise ConflictError.of(
            f"kết quả {row.key} do phiên bản {row.method_version} của phương pháp lập, không đọc được bằng phiên bản này",
            f"result {row.key} was made by version {row.method_version} of the method, which this one does not read",
        ) from error
    cycle = get_cycle(session, stage.cycle)
    region = region_of(session, cycle)
    published, spelled = known_before(past(region), Period.parse(cycle.period).drafting_year)
    outcome = row.outcome or {}
    surveys = {key: each.content for key, each in surveyed(session, stage).items() if each.key in row.inputs}
    context = context_of(session, stage).model_copy(update={"history": published, "earlier": surveys})
    return Basis(
        stage=stage_key,
        region=region,
        context=context,
        result=result,
        state=row.state,
        reservations=tuple((each["body"], each["text"] or "") for each in outcome.get("reservations", ())),
        same_history=row.inputs.get("published-history") == spelled,
        simulated=cycle.simulated,
        origins=origins_of(region, context, result),
        answers=standings(session, stage_key),
    )
