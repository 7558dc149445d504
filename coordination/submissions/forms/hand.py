"""What a workbook holds, cell by cell, while it is turned into a document; remarks are made where something stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from coordination.documents.workbook.locating import RawValue
from coordination.documents.workbook.model import Address, Form, Row, Sheet
from coordination.documents.workbook.reading import Kind
from coordination.documents.workbook.remarks import Remark
from coordination.documents.workbook.styles import Severity
from coordination.kernel.cells import Cell
from coordination.kernel.numerals import mark_of
from coordination.kernel.text import Text
from coordination.methods.wording import vi

_PART = re.compile(r"[.\[]")
NOTHING = RawValue("", "", Kind.EMPTY, None)


@dataclass
class Hand:
    """The cells of a form with what was handed in; collects remarks, and the cell of each place in the document."""

    form: Form
    values: Mapping[Address, RawValue]
    remarks: list[Remark] = field(default_factory=list)
    places: dict[str, Address] = field(default_factory=dict)
    """Place in the document, as findings of methods name it, → cell."""

    def at(self, address: Address) -> RawValue:
        """Give what stands in a cell; nothing where the cell was not found."""
        return self.values.get(address, NOTHING)

    def filled(self, address: Address) -> bool:
        """Say whether anything was entered in a cell."""
        value = self.at(address)
        return value.refused or value.cell is not None or value.day is not None or bool(value.text)

    def words(self, address: Address) -> str:
        """Give the words in a cell, spaces made single; line ends stay."""
        return "\n".join(" ".join(line.split()) for line in self.at(address).text.splitlines()).strip()

    def say(self, address: Address, severity: Severity, code: str, message: Text, expected: str = "") -> None:
        """Take down a remark on a cell."""
        self.remarks.append(remark_on(self.form, self.values, address, severity, code, message, expected))

    def cell_of(self, place: str) -> Address | None:
        """Give the cell of a place in the document, or of what the place is part of."""
        while place:
            if place in self.places:
                return self.places[place]
            cuts = [found.start() for found in _PART.finditer(place)]
            place = place[: cuts[-1]] if cuts else ""
        return None


def remark_on(
    form: Form,
    values: Mapping[Address, RawValue],
    address: Address,
    severity: Severity,
    code: str,
    message: Text,
    expected: str = "",
) -> Remark:
    """Make a remark on a cell, with its place in the file that was handed in and what stands there."""
    value = values.get(address, NOTHING)
    sheet = sheet_of(form, address.sheet)
    return Remark(
        severity=severity,
        code=code,
        message=message,
        sheet=address.sheet,
        row=address.row,
        column=address.column,
        sheet_name=value.sheet_name or (sheet.name if sheet else ""),
        cell=value.place,
        indicator=indicator_of(form, address.row),
        value=written(value),
        expected=expected,
    )


def indicator_of(form: Form, row: str) -> str:
    """Give the code of the indicator a row is for; empty where it is for none."""
    asked = form.machine.get("indicators", ())
    return row if any(each.startswith(f"{row}@") for each in asked) else ""


def written(value: RawValue) -> str:
    """Give what stands in a cell as people read it."""
    if isinstance(value.handed, Decimal):
        return vi(value.handed)
    return f"{value.handed:%d/%m/%Y}" if value.day is not None else str(value.handed or "")[:200]


def sheet_of(form: Form, key: str) -> Sheet | None:
    """Give a sheet of a form by its key."""
    return next((each for each in form.sheets if each.key == key), None)


def row_of(form: Form, address: Address) -> Row | None:
    """Give the row of a cell."""
    sheet = sheet_of(form, address.sheet)
    return next((each for each in sheet.rows if each.key == address.row), None) if sheet else None


def entered(form: Form) -> dict[Address, RawValue]:
    """Give the cells of a form as if it had been handed in the way it was given out."""
    found = {}
    for sheet in form.sheets:
        for row in sheet.rows:
            for column in sheet.columns:
                if sheet.asked(row, column) and (value := row.cells.get(column.key)) not in (None, ""):
                    address = Address(sheet.key, row.key, column.key)
                    found[address] = _raw(sheet.name, value)
    return found


def _raw(name: str, value: object) -> RawValue:
    if isinstance(value, Cell):
        handed = mark_of(value.state) if value.value is None else value.value
        kind = Kind.TEXT if isinstance(handed, str) else Kind.NUMBER
        return RawValue(name, "", kind, handed, cell=value)
    if isinstance(value, date):
        return RawValue(name, "", Kind.DATE, value, day=value)
    return RawValue(name, "", Kind.TEXT, str(value), text=str(value))
