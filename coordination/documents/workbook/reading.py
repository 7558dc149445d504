"""Reading a workbook somebody sent: opened by a process with limits, and taken only as far as it makes sense.

XLSX is read in full. Of ODS and of XLS (Excel 97-2003) the values are read, but neither which of them are formulas
nor what is hidden; XLSB is refused by name. XLSX keeps numbers as binary fractions of about 16 digits, of which
spreadsheet programs show 15: a sum of 0,1 and 0,2 stands there as 0.30000000000000004. Therefore a number with a
fraction is read to 15 digits; whole numbers are read as they stand.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Timer
from typing import IO, Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from coordination.documents.workbook.container import LARGEST_FILE
from coordination.documents.workbook.figures import shown
from coordination.documents.workbook.refusals import refused
from coordination.kernel.text import Strict

LONGEST_ANSWER = 24_000_000
PATIENCE = 10.0
"""Seconds of waiting; its own work may take the process two (``child.SECONDS``), the rest is a busy machine."""
_PROGRAM = "import sys; sys.path += sys.argv[1:]; from coordination.documents.workbook.child import main; main()"


class Kind(StrEnum):
    """What a cell of a workbook holds."""

    NUMBER = "number"
    TEXT = "text"
    BOOL = "bool"
    DATE = "date"
    ERROR = "error"
    DAMAGED = "damaged"
    """A value no spreadsheet program writes: a number that is none, a text that is not there."""
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell as it was found; ``text`` spells what it holds, whatever its kind."""

    kind: Kind
    text: str = ""
    number: Decimal | None = None
    day: date | None = None
    formula: bool = False


NOTHING = GridCell(Kind.EMPTY)


@dataclass(frozen=True, slots=True)
class GridSheet:
    """A sheet as it was found; rows and columns count from 0, ``merged`` holds (first row, column, last row, column)."""

    name: str
    visible: bool
    cells: Mapping[tuple[int, int], GridCell]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()

    def at(self, row: int, column: int) -> GridCell:
        """Give a cell; where nothing stands, an empty one."""
        return self.cells.get((row, column), NOTHING)


@dataclass(frozen=True, slots=True)
class Grid:
    """A workbook as it was found; of ``xls`` and ``ods`` it is not known which cells are formulas."""

    kind: Literal["xlsx", "xls", "ods"]
    sheets: tuple[GridSheet, ...]
    links: bool = False
    """Whether formulas ask other files; what they last gave is taken."""


_Index = Annotated[int, Field(ge=0, lt=2**24)]


class _Sheet(Strict):
    name: str
    visible: bool
    cells: list[tuple[_Index, _Index, Literal["number", "text", "bool", "date", "error", "damaged"], str, bool]]
    merged: list[tuple[_Index, _Index, _Index, _Index]]
    hidden_rows: list[_Index]
    hidden_columns: list[tuple[_Index, _Index]]


class _Opened(Strict):
    kind: Literal["xlsx", "xls", "ods"]
    links: bool
    sheets: list[_Sheet]


class _Refused(Strict):
    refused: str
    detail: str


_ANSWER: TypeAdapter[_Opened | _Refused] = TypeAdapter(_Opened | _Refused)


def read(path: Path) -> Grid:
    """Read a workbook file. WorkbookRefusedError, with the reason, for one that is not read; the file is not touched."""
    try:
        if not path.is_file():  # a pipe would never end
            raise refused("no_file", path.name)
        if path.stat().st_size > LARGEST_FILE:
            raise refused("too_large", path.name)
        with path.open("rb") as stream:
            return _grid(_asked(stream), path.name)
    except OSError as error:
        raise refused("no_file", path.name) from error


def read_bytes(data: bytes, name: str) -> Grid:
    """Read a workbook that is already in memory, under the name people know it by. WorkbookRefusedError."""
    if len(data) > LARGEST_FILE:
        raise refused("too_large", name)
    with tempfile.TemporaryFile() as stream:
        stream.write(data)
        stream.seek(0)
        return _grid(_asked(stream), name)


def _asked(stream: IO[bytes]) -> bytes:
    """Give what the process with limits says of a file; what died or talks too long has said nothing."""
    command = [sys.executable, "-I", "-S", "-c", _PROGRAM, *_places()]
    with subprocess.Popen(  # noqa: S603 - our own program, nothing of the file is in its words
        command, stdin=stream, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    ) as child:
        waiting = Timer(PATIENCE, child.kill)
        waiting.start()
        try:
            answer = child.stdout.read(LONGEST_ANSWER + 1) if child.stdout else b""
        finally:
            waiting.cancel()
            if len(answer) > LONGEST_ANSWER:
                child.kill()
    return answer if child.returncode == 0 else b""


@lru_cache(maxsize=1)
def _places() -> tuple[str, ...]:
    """Give the folders of this program and of calamine: the child looks for its modules nowhere else."""
    spec = find_spec("python_calamine")
    beside = Path(spec.origin).parents[1] if spec and spec.origin else Path()
    return str(Path(__file__).parents[3]), str(beside)


def _grid(answer: bytes, name: str) -> Grid:
    if not answer:
        raise refused("too_costly", name)
    try:
        said = _ANSWER.validate_json(answer, strict=True)
        if isinstance(said, _Opened):
            return Grid(said.kind, tuple(_sheet(each) for each in said.sheets), said.links)
    except (ValidationError, InvalidOperation, ValueError) as error:
        raise refused("unreadable", name) from error
    raise refused(said.refused, name, said.detail)


def _sheet(said: _Sheet) -> GridSheet:
    return GridSheet(
        name=said.name,
        visible=said.visible,
        cells={(row, column): _cell(kind, text, formula) for row, column, kind, text, formula in said.cells},
        merged=tuple(said.merged),
        hidden_rows=frozenset(said.hidden_rows),
        hidden_columns=tuple(said.hidden_columns),
    )


def _cell(kind: str, text: str, formula: bool) -> GridCell:  # noqa: FBT001 - as it stands in the answer
    if kind == "number":
        number = shown(Decimal(text))
        return GridCell(Kind.NUMBER, f"{number:f}", number, None, formula)
    if kind == "date":
        return GridCell(Kind.DATE, text, None, datetime.fromisoformat(text).date(), formula)
    # A formula that gave nothing yet, or the empty text, holds nothing.
    return GridCell(Kind(kind) if text else Kind.EMPTY, text, None, None, formula)
