"""Files bodies hand in: YAML, JSON, CSV. Read strictly, within bounds, into plain values."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

from coordination.errors import Fault, InvalidInputError, NotFoundError
from coordination.kernel.canonical import canonical_json
from coordination.kernel.text import Text, nfc
from coordination.regions.nodes import Node
from coordination.regions.source import MOST_FAULTS, place, read
from coordination.submissions.placed import Listed, Record

LARGEST = 5_000_000
DEEPEST = 20
WIDEST_ROW, MOST_ROWS, MOST_LINES = 200, 50_000, 500_000
MOST_VALUES = 300_000
LONGEST_NUMBER = 40
CSV_WORDS = {
    "unexpected end of data": "tệp kết thúc khi ngoặc kép chưa đóng",
    "field larger": "một ô quá dài",
    "expected after": "sau ngoặc kép đóng phải là dấu phân cách ô",
    "new-line": "có dấu xuống dòng trong ô không đặt trong ngoặc kép",
}
"""What the reader of CSV says, by words of it, in Vietnamese; ``JSON_WORDS`` likewise."""
JSON_WORDS = {
    "Expecting value": "thiếu giá trị",
    "Expecting property name": "tên mục phải đặt trong ngoặc kép",
    "Expecting": "thiếu dấu phẩy, dấu hai chấm hoặc ngoặc đóng",
    "Extra data": "còn nội dung thừa sau tài liệu",
    "Illegal trailing comma": "thừa dấu phẩy ở cuối",
    "Invalid control character": "có ký tự điều khiển trong chuỗi",
    "Unterminated string": "chuỗi chưa đóng ngoặc kép",
    "escape": "ký tự sau dấu gạch chéo ngược không hợp lệ",
    "BOM": "tệp có dấu BOM",
}


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


def said_of(words: dict[str, str], error: str) -> str:
    """Give in Vietnamese what a reader says in English."""
    return next((vi for en, vi in words.items() if en in error), "sai cú pháp")


def _fault(where: Path | str, vi: str, en: str) -> InvalidInputError:
    return InvalidInputError(Fault(Text(vi=vi, en=en), str(where)))


def _yaml(path: Path) -> Any:
    document = read(path)
    if document.faults or document.root is None:
        raise InvalidInputError(*document.faults)
    return _as_written(document.path, document.root)


def _as_written(path: str, node: Node) -> Any:
    """Give a value as JSON can keep it: dates and decimals with the signs they were written with."""
    content = node.content
    if isinstance(content, dict):
        places = {key: place(path, each.key or each.place) for key, each in content.items()}
        return Record({key: _as_written(path, each) for key, each in content.items()}, places)
    if isinstance(content, list):
        return Listed([_as_written(path, each) for each in content], [place(path, each.place) for each in content])
    return content if isinstance(content, str | int | bool | None) else node.word


def _json(path: Path, text: str) -> Any:
    if text.count(",") > MOST_VALUES:
        raise _fault(
            path, f"tài liệu có hơn {MOST_VALUES} giá trị", f"the document holds more than {MOST_VALUES} values"
        )

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = ", ".join(
                sorted(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)[:5]
            )
            raise _fault(path, f"khóa lặp lại: {twice}", f"repeated key: {twice}")
        return found

    def whole(word: str) -> int:
        if len(word) > LONGEST_NUMBER:
            raise _fault(path, f"số dài hơn {LONGEST_NUMBER} chữ số", f"a number of more than {LONGEST_NUMBER} digits")
        return int(word)

    def refuse(word: str) -> Any:
        raise _fault(path, f"{word} không phải là số", f"{word} is not a number")

    try:
        # Decimals come as text, so that a figure is stored with the digits it was written with.
        value = json.loads(text, object_pairs_hook=once, parse_int=whole, parse_float=str, parse_constant=refuse)
    except json.JSONDecodeError as error:
        where, vi = f"{path}:{error.lineno}:{error.colno}", said_of(JSON_WORDS, error.msg)
        raise _fault(where, f"JSON không hợp lệ: {vi}", f"invalid JSON: {error.msg}") from error
    except RecursionError as error:
        raise _too_deep(path) from error
    _check_depth(path, value, 1)
    return _encodable(path, value)


def _too_deep(path: Path) -> InvalidInputError:
    return _fault(path, f"tài liệu lồng sâu hơn {DEEPEST} tầng", f"the document nests deeper than {DEEPEST} levels")


def _check_depth(path: Path, value: Any, depth: int) -> None:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    if inner is None:
        return
    if depth > DEEPEST:
        raise _too_deep(path)
    for each in inner:
        _check_depth(path, each, depth + 1)


def _encodable(path: Path, value: Any) -> Any:
    try:
        canonical_json(value).encode()
    except UnicodeEncodeError as error:
        vi, en = (
            "tài liệu có ký tự không ghi được (nửa cặp thay thế)",
            "the document holds half a surrogate pair, which is no character",
        )
        raise _fault(path, vi, en) from error
    return value


def _delimiter(text: str) -> str:
    """Give what parts the cells: spreadsheets set to Vietnamese write semicolons."""
    header = text.partition("\n")[0]
    return ";" if ";" in header and "," not in header else ","


def _csv(path: Path, text: str) -> Listed:
    if "\0" in text:
        raise _fault(path, "tệp chứa byte rỗng", "the file holds a zero byte")
    rows = _rows(path, text)
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
        raise InvalidInputError(*faults[:MOST_FAULTS])
    return Listed(
        [{name: cell.strip() for name, cell in zip(header, row, strict=True) if cell.strip()} for _, row in rows[1:]],
        [f"{path}:{number}" for number, _ in rows[1:]],
        f"{path}:{rows[0][0]}",
    )


def _rows(path: Path, text: str) -> list[tuple[int, list[str]]]:
    """Give the rows that hold anything, each with the number of the line it begins on."""
    lines = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=_delimiter(text))
    rows: list[tuple[int, list[str]]] = []
    try:
        first = 1
        for row in lines:
            if any(cell.strip() for cell in row):
                rows.append((first, row))
            first = lines.line_num + 1
            if len(rows) > MOST_ROWS or lines.line_num > MOST_LINES:
                raise _fault(path, f"bảng có hơn {MOST_ROWS} dòng", f"the table has more than {MOST_ROWS} rows")
    except csv.Error as error:
        vi = said_of(CSV_WORDS, str(error))
        raise _fault(f"{path}:{lines.line_num}", f"CSV không hợp lệ: {vi}", f"invalid CSV: {error}") from error
    return rows
