"""What provinces hand in as forecasts, and the unified forecast they are compared with."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Literal

from pydantic import Field

from coordination.kernel.text import Strict, Text
from coordination.methods.contract import BaseResult, Table, Year
from coordination.methods.forecast import collected, tables
from coordination.methods.series.models import MethodName
from coordination.methods.series.panel import ADMITTED

VERSION: Final = "3"

Topic = Literal["favourable", "unfavourable", "potentials", "market", "environment"]
TOPICS: Final[tuple[Topic, ...]] = (
    "favourable",
    "unfavourable",
    "potentials",
    "market",
    "environment",
)


TOPIC_NAMES: Final[Mapping[Topic, Text]] = {
    "favourable": Text(vi="Thuận lợi", en="What is favourable"),
    "unfavourable": Text(vi="Khó khăn", en="What is unfavourable"),
    "potentials": Text(vi="Tiềm năng có thể khai thác", en="Potentials"),
    "market": Text(vi="Thị trường", en="The market"),
    "environment": Text(vi="Môi trường", en="The environment"),
}


class OwnForecast(Strict):
    """A province's own figure for a year to come, and why it differs if it does."""

    indicator: str
    period: Year
    value: Decimal
    reason: str = ""


class Topics(Strict):
    """A province's forecast in words, by the topics the provinces agreed on."""

    favourable: str = ""
    unfavourable: str = ""
    potentials: str = ""
    market: str = ""
    environment: str = ""


class Submission(Strict):
    """A province's own forecast."""

    forecasts: tuple[OwnForecast, ...] = ()
    topics: Topics = Topics()


class Settings(Strict, extra="ignore"):
    """The forecast protocol the provinces agreed on."""

    indicators: tuple[str, ...] = Field(min_length=1)
    horizon_to: int
    """Last year forecast."""
    band_percent: Decimal = Field(default=Decimal(10), gt=0)
    """An own figure further than this from the unified one is put up for discussion."""
    interval_percent: Literal[80, 95] | None = 80
    """So is one outside this prediction interval, however near it is; null: the band alone counts."""
    methods: tuple[MethodName, ...] = Field(default=ADMITTED, min_length=1)
    """Methods admitted, from the simplest; the last is taken unless another errs clearly less at the rolling origins."""
    data_to: int | None = None
    """Last year whose figures are used, whatever has come out since; none: all that had been published."""


class Point(Strict):
    """A forecast year with its 50, 80 and 95 % prediction intervals, where there are errors to know them from."""

    year: int
    value: float
    base: float
    """What the method gave before units and region were made to add up."""
    low_50: float | None = None
    high_50: float | None = None
    low_80: float | None = None
    high_80: float | None = None
    low_95: float | None = None
    high_95: float | None = None
    unit: float = 0.0
    """What an error of one means in ``IndicatorForecast.spread`` so far ahead."""
    deviation: float | None = None
    """Standard deviation the 80 % interval implies, before any bound at zero."""


class UnitForecast(Strict):
    """A unit's forecast; without points it was refused, and ``note`` says why."""

    unit: str
    method: str | None
    first_year: int | None
    last_year: int | None
    points: tuple[Point, ...] = ()
    never_negative: bool = False
    """No figure was below zero, so that no forecast is."""
    note: Text | None = None


class Score(Strict):
    """A method's error at the rolling origins, in units of the mean change from year to year."""

    method: str
    scaled_error: float | None
    errors: int
    """Forecasts compared with what came; none: the method was not tried."""


class IndicatorForecast(Strict):
    """The unified forecast of one indicator for all units, and how its method was chosen."""

    indicator: str
    method: str
    why: Text
    scores: tuple[Score, ...]
    units: tuple[UnitForecast, ...]
    total: UnitForecast | None = None
    """The region's own series, forecast by the same method; of what adds up it is then made equal to the sum of the units."""
    spread: tuple[tuple[float, ...], ...] = ()
    """By horizon, the grid of absolute errors, in units, from which the percentile of any figure is read."""


class RegionalPoint(Strict):
    """The region's forecast for a year; intervals only where they can be derived."""

    year: int
    value: float
    complete: bool
    units: tuple[str, ...]
    missing: tuple[str, ...]
    base: float | None = None
    """What the region's own series gave before the units were heard."""
    low_50: float | None = None
    high_50: float | None = None
    low_80: float | None = None
    high_80: float | None = None
    low_95: float | None = None
    high_95: float | None = None


class RegionalForecast(Strict):
    """The region's forecast of an indicator; ``note`` says how it is made, or why there is none."""

    indicator: str
    points: tuple[RegionalPoint, ...]
    note: Text


class Comparison(Strict):
    """A province's own figure beside the unified one."""

    body: str
    unit: str
    indicator: str
    period: int
    own: Decimal
    unified: float | None
    difference: float | None = None
    percent: float | None = None
    percentile: float | None = None
    """Percent of the predictive distribution that lies below the own figure."""
    within_80: bool | None = None
    within_95: bool | None = None
    beyond_band: bool = False
    """It is put up for discussion, by the agreed band or interval."""
    reason: str = ""
    remark: Text | None = None
    """What past plans of the unit were worth; told beside the figure, which it does not change."""


class SurveyFigure(Strict):
    """A figure of a basic survey, with its source; used where nothing is published, else the published one stays."""

    indicator: str
    unit: str
    year: int
    value: float
    published: float | None
    used: bool
    step: str
    """Step whose adopted result holds it."""
    body: str
    """Who surveyed it."""


class TopicText(Strict):
    """A body's words on a topic."""

    topic: Topic
    body: str
    text: str


class Result(BaseResult):
    """The unified forecast, and the provinces' own reviewed against it."""

    method: Literal["forecast"] = "forecast"
    method_version: str = VERSION
    indicators: tuple[IndicatorForecast, ...] = ()
    regional: tuple[RegionalForecast, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    topics: tuple[TopicText, ...] = ()
    surveyed: tuple[SurveyFigure, ...] = ()
    """Figures of basic surveys of what is forecast, used or not."""

    def tables(self) -> tuple[Table, ...]:
        """Give the regional and unit forecasts, the comparison, the backtest, the topics, and what was surveyed if any."""
        return (
            tables.regional(self),
            tables.units(self),
            tables.comparison(self),
            tables.backtest(self),
            tables.topics(self),
            *((collected.table(self),) if self.surveyed else ()),
        )
