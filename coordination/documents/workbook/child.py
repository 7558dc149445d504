"""The process with limits that opens a workbook: bytes in, one JSON out, nothing written, nothing asked of anybody.

Started by ``reading`` with the file as its standard input. What it says is checked again by who started it.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import math
import resource
import sys
from typing import Any

from coordination.documents.workbook.container import LARGEST_FILE, RefusedError, family, kind_of, repacked, unpack
from coordination.documents.workbook.scanning import MOST_AREA, MOST_CELLS, Scan, sheets

MEMORY = 96 * 2**20
"""Bytes of address space, so that what is resident stays below."""
SECONDS = 2
MOST_WORDS = 4_000_000
"""Signs in all cells together: one long text that many cells share would grow without end."""


def main() -> None:
    """Answer with the workbook's cells, or with the reason why it is not read."""
    limited()
    try:
        answer = opened(sys.stdin.buffer.read(LARGEST_FILE + 1))
    except RefusedError as refused:
        answer = {"refused": refused.code, "detail": refused.detail}
    except MemoryError:
        answer = {"refused": "too_costly", "detail": ""}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True, separators=(",", ":")).encode())


def limited() -> None:
    """Bind this process: memory, processor time, no file written, no core left."""
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def opened(data: bytes) -> dict[str, Any]:
    """Give the cells of a workbook as JSON values. RefusedError."""
    if kind_of(data) == "xls":
        return _answer("xls", io.BytesIO(data), {}, links=False)
    parts = unpack(data)
    kind = family(parts)
    if kind == "ods":
        return _answer("ods", repacked(parts), {}, links=False)
    links = any(name.casefold().startswith("xl/externallinks/") for name in parts)
    scans = sheets(parts)
    packed = repacked(parts)
    parts.clear()
    return _answer("xlsx", packed, scans, links=links)


def _answer(kind: str, stream: io.BytesIO, scans: dict[str, Scan], *, links: bool) -> dict[str, Any]:
    # Imported after the limits are set, and only for files that are worth it.
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum  # noqa: PLC0415

    try:
        with CalamineWorkbook.from_filelike(stream) as book:
            budget = _Budget()
            found = [
                _sheet(book.get_sheet_by_index(place), scans.get(each.name), each, budget)
                for place, each in enumerate(book.sheets_metadata)
                if each.typ == SheetTypeEnum.WorkSheet
            ]
    except PasswordError as error:
        raise RefusedError("password") from error
    except CalamineError as error:
        raise RefusedError("unreadable") from error
    return {"kind": kind, "links": links, "sheets": found}


class _Budget:
    """What all sheets together may hold."""

    def __init__(self) -> None:
        self.cells, self.words = MOST_CELLS, MOST_WORDS

    def spend(self, text: str) -> None:
        self.cells -= 1
        self.words -= len(text)
        if self.cells < 0 or self.words < 0:
            raise RefusedError("too_many_cells")


def _sheet(sheet: Any, scan: Scan | None, about: Any, budget: _Budget) -> dict[str, Any]:
    seen = scan or Scan()
    if sheet.total_height * sheet.total_width > MOST_AREA:
        raise RefusedError("too_many_cells", about.name[:31])
    told = {place: ("error", text) for place, text in seen.errors.items() if text or place in seen.formulas}
    told |= {place: ("damaged", text) for place, text in seen.damaged.items()}
    cells = []
    for row, line in enumerate(sheet.to_python(skip_empty_area=False)):
        for column, value in enumerate(line):
            place = row, column
            kind, text = told.pop(place) if place in told else _said(value)
            text = seen.integers.get(place, text) if kind == "number" else text
            if text or place in seen.formulas:
                budget.spend(text)
                cells.append((row, column, kind, text, place in seen.formulas))
    for place, (kind, text) in told.items():  # past the last cell calamine found anything in
        budget.spend(text)
        cells.append((*place, kind, text, place in seen.formulas))
    return {
        "name": about.name,
        "visible": str(about.visible).endswith(".Visible"),
        "cells": cells,
        "merged": seen.merged if scan else _merged(sheet),
        "hidden_rows": seen.hidden_rows,
        "hidden_columns": seen.hidden_columns,
    }


def _merged(sheet: Any) -> list[tuple[int, ...]]:
    return [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]


def _said(value: Any) -> tuple[str, str]:
    """Give the kind of a value and its spelling; of a number the shortest that means the same."""
    if isinstance(value, bool):
        return "bool", "true" if value else "false"
    if isinstance(value, int | float):
        return "number" if math.isfinite(value) else "damaged", repr(value)
    if isinstance(value, dt.date):
        return "date", value.isoformat()
    return "text", str(value)
