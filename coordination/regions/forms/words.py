"""Words every form is made of: names, codes, rules of dates, and the basis a rule rests on."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from coordination.kernel.text import Strict

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=40)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{2,5}$")]
Mail = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[a-z]{2,}$", max_length=254),
]
Rule = Annotated[str, StringConstraints(min_length=4, max_length=80)]
Level = Literal["national", "region", "province", "district", "commune", "community"]
Status = Literal["in_force", "older", "practice", "to_verify", "inferred", "design", "actual", "decision"]
ENGINES = ("actual", "decision")
"""Statuses of dates that the engine itself explains: something happened then, or somebody decided it."""


class Basis(Strict):
    """Where a rule of law or practice comes from, how sure that is, and when it holds."""

    text: str = Field(description="The act, article and date, or the practice, in words.")
    en: str | None = Field(default=None, description="The same in English; absent: the Vietnamese words are shown.")
    status: Status = Field(
        description="in_force, older, practice, to_verify, inferred or design (actual and decision are the engine's own)."
    )
    valid_from: date | None = Field(default=None, description="First day the act holds; absent if long ago.")
    valid_to: date | None = Field(default=None, description="Last day it holds; absent while in force.")

    def words(self, language: str) -> str:
        """Give the basis in a language."""
        return self.en if language == "en" and self.en else self.text


class DatedRule(Strict):
    """A deadline as a rule, with its basis. Options may stand here or in the text: `…, roll next`."""

    rule: Rule = Field(description="The rule in compact text, e.g. `working_days 20 after opens`.")
    day_zero: Literal["excluded", "counted"] | None = Field(
        default=None,
        description="Whether the day counted from is day 1 (counted) or day 0 (excluded, Civil Code 2015 art. 147).",
    )
    roll: Literal["none", "next", "previous"] | None = Field(
        default=None, description="Where a date on a day off goes: it stays (none), the next or previous working day."
    )
    reading: Literal["strict", "inclusive"] | None = Field(
        default=None,
        description="How `before` is read: strict (the day before) or inclusive; default: as the office does.",
    )
    freeze: Literal["recompute", "once_notified", "ask"] | None = Field(
        default=None,
        description="When what it counts from moves: recompute (default), once_notified: stays once told, or "
        "ask: the secretariat decides.",
    )
    basis: Basis = Field(description="Why this date: act or practice, and its status.")

    @property
    def compact(self) -> str:
        """Give the rule with its options as one text: ``before 15/05, reading inclusive``."""
        options = {"day_zero": self.day_zero, "roll": self.roll, "reading": self.reading, "freeze": self.freeze}
        return ", ".join([self.rule, *(f"{name} {value}" for name, value in options.items() if value)])
