"""The figures of the registry in what bodies hand in: where each method's form keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from coordination.kernel.cells import Cell, State

Place = tuple[str, int]
"""Indicator and year: a cell of what one body hands in."""
ROWS = {"joint_assessment": "figures", "forecast": "forecasts"}
"""Methods whose forms hold figures of the registry, and the part of the form that does."""
MEASURED = frozenset({"joint_assessment"})
"""Methods whose figures tell what was, not what is expected; these are put to the declared checks."""


def cells_in(method: str, content: Mapping[str, Any]) -> dict[Place, Cell]:
    """Give the cells of a document; of a figure given twice the last counts. A remark alone says nothing of its figure."""
    return _cells(method, content, "value", "state")


def plans_in(method: str, content: Mapping[str, Any]) -> dict[Place, Cell]:
    """Give the plans of a document, or why one has no number; a row that says nothing of a plan has none."""
    return _cells(method, content, "plan", "plan_state")


def explained_in(method: str, content: Mapping[str, Any]) -> set[Place]:
    """Give the cells that have a word of explanation beside them."""
    rows = rows_in(method, content)
    return {_place(row) for row in rows if str(row.get("note") or row.get("reason") or "").strip()}


def rows_in(method: str, content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Give the rows of figures of a document."""
    return list(content.get(ROWS[method]) or ()) if method in ROWS else []


def _place(row: Mapping[str, Any]) -> Place:
    return str(row["indicator"]), int(row["period"])


def _cells(method: str, content: Mapping[str, Any], number: str, state: str) -> dict[Place, Cell]:
    found = ((_place(row), _cell(row.get(number), row.get(state))) for row in rows_in(method, content))
    return {place: cell for place, cell in found if cell is not None}


def _cell(number: Any, stated: str | None) -> Cell | None:
    """Give the cell of a number and its state; None where neither says anything."""
    state = State(stated or State.VALUE)
    if state not in (State.VALUE, State.ZERO):
        return Cell(state)
    return None if number is None else Cell.of(Decimal(str(number)))
