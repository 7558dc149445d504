"""``lienvung calendar export``: what concerns a body, an office or a region, for people's calendars."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from coordination.cli.common import common, out, reading, show, t, talk
from coordination.cycles.ics.feed import entries_for
from coordination.documents.ics import calendar_text
from coordination.errors import InvalidInputError, UsageError
from coordination.kernel.canonical import sha256

STANDARD_OUTPUT = "-"


def help_text() -> str:
    """Give the help of the verb."""
    return t(
        "Xuất lịch iCalendar của một cơ quan, một hộp thư hoặc cả vùng. "
        "Ví dụ: lienvung calendar export 92.peoples_committee --ics lich.ics",
        "Export the iCalendar of a body, a mailbox or a region. "
        "Example: lienvung calendar export 92.peoples_committee --ics calendar.ics",
    )


def export(
    who: Annotated[
        str,
        typer.Argument(
            help=t(
                "Mã cơ quan, hộp thư hoặc mã vùng, ví dụ 92.peoples_committee",
                "Body code, mailbox or region code, e.g. 92.peoples_committee",
            )
        ),
    ],
    ics: Annotated[str, typer.Option("--ics", help=t("Tệp lịch cần ghi; - là ra màn hình", "File to write; - prints"))],
) -> None:
    """Write a calendar; the same state gives the same bytes, whenever it is asked for."""
    if ics == STANDARD_OUTPUT and common.json:
        raise UsageError.of("--ics - và --json không đi cùng nhau", "--ics - and --json do not go together")
    with reading() as session:
        name, entries = entries_for(session, who, common.lang)
    text = calendar_text(f"Liên Vùng – {name}", entries, language=common.lang)
    if ics == STANDARD_OUTPUT:
        out.file.write(text)
        return
    if common.dry_run:
        _may_write(Path(ics))
        talk.print(t("Chạy thử: chưa ghi gì.", "Dry run: nothing was written."))
    else:
        _write(Path(ics), text)
    data = {"who": who, "entries": len(entries), "file": ics, "sha256": sha256(text)}
    show(data, lambda: out.print(f"{ics}: {len(entries)} {t('mục', 'entries')}", markup=False))


def _may_write(path: Path) -> None:
    if path.exists() and not path.is_file():
        raise InvalidInputError.of("không phải là tệp, không ghi đè", "is not a file and is not overwritten", str(path))
    if not path.parent.is_dir():
        raise InvalidInputError.of("không có thư mục này", "there is no such folder", str(path.parent))


def _write(path: Path, text: str) -> None:
    """Write the file whole or not at all: whoever reads it meanwhile sees the old one or the new one."""
    _may_write(path)
    draft = path.with_name(f".{os.getpid()}.lienvung.ics")
    try:
        with draft.open("wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
