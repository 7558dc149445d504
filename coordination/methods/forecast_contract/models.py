"""What provinces propose to the draft of a forecast contract, and the contract that comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from pydantic import Field

from coordination.kernel.text import Strict, Text
from coordination.methods.contract import BaseResult, Table
from coordination.methods.forecast_contract import tables
from coordination.methods.forecast_terms import Draft
from coordination.methods.indicators import PriceBase
from coordination.methods.series.models import MethodName
from coordination.methods.series.panel import ADMITTED

VERSION: Final = "1"
Act = Literal["add", "leave"]
Term = Literal["horizon_years", "data_to", "band_percent", "interval_percent"]
TERMS: Final[tuple[Term, ...]] = ("horizon_years", "data_to", "band_percent", "interval_percent")
WHOLE: Final = frozenset({"horizon_years", "data_to", "interval_percent"})
"""Terms in whole numbers."""
LEVELS: Final = (80, 95)
"""Prediction intervals the forecast method gives, in per cent."""
Topic = Literal["favourable", "unfavourable", "difficulties", "potentials", "market", "environment"]
TOPIC_NAMES: Final[Mapping[Topic, Text]] = {
    "favourable": Text(vi="Những mặt thuận", en="Favourable sides"),
    "unfavourable": Text(vi="Những mặt chưa thuận", en="Sides not yet favourable"),
    "difficulties": Text(vi="Khó khăn, thách thức", en="Difficulties and challenges"),
    "potentials": Text(vi="Khả năng khai thác các nguồn tiềm năng", en="Potentials that can be exploited"),
    "market": Text(vi="Khả năng thị trường", en="The market"),
    "environment": Text(vi="Môi trường", en="The environment"),
}
"""What forecasts are about, besides figures (the article, on the forecasts of the region)."""


class IndicatorProposal(Strict):
    """An indicator to be forecast besides those of the draft, or to be left out."""

    indicator: str
    act: Act
    reason: str = ""


class MethodProposal(Strict):
    """A forecast method to be admitted besides those of the draft, or to be left out."""

    method: MethodName
    act: Act
    reason: str = ""


class TermProposal(Strict):
    """Another figure for a term of the draft."""

    term: Term
    value: Decimal
    reason: str = ""


class Contents(Strict):
    """What the forecasts of the region must treat, topic by topic, in a province's words."""

    favourable: str = ""
    unfavourable: str = ""
    difficulties: str = ""
    potentials: str = ""
    market: str = ""
    environment: str = ""


class Offer(Strict):
    """A basic survey a province can carry out for all."""

    survey: str
    by: date
    """Day by which its figures are there."""
    needs: str = ""
    """What it needs of the others for that."""


class Submission(Strict):
    """What a province wants the forecasts to treat, and its proposals; what it says nothing of it leaves to the draft."""

    indicators: tuple[IndicatorProposal, ...] = ()
    methods: tuple[MethodProposal, ...] = ()
    terms: tuple[TermProposal, ...] = ()
    contents: Contents = Contents()
    surveys: tuple[Offer, ...] = ()


class Settings(Draft):
    """The secretariat's draft: the terms a forecast takes over, and the basic surveys the region needs."""

    methods: tuple[MethodName, ...] = Field(default=ADMITTED, min_length=1)


class Definition(Strict):
    """What an indicator of the contract means, so that nobody forecasts something else by the same name."""

    indicator: str
    name: Text
    identity: str
    """``code@version#hash`` of its definition."""
    unit: Text
    price_base: PriceBase
    added: bool = False


class Agreed(Strict):
    """The terms of the contract; the forecast step takes them in place of its own settings."""

    indicators: tuple[str, ...]
    horizon_years: int
    band_percent: Decimal
    interval_percent: int | None
    methods: tuple[MethodName, ...]
    data_to: int | None


class Proposal(Strict):
    """One proposal with all who make it, and whether it entered the contract."""

    part: Literal["indicators", "methods", "horizon_years", "band_percent", "interval_percent", "data_to"]
    what: Text
    bodies: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    entered: bool


class Offered(Strict):
    """One body's offer to carry out a survey."""

    body: str
    by: date
    needs: str = ""


class Assignment(Strict):
    """Who the draft proposes to carry out a basic survey for all: one of those that offer to, nobody where none does."""

    survey: str
    name: Text
    indicators: tuple[str, ...] = ()
    """Indicators it collects figures of, for every unit of the region."""
    body: str | None = None
    offers: tuple[Offered, ...] = ()

    @property
    def offer(self) -> Offered | None:
        """The offer of the body proposed."""
        return next((each for each in self.offers if each.body == self.body), None)

    @property
    def others(self) -> tuple[str, ...]:
        """Bodies that offer as well and are not proposed."""
        return tuple(each.body for each in self.offers if each.body != self.body)


class ContentText(Strict):
    """A body's words on what forecasts must treat."""

    topic: Topic
    body: str
    text: str


class Result(BaseResult):
    """The contract in draft; positions decide, clause by clause."""

    method: Literal["forecast_contract"] = "forecast_contract"
    method_version: str = VERSION
    needed: int
    """Parties that must propose the same for it to enter."""
    terms: Agreed
    definitions: tuple[Definition, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    contents: tuple[ContentText, ...] = ()

    def tables(self) -> tuple[Table, ...]:
        """Give the terms, the indicators, the proposals, the surveys and the contents."""
        return (
            tables.terms(self),
            tables.definitions(self),
            tables.proposals(self),
            tables.surveys(self),
            tables.contents(self),
        )
