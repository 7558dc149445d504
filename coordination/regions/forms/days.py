"""What the computed calendar does not know: days that differ, sessions, and how offices read a day."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from coordination.kernel.text import Strict, Text
from coordination.regions.forms.words import Basis, Code, Name, Rule

Day = date
"""For the model whose own field is called ``date``."""


class Holiday(Strict):
    """A day that differs from the computed calendar of public holidays."""

    date: Annotated[Day, Field(description="The day.")]
    name: Text = Field(description="Why the day differs, as notices say it.")
    kind: Literal["off", "working"] = Field(description='"off": a day off (in quotes); working: a swapped-in Saturday.')
    basis: Basis = Field(description="The act that set it.")
    units: list[Code] = Field(default=[], description="Provinces it holds in; empty: everywhere.")


class Announced(Strict):
    """How far days off are announced; later years are computed and said to be so."""

    through: int = Field(ge=1990, le=2200, description="Last year whose days off the Government has announced.")
    basis: Basis = Field(description="The announcement.")


class Reading(Strict):
    """How an office reads `before 15/05`: the 14th is the last day (strict), or the 15th (inclusive)."""

    before: Literal["strict", "inclusive"] = Field(description="strict or inclusive.")
    units: list[Code] = Field(default=[], description="Provinces that read so; empty: the whole region.")
    basis: Basis = Field(description="Where the office says so.")


class Session(Strict):
    """When a People's Council holds a regular session."""

    kind: Name = Field(description="mid_year or year_end.")
    rule: Rule = Field(description="Opening day as a rule, e.g. `on 08/12`.")
    basis: Basis = Field(description="The act or practice the day follows.")


class CouncilSession(Strict):
    """The opening day that one council has fixed for one year."""

    unit: Code = Field(description="Province whose council it is.")
    kind: Name = Field(description="Kind of session, one of the national `sessions`.")
    opens: date = Field(description="Opening day.")
    basis: Basis = Field(description="The council's resolution, or that the day is assumed.")
