"""What a body that surveys for all hands in, and the figures that come of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

from coordination.kernel.text import Strict
from coordination.methods import collate
from coordination.methods.contract import BaseResult, Table, Year
from coordination.methods.surveys import tables
from coordination.methods.surveys.states import State

VERSION: Final = "1"
METHOD: Final = "surveys"


class Observation(Strict):
    """A figure of an indicator, of any unit of the region, in the indicator's own unit of measurement."""

    indicator: str
    unit: str
    """Code of the territory it is of."""
    period: Year
    value: Decimal
    note: str = ""


class Submission(collate.Submission):
    """A document on how a survey was made, as compilations have it, and the figures it found."""

    observations: tuple[Observation, ...] = ()


class Settings(collate.Settings):
    """The outline of the document, and what a contract fixed; who was assigned what is read apart (``assigned``)."""

    data_to: int | None = None
    """Last year whose figures forecasts use."""


class Collected(Strict):
    """A figure that was surveyed, by whom, and how it stands beside what is published."""

    indicator: str
    unit: str
    period: int
    value: Decimal
    body: str
    state: State
    published: float | None = None
    note: str = ""


class Result(BaseResult):
    """The surveys' words and figures; forecasts read ``collected``."""

    method: Literal["surveys"] = METHOD
    method_version: str = VERSION
    collected: tuple[Collected, ...] = ()
    document: collate.Result
    """How the surveys were made, in the bodies' words."""

    def tables(self) -> tuple[Table, ...]:
        """Give the figures found, then words and completeness as of every compilation."""
        return (tables.collected(self), *self.document.tables())
