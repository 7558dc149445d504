"""One value of a document in one cell of a form: how it is written there, and how it is read back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from coordination.documents.workbook.model import Address, Column, Validation, Value
from coordination.documents.workbook.model import Kind as ColumnKind
from coordination.kernel.canonical import sha256
from coordination.kernel.cells import Cell
from coordination.kernel.text import Text, ascii_fold
from coordination.submissions.forms.hand import Hand

KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:@#/-]{0,79}")
ABSENT: Final = object()
"""Nothing was entered; what was entered wrongly is told and counts as nothing too."""
BLANK = Text(vi="ô này phải ghi", en="this cell must be filled in")
NO_WHOLE: Final = "no_whole"
WHOLE = Text(vi="phải là số nguyên, không có phần thập phân", en="must be a whole number")
NO_STATE = Text(vi="ô này chỉ nhận số; chưa có thì để trống", en="only a number is taken here; leave it empty if none")


@dataclass(frozen=True)
class Field:
    """A value of a record: its name in the document, its column, and the two ways."""

    name: str
    title: str
    kind: ColumnKind = "text"
    width: float = 20
    unit: str = ""
    options: tuple[str, ...] = ()
    required: bool = False
    passive: bool = False
    """Whether it says nothing by itself: a record of which only such fields are filled in is none."""
    to_cell: Callable[[Any], Value] = str
    from_cell: Callable[[Hand, Address], Any] = field(default=lambda hand, address: hand.words(address) or ABSENT)

    @property
    def key(self) -> str:
        """Give the key of its column: its name, or a hash of it where the name is no key."""
        return self.name if KEY.fullmatch(self.name) else f"h{sha256(self.name)[:16]}"

    def column(self, prefix: str = "", title: str = "") -> Column:
        """Give the column of a form the value stands in."""
        validation = Validation(options=self.options) if self.options else None
        return Column(
            key=f"{prefix}{self.key}",
            title=title or self.title,
            unit=self.unit,
            width=self.width,
            kind=self.kind,
            validation=validation,
        )

    def cell(self, value: Any) -> Value | None:
        """Give what stands in the cell for a value; None for no value."""
        return None if value is None or value == "" else self.to_cell(value)


def words(name: str, title: str, width: float = 30, *, required: bool = False, passive: bool = False) -> Field:
    """Make a field of words."""
    return Field(name, title, width=width, required=required, passive=passive)


def figure(name: str, title: str, width: float = 13, unit: str = "", *, whole: bool = False, required: bool = False) -> Field:  # fmt: skip
    """Make a field of a number; ``whole`` takes no fractions."""

    def back(hand: Hand, address: Address) -> Any:
        cell = hand.at(address).cell
        if cell is None:
            return ABSENT
        if cell.value is None:
            hand.say(address, "error", "no_number", NO_STATE)
            return ABSENT
        if whole and cell.value != cell.value.to_integral_value():
            hand.say(address, "error", NO_WHOLE, WHOLE)
            return ABSENT
        return number_of(cell.value)

    return Field(name, title, "number", width, unit, required=required, to_cell=number, from_cell=back)


def day(name: str, title: str, width: float = 14) -> Field:
    """Make a field of a day; the document holds it as ``2026-06-30``."""

    def back(hand: Hand, address: Address) -> Any:
        given = hand.at(address).day
        return ABSENT if given is None else given.isoformat()

    def forth(value: Any) -> Value:
        return date.fromisoformat(str(value))

    return Field(name, title, "date", width, to_cell=forth, from_cell=back)


def figure_or_none(name: str, title: str, width: float = 16) -> Field:
    """Make a field of a number of which may be said, by a mark, that there is none."""

    def back(hand: Hand, address: Address) -> Any:
        cell = hand.at(address).cell
        return ABSENT if cell is None else None if cell.value is None else number_of(cell.value)

    return Field(name, title, "number", width, to_cell=number, from_cell=back)


def choice(name: str, title: str, named: Mapping[Any, str], width: float = 18, *, required: bool = False, passive: bool = False) -> Field:  # fmt: skip
    """Make a field that is one of a list; people see the names, the document holds the codes."""
    codes = {label: code for code, label in named.items()}

    def back(hand: Hand, address: Address) -> Any:
        return codes.get(hand.at(address).text, ABSENT)

    def forth(value: Any) -> Value:
        return named[value]

    options = tuple(named.values())
    return Field(name, title, "choice", width, "", options, required, passive, to_cell=forth, from_cell=back)


def places(name: str, title: str, names: Mapping[str, str], width: float = 24, *, many: bool = True, required: bool = False) -> Field:  # fmt: skip
    """Make a field of units of territory: people see names, parted by semicolons, and may write names or codes.

    What is neither stays as it was written, for the method to refuse by name.
    """
    codes = {ascii_fold(label): code for code, label in names.items()}

    def code_of(word: str) -> str:
        return word if word in names else codes.get(ascii_fold(word), word)

    def back(hand: Hand, address: Address) -> Any:
        text = hand.at(address).text
        found = [code_of(each.strip()) for each in text.replace("\n", ";").split(";") if each.strip()]
        return (found if many else found[0]) if found else ABSENT

    def forth(value: Any) -> Value:
        return "; ".join(names.get(each, each) for each in (value if many else [value]))

    return Field(name, title, width=width, required=required, to_cell=forth, from_cell=back)


def number(value: Any) -> Value:
    """Give the cell of a number of a document, which may be text."""
    return Cell.of(Decimal(str(value)))


def number_of(value: Decimal) -> int | str:
    """Give a number as a document holds it: whole ones as they are, others as text, so that no digit is lost."""
    whole = value == value.to_integral_value()
    return int(value) if whole else f"{value:f}".rstrip("0")
