"""How simulated bodies behave. Figures are real; behaviour is drawn by seed and labelled simulated."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from pydantic import Field

from coordination.kernel.text import Strict

Share = Annotated[float, Field(ge=0, le=1)]
Conduct = Literal["on_time", "late", "silent"]


class Behaviour(Strict):
    """Shares of 1 with which bodies behave one way or another."""

    late: Share = Field(default=0.12, description="Hands in after the due date, before closing.")
    silent: Share = Field(default=0.05, description="Hands nothing in.")
    returned: Share = Field(default=0.06, description="What it hands in is returned once.")
    hasty: Share = Field(
        default=0.25,
        description="Leaves a figure out of its first draft, where drafts are signed; its statisticians see it.",
    )
    doubted: Share = Field(default=0.08, description="The head of the body sends its draft back once.")
    reopened: Share = Field(
        default=0.12, description="What it approved is reopened once for its words, with figures frozen."
    )
    reservation: Share = Field(default=0.08, description="Agrees with a reservation.")
    objection: Share = Field(default=0.015, description="Objects.")
    quiet: Share = Field(default=0.15, description="Takes no position: tacit consent.")
    revises: Share = Field(
        default=0.4, description="Hands in anew those of its own forecasts that are under discussion."
    )
    keeps: Share = Field(default=0.45, description="Keeps them, and says why; the rest say nothing.")
    acknowledges: Share = Field(default=0.8, description="Acknowledges what asks something of it.")
    missing_figure: Share = Field(default=0.02, description="Leaves a figure out that was published.")
    optimism: float = Field(
        default=0.06, ge=-0.5, le=0.5, description="How far own forecasts lie above the last trend, at most."
    )
    bodies: dict[str, Conduct] = Field(default={}, description="Bodies that always behave one way, by code.")


def chance(seed: int, *key: object) -> float:
    """Give a number in [0, 1) that depends on the seed and the key alone, in whatever order one asks."""
    text = "\x1f".join([str(seed), *map(str, key)])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7], "big") / 2**56


def conduct(behaviour: Behaviour, seed: int, stage: str, body: str) -> Conduct:
    """Say how a body behaves in a stage."""
    if body in behaviour.bodies:
        return behaviour.bodies[body]
    draw = chance(seed, "conduct", stage, body)
    if draw < behaviour.silent:
        return "silent"
    return "late" if draw < behaviour.silent + behaviour.late else "on_time"
