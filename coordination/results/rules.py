"""How agreement is reached: by consensus. Nothing here orders a body or overrides an objection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Stance = Literal["agree", "agree_with_reservation", "neutral", "object"]
STANCES: tuple[Stance, ...] = ("agree", "agree_with_reservation", "neutral", "object")
NEEDS_WORDS = ("agree_with_reservation", "object")
WHOLE = ""


@dataclass(frozen=True, slots=True)
class Position:
    """One body's stance on the whole (``clause`` empty) or on one clause."""

    body: str
    stance: str
    text: str | None = None
    clause: str = WHOLE
    tacit: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What the positions come to."""

    outcome: Literal["adopted", "adopted_with_reservations", "referred"]
    reservations: tuple[Position, ...]
    objections: tuple[Position, ...]
    referred_clauses: tuple[str, ...]
    tacit: tuple[str, ...]


def complete(spoken: Iterable[str], parties: Iterable[str]) -> bool:
    """Say whether every party is among the bodies that have spoken, so that nobody need wait for the deadline."""
    return set(parties) <= set(spoken)


def silent(positions: Iterable[Position], parties: Sequence[str]) -> tuple[str, ...]:
    """Give the parties that have said nothing."""
    spoken = {each.body for each in positions}
    return tuple(body for body in parties if body not in spoken)


def decide(
    positions: Sequence[Position],
    clauses: Sequence[str],
    *,
    submissions: int,
    tacit_consent: bool,
    parties: Sequence[str],
) -> Decision:
    """Say what is agreed.

    An objection to the whole refers the whole; an objection to a clause refers that clause alone and
    the rest is adopted. Reservations are annexed, never dropped. Silence is consent only where the
    procedure says so, and is named. A result made of no submission at all is referred.
    """
    reservations = tuple(each for each in positions if each.stance == "agree_with_reservation")
    objections = tuple(each for each in positions if each.stance == "object")
    referred = tuple(clause for clause in clauses if any(each.clause == clause for each in objections))
    quiet = silent(positions, parties)
    against_whole = any(each.clause not in clauses for each in objections)
    all_clauses = bool(clauses) and len(referred) == len(clauses)
    if not submissions or against_whole or all_clauses or (quiet and not tacit_consent):
        outcome: Literal["adopted", "adopted_with_reservations", "referred"] = "referred"
    elif reservations or referred:
        outcome = "adopted_with_reservations"
    else:
        outcome = "adopted"
    return Decision(outcome, reservations, objections, referred, quiet)
