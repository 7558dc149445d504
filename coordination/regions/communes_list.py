"""The list of communes: read from its table, each fault with its place in the file."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from coordination.errors import Fault
from coordination.kernel.text import Text, nfc, unseen
from coordination.regions.faults import fault, nearest, short
from coordination.regions.patterns import is_address
from coordination.regions.source import LARGEST, MOST_FAULTS, place

COLUMNS = ("code", "name", "full_name", "type", "province")
TYPES = {"xa": "Commune", "phuong": "Ward", "dac_khu": "Special Zone"}
"""Kinds of communes with their English names."""
_CODE = re.compile(r"[0-9]{5}")


@dataclass(frozen=True, slots=True)
class Row:
    """One commune as the list has it; ``mailboxes`` are addresses by kind of body."""

    line: int
    code: str
    name: str
    full_name: str
    type: str
    province: str
    mailboxes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CommuneList:
    """The communes of a file, and what is wrong with it."""

    path: str
    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()
    kinds: tuple[str, ...] = ()
    """Columns besides those every list has: kinds of bodies whose addresses they give."""


def read_list(path: Path) -> CommuneList:
    """Read a list of communes; whatever is wrong with it is in ``faults``."""
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        words = fault(str(path), f"không đọc được tệp ({error.strerror})", f"cannot be read ({error.strerror})")
        return CommuneList(str(path), faults=(words,))
    return _parse(str(path), data)


@lru_cache(maxsize=8)
def _parse(path: str, data: bytes) -> CommuneList:
    if len(data) > LARGEST:
        words = fault(path, f"tệp lớn hơn {LARGEST} byte", f"larger than {LARGEST} bytes")
        return CommuneList(path, faults=(words,))
    try:
        text = data.decode()
        reader = csv.DictReader(text.splitlines(), strict=True)
        columns = tuple(reader.fieldnames or ())
        missing = [name for name in COLUMNS if name not in columns]
        if missing:
            names = ", ".join(missing)
            words = fault(place(path, (1, 1)), f"thiếu cột {names}", f"the columns {names} are missing")
            return CommuneList(path, faults=(words,))
        rows = tuple(_row(reader.line_num, cells) for cells in reader)
    except (ValueError, csv.Error) as error:
        words = fault(path, f"không đọc được ({error})", f"cannot be read ({error})")
        return CommuneList(path, faults=(words,))
    found = [*_writing(path, text), *_faults(path, rows)]
    kinds = tuple(name for name in columns if name not in COLUMNS)
    return CommuneList(path, rows, tuple(found[:MOST_FAULTS]), kinds)


def _row(line: int, cells: Mapping[str | None, str | list[str] | None]) -> Row:
    # A short row leaves cells out (None), a long one has the rest as a list under no name.
    said = {name: cell.strip() for name, cell in cells.items() if name is not None and isinstance(cell, str)}
    known = {name: said.pop(name, "") for name in COLUMNS}
    mailboxes = {name: cell for name, cell in said.items() if cell}
    return Row(line, known["code"], known["name"], known["full_name"], known["type"], known["province"], mailboxes)


def _writing(path: str, text: str) -> Iterator[Fault]:
    for number, line in enumerate(text.splitlines(), start=1):
        if unseen(line):
            yield fault(place(path, (number, 1)), "có ký tự ẩn", "an invisible sign")
        elif nfc(line) != line:
            vi, en = "chữ có dấu viết rời; lưu lại dạng NFC", "letters with separate accents; save the text as NFC"
            yield fault(place(path, (number, 1)), vi, en)


def _faults(path: str, rows: tuple[Row, ...]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row in rows:
        for words in _wrong(row):
            yield fault(place(path, (row.line, 1)), words.vi, words.en)
        if row.code in first:
            vi = f"mã '{short(row.code)}' đã có ở dòng {first[row.code]}"
            yield fault(
                place(path, (row.line, 1)), vi, f"the code '{short(row.code)}' is on line {first[row.code]} too"
            )
        first.setdefault(row.code, row.line)


def _wrong(row: Row) -> Iterator[Text]:
    if not _CODE.fullmatch(row.code):
        shown = short(row.code)
        yield Text(vi=f"'{shown}' không phải mã xã gồm 5 chữ số", en=f"'{shown}' is not a code of five digits")
    if not row.name or not row.full_name:
        yield Text(vi="xã không có tên", en="a commune without a name")
    if row.type not in TYPES:
        meant, shown = nearest(row.type, TYPES), short(row.type)
        yield Text(
            vi=f"'{shown}' không thuộc: {', '.join(TYPES)}" + (f"; ý là '{meant}'?" if meant else ""),
            en=f"'{shown}' is none of: {', '.join(TYPES)}" + (f"; did you mean '{meant}'?" if meant else ""),
        )
    for kind, box in row.mailboxes.items():
        if not is_address(box):
            shown = short(box)
            yield Text(vi=f"{kind}: '{shown}' không phải địa chỉ thư", en=f"{kind}: '{shown}' is not an address")
