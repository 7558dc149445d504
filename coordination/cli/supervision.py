"""``lienvung supervision``: the council's view."""

from __future__ import annotations

from typing import Annotated

import typer

from coordination.cli.common import now, out, reading, say, show, t
from coordination.cli.words import day, new_table, state
from coordination.supervision import service

app = typer.Typer(rich_markup_mode=None)


@app.callback()
def _group() -> None:
    """Keep ``ladder`` a verb of its own."""


@app.command(
    help=t(
        "Thang mốc của một tỉnh, đếm ngược từ kỳ họp. Ví dụ: lienvung supervision ladder 92",
        "A province's ladder, counted back from the session. Example: lienvung supervision ladder 92",
    )
)
def ladder(province: Annotated[str, typer.Argument(help=t("Mã tỉnh", "Province code"))]) -> None:
    """Show the ladder of a province."""
    with reading() as session:
        rows = service.ladder(session, province, now())

    def human() -> None:
        for each in rows:
            out.print(
                t("Kỳ họp khai mạc", "Session opens"),
                day(each["session_opens"]),
                f"({each['cycle']})",
                markup=False,
            )
            table = new_table(
                t("Mốc", "Milestone"),
                t("Tên", "Name"),
                t("Hạn nộp", "Due"),
                "T",
                t("Tình trạng", "Standing"),
                t("Còn thiếu", "Outstanding"),
            )
            for rung in each["rungs"]:
                before = rung["days_before_session"]
                table.add_row(
                    rung["milestone"] or "",
                    say(rung["name"]),
                    day(rung["due"]),
                    f"T{-before:+d}" if before is not None else "",
                    state(rung["standing"]),
                    "\n".join(rung["outstanding"]),
                )
            out.print(table)

    show(rows, human)
