"""``lienvung exchange``: semi-official exchanges and workshops."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coordination.cli import forecast_discussion, target_dialogue
from coordination.cli.common import now, out, reading, say, show, t, writing
from coordination.cli.words import day, new_table, state
from coordination.cycles.meetings import hold_exchange
from coordination.cycles.queries import get_exchange
from coordination.cycles.views import exchange, exchanges
from coordination.errors import InvalidInputError
from coordination.kernel.text import nfc

app = typer.Typer(rich_markup_mode=None)
app.add_typer(
    target_dialogue.app,
    name="target",
    no_args_is_help=True,
    help=t("Đối thoại về chỉ tiêu được giao.", "The dialogue about assigned targets."),
)
app.add_typer(
    forecast_discussion.app,
    name="forecast",
    no_args_is_help=True,
    help=t(
        "Trao đổi về số dự báo của tỉnh khác với số thống nhất.",
        "The discussion of own forecasts that differ from the unified ones.",
    ),
)


@app.command("list", help=t("Liệt kê các cuộc trao đổi, hội thảo.", "List exchanges and workshops."))
def list_(cycle: Annotated[str | None, typer.Option(help=t("Chu kỳ", "Cycle"))] = None) -> None:
    """List meetings by time."""
    with reading() as session:
        rows = exchanges(session, cycle)

    def human() -> None:
        table = new_table(
            t("Loại", "Kind"), t("Bắt đầu", "Starts"), t("Tên, khóa", "Name, key"), t("Trạng thái", "State")
        )
        for each in rows:
            table.add_row(
                each["kind"],
                day(each["starts"]),
                f"{say(each['name'])}\n{each['exchange']}",
                state({"scheduled": "planned"}.get(each["state"], each["state"])),
            )
        out.print(table)

    show(rows, human)


def _read(path: Path) -> str:
    try:
        return nfc(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InvalidInputError.of(
            "tệp không phải UTF-8", "the file is not UTF-8", where=f"{path}: byte {error.start}"
        ) from error


@app.command(help=t("Ghi biên bản một cuộc trao đổi đã diễn ra.", "Record the minutes of a meeting that took place."))
def record(
    key: Annotated[str, typer.Argument(help=t("Khóa cuộc trao đổi", "Exchange key"))],
    minutes: Annotated[
        Path,
        typer.Option(
            help=t("Tệp biên bản (văn bản UTF-8)", "File with the minutes (UTF-8 text)"), exists=True, dir_okay=False
        ),
    ],
    agreed: Annotated[
        list[str] | None, typer.Option(help=t("Việc đã thống nhất; lặp lại được", "What was agreed; may be repeated"))
    ] = None,
) -> None:
    """Record minutes and agreed actions."""
    words = _read(minutes)
    with writing() as session:
        row = get_exchange(session, key)
        hold_exchange(session, row, words, agreed or [], now())
        data = exchange(row)
    show(data, lambda: out.print(f"{data['exchange']}: {state(data['state'])}", markup=False))
