"""A file of figures for the assessment, read strictly: each fault with file, line and column, nothing guessed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from coordination.errors import Fault, InvalidInputError, NotFoundError
from coordination.kernel.cells import MISSING, Cell, State
from coordination.kernel.separated import decimal_of, separator_of
from coordination.kernel.text import Text, nfc, one_line
from coordination.methods.indicators import Indicator
from coordination.methods.joint_assessment.analysis import Panel, Point
from coordination.methods.joint_assessment.analysis.scene import NATION
from coordination.regions.faults import fault, short, unknown
from coordination.regions.model import Region
from coordination.regions.series import map_of
from coordination.results.assessing import converted
from coordination.results.assessing.basis import Basis, Key, Published
from coordination.results.assessing.deriving import with_ratios
from coordination.results.assessing.doubts import doubts, must_hold

NEEDED = ("unit", "period", "indicator", "value")
OPTIONAL = ("state", "plan", "source", "status", *converted.COLUMNS)
LARGEST, MOST_ROWS, MOST_FAULTS, LONGEST = 60_000_000, 500_000, 100, 200
YEARS = range(1900, 2201)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_EMPTY = {state.value: Cell(state) for state in State if state not in (State.VALUE, State.ZERO)}
_SIMULATED = ("simulated", "mô phỏng")


def of_file(path: Path, region: Region, period: int) -> Basis:
    """Give the basis of a report on the figures of a CSV file; the nation's, where the file has none, are published.

    Columns: unit, period, indicator, value, and if wanted state, plan, source, status, and what conversions to another
    map write: provenance, map. Units are those of the region, and ``vn`` for the nation. Raises NotFoundError, or InvalidInputError with every fault up to a hundred.
    """
    units, indicators = {unit.code for unit in region.units}, {each.code: each for each in region.indicators}
    reader = _Reader(path, units, indicators, map_of(region))
    reader.read()
    told = Text(
        vi=f"Số liệu của các tỉnh lấy từ tệp {path.name}; tỷ lệ mà tệp không ghi được tính từ tử số và mẫu số của chính tệp. Số "
        "cả nước, khi tệp không có và không tính được, và số theo khu vực kinh tế lấy từ các chuỗi công bố đi kèm chương trình.",
        en=f"Figures of the provinces are those of the file {path.name}; ratios it does not state are worked out from its own "
        "numerators and denominators. Figures of the nation, where the file has none and none follow from it, and by sector "
        "are those of the published series that ship with the program.",
    )
    here = {key: point for key, point in reader.found.items() if key[2] <= period}
    own, worked_out = with_ratios(_panel({k: p for k, p in here.items() if k[1] != NATION}), region.indicators)
    nation, of_nation = with_ratios(_panel({k: p for k, p in here.items() if k[1] == NATION}), region.indicators)
    basis = Basis(
        region=region,
        period=period,
        indicators=reader.indicators,
        own=own,
        plans=_panel(reader.plans),
        published=Published.of(region),
        told=told,
        places=reader.places,
        plan_places={key: f"{reader.places[key]}:plan" for key in reader.plans},
        nation=nation,
        derived=worked_out | of_nation,
        file=str(path),
        column=reader.at["value"] + 1,
        simulated=any(point.status.casefold() in _SIMULATED for point in here.values()),
    )
    if reader.faults:  # what is wrong with the rows that could be read is told in the same run
        must_hold(doubts(basis), reader.faults)
    basis.must_speak(f"{path}:1:1")
    return basis


def _panel(found: Mapping[Key, Point]) -> Panel:
    data: dict[str, dict[str, dict[int, Point]]] = {}
    for (code, unit, year), point in found.items():
        data.setdefault(code, {}).setdefault(unit, {})[year] = point
    return Panel(data)


@dataclass
class _Reader:
    """Goes through the rows of one file and collects figures and faults."""

    path: Path
    units: set[str]
    indicators: Mapping[str, Indicator]
    home: str
    faults: list[Fault] = field(default_factory=list)
    at: dict[str, int] = field(default_factory=dict)
    sign: str = ","
    found: dict[Key, Point] = field(default_factory=dict)
    plans: dict[Key, Point] = field(default_factory=dict)
    firsts: dict[Key, str] = field(default_factory=dict)
    """Where each figure stands first, whether or not it could be read."""
    places: dict[Key, str] = field(default_factory=dict)

    def read(self) -> None:
        """Take in every row without a fault."""
        for line, row in self._rows():
            if converted.says_nothing(row):
                continue
            before = len(self.faults)
            key, cell, plan = self._key(line, row), self._cell(line, row), self._plan(line, row)
            first = None if key is None else self.firsts.setdefault(key, f"{self.path.name}:{line}")
            if first not in (None, f"{self.path.name}:{line}"):
                self._note(line, "unit", f"trùng với {first}", f"repeats {first}")
            if len(self.faults) > before or key is None or cell is None:
                if len(self.faults) >= MOST_FAULTS:
                    return
                continue
            source, status = (one_line(each)[:LONGEST] for each in (row.get("source", ""), converted.status_of(row)))
            source = (source or self.path.name).replace(";", ",")
            self.found[key] = Point(cell, source, status)
            self.places[key] = f"{self.path.name}:{line}"
            if plan is not None:
                self.plans[key] = Point(plan, source, "plan")

    def _rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        text = self._text()
        header = text.partition("\n")[0]
        self.sign = separator_of(header)
        lines, start = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=self.sign), 1
        try:
            for number, row in enumerate(lines):
                cells = [cell.strip() for cell in row]
                if number == 0:
                    self._head(cells)
                elif len(cells) != len(self.at) and any(cells):
                    vi, en = (
                        f"dòng có {len(cells)} ô, tiêu đề có {len(self.at)}",
                        f"the row has {len(cells)} cells, the header {len(self.at)}",
                    )
                    self._note(start, "unit", vi, en)
                elif any(cells):
                    yield start, {name: cells[place] for name, place in self.at.items()}
                start = lines.line_num + 1
                if number > MOST_ROWS:
                    self._note(
                        start, "unit", f"bảng có hơn {MOST_ROWS} dòng", f"the table has more than {MOST_ROWS} rows"
                    )
                    return
        except csv.Error as error:
            self._note(start, "unit", f"CSV không hợp lệ: {error}", f"invalid CSV: {error}")

    def _text(self) -> str:
        if not self.path.is_file():
            raise NotFoundError.of(f"không có tệp {self.path}", f"there is no file {self.path}")
        if self.path.stat().st_size > LARGEST:
            size = LARGEST // 1_000_000
            raise InvalidInputError(
                fault(str(self.path), f"tệp lớn hơn {size} MB", f"the file is larger than {size} MB")
            )
        data = self.path.read_bytes()
        try:
            text = nfc(data.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            column = error.start - data[: error.start].rfind(b"\n")
            where = f"{self.path}:{line}:{column}"
            raise InvalidInputError(fault(where, "tệp không phải UTF-8", "the file is not UTF-8")) from error
        if not text.strip() or "\0" in text:
            vi, en = "tệp trống hoặc chứa byte rỗng", "the file is empty or holds a zero byte"
            raise InvalidInputError(fault(f"{self.path}:1:1", vi, en))
        return text

    def _head(self, cells: list[str]) -> None:
        self.at = {name: column for column, name in enumerate(cells)}
        lacking = [name for name in NEEDED if name not in self.at]
        strange = [name for name in self.at if name not in (*NEEDED, *OPTIONAL)]
        vi = en = ""
        if lacking:
            vi, en = f"thiếu cột: {', '.join(lacking)}", f"missing columns: {', '.join(lacking)}"
        elif strange:
            vi, en = f"cột lạ: {short(', '.join(strange))}", f"unknown columns: {short(', '.join(strange))}"
        elif len(self.at) < len(cells):
            vi, en = "tên cột lặp lại", "column names repeat"
        if vi:
            known = ",".join((*NEEDED, *OPTIONAL))
            fix = Text(vi=f"các cột: {known}", en=f"the columns are {known}")
            raise InvalidInputError(Fault(Text(vi=vi, en=en), f"{self.path}:1:1", None, fix))

    def _key(self, line: int, row: Mapping[str, str]) -> Key | None:
        unit, code, period = row["unit"], row["indicator"], row["period"]
        before = len(self.faults)
        if code not in self.indicators:
            noun = Text(vi="chỉ tiêu", en="indicator")
            self.faults.append(unknown(self._where(line, "indicator"), noun, code, self.indicators))
        if unit not in self.units and unit != NATION:
            fix = None
            if f"0{unit}" in self.units:
                fix = Text(
                    vi=f'mã là chữ có số 0 đứng đầu: "0{unit}"', en=f'codes are text with their leading zero: "0{unit}"'
                )
            vi, en = f"vùng không có đơn vị '{short(unit)}'", f"the region has no unit '{short(unit)}'"
            self.faults.append(fault(self._where(line, "unit"), vi, en, fix))
        if not _YEAR.fullmatch(period) or int(period) not in YEARS:
            vi, en = f"'{short(period)}' không phải là năm; viết 2024", f"'{short(period)}' is no year; write 2024"
            self._note(line, "period", vi, en)
        elif unit in self.units:
            self._on_map(line, row, int(period))
        return (code, unit, int(period)) if len(self.faults) == before else None

    def _on_map(self, line: int, row: Mapping[str, str], year: int) -> None:
        """Refuse a figure of another territory that has the same code."""
        word = short(row.get("map", ""))
        try:
            same = converted.on_map(row, year, self.home)
        except ValueError:
            vi, en = f"'{word}' không phải là bản đồ; viết một ngày", f"'{word}' is no map; write a day"
            self._note(line, "map", vi, en)
            return
        if not same:
            vi = f"đơn vị {row['unit']} trên bản đồ '{word}' là địa bàn khác với đơn vị của vùng"
            en = f"unit {row['unit']} on the map '{word}' is another territory than the region's"
            vi_fix, en_fix = "quy đổi trước bằng lienvung geo convert", "convert first with lienvung geo convert"
            self.faults.append(fault(self._where(line, "map"), vi, en, Text(vi=vi_fix, en=en_fix)))

    def _cell(self, line: int, row: Mapping[str, str]) -> Cell | None:
        value, state = row["value"], row.get("state", "")
        if state in _EMPTY and not value:
            return _EMPTY[state]
        if state not in ("", State.VALUE, State.ZERO):
            vi = f"trạng thái '{short(state)}' không đi cùng '{short(value)}'"
            self._note(line, "state", vi, f"the state '{short(state)}' does not go with '{short(value)}'")
            return None
        return self._number(line, "value", value) if value else MISSING

    def _plan(self, line: int, row: Mapping[str, str]) -> Cell | None:
        return self._number(line, "plan", row["plan"]) if row.get("plan") else None

    def _number(self, line: int, column: str, word: str) -> Cell | None:
        number = decimal_of(word, self.sign)
        if isinstance(number, Decimal):
            return Cell.of(number)
        self._note(line, column, number.vi, number.en)
        return None

    def _where(self, line: int, column: str) -> str:
        return f"{self.path}:{line}:{self.at.get(column, 0) + 1}"

    def _note(self, line: int, column: str, vi: str, en: str) -> None:
        self.faults.append(fault(self._where(line, column), vi, en))
