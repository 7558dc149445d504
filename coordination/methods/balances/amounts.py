"""Amounts of the balances: how sure they are, and why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticCustomError

from coordination.kernel.cells import Cell, State
from coordination.kernel.text import Text

Certainty = Literal["secured", "likely", "hoped_for"]
CERTAINTIES: Final[tuple[Certainty, ...]] = ("secured", "likely", "hoped_for")
CERTAINTY_NAMES: Final[Mapping[Certainty, Text]] = {
    "secured": Text(vi="Đã chắc chắn", en="Secured"),
    "likely": Text(vi="Có khả năng", en="Likely"),
    "hoped_for": Text(vi="Còn trông đợi", en="Hoped for"),
}
NoFigure = Literal["missing", "not_applicable", "suppressed", "not_yet_due"]


def _one_error(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    """Say one thing of what is neither a number nor a reason for none, not two."""
    try:
        return handler(value)
    except ValidationError:
        raise PydanticCustomError("decimal_parsing", "not a number; write it like 1234.5") from None


Amount = Annotated[Decimal | NoFigure, WrapValidator(_one_error)]
"""A figure, or the reason why there is none; left out: nothing was said."""


def cell_of(amount: Decimal | str | None) -> Cell | None:
    """Give the cell of an amount; None where nothing was said."""
    if amount is None:
        return None
    return Cell.of(amount) if isinstance(amount, Decimal) else Cell(State(amount))
