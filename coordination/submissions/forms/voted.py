"""A list that is given out whole, of which a body marks what it wants: a line for each thing it may speak of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coordination.documents.workbook.model import Address, Column, Row, Sheet
from coordination.kernel.text import Text
from coordination.submissions.forms.fields import ABSENT, Field
from coordination.submissions.forms.hand import Hand
from coordination.submissions.forms.records import Record

NOW = "draft"
ALONE = Text(vi="có phần giải thích nhưng chưa ghi đề xuất", en="there are words about it, but no proposal")


@dataclass(frozen=True)
class Line:
    """One thing a body may speak of, and how it stands in the draft."""

    label: str
    stands: str = ""
    unit: str = ""
    definition: str = ""


@dataclass(frozen=True)
class Voted:
    """A sheet with a line for each thing; the first field decides, the others explain it."""

    key: str
    sheet_name: str
    title: str
    name: str
    """Field of a record that names its thing: the key of its line."""
    lines: Mapping[str, Line]
    fields: tuple[Field, ...]
    given: Sequence[Record]
    stands: str = "Dự thảo"
    """Title of the column that shows how things stand; empty: there is none."""

    def sheet(self) -> Sheet:
        """Give the sheet."""
        shown = (Column(key=NOW, title=self.stands, width=16, kind="text", locked=True),) if self.stands else ()
        columns = (*shown, *(each.column() for each in self.fields))
        rows = tuple(self._row(number, *each) for number, each in enumerate(self.lines.items(), 1))
        return Sheet(key=self.key, name=self.sheet_name, title=self.title, columns=columns, rows=rows)

    def _row(self, number: int, key: str, line: Line) -> Row:
        record = next((each for each in self.given if each[self.name] == key), {})
        said = {each.key: each.cell(record.get(each.name)) for each in self.fields}
        cells = {name: value for name, value in said.items() if value is not None}
        return Row(
            key=key,
            number=str(number),
            label=line.label,
            unit=line.unit,
            definition=line.definition,
            decimals=0,
            cells=cells | ({NOW: line.stands} if self.stands and line.stands else {}),
        )

    def take(self, hand: Hand) -> list[dict[str, Any]]:
        """Give the records of the lines that were marked, as they stood before; words about an unmarked one are told."""
        found = [record for key in self.lines if (record := self._taken(hand, key)) is not None]
        order = {each[self.name]: at for at, each in enumerate(self.given)}
        found.sort(key=lambda each: order.get(each[self.name], len(order)))
        for at, each in enumerate(found):
            hand.places[f"{self.key}[{at}]"] = self.address(each[self.name])
        return found

    def _taken(self, hand: Hand, key: str) -> dict[str, Any] | None:
        decides, *explain = self.fields
        hand.places[f"{self.key}.{key}"] = self.address(key)
        value = decides.from_cell(hand, self.address(key))
        more = {each.name: each.from_cell(hand, self.address(key, each)) for each in explain}
        said = {name: each for name, each in more.items() if each is not ABSENT}
        if value is ABSENT:
            if said and not hand.filled(self.address(key)):
                hand.say(self.address(key), "error", "words_alone", ALONE)
            return None
        return {self.name: key, decides.name: value} | said

    def address(self, key: str, field: Field | None = None) -> Address:
        """Give the cell of a field in a line; of the one that decides unless another is named."""
        return Address(self.key, key, (field or self.fields[0]).key)
