"""Who is told, reminded and asked to acknowledge, and at which office."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from coordination.kernel.text import Strict, Text
from coordination.regions.forms.words import Basis, Mail

Digest = Literal["immediate", "daily", "weekly"]
"""How often an office is written to: at once, or what gathered in a day or a week in one mail."""
MAIL_EVENTS = ("delivery.failed", "delivery.delayed", "notice.unacknowledged", "notice.escalated", "announcement.made")
"""Events of the mail itself: no procedure tells them, the national file does."""


class Rung(Strict):
    """One rung of the ladder of reminders: when, and which offices."""

    at: int = Field(
        ge=-60, le=30, description="Working days before (negative) or after (positive) the day it is owed by."
    )
    to: list[str] = Field(
        min_length=1,
        description="drafter and head are offices of the body that owes; else selectors of other bodies.",
    )


def _rung(value: Any) -> Any:
    """Take a bare number for a rung that reminds the drafter: ``remind: [-7, -1]``."""
    plain = isinstance(value, int) and not isinstance(value, bool)
    return {"at": value, "to": ["drafter"]} if plain else value


Ladder = list[Annotated[Rung, BeforeValidator(_rung, json_schema_input_type=Rung | int)]]


class Contact(Strict):
    """An office of a body that receives its mail between two days."""

    body: str = Field(description="Body, e.g. `92.peoples_committee`.")
    office: Text = Field(description="The office that opens the mail; never a person.")
    email: Mail = Field(description="Address of the office.")
    role: Literal["drafter", "head"] = Field(
        default="drafter", description="drafter: receives all mail; head: the office of the body's head."
    )
    language: Literal["vi", "en"] = Field(default="vi", description="Language it is written to in.")
    digest: Digest = Field(
        default="immediate",
        description="How often it is written to: immediate, or one mail for all of a day (daily) or week (weekly).",
    )
    valid_from: date | None = Field(default=None, description="First day; absent if always so.")
    valid_to: date | None = Field(default=None, description="Last day; absent while it holds.")


class Tell(Strict):
    """Who is told when something happens."""

    event: str = Field(description="What happened, e.g. `stage.opened`.")
    to: list[str] = Field(
        description="Selectors; `self` is the body the event speaks of, `parties` those of an exchange, "
        "`affected` those whose dates an amendment moves, `addressees` those a circular is sent to."
    )


class AckRule(Strict):
    """Which notices are to be acknowledged, and what happens when one is not."""

    events: list[str] = Field(min_length=1, description="What happened, e.g. `stage.opened`; each event in one rule.")
    within: int = Field(ge=1, le=60, description="Working days after delivery before the office is reminded.")
    superior_after: int = Field(
        ge=1, le=60, description="Further working days before the office of the body's head is told."
    )
    basis: Basis = Field(description="Act or practice the two periods follow.")
