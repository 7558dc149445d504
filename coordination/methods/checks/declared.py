"""The checks an indicator may declare: what is compared with what, and how far apart they may lie.

A declared check is data: it stands in the indicator registry beside the definition, is part of the indicator's hash,
and is carried out by `coordination.methods.checks.run`. Every kind compares values only; a cell without a number
(missing, suppressed, not applicable, not yet due) is never taken for one.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from coordination.methods.checks.base import Declared, FindingCode, IndicatorCode, Severity, Term, Tolerance, UnitCode

Pair = tuple[IndicatorCode, IndicatorCode]
ONE, TWO = (Tolerance(percent=Decimal(percent)) for percent in (1, 2))


class Range(Declared):
    """The figure lies between two bounds, such as a share between 0 and 100 per cent."""

    kind: Literal["range"] = "range"
    code: FindingCode = Field(default="out_of_range", description="Code of the finding.")
    severity: Severity = Field(default="error", description="Weight of a finding of this check.")
    least: Decimal | None = Field(default=None, description="The least value, in the indicator's unit.")
    most: Decimal | None = Field(default=None, description="The greatest value, in the indicator's unit.")
    inclusive: bool = Field(default=True, description="Whether the bounds themselves are allowed.")

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        """Refuse a range without a bound, and one that holds nothing."""
        if self.least is None and self.most is None:
            raise ValueError("a range needs `least`, `most` or both")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError("`least` is above `most`")
        return self


class Parts(Declared):
    """The figure is the sum of its parts, or (``at_most``) no less than their sum."""

    kind: Literal["parts"] = "parts"
    code: FindingCode = Field(default="parts_differ", description="Code of the finding.")
    severity: Severity = Field(default="error", description="Weight of a finding of this check.")
    of: tuple[IndicatorCode, ...] = Field(min_length=1, description="Codes of the indicators that are the parts.")
    at_most: bool = Field(
        default=False, description="The parts need not make up the whole; together they may not exceed it."
    )
    tolerance: Tolerance = Field(default=Tolerance(), description="How far the sum may lie from the whole.")

    @property
    def mentions(self) -> tuple[str, ...]:
        """Codes of the parts."""
        return self.of


class Identity(Declared):
    """The figure equals a balance of others: signed terms, or a product or ratio of two, times ``scale``."""

    kind: Literal["identity"] = "identity"
    code: FindingCode = Field(default="identity_broken", description="Code of the finding.")
    severity: Severity = Field(default="error", description="Weight of a finding of this check.")
    terms: tuple[Term, ...] = Field(default=(), description="Figure = sum of the signed terms, times `scale`.")
    product: Pair | None = Field(default=None, description="Figure = first × second × `scale`.")
    ratio: Pair | None = Field(default=None, description="Figure = first ÷ second × `scale`.")
    scale: Decimal = Field(default=Decimal(1), description="Factor between the units, such as 100 for a percentage.")
    tolerance: Tolerance = Field(default=Tolerance(), description="How far the two sides may lie apart.")

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        """Refuse an identity without a right side, and one with two."""
        if sum(bool(form) for form in (self.terms, self.product, self.ratio)) != 1:
            raise ValueError("an identity needs exactly one of `terms`, `product` and `ratio`")
        return self

    @property
    def mentions(self) -> tuple[str, ...]:
        """Codes of the right side."""
        return tuple(term.indicator for term in self.terms) or self.product or self.ratio or ()


class Jump(Declared):
    """The change against last year is unlike the changes before it, by the robust z-score.

    z = (change - median) / (1.4826 × MAD): Iglewicz & Hoaglin, "How to Detect and Handle Outliers" (1993), with the
    factor that makes the median absolute deviation of a normal distribution its standard deviation.
    """

    kind: Literal["jump"] = "jump"
    code: FindingCode = Field(default="jump", description="Code of the finding.")
    change: Literal["log", "difference"] = Field(
        default="log",
        description="`log` (relative change, for quantities above zero) or `difference` (in the unit, for rates).",
    )
    against: Literal["own", "others", "both"] = Field(
        default="both",
        description="Changes it is compared with: the unit's own in other years, the other units' in the same year, or "
        "both (found only if unlike each of the two for which there are enough).",
    )
    threshold: float = Field(default=5.0, gt=0, description="Greatest z-score that passes.")
    floor: float | None = Field(
        default=None,
        gt=0,
        description="Least deviation from the usual change worth naming: for `log` in per cent (10 unless given), for "
        "`difference` in the indicator's unit.",
    )
    least_history: int = Field(default=6, ge=3, description="Least number of changes to compare with.")

    @model_validator(mode="after")
    def _floored(self) -> Self:
        """Refuse differences without a floor: only who knows the unit can say what is little."""
        if self.change == "difference" and self.floor is None:
            raise ValueError("a jump of differences needs a `floor` in the indicator's unit")
        return self


class Slip(Declared):
    """The figure is about 1,000 (or 1/1,000) times last year's: most likely given in another unit."""

    kind: Literal["slip"] = "slip"
    code: FindingCode = Field(default="unit_slip", description="Code of the finding.")


class Steady(Declared):
    """The figure hardly changes from year to year, such as an area: it is near the one known of the nearest year."""

    kind: Literal["steady"] = "steady"
    code: FindingCode = Field(default="not_steady", description="Code of the finding.")
    tolerance: Tolerance = Field(default=ONE, description="How far the figure may lie from that of the nearest year.")


class Mirror(Declared):
    """Two neighbours report one and the same thing, and should report it equally.

    For each pair (A, B), A's figure of this indicator is compared with B's figure of ``counterpart``: goods sent by A
    to B with goods B received from A, or, when the counterpart is the indicator itself, a figure of the common border.
    """

    kind: Literal["mirror"] = "mirror"
    code: FindingCode = Field(default="mirror_differs", description="Code of the finding.")
    counterpart: IndicatorCode = Field(description="Code of the indicator under which the neighbour reports the same.")
    pairs: tuple[tuple[UnitCode, UnitCode], ...] = Field(
        default=(), description="Pairs of unit codes; without any, every two neighbours."
    )
    tolerance: Tolerance = Field(default=TWO, description="How far the two reports may lie apart.")

    @property
    def mentions(self) -> tuple[str, ...]:
        """Code of the counterpart."""
        return (self.counterpart,)


class National(Declared):
    """The provinces together agree with the published national figure, and no single one exceeds it."""

    kind: Literal["national"] = "national"
    code: FindingCode = Field(default="national_differs", description="Code of the finding.")
    how: Literal["sum", "mean"] = Field(default="sum", description="How the national figure is made of the provinces'.")
    weight: IndicatorCode | None = Field(
        default=None, description="For a mean: code of the indicator that weighs the provinces; without it all alike."
    )
    lag: int = Field(
        default=0, ge=0, le=1, description="Year of the weights: 0 that of the figure, 1 the one before, for an index."
    )
    signed: bool = Field(default=False, description="Figures may be negative: some may exceed the nation.")
    tolerance: Tolerance = Field(default=ONE, description="How far the provinces together may lie from the nation.")

    @model_validator(mode="after")
    def _weighed(self) -> Self:
        """Refuse weights for a sum, and a year of weights without weights."""
        if self.how == "sum" and self.weight is not None:
            raise ValueError("only a mean has a `weight`")
        if self.lag and self.weight is None:
            raise ValueError("only a `weight` has a `lag`")
        return self

    @property
    def mentions(self) -> tuple[str, ...]:
        """Code of the weight."""
        return (self.weight,) if self.weight else ()


class Plan(Declared):
    """What was achieved is a plausible share of what was planned."""

    kind: Literal["plan"] = "plan"
    code: FindingCode = Field(default="far_from_plan", description="Code of the finding.")
    least: Decimal = Field(default=Decimal(50), ge=0, description="Least percentage of the plan that passes.")
    most: Decimal = Field(default=Decimal(150), description="Greatest percentage of the plan that passes.")
    plan: IndicatorCode | None = Field(
        default=None, description="Code of the indicator that holds the plan; without it the plan of the same cell."
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        """Refuse bounds that hold nothing."""
        if self.least > self.most:
            raise ValueError("`least` is above `most`")
        return self

    @property
    def mentions(self) -> tuple[str, ...]:
        """Code of the plan."""
        return (self.plan,) if self.plan else ()


class Digits(Declared):
    """Digits are used as counting gives them, not as people like them, by the chi-square test.

    Last digits are equally frequent; first digits of figures over several orders of magnitude follow Benford's law.
    Either only says that figures may be rounded or guessed, so the finding is a note.
    """

    kind: Literal["digits"] = "digits"
    code: FindingCode = Field(default="digit_preference", description="Code of the finding.")
    severity: Severity = Field(default="note", description="Weight of a finding of this check.")
    digit: Literal["last", "first"] = Field(default="last", description="Which digit is looked at.")
    over: Literal["units", "submission"] = Field(
        default="units",
        description="`units`: this indicator over all units in one period; `submission`: all figures of one unit in one "
        "period whose indicators declare this check.",
    )
    level: float = Field(default=0.001, gt=0, lt=1, description="Probability below which chance is no explanation.")
    least_figures: int | None = Field(
        default=None, ge=20, description="Least number of figures; without it 30 for last digits, 100 for first digits."
    )


class Frozen(Declared):
    """The figure is exactly the same several years in succession, as if it had been copied."""

    kind: Literal["frozen"] = "frozen"
    code: FindingCode = Field(default="frozen", description="Code of the finding.")
    years: int = Field(default=3, ge=2, description="Number of years in succession with one value that is found.")
    least_digits: int = Field(default=3, ge=1, description="Least number of significant digits: few return by chance.")


class States(Declared):
    """The state of the cell contradicts its past: no figure, or zero, where there always was one."""

    kind: Literal["states"] = "states"
    code: FindingCode = Field(default="state_unlike_before", description="Code of the finding.")
    years: int = Field(default=3, ge=1, description="Number of years before, all with a figure, that make it usual.")
    missing: bool = Field(default=True, description="Find a missing or not applicable cell where figures were given.")
    zero: bool = Field(default=True, description="Find a zero where there never was one.")


Check = Annotated[
    Range | Parts | Identity | Jump | Slip | Steady | Mirror | National | Plan | Digits | Frozen | States,
    Field(discriminator="kind"),
]
"""Any declared check."""
