"""Files that mean harm, or are no workbooks, are refused by name, at once, by a process that cannot do harm."""

from __future__ import annotations

import io
import os
import re
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from coordination.documents.workbook.container import LARGEST_FILE, MOST_ENTRIES
from coordination.documents.workbook.model import Column, Form, Row, Sheet
from coordination.documents.workbook.reading import Kind, _places, read, read_bytes
from coordination.documents.workbook.refusals import REFUSALS, WorkbookRefusedError
from coordination.documents.workbook.writing import write

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
MEGABYTE = 1_000_000
FORM = Form(
    key="f",
    title="Biểu",
    body="Sở",
    sheets=(Sheet(key="s", name="S", columns=(Column(key="c", title="Số"),), rows=(Row(key="r", label="Dân số"),)),),
)
GOOD = write(FORM, datetime(2026, 6, 1))  # noqa: DTZ001 - a workbook knows no zones
SHEET = "xl/worksheets/sheet1.xml"


def parts_of(data: bytes = GOOD) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def with_part(name: str, part: bytes = b"x") -> bytes:
    return packed(parts_of() | {name: part})


def with_cells(cells: str, strings: str = "", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Give the form with other cells on its sheet."""
    parts = parts_of()
    parts[SHEET] = re.sub(rb"<sheetData>.*</sheetData>", f"<sheetData>{cells}</sheetData>".encode(), parts[SHEET])
    if strings:
        parts["xl/sharedStrings.xml"] = (
            f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{strings}</t></si></sst>'
        ).encode()
    return packed(parts, method)


def twice_named() -> bytes:
    out = io.BytesIO(GOOD)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr(SHEET, b"<worksheet/>")
    return out.getvalue()


def overlapping() -> bytes:
    """Give an archive whose directory names one packed part many times."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", os.urandom(2_000))
        for number in range(100):
            again = zipfile.ZipInfo(f"b{number}")
            first = archive.filelist[0]
            for name in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(again, name, getattr(first, name))
            archive.filelist.append(again)
        archive._didModify = True  # type: ignore[attr-defined]
    return out.getvalue()


def locked() -> bytes:
    """Give an archive whose entries say they are encrypted."""
    data = bytearray(GOOD)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + flags] |= 1
    return bytes(data)


def lying() -> bytes:
    """Give an archive whose part is larger than its directory says."""
    data = packed({"xl/workbook.xml": b"0" * 5 * MEGABYTE})
    return data.replace(struct.pack("<I", 5 * MEGABYTE), struct.pack("<I", 100))


def entities(encoding: str) -> bytes:
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>'
    return with_part("docProps/custom.xml", text.encode(encoding))


def ods(cells: str, more: dict[str, bytes] | None = None) -> bytes:
    names = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0" '
        f'xmlns:text="{names}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="S">{cells}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    mime = b"application/vnd.oasis.opendocument.spreadsheet"
    return packed({"mimetype": mime, "content.xml": content.encode(), "META-INF/manifest.xml": b"<m/>"} | (more or {}))


SEVEN = '<c r="A1"><v>7</v></c>'
ODS_CELL = (
    '<table:table-cell {more} office:value-type="float" office:value="{value}"><text:p>x</text:p></table:table-cell>'
)
FAR = ODS_CELL.format(more='table:number-columns-repeated="16384"', value=1)
HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("wrong_magic", lambda: b""),
    "text": ("wrong_magic", lambda: b"STT,Chi tieu\n1,2\n"),
    "a web page": ("wrong_magic", lambda: b"<html><table></table></html>"),
    "PDF": ("wrong_magic", lambda: b"%PDF-1.7\n" + GOOD),
    "a Word file of 2003": ("wrong_magic", lambda: OLE2 + "WordDocument".encode("utf-16-le")),
    "a Word file": ("not_a_workbook", lambda: packed({"word/document.xml": b"<a/>"})),
    "an empty archive": ("not_a_workbook", lambda: packed({})),
    "a binary workbook": ("xlsb", lambda: packed({"xl/workbook.bin": b"x"})),
    "locked by Excel": ("password", lambda: OLE2 + "EncryptedPackage".encode("utf-16-le")),
    "locked entries": ("password", locked),
    "locked by LibreOffice": ("password", lambda: ods("", {"META-INF/manifest.xml": b"<encryption-data/>"})),
    "macros": ("macro", lambda: with_part("xl/vbaProject.bin")),
    "macros by type": ("macro", lambda: packed(parts_of() | {"[Content_Types].xml": b"<a>macroEnabled</a>"})),
    "macros of 2003": ("macro", lambda: OLE2 + "Workbook_VBA_PROJECT".encode("utf-16-le")),
    "macros of Excel 4": ("macro", lambda: with_part("xl/macrosheets/sheet1.xml", b"<a/>")),
    "macros of LibreOffice": ("macro", lambda: ods("", {"Basic/Standard/M.xml": b"<a/>"})),
    "10.000 entries": ("too_many_entries", lambda: packed({f"a{each}": b"" for each in range(10_000)})),
    "just too many entries": ("too_many_entries", lambda: packed({f"{each}": b"" for each in range(MOST_ENTRIES + 1)})),
    "a name that climbs": ("path_traversal", lambda: with_part("../../etc/cron.d/x")),
    "a name inside that climbs": ("path_traversal", lambda: with_part("xl/../../x")),
    "an absolute name": ("path_traversal", lambda: with_part("/etc/passwd")),
    "a name of Windows": ("path_traversal", lambda: with_part("C:x")),
    "a name with backslashes": ("path_traversal", lambda: with_part("..\\x")),
    "two parts of one name": ("duplicate_names", twice_named),
    "two parts of nearly one name": ("duplicate_names", lambda: with_part("XL/Workbook.xml", b"<a/>")),
    "a bomb": ("zip_bomb", lambda: with_part("xl/media/a.png", b"\0" * 25 * MEGABYTE)),
    "a steep bomb": ("zip_bomb", lambda: with_part("xl/media/a.png", b"\0" * 4 * MEGABYTE)),
    "a bomb of one part": ("zip_bomb", overlapping),
    "a bomb that lies": ("truncated", lying),
    "an archive inside": ("nested_archive", lambda: with_part("xl/embeddings/a.xlsx", GOOD)),
    "other compression": ("unknown_compression", lambda: packed(parts_of(), zipfile.ZIP_LZMA)),
    "cut in half": ("truncated", lambda: GOOD[: len(GOOD) // 2]),
    "cut at its end": ("truncated", lambda: GOOD[:-30]),
    "flipped bytes": ("truncated", lambda: GOOD[:60] + b"\xff" * 200 + GOOD[260:]),
    "entities": ("xml_entities", lambda: entities("utf-8")),
    "entities in other letters": ("xml_entities", lambda: entities("utf-16")),
    "a part that is no XML": ("damaged_part", lambda: with_part("xl/styles.xml", b"<a><b></a>")),
    "no relations": ("damaged_part", lambda: packed({"xl/workbook.xml": b"<workbook/>"})),
    "a place that is none": ("damaged_part", lambda: with_cells('<row r="1"><c r="?"><v>1</v></c></row>')),
    "a row twice": ("cell_twice", lambda: with_cells(f'<row r="1">{SEVEN}</row><row r="1">{SEVEN}</row>')),
    "a cell twice": ("cell_twice", lambda: with_cells(f'<row r="1">{SEVEN}{SEVEN}</row>')),
    "a cell of another row": ("cell_twice", lambda: with_cells(f'<row r="2">{SEVEN}</row>')),
    "a cell with two values": ("cell_twice", lambda: with_cells('<row r="1"><c r="A1"><v>7</v><v>8</v></c></row>')),
    "a table twice": ("damaged_part", lambda: with_cells(f'<row r="1">{SEVEN}</row></sheetData><sheetData>')),
    "a cell of no kind": ("damaged_part", lambda: with_cells('<row r="1"><c r="A1" t="z"><v>7</v></c></row>')),
    "a cell at the far end": ("too_many_cells", lambda: with_cells('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    "very many cells": ("too_many_cells", lambda: with_cells('<row r="1">' + "<c/>" * 250_000 + "</row>", method=zipfile.ZIP_STORED)),
    "one text in many cells": (
        "too_costly",
        lambda: with_cells('<row r="1">' + '<c t="s"><v>0</v></c>' * 16_000 + "</row>", "a" * 32_000),
    ),
    "a sheet filled by repeating": ("unreadable", lambda: ods(f'<table:table-row table:number-rows-repeated="1048576">{FAR}</table:table-row>')),
    "old Office that is broken": ("unreadable", lambda: OLE2 + "Workbook".encode("utf-16-le")),
}  # fmt: skip


@cache
def built(name: str) -> bytes:
    return HOSTILE[name][1]()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_name(name: str, tmp_path: Path) -> None:
    reason = HOSTILE[name][0]
    file = tmp_path / "f.xlsx"
    file.write_bytes(built(name))
    with pytest.raises(WorkbookRefusedError) as refusal:
        read(file)
    assert refusal.value.reason == reason
    (fault,) = refusal.value.faults
    assert fault.what == REFUSALS[reason][0]
    assert fault.fix
    assert fault.where.startswith("f.xlsx")


@pytest.mark.parametrize("name", ["a bomb", "very many cells", "one text in many cells", "the largest"])
def test_the_process_that_reads_stays_below_a_hundred_megabytes(name: str, tmp_path: Path) -> None:
    row = "".join('<c t="n"><v>1234.5</v></c>' for _ in range(90))
    data = with_cells(f"<row>{row}</row>" * 660, method=zipfile.ZIP_STORED) if name == "the largest" else built(name)
    program = (
        "import sys; sys.path += sys.argv[1:]\n"
        "from coordination.documents.workbook.child import main\n"
        "try: main()\n"
        "finally:\n"
        "    peak = [line for line in open('/proc/self/status') if line.startswith('VmHWM')][0].split()[1]\n"
        "    print(peak, file=sys.stderr)\n"
    )
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, *_places()], input=data, capture_output=True, check=False, env={}
    )
    if name == "one text in many cells" and run.returncode < 0:
        return  # calamine ends the process when its memory does
    assert int(run.stderr) < 100_000
    assert (name == "the largest") == (b'"refused"' not in run.stdout[:20])


def test_the_process_that_reads_can_write_no_file_and_ask_for_no_more_memory(tmp_path: Path) -> None:
    program = (
        "import sys; sys.path += sys.argv[2:]\n"
        "from coordination.documents.workbook.child import limited\n"
        "limited()\n"
        "try: held = bytearray(10**8)\n"
        "except MemoryError: print('memory')\n"
        "try:\n"
        "    with open(sys.argv[1], 'wb') as file: file.write(b'x')\n"
        "except OSError as error: print(error.strerror)\n"
    )
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, str(tmp_path / "x"), *_places()],
        capture_output=True,
        check=False,
        text=True,
    )
    assert run.stdout.split("\n")[:2] == ["memory", "File too large"]


def test_what_is_no_file_or_far_too_large_is_refused_before_anything_is_started(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    large = tmp_path / "large.xlsx"
    with large.open("wb") as stream:
        stream.truncate(LARGEST_FILE + 1)
    for path, reason in (
        (tmp_path / "pipe", "no_file"),
        (tmp_path, "no_file"),
        (tmp_path / "none", "no_file"),
        (large, "too_large"),
    ):
        with pytest.raises(WorkbookRefusedError) as refusal:
            read(path)
        assert refusal.value.reason == reason


def test_reading_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "f.xlsx"
    file.write_bytes(GOOD)
    before = file.stat().st_mtime_ns
    assert read(file) == read_bytes(GOOD, "f.xlsx")
    assert (file.read_bytes(), file.stat().st_mtime_ns) == (GOOD, before)


def test_cells_come_with_their_kind_and_numbers_as_they_are_shown() -> None:
    cells = "".join(
        f"<c{attributes}>{inner}</c>"
        for attributes, inner in (
            ("", "<v>0.30000000000000004</v>"), ("", "<v>12345678901234567890</v>"), (' t="b"', "<v>1</v>"),
            (' t="e"', "<f>A9</f><v>#REF!</v>"), ("", "<f>1+1</f><v>2</v>"), ("", "<f>1+1</f>"),
            (' t="inlineStr"', "<is><t>chữ</t></is>"), ("", "<v>1E+2</v>"),
        )
    )  # fmt: skip
    sheet = read_bytes(with_cells(f'<row r="3" hidden="1">{cells}</row>'), "f.xlsx").sheets[0]
    found = [(sheet.at(2, column).kind, sheet.at(2, column).text, sheet.at(2, column).formula) for column in range(8)]
    assert found == [
        (Kind.NUMBER, "0.3", False), (Kind.NUMBER, "12345678901234567890", False), (Kind.BOOL, "true", False),
        (Kind.ERROR, "#REF!", True), (Kind.NUMBER, "2", True), (Kind.EMPTY, "", True),
        (Kind.TEXT, "chữ", False), (Kind.NUMBER, "100", False),
    ]  # fmt: skip
    assert sheet.hidden_rows == {2}


DAMAGED = [
    ("n", "1e999"), ("n", "NaN"), ("n", "INF"), ("n", "0x10"), ("n", "1_000"), ("n", "9" * 400), ("n", "1e-999"),
    ("n", "1<!-- -->2"), ("n", "<![CDATA[5]]>"), ("n", "1&#50;"),
    ("s", "99"), ("s", "-1"), ("s", "x"), ("s", "1.5"), ("b", "2"), ("inlineStr", "5"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value"), DAMAGED, ids=lambda word: word[:12])
def test_a_value_that_is_none_is_told_at_its_cell_and_the_others_are_read(kind: str, value: str) -> None:
    cells = f'<c r="B2"><v>7</v></c><c r="H2" t="{kind}"><v>{value}</v></c>'
    sheet = read_bytes(with_cells(f'<row r="2">{cells}</row>', "chữ"), "f.xlsx").sheets[0]
    assert (sheet.at(1, 7).kind, sheet.at(1, 7).number) == (Kind.DAMAGED, None)
    assert sheet.at(1, 1).text == "7"


def test_an_error_newer_than_the_reader_is_an_error_of_its_cell() -> None:
    cells = '<c r="A1" t="e"><v>#SPILL!</v></c><c r="B1"><v>7</v></c>'
    sheet = read_bytes(with_cells(f'<row r="1">{cells}</row>'), "f.xlsx").sheets[0]
    assert (sheet.at(0, 0).kind, sheet.at(0, 0).text, sheet.at(0, 1).text) == (Kind.ERROR, "#SPILL!", "7")


def test_the_refusal_of_a_cell_written_twice_names_it() -> None:
    again = '<row r="17"><c r="H17"><v>8</v></c></row>'
    with pytest.raises(WorkbookRefusedError) as refusal:
        read_bytes(with_cells(f"{again}{again}"), "f.xlsx")
    assert refusal.value.faults[0].where == "f.xlsx: S!H17"


def record(kind: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack("<HH", kind, len(body)) + body


def xls() -> bytes:
    """Give a workbook of Excel 97: a text and a number, in the file system of old Office."""
    start = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    place = len(start) + 13 + 4  # after the record of the sheet's name and the end of the list
    name = record(0x85, struct.pack("<IBBBB", place, 0, 0, 1, 0), b"S")
    text = "Dân số".encode("utf-16-le")
    stream = (
        start + name + record(0x0A)
        + record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
        + record(0x204, struct.pack("<HHHHB", 0, 0, 0, 6, 1), text)
        + record(0x203, struct.pack("<HHHd", 1, 2, 0, 1234.5))
        + record(0x0A)
    )  # fmt: skip
    return ole2({"Workbook": stream.ljust(4096, b"\0")})


def ole2(streams: dict[str, bytes]) -> bytes:
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    ((name, data),) = streams.items()
    sectors = len(data) // 512
    chain = [table, end, *range(3, sectors + 2), end]
    fat = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))

    def entry(title: str, kind: int, child: int, first: int, size: int) -> bytes:
        words = (title + "\0").encode("utf-16-le")
        head = words.ljust(64, b"\0") + struct.pack("<HBBIII", len(words), kind, 1, free, free, child)
        return head + b"\0" * 36 + struct.pack("<IQ", first, size)

    directory = entry("Root Entry", 5, 1, end, 0) + entry(name, 2, free, 2, len(data)) + b"\0" * 256
    header = OLE2[:8] + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    return header + fat + directory + data


def test_old_office_is_read_too() -> None:
    grid = read_bytes(xls(), "f.xls")
    assert (grid.kind, [sheet.name for sheet in grid.sheets]) == ("xls", ["S"])
    assert grid.sheets[0].at(0, 0).text == "Dân số"
    assert str(grid.sheets[0].at(1, 2).number) == "1234.5"


def test_opendocument_is_read_too() -> None:
    cells = ODS_CELL.format(more="", value="2.5")
    grid = read_bytes(ods(f"<table:table-row>{cells}</table:table-row>"), "f.ods")
    assert grid.kind == "ods"
    assert str(grid.sheets[0].at(0, 0).number) == "2.5"
