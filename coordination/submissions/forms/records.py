"""A list of the document as a table of free rows, a record a row; what is said of it leads back to its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coordination.documents.workbook.model import Address, Row, Sheet
from coordination.submissions.forms.fields import ABSENT, BLANK, Field
from coordination.submissions.forms.hand import Hand

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Records:
    """A table of records: those handed in before, then rows begun for the clerk, then empty ones."""

    key: str
    sheet_name: str
    title: str
    label: str
    """What a row is called: “Dự án” gives “Dự án 1”."""
    fields: tuple[Field, ...]
    given: Sequence[Record] = ()
    begun: Sequence[Record] = ()
    """Rows with a part filled in; they say nothing until more is."""
    spare: int = 20
    labels: Sequence[str] = ()
    """Labels of the first rows, where they are not numbered."""
    fixed: tuple[str, ...] = ()
    """Fields that are only shown in rows that have a label of their own."""
    more: Sequence[Mapping[str, Any]] = ()
    """What else is said of the first rows: definition, unit, validation, and columns locked other than ``fixed``."""

    def sheet(self) -> Sheet:
        """Give the sheet."""
        starts = [*self.given, *self.begun]
        rows = tuple(
            self._row(number, starts[number - 1] if number <= len(starts) else {})
            for number in range(1, len(starts) + self.spare + 1)
        )
        return Sheet(
            key=self.key,
            name=self.sheet_name,
            title=self.title,
            columns=tuple(each.column() for each in self.fields),
            rows=rows,
        )

    def _row(self, number: int, start: Record) -> Row:
        named = number <= len(self.labels)
        cells = {each.key: each.cell(start.get(each.name)) for each in self.fields}
        said: dict[str, Any] = {
            "key": f"{self.key}.{number}",
            "number": str(number),
            "label": self.labels[number - 1] if named else f"{self.label} {number}",
            "decimals": 0,
            "cells": {name: value for name, value in cells.items() if value is not None},
            "locked": self.fixed if named else (),
        }
        return Row.model_validate(said | dict(self.more[number - 1] if number <= len(self.more) else {}))

    def take(self, hand: Hand) -> list[tuple[str, dict[str, Any]]]:
        """Give the records of a workbook, each with the key of its row; a field that must be there is told if it is not."""
        sheet = next(each for each in hand.form.sheets if each.key == self.key)
        found = []
        for row in sheet.rows:
            addresses = {each.name: Address(self.key, row.key, each.key) for each in self.fields}
            if not self._says_something(hand, row, addresses):
                continue
            taken = {each.name: self._value(hand, row, each, addresses[each.name]) for each in self.fields}
            for each in self.fields:
                if each.required and each.key not in row.locked and not hand.filled(addresses[each.name]):
                    hand.say(addresses[each.name], "error", "required", BLANK)
            found.append((row.key, {name: value for name, value in taken.items() if value is not ABSENT}))
        return found

    def _says_something(self, hand: Hand, row: Row, addresses: Mapping[str, Address]) -> bool:
        number = int(row.key.rpartition(".")[2])
        start = number > len(self.given)  # of a record handed in before, one word left keeps it
        return any(
            hand.filled(addresses[each.name])
            and not (each.passive or (start and hand.at(addresses[each.name]).text == row.cells.get(each.key)))
            for each in self.fields
            if each.key not in row.locked
        )

    def _value(self, hand: Hand, row: Row, each: Field, address: Address) -> Any:
        if each.key in row.locked:
            return row.cells.get(each.key, ABSENT)
        return each.from_cell(hand, address)

    def first(self, name: str, value: str) -> Address | None:
        """Give the first row in which a field was prefilled with words; None if there is none."""
        key = self.address("", name).column
        return next((Address(self.key, row.key, key) for row in self.sheet().rows if row.cells.get(key) == value), None)

    def address(self, row: str, name: str = "") -> Address:
        """Give the cell of a field in a row; of the first field unless one is named."""
        return Address(self.key, row, next((each.key for each in self.fields if each.name == name), self.fields[0].key))
