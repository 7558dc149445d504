"""Figures in a CSV file, read strictly: each fault with file, line and column, and nothing guessed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from coordination.errors import Fault, InvalidInputError, NotFoundError
from coordination.kernel.cells import MISSING, Cell, State
from coordination.kernel.separated import decimal_of, separator_of
from coordination.kernel.text import Text, nfc
from coordination.methods.geography import Atlas, Point
from coordination.methods.geography.atlas import JOINED
from coordination.methods.geography.figures import NOT_COMPARABLE, computed_before
from coordination.methods.geography.periods import stated_on
from coordination.methods.indicators import Indicator
from coordination.regions.faults import fault, in_order, short, unknown

LARGEST, MOST_ROWS, MOST_FAULTS = 60_000_000, 500_000, 100
NEEDED = ("unit", "period", "indicator", "value")
MAP, STATE, PROVENANCE = "map", "state", "provenance"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_EMPTY = {state.value: Cell(state) for state in State if state not in (State.VALUE, State.ZERO)}


def read_points(
    path: Path, atlas: Atlas, indicators: Mapping[str, Indicator], from_map: date | None = None
) -> list[Point]:
    """Give the figures of a file with the columns unit, period, indicator and value; others are passed over.

    A column ``map`` says on which map a row is stated, by day or by the name of a run of maps (63, 34); ``from_map``
    says it for all rows; otherwise it is the map of the period's last day. A column ``state`` says why a value is empty,
    which else is missing; a column ``provenance`` as conversions write it, that a figure was computed. Raises NotFoundError, or InvalidInputError with every fault up to a hundred.
    """
    reader = _Reader(path, atlas, indicators, from_map)
    points = list(reader.points())
    if reader.faults:
        raise InvalidInputError(*in_order(reader.faults[:MOST_FAULTS]))
    return points


def _text(path: Path) -> str:
    if not path.is_file():
        raise NotFoundError.of(f"không có tệp {path}", f"there is no file {path}")
    if path.stat().st_size > LARGEST:
        size = LARGEST // 1_000_000
        raise InvalidInputError(fault(str(path), f"tệp lớn hơn {size} MB", f"the file is larger than {size} MB"))
    data = path.read_bytes()
    try:
        text = nfc(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        where = f"{path}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
        raise InvalidInputError(fault(where, "tệp không phải UTF-8", "the file is not UTF-8")) from error
    if "\0" in text:
        raise InvalidInputError(fault(str(path), "tệp chứa byte rỗng", "the file holds a zero byte"))
    return text


@dataclass
class _Reader:
    """Goes through the rows of one file and collects what is wrong."""

    path: Path
    atlas: Atlas
    indicators: Mapping[str, Indicator]
    from_map: date | None
    faults: list[Fault] = field(default_factory=list)
    at: dict[str, int] = field(default_factory=dict)
    width: int = 0
    sign: str = ","
    seen: dict[tuple[object, ...], str] = field(default_factory=dict)

    def points(self) -> Iterator[Point]:
        """Give the figures of rows without a fault."""
        for line, row in self._rows():
            before = len(self.faults)
            point = self._point(line, row)
            if point is not None and len(self.faults) == before:
                yield point
            if len(self.faults) >= MOST_FAULTS:
                return

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        text = _text(self.path)
        header = text.partition("\n")[0]
        self.sign = separator_of(header)
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
                    self._note(start, "", f"bảng có hơn {MOST_ROWS} dòng", f"the table has more than {MOST_ROWS} rows")
                    return
        except csv.Error as error:
            self._note(start, "", f"CSV không hợp lệ: {error}", f"invalid CSV: {error}")
        if not self.at and not self.faults:
            self._note(1, "", "tệp trống", "the file is empty")

    def _head(self, cells: list[str]) -> None:
        self.at = {name: column for column, name in enumerate(cells)}
        self.width = len(cells)
        if len(self.at) < len(cells):
            self._fail(1, "", "tên cột lặp lại", "column names repeat")
        lacking = [name for name in NEEDED if name not in self.at]
        if lacking:
            names = ", ".join(lacking)
            self._fail(
                1,
                "",
                f"thiếu cột: {names}; cần {','.join(NEEDED)}",
                f"missing columns: {names}; needed are {','.join(NEEDED)}",
            )

    def _point(self, line: int, row: list[str]) -> Point | None:
        if len(row) != self.width:
            vi, en = (
                f"dòng có {len(row)} ô, tiêu đề có {self.width}",
                f"the row has {len(row)} cells, the header {self.width}",
            )
            self._note(line, "", vi, en)
            return None
        said = {name: row[column] for name, column in self.at.items()}
        if said.get(STATE) == NOT_COMPARABLE and not said["value"]:
            return None  # it says nothing of its territory
        cell = self._cell(line, said)
        if said["indicator"] not in self.indicators:
            noun = Text(vi="chỉ tiêu", en="indicator")
            self.faults.append(unknown(self._where(line, "indicator"), noun, said["indicator"], self.indicators))
        day = self._day(line, said)
        here = day is not None and self._known(line, said["unit"], day)
        if day is None or cell is None or not here:
            return None
        how, where = computed_before(said.get(PROVENANCE, "")), self._where(line, "unit")
        return self._once(line, Point(said["unit"], said["period"], said["indicator"], cell, day, where, how))

    def _day(self, line: int, said: Mapping[str, str]) -> date | None:
        try:
            end = stated_on(said["period"])
        except ValueError:
            word = short(said["period"])
            vi, en = (
                f"'{word}' không phải là kỳ; viết 2024, 2024-Q1 hoặc 2024-03",
                f"'{word}' is no period; write 2024, 2024-Q1 or 2024-03",
            )
            self._note(line, "period", vi, en)
            return None
        word = said.get(MAP, "")
        if self.from_map is not None or not word:
            return self.from_map or end
        if word in self.atlas.eras:
            return self.atlas.eras[word].day(end)
        if _DAY.fullmatch(word):
            with suppress(ValueError):
                return date.fromisoformat(word)
        names = ", ".join(self.atlas.eras)
        vi, en = (
            f"'{short(word)}' không phải là bản đồ; viết một ngày hoặc {names}",
            f"'{short(word)}' is no map; write a day or {names}",
        )
        self._note(line, MAP, vi, en)
        return None

    def _cell(self, line: int, said: Mapping[str, str]) -> Cell | None:
        value, state = said["value"], said.get(STATE, "")
        if state in _EMPTY and not value:
            return _EMPTY[state]
        if state not in ("", State.VALUE, State.ZERO):
            vi, en = (
                f"trạng thái '{short(state)}' không đi cùng '{short(value)}'",
                f"the state '{short(state)}' does not go with '{short(value)}'",
            )
            self._note(line, STATE, vi, en)
            return None
        if not value:
            return MISSING
        number = decimal_of(value, self.sign)
        if isinstance(number, Decimal):
            return Cell.of(number)
        self._note(line, "value", number.vi, number.en)
        return None

    def _known(self, line: int, unit: str, day: date) -> bool:
        on = self.atlas.on(day)
        if on.territory(unit) is not None:
            return True
        words = Text(
            vi=f"không có đơn vị '{short(unit)}' trên bản đồ ngày {day:%d/%m/%Y}",
            en=f"there is no unit '{short(unit)}' on the map of {day}",
        )
        self.faults.append(Fault(words, self._where(line, "unit"), None, self._fix(unit, day)))
        return False

    def _fix(self, unit: str, day: date) -> Text | None:
        here = self.atlas.on(day).units
        if unit.isdigit() and len(unit) == 1 and f"0{unit}" in here:
            return Text(
                vi=f'mã là chữ có số 0 đứng đầu: "0{unit}"', en=f'codes are text with their leading zero: "0{unit}"'
            )
        named = next(
            (each for each in here.values() if unit.casefold() in (each.name.vi.casefold(), each.name.en.casefold())),
            None,
        )
        if named is not None:
            return Text(vi=f"viết mã: {named.code}", en=f"write its code: {named.code}")
        versions, _ = self.atlas.history(unit)
        if not versions:
            return None
        spans = ", ".join(f"{each.first or '…'} – {each.last or '…'}" for each in versions)
        return Text(
            vi=f"đơn vị này có từ – đến: {spans}; số liệu theo bản đồ khác thì ghi ở cột map hoặc --from-map",
            en=f"that unit lived {spans}; say by the column map or --from-map if figures are stated on another map",
        )

    def _once(self, line: int, point: Point) -> Point | None:
        territory = frozenset(point.unit.split(JOINED))
        key = (territory, point.period, point.indicator, point.stated_on)
        first = self.seen.setdefault(key, self._where(line, "unit"))
        if first == self._where(line, "unit"):
            return point
        self._note(line, "unit", f"trùng với dòng {first}", f"repeats {first}")
        return None

    def _where(self, line: int, column: str) -> str:
        return f"{self.path}:{line}:{self.at.get(column, 0) + 1}"

    def _note(self, line: int, column: str, vi: str, en: str) -> None:
        self.faults.append(fault(self._where(line, column), vi, en))

    def _fail(self, line: int, column: str, vi: str, en: str) -> None:
        raise InvalidInputError(fault(self._where(line, column), vi, en))
