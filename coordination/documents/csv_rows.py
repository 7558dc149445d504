"""Rows of a CSV file, read strictly: each fault with file, line and column, and nothing guessed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final

from coordination.errors import Fault, InvalidInputError, NotFoundError
from coordination.kernel.separated import decimal_of, separator_of
from coordination.kernel.text import Text, nfc

LARGEST: Final = 60_000_000
"""Bytes a file may hold."""
MOST_ROWS: Final = 500_000
MOST_FAULTS: Final = 100
"""Faults told at once; a file with more has one cause."""


@dataclass
class CsvRows:
    """The rows of one file under a header of named columns; faults are collected, and told all at once by ``finish``.

    Columns not asked for are passed over. Cells are NFC and stripped; empty lines are passed over.
    """

    path: Path
    needed: Sequence[str]
    faults: list[Fault] = field(default_factory=list)
    at: dict[str, int] = field(default_factory=dict)
    """Column name → place in the row, counted from 0."""
    sign: str = ","
    """What parts the cells: a comma, or a semicolon."""

    def rows(self) -> Iterator[tuple[int, Mapping[str, str]]]:
        """Give each row with the number of its line; stops after a hundred faults.

        Raises NotFoundError if there is no such file, InvalidInputError if it is no table with the columns needed.
        """
        for line, cells in self._lines():
            if len(cells) != len(self.at):
                vi = f"dòng có {len(cells)} ô, tiêu đề có {len(self.at)}"
                self.note(line, "", vi, f"the row has {len(cells)} cells, the header {len(self.at)}")
            else:
                yield line, {name: cells[column] for name, column in self.at.items()}
            if len(self.faults) >= MOST_FAULTS:
                return

    def number(self, line: int, column: str, word: str) -> Decimal | None:
        """Read a number; None after noting why it is none."""
        read = decimal_of(word, self.sign)
        if isinstance(read, Decimal):
            return read
        self.note(line, column, read.vi, read.en)
        return None

    def where(self, line: int, column: str) -> str:
        """Give a place as file:line:column; the column counts cells from 1."""
        return f"{self.path}:{line}:{self.at.get(column, 0) + 1}"

    def note(self, line: int, column: str, vi: str, en: str, fix: Text | None = None) -> None:
        """Collect a fault."""
        self.faults.append(Fault(Text(vi=vi, en=en), self.where(line, column), None, fix))

    def finish(self) -> None:
        """Raise InvalidInputError if there were faults."""
        if self.faults:
            raise InvalidInputError(*self.faults[:MOST_FAULTS])

    def _lines(self) -> Iterator[tuple[int, list[str]]]:
        text = self._text()
        self.sign = separator_of(text.partition("\n")[0])
        lines = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=self.sign)
        start = 1
        try:
            for number, row in enumerate(lines):
                cells = [cell.strip() for cell in row]
                if number == 0:
                    self._head(cells)
                elif any(cells):
                    yield start, cells
                start = lines.line_num + 1
                if number > MOST_ROWS:
                    self.note(start, "", f"bảng có hơn {MOST_ROWS} dòng", f"the table has more than {MOST_ROWS} rows")
                    return
        except csv.Error as error:
            self.note(start, "", f"CSV không hợp lệ: {error}", f"invalid CSV: {error}")
        if not self.at and not self.faults:
            self.note(1, "", "tệp trống", "the file is empty")

    def _head(self, cells: list[str]) -> None:
        self.at = {name: column for column, name in enumerate(cells)}
        if len(self.at) < len(cells):
            self._refuse("tên cột lặp lại", "column names repeat")
        lacking = ", ".join(name for name in self.needed if name not in self.at)
        if lacking:
            names = ",".join(self.needed)
            self._refuse(f"thiếu cột: {lacking}; cần {names}", f"missing columns: {lacking}; needed are {names}")

    def _refuse(self, vi: str, en: str) -> None:
        raise InvalidInputError(Fault(Text(vi=vi, en=en), f"{self.path}:1:1"))

    def _text(self) -> str:
        path = self.path
        if not path.is_file():
            raise NotFoundError.of(f"không có tệp {path}", f"there is no file {path}")
        if path.stat().st_size > LARGEST:
            size = LARGEST // 1_000_000
            words = Text(vi=f"tệp lớn hơn {size} MB", en=f"the file is larger than {size} MB")
            raise InvalidInputError(Fault(words, str(path)))
        data = path.read_bytes()
        try:
            text = nfc(data.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            before = data[: error.start].decode("utf-8-sig", errors="ignore")
            where = f"{path}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
            words = Text(vi="tệp không phải UTF-8", en="the file is not UTF-8")
            raise InvalidInputError(Fault(words, where)) from error
        if "\0" in text:
            words = Text(vi="tệp chứa byte rỗng", en="the file holds a zero byte")
            raise InvalidInputError(Fault(words, str(path)))
        return text
