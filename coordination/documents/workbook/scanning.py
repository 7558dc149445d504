"""What calamine does not tell of an XLSX sheet: formulas, errors, exact long integers, hidden rows and columns.

Runs in the process with limits (see ``child``). The parts were already looked through for entities.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from xml.parsers import expat

from coordination.documents.workbook.container import WORKBOOK, RefusedError

MOST_CELLS = 60_000
"""Cells with something in them, in all sheets; the largest form of the programme has a sixth of it."""
MOST_MARKS = 200_000
"""Cells as written, the empty ones that only have a border included."""
MOST_AREA = 500_000
"""Places between the first and the last cell of a sheet: calamine keeps each of them."""
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_LONG = re.compile(r"-?[0-9]{16,}")
RELATIONS = "xl/_rels/workbook.xml.rels"


class Scan:
    """One sheet as its XML has it; rows and columns count from 0."""

    def __init__(self) -> None:
        self.formulas: set[tuple[int, int]] = set()
        self.errors: dict[tuple[int, int], str] = {}
        self.integers: dict[tuple[int, int], str] = {}
        self.merged: list[tuple[int, int, int, int]] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self.filled = 0
        self.last = (0, 0)
        self._row = self._column = -1
        self._marks = 0
        self._kind = ""
        self._full = False
        self._text: list[str] | None = None
        self._value = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if handler := self._handlers.get(name.rpartition("}")[2]):
            handler(self, attributes)

    def end(self, name: str) -> None:
        """Take the end of an element: of a value, then of the cell it stands in."""
        local = name.rpartition("}")[2]
        if local == "v" and self._text is not None:
            self._value, self._text = "".join(self._text), None
        elif local == "c":
            self._keep()

    def words(self, text: str) -> None:
        """Take the text of a value; other text is nobody's."""
        if self._text is not None:
            self._text.append(text)

    def _row_starts(self, attributes: dict[str, str]) -> None:
        self._row = _number(attributes.get("r"), self._row + 2) - 1
        self._column = -1
        self._count()
        if attributes.get("hidden") in ("1", "true"):
            self.hidden_rows.append(self._row)

    def _cell_starts(self, attributes: dict[str, str]) -> None:
        self._row, self._column = at(attributes["r"]) if "r" in attributes else (self._row, self._column + 1)
        self._kind, self._value, self._text = attributes.get("t", "n"), "", None
        self._full = False
        self._count()

    def _count(self) -> None:
        self._marks += 1
        if self._marks > MOST_MARKS:
            raise RefusedError("too_many_cells")

    def _formula(self, _: dict[str, str]) -> None:
        self.formulas.add((self._row, self._column))
        self._full = True

    def _value_starts(self, _: dict[str, str]) -> None:
        self._text = []
        self._full = True

    def _keep(self) -> None:
        if self._full:
            self.filled += 1
            self.last = (max(self.last[0], self._row), max(self.last[1], self._column))
        if self._kind == "e":
            self.errors[self._row, self._column] = self._value
        elif self._kind == "n" and _LONG.fullmatch(self._value):
            self.integers[self._row, self._column] = self._value

    def _columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in ("1", "true"):
            first = _number(attributes.get("min"), 1) - 1
            self.hidden_columns.append((first, _number(attributes.get("max"), first + 1) - 1))

    def _merge(self, attributes: dict[str, str]) -> None:
        first, _, last = attributes.get("ref", "").partition(":")
        self.merged.append((*at(first), *at(last or first)))

    _handlers: dict[str, Callable[[Scan, dict[str, str]], None]] = {  # noqa: RUF012 - never changed
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


def scan(part: bytes) -> Scan:
    """Look through the XML of a sheet. RefusedError where it holds more than a form would."""
    found = Scan()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = found.start
    parser.EndElementHandler = found.end
    parser.CharacterDataHandler = found.words
    parser.Parse(part, True)
    if found.filled > MOST_CELLS or (found.last[0] + 1) * (found.last[1] + 1) > MOST_AREA:
        raise RefusedError("too_many_cells")
    return found


def sheets(parts: dict[str, bytes]) -> dict[str, Scan]:
    """Scan every worksheet of a workbook, by its name. RefusedError."""
    targets = {each.get("Id", ""): each.get("Target", "") for each in _elements(parts, RELATIONS, "Relationship")}
    scans: dict[str, Scan] = {}
    for sheet in _elements(parts, WORKBOOK, "sheet"):
        relation = next((value for key, value in sheet.items() if key.rpartition("}")[2] == "id"), "")
        target = targets.get(relation, "")
        path = target[1:] if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if path in parts:
            scans[sheet.get("name", "")] = scan(parts[path])
    if sum(each.filled for each in scans.values()) > MOST_CELLS:
        raise RefusedError("too_many_cells")
    return scans


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
