"""A form that a department prints, fills in and hands back: plain models, which know nothing of who asks for it.

Words are Vietnamese, as they stand on the paper; only what a reader may be told has both languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import AfterValidator, Field, model_validator

from coordination.kernel.canonical import content_hash
from coordination.kernel.cells import Cell
from coordination.kernel.text import Strict, Text, one_line, plain_words

MACHINE_SHEET = "_lienvung"
REMARKS_SHEET = "Nhận xét"
RESERVED = (MACHINE_SHEET, REMARKS_SHEET, "history")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_NOT_XML = {0xFFFE: None, 0xFFFF: None}

Line = Annotated[str, AfterValidator(lambda text: one_line(text.translate(_NOT_XML))), Field(max_length=2_000)]
Words = Annotated[str, AfterValidator(lambda text: plain_words(text.translate(_NOT_XML))), Field(max_length=32_000)]
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:@#/-]*$", max_length=120)]
"""A machine's name for a sheet, a row or a column; it stands hidden in the workbook and never changes."""
Kind = Literal["number", "text", "choice", "date"]
Value = Cell | date | Words
"""What a cell of a form holds: a figure with its state, a day, or words. Nothing at all is no entry."""


class Address(NamedTuple):
    """The stable name of a cell, wherever it stands in a file."""

    sheet: str
    row: str
    column: str


class Validation(Strict):
    """What may be entered: a range, or one of a list; ``message`` says why in the clerk's words."""

    least: Decimal | None = None
    greatest: Decimal | None = None
    options: tuple[Line, ...] = ()
    message: Text | None = None


class Column(Strict):
    """A column of values; ``width`` is in signs. What is locked is shown, not asked."""

    key: Key
    title: Line
    unit: Line = ""
    width: float = Field(default=13, ge=4, le=80)
    kind: Kind = "number"
    locked: bool = False
    validation: Validation | None = None


class Row(Strict):
    """A line of the table. A heading has no cells; a deeper ``level`` is indented.

    ``definition`` is a click away, at the label. ``locked`` names columns that are not asked in this row, and the
    row's own validation goes before the column's.
    """

    key: Key
    label: Line
    number: Line = ""
    code: Line = ""
    unit: Line = ""
    definition: Words = ""
    decimals: int = Field(default=1, ge=0, le=9)
    level: int = Field(default=1, ge=0, le=4)
    heading: bool = False
    cells: Mapping[str, Value] = {}
    locked: tuple[str, ...] = ()
    validation: Validation | None = None


class Sheet(Strict):
    """A table of a form on a sheet of its own."""

    key: Key
    name: Annotated[Line, Field(min_length=1, max_length=31)]
    title: Line = ""
    """What it is, under the form's title, where a form has several sheets."""
    columns: tuple[Column, ...] = Field(min_length=1, max_length=200)
    rows: tuple[Row, ...] = Field(max_length=5_000)

    @model_validator(mode="after")
    def _names_are_good(self) -> Self:
        """Refuse names Excel refuses, and keys that stand for two things."""
        if _NOT_IN_NAMES.search(self.name) or self.name.startswith("'") or self.name.endswith("'"):
            raise ValueError(f"a sheet cannot be called {self.name!r}")
        if self.name.casefold() in {each.casefold() for each in RESERVED}:
            raise ValueError(f"the name {self.name!r} is taken by the programme")
        columns = [column.key for column in self.columns]
        if len({*columns}) < len(columns) or len({row.key for row in self.rows}) < len(self.rows):
            raise ValueError(f"two rows or two columns of sheet {self.key!r} have the same key")
        if any({*row.cells, *row.locked} - {*columns} for row in self.rows):
            raise ValueError(f"a row of sheet {self.key!r} speaks of a column that is not there")
        return self

    def asked(self, row: Row, column: Column) -> bool:
        """Say whether a cell is to be filled in."""
        return not (row.heading or column.locked or column.key in row.locked)


class Signer(Strict):
    """A signature block: whose it is (a line each), and what is to be written there. It never holds a name."""

    lines: tuple[Line, ...] = Field(min_length=1)
    hint: Line = "(Ký, ghi rõ họ tên)"


class Form(Strict):
    """A form with its head, tables, notes and signature blocks, and what the machine has to know again.

    ``machine`` is any JSON object; it comes back as it was, or is said to have been changed.
    """

    key: Key
    title: Line
    number: Line = ""
    """The number of the form, as ``Biểu số 01/KH-KTXH``."""
    parent: Line = ""
    body: Line
    period: Line = ""
    unit_note: Line = ""
    """What follows ``Đơn vị tính:`` above the table."""
    place: Line = ""
    signers: tuple[Signer, ...] = Field(
        default=(
            Signer(lines=("Người lập biểu",)),
            Signer(lines=("Thủ trưởng đơn vị",), hint="(Ký, ghi rõ họ tên, đóng dấu)"),
        ),
        max_length=4,
    )
    deadline: Line = ""
    deadline_reason: Line = ""
    notes: tuple[Line, ...] = ()
    sheets: tuple[Sheet, ...] = Field(min_length=1, max_length=50)
    machine: Mapping[str, Any] = {}

    @model_validator(mode="after")
    def _sheets_differ(self) -> Self:
        keys = {sheet.key for sheet in self.sheets}
        names = {sheet.name.casefold() for sheet in self.sheets}
        if min(len(keys), len(names)) < len(self.sheets):
            raise ValueError("two sheets of a form have the same key or name")
        return self

    def inputs(self) -> Iterator[Address]:
        """Give the addresses of all cells to be filled in, in the order of the paper."""
        for sheet in self.sheets:
            for row in sheet.rows:
                for column in sheet.columns:
                    if sheet.asked(row, column):
                        yield Address(sheet.key, row.key, column.key)

    @property
    def identities(self) -> dict[str, Any]:
        """Give what the machine has to know again, without the hash."""
        sheets = [
            {
                "key": sheet.key,
                "rows": [row.key for row in sheet.rows],
                "columns": [column.key for column in sheet.columns],
            }
            for sheet in self.sheets
        ]
        return {"form": self.key, "sheets": sheets, "machine": dict(self.machine)}

    @property
    def hash(self) -> str:
        """Give the hash over all identities, by which a form handed in is known again."""
        return content_hash(self.identities)
