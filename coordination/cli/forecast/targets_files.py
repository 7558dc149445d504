"""The files of ``lienvung forecast targets``: forecasts by unit and period, and plain values beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from coordination.documents.csv_rows import CsvRows
from coordination.kernel.text import Text
from coordination.methods.geography import last_day
from coordination.methods.targets import Curve

UNITS: Final = "unit", "series", "node"
MEAN, SD = "mean", "sd"
LARGEST: Final = 1e18
"""No figure is larger."""
_QUANTILE = re.compile(r"q(\d{2}|[09]\d{2})", re.ASCII)

Values = dict[tuple[str, str], float]
"""Unit and period → value."""
Forecasts = dict[str, dict[str, Curve]]
"""Period → unit → what is forecast, in the order of the file."""


def read_forecasts(path: Path) -> Forecasts:
    """Read ``unit,period,mean,sd`` or ``unit,period,q05,…,q95``; a row may be told either way, quantiles go first.

    ``q05`` is the 5th percentile, ``q025`` the 2.5th. What other verbs call ``series`` or ``node`` is read as the unit, so
    that their files can be given. Raises InvalidInputError with every fault and its place.
    """
    rows, found = CsvRows(path, ("period",)), Forecasts()
    for line, row in rows.rows():
        name = next((each for each in UNITS if each in row), None)
        if name is None:
            rows.note(1, "period", f"cần cột {UNITS[0]}", f"a column {UNITS[0]} is needed")
            break
        curve = _curve(rows, line, row)
        if _named(rows, line, row, name) and curve is not None:
            of_period, unit = found.setdefault(row["period"], {}), row[name]
            if unit in of_period:
                rows.note(line, name, f"{unit} kỳ {row['period']} lặp lại", f"{unit} {row['period']} again")
            of_period[unit] = curve
    if not found and not rows.faults:
        rows.note(1, "period", "tệp không có dự báo nào", "the file holds no forecast")
    rows.finish()
    return found


def read_values(path: Path, forecasts: Forecasts, *, past: bool = False) -> Values:
    """Read ``unit,period,value``, only of what is forecast; ``past`` ones are of the same units in other periods.

    Raises InvalidInputError with every fault and its place.
    """
    rows, found = CsvRows(path, ("unit", "period", "value")), Values()
    units = {unit for of_period in forecasts.values() for unit in of_period}
    for line, row in rows.rows():
        value = _number(rows, line, row, "value")
        if _named(rows, line, row) and value is not None:
            key = row["unit"], row["period"]
            if key in found:
                rows.note(line, "unit", f"{key[0]} kỳ {key[1]} lặp lại", f"{key[0]} {key[1]} again")
            if key[0] not in units:
                rows.note(line, "unit", f"chưa có dự báo của {key[0]}", f"there is no forecast of {key[0]}")
            elif not past and key[0] not in forecasts.get(key[1], {}):
                vi, en = f"chưa có dự báo của {key[0]} kỳ {key[1]}", f"there is no forecast of {key[0]} in {key[1]}"
                rows.note(line, "unit", vi, en)
            found[key] = value
    rows.finish()
    return found


def read_periods(path: Path, forecasts: Forecasts) -> dict[str, float]:
    """Read ``period,value``: a target a period that is forecast. Raises InvalidInputError with every fault and its place."""
    rows = CsvRows(path, ("period", "value"))
    found: dict[str, float] = {}
    for line, row in rows.rows():
        value = _number(rows, line, row, "value")
        if _period(rows, line, row) and value is not None:
            if row["period"] in found:
                rows.note(line, "period", f"kỳ {row['period']} lặp lại", f"{row['period']} again")
            if row["period"] not in forecasts:
                vi, en = f"chưa có dự báo của kỳ {row['period']}", f"there is no forecast of {row['period']}"
                known = ", ".join(forecasts)
                rows.note(line, "period", vi, en, Text(vi=f"có dự báo: {known}", en=f"forecast are: {known}"))
            found[row["period"]] = value
    if not found and not rows.faults:
        rows.note(1, "period", "tệp không có mục tiêu nào", "the file holds no target")
    rows.finish()
    return found


def _curve(rows: CsvRows, line: int, row: Mapping[str, str]) -> Curve | None:
    quantiles = {name: level for name in row if (level := _level(name)) is not None and row[name]}
    if quantiles:
        return _through(rows, line, row, quantiles)
    if not (row.get(MEAN) and row.get(SD)):
        vi, en = "cần mean và sd, hoặc các cột q05 … q95", "needs mean and sd, or columns q05 … q95"
        rows.note(line, MEAN, vi, en)
        return None
    mean, sd = _number(rows, line, row, MEAN), _number(rows, line, row, SD)
    if sd is not None and sd < 0:
        rows.note(line, SD, "độ lệch chuẩn không thể âm", "a standard deviation is not negative")
        return None
    return None if mean is None or sd is None else Curve.normal(mean, sd)


def _through(rows: CsvRows, line: int, row: Mapping[str, str], columns: Mapping[str, float]) -> Curve | None:
    found: dict[float, float] = {}
    before = ""
    for name, level in sorted(columns.items(), key=lambda each: each[1]):
        value = _number(rows, line, row, name)
        if value is None:
            return None
        if before and value < found[columns[before]]:
            rows.note(line, name, f"{name} nhỏ hơn {before}", f"{name} is below {before}")
            return None
        if level in found:
            rows.note(line, name, f"{name} và {before} là một phân vị", f"{name} and {before} are one percentile")
            return None
        found[level], before = value, name
    try:
        return _with_moments(rows, line, row, Curve.of(found))
    except ValueError:
        vi, en = (
            "cần ít nhất hai phân vị, ở hai phía của trung vị",
            "needs two percentiles on either side of the median",
        )
        rows.note(line, before, vi, en)
        return None


def _with_moments(rows: CsvRows, line: int, row: Mapping[str, str], curve: Curve) -> Curve | None:
    """Take mean and deviation that stand beside the quantiles for those the quantiles tell."""
    if not row.get(MEAN):
        return curve
    mean = _number(rows, line, row, MEAN)
    sd = _number(rows, line, row, SD) if row.get(SD) else curve.moments[1] if curve.moments else None
    if sd is not None and sd < 0:
        rows.note(line, SD, "độ lệch chuẩn không thể âm", "a standard deviation is not negative")
        return None
    return curve if mean is None or sd is None else replace(curve, moments=(mean, sd))


def _level(column: str) -> float | None:
    match = _QUANTILE.fullmatch(column)
    level = int(match[1]) / 10 ** len(match[1]) if match else 0.0
    return level if 0 < level < 1 else None


def _number(rows: CsvRows, line: int, row: Mapping[str, str], column: str) -> float | None:
    read = rows.number(line, column, row[column])
    if read is None:
        return None
    if abs(read) > LARGEST:
        rows.note(line, column, "số quá lớn", "the number is too large")
        return None
    return float(read)


def _named(rows: CsvRows, line: int, row: Mapping[str, str], column: str = "unit") -> bool:
    if not row[column]:
        rows.note(line, column, "thiếu mã đơn vị", "the unit is missing")
    return _period(rows, line, row) and bool(row[column])


def _period(rows: CsvRows, line: int, row: Mapping[str, str]) -> bool:
    try:
        last_day(row["period"])
    except ValueError:
        vi = "không phải là kỳ; viết 2027, 2027-Q1 hoặc 2027-03"
        rows.note(line, "period", vi, "is no period; write 2027, 2027-Q1 or 2027-03")
        return False
    return True
