"""What is told to the clerk of one place in a workbook; the checks of other parts say theirs in the same form."""

from __future__ import annotations

from coordination.documents.workbook.model import Address
from coordination.documents.workbook.styles import SEVERITIES, Severity
from coordination.kernel.text import Strict, Text


class Remark(Strict):
    """One thing to know of a cell, a row or a file; what it is not about is empty.

    ``sheet_name`` and ``cell`` are the place in the file that was handed in, ``sheet``, ``row`` and ``column`` the keys
    of the form. An error has to be put right, a warning needs a word of explanation, a note is only told.
    """

    severity: Severity
    code: str
    message: Text
    sheet: str = ""
    row: str = ""
    column: str = ""
    sheet_name: str = ""
    cell: str = ""
    indicator: str = ""
    value: str = ""
    expected: str = ""

    @property
    def address(self) -> Address:
        """Give the cell of the form it is about."""
        return Address(self.sheet, self.row, self.column)


def gravest(remarks: list[Remark]) -> Severity:
    """Give the gravest severity of remarks, of which there is one at least."""
    return min((each.severity for each in remarks), key=SEVERITIES.index)
