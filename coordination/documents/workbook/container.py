"""What is inside a file that calls itself a workbook: unpacked under limits, refused by name when it is not plain.

Runs in the process with limits (see ``child``): it imports the standard library only.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from xml.parsers import expat

LARGEST_FILE = 10_000_000
LARGEST_TOTAL = 24_000_000
"""Bytes of all parts together once unpacked; a form of 1.000 rows and 40 columns has about three million."""
MOST_ENTRIES = 1_000
STEEPEST = 150
"""Times a file may grow when unpacked, once it is worth looking at (``SMALL``); forms grow about tenfold."""
SMALL = 2_000_000
PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
WORKBOOK, ODS_MIME = "xl/workbook.xml", b"application/vnd.oasis.opendocument.spreadsheet"
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


class RefusedError(Exception):
    """A file is not read: ``code`` names the reason (the keys of ``reading.REFUSALS``), ``detail`` the place."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


def kind_of(data: bytes) -> str:
    """Give ``zip`` or ``xls`` by the first bytes, whatever the name says. RefusedError."""
    if len(data) > LARGEST_FILE:
        raise RefusedError("too_large")
    if data.startswith(_OLE2):
        return _old_office(data)
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise RefusedError("wrong_magic")
    return "zip"


def _old_office(data: bytes) -> str:
    """Tell what stands in an OLE2 file by the names in its directory."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise RefusedError("password")
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise RefusedError("macro")
    if "Workbook".encode("utf-16-le") not in data and "Book\0".encode("utf-16-le") not in data:
        raise RefusedError("wrong_magic")
    return "xls"


def unpack(data: bytes) -> dict[str, bytes]:
    """Give the parts of a zip. RefusedError for whatever a spreadsheet program would not have written."""
    if data.count(b"PK\x01\x02") > MOST_ENTRIES:  # before the directory is read: a million names cost memory
        raise RefusedError("too_many_entries")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive.infolist(), len(data))
            return {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
    except _BROKEN as error:
        raise RefusedError("truncated") from error


def _check(entries: list[zipfile.ZipInfo], size: int) -> None:
    seen: set[str] = set()
    for entry in entries:
        # orig_filename: zipfile itself cuts a name at a zero byte.
        if _climbs(entry.orig_filename):
            raise RefusedError("path_traversal", entry.filename)
        if entry.filename.casefold() in seen:
            raise RefusedError("duplicate_names", entry.filename)
        seen.add(entry.filename.casefold())
        if entry.flag_bits & 1:
            raise RefusedError("password")
        if entry.compress_type not in PLAIN:
            raise RefusedError("unknown_compression", entry.filename)
    total = sum(entry.file_size for entry in entries)
    # Parts that lie over one another have more packed bytes than the file.
    if total > LARGEST_TOTAL or total > max(SMALL, STEEPEST * size) or sum(e.compress_size for e in entries) > size:
        raise RefusedError("zip_bomb")


def _climbs(name: str) -> bool:
    return not name or name.startswith("/") or "\\" in name or ":" in name or "\0" in name or ".." in name.split("/")


def family(parts: dict[str, bytes]) -> str:
    """Give ``xlsx`` or ``ods`` by what is inside, after looking into each part. RefusedError."""
    for name, part in parts.items():
        if part.startswith(b"PK\x03\x04"):
            raise RefusedError("nested_archive", name)
        if name.endswith((".xml", ".rels", ".vml")) or part.lstrip()[:5] == b"<?xml":
            _no_entities(name, part)
    lowered = {name.casefold() for name in parts}
    if "xl/workbook.bin" in lowered:
        raise RefusedError("xlsb")
    if _has_macros(lowered, parts.get("[Content_Types].xml", b"")):
        raise RefusedError("macro")
    if parts.get("mimetype", b"").strip() == ODS_MIME:
        if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
            raise RefusedError("password")
        return "ods"
    if WORKBOOK not in parts:
        raise RefusedError("not_a_workbook")
    return "xlsx"


def _has_macros(names: set[str], types: bytes) -> bool:
    places = ("xl/macrosheets/", "basic/", "scripts/")
    return b"macroEnabled" in types or any(name.endswith("vbaproject.bin") or name.startswith(places) for name in names)


def _no_entities(name: str, part: bytes) -> None:
    """Refuse a part that declares entities, or is no XML: no spreadsheet program writes such parts."""

    def refuse(*_: object) -> None:
        raise RefusedError("xml_entities", name)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise RefusedError("damaged_part", name) from error


def repacked(parts: dict[str, bytes]) -> io.BytesIO:
    """Give the checked parts as a zip of their own: what is read is what was checked, whoever reads zips otherwise."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    packed.seek(0)
    return packed
