"""``lienvung inbox``: what concerns one body."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from coordination.cli.common import now, out, reading, say, show, t
from coordination.cli.words import day, state
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
    out.print(t("Đề nghị gửi", "Asked of you"), style="bold")
    for each in view["owes"]:
        left = t(f"còn {each['days_left']} ngày", f"{each['days_left']} days left")
        out.print(f"• {day(each['due'])} ({left}, {state(each['state'])}) {each['stage']}", markup=False)
        out.print(f"  {say(each['what'])}", markup=False)
    if not view["owes"]:
        out.print(t("• không có", "• nothing"))
    if view["positions"]:
        out.print(t("Chờ ý kiến", "Position awaited"), style="bold")
    for each in view["positions"]:
        out.print(
            t(f"• đến {day(each['until'])} {each['stage']}", f"• until {day(each['until'])} {each['stage']}"),
            markup=False,
        )
    if view["meetings"]:
        out.print(t("Cuộc họp sắp tới", "Meetings to come"), style="bold")
    for each in view["meetings"]:
        out.print(f"• {day(each['starts'])} {each['kind']} {say(each['name'])}\n  {each['exchange']}", markup=False)
    out.print(t("Đã được báo", "Told"), style="bold")
    for each in view["notices"]:
        out.print(f"{'✓' if each['acknowledged'] else '•'} {each['notice']}: {each['subject']}", markup=False)
