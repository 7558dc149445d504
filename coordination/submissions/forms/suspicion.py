"""What is odd about single cells beyond their place: another unit written behind a number, text in fonts of old."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from coordination.documents.workbook.asking import rule_of
from coordination.documents.workbook.locating import RawValue
from coordination.documents.workbook.model import Address, Form
from coordination.documents.workbook.remarks import Remark
from coordination.kernel import numerals
from coordination.kernel.legacy_text import detect
from coordination.kernel.text import Text
from coordination.kernel.units import Quantity, Unit, unit_of
from coordination.methods.wording import vi
from coordination.submissions.forms.hand import remark_on

OTHER_UNIT, LEGACY = "other_unit", "legacy_text"


@dataclass(frozen=True)
class _Asked:
    """A cell that is asked, with its rule."""

    address: Address
    kind: str
    unit: str


def suspicions(form: Form, values: Mapping[Address, RawValue]) -> list[Remark]:
    """Give what is odd about the cells of a form that was handed in."""
    found = []
    for asked in _cells(form):
        value = values.get(asked.address)
        if value is None or not isinstance(value.handed, str):
            continue
        if asked.kind == "text" and (legacy := detect(value.handed)) is not None:
            message = Text(
                vi=f"chữ gõ bằng phông cũ ({legacy.encoding.upper()}); có lẽ là “{legacy.decoded[:200]}”, đề nghị gõ lại",
                en=f"typed in an old font ({legacy.encoding.upper()}); perhaps “{legacy.decoded[:200]}”, type it again",
            )
            found.append(remark_on(form, values, asked.address, "warning", LEGACY, message, legacy.decoded[:2000]))
        if asked.kind == "number" and (told := unit_told(value.handed, asked.unit)) is not None:
            found.append(remark_on(form, values, asked.address, "error", OTHER_UNIT, *told))
    return found


def _cells(form: Form) -> Iterator[_Asked]:
    for sheet in form.sheets:
        for row in sheet.rows:
            for column in sheet.columns:
                if sheet.asked(row, column):
                    yield _Asked(Address(sheet.key, row.key, column.key), column.kind, rule_of(row, column).unit)


def unit_told(handed: str, asked: str) -> tuple[Text, str] | None:
    """Give the words, and the figure expected, where a number has another unit behind it than the one asked for."""
    reading = numerals.read(handed)
    said, wanted = unit_of(reading.trailing), unit_of(asked)
    if reading.cell.value is None or said is None or wanted is None or said == wanted:
        return None
    message = Text(
        vi=f"ô ghi bằng “{said.name.vi}”, biểu yêu cầu “{wanted.name.vi}”",
        en=f"the cell is in “{said.name.en}”, the form asks for “{wanted.name.en}”",
    )
    return message, _converted(Quantity(reading.cell.value, said), wanted)


def _converted(quantity: Quantity, wanted: Unit) -> str:
    """Give the figure in the unit that is asked for; of another kind of unit, only the unit's name."""
    if quantity.unit.dimension != wanted.dimension:
        return wanted.name.vi
    return f"{vi(quantity.to(wanted).value)} {wanted.name.vi}"
