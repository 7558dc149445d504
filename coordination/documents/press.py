"""Pictures become files for the printer: A3 pages as PDF or PNG, made without network and without system fonts."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import typst

from coordination.errors import Fault, UsageError
from coordination.kernel.text import Text

PAGE = (420, 297)
"""A3, landscape, in millimetres (ISO 216)."""
DPI = 150
EPOCH = 0
"""What the file says of its making: nothing, so that the same sheet gives the same bytes."""
_SOURCE = (
    f"#set page(width: {PAGE[0]}mm, height: {PAGE[1]}mm, margin: 0mm)\n"
    '#image(bytes(sys.inputs.sheet), format: "svg", width: 100%, height: 100%, fit: "contain")\n'
).encode()
SUFFIXES = (".svg", ".png", ".pdf")


def to_pdf(svg: str) -> bytes:
    """Give an A3 page with the picture: text stays text, fonts are embedded, the same picture gives the same bytes."""
    return typst.compile(
        _SOURCE, format="pdf", sys_inputs={"sheet": svg}, ignore_system_fonts=True, timestamp=EPOCH, pdf_tags=False
    )


def to_png(svg: str, dpi: float = DPI) -> bytes:
    """Give the A3 page as pixels."""
    return typst.compile(_SOURCE, format="png", sys_inputs={"sheet": svg}, ignore_system_fonts=True, ppi=dpi)


def write_wall(path: Path, svg: str) -> None:
    """Write a picture as its name's ending says, whole or not at all.

    UsageError for another ending than .svg, .png and .pdf, or a place nothing can be written to.
    """
    content = _content(path, svg)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink()
        words = error.strerror or str(error)
        raise UsageError.of(f"không ghi được {path}: {words}", f"cannot write {path}: {words}") from error


def check_suffix(path: Path) -> None:
    """Refuse a name whose ending says no kind of picture, before any work is done."""
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(
            Fault(
                Text(vi=f"không biết ghi lịch thành {path.name!r}", en=f"cannot write a calendar as {path.name!r}"),
                fix=Text(vi="đặt tên tệp kết thúc bằng .svg, .png hoặc .pdf", en="end its name in .svg, .png or .pdf"),
            )
        )


def _content(path: Path, svg: str) -> bytes:
    check_suffix(path)
    if path.suffix.lower() == ".svg":
        return svg.encode()
    return to_pdf(svg) if path.suffix.lower() == ".pdf" else to_png(svg)
