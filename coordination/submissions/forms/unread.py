"""Which cells of a form could not be read, so that nothing is said of what they hold, or of what lacks for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from coordination.documents.workbook.model import Address
from coordination.documents.workbook.remarks import Remark

_YEAR: Final = re.compile(r"y\d{4}(?=\.)")


def _part(column: str) -> str:
    """Give the part of a row a column belongs to: its year; where columns are no years, the row is one record."""
    found = _YEAR.match(column)
    return found[0] if found else ""


@dataclass(frozen=True)
class Unread:
    """Cells that were refused: single ones with their year or record, and whole sheets, rows and columns."""

    everything: bool
    """The file as a whole is not what it should be, such as another form."""
    sheets: frozenset[str]
    rows: frozenset[tuple[str, str]]
    columns: frozenset[tuple[str, str]]
    parts: frozenset[tuple[str, str, str]]

    @classmethod
    def of(cls, remarks: Iterable[Remark]) -> Unread:
        """Give what the errors among the remarks of reading refuse."""
        refused = [each for each in remarks if each.severity == "error"]
        return cls(
            everything=any(not each.sheet for each in refused),
            sheets=frozenset(each.sheet for each in refused if not each.row and not each.column),
            rows=frozenset((each.sheet, each.row) for each in refused if each.row and not each.column),
            columns=frozenset((each.sheet, each.column) for each in refused if each.column and not each.row),
            parts=frozenset(_key(each.address) for each in refused if each.row and each.column),
        )

    def __contains__(self, address: Address) -> bool:
        """Say whether a cell, or one it is judged together with, could not be read."""
        return (
            address.sheet in self.sheets
            or (address.sheet, address.row) in self.rows
            or any(
                sheet == address.sheet and (column == address.column or _part(column) == _part(address.column) != "")
                for sheet, column in self.columns
            )
            or _key(address) in self.parts
        )


def _key(address: Address) -> tuple[str, str, str]:
    return address.sheet, address.row, _part(address.column)
