"""The files of ``lienvung forecast optimism``: plans and outturns of past years."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from coordination.documents.csv_rows import CsvRows
from coordination.kernel.text import Text
from coordination.methods.optimism import Figure
from coordination.regions.faults import unknown

NEEDED: Final = ("unit", "indicator", "period", "value")
PLANS: Final = ("", "plan", "revised")
OUTTURNS: Final = ("", "final", "preliminary", "estimate", "partial")
_FIRST, _LAST, _LARGEST = 1976, 2200, 1e18


def read_figures(
    path: Path, states: Collection[str], codes: Mapping[str, str], known: Collection[str] | None = None
) -> list[Figure]:
    """Read ``unit,indicator,period,value[,status]``; ``codes`` gives the indicator a plan's own code is the plan of.

    An indicator is one of those ``known``, if given: plans of a misspelt one would be passed over without a word.

    Raises InvalidInputError with every fault and its place.
    """
    rows, found = CsvRows(path, NEEDED), list[Figure]()
    seen: set[tuple[str, str, int, str]] = set()
    for line, row in rows.rows():
        before = len(rows.faults)
        year, value = _year(rows, line, row["period"]), rows.number(line, "value", row["value"])
        for column in ("unit", "indicator"):
            if not row[column]:
                rows.note(line, column, "ô trống", "the cell is empty")
        indicator = codes.get(row["indicator"], row["indicator"])
        if indicator and known is not None and indicator not in known:
            what = unknown("", Text(vi="chỉ tiêu", en="indicator"), row["indicator"], sorted(known)).what
            rows.note(line, "indicator", what.vi, what.en)
        status = row.get("status", "")
        if status not in states:
            words = ", ".join(each for each in states if each)
            rows.note(line, "status", f"status là {words} hoặc để trống", f"status is {words} or empty")
        if value is not None and abs(value) > _LARGEST:
            rows.note(line, "value", "số quá lớn", "the number is too large")
        if value is None or len(rows.faults) > before:
            continue
        made = Figure(row["unit"], indicator, year, float(value), status)
        key = made.unit, made.indicator, made.year, made.status
        if key in seen:
            rows.note(line, "unit", "dòng lặp lại đơn vị, chỉ tiêu và năm", "unit, indicator and year stand here again")
        seen.add(key)
        found.append(made)
    rows.finish()
    return found


def _year(rows: CsvRows, line: int, word: str) -> int:
    if word.isascii() and word.isdigit() and _FIRST <= int(word[:9]) <= _LAST:
        return int(word)
    rows.note(line, "period", "kỳ là một năm: 2016", "the period is a year: 2016")
    return 0
