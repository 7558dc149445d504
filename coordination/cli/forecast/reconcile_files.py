"""The files ``lienvung forecast reconcile`` reads, strictly: each fault with file, line and column."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final

from coordination.documents.csv_rows import CsvRows
from coordination.errors import Fault, InvalidInputError
from coordination.kernel.text import Text
from coordination.methods.coherence import Forecast, Limit, Link, Residuals

LARGEST: Final = 1e15
"""No figure is larger; beyond it, sums of floating point numbers are no longer exact to a unit."""
_SCIENTIFIC: Final = re.compile(r"[+-]?\d{1,30}(?:\.\d{1,30})?[eE][+-]?\d{1,3}", re.ASCII)
"""As programs write 0.00001: 1e-05."""
Key = tuple[str, str]


def read_tree(path: Path) -> list[Link]:
    """Give the links of ``child,parent``; an empty parent says that the node stands on top."""
    rows = CsvRows(path, ("child", "parent"))
    links = []
    for line, row in rows.rows():
        if not row["child"]:
            rows.note(line, "child", "thiếu tên nút", "the node has no name")
        links.append(Link(row["child"], row["parent"], rows.where(line, "child")))
    if not links and not rows.faults:
        rows.note(1, "child", "tệp không có dòng nào", "the file holds no row")
    rows.finish()
    return links


def read_base(path: Path) -> dict[Key, Forecast]:
    """Give the forecasts of ``node,period,mean[,sd]``; an empty mean says that the node has none in that period.

    What ``forecast run --out`` wrote is read too: its column of names is ``series``.
    """
    rows = CsvRows(path, ("period", "mean"))
    found: dict[Key, Forecast] = {}
    for line, row, key, name in _keyed(rows, alias="series"):
        mean = _figure(rows, line, "mean", row["mean"]) if row["mean"] else None
        sd = _figure(rows, line, "sd", row["sd"]) if row.get("sd") else None
        if sd is not None and sd < 0:
            rows.note(line, "sd", "độ lệch chuẩn âm", "a standard deviation below 0")
        if mean is not None:
            found[key] = Forecast(mean, sd, rows.where(line, name))
    if not found and not rows.faults:
        rows.note(1, "mean", "tệp không có dự báo nào", "the file holds no forecast")
    rows.finish()
    return found


def read_fixed(path: Path) -> list[Limit]:
    """Give the decreed figures of ``node,period,value``."""
    rows = CsvRows(path, ("node", "period", "value"))
    found = []
    for line, row, (node, period), _ in _keyed(rows):
        value = _figure(rows, line, "value", row["value"])
        found.append(Limit(node, period, value, value, rows.where(line, "value"), decreed=True))
    rows.finish()
    return found


def read_bounds(path: Path) -> list[Limit]:
    """Give the bounds of ``node,period,lower,upper``; one of the two may be empty."""
    rows = CsvRows(path, ("node", "period", "lower", "upper"))
    found = []
    for line, row, (node, period), _ in _keyed(rows):
        low, high = (_figure(rows, line, side, row[side]) if row[side] else None for side in ("lower", "upper"))
        if not row["lower"] and not row["upper"]:
            rows.note(line, "lower", "cả hai giới hạn đều trống", "both bounds are empty")
        if low is not None and high is not None and low > high:
            rows.note(line, "lower", "giới hạn dưới lớn hơn giới hạn trên", "the lower bound is above the upper one")
        found.append(Limit(node, period, low, high, rows.where(line, "lower")))
    rows.finish()
    return found


def read_residuals(path: Path, nodes: Container[str]) -> Residuals:
    """Give the residuals of ``node,period,residual``; the period is a label that says which of them belong together."""
    rows = CsvRows(path, ("node", "period", "residual"))
    found: dict[str, dict[str, float]] = {}
    for line, row, (node, period), _ in _keyed(rows):
        if node not in nodes:
            rows.note(line, "node", f"nút '{node}' không có trong cây", f"the node '{node}' is not in the tree")
        value = _figure(rows, line, "residual", row["residual"])
        if value is not None:
            found.setdefault(node, {})[period] = value
    rows.finish()
    return found


def _keyed(rows: CsvRows, alias: str = "node") -> Iterator[tuple[int, Mapping[str, str], Key, str]]:
    """Give each row with its node and period, and the name of the column the node stands in."""
    seen: dict[Key, int] = {}
    for line, row in rows.rows():
        name = "node" if "node" in rows.at else alias
        if name not in rows.at:
            words = Text(vi="thiếu cột: node", en="missing columns: node")
            raise InvalidInputError(Fault(words, f"{rows.path}:1:1"))
        key = row[name], row["period"]
        first = seen.setdefault(key, line)
        if first != line:
            rows.note(line, name, f"trùng với dòng {first}", f"repeats line {first}")
        for column, vi, en in ((name, "nút", "node"), ("period", "kỳ", "period")):
            if not row[column]:
                rows.note(line, column, f"thiếu tên {vi}", f"the {en} has no name")
        yield line, row, key, name


def _figure(rows: CsvRows, line: int, column: str, word: str) -> float | None:
    read = Decimal(word) if _SCIENTIFIC.fullmatch(word) else rows.number(line, column, word)
    if read is not None and abs(read) > LARGEST:
        rows.note(line, column, "số lớn hơn 10¹⁵; dùng đơn vị lớn hơn", "larger than 10¹⁵; use a larger unit")
        return None
    return None if read is None else float(read) + 0.0  # no minus zero
