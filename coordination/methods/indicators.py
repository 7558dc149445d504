"""What an indicator is: what is measured, in what unit and prices, how it adds up, and who answers for it.

The five fields of monitoring (objective measure, source, collector, frequency, report form) are those the reformed
planning process of Lào Cai asks of every indicator. A definition is told from every other by the hash of its content.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from coordination.kernel.canonical import content_hash
from coordination.kernel.text import Strict, Text
from coordination.methods.checks.declared import Check

Pillar = Literal["economy", "society", "environment"]
PILLARS: tuple[Pillar, ...] = ("economy", "society", "environment")
PriceBase = Literal["none", "current", "constant_1994", "constant_2010"]
Certainty = Literal["verified", "inferred", "unverified"]
"""verified: the act was read; inferred: follows from one that was; unverified: nobody has checked it."""
SHOWN = 12
"""Digits of the hash that people read."""


class Sum(Strict):
    """The regional value is the sum of the units' values."""

    kind: Literal["sum"] = Field(default="sum", description="sum: provinces' values are added up.")


class Ratio(Strict):
    """The regional value is the sum of numerators over the sum of denominators, times ``scale``."""

    kind: Literal["ratio"] = Field(default="ratio", description="ratio: one sum over another.")
    numerator: str = Field(description="Code of the indicator above the line.")
    denominator: str = Field(description="Code of the indicator below the line.")
    scale: Decimal = Field(default=Decimal(1), description="Factor, e.g. 100 for per cent.")


class WeightedMean(Strict):
    """The regional value is the mean of the units' values weighted by another indicator.

    A share or a rate of a year is weighted by what it is a share of, in that year. An index on the year before is
    weighted by the levels of the year before, for then, and only then, the mean is the growth of the sum: Σ w(t-1)·g(t)
    ÷ Σ w(t-1) (System of National Accounts 2008, chapter 15: Laspeyres volume indices, chained yearly).
    """

    kind: Literal["weighted_mean"] = Field(
        default="weighted_mean", description="weighted_mean: the mean of the provinces' values."
    )
    weight: str = Field(description="Code of the indicator that gives the weights.")
    lag: int = Field(
        default=0,
        ge=0,
        le=1,
        description="Year of the weights: 0 the year of the value, for a share or rate; 1 the year before, for an index "
        "on the year before.",
    )
    level: str | None = Field(
        default=None,
        description="Of an index on the year before: code of the level in constant prices whose growth it is, by which "
        "forecasts of both agree.",
    )


class Max(Strict):
    """The regional value is the greatest of the units' values."""

    kind: Literal["max"] = Field(default="max", description="max: the greatest of the provinces' values.")


class NotAdditive(Strict):
    """The indicator has no regional value; units are only shown side by side."""

    kind: Literal["not_additive"] = Field(default="not_additive", description="not_additive: shown side by side only.")


Aggregation = Annotated[Sum | Ratio | WeightedMean | Max | NotAdditive, Field(discriminator="kind")]


class Break(Strict):
    """A year since which an indicator's figures are not comparable with those before."""

    year: int = Field(ge=1900, le=2200, description="First year of the new figures.")
    why: Text = Field(description="What changed: the definition, the survey, a revision.")


class Indicator(Strict):
    """An indicator of the national catalogue: what is measured, in what unit, how it adds up.

    What came after the first release has a default, so that snapshots of running cycles are still read; the check of
    the registry asks for it all the same.
    """

    code: str = Field(description="Code of the indicator, as in the data files.")
    name: Text = Field(description="What is measured.")
    unit: Text = Field(description="Unit of measurement, one the program knows by its Vietnamese name.")
    pillar: Pillar = Field(description="Axis of sustainable development it belongs to.")
    direction: Literal["higher_is_better", "lower_is_better", "neutral"] = Field(
        default="neutral", description="Which way is better."
    )
    aggregation: Aggregation = Field(description="How the regional value is made of the provinces' values.")
    price_base: PriceBase = Field(default="none", description="Prices the value is in.")
    decimals: int = Field(default=1, description="Digits after the comma when shown.")
    version: int = Field(
        default=1, ge=1, description="Version of the definition; it rises when the definition changes."
    )
    definition: Text | None = Field(default=None, description="What is counted, and what is not.")
    formula: Text | None = Field(default=None, description="How it is worked out; absent: it is counted or surveyed.")
    period: Literal["year", "quarter", "month"] = Field(default="year", description="Time one figure stands for.")
    objective_measure: Text | None = Field(default=None, description="The measure by which it is followed objectively.")
    source: Text | None = Field(default=None, description="Where the information is taken from.")
    collector: Text | None = Field(default=None, description="Who is responsible for collecting and supplying it.")
    frequency: Text | None = Field(default=None, description="How often it is collected.")
    report_form: Text | None = Field(default=None, description="The form or regime by which it is reported.")
    owner: str | None = Field(
        default=None,
        description="Kind of body that owns the definition, e.g. `finance_ministry`; `external`: none of the state's.",
    )
    definition_status: Certainty = Field(
        default="unverified", description="Whether the definition was compared with the act: verified, inferred or not."
    )
    legal_form: str | None = Field(default=None, description="Code of the legal reporting form; absent: not known.")
    legal_form_status: Certainty = Field(default="unverified", description="Whether that code was read in the act.")
    checks: tuple[Check, ...] = Field(
        default=(), strict=False, description="Checks its figures are put to, each by its `kind`."
    )

    breaks: tuple[Break, ...] = Field(
        default=(),
        strict=False,
        description="Years since which its figures are not comparable with those before; nothing is reckoned across them.",
    )

    @property
    def canonical(self) -> dict[str, Any]:
        """Give what the definition says, however it was written; a field left out equals its default written out.

        Where published figures break is no part of the definition.
        """
        said = {name: each for name, each in _said(self).items() if name != "breaks"}
        return said | {
            "aggregation": _said(self.aggregation) | {"kind": self.aggregation.kind},
            "checks": [_said(check) | {"kind": check.kind} for check in self.checks],
        }

    @property
    def hash(self) -> str:
        """Give the hash of the definition."""
        return content_hash(self.canonical)

    @property
    def identity(self) -> str:
        """Give the name no other definition has: ``code@version#hash``."""
        return f"{self.code}@{self.version}#{self.hash[:SHOWN]}"


def partners(rule: Aggregation) -> dict[str, str]:
    """Give the indicators an aggregation is worked out from, by the part they play in it."""
    if isinstance(rule, Ratio):
        return {"numerator": rule.numerator, "denominator": rule.denominator}
    return {"weight": rule.weight} if isinstance(rule, WeightedMean) else {}


def breaks_of(indicator: Indicator, known: Mapping[str, Indicator]) -> tuple[int, ...]:
    """Give the years since which an indicator is another thing."""
    return tuple(sorted({each.year for each in breaking(indicator, known)}))


def breaking(indicator: Indicator, known: Mapping[str, Indicator]) -> tuple[Break, ...]:
    """Give where an indicator breaks, and why: its own breaks, and those of a ratio's parts.

    A weight that breaks moves a weighted mean too little to make it another thing.
    """
    rule = indicator.aggregation
    parts = (
        [known[code] for code in (rule.numerator, rule.denominator) if code in known] if isinstance(rule, Ratio) else []
    )
    return tuple(each for part in (indicator, *parts) for each in part.breaks)


def lag_of(rule: Aggregation, code: str) -> int:
    """Give how many years before a value the figures of an indicator are of that it is worked out from."""
    return rule.lag if isinstance(rule, WeightedMean) and rule.weight == code else 0


def level_of(rule: Aggregation) -> str | None:
    """Give the level whose growth an index is; None for what is no index, or of which no level is known."""
    return rule.level if isinstance(rule, WeightedMean) else None


def _said(model: Strict) -> dict[str, Any]:
    """Give what differs from the defaults, so that fields of later releases leave the hash as it is."""
    return model.model_dump(mode="json", exclude_defaults=True)
