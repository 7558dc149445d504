"""``lienvung calendar export``: what concerns a body, an office or a region, for people's calendars."""

from __future__ import annotations

from typing import Annotated

import typer

from coordination.cli.common import common, out, reading, show, t, talk
from coordination.cli.files import target, write_whole
from coordination.cycles.ics.feed import entries_for
from coordination.documents.ics import calendar_text
from coordination.errors import UsageError
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
    path = target(ics)
    if common.dry_run:
        talk.print(t("Chạy thử: chưa ghi gì.", "Dry run: nothing was written."))
    else:
        write_whole(path, text.encode())
    data = {"who": who, "entries": len(entries), "file": ics, "sha256": sha256(text)}
    show(data, lambda: out.print(f"{ics}: {len(entries)} {t('mục', 'entries')}", markup=False))
