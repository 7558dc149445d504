"""What a procedure may say: its steps, who owes what in each, and how agreement is reached."""

from __future__ import annotations

from datetime import time
from typing import Any, Final, Literal

from pydantic import Field, JsonValue

from coordination.kernel.text import Strict, Text
from coordination.regions.forms import balances
from coordination.regions.forms.letters import Bundle
from coordination.regions.forms.mail import Ladder, Tell
from coordination.regions.forms.words import Basis, DatedRule, Name, Slug

SIGN_OFF: Final = "sign_off"
"""A setting of a step that no method reads: the signatures inside a body."""
CONTRACT: Final = "contract"
"""The setting of a step that names an earlier one whose agreed result binds it."""
SIGN_OFFS: Final = (("drafter", "head"), ("drafter", "statistician", "head"))
"""The orders in which offices of a body may sign."""


class ExchangeRule(Strict):
    """A semi-official exchange or workshop that a step schedules."""

    code: Slug = Field(description="Name of the exchange within the step.")
    kind: Literal["N-P3", "N-P4", "N-H3"] = Field(
        description="N-P3 semi-official exchange, N-P4 regional workshop, "
        "N-H3 exchange of council committees and agencies."
    )
    name: Text = Field(description="What it is called in invitations.")
    parties: list[str] = Field(description="Selectors of the bodies invited.")
    pairing: Literal["together", "neighbours"] = Field(
        default="together",
        description="together: one meeting of all; neighbours: one for each pair of provinces with a common border.",
    )
    day: DatedRule = Field(description="The day it is held.")
    starts: time = Field(default=time(8, 30), description="Hour it begins, in Viet Nam.", strict=False)
    hours: int = Field(default=3, ge=1, le=16, description="How long it lasts.")
    agenda: list[Text] = Field(description="Items to be discussed.")


class Duty(Strict):
    """What a kind of body owes in a step."""

    body: str = Field(description="Selector, e.g. `province.peoples_committee`.")
    what: Text = Field(description="What is to be handed in.")


class Agreement(Strict):
    """How a result is agreed. Nothing here can order a body: an objection refers the result."""

    by: list[str] = Field(default=[], description="Selectors of bodies that take a position; empty: none needed.")
    tacit_consent: bool = Field(default=True, description="Silence until the deadline counts as consent, kept apart.")
    refer_to: str = Field(description="Selector of the body an objection is referred to.")


class Step(Strict):
    """One step of a procedure."""

    code: Slug = Field(description="Name of the step, unique in the procedure.")
    box: str | None = Field(
        default=None,
        description="Box of Figure 2 it stands for, BOX-1 … BOX-8, or milestone M1 … M10.",
    )
    name: Text = Field(description="What the step is called in notices.")
    purpose: Text = Field(description="One sentence: what the step is for.")
    method: Name = Field(description="Module of coordination.methods that makes the result.")
    settings: dict[str, Any] = Field(
        default={},
        description="Settings of the method; see its docstring. With any method `sign_off` asks for signatures inside each "
        "body before what it writes is handed in: `[drafter, head]` or `[drafter, statistician, head]`; absent: none. "
        "`contract` names an earlier step of the method forecast_contract whose adopted result goes before these settings, or "
        "assigns who owes here where `owes` is empty; what is written here stands until then, and where nothing is agreed.",
        json_schema_extra={
            "properties": {
                SIGN_OFF: {
                    "description": "Offices of the body that sign, in order; the last signature hands in.",
                    "enum": [[], *(list[JsonValue](order) for order in SIGN_OFFS)],
                },
                CONTRACT: {"description": "Earlier step whose adopted contract binds this one.", "type": "string"},
                "expected": {
                    "description": "Figures every province owes to a joint assessment: an indicator (absent: every one) and "
                    "years counted from the first year planned: -1 is the year under way, -2 the last one that is over.",
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "indicator": {"type": "string"},
                            "years": {
                                "type": "object",
                                "properties": {"from": {"type": "integer"}, "to": {"type": "integer"}},
                                "required": ["from", "to"],
                                "additionalProperties": False,
                            },
                            "periods": {"type": "array", "items": {"type": "integer"}},
                        },
                        "additionalProperties": False,
                    },
                },
                **balances.SETTINGS,
            }
        },
    )
    after: list[Slug] = Field(default=[], description="Steps that must have ended before this one opens.")
    opens: DatedRule = Field(description="Day the step opens.")
    due: DatedRule = Field(description="Day by which submissions are owed (included).")
    closes: DatedRule = Field(description="Day until which late submissions are taken in (included).")
    positions: DatedRule = Field(description="Day until which positions on the draft are taken (included).")
    legal: DatedRule | None = Field(default=None, description="Legal date to be met, kept apart from the planned one.")
    owes: list[Duty] = Field(description="Who hands in what.")
    agreement: Agreement = Field(description="How the result is agreed.")
    exchanges: list[ExchangeRule] = Field(default=[], description="Exchanges and workshops the step schedules.")


class Procedure(Strict):
    """A template of steps: who owes what, when and why, who is told, how agreement is reached."""

    procedure: Slug = Field(description="Name of the procedure, the same as its file's.")
    name: Text = Field(description="What the procedure is called in documents.")
    basis: Basis = Field(description="The act or source the procedure rests on.")
    scope: Literal["region", "province"] = Field(description="One cycle for the region, or one for each province.")
    opens: DatedRule = Field(description="Day the cycle begins.")
    ends: DatedRule = Field(description="Last day; whatever is then open is closed as it stands.")
    remind: Ladder = Field(
        default=[],
        min_length=1,
        description="The ladder of reminders; absent: the national one. Each rung goes out at most once.",
    )
    extend_by: list[str] = Field(
        default=["region.secretariat"], description="Selectors of the bodies that may grant a body more time."
    )
    progress: list[int] = Field(description="Working days relative to the due date at which progress is told to all.")
    tells: list[Tell] = Field(description="Who is told of which event; each event once.")
    bundle: list[Bundle] = Field(
        default=[], description="What notices carry besides their words; each event once, absent: nothing."
    )
    steps: list[Step] = Field(min_length=1, description="The steps.")
