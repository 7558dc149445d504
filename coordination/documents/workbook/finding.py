"""Where the sheets, columns and rows of a form stand in a file that somebody worked on.

First by the keys in the hidden row and column, which travel with what is moved, inserted and renamed; where they are
gone, by the words people see, if these are told apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from coordination.documents.workbook.layout import MARKER, titled
from coordination.documents.workbook.model import Form, Row, Sheet
from coordination.documents.workbook.reading import Grid, GridSheet
from coordination.documents.workbook.styles import Severity
from coordination.kernel.text import Text, ascii_fold


class Told(Protocol):
    """Takes down a remark on a place of a sheet."""

    def __call__(self, severity: Severity, code: str, message: Text, **place: str | int) -> None:
        """Take it down; ``place`` has ``row``, ``column`` (keys) and ``at_row``, ``at_column`` (numbers)."""


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet of the form in the file: where its keys stand, and the first row of its table."""

    grid: GridSheet
    key_column: int | None
    head: int
    columns: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)


def folded(text: str) -> str:
    """Give words as they are compared: without diacritics, case and the way they are broken into lines."""
    return " ".join(ascii_fold(text).split())


def sheet_of(sheet: Sheet, form: Form, grid: Grid, tell: Told) -> tuple[GridSheet, tuple[int, int] | None] | None:
    """Give the sheet of a file that holds a sheet of the form, and where its keys meet (None where they are gone)."""
    marked = [(each, place) for each in grid.sheets for place in _markers(each, sheet.key)]
    if marked:
        if len({id(each) for each, _ in marked}) > 1:
            names = ", ".join(f"“{each.name}”" for each, _ in marked)
            tell(
                "warning",
                "sheet_twice",
                Text(
                    vi=f"biểu có trong nhiều sheet ({names}); chỉ đọc một",
                    en=f"the form stands on several sheets ({names}); one is read",
                ),
            )
        return next((each for each in marked if each[0].name == sheet.name), marked[0])
    others = {each.name for each in form.sheets} - {sheet.name}
    for each in sorted(grid.sheets, key=lambda each: each.name != sheet.name):
        if each.name not in others and _head_row(sheet, each) is not None:
            tell(
                "warning",
                "keys_lost",
                Text(
                    vi="mất mã ẩn của biểu; tìm ô theo tên cột và tên chỉ tiêu",
                    en="the hidden keys are gone; cells are found by their titles and labels",
                ),
            )
            return each, None
    return None


def _markers(grid: GridSheet, key: str) -> list[tuple[int, int]]:
    return [place for place, cell in grid.cells.items() if cell.text.strip() == f"{MARKER}{key}"]


def _head_row(sheet: Sheet, grid: GridSheet) -> int | None:
    """Give the row that holds most titles of the columns, at least half of them."""
    titles = {folded(titled(column)) for column in sheet.columns}
    hits: dict[int, set[str]] = defaultdict(set)
    for (row, _), cell in grid.cells.items():
        if (words := folded(cell.text)) in titles:
            hits[row].add(words)
    best = max(hits, key=lambda row: (len(hits[row]), -row), default=None)
    return best if best is not None and 2 * len(hits[best]) >= len(titles) else None


def places(sheet: Sheet, grid: GridSheet, marker: tuple[int, int] | None, tell: Told) -> Found:
    """Find the columns and rows of a sheet, and tell what is missing, doubled or unknown."""
    titles = _head_row(sheet, grid)
    head = marker[0] if marker else titles if titles is not None else 0
    columns = _columns(sheet, grid, marker, titles, tell)
    found = Found(grid, marker[1] if marker else None, head, columns)
    _rows(sheet, found, tell)
    return found


def _columns(
    sheet: Sheet, grid: GridSheet, marker: tuple[int, int] | None, titles: int | None, tell: Told
) -> dict[str, int]:
    keyed = _by_words(grid, marker[0], str.strip) if marker else {}
    titled_ = _by_words(grid, titles, folded) if titles is not None else {}
    found: dict[str, int] = {}
    for column in sheet.columns:
        wanted = keyed.get(column.key) or titled_.get(folded(titled(column)), [])
        if not wanted:
            tell(
                "error",
                "column_missing",
                Text(vi=f"không thấy cột “{titled(column)}”", en=f"the column “{titled(column)}” is not there"),
                column=column.key,
            )
            continue
        if len(wanted) > 1:
            tell(
                "error",
                "column_twice",
                Text(
                    vi=f"cột “{titled(column)}” có {len(wanted)} lần; đọc cột đầu",
                    en=f"the column “{titled(column)}” is there {len(wanted)} times; the first is read",
                ),
                column=column.key,
                at_row=titles or 0,
                at_column=wanted[1],
            )
        found[column.key] = wanted[0]
    return found


def _by_words(grid: GridSheet, row: int, spelt: Callable[[str], str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for (at_row, column), cell in sorted(grid.cells.items()):
        if at_row == row:
            found[spelt(cell.text)].append(column)
    return found


def _rows(sheet: Sheet, found: Found, tell: Told) -> None:
    """Find the rows by their keys; what has lost its key by its label, if no other row has the same."""
    keyed = _column(found, found.key_column) if found.key_column is not None else {}
    taken = {row for row, key in keyed.items() if key}
    labelled = _labels(found, taken)
    for row in sheet.rows:
        standing = [place for place, key in keyed.items() if key == row.key]
        standing = standing or _told_apart(sheet, row, labelled)
        if not standing:
            _row_missing(row, tell)
            continue
        found.rows[row.key] = standing[0]
        for again in standing[1:]:
            tell(
                "error",
                "row_twice",
                Text(
                    vi=f"chỉ tiêu “{row.label}” có hai dòng; đọc dòng đầu",
                    en=f"“{row.label}” has two rows; the first is read",
                ),
                row=row.key,
                at_row=again,
                at_column=0,
            )
    known = {row.key for row in sheet.rows}
    for place, key in keyed.items():
        if key and key not in known:
            tell(
                "warning",
                "row_unknown",
                Text(
                    vi=f"dòng có mã lạ “{key[:60]}”; không đọc",
                    en=f"a row with an unknown key “{key[:60]}”; it is not read",
                ),
                at_row=place,
                at_column=0,
            )
    _strangers(found, tell)


def _row_missing(row: Row, tell: Told) -> None:
    message = Text(vi=f"không thấy dòng “{row.label}”", en=f"the row “{row.label}” is not there")
    tell("warning" if row.heading else "error", "row_missing", message, row=row.key)


def _column(found: Found, column: int) -> dict[int, str]:
    return {
        row: cell.text.strip()
        for (row, at), cell in sorted(found.grid.cells.items())
        if at == column and row > found.head
    }


def _labels(found: Found, taken: Iterable[int]) -> dict[str, list[int]]:
    """Give the rows without a key by each of their words that could be a label."""
    first = min(found.columns.values(), default=0)
    labels: dict[str, list[int]] = defaultdict(list)
    for (row, column), cell in sorted(found.grid.cells.items()):
        if row > found.head and row not in taken and column < first:
            labels[folded(cell.text)].append(row)
    return labels


def _told_apart(sheet: Sheet, row: Row, labelled: dict[str, list[int]]) -> list[int]:
    """Give where a row stands by its code, or by its label if no other row of the form has the same."""
    twins = [each for each in sheet.rows if folded(each.label) == folded(row.label)]
    if row.code and folded(row.code) in labelled:
        return labelled[folded(row.code)]
    return labelled.get(folded(row.label), []) if len(twins) == 1 else []


def _strangers(found: Found, tell: Told) -> None:
    """Tell of rows between those of the form that hold figures and are nobody's."""
    own = set(found.rows.values())
    keyed = set(_column(found, found.key_column)) if found.key_column is not None else set()
    columns = set(found.columns.values())
    filled = {row for row, column in found.grid.cells if column in columns} - own - keyed
    for row in sorted(filled):
        if min(own, default=0) < row < max(own, default=0):
            tell(
                "warning",
                "row_inserted",
                Text(
                    vi="dòng chèn thêm, không thuộc biểu; không đọc",
                    en="an inserted row that is not of the form; it is not read",
                ),
                at_row=row,
                at_column=min(columns),
            )
