"""The hidden sheet by which a form handed in is known again, and by which one sees that somebody changed it.

The hash is no secret: it shows what was changed by accident or in haste. Whoever gave the form out keeps its hash.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from coordination.documents.workbook.model import MACHINE_SHEET, Form
from coordination.documents.workbook.reading import Grid
from coordination.kernel.canonical import canonical_json, content_hash

MAGIC = "lienvung-form/1"
LONGEST = 32_000
"""Signs a cell has room for, with a little left of Excel's 32.767."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a file says of itself: its identities (as ``Form.identities``) and their hash; not whether that is true."""

    identities: dict[str, Any]
    hash: str
    intact: bool


def lines(form: Form) -> list[str]:
    """Give the texts of the hidden sheet, a cell each, one under the other."""
    # Excel takes _x0041_ for the letter A; in JSON the underscore can be spelt so that it does not.
    text = canonical_json(form.identities).replace("_x", "\\u005fx")
    return [MAGIC, form.hash, *(text[start : start + LONGEST] for start in range(0, len(text), LONGEST))]


def known(grid: Grid) -> Known | None:
    """Read the hidden sheet of a workbook; None where there is none, or nothing that can be read."""
    for sheet in grid.sheets:
        if sheet.at(0, 0).text == MAGIC or sheet.name == MACHINE_SHEET:
            column = [sheet.at(row, 0).text for row in range(max((row for row, _ in sheet.cells), default=0) + 1)]
            return _parsed(column)
    return None


def _parsed(column: Sequence[str]) -> Known | None:
    try:
        identities = json.loads("".join(column[2:]))
        return Known(identities, column[1], intact=content_hash(identities) == column[1])
    except (ValueError, IndexError, RecursionError):
        return None
