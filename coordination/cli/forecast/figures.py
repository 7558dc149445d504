"""How the verbs of forecasts write figures for people, and lay tables out: one way for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from coordination.cli.common import common, out
from coordination.cli.words import new_table
from coordination.kernel.numerals import written

if TYPE_CHECKING:
    from rich.table import Table

MINUS: Final = "−"
"""What people read before a figure below 0; the hyphen of files parts words."""
NONE: Final = "–"
_GAP: Final = 2
"""Signs between two columns of a table."""

Pair = tuple[str, str]


def figure(value: float | None, decimals: int, language: str | None = None) -> str:
    """Write a figure; a dash for none."""
    return NONE if value is None else written(value, decimals, language or common.lang).replace("-", MINUS)


def sized(value: float | None) -> str:
    """Write a figure with about five digits, whatever its size; a dash for none."""
    size = abs(value or 0.0)
    return figure(value, 0 if size >= 10_000 else 2 if size >= 1 else 4)


def paired(heads: Sequence[Pair], rows: Sequence[Sequence[Pair]]) -> Table:
    """Lay rows of pairs out: each cell in a column of its own where the width allows, else each pair in one, stacked."""
    flat = [tuple(chain(*row)) for row in rows]
    names = tuple(chain(*heads))
    wide = _width([names, *flat]) <= out.width
    table = new_table(*(names if wide else map("\n".join, heads)))
    for row in flat if wide else [tuple("\n".join(pair).strip() for pair in row) for row in rows]:
        table.add_row(*row)
    words = 2 if wide else 1  # the first pair names what the row is about
    for column in table.columns[words:]:
        column.justify = "right"
    return table


def _width(rows: Sequence[Sequence[str]]) -> int:
    return sum(max(map(cell_len, column)) + _GAP for column in zip(*rows, strict=True))
