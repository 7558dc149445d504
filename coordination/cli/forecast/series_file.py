"""The file of series a forecast starts from: ``series,period,value``, a row for each value there is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from coordination.documents.csv_rows import CsvRows
from coordination.kernel.text import Text
from coordination.methods.series import Series

NEEDED: Final = ("series", "period", "value")
LARGEST: Final = 1e15
"""No figure is larger; beyond it, sums of floating point numbers are no longer exact to a unit."""
LONGEST: Final = 1000
"""Periods a series may span: these are yearly figures."""
MISSING: Final = ("NA", "NaN", "nan", "…", "...")
"""Words that stand for a missing value; that they were taken so is noted with the series."""
_NAMED: Final = 5
"""Periods a note names."""
_PERIOD = re.compile(r"(\d{1,6})(?:-12-31)?", re.ASCII)


def read_series(path: Path) -> list[Series]:
    """Give the series of a file in the order they first stand in it.

    Periods are years, or whole numbers counted from any start; the last day of a year stands for the year. Rows may come in
    any order; a row without value, or none at all, is a gap. A column ``break``, if there is one, says with any mark that a
    new definition or territory begins with the row's period. Raises NotFoundError, or InvalidInputError with every fault.
    """
    rows = CsvRows(path, NEEDED)
    values: defaultdict[str, dict[int, float | None]] = defaultdict(dict)
    breaks: defaultdict[str, set[int]] = defaultdict(set)
    words: defaultdict[str, list[int]] = defaultdict(list)
    for line, row in rows.rows():
        period = _period(rows, line, row["period"])
        value = None if row["value"] in ("", *MISSING) else _value(rows, line, row["value"])
        if not row["series"]:
            rows.note(line, "series", "thiếu tên chuỗi", "the series has no name")
        if period is None:
            continue
        known = values[row["series"]]
        if period in known:
            vi = f"chuỗi {row['series']} kỳ {period} lặp lại"
            rows.note(line, "period", vi, f"{row['series']} has {period} twice")
        known[period] = value
        if row["value"] in MISSING:
            words[row["series"]].append(period)
        if row.get("break"):
            breaks[row["series"]].add(period)
        if max(known) - min(known) >= LONGEST:
            vi = f"chuỗi {row['series']} dài hơn {LONGEST} kỳ"
            rows.note(line, "period", vi, f"{row['series']} spans more than {LONGEST} periods")
            known.pop(period)
    if not values and not rows.faults:
        rows.note(1, "series", "tệp không có số liệu nào", "the file holds no figure")
    rows.finish()
    return [_series(name, known, frozenset(breaks[name]), words[name]) for name, known in values.items()]


def _series(name: str, known: dict[int, float | None], breaks: frozenset[int], words: Sequence[int]) -> Series:
    first, last = min(known), max(known)
    values = [known.get(period) for period in range(first, last + 1)]
    return Series(name, first, values, breaks, (_taken_as_missing(words),) if words else ())


def _taken_as_missing(periods: Sequence[int]) -> Text:
    shown = ", ".join(map(str, sorted(periods)[:_NAMED])) + ("…" if len(periods) > _NAMED else "")
    return Text(
        vi=f"{len(periods)} ô không ghi số (NA, NaN, …) coi là thiếu: kỳ {shown}",
        en=f"{len(periods)} cells without a figure (NA, NaN, …) taken as missing: {shown}",
    )


def _period(rows: CsvRows, line: int, word: str) -> int | None:
    found = _PERIOD.fullmatch(word)
    if found:
        return int(found[1])
    vi = f"kỳ '{word[:30]}' không phải là năm hoặc số thứ tự; dự báo ở đây theo năm"
    rows.note(line, "period", vi, f"the period '{word[:30]}' is no year or number; forecasts here are yearly")
    return None


def _value(rows: CsvRows, line: int, word: str) -> float | None:
    read = rows.number(line, "value", word)
    if read is None:
        return None
    if abs(read) > LARGEST:
        rows.note(line, "value", "số lớn hơn 10¹⁵; dùng đơn vị lớn hơn", "larger than 10¹⁵; use a larger unit")
        return None
    return float(read)
