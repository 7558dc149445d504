"""A report left in a folder: documents, tables, charts and the trace, all of them or none."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from coordination.documents.charts.render import to_png, to_svg
from coordination.documents.report.docx import to_docx
from coordination.documents.report.pdf import to_pdf
from coordination.errors import ConflictError, InvalidInputError
from coordination.kernel.process import alive, identity
from coordination.kernel.text import Text
from coordination.results.assessing.composing import Made
from coordination.results.assessing.listing import CELLS, TRACE, listed_cells, listed_numbers
from coordination.results.assessing.sheets import all_tables, as_csv, workbook

_DRAFT = ".lienvung."
_DRAFTS = re.compile(re.escape(_DRAFT) + r"(?P<maker>[^:]+:\d+:\d*)\.\w+", re.ASCII)
"""The folder a report is built in bears the name of the process that builds it."""


def leave(made: Made, folder: Path) -> list[str]:
    """Write all files of a report; as ``leave_files``."""
    return leave_files(lambda: _files(made), folder)


def leave_files(files: Callable[[], Iterable[tuple[str, bytes]]], folder: Path) -> list[str]:
    """Write files into a new folder (or an empty one), by name and content; gives their names.

    The folder is built beside its place and then moved there, so nobody sees half of it; what a run that was killed left
    half built is cleared away first. ConflictError where something is there already, InvalidInputError where there is no
    place for it, OSError that names the folder where the system does not let it be written.
    """
    place = check_place(folder)
    _clear(place.parent)
    with _named_as(folder, place.parent):
        draft = Path(mkdtemp(prefix=f"{_DRAFT}{identity()}.", dir=place.parent))
        try:
            names = sorted(_write(files(), draft))
            draft.chmod(0o777 & ~_umask())
            if place.exists():
                place.rmdir()
            draft.rename(place)
        finally:
            with suppress(OSError):
                shutil.rmtree(draft)
    return names


@contextmanager
def _named_as(folder: Path, parent: Path) -> Iterator[None]:
    """Let what the system says of the folder a report is built in name the one that was asked for: nobody knows the other."""
    try:
        yield
    except OSError as error:
        if str(error.filename or "").startswith(str(parent / _DRAFT)):
            raise OSError(error.errno, error.strerror, str(folder)) from error
        raise


def check_place(folder: Path) -> Path:
    """Give the folder's place if a report can be left there, before any work is done; errors as of ``leave``."""
    place = folder.absolute()
    if place.is_symlink() or (place.exists() and not (place.is_dir() and not any(place.iterdir()))):
        vi, en = (
            f"{folder} đã có và không trống, không ghi đè",
            f"{folder} is there, is not empty and is not overwritten",
        )
        raise ConflictError.of(vi, en, fix=Text(vi="chọn thư mục khác", en="choose another folder"))
    if not place.parent.is_dir():
        raise InvalidInputError.of("không có thư mục này", "there is no such folder", str(place.parent))
    return place


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _clear(parent: Path) -> None:
    """Remove the drafts of processes that are dead for certain: of this machine, and of no number that runs on since."""
    with suppress(OSError):
        for each in list(parent.iterdir()):
            found = _DRAFTS.fullmatch(each.name)
            if found and not alive(found["maker"]) and each.is_dir() and not each.is_symlink():
                shutil.rmtree(each, ignore_errors=True)


def _write(files: Iterable[tuple[str, bytes]], folder: Path) -> Iterator[str]:
    for name, content in files:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        yield name


def _files(made: Made) -> Iterator[tuple[str, bytes]]:
    language = made.report.language
    yield "report.docx", to_docx(made.report)
    yield "report.pdf", to_pdf(made.report)
    tables = all_tables(made)
    yield "tables.xlsx", workbook(tables, made.report)
    for table in tables:
        yield f"tables/{table.key}.csv", as_csv(table.head, table.rows)
    for key, chart in made.charts.items():
        yield f"charts/{key}.svg", to_svg(chart, language)
        yield f"charts/{key}.png", to_png(chart, language)
    yield "trace.csv", as_csv(TRACE, listed_numbers(made.trace, made.report))
    yield "cells.csv", as_csv(CELLS, listed_cells(made.trace))
