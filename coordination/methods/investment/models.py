"""What provinces propose, and the region's priority list; money in million đồng."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Literal, Self

from pydantic import Field, model_validator

from coordination.kernel.text import Strict, Text
from coordination.methods.contract import BaseResult, Table, Whole, Year
from coordination.methods.investment import tables

VERSION: Final = "1"

Group = Literal["national", "A", "B", "C"]


class Impact(Strict):
    """An effect on another province, with the ground on which it is claimed."""

    unit: str
    ground: str


class ProjectProposal(Strict):
    """A work a province proposes for the region's list."""

    project: str = Field(min_length=1)
    name: str
    units: tuple[str, ...]
    """Units the work lies in."""
    impact_on: tuple[Impact, ...] = ()
    owner_level: str
    sector: str
    tier: Whole
    """Legal tier of priority, as coded in the region's settings."""
    group: Group | None = None
    total_mvnd: Whole
    remaining_mvnd: Whole
    needs: Mapping[Year, Whole]
    """Year → capital needed."""
    criteria: Mapping[str, Decimal] = {}
    own_rank: Whole | None = None


class Submission(Strict):
    """A province's proposals, and the capital it can put to them by year."""

    projects: tuple[ProjectProposal, ...] = ()
    ceilings: Mapping[Year, Whole] = {}


class Tier(Strict):
    """A legal tier; the order of the list is the legal order."""

    code: int
    name: Text


class Criterion(Strict):
    """A criterion of the score; its weight is relative to the others'."""

    code: str
    name: Text
    weight: Decimal = Field(gt=0)
    direction: Literal["higher_is_better", "lower_is_better"] = "higher_is_better"


class Settings(Strict, extra="ignore"):
    """What the region decided about its list, in advance."""

    tiers: tuple[Tier, ...] = Field(min_length=1)
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    years: tuple[int, ...] = Field(min_length=1)
    budget: Mapping[int, int] | None = None
    """Year → capital; without it the provinces' ceilings are added."""
    prerequisites: Mapping[str, tuple[str, ...]] = {}
    """Project → projects without which it makes no sense."""
    exclusive: tuple[tuple[str, ...], ...] = ()
    """Groups of which at most one can be built."""
    other_units: tuple[str, ...] = ()
    """Units outside the region in which a proposed work may also lie."""
    max_nodes: int = Field(default=200_000, gt=0)
    """Where the search stops and says that its list is not proven the best."""

    @model_validator(mode="after")
    def _codes_are_distinct(self) -> Self:
        for codes in ([tier.code for tier in self.tiers], [c.code for c in self.criteria]):
            if len(set(codes)) < len(codes):
                message = "tiers and criteria need distinct codes"
                raise ValueError(message)
        return self


class RankedProject(Strict):
    """An eligible work in its place on the region's list."""

    rank: int
    project: str
    name: str
    proposers: tuple[str, ...]
    units: tuple[str, ...]
    impact_on: tuple[str, ...]
    owner_level: str
    sector: str
    tier: int
    group: Group | None
    total_mvnd: int
    remaining_mvnd: int
    needs: Mapping[int, int]
    score: Decimal
    """0 to 100, to two decimals."""
    selected: bool
    reason: Text


class Ineligible(Strict):
    """A proposed work that is not the region's, with the reason."""

    project: str
    name: str
    proposers: tuple[str, ...]
    reason: Text


class OwnEntry(Strict):
    """A province's own proposal beside its fate on the region's list."""

    project: str
    own_rank: int | None
    regional_rank: int | None
    """None: not eligible for the region's list."""
    selected: bool


class OwnList(Strict):
    """A province's own list in its own order."""

    body: str
    entries: tuple[OwnEntry, ...]


class YearBalance(Strict):
    """What a year offers, what the chosen works need, and what is left."""

    year: int
    budget_mvnd: int
    used_mvnd: int
    left_mvnd: int


class Result(BaseResult):
    """The region's priority list within its yearly budgets."""

    method: Literal["investment"] = "investment"
    method_version: str = VERSION
    projects: tuple[RankedProject, ...] = ()
    ineligible: tuple[Ineligible, ...] = ()
    own_lists: tuple[OwnList, ...] = ()
    balance: tuple[YearBalance, ...] = ()
    dropped_criteria: tuple[str, ...] = ()
    proven: bool = True
    """False: the search stopped early, so a better list may exist."""

    def tables(self) -> tuple[Table, ...]:
        """Give the list, the balance by year, the provinces' lists and the ineligible works."""
        return (
            tables.priorities(self),
            tables.balance(self),
            tables.own_lists(self),
            tables.ineligible(self),
        )
