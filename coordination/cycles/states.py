"""The lives of a step and of an obligation, as tables one can read aloud."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class StageState(StrEnum):
    """Where a step stands."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    SYNTHESIS = "synthesis"
    POSITIONS = "positions"
    ADOPTED = "adopted"
    ADOPTED_WITH_RESERVATIONS = "adopted_with_reservations"
    REFERRED = "referred"
    CLOSED = "closed"
    CANCELLED = "cancelled"


OUTCOMES = (StageState.ADOPTED, StageState.ADOPTED_WITH_RESERVATIONS, StageState.REFERRED)

STAGE_MOVES: Mapping[StageState, frozenset[StageState]] = {
    StageState.SCHEDULED: frozenset({StageState.OPEN, StageState.CANCELLED}),
    StageState.OPEN: frozenset({StageState.SYNTHESIS, StageState.CANCELLED}),
    StageState.SYNTHESIS: frozenset({StageState.POSITIONS, *OUTCOMES, StageState.CANCELLED}),
    StageState.POSITIONS: frozenset({*OUTCOMES, StageState.CANCELLED}),
    StageState.ADOPTED: frozenset({StageState.CLOSED}),
    StageState.ADOPTED_WITH_RESERVATIONS: frozenset({StageState.CLOSED}),
    StageState.REFERRED: frozenset({StageState.CLOSED}),
    StageState.CLOSED: frozenset(),
    StageState.CANCELLED: frozenset(),
}


class ObligationState(StrEnum):
    """Where what a body owes stands."""

    PENDING = "pending"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    LATE = "late"
    EXCUSED = "excused"
    MISSING = "missing"


OBLIGATION_MOVES: Mapping[ObligationState, frozenset[ObligationState]] = {
    ObligationState.PENDING: frozenset(
        {ObligationState.SUBMITTED, ObligationState.LATE, ObligationState.EXCUSED, ObligationState.MISSING}
    ),
    # Late becomes pending again where an amendment moves the deadline into the future.
    ObligationState.LATE: frozenset(
        {ObligationState.SUBMITTED, ObligationState.EXCUSED, ObligationState.MISSING, ObligationState.PENDING}
    ),
    # An extension is used up where an amendment moves the deadline of all beyond it.
    ObligationState.EXCUSED: frozenset(
        {ObligationState.SUBMITTED, ObligationState.LATE, ObligationState.MISSING, ObligationState.PENDING}
    ),
    ObligationState.SUBMITTED: frozenset(
        {ObligationState.SUBMITTED, ObligationState.RETURNED, ObligationState.ACCEPTED}
    ),
    ObligationState.RETURNED: frozenset({ObligationState.SUBMITTED, ObligationState.MISSING}),
    ObligationState.ACCEPTED: frozenset({ObligationState.RETURNED}),
    ObligationState.MISSING: frozenset(),
}
OWING = (ObligationState.PENDING, ObligationState.LATE, ObligationState.RETURNED, ObligationState.EXCUSED)


def stage_may(state: str, to: str) -> bool:
    """Say whether a step may go from one state to another."""
    return StageState(to) in STAGE_MOVES[StageState(state)]


def obligation_may(state: str, to: str) -> bool:
    """Say whether what a body owes may go from one state to another."""
    return ObligationState(to) in OBLIGATION_MOVES[ObligationState(state)]
