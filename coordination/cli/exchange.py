"""``lienvung exchange``: semi-official exchanges and workshops."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from coordination.cli.common import now, out, reading, say, show, t, writing
from coordination.cycles.queries import get_exchange
from coordination.cycles.service import hold_exchange
from coordination.cycles.views import exchange, exchanges

app = typer.Typer(rich_markup_mode=None)


@app.command("list", help=t("Liệt kê các cuộc trao đổi, hội thảo.", "List exchanges and workshops."))
def list_(cycle: Annotated[str | None, typer.Option(help=t("Chu kỳ", "Cycle"))] = None) -> None:
    """List meetings by time."""
    with reading() as session:
        rows = exchanges(session, cycle)

    def human() -> None:
        table = Table(
            t("Loại", "Kind"), t("Bắt đầu", "Starts"), t("Tên", "Name"), t("Khóa", "Key"), t("Trạng thái", "State")
        )
        for each in rows:
            table.add_row(each["kind"], each["starts"][:16], say(each["name"]), each["exchange"], each["state"])
        out.print(table)

    show(rows, human)


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
    words = minutes.read_text(encoding="utf-8")
    with writing() as session:
        row = get_exchange(session, key)
        hold_exchange(session, row, words, agreed or [], now())
        data = exchange(row)
    show(data, lambda: out.print(f"{data['exchange']}: {data['state']}", markup=False))
