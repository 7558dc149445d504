"""What provinces hand in for the balances, and the region's balances made of it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Literal, cast

from pydantic import Field

from coordination.kernel.cells import MISSING, Cell
from coordination.kernel.text import Strict, Text
from coordination.methods.balances import tables
from coordination.methods.balances.amounts import Amount, Certainty, cell_of
from coordination.methods.contract import BaseResult, Table, Year

VERSION: Final = "1"


class Need(Strict):
    """What a province needs in a year for a use."""

    balance: str
    period: Year
    use: str
    amount: Amount
    reason: str = ""

    @property
    def cell(self) -> Cell:
        """Give the cell of the amount."""
        return cell_of(self.amount) or MISSING


class _Means(Strict):
    """An amount by how sure it is; the three add up and none contains another."""

    balance: str
    period: Year
    source: str
    secured: Amount | None = None
    likely: Amount | None = None
    hoped_for: Amount | None = None
    reason: str = ""

    def cell(self, certainty: Certainty) -> Cell | None:
        """Give the cell of one certainty; None where nothing was said."""
        return cell_of(cast("Decimal | str | None", getattr(self, certainty)))


class Means(_Means):
    """What a province can mobilise in a year from a source."""


class Named(_Means):
    """The part of a source's means that goes with a named project or transfer; contained in ``means``, never added.

    ``counterpart`` is the unit or body that gives it, where that is not plain from the source.
    """

    project: str = Field(min_length=1)
    counterpart: str = ""


class Submission(Strict):
    """A province's needs, its means, what of these is named, and its words."""

    needs: tuple[Need, ...] = ()
    means: tuple[Means, ...] = ()
    named: tuple[Named, ...] = ()
    topics: Mapping[str, str] = {}


class OwnUse(Strict):
    """A province's figure for a use."""

    body: str
    amount: Amount


class UseLine(Strict):
    """A use in a year: the sum of what was stated, and who stated no figure."""

    balance: str
    year: int
    use: str
    need: Decimal | None
    own: tuple[OwnUse, ...]
    missing: tuple[str, ...]


class OwnSource(Strict):
    """A province's figures for a source."""

    body: str
    secured: Amount | None
    likely: Amount | None
    hoped_for: Amount | None


class SourceLine(Strict):
    """A source in a year: the sums of what was stated, and who stated no figure."""

    balance: str
    year: int
    source: str
    secured: Decimal | None
    likely: Decimal | None
    hoped_for: Decimal | None
    own: tuple[OwnSource, ...]
    missing: tuple[str, ...]


class Sums(Strict):
    """Need and means of a year side by side; what is hoped for stands apart and covers nothing.

    ``gap`` is what is needed and not secured, ``gap_likely`` what even the likely means leave; negative: more than
    needed. Coverage is in per cent of the need, None where nothing is needed.
    """

    balance: str
    year: int
    need: Decimal | None
    secured: Decimal | None
    likely: Decimal | None
    hoped_for: Decimal | None
    total: Decimal | None
    gap: Decimal | None
    gap_likely: Decimal | None
    coverage: Decimal | None
    coverage_likely: Decimal | None


class OwnBalance(Sums):
    """A province's balance of a year; without a gap where need or means are not known, or a part of them is withheld."""

    body: str
    unstated: int
    """Uses and sources of which it gave no figure."""


class YearBalance(Sums):
    """The region's balance of a year: the sum of the provinces whose need and means are both known."""

    bodies: tuple[str, ...]
    missing: tuple[str, ...]
    """Provinces of which need or means are not known; their figures are in no sum here."""
    short: Decimal | None
    """What is lacking where it is lacking, after the likely means: one province's surplus fills nobody's gap."""
    doubled_secured: Decimal = Decimal(0)
    doubled_likely: Decimal = Decimal(0)
    """What would be counted twice if every double were one."""


class Claim(Strict):
    """What one province counts on in a named project or transfer."""

    body: str
    source: str
    counterpart: str
    secured: Decimal
    likely: Decimal
    hoped_for: Decimal


class Double(Strict):
    """The same money on which several provinces count; ``secured`` and ``likely`` are what exceeds the largest claim."""

    balance: str
    year: int
    project: str
    claims: tuple[Claim, ...]
    secured: Decimal
    likely: Decimal


class Reached(Strict):
    """Revenue counted on (secured and likely) beside the unified forecast; ``body`` empty: the region."""

    balance: str
    indicator: str
    year: int
    body: str
    counted: Decimal
    forecast: Decimal
    """Both in the balance's unit."""
    chance: float
    """Chance in per cent that the forecast reaches what is counted on."""
    bound: Literal["exact", "at_least", "at_most"]
    """Whether the chance lies beyond the outermost quantile, so that only a bound is known."""


class Words(Strict):
    """What a body says on a topic."""

    topic: str
    body: str
    text: str


class Result(BaseResult):
    """The region's balances by year, province, use and source."""

    method: Literal["balances"] = "balances"
    method_version: str = VERSION
    years: tuple[YearBalance, ...] = ()
    provinces: tuple[OwnBalance, ...] = ()
    uses: tuple[UseLine, ...] = ()
    sources: tuple[SourceLine, ...] = ()
    doubles: tuple[Double, ...] = ()
    revenue: tuple[Reached, ...] = ()
    words: tuple[Words, ...] = ()
    names: Mapping[str, Text] = {}
    """What the codes in the tables are called: balances, ``balance.use``, ``balance.source``, topics, bodies."""

    def tables(self) -> tuple[Table, ...]:
        """Give the balances by year, by province, by source and by use, what is doubled, revenue, and words."""
        return (
            tables.years(self),
            tables.provinces(self),
            tables.sources(self),
            tables.uses(self),
            tables.doubles(self),
            tables.revenue(self),
            tables.words(self),
        )
