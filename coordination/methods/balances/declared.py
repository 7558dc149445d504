"""The balances a region draws up, as its configuration declares them: units, uses, sources."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final, Literal, Self

from pydantic import Field, model_validator

from coordination.kernel.text import Strict, Text
from coordination.kernel.units import UNITS, Unit, unit_by_code

Kind = Literal["own", "transfer", "borrowed", "private"]
KIND_NAMES: Final = {
    "own": Text(vi="của địa phương", en="own"),
    "transfer": Text(vi="hỗ trợ, bổ sung", en="transfer"),
    "borrowed": Text(vi="vay", en="borrowed"),
    "private": Text(vi="ngoài ngân sách", en="private"),
}
MONEY: Final = "dong"
"""Dimension of units that are counted whole."""


class Line(Strict):
    """A use or a source; ``indicator`` is the published one its lines of a balance add up to, compared with it."""

    code: str = Field(min_length=1)
    name: Text
    indicator: str | None = None


class Use(Line):
    """What a resource is needed for."""


class Source(Line):
    """Where a resource comes from; what is the province's own is never the same money as another province's."""

    kind: Kind


class Balance(Strict):
    """One balance: a need by use against means by source, in one unit."""

    code: str = Field(min_length=1)
    name: Text
    unit: str
    """Code of a unit of ``kernel.units``."""
    uses: tuple[Use, ...] = Field(min_length=1)
    sources: tuple[Source, ...] = Field(min_length=1)

    @property
    def measure(self) -> Unit:
        """Give its unit."""
        return unit_by_code(self.unit)

    @property
    def whole(self) -> bool:
        """Say whether it is counted whole, as money is."""
        return self.measure.dimension == MONEY

    def groups(self, lines: Iterable[Line]) -> dict[str, tuple[str, ...]]:
        """Give the codes of the lines that together are what an indicator measures, by indicator."""
        found: dict[str, tuple[str, ...]] = {}
        for line in lines:
            if line.indicator:
                found[line.indicator] = (*found.get(line.indicator, ()), line.code)
        return found

    @model_validator(mode="after")
    def _unit_is_known(self) -> Self:
        if self.unit not in {unit.code for unit in UNITS}:
            message = f"unknown unit {self.unit!r}"
            raise ValueError(message)
        return self


class Topic(Strict):
    """Something a province says in words beside its figures."""

    code: str = Field(min_length=1)
    name: Text


class Declared(Strict, extra="ignore"):
    """What the region decided about its balances, in advance."""

    balances: tuple[Balance, ...] = Field(min_length=1)
    topics: tuple[Topic, ...] = ()
    most_growth: Decimal = Field(default=Decimal("1.5"), gt=1)
    """A line that grows by more than this factor a year since its last actual figure is asked about."""
    least_chance: Decimal = Field(default=Decimal(50), gt=0, lt=100)
    """Revenue that the unified forecast reaches with less than this chance, in per cent, is put up for discussion."""

    @property
    def indicators(self) -> frozenset[str]:
        """Give the codes of the indicators lines are compared with."""
        lines = [line for balance in self.balances for line in (*balance.uses, *balance.sources)]
        return frozenset(line.indicator for line in lines if line.indicator)

    @model_validator(mode="after")
    def _codes_are_distinct(self) -> Self:
        groups: list[tuple[Balance | Line | Topic, ...]] = [self.balances, self.topics]
        groups += [each for balance in self.balances for each in (balance.uses, balance.sources)]
        for group in groups:
            if len({each.code for each in group}) < len(group):
                message = "balances, uses, sources and topics need distinct codes"
                raise ValueError(message)
        return self


class Settings(Declared):
    """The balances, and the years of the plan they are drawn up for."""

    years: tuple[int, ...] = Field(min_length=1)

    def balance(self, code: str) -> Balance | None:
        """Give a balance by its code; None if there is none."""
        return next((each for each in self.balances if each.code == code), None)
