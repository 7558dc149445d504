"""Files a circular carries are what their names say, and nothing that runs."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from docx import Document

from coordination.errors import InvalidInputError, NotFoundError
from coordination.notices.circulars.enclosures import MOST_BYTES, MOST_FILES, read_enclosures

ODT = "application/vnd.oasis.opendocument.text"
WORKBOOK = {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}
Put = Callable[[str, bytes], Path]


def _zip(parts: dict[str, str]) -> bytes:
    held = BytesIO()
    with ZipFile(held, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return held.getvalue()


def _docx() -> bytes:
    held = BytesIO()
    Document().save(held)
    return held.getvalue()


def _damaged(how: int) -> bytes:
    """Give an OpenDocument file whose first part is compressed and does not decompress."""
    held = BytesIO()
    with ZipFile(held, "w", how) as file:
        file.writestr("mimetype", ODT)
        file.writestr("content.xml", "<x/>")
    content = bytearray(held.getvalue())
    begins = 30 + len("mimetype")  # after the head of the part (APPNOTE.TXT, 4.3.7)
    content[begins : begins + 12] = b"\xff" * 12
    return bytes(content)


GOOD = {
    "a.pdf": b"%PDF-1.7\n",
    "b.docx": _docx(),
    "c.xlsx": _zip(WORKBOOK),
    "d.odt": _zip({"mimetype": ODT, "content.xml": "<x/>"}),
    "e.csv": "mã;tên\n92;Cần Thơ\n".encode(),
    "f.txt": b"\xef\xbb\xbfghi",
    "g.png": b"\x89PNG\r\n\x1a\n....",
    "H.JPG": b"\xff\xd8\xff\xe0",
}
BAD = {
    "empty.pdf": b"",
    "program.exe": b"MZ",
    "page.html": b"<p>x</p>",
    "picture.svg": b"<svg/>",
    "script.js": b"alert(1)",
    "no-suffix": b"x",
    "bao-cao.pdf.exe": b"%PDF-1.7",
    "macro.docm": _zip({"word/document.xml": "", "word/vbaProject.bin": ""}),
    "program.pdf": b"MZ\x90",
    "old.docx": b"\xd0\xcf\x11\xe0",
    "workbook.docx": _zip(WORKBOOK),
    "macro.xlsx": _zip(WORKBOOK | {"xl/vbaProject.bin": "x"}),
    "macro.odt": _zip({"mimetype": ODT, "content.xml": "", "Basic/Standard/Module1.xml": ""}),
    "renamed.odt": _zip({"mimetype": "application/x-other", "content.xml": ""}),
    "cut.docx": _docx()[:200],
    "deflated.odt": _damaged(ZIP_DEFLATED),
    "bzip2.odt": _damaged(ZIP_BZIP2),
    "lzma.odt": _damaged(ZIP_LZMA),
    "lzma.docx": _damaged(ZIP_LZMA),
    "page.txt": b"  <!DOCTYPE html><script>x</script>",
    "script.csv": b"#!/bin/sh\nrm -rf x\n",
    "binary.csv": b"a\x00b",
    "legacy.csv": "tên".encode("cp1258"),
    "reversed\u202efdp.txt": b"x",
    "hidden\u200b.txt": b"x",
    ".hidden.txt": b"x",
    "two: lines.txt": b"x",
    "x" * 151 + ".txt": b"x",
}


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Write a file of the test."""

    def _put(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return _put


@pytest.mark.parametrize("name", GOOD)
def test_documents_tables_pictures_and_text_are_carried(name: str, put: Put) -> None:
    (file,) = read_enclosures([put(name, GOOD[name])])
    assert (file.name, file.content) == (name, GOOD[name])


@pytest.mark.parametrize("name", BAD)
def test_what_runs_or_is_not_what_it_says_is_refused_in_both_languages(name: str, put: Put) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_enclosures([put(name, BAD[name])])
    (fault,) = caught.value.faults
    assert fault.where
    assert fault.what.vi != fault.what.en
    assert fault.where.isprintable()


def test_a_file_that_is_not_there_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read_enclosures([tmp_path / "gone.pdf"])
    (tmp_path / "folder.pdf").mkdir()
    with pytest.raises(InvalidInputError):
        read_enclosures([tmp_path / "folder.pdf"])


@pytest.mark.parametrize(
    "files",
    [
        [(f"{number}.txt", 1) for number in range(MOST_FILES + 1)],
        [("one.txt", MOST_BYTES + 1)],
        [("one.txt", MOST_BYTES // 2 + 1), ("two.txt", MOST_BYTES // 2)],
        [("one.txt", 1), ("other/ONE.txt", 2)],
    ],
    ids=["too many", "one too large", "together too large", "one name twice"],
)
def test_more_than_a_mail_can_carry_is_refused(files: list[tuple[str, int]], put: Put, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    paths = [put(name, b"x" * size) for name, size in files]
    with pytest.raises(InvalidInputError):
        read_enclosures(paths)
