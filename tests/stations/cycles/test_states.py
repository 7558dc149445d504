"""The lives of a step and of an obligation, read aloud and then tried in full."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Final

import pytest

from coordination.cycles.moves import move
from coordination.cycles.states import (
    OBLIGATION_MOVES,
    OUTCOMES,
    OWING,
    STAGE_MOVES,
    ObligationState,
    StageState,
)
from coordination.cycles.tables import ObligationRow, StageRow
from coordination.errors import ConflictError

# Written a second time, as the contract has it: scheduled → open → synthesis → positions → outcome → closed,
# from synthesis straight to an outcome where nobody takes a position, cancelled from wherever nothing is settled.
STAGE_LIFE: Final = {
    "scheduled": "open cancelled",
    "open": "synthesis cancelled",
    "synthesis": "positions adopted adopted_with_reservations referred cancelled",
    "positions": "adopted adopted_with_reservations referred cancelled",
    "adopted": "closed",
    "adopted_with_reservations": "closed",
    "referred": "closed",
    "closed": "",
    "cancelled": "",
}
OBLIGATION_LIFE: Final = {
    "pending": "submitted late excused missing",
    "late": "submitted excused missing pending",
    "excused": "submitted late missing pending",
    "submitted": "submitted returned accepted",
    "returned": "submitted missing",
    "accepted": "returned",
    "missing": "",
}


def stage(state: str) -> StageRow:
    """Make a step in a state."""
    day = date(2026, 6, 1)
    return StageRow(
        key="r/p/2027/s", cycle="r/p/2027", step="s", position=1, state=state, planned_opens=day, planned_due=day,
        opens=day, due=day, closes=day, positions_due=day,
    )  # fmt: skip


@pytest.mark.parametrize(("state", "to"), list(product(StageState, StageState)))
def test_a_step_moves_only_as_its_life_allows(state: str, to: str) -> None:
    row = stage(state)
    if to in STAGE_LIFE[state].split():
        move(row, to)
        assert row.state == to
    else:
        with pytest.raises(ConflictError, match=f"is {state} and cannot become {to}"):
            move(row, to)
        assert row.state == state


@pytest.mark.parametrize(("state", "to"), list(product(ObligationState, ObligationState)))
def test_an_obligation_moves_only_as_its_life_allows(state: str, to: str) -> None:
    row = ObligationRow(stage="r/p/2027/s", body="92.peoples_committee", due=date(2026, 6, 1), state=state)
    if to in OBLIGATION_LIFE[state].split():
        move(row, to)
        assert row.state == to
    else:
        with pytest.raises(ConflictError, match=r"r/p/2027/s/92\.peoples_committee is"):
            move(row, to)
        assert row.state == state


def test_every_state_has_its_line_in_the_tables() -> None:
    assert set(STAGE_MOVES) == set(StageState) == set(STAGE_LIFE)
    assert set(OBLIGATION_MOVES) == set(ObligationState) == set(OBLIGATION_LIFE)


def test_every_step_can_end_and_nothing_ends_twice() -> None:
    for state in StageState:
        reached, new = {state}, {state}
        while new:
            new = {to for each in new for to in STAGE_MOVES[each]} - reached
            reached |= new
        assert reached & {StageState.CLOSED, StageState.CANCELLED}
    assert not STAGE_MOVES[StageState.CLOSED]
    assert not STAGE_MOVES[StageState.CANCELLED]


def test_what_is_settled_can_only_be_closed_never_unsettled() -> None:
    assert all(STAGE_MOVES[outcome] == {StageState.CLOSED} for outcome in OUTCOMES)


def test_whoever_owes_can_hand_in_and_can_be_missing() -> None:
    assert all({ObligationState.SUBMITTED, ObligationState.MISSING} <= OBLIGATION_MOVES[state] for state in OWING)


def test_a_word_that_is_no_state_is_an_error() -> None:
    with pytest.raises(ValueError, match="'done' is not a valid StageState"):
        move(stage("open"), "done")
