"""Files bodies hand in: YAML, JSON, CSV. Read strictly, within bounds, into plain values."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from coordination.errors import Fault, InvalidInputError, NotFoundError
from coordination.kernel.text import Text, nfc
from coordination.regions.source import read

LARGEST = 5_000_000
DEEPEST = 20
WIDEST_ROW = 200


def read_file(path: Path) -> Any:
    """Give what a file holds: a document (YAML, JSON) or a list of rows (CSV, header first).

    Raises InvalidInputError with file:line:column, NotFoundError if there is no such file.
    """
    if not path.is_file():
        raise NotFoundError.of(f"không có tệp {path}", f"there is no file {path}")
    if path.stat().st_size > LARGEST:
        raise _fault(
            path, f"tệp lớn hơn {LARGEST // 1_000_000} MB", f"the file is larger than {LARGEST // 1_000_000} MB"
        )
    kind = path.suffix.lower()
    if kind in {".yaml", ".yml"}:
        return _yaml(path)
    try:
        text = nfc(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _fault(f"{path}: byte {error.start}", "tệp không phải UTF-8", "the file is not UTF-8") from error
    if kind == ".json":
        return _json(path, text)
    if kind == ".csv":
        return _csv(path, text)
    raise _fault(path, "chỉ nhận .yaml, .json, .csv", "only .yaml, .json and .csv are read")


def _fault(where: Path | str, vi: str, en: str) -> InvalidInputError:
    return InvalidInputError(Fault(Text(vi=vi, en=en), str(where)))


def _yaml(path: Path) -> Any:
    document = read(path)
    if document.faults or document.root is None:
        raise InvalidInputError(*document.faults)
    return _storable(document.root.plain())


def _storable(value: Any) -> Any:
    """Give a value as JSON can keep it: dates and decimals as they were written."""
    if isinstance(value, dict):
        return {key: _storable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_storable(each) for each in value]
    return value if isinstance(value, str | int | bool | None) else str(value)


def _json(path: Path, text: str) -> Any:
    depth = deepest = 0
    for sign in text:
        depth += (sign in "[{") - (sign in "]}")
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        raise _fault(path, f"tài liệu lồng sâu hơn {DEEPEST} tầng", f"the document nests deeper than {DEEPEST} levels")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise _fault(path, f"khóa lặp lại: {', '.join(twice)}", f"repeated key: {', '.join(twice)}")
        return dict(pairs)

    def refuse(word: str) -> Any:
        raise _fault(path, f"{word} không phải là số", f"{word} is not a number")

    try:
        # Decimals come as text, so that a figure is stored with the digits it was written with.
        return json.loads(text, object_pairs_hook=once, parse_float=str, parse_constant=refuse)
    except json.JSONDecodeError as error:
        where = f"{path}:{error.lineno}:{error.colno}"
        raise _fault(where, f"JSON không hợp lệ: {error.msg}", f"invalid JSON: {error.msg}") from error


def _csv(path: Path, text: str) -> list[dict[str, str]]:
    if "\0" in text:
        raise _fault(path, "tệp chứa byte rỗng", "the file holds a zero byte")
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = [(lines.line_num, row) for row in lines if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise _fault(f"{path}:{lines.line_num}", f"CSV không hợp lệ: {error}", f"invalid CSV: {error}") from error
    if not rows:
        raise _fault(path, "tệp trống", "the file is empty")
    header = [cell.strip() for cell in rows[0][1]]
    if len(set(header)) < len(header) or len(header) > WIDEST_ROW:
        raise _fault(f"{path}:1", "tên cột lặp lại hoặc quá nhiều cột", "column names repeat or are too many")
    faults = [
        Fault(
            Text(
                vi=f"dòng có {len(row)} ô, tiêu đề có {len(header)}",
                en=f"the row has {len(row)} cells, the header {len(header)}",
            ),
            f"{path}:{number}",
        )
        for number, row in rows[1:]
        if len(row) != len(header)
    ]
    if faults:
        raise InvalidInputError(*faults)
    return [{name: cell.strip() for name, cell in zip(header, row, strict=True) if cell.strip()} for _, row in rows[1:]]
