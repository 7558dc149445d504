"""Whether the value of an XLSX cell is one of its kind, as its XML has it, and the ways around one that is not.

Runs in the process with limits (see ``child``): it imports the standard library only.
"""

from __future__ import annotations

import math
import re
from xml.parsers import expat

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SOME = re.compile(r"[^eE]*[1-9]")
_INDEX = re.compile(r"[0-9]{1,9}")
_FLAGS = ("0", "1", "true", "false", "TRUE", "FALSE")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_CAUGHT = re.compile(r"\b(?:IF|IFS|CHOOSE|SWITCH|IFERROR|IFNA|ISERR|ISERROR|AGGREGATE)\(", re.IGNORECASE)
_BY_ZERO = re.compile(r"/\s*0+(?:\.0+)?(?![\d.])")


def sound(kind: str, value: str, raw: bytes, strings: int) -> bool:
    """Say whether a value is one of its kind, and written without the ways of XML that calamine passes over.

    ``raw`` is the value as it stands in the part; ``strings`` is how many texts the workbook shares.
    """
    if kind in ("str", "d"):
        return b"<" not in raw
    if raw != value.encode():
        return False
    if kind == "s":
        return bool(_INDEX.fullmatch(value)) and int(value) < strings
    if kind == "b":
        return value in _FLAGS
    return kind == "n" and _is_number(value)  # inline words stand elsewhere


def _is_number(value: str) -> bool:
    if not _NUMBER.fullmatch(value):
        return False
    number = float(value)
    return math.isfinite(number) and (number != 0 or not _SOME.match(value))  # 1e-999 is no zero


def failing(formula: str) -> str:
    """Give the error a formula cannot but show, such as of ``1/0``; empty where it may give a result."""
    bare = _QUOTED.sub("", formula)
    if _CAUGHT.search(bare):
        return ""
    return "#REF!" if "#REF!" in bare else "#DIV/0!" if _BY_ZERO.search(bare) else ""


def name_of(row: int, column: int) -> str:
    """Give the name of a place, such as ``B7``, from row and column counted from 0."""
    letters, rest = "", column + 1
    while rest > 0:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"


def without(part: bytes, spans: list[tuple[int, int]]) -> bytes:
    """Give a part without what stands between some places, which are in their order."""
    kept, end = [], 0
    for first, last in spans:
        if first < last:
            kept.append(part[end:first])
            end = last
    return b"".join((*kept, part[end:])) if kept else part


def count_of(wanted: str, part: bytes) -> int:
    """Count the elements of a name in a part."""
    count = 0

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal count
        count += tag.rpartition("}")[2] == wanted

    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = start
    parser.Parse(part, True)
    return count
