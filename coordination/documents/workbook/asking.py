"""What a workbook itself checks and explains while somebody fills it in: lists, ranges, and a hint at each cell."""

from __future__ import annotations

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from coordination.documents.workbook.layout import Layout
from coordination.documents.workbook.model import MACHINE_SHEET, Column, Kind, Row, Validation
from coordination.kernel.cells import State
from coordination.kernel.numerals import mark_of
from coordination.kernel.text import Strict

LONGEST_TITLE, LONGEST_HINT = 32, 255
"""What Excel has room for."""
FREE = Validation()
REASONS = {
    State.MISSING: "chưa có số liệu",
    State.NOT_APPLICABLE: "không áp dụng",
    State.SUPPRESSED: "không công bố",
    State.NOT_YET_DUE: "chưa đến kỳ",
}
"""Why there may be no figure; each is entered by its mark."""
TITLES: dict[Kind, str] = {
    "number": "Nhập số",
    "text": "Nhập chữ",
    "choice": "Chọn trong danh sách",
    "date": "Nhập ngày",
}


class Rule(Strict):
    """What is asked of a cell; cells that are asked the same share one rule of the workbook."""

    kind: Kind
    unit: str
    validation: Validation


class Lists:
    """The lists to choose from, on the machine's sheet: there they may be long and hold any sign."""

    def __init__(self, page: Worksheet) -> None:
        self._page = page
        self._places: dict[tuple[str, ...], str] = {}

    def source(self, options: tuple[str, ...]) -> str:
        """Give the formula of the cells that hold a list."""
        if options not in self._places:
            column = 2 + len(self._places)
            for row, option in enumerate(options):
                self._page.write_string(row, column, option)
            name = xl_col_to_name(column, col_abs=True)
            self._places[options] = f"='{MACHINE_SHEET}'!{name}$1:{name}${len(options)}"
        return self._places[options]


def add(page: Worksheet, layout: Layout, lists: Lists) -> None:
    """Add the rules of a sheet's cells."""
    shared: dict[Rule, list[tuple[int, int]]] = {}
    for row in layout.sheet.rows:
        for column in layout.sheet.columns:
            if layout.sheet.asked(row, column):
                place = layout.rows[row.key], layout.columns[column.key]
                shared.setdefault(rule_of(row, column), []).append(place)
    for rule, places in shared.items():
        said = _said(rule, places[0], lists) | {"other_cells": [[*place, *place] for place in places[1:]]}
        page.data_validation(*places[0], *places[0], said)


def rule_of(row: Row, column: Column) -> Rule:
    """Give what is asked of a cell; the row's own validation goes before the column's."""
    return Rule(kind=column.kind, unit=column.unit or row.unit, validation=row.validation or column.validation or FREE)


def _said(rule: Rule, place: tuple[int, int], lists: Lists) -> dict[str, object]:
    hint = _hint(rule)[:LONGEST_HINT]
    said: dict[str, object] = {
        "input_title": TITLES[rule.kind][:LONGEST_TITLE],
        "input_message": hint,
        "error_title": "Xem lại ô này",
        "error_message": hint,
        "error_type": "warning",  # what is refused here is copied in there: the checks decide, with reasons
        "validate": "any",
    }
    if rule.kind == "choice" and rule.validation.options:
        return said | {"validate": "list", "source": lists.source(rule.validation.options), "error_type": "stop"}
    if rule.kind in ("number", "date"):
        return said | {"validate": "custom", "value": _formula(rule, xl_rowcol_to_cell(*place))}
    return said


def _formula(rule: Rule, cell: str) -> str:
    """Give the formula that holds for a figure in its range, and for each mark."""
    within = [f"ISNUMBER({cell})"]
    if rule.kind == "number":
        bounds = (">=", rule.validation.least), ("<=", rule.validation.greatest)
        within += [f"{cell}{sign}{bound:f}" for sign, bound in bounds if bound is not None]
    marks = [f'{cell}="{mark_of(state)}"' for state in (*REASONS, State.ZERO) if rule.kind == "number"]
    return f"=OR({','.join(['AND(' + ','.join(within) + ')', *marks])})"


def _hint(rule: Rule) -> str:
    said = [f"Đơn vị: {rule.unit}."] if rule.unit else []
    if rule.validation.message:
        said.append(rule.validation.message.vi)
    if rule.kind == "number":
        said.append(
            "Không có số thì ghi: " + "; ".join(f"{mark_of(state)} {why}" for state, why in REASONS.items()) + "."
        )
    if rule.kind == "date":
        said.append("Ghi ngày/tháng/năm, ví dụ 05/12/2026.")
    return "\n".join(said)
