"""``lienvung inbox``: what concerns one body."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from coordination.cli.common import now, out, reading, say, show, t
from coordination.cli.signing import print_awaited, print_days
from coordination.cli.target_tables import about
from coordination.cli.words import day, said, state
from coordination.cycles.applications import GROUNDS
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
        out.print(f"• {day(each['due'])} ({_standing(each)}) {each['stage']}", markup=False)
        out.print(f"  {say(each['what'])}", markup=False)
        print_days(each)
    if not view["owes"]:
        out.print(t("• không có", "• nothing"))
    print_awaited(view["signs"])
    _print_decisions(view["decides"])
    if view["positions"]:
        out.print(t("Chờ ý kiến", "Position awaited"), style="bold")
    for each in view["positions"]:
        out.print(
            t(f"• đến {day(each['until'])} {each['stage']}", f"• until {day(each['until'])} {each['stage']}"),
            markup=False,
        )
    _print_discussions(view["discusses"])
    _print_targets(view["targets"])
    _print_receipts(view["acknowledge"])
    if view["meetings"]:
        out.print(t("Cuộc họp sắp tới", "Meetings to come"), style="bold")
    for each in view["meetings"]:
        out.print(f"• {day(each['starts'])} {each['kind']} {say(each['name'])}\n  {each['exchange']}", markup=False)
    out.print(t("Đã được báo", "Told"), style="bold")
    for each in view["notices"]:
        out.print(f"{'✓' if each['acknowledged'] else '•'} {each['notice']}: {each['subject']}", markup=False)


def _standing(owed: dict[str, Any]) -> str:
    """Say how many days are left, or since when it is overdue, and how it stands."""
    left = owed["days_left"]
    days = t(f"{abs(left)} ngày", f"{abs(left)} day{'' if abs(left) == 1 else 's'}")
    if left < 0 and owed["state"] == "late":
        return t(f"trễ {days}", f"{days} late")
    if left < 0:
        words = t(f"quá hạn {days}", f"{days} past due")
    else:
        words = t(f"còn {days}", f"{days} left") if left else t("hạn hôm nay", "due today")
    return f"{words}, {state(owed['state'])}"


def _print_discussions(discusses: list[dict[str, Any]]) -> None:
    if discusses:
        out.print(t("Trao đổi về số dự báo", "Forecasts under discussion"), style="bold")
    for each in discusses:
        until, asked = day(each["until"]), t("; có câu hỏi", "; a question was asked") if each["asked"] else ""
        words = t(
            f"đến {until}: {each['open']} số chưa trả lời{asked}", f"until {until}: {each['open']} unanswered{asked}"
        )
        out.print(f"• {words}\n  lienvung exchange forecast show {each['stage']} {each['body']}", markup=False)


def _print_targets(targets: list[dict[str, Any]]) -> None:
    if targets:
        out.print(t("Trao đổi về chỉ tiêu được giao", "Targets under discussion"), style="bold")
    for each in targets:
        last = each["last"]
        side = "superior" if last["body"] == each["superior"] else "addressed"
        words = f"{day(last['said_on'])} {say(each['names'][side])} {say(last['words'])}"
        out.print(f"• {about(each)}\n  {words}\n  lienvung exchange target show {each['key']}", markup=False)


def _print_receipts(awaited: list[dict[str, Any]]) -> None:
    if awaited:
        out.print(t("Chờ xác nhận đã nhận", "Receipt awaited"), style="bold")
    for each in awaited:
        until = day(each["until"])
        out.print(t(f"• đến {until} {each['notice']}", f"• until {until} {each['notice']}"), markup=False)
        out.print(f"  {each['subject']}", markup=False)


def _print_decisions(decides: list[dict[str, Any]]) -> None:
    if decides:
        out.print(t("Chờ quyết định gia hạn", "Awaiting your decision"), style="bold")
    for each in decides:
        until, asked = day(each["until"]), day(each["asked"])
        ground = said(GROUNDS, each["ground"])
        words = t(f"xin đến {until} ({ground}), đề nghị {asked}", f"until {until} ({ground}), asked {asked}")
        out.print(f"• {each['body']} {words}\n  {each['stage']}\n  {each['reason']}", markup=False)
