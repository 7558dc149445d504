"""What a method's builder gives: the sheets of its form, and the way back from what was handed in to the document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from coordination.documents.workbook.model import Address, Row, Sheet
from coordination.submissions.forms.fields import ABSENT, Field
from coordination.submissions.forms.hand import Hand


@dataclass(frozen=True)
class Built:
    """The sheets of a method's form, and ``take``, which gives the document; ``unit`` is what all its figures are in."""

    sheets: tuple[Sheet, ...]
    take: Callable[[Hand], dict[str, Any]]
    unit: str = ""
    asked: tuple[str, ...] = ()
    """Identities of the indicators asked for."""


@dataclass(frozen=True)
class Keyed:
    """A sheet with one value in each row, such as a text under each heading."""

    key: str
    sheet_name: str
    title: str
    field: Field
    labels: Mapping[str, str]
    """Row → label."""
    given: Mapping[str, Any]

    def sheet(self) -> Sheet:
        """Give the sheet."""
        rows = tuple(self._row(number, *each) for number, each in enumerate(self.labels.items(), 1))
        return Sheet(key=self.key, name=self.sheet_name, title=self.title, columns=(self.field.column(),), rows=rows)

    def _row(self, number: int, key: str, label: str) -> Row:
        value = self.field.cell(self.given.get(key))
        cells = {} if value is None else {self.field.key: value}
        return Row(key=key, number=str(number), label=label, decimals=0, cells=cells)

    def take(self, hand: Hand) -> dict[str, Any]:
        """Give the values of the rows in which anything was entered."""
        taken = {key: self.field.from_cell(hand, self.address(key)) for key in self.labels}
        return {key: value for key, value in taken.items() if value is not ABSENT}

    def address(self, key: str) -> Address:
        """Give the cell of a row."""
        return Address(self.key, key, self.field.key)


def filled(document: Mapping[str, Any]) -> dict[str, Any]:
    """Give a document without the parts that hold nothing."""
    return {name: value for name, value in document.items() if value not in ({}, [], "", None)}
