"""The figures of a form in a file that was handed in: each by its address, with a word on whatever was not as it should."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from xlsxwriter.utility import xl_rowcol_to_cell

from coordination.documents.workbook.finding import Found as Places
from coordination.documents.workbook.finding import places, sheet_of
from coordination.documents.workbook.machine import Known, known
from coordination.documents.workbook.model import Address, Column, Form, Row, Sheet
from coordination.documents.workbook.reading import Grid, GridCell, GridSheet, Kind
from coordination.documents.workbook.remarks import Remark
from coordination.documents.workbook.styles import Severity
from coordination.documents.workbook.taking import Taken, handed_in, same, take
from coordination.kernel.cells import Cell
from coordination.kernel.text import Text


@dataclass(frozen=True, slots=True)
class RawValue:
    """What stands in a cell of the form: as handed in, as it was understood, and where.

    ``cell`` is the figure of a numeric column, ``day`` of a date, ``text`` the words otherwise. Nothing entered is
    ``kind`` empty, and no figure: whether that is missing is for the caller to say. What could not be understood has
    ``refused``, and a remark says why.
    """

    sheet_name: str
    place: str
    kind: Kind
    handed: Decimal | date | str | None
    cell: Cell | None = None
    day: date | None = None
    text: str = ""
    formula: bool = False
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What a file says: the value of each cell that is asked and was found, remarks, and the file's own account."""

    values: Mapping[Address, RawValue]
    remarks: tuple[Remark, ...]
    known: Known | None = None


def locate(form: Form, grid: Grid) -> Found:
    """Find every cell that is asked in a file, however it was rearranged."""
    search = _Search(form, grid)
    return search.run()


@dataclass
class _Search:
    form: Form
    grid: Grid
    values: dict[Address, RawValue] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    sheet: Sheet | None = None
    standing: GridSheet | None = None

    def run(self) -> Found:
        said = known(self.grid)
        self._identity(said)
        if self.grid.links:
            self.tell(
                "warning",
                "external_links",
                Text(
                    vi="tệp liên kết đến tệp khác; lấy giá trị lưu lần cuối",
                    en="the file asks other files; the values last stored are taken",
                ),
            )
        if self.grid.kind != "xlsx":
            self.tell(
                "note",
                "old_format",
                Text(
                    vi=f"tệp .{self.grid.kind}: không biết ô nào là công thức hoặc bị ẩn",
                    en=f"a .{self.grid.kind} file: which cells are formulas or hidden is not known",
                ),
            )
        for sheet in self.form.sheets:
            self._sheet(sheet)
        return Found(self.values, tuple(self.remarks), said)

    def tell(self, severity: Severity, code: str, message: Text, **place: str | int) -> None:
        """Take down a remark on the sheet at hand."""
        row, column = place.pop("at_row", None), place.pop("at_column", None)
        at = xl_rowcol_to_cell(row, column) if isinstance(row, int) and isinstance(column, int) else ""
        key = place.get("row", "")
        code_of = next((each.code for each in self.sheet.rows if each.key == key), "") if self.sheet and key else ""
        self.remarks.append(
            Remark(
                severity=severity,
                code=code,
                message=message,
                sheet=self.sheet.key if self.sheet else "",
                sheet_name=self.standing.name if self.standing else self.sheet.name if self.sheet else "",
                cell=at,
                indicator=code_of,
                **{name: str(value) for name, value in place.items()},
            )
        )

    def _identity(self, said: Known | None) -> None:
        if said is None:
            self.tell(
                "warning",
                "machine_missing",
                Text(vi="tệp không còn sheet ẩn của biểu mẫu gốc", en="the hidden sheet of the form is gone"),
            )
        elif not said.intact:
            self.tell(
                "warning",
                "machine_changed",
                Text(vi="sheet ẩn của biểu mẫu đã bị sửa", en="the hidden sheet of the form was changed"),
            )
        elif said.hash != self.form.hash:
            self.tell(
                "error",
                "other_form",
                Text(
                    vi="đây là biểu mẫu khác hoặc phiên bản khác của biểu mẫu",
                    en="this is another form, or another version of it",
                ),
            )

    def _sheet(self, sheet: Sheet) -> None:
        self.sheet, self.standing = sheet, None
        there = sheet_of(sheet, self.form, self.grid, self.tell)
        if there is None:
            self.tell(
                "error",
                "sheet_missing",
                Text(vi=f"không thấy sheet “{sheet.name}”", en=f"the sheet “{sheet.name}” is not there"),
            )
            return
        self.standing, marker = there
        found = places(sheet, self.standing, marker, self.tell)
        merged = _merged(self.standing)
        for row in sheet.rows:
            for column in sheet.columns:
                if row.key in found.rows and column.key in found.columns:
                    self._cell(sheet, row, column, found, merged)

    def _cell(
        self, sheet: Sheet, row: Row, column: Column, found: Places, merged: dict[tuple[int, int], tuple[int, int]]
    ) -> None:
        at = found.rows[row.key], found.columns[column.key]
        cell = found.grid.at(*at)
        if not sheet.asked(row, column):
            self._locked(row, column, at, cell)
            return
        where: dict[str, str | int] = {"row": row.key, "column": column.key, "at_row": at[0], "at_column": at[1]}
        if at in merged:
            anchor = xl_rowcol_to_cell(*merged[at])
            covered = merged[at] != at
            self.tell(
                "error" if covered else "warning",
                "merged",
                Text(
                    vi=f"ô nhập bị gộp với ô khác (giá trị ở {anchor})",
                    en=f"the cell is merged with others (the value stands at {anchor})",
                ),
                **where,
            )
        taken = take(cell, row, column)
        for remark in taken.remarks:
            self.tell(
                remark.severity, remark.code, remark.message, value=handed_in(cell), expected=remark.expected, **where
            )
        self.values[Address(sheet.key, row.key, column.key)] = _raw(found.grid.name, at, cell, taken)

    def _locked(self, row: Row, column: Column, at: tuple[int, int], cell: GridCell) -> None:
        """Tell when what was only shown is no longer what was shown."""
        if not same(row.cells.get(column.key), cell):
            message = Text(
                vi="ô đối chiếu đã bị sửa; không lấy giá trị này",
                en="a cell that is only shown was changed; it is not taken",
            )
            self.tell(
                "warning",
                "locked_changed",
                message,
                row=row.key,
                column=column.key,
                at_row=at[0],
                at_column=at[1],
                value=handed_in(cell),
            )


def _raw(name: str, at: tuple[int, int], cell: GridCell, taken: Taken) -> RawValue:
    return RawValue(
        sheet_name=name,
        place=xl_rowcol_to_cell(*at),
        kind=cell.kind,
        handed=cell.number if cell.number is not None else cell.day if cell.day is not None else cell.text or None,
        cell=taken.cell,
        day=taken.day,
        text=taken.text,
        formula=cell.formula,
        refused=taken.refused,
    )


def _merged(grid: GridSheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Give the first cell of the merged range over each cell; whole sheets merged count up to the last cell filled."""
    last = max((place[0] for place in grid.cells), default=0), max((place[1] for place in grid.cells), default=0)
    return {
        (row, column): (top, left)
        for top, left, bottom, right in grid.merged
        if (top, left) != (bottom, right)
        for row in range(top, min(bottom, last[0]) + 1)
        for column in range(left, min(right, last[1]) + 1)
    }
