"""``lienvung inbox``: what concerns one body."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.table import Table

from coordination.cli.common import now, out, reading, say, show, t
from coordination.notices.inbox import inbox


def help_text() -> str:
    """Give the help of the verb."""
    return t("Ví dụ: lienvung inbox 92.peoples_committee", "Example: lienvung inbox 92.peoples_committee")


def command(body: Annotated[str, typer.Argument(help=t("Mã cơ quan", "Body code"))]) -> None:
    """Show what a body owes, must answer, and has been told."""
    with reading() as session:
        view = inbox(session, body, now())
    show(view, lambda: _print(view))


def _print(view: dict[str, Any]) -> None:
    table = Table(
        t("Bước", "Stage"),
        t("Nợ", "Owes"),
        t("Hạn", "Due"),
        t("Còn (ngày)", "Days left"),
        t("Trạng thái", "State"),
        title=t("Phải nộp", "Owed"),
    )
    for each in view["owes"]:
        table.add_row(each["stage"], say(each["what"]), each["due"], str(each["days_left"]), each["state"])
    out.print(table if view["owes"] else t("Không nợ gì.", "Nothing owed."))
    for each in view["positions"]:
        out.print(
            t(
                f"Chờ ý kiến: {each['stage']} đến {each['until']}",
                f"Position awaited: {each['stage']} until {each['until']}",
            ),
            markup=False,
        )
    for each in view["meetings"]:
        out.print(f"{each['kind']} {each['starts']}: {say(each['name'])} ({each['exchange']})", markup=False)
    table = Table(
        t("Thông báo", "Notice"),
        t("Nội dung", "Subject"),
        t("Xác nhận", "Acknowledged"),
        title=t("Đã được báo", "Told"),
    )
    for each in view["notices"]:
        table.add_row(each["notice"], each["subject"], "✓" if each["acknowledged"] else "–")
    out.print(table)
