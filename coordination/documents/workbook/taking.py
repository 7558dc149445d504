"""What one cell means: the figure, the day or the words in it, and remarks where that was not plain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from coordination.documents.workbook.asking import rule_of
from coordination.documents.workbook.figures import plain, shown
from coordination.documents.workbook.model import Column, Row, Validation, Value
from coordination.documents.workbook.reading import GridCell, Kind
from coordination.documents.workbook.styles import Severity
from coordination.kernel import numerals
from coordination.kernel.bounds import UNWIELDY, brief, wieldy
from coordination.kernel.cells import Cell
from coordination.kernel.text import Text, nfc

HIDDEN_SPACES = ("\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{THIN SPACE}", "\N{ZERO WIDTH SPACE}")
DAYS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")


@dataclass(frozen=True, slots=True)
class Said:
    """A remark before it has a place."""

    severity: Severity
    code: str
    message: Text
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was understood; ``refused`` where nothing could be, so that nothing may be taken for an empty cell."""

    cell: Cell | None = None
    day: date | None = None
    text: str = ""
    remarks: tuple[Said, ...] = ()
    refused: bool = False


def take(cell: GridCell, row: Row, column: Column) -> Taken:
    """Understand a cell that was asked."""
    before = _oddities(cell)
    if cell.kind is Kind.ERROR:
        message = Text(vi=f"ô báo lỗi {cell.text}", en=f"the cell shows the error {cell.text}")
        return Taken(remarks=(*before, Said("error", "cell_error", message)), refused=True)
    if cell.kind is Kind.EMPTY or not _bare(cell.text):
        return Taken(remarks=before)
    rule = rule_of(row, column)
    if cell.kind is Kind.DAMAGED:
        taken = _damaged(column)
    elif column.kind == "number":
        taken = _figure(cell, rule.validation)
    elif column.kind == "date":
        taken = _day(cell)
    else:
        taken = _words(cell, rule.validation)
    return Taken(taken.cell, taken.day, taken.text, (*before, *taken.remarks), taken.refused)


def _bare(text: str) -> str:
    for space in HIDDEN_SPACES:
        text = text.replace(space, " ")
    return text.strip()


def _oddities(cell: GridCell) -> tuple[Said, ...]:
    said = []
    if cell.formula:
        said.append(
            Said(
                "note",
                "formula",
                Text(vi="ô là công thức; lấy kết quả của công thức", en="the cell is a formula; its result is taken"),
            )
        )
    if any(space in cell.text for space in HIDDEN_SPACES):
        said.append(
            Said(
                "note",
                "hidden_space",
                Text(vi="ô có dấu cách không thấy được", en="the cell has spaces that cannot be seen"),
            )
        )
    return tuple(said)


def _refused(code: str, message: Text, expected: str = "") -> Taken:
    return Taken(remarks=(Said("error", code, message, expected),), refused=True)


def _damaged(column: Column) -> Taken:
    if column.kind == "number":
        return _refused("no_number", Text(vi="không phải là số", en="not a number"))
    return _refused("cell_damaged", Text(vi="ô hỏng, không đọc được nội dung", en="the cell is damaged"))


def _figure(cell: GridCell, allowed: Validation) -> Taken:
    if cell.kind in (Kind.BOOL, Kind.DATE):
        message = Text(
            vi="ô số lại chứa ngày hoặc đúng/sai; ghi lại con số",
            en="a date or a truth value stands where a figure belongs; enter the figure again",
        )
        return _refused("no_number", message)
    if cell.number is not None:
        figure = Cell.of(cell.number)
        return Taken(figure, remarks=_range(figure, allowed)) if wieldy(cell.number) else _refused("unfit", UNWIELDY)
    reading = numerals.read(_bare(cell.text))
    if reading.refused:
        return _refused("no_number", reading.remark or Text(vi="không phải là số", en="not a number"))
    if reading.cell.value is not None and not wieldy(reading.cell.value):
        return _refused("unfit", UNWIELDY)
    said = []
    if reading.remark:
        said.append(Said("warning" if reading.ambiguous else "note", "read_as", reading.remark))
    elif reading.cell.value is not None and not _is_mark(cell.text) and not _too_long(reading.cell.value, cell.text):
        number = plain(reading.cell.value)
        said.append(
            Said(
                "note",
                "text_number",
                Text(vi=f"số nhập dạng chữ; đọc là {number}", en=f"a number entered as text; read as {number}"),
                number,
            )
        )
    return Taken(reading.cell, remarks=(*said, *_range(reading.cell, allowed)))


def _is_mark(text: str) -> bool:
    return not any(sign.isdigit() for sign in text)


def _too_long(number: Decimal, text: str) -> bool:
    """Say whether this is how the form itself writes a number that no spreadsheet can hold."""
    return text == plain(number) and len(number.as_tuple().digits) > 15


def _range(figure: Cell, allowed: Validation) -> tuple[Said, ...]:
    value, least, greatest = figure.value, allowed.least, allowed.greatest
    if value is None or ((least is None or least <= value) and (greatest is None or value <= greatest)):
        return ()
    span = f"{'' if least is None else plain(least)} … {'' if greatest is None else plain(greatest)}".strip()
    message = allowed.message or Text(vi=f"giá trị ngoài khoảng {span}", en=f"the value is outside of {span}")
    return (Said("error", "out_of_range", message, span),)


def _day(cell: GridCell) -> Taken:
    if cell.day is not None:
        return Taken(day=cell.day)
    for form in DAYS:
        try:
            return Taken(day=datetime.strptime(_bare(cell.text), form).date())  # noqa: DTZ007 - a day
        except ValueError:
            continue
    return _refused("no_date", Text(vi="không phải ngày/tháng/năm", en="not a day/month/year"), "dd/mm/yyyy")


def _words(cell: GridCell, allowed: Validation) -> Taken:
    text = nfc(plain(cell.number) if cell.number is not None else _bare(cell.text))
    if not allowed.options:
        return Taken(text=text)
    chosen = next((each for each in allowed.options if each.casefold() == text.casefold()), None)
    if chosen is None:
        message = Text(vi="không có trong danh sách được chọn", en="not one of the list")
        return _refused("not_in_list", message, "; ".join(allowed.options)[:200])
    return Taken(text=chosen)


def handed_in(cell: GridCell) -> str:
    """Give what stands in a cell as it is told: long numbers in short form, words cut short."""
    return brief(cell.number) if cell.number is not None else cell.text[:200]


def same(given: Value | None, cell: GridCell) -> bool:
    """Say whether a cell that is only shown still holds what was written there."""
    if given is None or given == "":
        return cell.kind is Kind.EMPTY
    if cell.kind is Kind.DAMAGED:
        return False
    if isinstance(given, str):
        return _bare(nfc(cell.text)) == _bare(given)
    if isinstance(given, date):
        return cell.day == given
    if given.value is None:
        return _bare(cell.text) == numerals.mark_of(given.state)
    return cell.number == shown(given.value) if cell.number is not None else cell.text == plain(given.value)
