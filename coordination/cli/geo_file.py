"""Figures in a CSV file, read strictly: each fault with file, line and column, and nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from coordination.documents.csv_rows import MOST_FAULTS, CsvRows
from coordination.errors import Fault, InvalidInputError
from coordination.kernel.cells import MISSING, Cell, State
from coordination.kernel.text import Text
from coordination.methods.geography import Atlas, Point
from coordination.methods.geography.atlas import JOINED
from coordination.methods.geography.figures import NOT_COMPARABLE, computed_before
from coordination.methods.geography.periods import stated_on
from coordination.methods.indicators import Indicator
from coordination.regions.faults import in_order, short, unknown

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
    file = CsvRows(path, NEEDED)
    points = list(_Reader(file, atlas, indicators, from_map).points())
    if file.faults:
        raise InvalidInputError(*in_order(file.faults[:MOST_FAULTS]))
    return points


@dataclass
class _Reader:
    """Goes through the rows of one file and collects what is wrong."""

    file: CsvRows
    atlas: Atlas
    indicators: Mapping[str, Indicator]
    from_map: date | None
    seen: dict[tuple[object, ...], str] = field(default_factory=dict)

    def points(self) -> Iterator[Point]:
        """Give the figures of rows without a fault."""
        for line, said in self.file.rows():
            before = len(self.file.faults)
            point = self._point(line, said)
            if point is not None and len(self.file.faults) == before:
                yield point

    def _point(self, line: int, said: Mapping[str, str]) -> Point | None:
        if said.get(STATE) == NOT_COMPARABLE and not said["value"]:
            return None  # it says nothing of its territory
        cell = self._cell(line, said)
        if said["indicator"] not in self.indicators:
            noun = Text(vi="chỉ tiêu", en="indicator")
            self.file.faults.append(
                unknown(self.file.where(line, "indicator"), noun, said["indicator"], self.indicators)
            )
        day = self._day(line, said)
        here = day is not None and self._known(line, said["unit"], day)
        if day is None or cell is None or not here:
            return None
        how, where = computed_before(said.get(PROVENANCE, "")), self.file.where(line, "unit")
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
            self.file.note(line, "period", vi, en)
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
        self.file.note(line, MAP, vi, en)
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
            self.file.note(line, STATE, vi, en)
            return None
        if not value:
            return MISSING
        number = self.file.number(line, "value", value)
        return None if number is None else Cell.of(number)

    def _known(self, line: int, unit: str, day: date) -> bool:
        on = self.atlas.on(day)
        if on.territory(unit) is not None:
            return True
        words = Text(
            vi=f"không có đơn vị '{short(unit)}' trên bản đồ ngày {day:%d/%m/%Y}",
            en=f"there is no unit '{short(unit)}' on the map of {day}",
        )
        self.file.faults.append(Fault(words, self.file.where(line, "unit"), None, self._fix(unit, day)))
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
        first = self.seen.setdefault(key, self.file.where(line, "unit"))
        if first == self.file.where(line, "unit"):
            return point
        self.file.note(line, "unit", f"trùng với dòng {first}", f"repeats {first}")
        return None
