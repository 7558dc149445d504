"""What calamine does not tell of an XLSX sheet: formulas, errors, exact long integers, hidden rows and columns.

It also passes over, takes for something else or stops at cells no spreadsheet program writes: a number that is none, a
text that is not there, a cell written twice. The former are told as damaged and emptied, so that the rest is read; for
the latter the file is refused, since nobody knows which of two values was meant.

Runs in the process with limits (see ``child``). The parts were already looked through for entities.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from xml.parsers import expat

from coordination.documents.workbook.container import WORKBOOK, RefusedError
from coordination.documents.workbook.soundness import count_of, failing, name_of, sound, without

MOST_CELLS = 60_000
"""Cells with something in them, in all sheets; the largest form of the programme has a sixth of it."""
MOST_MARKS = 200_000
"""Cells as written, the empty ones that only have a border included."""
MOST_AREA = 500_000
"""Places between the first and the last cell of a sheet: calamine keeps each of them."""
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_LONG = re.compile(r"-?[0-9]{16,}")
_KINDS = ("n", "s", "b", "e", "d", "str", "inlineStr")
_LONGEST_DAMAGE = 40
"""Signs of a damaged value that are told."""
RELATIONS, STRINGS = "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"


class Scan:
    """One sheet as its XML has it; rows and columns count from 0. ``strings`` is how many texts the workbook shares."""

    def __init__(self, strings: int = 0) -> None:
        self._strings = strings
        self._part = b""
        self._at: Callable[[], int] = int
        self.formulas: set[tuple[int, int]] = set()
        self.errors: dict[tuple[int, int], str] = {}
        self.damaged: dict[tuple[int, int], str] = {}
        """Cells whose value is none, with what is written there."""
        self.emptied: list[tuple[int, int]] = []
        """From where to where in the part such values stand: calamine would stop at them."""
        self.integers: dict[tuple[int, int], str] = {}
        self.merged: list[tuple[int, int, int, int]] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self.filled = 0
        self.last = (0, 0)
        self._row = self._column = self._lowest = -1
        self._tables = self._marks = 0
        self._kind = ""
        self._full = False
        self._text: list[str] | None = None
        self._said: list[str] | None = None
        self._fails = ""
        self._value = ""
        self._from, self._span = 0, (0, 0)

    def run(self, part: bytes) -> None:
        """Look through the XML of the sheet. RefusedError."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.words
        self._part, self._at = part, lambda: parser.CurrentByteIndex
        parser.Parse(part, True)
        self._part, self._at = b"", int  # memory is short

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if handler := self._handlers.get(name.rpartition("}")[2]):
            handler(self, attributes)

    def end(self, name: str) -> None:
        """Take the end of an element: of a value, then of the cell it stands in."""
        local = name.rpartition("}")[2]
        if local == "v" and self._text is not None:
            self._value, self._text = "".join(self._text), None
            self._span = self._part.find(b">", self._from) + 1, self._at()
        elif local == "f" and self._said is not None:
            self._fails, self._said = failing("".join(self._said)), None
        elif local == "c":
            self._keep()

    def words(self, text: str) -> None:
        """Take the text of a value or formula; other text is nobody's."""
        if self._text is not None:
            self._text.append(text)
        elif self._said is not None:
            self._said.append(text)

    def _table(self, _: dict[str, str]) -> None:
        self._tables += 1
        if self._tables > 1:  # calamine reads the first alone
            raise RefusedError("damaged_part", "sheetData")

    def _row_starts(self, attributes: dict[str, str]) -> None:
        self._lowest = max(self._lowest, self._row)
        self._row = _number(attributes.get("r"), self._row + 2) - 1
        self._column = -1
        self._count()
        if attributes.get("hidden") in ("1", "true"):
            self.hidden_rows.append(self._row)

    def _cell_starts(self, attributes: dict[str, str]) -> None:
        row, column = at(attributes["r"]) if "r" in attributes else (self._row, self._column + 1)
        # Spreadsheet programs write cells in their order; of two in one place calamine would keep the last.
        if row != self._row or row <= self._lowest or column <= self._column:
            raise RefusedError("cell_twice", name_of(row, column))
        self._column = column
        self._kind, self._value, self._text = attributes.get("t", "n"), "", None
        if self._kind not in _KINDS:
            raise RefusedError("damaged_part", name_of(row, column))
        self._full, self._fails = False, ""
        self._span = 0, 0
        self._count()

    def _count(self) -> None:
        self._marks += 1
        if self._marks > MOST_MARKS:
            raise RefusedError("too_many_cells")

    def _formula(self, _: dict[str, str]) -> None:
        self.formulas.add((self._row, self._column))
        self._full, self._said = True, []

    def _value_starts(self, _: dict[str, str]) -> None:
        if self._span[1]:
            raise RefusedError("cell_twice", name_of(self._row, self._column))
        self._text = []
        self._from = self._at()
        self._full = True

    def _keep(self) -> None:
        place = self._row, self._column
        if self._full:
            self.filled += 1
            self.last = (max(self.last[0], self._row), max(self.last[1], self._column))
        if self._kind == "e":
            self.errors[place] = self._value[:_LONGEST_DAMAGE]
            self.emptied.append(self._span)  # calamine stops at errors that are newer than itself
        elif self._value.strip() and not sound(self._kind, self._value, self._part[slice(*self._span)], self._strings):
            self.damaged[place] = self._value.strip()[:_LONGEST_DAMAGE]
            self.emptied.append(self._span)
        elif self._fails:  # what stands beside the formula is a result of before
            self.errors[place] = self._fails
        elif self._kind == "n" and _LONG.fullmatch(self._value):
            self.integers[place] = self._value

    def _columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in ("1", "true"):
            first = _number(attributes.get("min"), 1) - 1
            self.hidden_columns.append((first, _number(attributes.get("max"), first + 1) - 1))

    def _merge(self, attributes: dict[str, str]) -> None:
        first, _, last = attributes.get("ref", "").partition(":")
        self.merged.append((*at(first), *at(last or first)))

    _handlers: dict[str, Callable[[Scan, dict[str, str]], None]] = {  # noqa: RUF012 - never changed
        "sheetData": _table,
        "row": _row_starts,
        "c": _cell_starts,
        "f": _formula,
        "v": _value_starts,
        "is": _value_starts,
        "col": _columns,
        "mergeCell": _merge,
    }


def at(place: str) -> tuple[int, int]:
    """Give row and column, from 0, of a place such as ``B7``. RefusedError where it is none."""
    if not (match := _PLACE.fullmatch(place)):
        raise RefusedError("damaged_part", place[:20])
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def _number(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise RefusedError("damaged_part", text[:20])
    return int(text)


def scan(part: bytes, strings: int = 0) -> Scan:
    """Look through the XML of a sheet. RefusedError where it holds more than a form would, or a cell twice."""
    found = Scan(strings)
    found.run(part)
    if found.filled > MOST_CELLS or (found.last[0] + 1) * (found.last[1] + 1) > MOST_AREA:
        raise RefusedError("too_many_cells")
    return found


def sheets(parts: dict[str, bytes]) -> dict[str, Scan]:
    """Scan every worksheet of a workbook, by its name, and empty the values calamine could not read. RefusedError."""
    targets = {each.get("Id", ""): each.get("Target", "") for each in _elements(parts, RELATIONS, "Relationship")}
    shared = next((each for name, each in parts.items() if name.casefold() == STRINGS.casefold()), b"")
    strings = count_of("si", shared) if shared else 0
    scans: dict[str, Scan] = {}
    for sheet in _elements(parts, WORKBOOK, "sheet"):
        relation = next((value for key, value in sheet.items() if key.rpartition("}")[2] == "id"), "")
        target = targets.get(relation, "")
        path = target[1:] if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if path in parts:
            name = sheet.get("name", "")
            scans[name] = _scanned(name, parts[path], strings)
            parts[path] = without(parts[path], scans[name].emptied)
    if sum(each.filled for each in scans.values()) > MOST_CELLS:
        raise RefusedError("too_many_cells")
    return scans


def _scanned(name: str, part: bytes, strings: int) -> Scan:
    try:
        return scan(part, strings)
    except RefusedError as error:
        raise RefusedError(error.code, f"{name[:31]}!{error.detail}" if error.detail else name[:31]) from error


def _elements(parts: dict[str, bytes], name: str, wanted: str) -> list[dict[str, str]]:
    """Give the attributes of the elements of a name in a part."""
    if name not in parts:
        raise RefusedError("damaged_part", name)
    found: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition("}")[2] == wanted:
            found.append(attributes)

    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = start
    parser.Parse(parts[name], True)
    return found
